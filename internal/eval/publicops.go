package eval

import (
	"fmt"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// publicStep runs one operator of a public part.
type publicStep func(r *rows)

func (c *compiler) publicOp(q *plan.Query, op plan.Op) (publicStep, error) {
	switch op := op.(type) {
	case *plan.Single:
		return func(r *rows) { r.begin(1) }, nil
	case *plan.Cells:
		return c.publicCells(q.Groups[op.Group], op.Group)
	case *plan.Filter:
		cond, err := c.boolean(op.Cond)
		if err != nil {
			return nil, err
		}
		return func(r *rows) {
			r.live = slices.DeleteFunc(r.live, func(i int32) bool {
				r.frame.row = int(i)
				return !cond(r.frame).Bool()
			})
		}, nil
	case *plan.Project:
		return c.publicProject(op)
	case *plan.GroupBy:
		return c.publicGroupBy(op)
	case *plan.Sort:
		for _, by := range op.By {
			if _, err := c.lookup(by.Slot); err != nil {
				return nil, err
			}
		}
		by := op.By
		return func(r *rows) { r.sort(append(slices.Clone(by), r.base...)) }, nil
	case *plan.Limit:
		if op.Count < 0 || op.Offset < 0 {
			return nil, fmt.Errorf("LIMIT %d OFFSET %d", op.Count, op.Offset)
		}
		count, offset := op.Count, op.Offset
		return func(r *rows) {
			r.settle()
			n := int64(len(r.live))
			start := min(offset, n)
			r.live = r.live[start : start+min(count, n-start)]
		}, nil
	}
	return nil, fmt.Errorf("operator %T in a public part", op)
}

// publicCells reads the cells of a group.
func (c *compiler) publicCells(g *plan.Group, index int) (publicStep, error) {
	var base []plan.SortBy
	for _, k := range g.Keys {
		if err := c.define(k.Public, slotType{kind: k.Expr.Kind()}); err != nil {
			return nil, err
		}
		base = append(base, plan.SortBy{Slot: k.Public})
	}
	for _, m := range g.Measures {
		if err := c.define(m.Public, slotType{kind: m.Kind}); err != nil {
			return nil, err
		}
		base = append(base, plan.SortBy{Slot: m.Public})
	}
	return func(r *rows) {
		set := r.sets[index]
		r.begin(set.N)
		r.base = base
		for i, k := range g.Keys {
			r.frame.columns[k.Public] = set.Keys[i]
		}
		for i, m := range g.Measures {
			r.frame.columns[m.Public] = set.Measures[i]
		}
	}, nil
}

func (c *compiler) publicProject(op *plan.Project) (publicStep, error) {
	columns := make([]scalar, len(op.Columns))
	slots := make([]plan.Slot, len(op.Columns))
	for i, col := range op.Columns {
		var err error
		if columns[i], err = c.scalar(col.Expr); err != nil {
			return nil, err
		}
		if err = c.define(col.Slot, slotType{kind: col.Expr.Kind()}); err != nil {
			return nil, err
		}
		slots[i] = col.Slot
	}
	return func(r *rows) {
		for i, column := range columns {
			values := make([]value.Value, r.n)
			for _, row := range r.live {
				r.frame.row = int(row)
				values[row] = column(r.frame)
			}
			r.frame.columns[slots[i]] = values
		}
	}, nil
}

func (c *compiler) publicGroupBy(op *plan.GroupBy) (publicStep, error) {
	g, err := c.grouper(op)
	if err != nil {
		return nil, err
	}
	var base []plan.SortBy
	for _, slot := range slices.Concat(g.keySlots, g.slots) {
		base = append(base, plan.SortBy{Slot: slot})
	}
	return func(r *rows) {
		r.settle() // a sum of FLOAT64 depends on the order
		f, s := r.frame, g.grouping()
		for _, row := range r.live {
			f.row = int(row)
			g.add(f, s)
		}
		g.finish(s)
		r.begin(s.table.n)
		r.base = base
		for i, slot := range g.keySlots {
			values := make([]value.Value, r.n)
			for group := range values {
				values[group] = s.table.at(group)[i]
			}
			f.columns[slot] = values
		}
		for i, slot := range g.slots {
			values := make([]value.Value, r.n)
			for group := range values {
				values[group] = g.result(f, s, group, i)
			}
			f.columns[slot] = values
		}
	}, nil
}
