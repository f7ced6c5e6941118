package eval

import (
	"fmt"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// publicPlans makes random public parts, and computes their relations naively at the same time.
type publicPlans struct {
	trees
	slots  int
	hide   int              // slots that only the naive base order has, from -10 down
	cells  []*relationNaive // of each group
	with   []*relationNaive
	query  *plan.Query
	inTree []bool // groups whose cells are read directly by the relation that is being made
}

// relationNaive is public rows in an order that may not be one yet.
type relationNaive struct {
	rows    []map[plan.Slot]any
	ordered bool
	base    []plan.SortBy
	out     []plan.Output
}

func (r *relationNaive) settle() {
	if !r.ordered {
		naiveSort(r.rows, r.base)
	}
	r.ordered = true
}

// add gives the relation a slot, which decides in the base order if it has a say there.
func (r *relationNaive) add(s plan.Slot, kind value.Kind, inBase bool) {
	r.out = append(r.out, plan.Output{Name: fmt.Sprint("c", s), Kind: kind, Slot: s})
	if inBase {
		r.base = append(r.base, plan.SortBy{Slot: s})
	}
}

// copied has rows of its own.
func (r *relationNaive) copied() *relationNaive {
	c := *r
	c.rows = nil
	for _, row := range r.rows {
		c.rows = append(c.rows, naiveMerge(row))
	}
	c.base, c.out = slices.Clone(r.base), slices.Clone(r.out)
	return &c
}

func naiveMerge(rows ...map[plan.Slot]any) map[plan.Slot]any {
	m := map[plan.Slot]any{}
	for _, row := range rows {
		for s, v := range row {
			m[s] = v
		}
	}
	return m
}

// see lets expressions read the relation.
func (p *publicPlans) see(r *relationNaive) {
	p.leaves = map[value.Kind][]plan.Expr{}
	for _, out := range r.out {
		p.leaves[out.Kind] = append(p.leaves[out.Kind], &plan.Ref{Slot: out.Slot, Type: out.Kind})
	}
}

func (p *publicPlans) kind() value.Kind {
	return []value.Kind{value.Bool, value.Int64, value.Float64, value.String}[p.IntN(4)]
}

func (p *publicPlans) slot() plan.Slot {
	p.slots++
	return plan.Slot(p.slots - 1)
}

func (p *publicPlans) hidden() plan.Slot {
	p.hide++
	return plan.Slot(-10 - p.hide)
}

// tree makes a relation of its own, of about size operators.
func (p *publicPlans) tree(size int) (plan.Op, *relationNaive) {
	p.inTree = make([]bool, len(p.cells))
	return p.relation(size)
}

func (p *publicPlans) relation(size int) (plan.Op, *relationNaive) {
	if size <= 0 {
		return p.leaf()
	}
	switch p.IntN(12) {
	case 0, 1:
		return p.join(size - 1)
	case 2:
		return p.set(size - 1)
	}
	op, r := p.relation(size - 1)
	p.see(r)
	switch p.IntN(9) {
	case 0:
		return p.unnest(op, r)
	case 1, 2, 3:
		return p.window(op, r)
	}
	return p.op(op, r), r
}

func (p *publicPlans) leaf() (plan.Op, *relationNaive) {
	if group := p.IntN(len(p.cells)); !p.inTree[group] && p.IntN(2) == 0 {
		p.inTree[group] = true
		return &plan.Cells{Group: group}, p.cells[group].copied()
	}
	if len(p.with) == 0 || p.IntN(20) == 0 {
		return &plan.Single{}, &relationNaive{rows: []map[plan.Slot]any{{}}}
	}
	index := p.IntN(len(p.with))
	from := p.with[index]
	op, r := &plan.Shared{Index: index}, &relationNaive{ordered: from.ordered}
	to := map[plan.Slot]plan.Slot{}
	for _, out := range from.out {
		if p.IntN(4) > 0 {
			to[out.Slot] = p.slot()
			r.add(to[out.Slot], out.Kind, false)
			op.Columns = append(op.Columns, plan.Rename{From: out.Slot, To: to[out.Slot]})
		}
	}
	for _, by := range from.base {
		if _, ok := to[by.Slot]; !ok {
			to[by.Slot] = p.hidden()
		}
		r.base = append(r.base, plan.SortBy{Slot: to[by.Slot]})
	}
	for _, row := range from.rows {
		renamed := map[plan.Slot]any{}
		for from, to := range to {
			renamed[to] = row[from]
		}
		r.rows = append(r.rows, renamed)
	}
	return op, r
}

// few keeps joins small.
func (p *publicPlans) few(op plan.Op, r *relationNaive) plan.Op {
	if len(r.rows) <= 30 {
		return op
	}
	r.settle()
	r.rows = r.rows[:30]
	return &plan.Limit{Input: op, Count: 30}
}

func (p *publicPlans) join(size int) (plan.Op, *relationNaive) {
	left, l := p.relation(p.IntN(size + 1))
	right, r := p.relation(p.IntN(size + 1))
	op := &plan.Join{Left: p.few(left, l), Right: p.few(right, r), Kind: []plan.JoinKind{plan.InnerJoin, plan.LeftJoin, plan.RightJoin, plan.FullJoin}[p.IntN(4)]}
	for range []int{0, 1, 1, 2}[p.IntN(4)] {
		kind := p.kind()
		var pair plan.Pair
		pair.Left = p.key(kind, l)
		pair.Right = p.key(kind, r)
		op.Equal = append(op.Equal, pair)
	}
	both := &relationNaive{base: slices.Concat(l.base, r.base), out: slices.Concat(l.out, r.out)}
	p.see(both)
	if p.IntN(3) == 0 || len(op.Equal) == 0 && p.IntN(2) == 0 {
		op.On = p.expr(value.Bool, 2)
	}
	both.rows = naiveJoin(op, l.rows, r.rows)
	return op, both
}

// key makes an expression to join by, mostly a column.
func (p *publicPlans) key(kind value.Kind, r *relationNaive) plan.Expr {
	p.see(r)
	if leaves := p.leaves[kind]; len(leaves) > 0 && p.IntN(4) > 0 {
		return leaves[p.IntN(len(leaves))]
	}
	return p.expr(kind, 1)
}

func naiveJoin(op *plan.Join, left, right []map[plan.Slot]any) (out []map[plan.Slot]any) {
	joins := func(l, r map[plan.Slot]any) bool {
		for _, pair := range op.Equal {
			v, w := (&naive{row: l}).eval(pair.Left), (&naive{row: r}).eval(pair.Right)
			if v == nil || w == nil || !naiveEqual(v, w) {
				return false
			}
		}
		return op.On == nil || (&naive{row: naiveMerge(l, r)}).eval(op.On) == true
	}
	matched := make([]bool, len(right))
	for _, l := range left {
		found := false
		for i, r := range right {
			if joins(l, r) {
				out = append(out, naiveMerge(l, r))
				found, matched[i] = true, true
			}
		}
		if !found && (op.Kind == plan.LeftJoin || op.Kind == plan.FullJoin) {
			out = append(out, naiveMerge(l))
		}
	}
	for i, r := range right {
		if !matched[i] && (op.Kind == plan.RightJoin || op.Kind == plan.FullJoin) {
			out = append(out, naiveMerge(r))
		}
	}
	return out
}

func (p *publicPlans) set(size int) (plan.Op, *relationNaive) {
	op := &plan.SetOp{Kind: []plan.SetKind{plan.UnionAll, plan.UnionDistinct, plan.IntersectDistinct, plan.ExceptDistinct}[p.IntN(4)]}
	r := &relationNaive{}
	for range 1 + p.IntN(2) {
		s := plan.SlotKind{Slot: p.slot(), Kind: p.kind()}
		op.Slots = append(op.Slots, s)
		r.add(s.Slot, s.Kind, true)
	}
	key := func(row map[plan.Slot]any) (text string) {
		for _, s := range op.Slots {
			text += showNaive(row[s.Slot]) + "|"
		}
		return text
	}
	outer := p.inTree
	count := map[string]int{} // how many inputs have a row, or -1 where the first does not
	for i := range 1 + p.IntN(3) {
		p.inTree = make([]bool, len(p.cells)) // inputs do not see each other's slots
		input, in := p.relation(p.IntN(size + 1))
		p.see(in)
		var values []plan.Expr
		for _, s := range op.Slots {
			values = append(values, p.expr(s.Kind, p.IntN(2)))
		}
		op.Inputs, op.Values = append(op.Inputs, input), append(op.Values, values)
		seen := map[string]bool{}
		for _, from := range in.rows {
			row := map[plan.Slot]any{}
			for j, s := range op.Slots {
				row[s.Slot] = (&naive{row: from}).eval(values[j])
			}
			k := key(row)
			if !seen[k] || op.Kind == plan.UnionAll {
				r.rows = append(r.rows, row)
			}
			if _, there := count[k]; i > 0 && !there {
				count[k] = -1
			} else if !seen[k] && count[k] >= 0 {
				count[k]++
			}
			seen[k] = true
		}
	}
	p.inTree = outer
	done := map[string]bool{}
	if op.Kind != plan.UnionAll {
		r.rows = slices.DeleteFunc(r.rows, func(row map[plan.Slot]any) bool {
			k := key(row)
			again := done[k]
			done[k] = true
			switch op.Kind {
			case plan.IntersectDistinct:
				return again || count[k] != len(op.Inputs)
			case plan.ExceptDistinct:
				return again || count[k] != 1
			}
			return again
		})
	}
	return op, r
}

func (p *publicPlans) unnest(input plan.Op, r *relationNaive) (plan.Op, *relationNaive) {
	kind := p.kind()
	list := &plan.Call{Fn: "$make_array", Type: value.Array}
	for range p.IntN(4) {
		list.Args = append(list.Args, p.expr(kind, 1))
	}
	op := &plan.Unnest{Input: p.few(input, r), List: list, Kind: kind, Elem: p.slot(), Offset: plan.None, Outer: p.IntN(2) == 0}
	offset := p.hidden()
	out := &relationNaive{base: slices.Clone(r.base), out: slices.Clone(r.out)}
	out.add(op.Elem, kind, false)
	if p.IntN(2) == 0 {
		op.Offset = p.slot()
		offset = op.Offset
		out.add(offset, value.Int64, false)
	}
	out.base = append(out.base, plan.SortBy{Slot: offset})
	p.see(out)
	if p.IntN(2) == 0 {
		op.On = p.expr(value.Bool, 1)
	}
	for _, row := range r.rows {
		joined := false
		for i, arg := range list.Args {
			made := naiveMerge(row, map[plan.Slot]any{op.Elem: (&naive{row: row}).eval(arg), offset: naiveInt(i)})
			if op.On == nil || (&naive{row: made}).eval(op.On) == true {
				out.rows, joined = append(out.rows, made), true
			}
		}
		if op.Outer && !joined {
			out.rows = append(out.rows, naiveMerge(row))
		}
	}
	return op, out
}

// op adds a random operator of one input to the plan and applies it to the rows.
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
		op := &plan.Project{Input: input, Columns: []plan.Column{{Slot: p.slot(), Expr: p.expr(p.kind(), p.IntN(3))}}}
		for _, row := range r.rows {
			n.row = row
			row[op.Columns[0].Slot] = n.eval(op.Columns[0].Expr)
		}
		r.add(op.Columns[0].Slot, op.Columns[0].Expr.Kind(), false)
		return op
	case 3:
		op := &plan.Sort{Input: input}
		for range min(1+p.IntN(2), len(r.out)) {
			op.By = append(op.By, plan.SortBy{Slot: r.out[p.IntN(len(r.out))].Slot, Descending: p.IntN(2) == 0, NullsLast: p.IntN(2) == 0})
		}
		naiveSort(r.rows, slices.Concat(op.By, r.base))
		r.ordered = true
		return op
	case 4:
		op := &plan.Limit{Input: input, Count: int64(5 + p.IntN(40)), Offset: int64(p.IntN(3))}
		r.settle()
		r.rows = r.rows[min(int(op.Offset), len(r.rows)):]
		r.rows = r.rows[:min(int(op.Count), len(r.rows))]
		return op
	}
	op := &plan.GroupBy{Input: input}
	for range p.IntN(3) {
		op.Keys = append(op.Keys, plan.Column{Slot: p.slot(), Expr: p.expr(p.kind(), 1)})
	}
	for range 1 + p.IntN(3) {
		op.Measures = append(op.Measures, p.measure())
	}
	r.settle()
	*r = relationNaive{rows: n.groupBy(op, r.rows)}
	for _, k := range op.Keys {
		r.add(k.Slot, k.Expr.Kind(), true)
	}
	for _, m := range op.Measures {
		r.add(m.Public, m.Kind, true)
	}
	return op
}

// measure makes a random aggregate whose result does not depend on the order of rows.
func (p *publicPlans) measure() plan.Measure {
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
	return m
}
