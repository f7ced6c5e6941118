package eval

import (
	"fmt"
	"math"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// checkSets looks at what the public part relies on, and gives the dictionary of the cells that it reads.
func checkSets(q *plan.Query, sets []*cells.Set) (*value.Dict, error) {
	if len(sets) != len(q.Groups) {
		return nil, fmt.Errorf("cells of %d groups for a plan with %d", len(sets), len(q.Groups))
	}
	ops, err := chain(q.Public)
	if err != nil {
		return nil, err
	}
	leaf, ok := ops[0].(*plan.Cells)
	if !ok {
		return value.NewDict(), nil
	}
	g, set := q.Groups[leaf.Group], sets[leaf.Group]
	if set == nil || set.Dict == nil || set.N < 0 || set.N > math.MaxInt32 || len(set.Keys) != len(g.Keys) || len(set.Measures) != len(g.Measures) {
		return nil, fmt.Errorf("cells of group %d are not those of its keys and measures", leaf.Group)
	}
	for i, k := range g.Keys {
		if err := checkColumn(set, set.Keys[i], k.Expr.Kind()); err != nil {
			return nil, fmt.Errorf("cells of group %d, key %d: %w", leaf.Group, i, err)
		}
	}
	for i, m := range g.Measures {
		if err := checkColumn(set, set.Measures[i], m.Kind); err != nil {
			return nil, fmt.Errorf("cells of group %d, measure %d: %w", leaf.Group, i, err)
		}
	}
	return set.Dict, nil
}

func checkColumn(set *cells.Set, column []value.Value, kind value.Kind) error {
	if len(column) != set.N {
		return fmt.Errorf("%d values for %d cells", len(column), set.N)
	}
	text, texts := kind == value.String || kind == value.Bytes, uint64(set.Dict.Len())
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
