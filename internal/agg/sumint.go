package agg

import "isobar/internal/value"

// sumInt is SUM(x) of INT64. The sum has 128 bits; a result that is no INT64 is NULL.
type sumInt struct {
	bound int64
	sum   []int128
	held  []int64 // sites whose total is not zero
	top   []largest[int64]
	site  []int128 // the current site's totals
}

var (
	_ state  = (*sumInt)(nil)
	_ ranked = (*sumInt)(nil)
)

func (s *sumInt) observe(rows []place, args []value.Value, n int) {
	s.site = extend(s.site, n)
	for j, v := range args {
		switch v.Kind {
		case value.Int64:
			total := &s.site[rows[j].at]
			*total = total.add(int128Of(v.Int64()))
		case value.Null:
		default:
			panic(mismatch("the argument of a sum", value.Int64, v.Kind))
		}
	}
}

func (s *sumInt) fold(touched []GroupID) {
	for i, total := range s.site {
		if total == (int128{}) {
			continue
		}
		if s.bound > 0 {
			total = total.clamp(s.bound)
		}
		g := touched[i]
		s.sum[g] = s.sum[g].add(total)
		s.held[g]++
		s.top[g].put(total.abs())
	}
	s.site = s.site[:0]
}

func (s *sumInt) extend(n int) {
	s.sum, s.held, s.top = extend(s.sum, n), extend(s.held, n), extend(s.top, n)
}

func (s *sumInt) reset()      { s.sum, s.held, s.top = s.sum[:0], s.held[:0], s.top[:0] }
func (s *sumInt) size() int64 { return 40 * int64(len(s.sum)) }

// encode writes the sites, the sums, and of the largest totals the second and what the first exceeds
// it by.
func (s *sumInt) encode(e *encoder, groups []GroupID) {
	e.held(s.held, groups)
	for _, g := range groups {
		e.int128(s.sum[g])
	}
	for _, g := range groups {
		t := s.top[g]
		e.uvarint(uint64(t.second))
		e.uvarint(uint64(t.first - t.second))
	}
}

func (s *sumInt) merge(r *reader, groups []GroupID, sites []int64) {
	for j, g := range groups {
		r.add(&s.held[g], r.held(sites[j]))
	}
	for _, g := range groups {
		s.sum[g] = s.sum[g].add(r.int128())
	}
	for _, g := range groups {
		var t largest[int64]
		r.add(&t.second, r.uvarint())
		t.first = t.second
		r.add(&t.first, r.uvarint())
		s.top[g].merge(t)
	}
}

func (s *sumInt) contributors(g GroupID) int64 { return s.held[g] }

func (s *sumInt) result(g GroupID, _ int64) value.Value {
	n, ok := s.sum[g].int64()
	if !ok || s.held[g] == 0 {
		return value.Value{}
	}
	return value.OfInt64(n)
}

func (s *sumInt) largest(g GroupID) (first, second value.Value) {
	return value.OfInt64(s.top[g].first), value.OfInt64(s.top[g].second)
}
