package agg

import (
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// state holds one measure of all groups, and of the current site what its rows have given so far. Each
// aggregate is one file that implements it.
type state interface {
	// observe takes rows of the current site: where each belongs, and its argument. The site has touched n
	// groups so far. Of rows without an argument, args is nil.
	observe(rows []place, args []value.Value, n int)
	// fold adds the current site to its groups, touched[i] for every i that observe saw, and forgets it.
	fold(touched []GroupID)
	// extend makes room for n groups in all; further ones start at zero.
	extend(n int)
	// reset forgets all groups and keeps the memory.
	reset()
	// encode appends the column of the groups named.
	encode(e *encoder, groups []GroupID)
	// merge reads a column that encode wrote and adds row j to group groups[j]; sites[j] is the number
	// of sites of that row, which no measure can exceed.
	merge(r *reader, groups []GroupID, sites []int64)
	// contributors is the number of sites that contributed to group g.
	contributors(g GroupID) int64
	// result is the measure's value for group g; k matters only to ValueCount.
	result(g GroupID, k int64) value.Value
	// size is the approximate number of bytes held.
	size() int64
}

// place is where a row belongs: to a group, which is the at-th that the current site touched.
type place struct {
	group GroupID
	at    uint32
}

// ranked is a state that also knows its largest contributions.
type ranked interface {
	largest(g GroupID) (first, second value.Value)
}

// newState makes the state of a measure that Check has accepted. sites are the groups' distinct sites.
func newState(m plan.Measure, sites *[]int64) state {
	arg := value.Null
	if m.Arg != nil {
		arg = m.Arg.Kind()
	}
	switch m.Fn {
	case plan.SiteCount:
		return &siteCount{sites: sites}
	case plan.RowCount:
		return &rowCount{tally{bound: m.Bound}}
	case plan.Count:
		return &count{tally{bound: m.Bound}}
	case plan.CountIf:
		return &countIf{tally{bound: m.Bound}}
	case plan.ValueCount:
		return newValueCount(arg, sites)
	case plan.Sum:
		if arg == value.Int64 {
			return &sumInt{bound: m.Bound}
		}
		return &sumFloat{bound: m.Bound}
	case plan.Avg:
		if arg == value.Int64 {
			return &avgInt{sumInt: sumInt{bound: m.Bound}}
		}
		return &avgFloat{sumFloat: sumFloat{bound: m.Bound}}
	}
	panic("agg: " + string(m.Fn) + " may not leave a site")
}

// extend returns s with n elements; further ones are zero.
func extend[T any](s []T, n int) []T {
	if n <= len(s) {
		return s
	}
	old := len(s)
	s = slices.Grow(s, n-old)[:n]
	clear(s[old:])
	return s
}

// tally is what COUNT(*), COUNT(x) and COUNTIF(x) share: the rows that count, and the sites that have one.
type tally struct {
	bound int64 // a site's rows that count at most; 0 for no bound
	rows  []int64
	held  []int64 // sites with such a row
	site  []int64 // the current site's rows, by the order of touch
}

func (s *tally) fold(touched []GroupID) {
	for i, n := range s.site {
		if n == 0 {
			continue
		}
		if s.bound > 0 {
			n = min(n, s.bound)
		}
		g := touched[i]
		s.rows[g] += n
		s.held[g]++
	}
	s.site = s.site[:0]
}

func (s *tally) extend(n int) { s.rows, s.held = extend(s.rows, n), extend(s.held, n) }
func (s *tally) reset()       { s.rows, s.held = s.rows[:0], s.held[:0] }
func (s *tally) size() int64  { return 16 * int64(len(s.rows)) }

// encode writes the sites, and then how many rows there are beyond one for each of them.
func (s *tally) encode(e *encoder, groups []GroupID) {
	e.held(s.held, groups)
	for _, g := range groups {
		e.uvarint(uint64(s.rows[g] - s.held[g]))
	}
}

func (s *tally) merge(r *reader, groups []GroupID, sites []int64) {
	for j, g := range groups {
		n := r.held(sites[j])
		r.add(&s.held[g], n)
		r.add(&s.rows[g], n)
	}
	for _, g := range groups {
		r.add(&s.rows[g], r.uvarint())
	}
}

func (s *tally) contributors(g GroupID) int64          { return s.held[g] }
func (s *tally) result(g GroupID, _ int64) value.Value { return value.OfInt64(s.rows[g]) }
