package eval

import (
	"fmt"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// unnestRows compiles FROM input, UNNEST(array) over public rows. Its base order is the input's, then that
// of the elements.
func (c publicCompiler) unnestRows(op *plan.Unnest) (*relation, error) {
	input, err := c.relation(op.Input)
	if err != nil {
		return nil, err
	}
	if op.List.Kind() != value.Array {
		return nil, fmt.Errorf("UNNEST of %s in a public part", op.List.Kind())
	}
	list, err := c.scalar(op.List)
	if err != nil {
		return nil, err
	}
	if !op.Kind.Scalar() && op.Kind != value.Struct || op.Kind == value.Null {
		return nil, fmt.Errorf("UNNEST gives %s", op.Kind)
	}
	if err := c.define(op.Elem, slotType{kind: op.Kind}); err != nil {
		return nil, err
	}
	offset := op.Offset
	if offset == plan.None {
		offset = c.hidden()
	} else if err := c.define(offset, slotType{kind: value.Int64}); err != nil {
		return nil, err
	}
	u := &unnester{part: c.part, list: list, kind: op.Kind, elem: op.Elem, offset: offset, outer: op.Outer}
	if op.On != nil {
		if u.on, err = c.boolean(op.On); err != nil {
			return nil, err
		}
	}
	base := append(slices.Clip(input.base), plan.SortBy{Slot: offset})
	return &relation{base: base, compute: func(run *publicRun) (*rows, error) {
		in, err := input.rows(run)
		if err != nil {
			return nil, err
		}
		return u.rows(run, in)
	}}, nil
}

// unnester makes a row for each element of an array of each row.
type unnester struct {
	part         *publicPart
	list         scalar
	kind         value.Kind
	elem, offset plan.Slot
	outer        bool
	on           scalar // over a row with its element; nil for none
}

// rows makes a row for each element, and for LEFT JOIN one without an element after them; of these it
// then chooses.
func (u *unnester) rows(run *publicRun, in *rows) (*rows, error) {
	f := run.frame
	in.look(f)
	var from []int32 // the input's row
	var elems, offsets []value.Value
	for _, row := range in.live {
		f.row = int(row)
		before := len(elems)
		if v := u.list(f); !v.IsNull() {
			elems = f.parts(elems, v, u.kind)
		}
		n := len(elems) - before
		for i := range n {
			from, offsets = append(from, row), append(offsets, intOf(int64(i)))
		}
		if u.outer && (n == 0 || u.on != nil) {
			from, elems, offsets = append(from, row), append(elems, null), append(offsets, null)
		}
		if !f.work(n + 1) {
			return nil, errTooMuchWork
		}
		if err := checkRows(len(elems)); err != nil {
			return nil, err
		}
	}
	r := u.part.newRows(run, len(elems))
	in.pickInto(r, from)
	r.put(u.elem, elems)
	r.put(u.offset, offsets)
	if u.on != nil {
		u.choose(f, r, from)
	}
	return r, nil
}

// choose keeps the rows that join, and of those without an element the ones for which none did.
func (u *unnester) choose(f *frame, r *rows, from []int32) {
	r.look(f)
	joined := none // the last row of the input that was joined
	r.live = slices.DeleteFunc(r.live, func(i int32) bool {
		if offsets := r.columns[u.offset]; offsets[i].IsNull() {
			return joined == from[i]
		}
		f.row = int(i)
		if !u.on(f).Bool() {
			return true
		}
		joined = from[i]
		return false
	})
}
