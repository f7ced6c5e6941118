package privacy

import (
	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// List is the values of one column that may be published at all.
type List interface{ Has(text []byte) bool }

// Listed drops the cells that show a value of a column which is not on that column's list; lists is by the
// columns' dotted paths. It stands between the threshold and the public part: a few fake sites may lift a
// private name above k, but not onto a list. NULL is no value and stays. Groups whose keys are computed
// from such a column must have been refused before (plan.Group.ComputedKey).
func Listed(set *cells.Set, g *plan.Group, lists map[string]List) *cells.Set {
	for i, key := range g.Keys {
		list := lists[key.Source]
		if list == nil || g.Ladder != nil && g.Ladder.Key == i { // of that key, package ladder asks the list
			continue
		}
		allowed := map[value.Code]bool{} // a text is looked up once
		set = set.Keep(func(cell int) bool {
			v := set.Keys[i][cell]
			if v.IsNull() {
				return true
			}
			ok, seen := allowed[v.Code()]
			if !seen {
				ok = list.Has(set.Dict.Text(v.Code()))
				allowed[v.Code()] = ok
			}
			return ok
		})
	}
	return set
}
