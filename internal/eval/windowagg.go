package eval

import (
	"errors"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// windowAggregate compiles an aggregate over frames.
//
// The rows of one frame after the other are added to one state, which lasts while frames only grow, as most
// do; it begins anew where one lost a row. A state that does not depend on the order of its rows may grow
// from the end of the partition as well.
func (c publicCompiler) windowAggregate(w *windowCall, call *plan.WindowCall, bounds *windowFrame) error {
	a, err := c.aggregate(call.Measure)
	if err != nil {
		return err
	}
	if a.distinct && len(call.OrderBy) > 0 {
		return errors.New("DISTINCT with ORDER BY is not supported")
	}
	commutes := orderIsNothing(call.Measure)
	backward := commutes && bounds.toEnd && !bounds.fromStart
	w.compute = func(f *frame, p *partition) error {
		in := bounds.in(f, p)
		g := &growing{aggregate: &a, frame: f, rows: p.rows, args: p.args}
		g.reset(0)
		var result value.Value
		for k, n := 0, len(p.rows); k < n; k++ {
			i := k
			if backward {
				i = n - 1 - k
			}
			begin, end := in(i)
			if k == 0 || begin != g.begin || end != g.end {
				if !g.grow(begin, end, commutes) {
					return errTooMuchWork
				}
				result = a.result(f, &g.state)
			}
			p.out[p.rows[i]] = result
		}
		return nil
	}
	return nil
}

// orderIsNothing says that an aggregate gives the same to the last bit in whatever order its rows come.
func orderIsNothing(m plan.Measure) bool {
	switch m.Fn {
	case plan.RowCount, plan.Count, plan.CountIf, plan.ValueCount, plan.Min, plan.Max, plan.LogicalOr, plan.LogicalAnd,
		plan.BitAnd, plan.BitOr, plan.BitXor:
		return true
	case plan.Sum, plan.Avg:
		return m.Arg.Kind() != value.Float64
	}
	return false
}

// growing is the state of an aggregate over the rows at positions from begin to before end.
type growing struct {
	*aggregate
	frame      *frame
	rows       []int32
	args       []value.Value
	state      state
	seen       *keyTable // of a DISTINCT aggregate: the values so far
	begin, end int
}

func (g *growing) reset(at int) {
	g.state, g.begin, g.end = state{}, at, at
	switch {
	case g.seen != nil:
		g.seen.reset()
	case g.distinct:
		g.seen = newKeyTable(1)
	}
}

// grow makes the state that of other rows; false says that this is too much work.
func (g *growing) grow(begin, end int, commutes bool) bool {
	if commutes && end == g.end && begin < g.begin {
		before := g.begin
		g.begin = begin
		return g.add(begin, before)
	}
	if begin != g.begin || end < g.end {
		g.reset(begin)
	}
	from := g.end
	g.end = end
	return g.add(from, end)
}

func (g *growing) add(from, to int) bool {
	if !g.frame.work(to - from + 1) {
		return false
	}
	for _, row := range g.rows[from:to] {
		var v value.Value
		if g.arg != nil {
			if v = g.args[row]; v.IsNull() && !g.nulls {
				continue
			}
		}
		if g.distinct {
			if _, fresh := g.seen.number([]value.Value{v}); !fresh {
				continue
			}
		}
		g.aggregate.add(g.frame, &g.state, v)
	}
	return true
}
