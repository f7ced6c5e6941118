package eval

import (
	"fmt"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// sharedSlot gives the type of a slot of a shared relation.
func (c *compiler) sharedSlot(index int, from plan.Slot) (slotType, error) {
	if index < 0 || index >= len(c.shared) {
		return slotType{}, fmt.Errorf("shared relation %d of %d", index, len(c.shared))
	}
	slots := c.shared[index]
	if from < 0 || int(from) >= len(slots) || slots[from].kind == value.Null {
		return slotType{}, fmt.Errorf("slot %d of shared relation %d holds nothing", from, index)
	}
	return slots[from], nil
}

// sharedRows gives a shared relation for reading it row by row, in its base order or the order that it gave
// itself.
func (f *frame) sharedRows(index int) *sharedRows {
	r := f.shared[index]
	if r.dense == nil {
		r.settle()
		r.dense = &sharedRows{n: len(r.live), columns: make([][]value.Value, len(r.columns))}
		for slot, column := range r.columns {
			if column != nil {
				r.dense.columns[slot] = r.gather(column)
			}
		}
	}
	return r.dense
}

// sharedRelation reads a shared relation under other slots. Columns are shared. Those of the base order
// that are not named anew are kept where nothing but the base order finds them.
func (c publicCompiler) sharedRelation(op *plan.Shared) (*relation, error) {
	for _, r := range op.Columns {
		t, err := c.sharedSlot(op.Index, r.From)
		if err != nil {
			return nil, err
		}
		if err := c.define(r.To, slotType{kind: t.kind}); err != nil {
			return nil, err
		}
	}
	renames := slices.Clone(op.Columns)
	rel := &relation{}
	for _, by := range c.part.with[op.Index].base {
		i := slices.IndexFunc(renames, func(r plan.Rename) bool { return r.From == by.Slot })
		if i < 0 {
			i = len(renames)
			renames = append(renames, plan.Rename{From: by.Slot, To: c.hidden()})
		}
		rel.base = append(rel.base, plan.SortBy{Slot: renames[i].To})
	}
	part, index := c.part, op.Index
	rel.compute = func(run *publicRun) (*rows, error) {
		from := run.shared[index]
		r := part.newRows(run, from.n)
		r.live, r.ordered = slices.Clone(from.live), from.ordered
		for _, rename := range renames {
			r.columns[rename.To] = from.columns[rename.From]
		}
		return r, nil
	}
	return rel, nil
}
