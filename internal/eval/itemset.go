package eval

import (
	"errors"
	"fmt"

	"isobar/internal/agg"
	"isobar/internal/plan"
)

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
