package complement

import (
	"cmp"
	"container/heap"
	"slices"
)

// cover hides edges until none of the triangles shows anything: each time the edge that closes most of
// those that are left, of several the one with the fewest sites.
func (g *graph) cover(found []triangle) {
	slices.SortFunc(found, func(x, y triangle) int { return slices.Compare(x[:], y[:]) })
	found = slices.Compact(found)
	closes := map[edge][]int32{} // which triangles
	for i, t := range found {
		for _, e := range g.closers(t) {
			closes[e] = append(closes[e], int32(i))
		}
	}
	queue := make(cuts, 0, len(closes))
	for e, list := range closes {
		s, row := g.row(e)
		queue = append(queue, cut{e, s.n[row], len(list)})
	}
	heap.Init(&queue)
	open := make([]bool, len(found))
	for i := range open {
		open[i] = true
	}
	for queue.Len() > 0 {
		c := heap.Pop(&queue).(cut)
		left := slices.DeleteFunc(closes[c.edge], func(i int32) bool { return !open[i] })
		closes[c.edge] = left
		if len(left) == 0 {
			continue
		}
		if len(left) < c.closes {
			c.closes = len(left)
			heap.Push(&queue, c)
			continue
		}
		g.hideEdge(c.edge, Overlap)
		for _, i := range left {
			open[i] = false
		}
	}
}

// tells tells whether three items make a group of 1 to k-1 sites certain, now.
func (g *graph) tells(t triangle) bool {
	a, b, c := t[0], t[1], t[2]
	return g.unsafe(a, b, c) || g.unsafe(b, a, c) || g.unsafe(c, a, b) || g.uncovered(a, b, c)
}

// closers is the edges of a triangle of which hiding one is enough; all that can be hidden if there is
// none.
func (g *graph) closers(t triangle) []edge {
	if !g.tells(t) {
		return nil
	}
	var sides, good []edge
	for i := range t {
		if _, s, e := g.edge(t[i], t[(i+1)%3]); s == known && e != noEdge {
			sides = append(sides, e)
		}
	}
	for _, e := range sides {
		s, row := g.row(e)
		s.why[row] = Overlap
		if !g.tells(t) {
			good = append(good, e)
		}
		s.why[row] = shown
	}
	if good == nil {
		return sides
	}
	return good
}

// cut is an edge that may be hidden.
type cut struct {
	edge   edge
	n      int64
	closes int // triangles, at most
}

// cuts is a heap of them, the best first.
type cuts []cut

func (c cuts) Len() int { return len(c) }
func (c cuts) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(c[j].closes, c[i].closes), cmp.Compare(c[i].n, c[j].n), cmp.Compare(c[i].edge, c[j].edge)) < 0
}
func (c cuts) Swap(i, j int) { c[i], c[j] = c[j], c[i] }
func (c *cuts) Push(x any)   { *c = append(*c, x.(cut)) }
func (c *cuts) Pop() any {
	old := *c
	x := old[len(old)-1]
	*c = old[:len(old)-1]
	return x
}
