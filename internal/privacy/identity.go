package privacy

import (
	"slices"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// Identity is of what a number of sites means: cells, and measures of cells, of any tables that have the same are
// the same number, and are rounded alike. It depends on the secret and is no more public than that.
type Identity [macSize]byte

// Identities gives the identities of the cells of one group. It is for one goroutine.
type Identities struct {
	cell     *keyWorker
	measures []*keyWorker // nil for those that count no sites
}

// Identities prepares a group, whose measures Round can round.
func (r *Rounder) Identities(g *plan.Group) (*Identities, error) {
	meaning := g.Meaning()
	measures, err := r.measures(g, meaning)
	if err != nil {
		return nil, err
	}
	keyings := r.keyings(meaning, measures)
	ids := &Identities{cell: r.worker(keyings[0]), measures: make([]*keyWorker, len(measures))}
	for i, m := range measures {
		if meaning.Measures[i].Name == string(plan.SiteCount) {
			ids.measures[i] = r.worker(keyings[m.key])
		}
	}
	return ids, nil
}

// Cell is the identity of the number of sites of a cell.
func (ids *Identities) Cell(set *cells.Set, cell int) Identity { return *ids.cell.sum(set, cell) }

// Withhold gives the cells of the group, as Round has made them, without those of some identities: they count as
// withheld, and a measure of another cell that is the same number is NULL. It is what Round makes of them if they
// have too few sites. dropped is the number of cells that are gone; set stays as it is.
func (ids *Identities) Withhold(set *cells.Set, hidden map[Identity]bool) (out *cells.Set, dropped int) {
	gone := make([]bool, set.N)
	for cell := range set.N {
		if gone[cell] = hidden[ids.Cell(set, cell)]; gone[cell] {
			dropped++
		}
	}
	changed := *set
	changed.Measures = slices.Clone(set.Measures)
	for i, w := range ids.measures {
		if w == nil {
			continue
		}
		own := false // whether the column is a copy
		for cell := range set.N {
			if gone[cell] || !hidden[*w.sum(set, cell)] {
				continue
			}
			if !own {
				changed.Measures[i], own = slices.Clone(set.Measures[i]), true
			}
			changed.Measures[i][cell] = value.Value{}
		}
	}
	if dropped == 0 {
		return &changed, 0
	}
	return changed.Keep(func(cell int) bool { return !gone[cell] }), dropped
}
