package eval

import (
	"errors"
	"fmt"

	"isobar/internal/agg"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// unnest compiles FROM input, UNNEST(array), with its variants.
func (b *siteBuilder) unnest(op *plan.Unnest) (link, error) {
	elements, column, err := b.list(op.List)
	if err != nil {
		return nil, err
	}
	t := slotType{kind: column.Kind}
	if column.Kind == value.Struct {
		t.column = column
	}
	if err := b.define(op.Elem, t); err != nil {
		return nil, err
	}
	if op.Offset != plan.None {
		if err := b.define(op.Offset, slotType{kind: value.Int64}); err != nil {
			return nil, err
		}
	}
	var on scalar
	if op.On != nil {
		if on, err = b.boolean(op.On); err != nil {
			return nil, err
		}
	}
	index, elem, offset, outer := column.Index, op.Elem, op.Offset, op.Outer
	return func(next step) step {
		if on == nil && !outer && offset == plan.None {
			return func(f *frame) {
				lo, hi, _ := elements(f)
				for i := lo; i < hi && f.visit(); i++ {
					f.slots[elem] = f.rec.At(index, i)
					next(f)
				}
			}
		}
		return func(f *frame) {
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
			if outer && !joined && f.visit() {
				f.slots[elem] = null
				if offset >= 0 {
					f.slots[offset] = null
				}
				next(f)
			}
		}
	}, nil
}

// itemPart is the site part of a co-occurrence query: the items of one array of the report, as they
// are.
type itemPart struct {
	list, item int // columns; the same for an array of scalars
}

func (c *compiler) itemset(g *plan.Group) (*itemPart, error) {
	if len(g.Keys) != g.Itemset.Size {
		return nil, fmt.Errorf("an item set of %d with %d keys", g.Itemset.Size, len(g.Keys))
	}
	list, ok := c.schema.Lookup(g.Itemset.List)
	if !ok || !list.Repeated {
		return nil, fmt.Errorf("item set: %s is no array of the schema", g.Itemset.List)
	}
	for at := list.Parent; at != nil; at = at.Parent {
		if at.Repeated {
			return nil, fmt.Errorf("item set: %s lies within another array", list.Path)
		}
	}
	item, ok := c.schema.Lookup(g.Itemset.Item)
	if !ok || groupable(item.Kind) != nil {
		return nil, fmt.Errorf("item set: %s is no value of the schema", g.Itemset.Item)
	}
	for at := item; at != list; at = at.Parent {
		if at == nil || at.Repeated {
			return nil, errors.New("item set: " + item.Path + " is not one value for each element of " + list.Path)
		}
	}
	for i, k := range g.Keys {
		if k.Expr.Kind() != item.Kind {
			return nil, fmt.Errorf("item set: key %d is %s, and %s is %s", i, k.Expr.Kind(), item.Path, item.Kind)
		}
	}
	c.need(list)
	c.need(item)
	return &itemPart{list: list.Index, item: item.Index}, nil
}

// run hands the items of the report that the workspace holds to the counter, which leaves out NULLs and
// repeats.
func (p *itemPart) run(f *frame) {
	lo, hi := f.rec.Range(p.list, 0)
	items := f.rec.Vectors[p.item].Vals // of the same instances as the list's elements
	if hi = min(hi, len(items)); lo < hi {
		f.items.Add(items[lo:hi])
	}
}

// checkGroup asks the aggregate part whether it can count what the site part gives.
func checkGroup(g *plan.Group) error {
	if g.Itemset != nil {
		return nil
	}
	return agg.Check(g)
}
