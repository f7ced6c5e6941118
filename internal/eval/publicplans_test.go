package eval

import (
	"fmt"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// publicPlans makes random public parts with what naive needs to follow them.
type publicPlans struct {
	trees
	slots int
	base  []plan.SortBy
	out   []plan.Output
}

func (p *publicPlans) offer(s plan.Slot, kind value.Kind) {
	p.leaves[kind] = append(p.leaves[kind], &plan.Ref{Slot: s, Type: kind})
	p.out = append(p.out, plan.Output{Name: fmt.Sprint("c", s), Kind: kind, Slot: s})
}

func (p *publicPlans) kind() value.Kind {
	return []value.Kind{value.Bool, value.Int64, value.Float64, value.String}[p.IntN(4)]
}

func (p *publicPlans) slot() plan.Slot {
	p.slots++
	return plan.Slot(p.slots - 1)
}

// relationNaive is public rows in an order that may not be one yet.
type relationNaive struct {
	rows    []map[plan.Slot]any
	ordered bool
}

func (r *relationNaive) settle(base []plan.SortBy) {
	if !r.ordered {
		naiveSort(r.rows, base)
	}
	r.ordered = true
}

// op adds a random operator to the plan and applies it to the rows.
func (p *publicPlans) op(input plan.Op, r *relationNaive) plan.Op {
	n := &naive{}
	switch p.IntN(6) {
	case 0:
		op := &plan.Filter{Input: input, Cond: p.expr(value.Bool, 2)}
		r.rows = slices.DeleteFunc(r.rows, func(row map[plan.Slot]any) bool {
			n.row = row
			return n.eval(op.Cond) != true
		})
		return op
	case 1, 2:
		op := &plan.Project{Input: input, Columns: []plan.Column{{Slot: p.slot(), Expr: p.expr(p.kind(), 2)}}}
		for _, row := range r.rows {
			n.row = row
			row[op.Columns[0].Slot] = n.eval(op.Columns[0].Expr)
		}
		p.offer(op.Columns[0].Slot, op.Columns[0].Expr.Kind())
		return op
	case 3:
		op := &plan.Sort{Input: input}
		for range 1 + p.IntN(2) {
			op.By = append(op.By, plan.SortBy{Slot: p.out[p.IntN(len(p.out))].Slot, Descending: p.IntN(2) == 0, NullsLast: p.IntN(2) == 0})
		}
		naiveSort(r.rows, slices.Concat(op.By, p.base))
		r.ordered = true
		return op
	case 4:
		op := &plan.Limit{Input: input, Count: int64(p.IntN(40)), Offset: int64(p.IntN(5))}
		r.settle(p.base)
		r.rows = r.rows[min(int(op.Offset), len(r.rows)):]
		r.rows = r.rows[:min(int(op.Count), len(r.rows))]
		return op
	}
	op := &plan.GroupBy{Input: input}
	for range p.IntN(3) {
		op.Keys = append(op.Keys, plan.Column{Slot: p.slot(), Expr: p.expr(p.kind(), 1)})
	}
	for range 1 + p.IntN(3) {
		m := plan.Measure{Fn: []plan.Fn{plan.RowCount, plan.Count, plan.CountIf, plan.ValueCount, plan.Sum, plan.Avg, plan.Min, plan.Max, plan.LogicalOr, plan.LogicalAnd}[p.IntN(10)], Kind: value.Int64, Public: p.slot()}
		kind := p.kind()
		switch m.Fn {
		case plan.CountIf, plan.LogicalOr, plan.LogicalAnd:
			kind = value.Bool
		case plan.Sum, plan.Avg:
			kind = value.Int64
		}
		if m.Fn != plan.RowCount {
			m.Arg = p.expr(kind, 1)
		}
		switch m.Fn {
		case plan.Sum, plan.Min, plan.Max, plan.LogicalOr, plan.LogicalAnd:
			m.Kind = kind
		case plan.Avg:
			m.Kind = value.Float64
		}
		m.Distinct = m.Fn != plan.CountIf && p.IntN(3) == 0
		op.Measures = append(op.Measures, m)
	}
	r.settle(p.base)
	r.rows, r.ordered = n.groupBy(op, r.rows), false
	p.base, p.out, p.leaves = nil, nil, map[value.Kind][]plan.Expr{}
	for _, k := range op.Keys {
		p.offer(k.Slot, k.Expr.Kind())
		p.base = append(p.base, plan.SortBy{Slot: k.Slot})
	}
	for _, m := range op.Measures {
		p.offer(m.Public, m.Kind)
		p.base = append(p.base, plan.SortBy{Slot: m.Public})
	}
	return op
}
