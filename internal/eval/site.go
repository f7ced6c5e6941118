package eval

import (
	"fmt"

	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// sitePart is the site part of one group, compiled: the rows of one report, and what becomes of them.
//
// Operators push rows: each is a step that calls the next one for every row it makes. A GROUP BY cannot
// push before it has seen all its input, so it ends one stage and begins the next.
type sitePart struct {
	table    string
	group    *plan.Group
	key      Key
	stages   []step
	groupers []*grouper
	keys     []scalar
	args     []scalar // of each measure; nil for those that have no argument
	items    *itemPart
}

// compileSite compiles group number i of a query.
func compileSite(q *plan.Query, i int, p *pool, s *schema.Schema, needed []bool) (*sitePart, error) {
	g := q.Groups[i]
	part := &sitePart{table: q.Table, group: g}
	if err := checkSlots(g.Slots); err != nil {
		return nil, err
	}
	c := newCompiler(p, s, g.Slots, needed)
	if g.Itemset != nil {
		var err error
		part.items, err = c.itemset(g)
		return part, err
	}
	ops, err := chain(g.Input)
	if err != nil {
		return nil, err
	}
	b := siteBuilder{compiler: c, part: part}
	if err := b.build(ops); err != nil {
		return nil, err
	}
	return part, nil
}

// chain lists operators from the first, which has no input, to the last.
func chain(op plan.Op) (ops []plan.Op, err error) {
	for op != nil {
		ops = append(ops, op)
		switch at := op.(type) {
		case *plan.Report, *plan.Single, *plan.Cells:
			op = nil
		case *plan.Unnest:
			op = at.Input
		case *plan.Filter:
			op = at.Input
		case *plan.Project:
			op = at.Input
		case *plan.GroupBy:
			op = at.Input
		case *plan.Sort:
			op = at.Input
		case *plan.Limit:
			op = at.Input
		default:
			return nil, fmt.Errorf("operator %T", op)
		}
		if op == nil {
			for i, j := 0, len(ops)-1; i < j; i, j = i+1, j-1 {
				ops[i], ops[j] = ops[j], ops[i]
			}
			return ops, nil
		}
	}
	return nil, fmt.Errorf("an operator has no input")
}

// siteBuilder compiles the operators in the order of the rows' flow, because that is the order in which
// slots are filled, and links them from the end.
type siteBuilder struct {
	*compiler
	part *sitePart
}

// link makes an operator's step when the step that follows is known.
type link func(next step) step

func (b *siteBuilder) build(ops []plan.Op) error {
	var links []link
	begin := func(next step) step { return next }
	for i, op := range ops {
		if _, leaf := op.(*plan.Report); leaf || isSingle(op) {
			if i != 0 {
				return fmt.Errorf("operator %T in the middle", op)
			}
			continue
		}
		if op, ok := op.(*plan.GroupBy); ok {
			g, err := b.grouper(op)
			if err != nil {
				return err
			}
			n := len(b.part.groupers)
			b.part.groupers = append(b.part.groupers, g)
			b.end(begin, links, collect(g, n))
			begin, links = drain(g, n), nil
			continue
		}
		l, err := b.operator(op)
		if err != nil {
			return err
		}
		links = append(links, l)
	}
	last, err := b.feed(b.part.group)
	if err != nil {
		return err
	}
	b.end(begin, links, last)
	return nil
}

func isSingle(op plan.Op) bool {
	_, ok := op.(*plan.Single)
	return ok
}

// end closes a stage.
func (b *siteBuilder) end(begin link, links []link, last step) {
	next := last
	for i := len(links) - 1; i >= 0; i-- {
		next = links[i](next)
	}
	b.part.stages = append(b.part.stages, begin(next))
}

func (b *siteBuilder) operator(op plan.Op) (link, error) {
	switch op := op.(type) {
	case *plan.Unnest:
		return b.unnest(op)
	case *plan.Filter:
		cond, err := b.boolean(op.Cond)
		if err != nil {
			return nil, err
		}
		return func(next step) step {
			return func(f *frame) {
				if cond(f).Bool() {
					next(f)
				}
			}
		}, nil
	case *plan.Project:
		return b.project(op)
	}
	return nil, fmt.Errorf("operator %T in a site part", op)
}

func (b *siteBuilder) project(op *plan.Project) (link, error) {
	columns := make([]scalar, len(op.Columns))
	slots := make([]plan.Slot, len(op.Columns))
	for i, col := range op.Columns {
		var err error
		if columns[i], err = b.scalar(col.Expr); err != nil {
			return nil, err
		}
		slots[i] = col.Slot
		t := slotType{kind: col.Expr.Kind()}
		switch e := col.Expr.(type) {
		case *plan.Ref:
			t.column = b.slots[e.Slot].column
		case *plan.Field:
			t.column = b.schema.All[e.Index]
		}
		if t.kind != value.Struct {
			t.column = nil
		}
		if err := b.define(col.Slot, t); err != nil {
			return nil, err
		}
	}
	return func(next step) step {
		return func(f *frame) {
			for i, column := range columns {
				f.slots[slots[i]] = column(f)
			}
			next(f)
		}
	}, nil
}

// collect ends a stage in a GROUP BY.
func collect(g *grouper, n int) step {
	return func(f *frame) {
		if f.take() {
			g.add(f, f.groupings[n])
		}
	}
}

// drain begins a stage with the groups of a GROUP BY, in the order in which they were first met. If its
// input was cut off by a limit, they would be wrong, and there are none.
func drain(g *grouper, n int) link {
	return func(next step) step {
		return func(f *frame) {
			s := f.groupings[n]
			defer s.reset()
			if f.steps == 0 {
				return
			}
			g.finish(s)
			for group := range s.table.n {
				key := s.table.at(group)
				for i, slot := range g.keySlots {
					f.slots[slot] = key[i]
				}
				for i, slot := range g.slots {
					f.slots[slot] = g.result(f, s, group, i)
				}
				next(f)
			}
		}
	}
}

// feed makes the last step, which hands a row to the aggregate part.
func (b *siteBuilder) feed(g *plan.Group) (step, error) {
	part := b.part
	for _, k := range g.Keys {
		key, err := b.scalar(k.Expr)
		if err != nil {
			return nil, err
		}
		if err := groupable(k.Expr.Kind()); err != nil {
			return nil, err
		}
		part.keys = append(part.keys, key)
	}
	for _, m := range g.Measures {
		var arg scalar
		if m.Arg != nil {
			var err error
			if arg, err = b.scalar(m.Arg); err != nil {
				return nil, err
			}
		}
		part.args = append(part.args, arg)
	}
	// COUNT(DISTINCT unit) is counted by Group alone.
	observed := make([]int, 0, len(g.Measures))
	for i, m := range g.Measures {
		if m.Fn != plan.SiteCount {
			observed = append(observed, i)
		}
	}
	return func(f *frame) {
		if !f.take() {
			return
		}
		for i, key := range part.keys {
			f.keys[i] = key(f)
		}
		id := f.table.Group(f.keys)
		for _, i := range observed {
			var v value.Value
			if arg := part.args[i]; arg != nil {
				v = arg(f)
			}
			f.table.Observe(id, i, v)
		}
	}, nil
}

func groupable(kind value.Kind) error {
	if kind > value.Timestamp {
		return fmt.Errorf("%s cannot be grouped by", kind)
	}
	return nil
}

// frame makes the state of the part in one worker.
func (p *sitePart) frame(w *workspace) *frame {
	f := &frame{workspace: w, slots: make([]value.Value, p.group.Slots), keys: make([]value.Value, len(p.keys))}
	for _, g := range p.groupers {
		f.groupings = append(f.groupings, g.grouping())
	}
	return f
}

// run takes the report that the workspace holds through the part.
func (p *sitePart) run(f *frame) {
	for _, stage := range p.stages {
		stage(f)
	}
}
