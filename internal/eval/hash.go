package eval

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"

	"isobar/internal/value"
)

// The hashes that queries use to shorten or to sample. None of them hides what was hashed.

func hashMD5(f *frame, a value.Value) value.Value {
	sum := md5.Sum(f.read(a))
	return f.textOf(value.Bytes, sum[:])
}

func hashSHA1(f *frame, a value.Value) value.Value {
	sum := sha1.Sum(f.read(a))
	return f.textOf(value.Bytes, sum[:])
}

func hashSHA256(f *frame, a value.Value) value.Value {
	sum := sha256.Sum256(f.read(a))
	return f.textOf(value.Bytes, sum[:])
}

func hashSHA512(f *frame, a value.Value) value.Value {
	sum := sha512.Sum512(f.read(a))
	return f.textOf(value.Bytes, sum[:])
}

func farmFingerprint(f *frame, a value.Value) value.Value {
	return intOf(int64(fingerprint64(f.read(a))))
}
