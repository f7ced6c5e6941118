package audit

import (
	"context"
	"math/bits"
)

// kindPublished is the kind of a row that has few sites.
const kindPublished = "published"

// Kinds of findings of attack A3.
const (
	kindDifference = "difference" // in one published cell and not in another one
	kindRest       = "rest"       // of all sites, those not in a published cell
	kindNeither    = "neither"    // with none of two values
)

// inclusion searches for A3, pair complements, in all cells: for a cell Y in a cell X, X - Y is a group;
// and for a pair of values, so are the sites with neither. With X - Y all steps in between are a group of
// their own, so that only the nearest X are looked at. It takes time in proportion to the number of
// cells. On the way it meets A11, where X - Y is zero.
func (r *search) inclusion(ctx context.Context) error {
	for _, f := range r.families {
		uppers := r.upper(f)
		pairs := r.pairOf(f)
		_, err := r.spread(ctx, len(f.sites), cellsPerPart, func(from, to int, out *outcome) {
			for i := from; i < to; i++ {
				r.small(f, i, out.found)
				r.differences(f, i, uppers, out)
				if pairs != nil {
					r.neither(f, i, pairs, out.found)
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// small looks at whether a cell should not be there at all.
func (r *search) small(f *family, i int, found *collector) {
	if n := f.sites[i]; n.few(r.k) {
		found.add(kindOf{attack: rollUp, kind: kindPublished}, func() Finding {
			return r.finding(group{where: f.where, under: f.where, has: f.cell(i), joined: f.linked}, n, cellOf{f, i})
		})
	}
}

// differences looks at one cell and those that hold it.
func (r *search) differences(f *family, i int, uppers []above, out *outcome) {
	var items [maxKeys]itemID
	var met uint64 // which of the first 64 of uppers have a cell with an exact number
	cell, own := f.cell(i), f.sites[i]
	for n, a := range uppers {
		at := a.of(cell, items[:])
		if at == none {
			continue
		}
		whole := a.fam.sites[at]
		exact := own.exact() && whole.exact()
		// An exact number in between splits the difference, and one part of it is a finding already.
		if exact && r.between(uppers, met, a) {
			continue
		}
		if exact && n < 64 {
			met |= 1 << n
		}
		switch d := whole.minus(own); {
		case own.lo > whole.hi:
			out.odd++
		case d.few(r.k):
			kind := kindDifference
			if len(a.positions) == 0 && a.fam.where == f.where {
				kind = kindRest
			}
			out.found.add(kindOf{attack: subtraction, kind: kind}, func() Finding {
				return r.finding(r.difference(f, cell, a), d, cellOf{a.fam, at}, cellOf{f, i})
			})
		case exact && whole == own && bits.OnesCount(a.keep) == f.arity()-1 && a.fam.where == f.where:
			out.warned.add(kindOf{attack: homogeneous, kind: kindSame}, func() Finding {
				return r.same(f, i, a, at)
			})
		}
	}
}

// between says that a cell that was met lies in a's.
func (r *search) between(uppers []above, met uint64, a above) bool {
	for ; met != 0; met &= met - 1 {
		if r.under(uppers[bits.TrailingZeros64(met)], a) {
			return true
		}
	}
	return false
}

// difference is the group of the sites in the upper cell that are not in the lower one.
func (r *search) difference(f *family, cell []itemID, a above) group {
	g := group{where: a.fam.where, joined: a.fam.linked, under: f.where}
	var extra []itemID
	for p, it := range cell {
		if a.keep>>p&1 == 1 {
			g.has = append(g.has, it)
		} else {
			extra = append(extra, it)
		}
	}
	switch {
	case f.linked:
		// Without an element that has all of it: the extra value may be there in another one.
		g.not, g.apart = [][]itemID{cell}, true
	case a.fam.where != f.where:
		g.not = [][]itemID{cell}
	default:
		g.not = [][]itemID{extra}
	}
	return g
}

// pairs is what is needed to count the sites with neither of a pair's values.
type pairs struct {
	singles [2]*family
	totals  []*family
}

// pairOf gives the families that a family of pairs is made of; nil if it is no such family, or if its
// cells are not intersections, or if one of the others is not published.
func (s *snapshot) pairOf(f *family) *pairs {
	if f.arity() != 2 || f.linked {
		return nil
	}
	p := &pairs{totals: s.totals(f.where)}
	for i, a := range f.attrs {
		if p.singles[i] = s.byFrame[frame(f.where, []attrID{a})]; p.singles[i] == nil {
			return nil
		}
	}
	if len(p.totals) == 0 {
		return nil
	}
	return p
}

// totals gives the families of a single cell that holds all sites counted under where.
func (s *snapshot) totals(where whereID) []*family {
	var all []*family
	for _, f := range s.families {
		if f.arity() == 0 && s.dict.within(where, f.where) {
			all = append(all, f)
		}
	}
	return all
}

// neither looks at the sites with none of a pair's values.
func (r *search) neither(f *family, i int, p *pairs, found *collector) {
	cell := f.cell(i)
	a, b := p.singles[0].find(cell[:1]), p.singles[1].find(cell[1:])
	if a == none || b == none {
		return
	}
	for _, total := range p.totals {
		n := norOf(total.sites[0], p.singles[0].sites[a], p.singles[1].sites[b], f.sites[i])
		if n.few(r.k) {
			found.add(kindOf{attack: subtraction, kind: kindNeither}, func() Finding {
				g := without(total.where, f.where, cell)
				return r.finding(g, n, cellOf{total, 0}, cellOf{p.singles[0], a}, cellOf{p.singles[1], b}, cellOf{f, i})
			})
		}
	}
}

// norOf is the number of sites with neither value of a pair.
func norOf(all, a, b, both span) span {
	return span{max(0, all.lo-a.hi-b.hi+both.lo), max(0, all.hi-a.lo-b.lo+both.hi)}
}

// without is the group of the sites counted under total that have none of the items under where.
func without(total, where whereID, items []itemID) group {
	g := group{where: total, under: where}
	for _, it := range items {
		g.not = append(g.not, []itemID{it})
	}
	return g
}
