package agg

import (
	"math"

	"isobar/internal/value"
)

// sumFloat is SUM(x) of FLOAT64, exact until the result is rounded. As in GoogleSQL, a sum with a NaN, or
// with both infinities, is NaN; with one infinity, that; and a finite sum beyond FLOAT64 is an overflow,
// here NULL.
type sumFloat struct {
	bound int64
	sum   exactSums
	held  []int64 // sites whose total is not zero
	top   []largest[float64]
	site  exactSums // the current site's totals
}

var (
	_ state  = (*sumFloat)(nil)
	_ ranked = (*sumFloat)(nil)
)

func (s *sumFloat) observe(rows []place, args []value.Value, n int) {
	s.site.extend(n)
	for j, v := range args {
		switch v.Kind {
		case value.Float64:
			s.site.add(int(rows[j].at), v.Float64())
		case value.Null:
		default:
			panic(mismatch("the argument of a sum", value.Float64, v.Kind))
		}
	}
}

func (s *sumFloat) fold(touched []GroupID) {
	bound := float64(s.bound)
	for i := range s.site.len() {
		if s.site.isZero(i) {
			continue
		}
		total, _ := s.site.float64(i)
		g := touched[i]
		switch {
		case s.bound == 0:
			s.sum.merge(int(g), &s.site, i)
		case math.IsNaN(total):
			continue
		case math.Abs(total) > bound:
			total = math.Copysign(bound, total)
			s.sum.add(int(g), total)
		default:
			s.sum.merge(int(g), &s.site, i)
		}
		s.held[g]++
		s.top[g].put(magnitude(total))
	}
	s.site.reset()
}

// magnitude is the absolute value of a site's total. That of NaN is infinite: nothing is known to be
// larger.
func magnitude(total float64) float64 {
	if math.IsNaN(total) {
		return math.Inf(1)
	}
	return math.Abs(total)
}

func (s *sumFloat) extend(n int) {
	s.sum.extend(n)
	s.held, s.top = extend(s.held, n), extend(s.top, n)
}

func (s *sumFloat) reset() {
	s.sum.reset()
	s.held, s.top = s.held[:0], s.top[:0]
}

func (s *sumFloat) size() int64 { return s.sum.size() + 24*int64(len(s.held)) }

func (s *sumFloat) encode(e *encoder, groups []GroupID) {
	e.held(s.held, groups)
	for _, g := range groups {
		s.sum.encode(e, int(g))
	}
	for _, g := range groups {
		e.float64(s.top[g].first)
		e.float64(s.top[g].second)
	}
}

func (s *sumFloat) merge(r *reader, groups []GroupID, sites []int64) {
	for j, g := range groups {
		r.add(&s.held[g], r.held(sites[j]))
	}
	for _, g := range groups {
		s.sum.decode(r, int(g))
	}
	for _, g := range groups {
		t := largest[float64]{r.float64(), r.float64()}
		if !(t.first >= t.second && t.second >= 0) {
			r.fail("largest totals out of order")
			return
		}
		s.top[g].merge(t)
	}
}

func (s *sumFloat) contributors(g GroupID) int64 { return s.held[g] }

func (s *sumFloat) result(g GroupID, _ int64) value.Value {
	if s.held[g] == 0 {
		return value.Value{}
	}
	f, overflow := s.sum.float64(int(g))
	if overflow {
		return value.Value{}
	}
	return value.OfFloat64(f)
}

func (s *sumFloat) largest(g GroupID) (first, second value.Value) {
	return value.OfFloat64(s.top[g].first), value.OfFloat64(s.top[g].second)
}
