package eval

import (
	endian "encoding/binary"
	"math/bits"
)

// FarmHash's Fingerprint64, by Geoff Pike, which is Hash64 of its variant "na". It mixes with three primes
// and treats texts of up to 16, 32 and 64 bytes, and longer ones, each in another way.
const (
	farm0 = 0xc3a5c85c97cb3127
	farm1 = 0xb492b66fbe98f273
	farm2 = 0x9ae16a3b2f90404f
)

func word64(s []byte) uint64 { return endian.LittleEndian.Uint64(s) }

func word32(s []byte) uint64 { return uint64(endian.LittleEndian.Uint32(s)) }

func rotate(x uint64, n int) uint64 { return bits.RotateLeft64(x, -n) }

func shiftMix(x uint64) uint64 { return x ^ x>>47 }

func mix16(u, v, mul uint64) uint64 {
	a := shiftMix((u ^ v) * mul)
	return shiftMix((v^a)*mul) * mul
}

func fingerprint64(s []byte) uint64 {
	switch n := len(s); {
	case n <= 16:
		return farmTo16(s)
	case n <= 32:
		return farmTo32(s)
	case n <= 64:
		return farmTo64(s)
	}
	return farmLong(s)
}

func farmTo16(s []byte) uint64 {
	n := uint64(len(s))
	switch {
	case n >= 8:
		mul := farm2 + 2*n
		a, b := word64(s)+farm2, word64(s[n-8:])
		return mix16(rotate(b, 37)*mul+a, (rotate(a, 25)+b)*mul, mul)
	case n >= 4:
		return mix16(n+word32(s)<<3, word32(s[n-4:]), farm2+2*n)
	case n > 0:
		y := uint64(s[0]) + uint64(s[n/2])<<8
		z := n + uint64(s[n-1])<<2
		return shiftMix(y*farm2^z*farm0) * farm2
	}
	return farm2
}

func farmTo32(s []byte) uint64 {
	n := uint64(len(s))
	mul := farm2 + 2*n
	a, b := word64(s)*farm1, word64(s[8:])
	c, d := word64(s[n-8:])*mul, word64(s[n-16:])*farm2
	return mix16(rotate(a+b, 43)+rotate(c, 30)+d, a+rotate(b+farm2, 18)+c, mul)
}

func farmTo64(s []byte) uint64 {
	n := uint64(len(s))
	mul := farm2 + 2*n
	a, b := word64(s)*farm2, word64(s[8:])
	c, d := word64(s[n-8:])*mul, word64(s[n-16:])*farm2
	y := rotate(a+b, 43) + rotate(c, 30) + d
	z := mix16(y, a+rotate(b+farm2, 18)+c, mul)
	e, f := word64(s[16:])*mul, word64(s[24:])
	g, h := (y+word64(s[n-32:]))*mul, (z+word64(s[n-24:]))*mul
	return mix16(rotate(e+f, 43)+rotate(g, 30)+h, e+rotate(f+a, 18)+g, mul)
}

// farmWeak mixes 32 bytes into two words.
func farmWeak(s []byte, a, b uint64) (uint64, uint64) {
	w, x, y, z := word64(s), word64(s[8:]), word64(s[16:]), word64(s[24:])
	a += w
	b = rotate(b+a+z, 21)
	c := a
	a += x + y
	return a + z, b + rotate(a, 44) + c
}

// farmLong goes through all blocks of 64 bytes, and then once more over the last 64 bytes.
func farmLong(s []byte) uint64 {
	x, y := uint64(81), uint64(81)
	x = x*farm2 + word64(s)
	y = y*farm1 + 113
	z := shiftMix(y*farm2+113) * farm2
	var v0, v1, w0, w1 uint64
	last := s[len(s)-64:]
	rest := (len(s) - 1) & 63
	for blocks := (len(s) - 1) / 64; blocks > 0; blocks-- {
		x = rotate(x+y+v0+word64(s[8:]), 37) * farm1
		y = rotate(y+v1+word64(s[48:]), 42) * farm1
		x ^= w1
		y += v0 + word64(s[40:])
		z = rotate(z+w0, 33) * farm1
		v0, v1 = farmWeak(s, v1*farm1, x+w0)
		w0, w1 = farmWeak(s[32:], z+w1, y+word64(s[16:]))
		z, x = x, z
		s = s[64:]
	}
	mul := farm1 + (z&0xff)<<1
	s = last
	w0 += uint64(rest)
	v0 += w0
	w0 += v0
	x = rotate(x+y+v0+word64(s[8:]), 37) * mul
	y = rotate(y+v1+word64(s[48:]), 42) * mul
	x ^= w1 * 9
	y += v0*9 + word64(s[40:])
	z = rotate(z+w0, 33) * mul
	v0, v1 = farmWeak(s, v1*mul, x+w0)
	w0, w1 = farmWeak(s[32:], z+w1, y+word64(s[16:]))
	z, x = x, z
	return mix16(mix16(v0, w0, mul)+shiftMix(y)*farm0+z, mix16(v1, w1, mul)+x, mul)
}
