package audit

import "context"

// Kinds of findings of attack A1.
const (
	kindRemainder = "remainder" // of a total, what its parts do not show
	// kindParts is the same where a site may be in several parts. The parts' sum is then no count of
	// sites, and the remainder only the least number that is in none.
	kindParts = "remainder of overlapping parts"
)

// rollUps searches for A1: for each cell and each family with further attributes, the cell's number less
// the sum of the parts that are published. Where a site has one value of each further attribute, parts have
// no site in common and the remainder is the number of sites in none of them. Where it may have several,
// that number is at least the remainder and at most the total less the largest part; a remainder of 1 to
// k-1 is then a likely finding: it is right where most sites have one value, as with the versions of a
// module. It takes time in proportion to the number of cells.
func (r *search) rollUps(ctx context.Context) error {
	for _, f := range r.families {
		for _, a := range r.upper(f) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if disjoint, ok := r.parting(f, a); ok {
				r.rollUp(f, a, disjoint)
			}
		}
	}
	return nil
}

// parting says whether the attributes that f has and a lacks part a's cells into f's, and whether the
// parts are disjoint.
func (r *search) parting(f *family, a above) (disjoint, ok bool) {
	if len(a.positions) == f.arity() {
		return false, false
	}
	disjoint = true
	further := 0
	for p, attr := range f.attrs {
		if a.keep>>p&1 == 1 {
			continue
		}
		further++
		if !r.single[attr] {
			disjoint = false
		}
		for q, other := range f.attrs {
			if q != p && other == attr {
				return false, false // pairs are no parts of their values
			}
		}
	}
	return disjoint, disjoint || further == 1
}

// sum is what the published parts of a cell add up to.
type sum struct {
	parts   int
	all     span
	largest int64 // least number of sites of the largest part
	first   int32
}

func (r *search) rollUp(f *family, a above, disjoint bool) {
	var items [maxKeys]itemID
	sums := make([]sum, len(a.fam.sites))
	for i, n := range f.sites {
		at := a.of(f.cell(i), items[:])
		if at == none {
			continue
		}
		s := &sums[at]
		if s.parts == 0 {
			s.first = int32(i)
		}
		s.parts++
		s.all = span{s.all.lo + n.lo, s.all.hi + n.hi}
		s.largest = max(s.largest, n.lo)
	}
	var parts map[int][]int // of the totals with a finding
	for at, s := range sums {
		if s.parts == 0 {
			continue
		}
		// With one part the remainder is a difference, which is attack A3.
		total := a.fam.sites[at]
		rest := total.minus(s.all)
		kind := kindOf{rollUp, kindRemainder, false}
		if !disjoint {
			kind = kindOf{rollUp, kindParts, true}
		}
		switch {
		case disjoint && s.all.lo > total.hi:
			r.odd++
			continue
		case s.parts == 1 || !rest.few(r.k):
			continue
		case !disjoint:
			rest.hi = total.hi - s.largest
		}
		r.found.add(kind, func() Finding {
			if parts == nil {
				parts = r.partsOf(f, a)
			}
			g := group{where: a.fam.where, has: a.fam.cell(at), joined: a.fam.linked, under: f.where, apart: f.linked}
			published := []cellOf{{a.fam, at}}
			for _, i := range parts[at] {
				cell := f.cell(i)
				if !f.linked && a.fam.where == f.where {
					cell = furtherItems(cell, a)
				}
				g.not = append(g.not, cell)
				published = append(published, cellOf{f, i})
			}
			found := r.finding(g, rest, cellOf{a.fam, at}, cellOf{f, int(s.first)})
			found.Evidence[1], found.Rows = r.evidenceOfSum(f, s), r.rowsOf(published...)
			return found
		})
	}
}

// partsOf lists the parts of each cell.
func (r *search) partsOf(f *family, a above) map[int][]int {
	var items [maxKeys]itemID
	parts := map[int][]int{}
	for i := range f.sites {
		if at := a.of(f.cell(i), items[:]); at != none {
			parts[at] = append(parts[at], i)
		}
	}
	return parts
}

func furtherItems(cell []itemID, a above) []itemID {
	var items []itemID
	for p, it := range cell {
		if a.keep>>p&1 == 0 {
			items = append(items, it)
		}
	}
	return items
}
