package eval

import (
	"math/rand/v2"

	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// plans makes random site parts that are well typed.
type plans struct {
	trees
	schema *schema.Schema
	slots  int
	lists  []*plan.List
	arrays map[value.Kind][]plan.Expr // computed ones, by the kind of their elements
	around scope                      // what the row around a subquery has; outside of one the report's own columns
	depth  int                        // of subqueries
	leaf   func() plan.Op             // begins a relation
}

func randomQuery(rng *rand.Rand, s *schema.Schema, name string) *plan.Query {
	p := &plans{trees: trees{Rand: rng, leaves: map[value.Kind][]plan.Expr{}}, schema: s, arrays: map[value.Kind][]plan.Expr{}}
	p.more, p.leaf = p.another, func() plan.Op { return &plan.Report{} }
	p.visible(s.Columns, plan.Root)
	p.around = p.scope()
	op := p.relation(6)
	g := &plan.Group{Input: op}
	for range rng.IntN(3) {
		g.Keys = append(g.Keys, plan.Key{Expr: p.expr(p.kind(), rng.IntN(3)), Public: plan.Slot(len(g.Keys))})
	}
	for range 1 + rng.IntN(4) {
		m := p.measure(plan.SiteCount, plan.RowCount, plan.Count, plan.CountIf, plan.ValueCount, plan.Sum)
		m.Public, m.Distinct = plan.Slot(len(g.Keys)+len(g.Measures)), false
		g.Measures = append(g.Measures, m)
	}
	g.Slots = p.slots
	q := &plan.Query{Table: name, File: name + ".sql", K: 1, Slots: len(g.Keys) + len(g.Measures), Groups: []*plan.Group{g}, Public: &plan.Cells{}}
	q.Output = []plan.Output{{Name: "m", Kind: g.Measures[0].Kind, Slot: g.Measures[0].Public}}
	return q
}

// relation makes one of less than size operators, whose slots then stand.
func (p *plans) relation(size int) plan.Op {
	p.enter(p.around)
	op := p.leaf()
	for range p.IntN(size) {
		op = p.op(op)
	}
	return op
}

func (p *plans) kind() value.Kind {
	return []value.Kind{value.Bool, value.Int64, value.Float64, value.String}[p.IntN(4)]
}

func (p *plans) slot() plan.Slot {
	p.slots++
	return plan.Slot(p.slots - 1)
}

// visible offers the fields of a record at an instance as leaves and lists.
func (p *plans) visible(fields []*schema.Column, of plan.Slot) {
	for _, c := range fields {
		switch {
		case c.Repeated:
			p.lists = append(p.lists, &plan.List{Column: c.Path, Index: c.Index, Of: of, Elem: c.Kind})
		case c.Kind == value.Record:
			f := &plan.Field{Column: c.Path, Index: c.Index, Of: of, Type: value.Record}
			p.leaves[value.Bool] = append(p.leaves[value.Bool], fnCall("$is_null", f))
			p.visible(c.Fields, of)
		default:
			p.leaves[c.Kind] = append(p.leaves[c.Kind], &plan.Field{Column: c.Path, Index: c.Index, Of: of, Type: c.Kind})
		}
	}
}

func (p *plans) op(input plan.Op) plan.Op {
	switch p.IntN(11) {
	case 0, 1, 2:
		if len(p.lists) == 0 {
			return input
		}
		l := p.lists[p.IntN(len(p.lists))]
		u := &plan.Unnest{Input: input, List: l, Elem: p.slot(), Offset: plan.None, Outer: p.IntN(3) == 0}
		p.leaves[value.Int64] = append(p.leaves[value.Int64], fnCall("array_length", l))
		p.leaves[value.Bool] = append(p.leaves[value.Bool], fnCall("$is_null", l))
		if l.Elem == value.Record {
			p.visible(p.schema.All[l.Index].Fields, u.Elem)
		} else {
			p.leaves[l.Elem] = append(p.leaves[l.Elem], &plan.Ref{Slot: u.Elem, Type: l.Elem})
		}
		if p.IntN(3) == 0 {
			u.Offset = p.slot()
			p.leaves[value.Int64] = append(p.leaves[value.Int64], &plan.Ref{Slot: u.Offset, Type: value.Int64})
		}
		if p.IntN(3) == 0 {
			u.On = p.expr(value.Bool, 2)
		}
		return u
	case 7:
		return p.unnestArray(input)
	case 8:
		return p.join(input)
	case 9:
		return p.set(input)
	case 10:
		return p.chosen(input)
	case 3:
		return &plan.Filter{Input: input, Cond: p.expr(value.Bool, 2)}
	case 4, 5:
		op := &plan.Project{Input: input}
		for range 1 + p.IntN(2) {
			e := p.expr(p.kind(), 2)
			op.Columns = append(op.Columns, plan.Column{Slot: p.slot(), Expr: e})
			p.offer(op.Columns[len(op.Columns)-1].Slot, e.Kind())
		}
		if p.IntN(3) == 0 {
			kind := p.kind()
			op.Columns = append(op.Columns, plan.Column{Slot: p.slot(), Expr: p.array(kind, 2)})
			p.offerArray(op.Columns[len(op.Columns)-1].Slot, kind)
		}
		return op
	}
	op := &plan.GroupBy{Input: input}
	for range p.IntN(3) {
		op.Keys = append(op.Keys, plan.Column{Slot: p.slot(), Expr: p.expr(p.kind(), p.IntN(2))})
	}
	for range p.IntN(3) {
		fns := []plan.Fn{plan.RowCount, plan.Count, plan.CountIf, plan.ValueCount, plan.Sum, plan.Avg, plan.Min, plan.Max, plan.LogicalOr, plan.LogicalAnd,
			plan.AnyValue, plan.ArrayAgg, plan.StringAgg, plan.BitAnd, plan.BitOr, plan.BitXor}
		if p.schema != nil {
			fns = append(fns, plan.SiteCount)
		}
		m := p.measure(fns...)
		m.Public = p.slot()
		op.Measures = append(op.Measures, m)
	}
	// Nothing but the results and what stands around is left.
	p.enter(p.around)
	for _, k := range op.Keys {
		p.offer(k.Slot, k.Expr.Kind())
	}
	for _, m := range op.Measures {
		if m.Kind == value.Array {
			p.offerArray(m.Public, m.Elem)
		} else {
			p.offer(m.Public, m.Kind)
		}
	}
	return op
}

func (p *plans) measure(fns ...plan.Fn) plan.Measure {
	m := plan.Measure{Fn: fns[p.IntN(len(fns))], Kind: value.Int64}
	kind := p.kind()
	switch m.Fn {
	case plan.SiteCount, plan.RowCount:
		return m
	case plan.CountIf, plan.LogicalOr, plan.LogicalAnd:
		kind = value.Bool
	case plan.Sum, plan.Avg:
		if kind = value.Int64; p.schema != nil && p.IntN(2) == 0 {
			kind = value.Float64
		}
	case plan.StringAgg:
		kind = value.String
	case plan.BitAnd, plan.BitOr, plan.BitXor:
		kind = value.Int64
	}
	m.Arg = p.expr(kind, p.IntN(2))
	if kind == value.Float64 && (m.Fn == plan.Sum || m.Fn == plan.Avg) {
		m.Arg = &plan.Field{Column: "x", Index: 2, Of: plan.Root, Type: value.Float64} // sums of these are exact
	}
	switch m.Fn {
	case plan.Sum, plan.Min, plan.Max, plan.AnyValue:
		m.Kind = kind
	case plan.ArrayAgg, plan.StringAgg:
		p.list(&m)
	case plan.Avg:
		m.Kind = value.Float64
	case plan.LogicalOr, plan.LogicalAnd:
		m.Kind = value.Bool
	}
	m.Distinct = m.Fn != plan.CountIf && p.IntN(3) == 0
	return m
}
