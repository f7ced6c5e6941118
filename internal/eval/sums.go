package eval

import (
	"math"
	"math/bits"
)

// int128 is a sum of INT64s, which never overflows.
type int128 struct {
	hi int64
	lo uint64
}

func (s *int128) add(n int64) {
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, uint64(n), 0)
	s.hi += n>>63 + int64(carry)
}

func (s *int128) int64() (n int64, ok bool) { return int64(s.lo), s.hi == int64(s.lo)>>63 }

func (s *int128) float64() float64 {
	if n, ok := s.int64(); ok {
		return float64(n)
	}
	return float64(s.hi)*(1<<64) + float64(s.lo)
}

// floatSum adds FLOAT64s with a second one for what rounding loses (Neumaier's summation), in the order
// of the rows, which is always the same.
type floatSum struct {
	sum, lost float64 // of finite arguments
	rest      float64 // of the others, by IEEE 754: zero while there is none
}

func (s *floatSum) add(x float64) {
	if !isFinite(x) {
		s.rest += x
		return
	}
	total := s.sum + x
	if math.Abs(s.sum) >= math.Abs(x) {
		s.lost += (s.sum - total) + x
	} else {
		s.lost += (x - total) + s.sum
	}
	s.sum = total
}

// float64 is the sum; ok is false if finite arguments went out of range.
func (s *floatSum) float64() (total float64, ok bool) {
	if s.rest != 0 {
		return s.rest, true
	}
	total = s.sum + s.lost
	return total, isFinite(total)
}

// spread is the running mean of FLOAT64s and the sum of squares of their distances from it (Welford's method).
type spread struct {
	n        int64
	mean, m2 float64
	wild     bool // one of them is not finite
}

func (s *spread) add(x float64) {
	s.n++
	s.wild = s.wild || !isFinite(x)
	delta := x - s.mean
	s.mean += delta / float64(s.n)
	s.m2 += delta * (x - s.mean)
}

// variance divides by the number of values less lost; ok is false if finite values went out of range.
func (s *spread) variance(lost int64) (v float64, ok bool) {
	if s.wild {
		return math.NaN(), true
	}
	v = s.m2 / float64(s.n-lost)
	return v, isFinite(v)
}
