package audit

import (
	"cmp"
	"slices"
)

// graph is the values and pairs of values that are published under the same conditions: a node for each
// value whose number of sites is known, an edge for each pair whose number is.
type graph struct {
	where   whereID
	items   []itemID       // of each node, ascending
	sites   []span         // of each node
	node    map[itemID]int // the inverse of items
	total   *family        // all sites; nil if not published
	all     span           // their number
	start   []int32        // where each node's edges begin: there are two directions of each edge
	to      []int32        // ascending within a node
	both    []span         // number of sites with both values
	heavy   []int32        // each node's edges in falling order of both.lo
	rank    []int32        // of each direction of an edge: the place of the way back in its node's heavy
	triples bool           // there are families of three values
	few     int64          // most sites of a triple that is not published, of any family; unbounded if there is none
	pairFew map[[2]attrID]int64
}

// graphs gives the graphs of a release, one for each set of conditions. Pairs that are less than
// intersections are left out.
func (s *snapshot) graphs() []*graph {
	var all []*graph
	for where := range s.dict.wheres {
		if g := s.graph(whereID(where)); len(g.to) > 0 {
			all = append(all, g)
		}
	}
	return all
}

// edge is one direction of an edge.
type edge struct {
	from, to int32
	both     span
}

func (s *snapshot) graph(where whereID) *graph {
	g := &graph{where: where, node: map[itemID]int{}, all: span{0, unbounded}, few: unbounded, pairFew: map[[2]attrID]int64{}}
	for _, f := range s.families {
		if f.where == where && f.arity() == 1 {
			g.items = append(g.items, f.items...)
		}
		if f.where == where && f.arity() == 3 && !f.linked {
			g.triples = true
			g.few = min(g.few, f.hidden)
		}
	}
	slices.Sort(g.items)
	g.sites = make([]span, len(g.items))
	for n, it := range g.items {
		f := s.byFrame[frame(where, []attrID{s.dict.items[it].attr})]
		g.sites[n] = f.sites[f.find([]itemID{it})]
		g.node[it] = n
	}
	for _, t := range s.totals(where) {
		// The nearest conditions leave the fewest sites outside.
		if g.total == nil || s.dict.within(t.where, g.total.where) {
			g.total, g.all = t, t.sites[0]
		}
	}
	var edges []edge
	for _, f := range s.families {
		if f.where != where || f.arity() != 2 || f.linked {
			continue
		}
		g.pairFew[[2]attrID{f.attrs[0], f.attrs[1]}] = f.hidden
		for i, both := range f.sites {
			cell := f.cell(i)
			a, ok := g.node[cell[0]]
			b, too := g.node[cell[1]]
			// A pair of fewer than k sites is a finding by itself, and triggers rely on there being none.
			if ok && too && both.hi >= s.k {
				edges = append(edges, edge{int32(a), int32(b), both}, edge{int32(b), int32(a), both})
			}
		}
	}
	g.connect(edges)
	return g
}

// connect files the edges by node.
func (g *graph) connect(edges []edge) {
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	g.start = make([]int32, len(g.items)+1)
	g.to, g.both = make([]int32, len(edges)), make([]span, len(edges))
	g.heavy, g.rank = make([]int32, len(edges)), make([]int32, len(edges))
	for i, e := range edges {
		g.start[e.from+1]++
		g.to[i], g.both[i], g.heavy[i] = e.to, e.both, int32(i)
	}
	for n := range g.items {
		g.start[n+1] += g.start[n]
	}
	back := make([]int32, len(edges)) // of each direction, the other one
	next := slices.Clone(g.start)
	for i := range g.to {
		// Nodes come in ascending order, and so do the neighbours of each.
		back[i] = next[g.to[i]]
		next[g.to[i]]++
	}
	for n := range g.items {
		heavy := g.heavy[g.start[n]:g.start[n+1]]
		slices.SortFunc(heavy, func(i, j int32) int { return cmp.Or(cmp.Compare(g.both[j].lo, g.both[i].lo), cmp.Compare(i, j)) })
		for place, i := range heavy {
			g.rank[back[i]] = int32(place)
		}
	}
}

// edge finds the edge between two nodes, or none.
func (g *graph) edge(a, b int) int {
	from, to := g.start[a], g.start[a+1]
	at, ok := slices.BinarySearch(g.to[from:to], int32(b))
	if !ok {
		return none
	}
	return int(from) + at
}

// absent gives the most sites that a pair without a row may have; unbounded if no table has such pairs.
func (g *graph) absent(s *snapshot, a, b int) int64 {
	x, y := s.dict.items[g.items[a]].attr, s.dict.items[g.items[b]].attr
	if few, ok := g.pairFew[[2]attrID{min(x, y), max(x, y)}]; ok && (x != y || !s.single[x]) {
		return few
	}
	return unbounded
}

// triple finds the published cell of three nodes.
func (g *graph) triple(s *snapshot, nodes [3]int) (f *family, at int) {
	items := [3]itemID{g.items[nodes[0]], g.items[nodes[1]], g.items[nodes[2]]}
	slices.SortFunc(items[:], s.dict.inFrame)
	var attrs [3]attrID
	for i, it := range items {
		attrs[i] = s.dict.items[it].attr
	}
	f = s.byFrame[frame(g.where, attrs[:])]
	if f == nil || f.linked {
		return nil, none
	}
	return f, f.find(items[:])
}
