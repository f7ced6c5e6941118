package complement

import (
	"context"
	"slices"
)

// crossing is tables of items by an attribute of which a site has one value, such as modules by platform.
// They join what pairs of the items show with what sums over the attribute show: on no platform do a and b
// share more sites than either has there.
type crossing struct {
	g      *graph
	by     int       // the attribute's shape of one item, by index
	values []uint32  // that rows have, in order
	of     []bool    // by shape of one item: whether a table has it by the attribute
	joint  *grid     // see newJoint; without variables
	others int64     // how many values no row has, at least
	most   [][]int64 // see bounds; as of the start of a round
}

// crossings finds the attributes by which items are counted that pairs have too.
func (g *graph) crossings() (found []*crossing) {
	for by, s := range g.singles {
		if len(s.items[0]) > 1 || !g.m.single[s.items[0][0]] {
			continue
		}
		x := &crossing{g: g, by: by, values: s.cols[0], of: make([]bool, len(g.singles))}
		for i := range g.singles {
			cells := g.shapes[[2]int{min(i, by), max(i, by)}]
			x.of[i] = cells != nil && i != by
		}
		if len(x.values) > 0 && slices.Contains(x.of, true) {
			x.others, x.joint = g.m.othersOf(s), newJoint(g.m, len(x.values)+2)
			found = append(found, x)
		}
	}
	return found
}

// othersOf is how many values an attribute has that no row has: as few as can have the sites that are left,
// which makes most certain, unless more are known.
func (m *model) othersOf(s *shape) int64 {
	rest := m.n
	if all := m.populations[s.population].all; all != nil {
		rest = all.n[0]
	}
	for _, n := range s.n {
		rest -= n
	}
	if rest <= 0 {
		return 0
	}
	return max(s.withheld, (rest+s.k-2)/(s.k-1))
}

// settle hides numbers of two items of which, by the attribute, all together show something.
func (x *crossing) settle(ctx context.Context) error {
	x.most = x.bounds()
	pairs := x.pairs()
	steps := int64(len(pairs)) * int64(len(x.values)+2) * (allParts + 1)
	if steps > x.g.m.options.Wedges {
		x.drop()
		return nil
	}
	leaky := make([]bool, len(pairs))
	err := spread(ctx, x.g.m.options.Workers, len(pairs), 256, func(_, from, to int) error {
		var vars []variable
		for i := from; i < to && ctx.Err() == nil; i++ {
			leaky[i] = x.leaks(pairs[i], &vars)
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	var vars []variable
	for i, p := range pairs {
		if leaky[i] && x.leaks(p, &vars) { // what another pair has hidden may have closed it
			x.close(p)
		}
	}
	return nil
}

// drop hides all tables of items by the attribute.
func (x *crossing) drop() {
	before := x.g.m.hidden
	for i, crossed := range x.of {
		if crossed {
			s := x.g.shapes[[2]int{min(i, x.by), max(i, x.by)}]
			for row := range s.rows() {
				x.g.m.hide(s, int32(row), Bounded)
			}
		}
	}
	if x.g.m.hidden > before {
		x.g.m.limit(x.g.m.hidden-before, "Wedges: pairs of items by %s", x.g.m.attributes[x.g.singles[x.by].items[0][0]])
	}
}

// bounds gives, by vertex, the most sites that it can have of each value and of all others.
func (x *crossing) bounds() [][]int64 {
	g, columns := x.g, len(x.values)+1
	most := make([][]int64, g.vertices())
	for v := range vertex(g.vertices()) {
		i, _ := g.where(v)
		if !x.of[i] || g.sites(v) == 0 {
			continue
		}
		most[v] = make([]int64, columns)
		rest := g.sites(v)
		unknown := make([]bool, columns)
		for column := range columns {
			of, n, ok := x.number([2]vertex{v}, onlyFirst|both, column)
			if most[v][column], unknown[column] = n, !ok; ok {
				rest -= n
			} else {
				most[v][column] = of.hi
			}
		}
		for column := range columns {
			if unknown[column] {
				most[v][column] = min(most[v][column], rest)
			}
		}
	}
	return most
}

// apart tells whether a withheld pair of items may share no site, whatever each has of every value, and
// leaves at least k sites of it without either. Both together then show nothing.
func (x *crossing) apart(p [2]vertex) bool {
	if s, row := x.find(p, both, len(x.values)+1); s == nil || row >= 0 || x.g.m.open(s) {
		return false
	}
	for column := range len(x.values) + 1 {
		a, b := x.most[p[0]][column], x.most[p[1]][column]
		if a == 0 || b == 0 {
			continue
		}
		if _, n, ok := x.number(p, allParts, column); !ok || a+b+x.g.m.k > n {
			return false
		}
	}
	return true
}

// pairs gives the pairs of published items, of shapes that a table pairs and that are counted by the
// attribute, without those that are apart.
func (x *crossing) pairs() (list [][2]vertex) {
	g := x.g
	for shapes := range g.shapes {
		i, j := shapes[0], shapes[1]
		if !x.of[i] || !x.of[j] {
			continue
		}
		for a := g.base[i]; a < g.base[i+1]; a++ {
			for b := max(a+1, g.base[j]); b < g.base[j+1]; b++ {
				if p := [2]vertex{a, b}; g.sites(a) > 0 && g.sites(b) > 0 && !x.apart(p) {
					list = append(list, p)
				}
			}
		}
	}
	slices.SortFunc(list, func(p, q [2]vertex) int { return slices.Compare(p[:], q[:]) })
	return list
}

// close hides one number of two items: the smallest of both by the attribute, or else of both; or else the
// smallest of either by the attribute, or else of either or of a value.
func (x *crossing) close(p [2]vertex) {
	last := len(x.values) + 1
	values, sum := [2]int{0, last}, [2]int{last, last + 1}
	for _, among := range []struct {
		unions  []int
		columns [2]int
	}{
		{[]int{both}, values},
		{[]int{both}, sum},
		{[]int{onlyFirst | both, onlySecond | both}, values},
		{[]int{onlyFirst | both, onlySecond | both}, sum},
		{[]int{allParts}, values},
	} {
		var best *place
		for _, union := range among.unions {
			for column := among.columns[0]; column < among.columns[1]; column++ {
				s, row := x.find(p, union, column)
				if s == nil || row < 0 || s.why[row] != shown {
					continue
				}
				if at := (&place{s, row}); best == nil || at.compare(best) < 0 {
					best = at
				}
			}
		}
		if best != nil {
			x.g.m.hide(best.s, best.row, Linked)
			return
		}
	}
}
