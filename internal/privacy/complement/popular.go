package complement

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// lookups is about how many wedges can be looked at in the time of one triple.
const lookups = 16

// popular closes what pairs and triples of items show that most sites have: sites without any of the
// items, or with two whose pair is withheld.
//
// Three items a, b and c leave N - |a∪b∪c| sites without any. Only items that cover all but k-1 sites
// together, or that have more sites than there are, can show something; so loops run from the most
// popular items down and end early.
func (g *graph) popular(ctx context.Context) (found []triangle, err error) {
	if !g.exact {
		return nil, nil
	}
	type single struct {
		v vertex
		n int64
	}
	var all []single
	for v := range vertex(g.vertices()) {
		if n := g.sites(v); n > 0 {
			all = append(all, single{v, n})
		}
	}
	slices.SortFunc(all, func(a, b single) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.v, b.v)) })
	slack := g.m.k - 1
	steps := g.m.options.Wedges
	before := g.m.hidden
	cut := false
	for i, a := range all {
		if 3*a.n < g.total-slack {
			break
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for j := i + 1; j < len(all) && !cut; j++ {
			b := all[j]
			if a.n+2*b.n < g.total-slack || g.sites(a.v) == 0 {
				break
			}
			if g.sites(b.v) == 0 {
				continue
			}
			ab, s := g.pair(a.v, b.v)
			if s == withheld && a.n+b.n > g.total {
				g.hideVertex(b.v)
				continue
			}
			rest := g.total - a.n - b.n
			if s == known {
				rest += ab
			}
			if s == known && rest < 0 {
				return nil, fmt.Errorf("table %s: two groups overlap less than they must: %w", g.singles[0].name, ErrInconsistent)
			}
			for _, c := range all[j+1:] {
				if c.n < rest-slack {
					break
				}
				if steps -= lookups; steps < 0 {
					cut = true
					break
				}
				if g.three(a.v, b.v, c.v) {
					found = append(found, triangleOf(a.v, b.v, c.v))
				}
			}
		}
		if cut { // what cannot be looked at is taken away
			g.hideVertex(a.v)
		}
	}
	if cut {
		g.m.limit(g.m.hidden-before, "Wedges: triples of popular items")
	}
	return found, nil
}

// hideVertex hides an item; the groups that lie in it follow.
func (g *graph) hideVertex(v vertex) {
	i, row := g.where(v)
	g.m.hide(g.singles[i], row, Forced)
}

// three closes what three popular items show that can only be closed by hiding an item, or one pair in
// question. It tells whether they show something that hiding any of their pairs closes.
func (g *graph) three(a, b, c vertex) (found bool) {
	n := [3]int64{g.sites(a), g.sites(b), g.sites(c)}
	if min(n[0], n[1], n[2]) == 0 {
		return false
	}
	v := [3]vertex{a, b, c}
	if n[0]+n[1]+n[2] > 2*g.total && g.triple(a, b, c) == withheld {
		g.hideVertex(g.least(v)) // whatever is known of the pairs, some sites have all three
		return false
	}
	for i := range v {
		x, y, w := v[i], v[(i+1)%3], v[(i+2)%3]
		if _, s := g.pair(x, y); s != withheld {
			continue
		}
		// x and y share sites outside w if they have more there than there are.
		if n[0]+n[1]+n[2]-g.most(x, w)-g.most(y, w) > g.total {
			if !g.hideSmallest([]vertex{x, w, y}, Forced) {
				g.hideVertex(g.least(v))
			}
			return false
		}
	}
	return g.uncovered(a, b, c)
}

// uncovered tells whether the sites with none of three items and those with all three are together 1 to
// k-1. The triple is counted as often too much in one as it is missing in the other.
func (g *graph) uncovered(a, b, c vertex) bool {
	if !g.exact {
		return false
	}
	n := g.total
	v := [3]vertex{a, b, c}
	for i := range v {
		m, s := g.pair(v[i], v[(i+1)%3])
		if s != known || g.sites(v[i]) == 0 {
			return false
		}
		n += m - g.sites(v[i])
	}
	return g.m.small(n)
}

// least is the item of the fewest sites.
func (g *graph) least(v [3]vertex) vertex {
	return slices.MinFunc(v[:], func(p, q vertex) int {
		return cmp.Or(cmp.Compare(g.sites(p), g.sites(q)), cmp.Compare(p, q))
	})
}

// hideSmallest hides the smallest known edge among vertices, and tells whether there is one.
func (g *graph) hideSmallest(among []vertex, why Reason) bool {
	best, at := int64(0), noEdge
	for i, a := range among {
		for _, b := range among[:i] {
			if n, s, e := g.edge(a, b); s == known && e != noEdge && (at == noEdge || n < best || n == best && e < at) {
				best, at = n, e
			}
		}
	}
	if at != noEdge {
		g.hideEdge(at, why)
	}
	return at != noEdge
}
