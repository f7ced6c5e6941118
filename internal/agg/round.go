package agg

import (
	"math"
	"math/bits"
)

// Big numbers here are limbs of 64 bits, least significant first, in units of the smallest FLOAT64:
// every finite FLOAT64 is a whole number of units.
const unit = -1074 // the unit's exponent of two

// quotientBits is how many bits a dividend is extended by before it is divided by an INT64: so many that
// what is lost lies far behind the last bit of the result.
const quotientBits = 128

// nearest is the FLOAT64 next to mag·2^exp units, ties to even; sticky says that the number is a little
// more than that, by less than the last bit of mag. It is infinite beyond the largest FLOAT64. exact says
// that nothing was lost.
func nearest(mag []uint64, exp int, sticky bool) (f float64, exact bool) {
	top := len(mag) - 1
	for top >= 0 && mag[top] == 0 {
		top--
	}
	if top < 0 {
		return 0, !sticky
	}
	high := 64*top + bits.Len64(mag[top]) - 1 // the highest bit set
	// last is the bit of mag that is the last one of the result: 52 below the highest, but not below
	// the unit.
	scale := max(high+exp-52, 0)
	last := scale - exp
	var mant uint64
	up := false
	if last <= 0 {
		mant = mag[0] << -last // at most 53 bits, so in one limb
	} else {
		mant = bitsFrom(mag, last)
		half := bitsFrom(mag, last-1)&1 == 1
		sticky = sticky || anyBelow(mag, last-1)
		up = half && (sticky || mant&1 == 1)
		sticky = sticky || half
	}
	if up {
		mant++
	}
	// The implicit bit of mant adds one to the exponent, and so does the carry out of rounding up; for
	// subnormal numbers there is none to add.
	word := uint64(scale)<<52 + mant
	if scale > 2046 || word >= 0x7ff<<52 {
		return math.Inf(1), false
	}
	return math.Float64frombits(word), !sticky
}

// bitsFrom is the 64 bits of mag that start at bit i.
func bitsFrom(mag []uint64, i int) uint64 {
	l, s := i/64, i%64
	var lo, hi uint64
	if l < len(mag) {
		lo = mag[l]
	}
	if l+1 < len(mag) {
		hi = mag[l+1]
	}
	return lo>>s | hi<<1<<(63-s)
}

// anyBelow says whether mag has a bit set below bit i.
func anyBelow(mag []uint64, i int) bool {
	l, s := i/64, i%64
	for j, limb := range mag {
		if j < l && limb != 0 {
			return true
		}
		if j == l {
			return limb&(1<<s-1) != 0
		}
	}
	return false
}

// divide divides mag by n in place and returns the remainder.
func divide(mag []uint64, n uint64) (rest uint64) {
	for i := len(mag) - 1; i >= 0; i-- {
		mag[i], rest = bits.Div64(rest, mag[i], n)
	}
	return rest
}
