package agg

import (
	"math"
	"math/bits"
)

// exactSums is a list of sums of FLOAT64 without any rounding, so that they add up to the same in any
// order.
//
// A sum is a whole number of units (see round.go) in two's complement. All the bits of a FLOAT64 and of
// 2⁶³ additions are allLimbs limbs, but most sums in practice have all of theirs within nearLimbs
// neighbours: a sum is kept as such a window, which may move, and becomes wide only when its bits are too
// far apart.
type exactSums struct {
	near []window
	wide []wideSum
}

const (
	allLimbs  = 34
	nearLimbs = 3
)

// window is limbs base … base+nearLimbs-1 of a sum; those below are zero, those above repeat the sign.
type window struct {
	limb    [nearLimbs]uint64
	wide    uint32 // position in exactSums.wide plus 1, in place of limb, or 0
	base    uint8
	special uint8
}

type wideSum [allLimbs]uint64

// What a sum has met beside finite numbers.
const (
	sawNaN uint8 = 1 << iota
	sawPlusInf
	sawMinusInf
	sawAll = sawNaN | sawPlusInf | sawMinusInf
)

func (x *exactSums) len() int     { return len(x.near) }
func (x *exactSums) extend(n int) { x.near = extend(x.near, n) }
func (x *exactSums) reset()       { x.near, x.wide = x.near[:0], x.wide[:0] }
func (x *exactSums) size() int64 {
	return 32*int64(len(x.near)) + 8*allLimbs*int64(len(x.wide))
}

// add adds f to sum i.
func (x *exactSums) add(i int, f float64) {
	word := math.Float64bits(f)
	mant, shift := word&(1<<52-1), int(word>>52&0x7ff)
	switch {
	case shift == 0x7ff:
		x.near[i].special |= special(f)
		return
	case shift > 0:
		mant |= 1 << 52
		shift--
	}
	l, s := shift/64, shift%64
	w := [nearLimbs]uint64{mant << s, mant >> 1 >> (63 - s)}
	if word>>63 == 1 {
		w = negative(w)
	}
	x.addWindow(i, w, l)
}

func special(f float64) uint8 {
	switch {
	case f > 0:
		return sawPlusInf
	case f < 0:
		return sawMinusInf
	}
	return sawNaN
}

func negative(w [nearLimbs]uint64) [nearLimbs]uint64 {
	var b uint64
	for i := range w {
		w[i], b = bits.Sub64(0, w[i], b)
	}
	return w
}

// sign is all ones if limb is the top of a negative number, else zero.
func sign(limb uint64) uint64 { return uint64(int64(limb) >> 63) }

// addWindow adds the number whose limbs from base on are w. base is at most allLimbs-nearLimbs.
func (x *exactSums) addWindow(i int, w [nearLimbs]uint64, base int) {
	a := &x.near[i]
	if a.wide != 0 {
		x.wide[a.wide-1].add(w[:], base)
		return
	}
	if a.limb == ([nearLimbs]uint64{}) {
		a.limb, a.base = w, uint8(base)
		return
	}
	if w, ok := moved(w, base-int(a.base)); ok {
		var sum [nearLimbs]uint64
		var carry uint64
		for j := range sum {
			sum[j], carry = bits.Add64(a.limb[j], w[j], carry)
		}
		sa, sw, sr := sign(a.limb[nearLimbs-1]), sign(w[nearLimbs-1]), sign(sum[nearLimbs-1])
		if sa != sw || sr == sa {
			a.limb = sum
			return
		}
	}
	x.addFar(i, w[:], base)
}

// moved gives the limbs of the same number in a window that begins d limbs lower; ok is false if it does
// not fit into that.
func moved(w [nearLimbs]uint64, d int) (_ [nearLimbs]uint64, ok bool) {
	s := sign(w[2])
	switch d {
	case 0:
		return w, true
	case 1:
		return [nearLimbs]uint64{0, w[0], w[1]}, w[2] == s && sign(w[1]) == s
	case 2:
		return [nearLimbs]uint64{0, 0, w[0]}, w[2] == s && w[1] == s && sign(w[0]) == s
	case -1:
		return [nearLimbs]uint64{w[1], w[2], s}, w[0] == 0
	case -2:
		return [nearLimbs]uint64{w[2], s, s}, w[0] == 0 && w[1] == 0
	}
	return w, false
}

