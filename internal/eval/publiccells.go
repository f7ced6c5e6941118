package eval

import (
	"fmt"
	"math"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// open looks at what the public part relies on, and gives the cells that it reads with one dictionary. That
// is the one with the most text, whose cells stay as they are; the texts of the others are added to it.
func (p *publicPart) open(sets []*cells.Set) ([]*cells.Set, *value.Dict, error) {
	if len(sets) != len(p.groups) {
		return nil, nil, fmt.Errorf("cells of %d groups for a plan with %d", len(sets), len(p.groups))
	}
	var d *value.Dict
	size := int64(0)
	for i, read := range p.groups {
		if !read {
			continue
		}
		if err := checkSet(p.query.Groups[i], sets[i]); err != nil {
			return nil, nil, fmt.Errorf("cells of group %d: %w", i, err)
		}
		own := sets[i].Dict
		if size += int64(own.Size()); d == nil || own.Size() > d.Size() {
			d = own
		}
	}
	switch {
	case d == nil:
		return make([]*cells.Set, len(sets)), value.NewDict(), nil
	case size > value.MaxDictBytes:
		return nil, nil, fmt.Errorf("cells with %d bytes of text", size)
	}
	open := make([]*cells.Set, len(sets))
	for i, read := range p.groups {
		if read {
			open[i] = translated(d, sets[i])
		}
	}
	return open, d, nil
}

// translated gives cells with the texts of another dictionary.
func translated(to *value.Dict, set *cells.Set) *cells.Set {
	if set.Dict == to {
		return set
	}
	codes := make([]uint64, set.Dict.Len()) // the new code and 1, or 0 for none yet
	column := func(values []value.Value) []value.Value {
		moved := make([]value.Value, len(values))
		for i, v := range values {
			if v.Kind.Coded() {
				code := &codes[v.Code()]
				if *code == 0 {
					*code = uint64(to.Code(set.Dict.Text(v.Code()))) + 1
				}
				v.Bits = *code - 1
			}
			moved[i] = v
		}
		return moved
	}
	moved := &cells.Set{Dict: to, N: set.N}
	for _, values := range set.Keys {
		moved.Keys = append(moved.Keys, column(values))
	}
	for _, values := range set.Measures {
		moved.Measures = append(moved.Measures, column(values))
	}
	return moved
}

// checkSet holds cells to the shape and the kinds of their group.
func checkSet(g *plan.Group, set *cells.Set) error {
	if set == nil || set.Dict == nil || set.N < 0 || set.N > math.MaxInt32 || len(set.Keys) != len(g.Keys) || len(set.Measures) != len(g.Measures) {
		return fmt.Errorf("they are not those of its keys and measures")
	}
	for i, k := range g.Keys {
		if err := checkColumn(set, set.Keys[i], k.Expr.Kind()); err != nil {
			return fmt.Errorf("key %d: %w", i, err)
		}
	}
	for i, m := range g.Measures {
		if err := checkColumn(set, set.Measures[i], m.Kind); err != nil {
			return fmt.Errorf("measure %d: %w", i, err)
		}
	}
	return nil
}

func checkColumn(set *cells.Set, column []value.Value, kind value.Kind) error {
	if len(column) != set.N {
		return fmt.Errorf("%d values for %d cells", len(column), set.N)
	}
	text, texts := kind.Coded(), uint64(set.Dict.Len())
	for _, v := range column {
		if v.Kind != kind && v.Kind != value.Null {
			return fmt.Errorf("a %s where the plan says %s", v.Kind, kind)
		}
		if text && !v.IsNull() && v.Bits >= texts {
			return fmt.Errorf("a text that is not in the dictionary")
		}
	}
	return nil
}
