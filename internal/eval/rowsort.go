package eval

import (
	"cmp"
	"fmt"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// sortItem is how one item of an ORDER BY orders values.
type sortItem struct{ descending, nullsLast bool }

// compare orders two values of one kind.
func (s sortItem) compare(dict *value.Dict, a, b value.Value) int {
	if a.IsNull() || b.IsNull() {
		order := cmp.Compare(b2i(b.IsNull()), b2i(a.IsNull())) // NULL first
		if s.nullsLast {
			return -order
		}
		return order
	}
	if s.descending {
		return value.Compare(dict, b, a)
	}
	return value.Compare(dict, a, b)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// orderKeys compiles the items of an ORDER BY.
func (c *compiler) orderKeys(by []plan.OrderBy) (keys []scalar, items []sortItem, err error) {
	for _, b := range by {
		key, err := c.scalar(b.Expr)
		if err != nil {
			return nil, nil, err
		}
		if kind := b.Expr.Kind(); !kind.Scalar() {
			return nil, nil, fmt.Errorf("ORDER BY of %s", kind)
		}
		keys = append(keys, key)
		items = append(items, sortItem{b.Descending, b.NullsLast})
	}
	return keys, items, nil
}

// sortKeys orders rows by their keys, of which row i has keys[i*w : (i+1)*w] for w items; ties keep the
// order of the numbers.
func sortKeys(dict *value.Dict, order []int32, keys []value.Value, items []sortItem) {
	w := len(items)
	slices.SortStableFunc(order, func(a, b int32) int {
		x, y := keys[int(a)*w:], keys[int(b)*w:]
		for i, item := range items {
			if o := item.compare(dict, x[i], y[i]); o != 0 {
				return o
			}
		}
		return 0
	})
}

// sortedRows are the rows of a Sort.
type sortedRows struct {
	rows  savedRows
	keys  []value.Value
	order []int32
}

// sortRows compiles an ORDER BY of a subquery: it stores all rows of its input.
func (c *compiler) sortRows(op *plan.Sort) (source, error) {
	input, err := c.source(op.Input)
	if err != nil {
		return nil, err
	}
	var by []plan.OrderBy
	for _, b := range op.By {
		t, err := c.lookup(b.Slot)
		if err != nil {
			return nil, err
		}
		by = append(by, plan.OrderBy{Expr: &plan.Ref{Slot: b.Slot, Type: t.kind}, Descending: b.Descending, NullsLast: b.NullsLast})
	}
	keys, items, err := c.orderKeys(by)
	if err != nil {
		return nil, err
	}
	slots := c.standing()
	at := keep(c, func() *sortedRows { return &sortedRows{} })
	return func(next step) step {
		collect := input(func(f *frame) {
			if !f.take() {
				return
			}
			s := at.of(f)
			for _, key := range keys {
				s.keys = append(s.keys, key(f))
			}
			s.order = append(s.order, int32(s.rows.add(f, slots)))
		})
		return func(f *frame) {
			s := at.of(f)
			s.rows.reset()
			s.keys, s.order = s.keys[:0], s.order[:0]
			if collect(f); f.steps == 0 {
				return
			}
			sortKeys(f.dict, s.order, s.keys, items)
			for _, row := range s.order {
				if f.steps == 0 {
					return
				}
				s.rows.load(f, slots, int(row))
				next(f)
			}
		}
	}, nil
}

// limitRows compiles a LIMIT of a subquery.
func (c *compiler) limitRows(op *plan.Limit) (source, error) {
	input, err := c.source(op.Input)
	if err != nil {
		return nil, err
	}
	if op.Count < 0 || op.Offset < 0 {
		return nil, fmt.Errorf("LIMIT %d OFFSET %d", op.Count, op.Offset)
	}
	type limited struct {
		seen int64
		brake
	}
	at := keep(c, func() *limited { return &limited{} })
	count, offset := op.Count, op.Offset
	return func(next step) step {
		rows := input(func(f *frame) {
			l := at.of(f)
			if l.seen++; l.seen <= offset || l.seen-offset > count {
				return
			}
			next(f)
			if l.seen-offset == count {
				l.pull(f)
			}
		})
		return func(f *frame) {
			if count == 0 {
				return
			}
			l := at.of(f)
			l.seen = 0
			rows(f)
			l.release(f)
		}
	}, nil
}
