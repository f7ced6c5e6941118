package eval

import (
	"fmt"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// unnest compiles FROM input, UNNEST(array), with its variants.
func (c *compiler) unnest(op *plan.Unnest) (source, error) {
	input, err := c.source(op.Input)
	if err != nil {
		return nil, err
	}
	if op.List == nil {
		return nil, fmt.Errorf("UNNEST of nothing")
	}
	if op.List.Kind() != value.List {
		return c.unnestArray(op, input)
	}
	elements, column, err := c.list(op.List)
	if err != nil {
		return nil, err
	}
	t := slotType{kind: column.Kind}
	if column.Kind == value.Record {
		t.column = column
	}
	on, err := c.unnested(op, t)
	if err != nil {
		return nil, err
	}
	index, elem, offset, outer := column.Index, op.Elem, op.Offset, op.Outer
	return func(next step) step {
		if on == nil && !outer && offset == plan.None {
			return input(func(f *frame) {
				lo, hi, _ := elements(f)
				for i := lo; i < hi && f.visit(); i++ {
					f.slots[elem] = f.rec.At(index, i)
					next(f)
				}
			})
		}
		return input(func(f *frame) {
			lo, hi, _ := elements(f)
			joined := false
			for i := lo; i < hi && f.visit(); i++ {
				f.slots[elem] = f.rec.At(index, i)
				if offset >= 0 {
					f.slots[offset] = intOf(int64(i - lo))
				}
				if on == nil || on(f).Bool() {
					joined = true
					next(f)
				}
			}
			if outer && !joined {
				unjoined(f, elem, offset, next)
			}
		})
	}, nil
}

// unnested defines the slots of an element and compiles its condition, which may be nil.
func (c *compiler) unnested(op *plan.Unnest, t slotType) (on scalar, err error) {
	if err := c.define(op.Elem, t); err != nil {
		return nil, err
	}
	if op.Offset != plan.None {
		if err := c.define(op.Offset, slotType{kind: value.Int64}); err != nil {
			return nil, err
		}
	}
	if op.On != nil {
		return c.boolean(op.On)
	}
	return nil, nil
}

// unjoined makes the row of an outer join for which there is no element.
func unjoined(f *frame, elem, offset plan.Slot, next step) {
	if !f.visit() {
		return
	}
	f.slots[elem] = null
	if offset >= 0 {
		f.slots[offset] = null
	}
	next(f)
}

// unnestArray unnests a computed array.
func (c *compiler) unnestArray(op *plan.Unnest, input source) (source, error) {
	list, err := c.scalar(op.List)
	if err != nil {
		return nil, err
	}
	if kind := op.List.Kind(); kind != value.Array {
		return nil, fmt.Errorf("UNNEST of %s", kind)
	}
	if !isElement(op.Kind) {
		return nil, fmt.Errorf("UNNEST of an array of %s", op.Kind)
	}
	on, err := c.unnested(op, slotType{kind: op.Kind})
	if err != nil {
		return nil, err
	}
	at := keep(c, func() *[]value.Value { return new([]value.Value) })
	kind, elem, offset, outer := op.Kind, op.Elem, op.Offset, op.Outer
	return func(next step) step {
		return input(func(f *frame) {
			elements := at.of(f)
			*elements = (*elements)[:0]
			if v := list(f); !v.IsNull() {
				*elements = f.parts(*elements, v, kind)
			}
			joined := false
			for i, v := range *elements {
				if !f.visit() {
					return
				}
				f.slots[elem] = v
				if offset >= 0 {
					f.slots[offset] = intOf(int64(i))
				}
				if on == nil || on(f).Bool() {
					joined = true
					next(f)
				}
			}
			if outer && !joined {
				unjoined(f, elem, offset, next)
			}
		})
	}, nil
}

// isElement says whether a computed array may have elements of a kind.
func isElement(kind value.Kind) bool {
	return kind != value.Null && (kind.Scalar() || kind == value.Struct)
}
