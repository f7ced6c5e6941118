package eval

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"math"
	"unicode/utf8"

	"isobar/internal/value"
)

// Texts as numbers and in other letters, and back. A text that is not what a function reads is an error.

func asciiOfString(f *frame, a value.Value) value.Value {
	text := f.read(a)
	if len(text) > 0 && text[0] >= utf8.RuneSelf {
		return failure(badArgument)
	}
	return asciiOfBytes(f, a)
}

func asciiOfBytes(f *frame, a value.Value) value.Value {
	text := f.read(a)
	if len(text) == 0 {
		return intOf(0)
	}
	return intOf(int64(text[0]))
}

func firstCodePoint(f *frame, a value.Value) value.Value {
	text := f.read(a)
	if len(text) == 0 {
		return intOf(0)
	}
	r, size := utf8.DecodeRune(text)
	if r == utf8.RuneError && size == 1 {
		return failure(badArgument)
	}
	return intOf(int64(r))
}

func chr(f *frame, a value.Value) value.Value {
	if !isCodePoint(a.Int64()) {
		return failure(badArgument)
	}
	f.buf = utf8.AppendRune(f.buf[:0], rune(a.Int64()))
	return f.textOf(value.String, f.buf)
}

func isCodePoint(n int64) bool { return n >= 0 && n <= utf8.MaxRune && utf8.ValidRune(rune(n)) }

func toCodePoints(f *frame, a value.Value) value.Value {
	text := f.read(a)
	f.buf = f.buf[:0]
	for len(text) > 0 {
		n, size := rune(text[0]), 1
		if a.Kind == value.String {
			if n, size = utf8.DecodeRune(text); n == utf8.RuneError && size == 1 {
				return failure(badArgument)
			}
		}
		f.buf = value.AppendTo(f.buf, f.dict, intOf(int64(n)))
		text = text[size:]
	}
	return f.textOf(value.Array, f.buf)
}

// codePointsToString is NULL if a number is.
func codePointsToString(f *frame, a value.Value) value.Value {
	return f.withParts(a, value.Int64, func(points []value.Value) value.Value {
		f.buf = f.buf[:0]
		for _, v := range points {
			switch {
			case v.IsNull():
				return null
			case !isCodePoint(v.Int64()):
				return failure(badArgument)
			}
			f.buf = utf8.AppendRune(f.buf, rune(v.Int64()))
		}
		return f.textOf(value.String, f.buf)
	})
}

func codePointsToBytes(f *frame, a value.Value) value.Value {
	return f.withParts(a, value.Int64, func(points []value.Value) value.Value {
		f.buf = f.buf[:0]
		for _, v := range points {
			switch {
			case v.IsNull():
				return null
			case v.Int64() < 0 || v.Int64() > math.MaxUint8:
				return failure(badArgument)
			}
			f.buf = append(f.buf, byte(v.Int64()))
		}
		return f.textOf(value.Bytes, f.buf)
	})
}

func toBase64(f *frame, a value.Value) value.Value {
	f.buf = base64.StdEncoding.AppendEncode(f.buf[:0], f.read(a))
	return f.textOf(value.String, f.buf)
}

// fromBase64 passes over white space. The = at the end may be left out, all or none.
func fromBase64(f *frame, a value.Value) value.Value {
	var text []byte
	padding := 0
	for _, c := range f.read(a) {
		switch {
		case asciiSpace(c):
			continue
		case c == '=':
			padding++
			continue
		case padding > 0:
			return failure(badArgument)
		}
		text = append(text, c)
	}
	if padding > 0 && (padding > 2 || (len(text)+padding)%4 != 0) {
		return failure(badArgument)
	}
	var err error
	if f.buf, err = base64.RawStdEncoding.AppendDecode(f.buf[:0], text); err != nil {
		return failure(badArgument)
	}
	return f.textOf(value.Bytes, f.buf)
}

func toBase32(f *frame, a value.Value) value.Value {
	f.buf = base32.StdEncoding.AppendEncode(f.buf[:0], f.read(a))
	return f.textOf(value.String, f.buf)
}

func fromBase32(f *frame, a value.Value) value.Value {
	var err error
	if f.buf, err = base32.StdEncoding.AppendDecode(f.buf[:0], f.read(a)); err != nil {
		return failure(badArgument)
	}
	return f.textOf(value.Bytes, f.buf)
}

func toHex(f *frame, a value.Value) value.Value {
	f.buf = hex.AppendEncode(f.buf[:0], f.read(a))
	return f.textOf(value.String, f.buf)
}

// fromHex reads an odd number of digits as if a zero stood before.
func fromHex(f *frame, a value.Value) value.Value {
	text := f.read(a)
	if len(text)%2 == 1 {
		text = append([]byte("0"), text...)
	}
	var err error
	if f.buf, err = hex.AppendDecode(f.buf[:0], text); err != nil {
		return failure(badArgument)
	}
	return f.textOf(value.Bytes, f.buf)
}

func bytesToValidText(f *frame, a value.Value) value.Value {
	text := f.read(a)
	f.buf = f.buf[:0]
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text) // U+FFFD for a byte that is not UTF-8
		f.buf = utf8.AppendRune(f.buf, r)
		text = text[size:]
	}
	return f.textOf(value.String, f.buf)
}
