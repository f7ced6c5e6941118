package complement

import (
	"cmp"
	"slices"
	"sort"
)

// vertex is a group of one item, numbered through all shapes of one item of a population. Numbers are in
// the order of items, so that vertices in order spell the key of a pair or a triple.
type vertex uint32

// edge is a published group of two items, or of one that lies in another: numbered through their shapes.
type edge uint32

// graph is the groups of one and two items of a population.
type graph struct {
	m          *model
	population int
	total      int64 // the sites of the population, at most
	exact      bool  // total is that number
	singles    []*shape
	base       []vertex // by shape of one item: its first vertex; then the number of vertices
	pairs      []pairs
	shapes     map[[2]int]*shape // of two items, by shapes of one
	triples    map[[3]int]*shape // of three items, by shapes of one
	offset     []int             // by vertex: its first arc
	arcs       []arc             // by vertex, then by the other vertex
}

// pairs is where edges come from: a shape of two items, or one whose groups lie in those of another of
// one item.
type pairs struct {
	of   *shape
	base edge
	ends [][2]vertex // by row; the same vertex twice where one is not published
}

// arc is an edge seen from one of its vertices.
type arc struct {
	to   vertex
	n    int32
	edge edge
}

// newGraph gathers a population's groups, or gives nil if it has no edges.
func newGraph(m *model, population int) *graph {
	g := &graph{m: m, population: population, total: m.n, shapes: map[[2]int]*shape{}, triples: map[[3]int]*shape{}, base: []vertex{0}}
	byItem := map[string]int{}
	for _, s := range m.shapes {
		if s.population == population && len(s.items) == 1 {
			g.singles = append(g.singles, s)
		}
	}
	slices.SortFunc(g.singles, func(a, b *shape) int { return compareItems(a.items[0], b.items[0]) })
	for i, s := range g.singles {
		byItem[shapeKey(population, s.items)] = i
		g.base = append(g.base, g.base[i]+vertex(s.rows()))
	}
	index := func(s *shape, i int) int {
		at, ok := byItem[shapeKey(population, s.items[i:i+1])]
		if !ok {
			return -1
		}
		return at
	}
	next := edge(0)
	add := func(s *shape, a, b int, pickA, pickB []int) {
		p := pairs{of: s, base: next, ends: make([][2]vertex, s.rows())}
		scratch := make([]uint32, maxColumns)
		first, second := embedding{in: g.singles[a], pick: pickA}, embedding{in: g.singles[b], pick: pickB}
		for row := range p.ends {
			x, y := first.find(s, int32(row), scratch), second.find(s, int32(row), scratch)
			if x >= 0 && y >= 0 {
				p.ends[row] = [2]vertex{g.base[a] + vertex(x), g.base[b] + vertex(y)}
			}
		}
		g.pairs = append(g.pairs, p)
		next += edge(s.rows())
	}
	for _, s := range m.shapes {
		if s.population != population || len(s.items) < 1 || len(s.items) > 3 {
			continue
		}
		var at [3]int
		whole := true
		for i := range s.items {
			at[i] = index(s, i)
			whole = whole && at[i] >= 0
		}
		switch {
		case !whole:
		case len(s.items) == 3:
			g.triples[at] = s
		case len(s.items) == 2:
			g.shapes[[2]int{at[0], at[1]}] = s
			add(s, at[0], at[1], s.columns(0), s.columns(1))
		default:
			for _, e := range s.up {
				if e.in.population == population && len(e.in.items) == 1 {
					add(s, at[0], index(e.in, 0), s.columns(0), e.pick)
				}
			}
		}
	}
	if len(g.shapes) == 0 {
		return nil
	}
	return g
}

// measure notes the number of sites of the population.
func (g *graph) measure() {
	g.total, g.exact = g.m.n, false
	if all := g.m.populations[g.population].all; all != nil && all.why[0] == shown {
		g.total, g.exact = all.n[0], true
	}
}

// columns is the columns of one item.
func (s *shape) columns(i int) []int {
	var list []int
	for c := s.starts[i]; c < s.starts[i+1]; c++ {
		list = append(list, c)
	}
	return list
}

// vertices is the number of vertices.
func (g *graph) vertices() int { return int(g.base[len(g.singles)]) }

// where gives a vertex's shape, by index, and row.
func (g *graph) where(v vertex) (int, int32) {
	i := sort.Search(len(g.singles), func(i int) bool { return g.base[i+1] > v })
	return i, int32(v - g.base[i])
}

// sites is the sites of a vertex, or 0 if it is hidden.
func (g *graph) sites(v vertex) int64 {
	i, row := g.where(v)
	if g.singles[i].why[row] != shown {
		return 0
	}
	return g.singles[i].n[row]
}

// row gives the shape and the row of an edge.
func (g *graph) row(e edge) (*shape, int32) {
	i := sort.Search(len(g.pairs), func(i int) bool { return g.pairs[i].base > e }) - 1
	return g.pairs[i].of, int32(e - g.pairs[i].base)
}

// connect makes the arcs of all edges that are published between published vertices.
func (g *graph) connect() {
	n := make([]int32, g.vertices()) // of vertices
	for i, s := range g.singles {
		for row, sites := range s.n {
			if s.why[row] == shown {
				n[int(g.base[i])+row] = int32(sites)
			}
		}
	}
	each := func(do func(a, b vertex, n int32, e edge)) {
		for _, p := range g.pairs {
			for row, ends := range p.ends {
				if a, b := ends[0], ends[1]; a != b && p.of.why[row] == shown && n[a] > 0 && n[b] > 0 {
					do(a, b, int32(p.of.n[row]), p.base+edge(row))
				}
			}
		}
	}
	g.offset = make([]int, g.vertices()+1)
	each(func(a, b vertex, _ int32, _ edge) { g.offset[a+1]++; g.offset[b+1]++ })
	for v := range g.vertices() {
		g.offset[v+1] += g.offset[v]
	}
	g.arcs = make([]arc, g.offset[g.vertices()])
	next := slices.Clone(g.offset)
	each(func(a, b vertex, n int32, e edge) {
		g.arcs[next[a]], g.arcs[next[b]] = arc{b, n, e}, arc{a, n, e}
		next[a]++
		next[b]++
	})
	byVertex := func(a, b arc) int { return cmp.Compare(a.to, b.to) }
	for v := range vertex(g.vertices()) {
		if list := g.around(v); !slices.IsSortedFunc(list, byVertex) {
			slices.SortFunc(list, byVertex)
		}
	}
}

// around is the arcs of a vertex, by the other one.
func (g *graph) around(v vertex) []arc { return g.arcs[g.offset[v]:g.offset[v+1]] }

// arc finds the arc between two vertices; ok is false if connect made none.
func (g *graph) arc(a, b vertex) (arc, bool) {
	if g.offset[a+1]-g.offset[a] > g.offset[b+1]-g.offset[b] {
		a, b = b, a
	}
	list := g.around(a)
	lo, hi := 0, len(list)
	for lo < hi {
		if mid := int(uint(lo+hi) / 2); list[mid].to < b {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(list) && list[lo].to == b {
		return list[lo], true
	}
	return arc{}, false
}
