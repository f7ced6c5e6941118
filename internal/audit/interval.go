package audit

import (
	"math/bits"
	"slices"
)

// above is a family whose cells hold the sites of another family's cells: it has fewer attributes, or
// fewer conditions.
type above struct {
	fam       *family
	keep      uint  // which items of the lower cell make the upper one
	positions []int // the same as a list
}

// upper gives the published families above f, the nearest first.
func (s *snapshot) upper(f *family) []above {
	var all []above
	for keep := uint(0); keep < 1<<f.arity(); keep++ {
		var positions []int
		var attrs []attrID
		for i, a := range f.attrs {
			if keep>>i&1 == 1 {
				positions, attrs = append(positions, i), append(attrs, a)
			}
		}
		for where := range s.dict.wheres {
			if !s.dict.within(f.where, whereID(where)) {
				continue
			}
			if up := s.byFrame[frame(whereID(where), attrs)]; up != nil && up != f {
				all = append(all, above{up, keep, positions})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b above) int {
		if x, y := bits.OnesCount(a.keep), bits.OnesCount(b.keep); x != y {
			return y - x
		}
		return len(s.dict.wheres[b.fam.where]) - len(s.dict.wheres[a.fam.where])
	})
	return all
}

// of finds the upper cell of a lower one; items is room for the attributes.
func (a above) of(cell, items []itemID) int {
	for i, p := range a.positions {
		items[i] = cell[p]
	}
	return a.fam.find(items[:len(a.positions)])
}

// under says that all cells of a lie in those of b, both being above one family.
func (s *snapshot) under(a, b above) bool {
	return a.keep&b.keep == b.keep && s.dict.within(a.fam.where, b.fam.where)
}

// narrow tightens what is known of every cell by what is known of the cells around it: a cell has no more
// sites than one that holds it. Exact counts that agree do not change.
func (s *snapshot) narrow() {
	byArity := slices.Clone(s.families)
	slices.SortStableFunc(byArity, func(a, b *family) int {
		if a.arity() != b.arity() {
			return a.arity() - b.arity()
		}
		return len(s.dict.wheres[a.where]) - len(s.dict.wheres[b.where])
	})
	rounded := slices.ContainsFunc(s.families, func(f *family) bool {
		return slices.ContainsFunc(f.sites, func(n span) bool { return !n.exact() })
	})
	if !rounded {
		return
	}
	var items [maxKeys]itemID
	pass := func(f *family, tighten func(low, up *span)) {
		for _, a := range s.upper(f) {
			for i := range f.sites {
				if at := a.of(f.cell(i), items[:]); at != none {
					tighten(&f.sites[i], &a.fam.sites[at])
				}
			}
		}
	}
	// From above downwards and then from below upwards: each relation needs to be looked at once a way.
	for _, f := range byArity {
		pass(f, func(low, up *span) {
			if low.lo <= up.hi {
				low.hi = min(low.hi, up.hi)
			}
		})
	}
	for _, f := range slices.Backward(byArity) {
		pass(f, func(low, up *span) {
			if low.lo <= up.hi {
				up.lo = max(up.lo, low.lo)
			}
		})
	}
}
