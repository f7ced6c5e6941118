package plan

import (
	"slices"

	"isobar/internal/value"
)

// SplitAverages gives the query in which each AVG that leaves the sites is a SUM and a COUNT, which the public
// part divides. Where numbers are rounded, it then divides rounded ones: an exact mean would undo the
// rounding of the sum and the count beside it. The SUM has the AVG's bound and its place among the measures;
// the COUNTs come last, and have no bound yet (see BoundRows). With one row a site, say, such a mean is that
// of the sites' totals.
//
// The quotient is NULL where the sum or the count is, and where the count is 0. Otherwise it is AVG up to
// the rounding of FLOAT64: AVG divides the exact sum. The query itself stays as it is.
func (q *Query) SplitAverages() *Query {
	s := splitter{query: *q, columns: map[int][]Column{}}
	s.query.Groups = slices.Clone(q.Groups)
	for i, g := range q.Groups {
		if slices.ContainsFunc(g.Measures, func(m Measure) bool { return m.Fn == Avg }) {
			s.query.Groups[i] = s.group(i, g)
		}
	}
	if len(s.columns) == 0 {
		return &s.query
	}
	s.query.With = slices.Clone(q.With)
	for i, op := range q.With {
		s.query.With[i] = s.op(op)
	}
	s.query.Public = s.op(q.Public)
	return &s.query
}

type splitter struct {
	query   Query
	columns map[int][]Column // of each group, the quotients
}

func (s *splitter) slot() Slot {
	s.query.Slots++
	return Slot(s.query.Slots - 1)
}

// group is a group with sums and counts.
func (s *splitter) group(index int, g *Group) *Group {
	split := *g
	split.Measures = slices.Clone(g.Measures)
	for i, m := range g.Measures {
		if m.Fn != Avg {
			continue
		}
		sum := Measure{Fn: Sum, Arg: m.Arg, Kind: m.Arg.Kind(), Public: s.slot(), Bound: m.Bound}
		count := Measure{Fn: Count, Arg: m.Arg, Kind: value.Int64, Public: s.slot()}
		split.Measures[i] = sum
		split.Measures = append(split.Measures, count)
		s.columns[index] = append(s.columns[index], Column{Slot: m.Public, Expr: &Call{Fn: "safe_divide",
			Args: []Expr{float(sum), float(count)}, Type: value.Float64}})
	}
	return &split
}

// float reads a measure as FLOAT64.
func float(m Measure) Expr {
	var e Expr = &Ref{Slot: m.Public, Type: m.Kind}
	if m.Kind != value.Float64 {
		e = &Cast{Arg: e, Type: value.Float64}
	}
	return e
}

// op is a relation of the public part that computes the quotients where it reads cells. Subqueries read
// none (see Check).
func (s *splitter) op(op Op) Op {
	switch op := op.(type) {
	case *Cells:
		if columns := s.columns[op.Group]; columns != nil {
			return &Project{Input: op, Columns: columns}
		}
		return op
	case *Unnest:
		c := *op
		c.Input = s.op(op.Input)
		return &c
	case *Filter:
		return &Filter{Input: s.op(op.Input), Cond: op.Cond}
	case *Project:
		return &Project{Input: s.op(op.Input), Columns: op.Columns}
	case *GroupBy:
		return &GroupBy{Input: s.op(op.Input), Keys: op.Keys, Measures: op.Measures}
	case *Sort:
		return &Sort{Input: s.op(op.Input), By: op.By}
	case *Limit:
		return &Limit{Input: s.op(op.Input), Count: op.Count, Offset: op.Offset}
	case *Window:
		return &Window{Input: s.op(op.Input), Calls: op.Calls}
	case *Join:
		c := *op
		c.Left, c.Right = s.op(op.Left), s.op(op.Right)
		return &c
	case *SetOp:
		c := *op
		c.Inputs = make([]Op, len(op.Inputs))
		for i, input := range op.Inputs {
			c.Inputs[i] = s.op(input)
		}
		return &c
	}
	return op
}
