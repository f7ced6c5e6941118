package complement

import "context"

// pinned closes what the published pairs show of the hidden ones.
func (g *graph) pinned(ctx context.Context) error {
	g.connect()
	for _, p := range g.pairs {
		if len(p.of.items) != 2 {
			continue
		}
		for row, ends := range p.ends {
			if p.of.why[row] == shown || ends[0] == ends[1] || g.sites(ends[0]) == 0 || g.sites(ends[1]) == 0 {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			g.bound(ends[0], ends[1])
			g.leftOver(ends[0], ends[1])
			g.leftOver(ends[1], ends[0])
		}
	}
	return nil
}

// bound hides an edge if together the published ones pin the hidden pair of a and b so closely that one
// of the parts of its diagram is certain to have 1 to k-1 sites.
func (g *graph) bound(a, b vertex) {
	sitesA, sitesB := g.sites(a), g.sites(b)
	lo, hi := int64(0), min(sitesA, sitesB)
	if g.exact {
		lo = max(lo, sitesA+sitesB-g.total)
	}
	var low, high [2]arc // the edges that make the bounds
	x, y := g.around(a), g.around(b)
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0].to < y[0].to:
			x = x[1:]
		case x[0].to > y[0].to:
			y = y[1:]
		default:
			ac, bc := int64(x[0].n), int64(y[0].n)
			c := g.sites(x[0].to)
			// Within c they share at least what is counted twice, and likewise outside it.
			least := max(0, ac+bc-c)
			if g.exact {
				least += max(0, sitesA-ac+sitesB-bc-(g.total-c))
			}
			if c > 0 && least > lo {
				lo, low = least, [2]arc{x[0], y[0]}
			}
			if most := min(ac, bc) + min(sitesA-ac, sitesB-bc); c > 0 && most < hi {
				hi, high = most, [2]arc{x[0], y[0]}
			}
			x, y = x[1:], y[1:]
		}
	}
	certain := func(least, most int64) bool { return least >= 1 && most < g.m.k }
	if !certain(sitesA-hi, sitesA-lo) && !certain(sitesB-hi, sitesB-lo) &&
		!(g.exact && certain(g.total-sitesA-sitesB+lo, g.total-sitesA-sitesB+hi)) {
		return
	}
	for _, by := range [][2]arc{low, high} {
		if by[0].n > 0 {
			if by[1].n < by[0].n {
				by[0] = by[1]
			}
			g.hideEdge(by[0].edge, Pinned)
			return
		}
	}
}

// leftOver hides pairs of x and another item that cannot all be outside v, where the triple is withheld.
// Where the pairs of v are published, overlaps sees this.
func (g *graph) leftOver(v, x vertex) {
	if !g.exact || len(g.triples) == 0 || g.sites(v)+g.sites(x) <= g.total {
		return
	}
	for _, e := range g.around(x) {
		if int64(e.n)+g.sites(v) > g.total && e.to != v && g.triple(v, x, e.to) == withheld {
			g.hideEdge(e.edge, Pinned)
		}
	}
}
