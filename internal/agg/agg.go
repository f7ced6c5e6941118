// Package agg is the aggregate part of a query: additive states per group.
//
// What enters: the rows that the site part makes of one site, as keys and argument values (Table). What
// travels: batches of columns, partitioned by the text of the keys (Table.Flush), which hold no site and
// no row, only totals over the sites of one worker. What leaves: the merged groups of one partition with
// their exact distinct sites (Merger), for package privacy to threshold before anyone else sees them.
//
// Promised: states add up in any order and any grouping to the same result, floating-point sums
// included; every site is folded into a group once, however many rows it has; a damaged batch, which a
// checksum notices, is an error and never a panic; Mergers hold no more than the Limits of their Budget.
//
// # A site's contribution
//
// Rows accumulate per site and are folded at Table.EndSite. With Measure.Bound > 0 one site's rows
// (RowCount, Count, CountIf) or the absolute value of its total (Sum, Avg) count at most Bound. A site
// contributes to a measure, in the sense of the threshold, if in this group it has
//
//	SiteCount, RowCount  a row
//	Count                a row where x is not NULL
//	CountIf              a row where x is TRUE
//	Sum, Avg             a non-zero total of the x that are not NULL
//	ValueCount           an x that is not NULL: counted for each value by itself
//
// Avg is Sum by the number of non-NULL x: the bound clamps the numerator, a site's total, and leaves the
// denominator alone, so that AVG(x) is SUM(x) by an unbounded COUNT(x). Only, a total that is NaN cannot
// be clamped: under a bound the site is left out of that Sum or Avg, its rows included.
package agg

import (
	"errors"
	"fmt"
	"hash/fnv"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// GroupID numbers the groups of one Table, until it is flushed, or of one Merger: dense, from 0, in
// order of first sight. It must never influence what is published.
type GroupID uint32

// groups is what a Table and a Merger have in common: the keys and states of their groups, in columns
// that are indexed by GroupID.
type groups struct {
	dict      *value.Dict
	layout    layout
	set       keySet
	sites     []int64 // distinct sites of each group
	states    []state // one for each measure
	signature uint64
}

func newGroups(g *plan.Group, d *value.Dict) *groups {
	s := &groups{dict: d, signature: signature(g)}
	var kinds []value.Kind
	for _, k := range g.Keys {
		kinds = append(kinds, k.Expr.Kind())
	}
	s.layout = newLayout(kinds)
	s.set = newKeySet(s.layout.width())
	for _, m := range g.Measures {
		s.states = append(s.states, newState(m, &s.sites))
	}
	return s
}

// size is the approximate number of bytes that the groups occupy.
func (s *groups) size() int64 {
	n := s.set.size() + 8*int64(len(s.sites))
	for _, state := range s.states {
		n += state.size()
	}
	return n
}

// Check says whether this package can compute a group's keys and measures: nil, or what it cannot.
// NewTable panics where Check fails; NewMerger gives Check's error on every Add.
func Check(g *plan.Group) error {
	for i, k := range g.Keys {
		if k.Expr == nil || !k.Expr.Kind().Scalar() {
			return fmt.Errorf("agg: key %d is of no type that groups", i)
		}
	}
	for i, m := range g.Measures {
		if err := checkMeasure(m); err != nil {
			return fmt.Errorf("agg: measure %d, %s: %w", i, m.Fn, err)
		}
	}
	return nil
}

func checkMeasure(m plan.Measure) error {
	result, arg, bounded := value.Int64, value.Null, true
	if m.Arg != nil {
		arg = m.Arg.Kind()
	} else if m.Fn != plan.SiteCount && m.Fn != plan.RowCount {
		return errors.New("no argument")
	}
	switch m.Fn {
	case plan.SiteCount:
		bounded = false
	case plan.RowCount, plan.Count:
	case plan.CountIf:
		if arg != value.Bool {
			return fmt.Errorf("of %s", arg)
		}
	case plan.ValueCount:
		bounded = false
		if arg == value.Null || !arg.Scalar() {
			return fmt.Errorf("of %s", arg)
		}
	case plan.Sum, plan.Avg:
		if arg != value.Int64 && arg != value.Float64 {
			return fmt.Errorf("of %s", arg)
		}
		if result = arg; m.Fn == plan.Avg {
			result = value.Float64
		}
	default:
		return errors.New("may not leave a site")
	}
	switch {
	case m.Kind != result:
		return fmt.Errorf("gives %s, not %s", result, m.Kind)
	case m.Bound < 0 || m.Bound > 0 && !bounded:
		return fmt.Errorf("bound %d", m.Bound)
	case m.Distinct && m.Fn != plan.SiteCount && m.Fn != plan.ValueCount:
		return errors.New("DISTINCT may not leave a site")
	}
	return nil
}

// signature tells batches of different groups apart: of other keys, measures or bounds.
func signature(g *plan.Group) uint64 {
	h := fnv.New64a()
	for _, k := range g.Keys {
		fmt.Fprintf(h, "key %s\n", k.Expr.Kind())
	}
	for _, m := range g.Measures {
		arg := value.Null
		if m.Arg != nil {
			arg = m.Arg.Kind()
		}
		fmt.Fprintf(h, "%s %s %s %d\n", m.Fn, arg, m.Kind, m.Bound)
	}
	if g.Limit != nil {
		fmt.Fprintf(h, "limit %d\n", g.Limit.Groups)
	}
	return h.Sum64()
}

// mismatch is the message of a panic: a value of another type than the plan says. It names types only.
func mismatch(what string, want, got value.Kind) string {
	return fmt.Sprintf("agg: %s is %s where the plan says %s: the site part is at fault", what, got, want)
}
