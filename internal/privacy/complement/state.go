package complement

import "slices"

// state is what is known of the number of sites that have two or three items.
type state uint8

const (
	untold   state = iota // no table has such groups, or it says nothing about this one
	withheld              // a table has them, and this one had fewer than k sites
	hidden                // a row of at least k sites, which is hidden
	known                 // a number
)

// pair tells what is known of the sites with two items, now.
func (g *graph) pair(a, b vertex) (int64, state) {
	n, s, _ := g.edge(a, b)
	return n, s
}

// edge is pair with the edge of a known number that may be hidden.
func (g *graph) edge(a, b vertex) (int64, state, edge) {
	if a > b {
		a, b = b, a
	}
	i, rowA := g.where(a)
	j, rowB := g.where(b)
	x, y := g.singles[i], g.singles[j]
	if i == j && len(x.items[0]) == 1 && g.m.single[x.items[0][0]] {
		return 0, known, noEdge // a site has one value of such an attribute
	}
	if s := g.shapes[[2]int{i, j}]; s != nil {
		row := s.find(append(x.appendKey(nil, rowA), y.appendKey(nil, rowB)...))
		if row < 0 && g.m.open(s) {
			return 0, untold, noEdge
		}
		if row < 0 {
			return 0, withheld, noEdge
		}
		return s.n[row], s.state(row), g.edgeOf(s, row)
	}
	// One item may be a part of the other.
	for _, p := range []struct {
		in, of *shape
		at, is int32
	}{{x, y, rowA, rowB}, {y, x, rowB, rowA}} {
		for k := range p.of.up {
			if e := &p.of.up[k]; e.in == p.in && e.find(p.of, p.is, make([]uint32, maxColumns)) == p.at {
				return p.of.n[p.is], p.of.state(p.is), g.edgeOf(p.of, p.is)
			}
		}
	}
	return 0, untold, noEdge
}

const noEdge = ^edge(0)

func (g *graph) edgeOf(s *shape, row int32) edge {
	for _, p := range g.pairs {
		if p.of == s {
			return p.base + edge(row)
		}
	}
	return noEdge
}

// appendKey appends the key of a row.
func (s *shape) appendKey(key []uint32, row int32) []uint32 {
	for _, col := range s.cols {
		key = append(key, col[row])
	}
	return key
}

func (s *shape) state(row int32) state {
	if s.why[row] == shown {
		return known
	}
	return hidden
}

// triple tells what is known of the sites with three items, now.
func (g *graph) triple(a, b, c vertex) state {
	if len(g.triples) == 0 {
		return untold
	}
	v := [3]vertex{a, b, c}
	slices.Sort(v[:])
	var at [3]int
	var key []uint32
	for i := range v {
		j, row := g.where(v[i])
		at[i], key = j, g.singles[j].appendKey(key, row)
	}
	s := g.triples[at]
	if s == nil {
		return untold
	}
	row := s.find(key)
	if row < 0 && g.m.open(s) {
		return untold
	}
	if row < 0 {
		return withheld
	}
	return s.state(row)
}

// most is the most sites that two items can have.
func (g *graph) most(a, b vertex) int64 {
	switch n, s := g.pair(a, b); s {
	case known:
		return n
	case withheld:
		return min(g.m.k-1, g.sites(a), g.sites(b))
	default:
		return min(g.sites(a), g.sites(b))
	}
}
