package agg

import (
	"math"
	"math/bits"
)

// int128 is a sum of INT64 values: two's complement, wide enough for 2⁶³ of them.
type int128 struct {
	hi int64
	lo uint64
}

func int128Of(n int64) int128 { return int128{n >> 63, uint64(n)} }

func (a int128) add(b int128) int128 {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	return int128{a.hi + b.hi + int64(carry), lo}
}

func (a int128) neg() int128 {
	lo, borrow := bits.Sub64(0, a.lo, 0)
	return int128{-a.hi - int64(borrow), lo}
}

// int64 is a as an INT64, if it is one.
func (a int128) int64() (n int64, ok bool) {
	n = int64(a.lo)
	return n, a.hi == n>>63
}

// clamp brings a into -bound … bound; bound is positive.
func (a int128) clamp(bound int64) int128 {
	n, ok := a.int64()
	switch {
	case ok && n >= -bound && n <= bound:
		return a
	case a.hi < 0:
		return int128Of(-bound)
	}
	return int128Of(bound)
}

// abs is the absolute value of a, at most the greatest INT64.
func (a int128) abs() int64 {
	if a.hi < 0 {
		a = a.neg()
	}
	if n, ok := a.int64(); ok && n >= 0 {
		return n
	}
	return math.MaxInt64
}

// over is a divided by n, rounded to nearest, ties to even; n is positive.
func (a int128) over(n int64) float64 {
	negative := a.hi < 0
	if negative {
		a = a.neg()
	}
	limbs := [...]uint64{0, 0, a.lo, uint64(a.hi)}
	rest := divide(limbs[:], uint64(n))
	f, _ := nearest(limbs[:], -unit-quotientBits, rest != 0)
	if negative {
		return -f
	}
	return f
}

// Zigzag form, so that small absolute values are few bytes: 0, -1, 1, -2, …

func (a int128) zigzag() (hi, lo uint64) {
	sign := uint64(a.hi >> 63)
	return (uint64(a.hi)<<1 | a.lo>>63) ^ sign, a.lo<<1 ^ sign
}

func unzigzag(hi, lo uint64) int128 {
	sign := -(lo & 1)
	return int128{int64(hi>>1 ^ sign), (lo>>1 | hi<<63) ^ sign}
}
