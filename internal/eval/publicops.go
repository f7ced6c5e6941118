package eval

import (
	"fmt"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// relation compiles an operator of a public part with all its inputs.
func (c publicCompiler) relation(op plan.Op) (*relation, error) {
	switch op := op.(type) {
	case *plan.Single:
		part := c.part
		return &relation{compute: func(run *publicRun) (*rows, error) { return part.newRows(run, 1), nil }}, nil
	case *plan.Cells:
		return c.cells(c.part.query.Groups[op.Group], op.Group)
	case *plan.Shared:
		return c.sharedRelation(op)
	case *plan.Join:
		return c.join(op)
	case *plan.SetOp:
		return c.setOp(op)
	case *plan.Unnest:
		return c.unnestRows(op)
	case *plan.Window:
		return c.window(op)
	case *plan.Filter:
		return c.filter(op)
	case *plan.Project:
		return c.project(op)
	case *plan.GroupBy:
		return c.groupBy(op)
	case *plan.Sort:
		return c.sort(op)
	case *plan.Limit:
		return c.limit(op)
	}
	return nil, fmt.Errorf("operator %T in a public part", op)
}

// after makes the relation of an operator that changes its input's rows in place and leaves its base order.
func after(input *relation, change func(run *publicRun, r *rows) error) *relation {
	return &relation{base: input.base, compute: func(run *publicRun) (*rows, error) {
		r, err := input.rows(run)
		if err != nil {
			return nil, err
		}
		return r, change(run, r)
	}}
}

// cells reads the cells of a group.
func (c publicCompiler) cells(g *plan.Group, index int) (*relation, error) {
	rel, part := &relation{}, c.part
	part.groups[index] = true
	for _, k := range g.Keys {
		if err := c.define(k.Public, slotType{kind: k.Expr.Kind()}); err != nil {
			return nil, err
		}
		rel.base = append(rel.base, plan.SortBy{Slot: k.Public})
	}
	for _, m := range g.Measures {
		if err := c.define(m.Public, slotType{kind: m.Kind}); err != nil {
			return nil, err
		}
		rel.base = append(rel.base, plan.SortBy{Slot: m.Public})
	}
	rel.compute = func(run *publicRun) (*rows, error) {
		set := run.sets[index]
		r := part.newRows(run, set.N)
		for i, k := range g.Keys {
			r.put(k.Public, set.Keys[i])
		}
		for i, m := range g.Measures {
			r.put(m.Public, set.Measures[i])
		}
		return r, nil
	}
	return rel, nil
}

func (c publicCompiler) filter(op *plan.Filter) (*relation, error) {
	input, err := c.relation(op.Input)
	if err != nil {
		return nil, err
	}
	cond, err := c.boolean(op.Cond)
	if err != nil {
		return nil, err
	}
	return after(input, func(run *publicRun, r *rows) error {
		f := run.frame
		r.look(f)
		r.live = slices.DeleteFunc(r.live, func(i int32) bool {
			f.row = int(i)
			return !cond(f).Bool()
		})
		return nil
	}), nil
}

func (c publicCompiler) project(op *plan.Project) (*relation, error) {
	input, err := c.relation(op.Input)
	if err != nil {
		return nil, err
	}
	columns := make([]scalar, len(op.Columns))
	for i, col := range op.Columns {
		if columns[i], err = c.scalar(col.Expr); err != nil {
			return nil, err
		}
		if err = c.define(col.Slot, slotType{kind: col.Expr.Kind()}); err != nil {
			return nil, err
		}
	}
	return after(input, func(run *publicRun, r *rows) error {
		for i, col := range op.Columns {
			r.put(col.Slot, r.column(run.frame, col.Expr, columns[i]))
		}
		return nil
	}), nil
}

func (c publicCompiler) groupBy(op *plan.GroupBy) (*relation, error) {
	input, err := c.relation(op.Input)
	if err != nil {
		return nil, err
	}
	g, err := c.grouper(op)
	if err != nil {
		return nil, err
	}
	rel, part := &relation{}, c.part
	for _, slot := range slices.Concat(g.keySlots, g.slots) {
		rel.base = append(rel.base, plan.SortBy{Slot: slot})
	}
	rel.compute = func(run *publicRun) (*rows, error) {
		in, err := input.rows(run)
		if err != nil {
			return nil, err
		}
		in.settle() // a sum of FLOAT64 depends on the order
		f, s := run.frame, g.grouping()
		in.look(f)
		for _, row := range in.live {
			f.row = int(row)
			g.add(f, s)
		}
		g.finish(s)
		r := part.newRows(run, s.table.n)
		for i, slot := range g.keySlots {
			r.put(slot, s.table.column(i))
		}
		for i, slot := range g.slots {
			values := make([]value.Value, r.n)
			for group := range values {
				values[group] = g.result(f, s, group, i)
			}
			r.put(slot, values)
		}
		return r, nil
	}
	return rel, nil
}

func (c publicCompiler) sort(op *plan.Sort) (*relation, error) {
	input, err := c.relation(op.Input)
	if err != nil {
		return nil, err
	}
	for _, by := range op.By {
		if _, err := c.lookup(by.Slot); err != nil {
			return nil, err
		}
	}
	by := slices.Concat(op.By, input.base)
	return after(input, func(_ *publicRun, r *rows) error {
		r.sort(by)
		return nil
	}), nil
}

func (c publicCompiler) limit(op *plan.Limit) (*relation, error) {
	if op.Count < 0 || op.Offset < 0 {
		return nil, fmt.Errorf("LIMIT %d OFFSET %d", op.Count, op.Offset)
	}
	input, err := c.relation(op.Input)
	if err != nil {
		return nil, err
	}
	return after(input, func(_ *publicRun, r *rows) error {
		r.settle()
		n := int64(len(r.live))
		start := min(op.Offset, n)
		r.live = r.live[start : start+min(op.Count, n-start)]
		return nil
	}), nil
}
