package eval

import (
	"errors"
	"fmt"

	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// source is a relation of rows that flow one by one: of one site, or of a subquery in an expression. Given
// the step that takes each row further, it gives the one that makes them all, once for each call. Before it
// calls next, the row is in the frame's slots; what it remembers between rows is in the frame too (place).
//
// A row is made only if the frame's limits allow it. When they are used up, frame.steps is 0, and what
// ends with all its input, such as a GROUP BY, makes no rows of a part of it.
type source func(next step) (run step)

// source compiles a relation, its input first, because that is the order in which slots are filled.
func (c *compiler) source(op plan.Op) (source, error) {
	switch op := op.(type) {
	case nil:
		return nil, errors.New("an operator has no input")
	case *plan.Report:
		if c.schema == nil {
			return nil, errors.New("the public part reads reports")
		}
		return single, nil
	case *plan.Single:
		return single, nil
	case *plan.Unnest:
		return c.unnest(op)
	case *plan.Filter:
		return c.filter(op)
	case *plan.Project:
		return c.project(op)
	case *plan.GroupBy:
		return c.groupBy(op)
	case *plan.Join:
		return c.join(op)
	case *plan.SetOp:
		return c.setOp(op)
	case *plan.Shared:
		return c.sharedRows(op)
	case *plan.Sort:
		if c.depth > 0 {
			return c.sortRows(op)
		}
	case *plan.Limit:
		if c.depth > 0 {
			return c.limitRows(op)
		}
	}
	return nil, fmt.Errorf("operator %T in a site part or a subquery", op)
}

// single is one row without slots.
func single(next step) (run step) { return next }

func (c *compiler) filter(op *plan.Filter) (source, error) {
	input, err := c.source(op.Input)
	if err != nil {
		return nil, err
	}
	cond, err := c.boolean(op.Cond)
	if err != nil {
		return nil, err
	}
	return func(next step) step {
		return input(func(f *frame) {
			if cond(f).Bool() {
				next(f)
			}
		})
	}, nil
}

func (c *compiler) project(op *plan.Project) (source, error) {
	input, err := c.source(op.Input)
	if err != nil {
		return nil, err
	}
	columns := make([]scalar, len(op.Columns))
	slots := make([]plan.Slot, len(op.Columns))
	for i, col := range op.Columns {
		if columns[i], err = c.scalar(col.Expr); err != nil {
			return nil, err
		}
		slots[i] = col.Slot
		if err := c.define(col.Slot, slotType{kind: col.Expr.Kind(), column: c.recordOf(col.Expr)}); err != nil {
			return nil, err
		}
	}
	return func(next step) step {
		return input(func(f *frame) {
			for i, column := range columns {
				f.slots[slots[i]] = column(f)
			}
			next(f)
		})
	}, nil
}

// recordOf is the column that a RECORD, which an expression that compiles gives, is an instance of; nil for
// other expressions.
func (c *compiler) recordOf(e plan.Expr) *schema.Column {
	switch e := e.(type) {
	case *plan.Ref:
		return c.slots[e.Slot].column
	case *plan.Field:
		if e.Type == value.Record {
			return c.schema.All[e.Index]
		}
	}
	return nil
}

// groupBy takes its whole input into groups, and then makes a row of each, in the order in which they were
// first met.
func (c *compiler) groupBy(op *plan.GroupBy) (source, error) {
	input, err := c.source(op.Input)
	if err != nil {
		return nil, err
	}
	g, err := c.grouper(op)
	if err != nil {
		return nil, err
	}
	at := keep(c, g.grouping)
	return func(next step) step {
		collect := input(func(f *frame) {
			if f.take() {
				g.add(f, at.of(f))
			}
		})
		return func(f *frame) {
			s := at.of(f)
			collect(f)
			if f.steps != 0 {
				g.drain(f, s, next)
			}
			s.reset()
		}
	}, nil
}

// drain makes a row of each group.
func (g *grouper) drain(f *frame, s *grouping, next step) {
	g.finish(s)
	for group := range s.table.n {
		if f.steps == 0 {
			return
		}
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

// sharedRows reads a relation of public rows that was computed before.
func (c *compiler) sharedRows(op *plan.Shared) (source, error) {
	if c.schema != nil || op.Index < 0 || op.Index >= len(c.shared) {
		return nil, fmt.Errorf("shared relation %d", op.Index)
	}
	types, columns := c.shared[op.Index], op.Columns
	for _, r := range columns {
		if r.From < 0 || int(r.From) >= len(types) || types[r.From].kind == value.Null {
			return nil, fmt.Errorf("shared relation %d has no slot %d", op.Index, r.From)
		}
		if err := c.define(r.To, slotType{kind: types[r.From].kind}); err != nil {
			return nil, err
		}
	}
	index := op.Index
	return func(next step) step {
		return func(f *frame) {
			rows := f.sharedRows(index)
			for i := 0; i < rows.n && f.visit(); i++ {
				for _, r := range columns {
					f.slots[r.To] = rows.columns[r.From][i]
				}
				next(f)
			}
		}
	}, nil
}
