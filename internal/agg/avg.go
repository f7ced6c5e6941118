package agg

import (
	"math"

	"isobar/internal/value"
)

// avgInt is AVG(x) of INT64: the exact sum by the number of non-NULL x, rounded once.
type avgInt struct {
	sumInt
	rows divisor
}

// avgFloat is AVG(x) of FLOAT64, likewise. It cannot overflow where its values are finite, whatever
// their sum.
type avgFloat struct {
	sumFloat
	rows divisor
}

var (
	_ state  = (*avgInt)(nil)
	_ ranked = (*avgInt)(nil)
	_ state  = (*avgFloat)(nil)
	_ ranked = (*avgFloat)(nil)
)

// divisor counts the non-NULL x of each group. Unlike a tally it has no bound and needs no sites, which
// the sum beside it knows.
type divisor struct {
	rows []int64
	site []int64 // the current site's
}

func (d *divisor) observe(rows []place, args []value.Value, n int) {
	d.site = extend(d.site, n)
	for j, v := range args {
		if !v.IsNull() {
			d.site[rows[j].at]++
		}
	}
}

func (d *divisor) fold(touched []GroupID) {
	for i, n := range d.site {
		d.rows[touched[i]] += n
	}
	d.site = d.site[:0]
}

func (d *divisor) encode(e *encoder, groups []GroupID) {
	for _, g := range groups {
		e.uvarint(uint64(d.rows[g]))
	}
}

func (d *divisor) merge(r *reader, groups []GroupID) {
	for _, g := range groups {
		r.add(&d.rows[g], r.uvarint())
	}
}

func (s *avgInt) observe(rows []place, args []value.Value, n int) {
	s.sumInt.observe(rows, args, n)
	s.rows.observe(rows, args, n)
}

func (s *avgInt) fold(touched []GroupID) {
	s.sumInt.fold(touched)
	s.rows.fold(touched)
}

func (s *avgInt) extend(n int) {
	s.sumInt.extend(n)
	s.rows.rows = extend(s.rows.rows, n)
}

func (s *avgInt) reset() {
	s.sumInt.reset()
	s.rows.rows = s.rows.rows[:0]
}

func (s *avgInt) encode(e *encoder, groups []GroupID) {
	s.sumInt.encode(e, groups)
	s.rows.encode(e, groups)
}

func (s *avgInt) merge(r *reader, groups []GroupID, sites []int64) {
	s.sumInt.merge(r, groups, sites)
	s.rows.merge(r, groups)
}

func (s *avgInt) result(g GroupID, _ int64) value.Value {
	if s.rows.rows[g] == 0 {
		return value.Value{}
	}
	return value.OfFloat64(s.sum[g].over(s.rows.rows[g]))
}

func (s *avgInt) size() int64 { return s.sumInt.size() + 8*int64(len(s.rows.rows)) }

func (s *avgFloat) observe(rows []place, args []value.Value, n int) {
	s.sumFloat.observe(rows, args, n)
	s.rows.observe(rows, args, n)
}

func (s *avgFloat) fold(touched []GroupID) {
	if s.bound > 0 {
		for i := range s.site.len() {
			if total, _ := s.site.float64(i); math.IsNaN(total) {
				s.rows.site[i] = 0
			}
		}
	}
	s.sumFloat.fold(touched)
	s.rows.fold(touched)
}

func (s *avgFloat) extend(n int) {
	s.sumFloat.extend(n)
	s.rows.rows = extend(s.rows.rows, n)
}

func (s *avgFloat) reset() {
	s.sumFloat.reset()
	s.rows.rows = s.rows.rows[:0]
}

func (s *avgFloat) encode(e *encoder, groups []GroupID) {
	s.sumFloat.encode(e, groups)
	s.rows.encode(e, groups)
}

func (s *avgFloat) merge(r *reader, groups []GroupID, sites []int64) {
	s.sumFloat.merge(r, groups, sites)
	s.rows.merge(r, groups)
}

func (s *avgFloat) result(g GroupID, _ int64) value.Value {
	if s.rows.rows[g] == 0 {
		return value.Value{}
	}
	return value.OfFloat64(s.sum.over(int(g), s.rows.rows[g]))
}

func (s *avgFloat) size() int64 { return s.sumFloat.size() + 8*int64(len(s.rows.rows)) }
