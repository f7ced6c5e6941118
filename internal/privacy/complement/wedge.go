package complement

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// triangle is three items, in order, of which the published numbers make a group of 1 to k-1 sites
// certain.
type triangle [3]vertex

func triangleOf(a, b, c vertex) triangle {
	t := triangle{a, b, c}
	slices.Sort(t[:])
	return t
}

// overlaps finds the triangles in which two edges have so many sites that they overlap by force, and
// show something by that; see the package comment.
func (g *graph) overlaps(ctx context.Context) ([]triangle, error) {
	g.connect()
	if err := g.budget(ctx); err != nil {
		return nil, err
	}
	const size = 16 // vertices differ very much in their work
	found := make([][]triangle, (g.vertices()+size-1)/size)
	err := spread(ctx, g.m.options.Workers, g.vertices(), size, func(piece, from, to int) error {
		var near []arc
		for c := from; c < to; c++ {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			near = g.candidates(near[:0], vertex(c))
			if err := g.search(vertex(c), near, &found[piece]); err != nil {
				return err
			}
		}
		return nil
	})
	return slices.Concat(found...), err
}

// candidates is the arcs of c that can be in a wedge whose ends overlap by force, the largest first.
func (g *graph) candidates(near []arc, c vertex) []arc {
	sites, most := g.sites(c), int64(0)
	for _, a := range g.around(c) {
		most = max(most, int64(a.n))
	}
	for _, a := range g.around(c) {
		if int64(a.n)+most > sites {
			near = append(near, a)
		}
	}
	slices.SortFunc(near, func(a, b arc) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.to, b.to)) })
	return near
}

// wedges counts the wedges whose ends overlap by force. near is candidates of c.
func (g *graph) wedges(c vertex, near []arc) int64 {
	sites, count := g.sites(c), int64(0)
	for i, j := 0, len(near)-1; i < j; i++ {
		for j > i && int64(near[i].n)+int64(near[j].n) <= sites {
			j--
		}
		count += int64(j - i)
	}
	return count
}

// budget hides the candidates of the vertices that would take too much work, those with most first.
func (g *graph) budget(ctx context.Context) error {
	work := make([]int64, g.vertices())
	err := spread(ctx, g.m.options.Workers, g.vertices(), 64, func(_, from, to int) error {
		var near []arc
		for c := from; c < to; c++ {
			near = g.candidates(near[:0], vertex(c))
			work[c] = g.wedges(vertex(c), near)
		}
		return nil
	})
	if err != nil {
		return err
	}
	order := make([]vertex, len(work))
	for v := range order {
		order[v] = vertex(v)
	}
	slices.SortStableFunc(order, func(a, b vertex) int { return cmp.Compare(work[a], work[b]) })
	left := g.m.options.Wedges
	before := g.m.hidden
	for _, c := range order {
		if left -= work[c]; left >= 0 {
			continue
		}
		for _, a := range g.candidates(nil, c) {
			g.hideEdge(a.edge, Bounded)
		}
	}
	if g.m.hidden > before {
		g.m.limit(g.m.hidden-before, "Wedges: pairs of pairs with an item in common")
		g.connect()
	}
	return nil
}

func (g *graph) hideEdge(e edge, why Reason) {
	s, row := g.row(e)
	g.m.hide(s, row, why)
}

// search finds the triangles at c that are not safe.
func (g *graph) search(c vertex, near []arc, found *[]triangle) error {
	sites, k := g.sites(c), g.m.k
	for i, x := range near {
		for _, y := range near[i+1:] {
			both := int64(x.n) + int64(y.n) - sites
			if both < 1 {
				break
			}
			unsafe := false
			if z, ok := g.arc(x.to, y.to); ok {
				rest := int64(z.n) - both
				if rest < 0 {
					return fmt.Errorf("table %s: two groups overlap less than they must: %w", g.name(z.edge), ErrInconsistent)
				}
				unsafe = g.m.small(rest) || both < k && g.triple(c, x.to, y.to) == withheld
			} else if both < k {
				unsafe = g.unsafe(c, x.to, y.to)
			}
			if unsafe {
				*found = append(*found, triangleOf(c, x.to, y.to))
			}
		}
	}
	return nil
}

func (g *graph) name(e edge) string {
	s, _ := g.row(e)
	return s.name
}

// unsafe tells whether the edges from c to a and b makes a group of 1 to k-1 sites certain, now.
func (g *graph) unsafe(c, a, b vertex) bool {
	ac, s := g.pair(a, c)
	bc, t := g.pair(b, c)
	sites := g.sites(c)
	if s != known || t != known || sites == 0 || g.sites(a) == 0 || g.sites(b) == 0 {
		return false
	}
	both := ac + bc - sites
	if both < 1 {
		return false
	}
	switch ab, u := g.pair(a, b); {
	case u == known && g.m.small(ab-both):
		return true
	case u == withheld:
		return true
	}
	return both < g.m.k && g.triple(a, b, c) == withheld
}