// addFar adds a number that the window of sum i, as it lies, does not take: the window moves or becomes
// wide.
func (x *exactSums) addFar(i int, w []uint64, base int) {
	a := &x.near[i]
	if a.wide != 0 {
		x.wide[a.wide-1].add(w, base)
		return
	}
	var sum wideSum
	sum.add(a.limb[:], int(a.base))
	sum.add(w, base)
	from, to := sum.extent()
	if to-from > nearLimbs {
		x.wide = append(x.wide, sum)
		a.wide = uint32(len(x.wide))
		return
	}
	from = min(from, allLimbs-nearLimbs)
	a.base = uint8(from)
	copy(a.limb[:], sum[from:])
}

// add adds the number whose limbs from base on are w, with its sign continued.
func (s *wideSum) add(w []uint64, base int) {
	var carry uint64
	for j, limb := range w {
		s[base+j], carry = bits.Add64(s[base+j], limb, carry)
	}
	rest := sign(w[len(w)-1])
	for j := base + len(w); j < allLimbs && rest+carry != 0; j++ {
		s[j], carry = bits.Add64(s[j], rest, carry)
	}
}

// extent is the limbs that say everything, from up to but not including to: zeros below, signs above.
// It is empty for zero.
func (s *wideSum) extent() (from, to int) {
	return extent(s[:])
}

func extent(limbs []uint64) (from, to int) {
	to = len(limbs)
	for to > 1 && limbs[to-1] == sign(limbs[to-2]) {
		to--
	}
	for from < to && limbs[from] == 0 {
		from++
	}
	return from, to
}

// limbs is sum i without what it has met beside finite numbers; it is x's own memory.
func (x *exactSums) limbs(i int) (limbs []uint64, base int) {
	a := &x.near[i]
	if a.wide != 0 {
		return x.wide[a.wide-1][:], 0
	}
	return a.limb[:], int(a.base)
}

// isZero says whether sum i is exactly zero.
func (x *exactSums) isZero(i int) bool {
	if x.near[i].special != 0 {
		return false
	}
	limbs, _ := x.limbs(i)
	for _, limb := range limbs {
		if limb != 0 {
			return false
		}
	}
	return true
}

// merge adds sum j of y, which is not x, to sum i.
func (x *exactSums) merge(i int, y *exactSums, j int) {
	b := &y.near[j]
	x.near[i].special |= b.special
	if b.wide != 0 {
		x.addFar(i, y.wide[b.wide-1][:], 0)
	} else {
		x.addWindow(i, b.limb, int(b.base))
	}
}

// float64 rounds sum i to nearest, ties to even. overflow says that the sum is finite and rounds to an
// infinity all the same.
func (x *exactSums) float64(i int) (f float64, overflow bool) {
	if s := x.near[i].special; s != 0 {
		return specialSum(s), false
	}
	f, _ = x.rounded(i)
	return f, math.IsInf(f, 0)
}

func specialSum(s uint8) float64 {
	switch s {
	case sawPlusInf:
		return math.Inf(1)
	case sawMinusInf:
		return math.Inf(-1)
	}
	return math.NaN()
}

// rounded is the finite part of sum i as a FLOAT64; exact says that it is no other number.
func (x *exactSums) rounded(i int) (f float64, exact bool) {
	var memory [allLimbs]uint64
	limbs, base := x.limbs(i)
	mag, minus := absolute(memory[:0], limbs)
	f, exact = nearest(mag, 64*base, false)
	if minus {
		return -f, exact
	}
	return f, exact
}

// over is sum i divided by n, rounded to nearest once; n is positive.
func (x *exactSums) over(i int, n int64) float64 {
	if s := x.near[i].special; s != 0 {
		return specialSum(s)
	}
	var memory [allLimbs + quotientBits/64]uint64
	limbs, base := x.limbs(i)
	mag, minus := absolute(memory[:quotientBits/64], limbs)
	rest := divide(mag, uint64(n))
	f, _ := nearest(mag, 64*base-quotientBits, rest != 0)
	if minus {
		return -f
	}
	return f
}

// absolute appends the absolute value of limbs to mag.
func absolute(mag, limbs []uint64) (_ []uint64, minus bool) {
	if sign(limbs[len(limbs)-1]) == 0 {
		return append(mag, limbs...), false
	}
	var b uint64
	for _, limb := range limbs {
		limb, b = bits.Sub64(0, limb, b)
		mag = append(mag, limb)
	}
	return mag, true
}
