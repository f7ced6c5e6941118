package eval

import (
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// scope is what expressions may read at one place of a plan.
type scope struct {
	leaves, arrays map[value.Kind][]plan.Expr
	lists          []*plan.List
}

func copied(m map[value.Kind][]plan.Expr) map[value.Kind][]plan.Expr {
	c := map[value.Kind][]plan.Expr{}
	for kind, es := range m {
		c[kind] = slices.Clone(es)
	}
	return c
}

func (p *plans) scope() scope {
	return scope{copied(p.leaves), copied(p.arrays), slices.Clone(p.lists)}
}

func (p *plans) enter(s scope) {
	p.leaves, p.arrays, p.lists = copied(s.leaves), copied(s.arrays), slices.Clone(s.lists)
}

// join lets what stands in both scopes stand.
func (p *plans) both(s scope) {
	for kind, es := range s.leaves {
		p.leaves[kind] = append(p.leaves[kind], es...)
	}
	for kind, es := range s.arrays {
		p.arrays[kind] = append(p.arrays[kind], es...)
	}
	p.lists = append(p.lists, s.lists...)
}

func (p *plans) offer(s plan.Slot, kind value.Kind) {
	p.leaves[kind] = append(p.leaves[kind], &plan.Ref{Slot: s, Type: kind})
}

func (p *plans) offerArray(s plan.Slot, elem value.Kind) {
	p.arrays[elem] = append(p.arrays[elem], &plan.Ref{Slot: s, Type: value.Array})
}

func (p *plans) unnestArray(input plan.Op) plan.Op {
	kind := p.kind()
	u := &plan.Unnest{Input: input, List: p.array(kind, 2), Kind: kind, Elem: p.slot(), Offset: plan.None, Outer: p.IntN(3) == 0}
	p.offer(u.Elem, kind)
	if p.IntN(3) == 0 {
		u.Offset = p.slot()
		p.offer(u.Offset, value.Int64)
	}
	if p.IntN(3) == 0 {
		u.On = p.expr(value.Bool, 2)
	}
	return u
}

func (p *plans) join(input plan.Op) plan.Op {
	left := p.scope()
	op := &plan.Join{Left: input, Right: p.relation(3), Kind: []plan.JoinKind{plan.InnerJoin, plan.LeftJoin, plan.RightJoin, plan.FullJoin}[p.IntN(4)]}
	right := p.scope()
	for range p.IntN(3) {
		kind := p.kind()
		p.enter(left)
		pair := plan.Pair{Left: p.expr(kind, p.IntN(2))}
		p.enter(right)
		pair.Right = p.expr(kind, p.IntN(2))
		op.Equal = append(op.Equal, pair)
	}
	p.both(left)
	if p.IntN(2) == 0 {
		op.On = p.expr(value.Bool, 2)
	}
	return op
}

func (p *plans) set(input plan.Op) plan.Op {
	op := &plan.SetOp{Kind: []plan.SetKind{plan.UnionAll, plan.UnionDistinct, plan.IntersectDistinct, plan.ExceptDistinct}[p.IntN(4)]}
	for range 1 + p.IntN(2) {
		op.Slots = append(op.Slots, plan.SlotKind{Slot: p.slot(), Kind: p.kind()})
	}
	for i := range 1 + p.IntN(3) {
		if i > 0 {
			input = p.relation(3)
		}
		var values []plan.Expr
		for _, s := range op.Slots {
			values = append(values, p.expr(s.Kind, p.IntN(2)))
		}
		op.Inputs, op.Values = append(op.Inputs, input), append(op.Values, values)
	}
	p.enter(p.around)
	for _, s := range op.Slots {
		p.offer(s.Slot, s.Kind)
	}
	return op
}

// chosen is ORDER BY and LIMIT, which only subqueries have.
func (p *plans) chosen(input plan.Op) plan.Op {
	if p.depth == 0 {
		return input
	}
	var by []plan.SortBy
	for range 1 + p.IntN(2) {
		for _, e := range p.leaves[p.kind()] {
			if ref, ok := e.(*plan.Ref); ok && p.IntN(2) == 0 {
				by = append(by, plan.SortBy{Slot: ref.Slot, Descending: p.IntN(2) == 0, NullsLast: p.IntN(2) == 0})
			}
		}
	}
	input = &plan.Sort{Input: input, By: by}
	if p.IntN(2) == 0 {
		input = &plan.Limit{Input: input, Count: int64(p.IntN(4)), Offset: int64(p.IntN(2))}
	}
	return input
}

// list completes an ARRAY_AGG or a STRING_AGG.
func (p *plans) list(m *plan.Measure) {
	m.Kind, m.Elem = value.Array, m.Arg.Kind()
	m.IgnoreNulls = p.IntN(2) == 0
	if m.Fn == plan.StringAgg {
		m.Kind, m.Elem, m.IgnoreNulls = value.String, value.Null, false
		if p.IntN(2) == 0 {
			m.Separator = lit(treeTexts[p.IntN(len(treeTexts))])
		}
	}
	for range p.IntN(3) {
		m.By = append(m.By, plan.OrderBy{Expr: p.expr(p.kind(), p.IntN(2)), Descending: p.IntN(2) == 0, NullsLast: p.IntN(2) == 0})
	}
	if p.IntN(2) == 0 {
		m.Limit = int64(1 + p.IntN(3))
	}
}

// array makes an expression of an array.
func (p *plans) array(elem value.Kind, depth int) plan.Expr {
	if arrays := p.arrays[elem]; len(arrays) > 0 && p.IntN(2) == 0 {
		return arrays[p.IntN(len(arrays))]
	}
	depth = max(depth, 0)
	if depth > 0 && p.IntN(3) == 0 {
		if p.IntN(2) == 0 {
			return &plan.Call{Fn: "array_reverse", Args: []plan.Expr{p.array(elem, depth-1)}, Type: value.Array}
		}
		return &plan.Call{Fn: "array_concat", Args: []plan.Expr{p.array(elem, depth-1), p.array(elem, depth-1)}, Type: value.Array}
	}
	if p.depth < 2 && p.IntN(2) == 0 {
		return p.subquery(plan.ArraySubquery, elem)
	}
	made := &plan.Call{Fn: "$make_array", Type: value.Array}
	for range p.IntN(4) {
		made.Args = append(made.Args, p.expr(elem, p.IntN(depth+1)))
	}
	return made
}

// another makes an expression of arrays or a subquery.
func (p *plans) another(kind value.Kind, depth int) plan.Expr {
	switch p.IntN(6) {
	case 0:
		return &plan.Call{Fn: "$array_at_offset", Args: []plan.Expr{p.array(kind, depth), lit(p.IntN(3))}, Type: kind, Safe: p.IntN(2) == 0}
	case 1:
		elem := p.kind()
		switch kind {
		case value.Int64:
			return &plan.Call{Fn: "array_length", Args: []plan.Expr{p.array(elem, depth)}, Type: kind}
		case value.String:
			return &plan.Call{Fn: "array_to_string", Args: []plan.Expr{p.array(value.String, depth), lit("-")}, Type: kind}
		case value.Bool:
			return &plan.Call{Fn: "$in_array", Args: []plan.Expr{p.expr(elem, depth), p.array(elem, depth)}, Type: kind}
		}
	case 2, 3:
		if kind == value.Bool && p.depth < 2 {
			return p.subquery([]plan.SubqueryKind{plan.ExistsSubquery, plan.InSubquery}[p.IntN(2)], p.kind())
		}
	}
	if p.depth == 2 {
		return nil
	}
	return p.subquery(plan.ScalarSubquery, kind)
}

// subquery makes one of values of a kind.
func (p *plans) subquery(ask plan.SubqueryKind, kind value.Kind) plan.Expr {
	e := &plan.Subquery{Ask: ask, Type: kind}
	switch ask {
	case plan.ArraySubquery:
		e.Type = value.Array
	case plan.ExistsSubquery:
		e.Type = value.Bool
	case plan.InSubquery:
		e.Type, e.Arg = value.Bool, p.expr(kind, p.IntN(2))
	}
	here, around := p.scope(), p.around
	p.around = here
	p.depth++
	e.Input = p.relation(4)
	if ask == plan.ScalarSubquery && p.IntN(3) > 0 {
		e.Input = &plan.Limit{Input: e.Input, Count: 1}
	}
	if ask != plan.ExistsSubquery {
		e.Value = p.expr(kind, p.IntN(2))
	}
	p.depth--
	p.around = around
	p.enter(here)
	return e
}
