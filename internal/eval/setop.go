package eval

import (
	"fmt"

	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// setInput is one input of a SetOp, compiled.
type setInput struct {
	rows   source
	values []scalar
}

// setRows are the distinct rows of a set operation so far.
type setRows struct {
	row   []value.Value
	table *keyTable
	// met is for each row of the table the last input that it is in: of an INTERSECT, of those that have it
	// all; of an EXCEPT, 0 or some other.
	met []int32
}

func (c *compiler) setOp(op *plan.SetOp) (source, error) {
	switch op.Kind {
	case plan.UnionAll, plan.UnionDistinct, plan.IntersectDistinct, plan.ExceptDistinct:
	default:
		return nil, fmt.Errorf("a set operation %q", op.Kind)
	}
	if len(op.Inputs) == 0 || len(op.Values) != len(op.Inputs) {
		return nil, fmt.Errorf("a set operation of %d inputs and %d rows of values", len(op.Inputs), len(op.Values))
	}
	inputs := make([]setInput, len(op.Inputs))
	records := make([]*schema.Column, len(op.Slots))
	for i, input := range op.Inputs {
		_, err := c.branch(func() (err error) {
			if inputs[i].rows, err = c.source(input); err != nil {
				return err
			}
			inputs[i].values, err = c.setValues(op, i, records)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slots := make([]plan.Slot, len(op.Slots))
	for j, s := range op.Slots {
		slots[j] = s.Slot
		if err := c.define(s.Slot, slotType{kind: s.Kind, column: records[j]}); err != nil {
			return nil, err
		}
	}
	at := keep(c, func() *setRows {
		return &setRows{row: make([]value.Value, len(slots)), table: newKeyTable(len(slots))}
	})
	put := func(f *frame, row []value.Value) {
		for j, slot := range slots {
			f.slots[slot] = row[j]
		}
	}
	switch op.Kind {
	case plan.UnionAll:
		return unionAll(inputs, at, put), nil
	case plan.UnionDistinct:
		return unionDistinct(inputs, at, put), nil
	}
	return among(op.Kind == plan.IntersectDistinct, inputs, at, put), nil
}

// setValues compiles the values of one input, whose kinds have to be those of the slots. Records are of one
// column in all inputs.
func (c *compiler) setValues(op *plan.SetOp, i int, records []*schema.Column) ([]scalar, error) {
	if len(op.Values[i]) != len(op.Slots) {
		return nil, fmt.Errorf("a set operation with %d values for %d slots", len(op.Values[i]), len(op.Slots))
	}
	values := make([]scalar, len(op.Slots))
	for j, e := range op.Values[i] {
		var err error
		if values[j], err = c.scalar(e); err != nil {
			return nil, err
		}
		kind := op.Slots[j].Kind
		if k := e.Kind(); k != kind && k != value.Null {
			return nil, fmt.Errorf("a set operation puts %s into a slot of %s", k, kind)
		}
		if op.Kind != plan.UnionAll {
			if err := groupable(kind); err != nil {
				return nil, err
			}
		}
		if kind == value.Record {
			column := c.recordOf(e)
			if column == nil || records[j] != nil && records[j] != column {
				return nil, fmt.Errorf("a set operation of different records")
			}
			records[j] = column
		}
	}
	return values, nil
}

// compute computes the values of an input's row.
func (in setInput) compute(f *frame, row []value.Value) []value.Value {
	for j, v := range in.values {
		row[j] = v(f)
	}
	return row
}

type putRow func(f *frame, row []value.Value)

// each makes a step that runs the inputs one after the other, with row for each of their rows.
func each(inputs []setInput, row func(f *frame, i int)) (run step) {
	runs := make([]step, len(inputs))
	for i, in := range inputs {
		runs[i] = in.rows(func(f *frame) { row(f, i) })
	}
	return func(f *frame) {
		for _, run := range runs {
			if f.steps != 0 {
				run(f)
			}
		}
	}
}

func unionAll(inputs []setInput, at place[setRows], put putRow) source {
	return func(next step) step {
		return each(inputs, func(f *frame, i int) {
			put(f, inputs[i].compute(f, at.of(f).row))
			next(f)
		})
	}
}

// unionDistinct makes rows when they are first met.
func unionDistinct(inputs []setInput, at place[setRows], put putRow) source {
	return func(next step) step {
		run := each(inputs, func(f *frame, i int) {
			s := at.of(f)
			row := inputs[i].compute(f, s.row)
			if _, fresh := s.table.number(row); fresh && f.take() {
				put(f, row)
				next(f)
			}
		})
		return func(f *frame) {
			at.of(f).table.reset()
			run(f)
		}
	}
}

// among makes the rows of the first input that are in all others too, or else in none of them, in the order in
// which they were first met.
func among(all bool, inputs []setInput, at place[setRows], put putRow) source {
	return func(next step) step {
		run := each(inputs, func(f *frame, i int) {
			s := at.of(f)
			row := inputs[i].compute(f, s.row)
			if i == 0 {
				if !f.take() {
					return
				}
				if _, fresh := s.table.number(row); fresh {
					s.met = append(s.met, 0)
				}
				return
			}
			if n, ok := s.table.find(row); ok && (!all || s.met[n] == int32(i-1)) {
				s.met[n] = int32(i)
			}
		})
		want := int32(0)
		if all {
			want = int32(len(inputs) - 1)
		}
		return func(f *frame) {
			s := at.of(f)
			s.table.reset()
			s.met = s.met[:0]
			run(f)
			for n, met := range s.met {
				if f.steps == 0 {
					return
				}
				if met == want {
					put(f, s.table.at(n))
					next(f)
				}
			}
		}
	}
}
