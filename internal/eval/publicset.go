package eval

import (
	"fmt"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// publicSetInput is one input of a set operation.
type publicSetInput struct {
	*relation
	values []scalar
}

// setOp compiles a set operation. Its base order is that of all its columns.
func (c publicCompiler) setOp(op *plan.SetOp) (*relation, error) {
	var inputs []publicSetInput
	for i, in := range op.Inputs {
		input := publicSetInput{}
		_, err := c.compiler.branch(func() (err error) {
			if input.relation, err = c.relation(in); err != nil {
				return err
			}
			for j, e := range op.Values[i] {
				compiled, err := c.scalar(e)
				if err == nil {
					err = setColumn(op, e, op.Slots[j])
				}
				if err != nil {
					return fmt.Errorf("input %d of a set operation: %w", i, err)
				}
				input.values = append(input.values, compiled)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, input)
	}
	rel, part := &relation{}, c.part
	for _, s := range op.Slots {
		if err := c.define(s.Slot, slotType{kind: s.Kind}); err != nil {
			return nil, err
		}
		rel.base = append(rel.base, plan.SortBy{Slot: s.Slot})
	}
	var combine func(run *publicRun, inputs []publicSetInput, width int) (columns [][]value.Value, n int, err error)
	switch op.Kind {
	case plan.UnionAll:
		combine = allRows
	case plan.UnionDistinct:
		combine = distinctRows(func(_, _ int) int { return kept }, func(int) bool { return true })
	case plan.IntersectDistinct:
		last := len(inputs) - 1
		combine = distinctRows(func(before, input int) int {
			if before == input-1 {
				return input
			}
			return before
		}, func(mark int) bool { return mark == last })
	case plan.ExceptDistinct:
		combine = distinctRows(func(before, input int) int {
			if input > 0 {
				return dropped
			}
			return before
		}, func(mark int) bool { return mark == kept })
	default:
		return nil, fmt.Errorf("set operation %q", op.Kind)
	}
	rel.compute = func(run *publicRun) (*rows, error) {
		columns, n, err := combine(run, inputs, len(op.Slots))
		if err != nil {
			return nil, err
		}
		r := part.newRows(run, n)
		for i, s := range op.Slots {
			r.put(s.Slot, columns[i])
		}
		return r, nil
	}
	return rel, nil
}

// setColumn checks an expression that becomes a column of a set operation.
func setColumn(op *plan.SetOp, e plan.Expr, to plan.SlotKind) error {
	kind := to.Kind
	if e.Kind() != kind && e.Kind() != value.Null || kind == value.Null {
		return fmt.Errorf("%s in slot %d, which holds %s", e.Kind(), to.Slot, kind)
	}
	if op.Kind != plan.UnionAll {
		return groupable(kind)
	}
	return nil
}

// allRows gives the rows of one input after the other.
func allRows(run *publicRun, inputs []publicSetInput, width int) (columns [][]value.Value, n int, err error) {
	columns = make([][]value.Value, width)
	for _, input := range inputs {
		r, err := input.rows(run)
		if err != nil {
			return nil, 0, err
		}
		if n += len(r.live); checkRows(n) != nil {
			return nil, 0, checkRows(n)
		}
		r.look(run.frame)
		for i, e := range input.values {
			columns[i] = slices.Grow(columns[i], len(r.live))
			for _, row := range r.live {
				run.row = int(row)
				columns[i] = append(columns[i], e(run.frame))
			}
		}
	}
	return columns, n, nil
}

// What a distinct row is marked with when its first input has it, or another must not.
const (
	kept    = 0
	dropped = -1
)

// distinctRows numbers the distinct rows of all inputs and keeps a mark with each: kept, or the result of mark
// for the mark before (dropped for a row that is new and not of the first input) and the input.
func distinctRows(mark func(before, input int) int, keep func(mark int) bool) func(*publicRun, []publicSetInput, int) ([][]value.Value, int, error) {
	return func(run *publicRun, inputs []publicSetInput, width int) (columns [][]value.Value, n int, err error) {
		table, row := newKeyTable(width), make([]value.Value, width)
		var marks []int
		for i, input := range inputs {
			r, err := input.rows(run)
			if err != nil {
				return nil, 0, err
			}
			r.look(run.frame)
			for _, at := range r.live {
				run.row = int(at)
				for j, e := range input.values {
					row[j] = e(run.frame)
				}
				id, fresh := table.number(row)
				if fresh {
					before := dropped
					if i == 0 {
						before = kept
					}
					marks = append(marks, before)
				}
				marks[id] = mark(marks[id], i)
			}
			if err := checkRows(table.n); err != nil {
				return nil, 0, err
			}
		}
		columns = make([][]value.Value, width)
		for id, mark := range marks {
			if keep(mark) {
				n++
				for j, v := range table.at(id) {
					columns[j] = append(columns[j], v)
				}
			}
		}
		return columns, n, nil
	}
}
