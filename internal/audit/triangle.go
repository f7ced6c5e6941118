package audit

import (
	"context"
	"slices"
)

// Kinds of findings of attack A4.
const (
	kindAllThree   = "all of three"
	kindTwoOfThree = "two of three"
	kindOneOfThree = "one of three"
	kindNoneThree  = "none of three"
	kindUnpaired   = "unpublished pair"
)

// triangles searches for A4: for each three values of which all pairs are published, bounds on the eight
// atoms. There may be hundreds of millions of such triangles, and only those are looked at for which a
// trigger fires (see trigger). They are enumerated by trigger:
//
//   - tight pairs: all common neighbours of each. In a release without findings of A3 that counts exactly
//     there are no tight pairs.
//   - middle values: for each value a, its pairs in falling order, as far as two of them come to more than
//     a. That takes time in proportion to the number of such pairs of pairs, at worst to the sum of the
//     squares of the numbers of neighbours, and in practice to far less, since few pairs have more than
//     half of a value's sites.
//   - covers: three values that together have more sites than there are.
//
// Besides, all published triples are looked at, each in constant time but for looking up its pairs.
//
// On the way middle values give pairs that are not published and yet have some sites: at least
// ab + ac - a for b and c. If a hidden pair has few sites, that is a finding.
func (r *search) triangles(ctx context.Context) error {
	for _, g := range r.graphs() {
		t := &triangleSearch{search: r, graph: g}
		if r.moreHidden {
			t.few = unbounded
		} else {
			t.few = g.few
		}
		for _, step := range []func(context.Context) error{t.tightPairs, t.middles, t.covers, t.published, t.unpaired} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		t.settle()
	}
	return nil
}

// triangleSearch is the search of one graph.
type triangleSearch struct {
	*search
	*graph
	few     int64 // of graph, if hidden triples are taken to have few sites
	absence       // what holds if they have
}

// absence is what was found by the absence of rows. It holds only if no absent row is certain to have
// more sites than it might.
type absence struct {
	triples, pairs *collector
	manyTriples    bool // some triple that is not published is certain to have more than few sites
	manyPairs      bool
	forced         map[[2]int32]witness // pairs that are not published and have some sites
	lost           int                  // pairs that there was no room for
}

// witness is why a pair has some sites.
type witness struct {
	lo   int64 // at least so many
	node int32 // the middle value, or none: then because of the number of all sites
}

// trio gathers what is published of three nodes, in ascending order, of which all pairs are. ok is false
// if the triple itself is published.
func (t *triangleSearch) trio(nodes [3]int) (q trio, few int64, ok bool) {
	q = trio{all: t.all, abc: span{0, unbounded}}
	few = unbounded
	for x := range 3 {
		q.one[x] = t.sites[nodes[x]]
		q.two[x] = t.both[t.edge(nodes[(x+1)%3], nodes[(x+2)%3])]
	}
	if t.graph.triples {
		f, at := t.triple(t.snapshot, nodes)
		if f != nil && at != none {
			return q, few, false
		}
		if f != nil && !t.moreHidden {
			few = f.hidden
		}
	}
	return q, few, true
}

// look bounds the atoms of three nodes that were found by a trigger, unless another one comes first.
func (t *triangleSearch) look(a, b, c int, why triggerKind, at int, out *outcome) {
	nodes := [3]int{a, b, c}
	slices.Sort(nodes[:])
	q, few, ok := t.trio(nodes)
	if !ok {
		return
	}
	want := trigger{kind: why}
	if why != cover {
		want.at = slices.Index(nodes[:], at)
	}
	if q.fires(t.k, few) != want {
		return
	}
	plain := q.atoms()
	t.report(nodes, &q, plain, atoms{}, true, out.found, "")
	if few >= t.k {
		return
	}
	if plain.three.lo > few {
		out.absent().manyTriples = true
		return
	}
	q.abc.hi = few
	t.report(nodes, &q, q.atoms(), plain, true, out.absent().triples, hiddenIsFew)
}

// report adds the atoms that have few sites and are not among those known already. Those with two values
// are left out unless pairs is true.
func (t *triangleSearch) report(nodes [3]int, q *trio, a, known atoms, pairs bool, found *collector, assumes string) {
	tell := func(kind string, n, before span, g func() group) {
		if !n.few(t.k) || before.few(t.k) {
			return
		}
		found.add(kindOf{attack: triangle, kind: kind}, func() Finding {
			f := t.finding(g(), n, t.evidenceOf(nodes)...)
			f.Assumes = assumes
			return f
		})
	}
	item := func(x int) itemID { return t.items[nodes[x]] }
	if pairs {
		tell(kindAllThree, a.three, known.three, func() group {
			return group{where: t.where, under: t.where, has: []itemID{item(0), item(1), item(2)}}
		})
	}
	for x := range 3 {
		y, z := min((x+1)%3, (x+2)%3), max((x+1)%3, (x+2)%3)
		if pairs {
			tell(kindTwoOfThree, a.allBut[x], known.allBut[x], func() group {
				return group{where: t.where, under: t.where, has: []itemID{item(y), item(z)}, not: [][]itemID{{item(x)}}}
			})
		}
		tell(kindOneOfThree, a.only[x], known.only[x], func() group {
			return group{where: t.where, under: t.where, has: []itemID{item(x)}, not: [][]itemID{{item(y)}, {item(z)}}}
		})
	}
	if t.total != nil {
		tell(kindNoneThree, a.no, known.no, func() group {
			return without(t.total.where, t.where, []itemID{item(0), item(1), item(2)})
		})
	}
}

// evidenceOf is all published cells of three nodes.
func (t *triangleSearch) evidenceOf(nodes [3]int) []cellOf {
	var cells []cellOf
	if t.total != nil {
		cells = append(cells, cellOf{t.total, 0})
	}
	for x, n := range nodes {
		cells = append(cells, t.cellsOf(n)...)
		for _, m := range nodes[:x] {
			cells = append(cells, t.cellsOf(m, n)...)
		}
	}
	if f, at := t.triple(t.snapshot, nodes); f != nil && at != none {
		cells = append(cells, cellOf{f, at})
	}
	return cells
}

// cellsOf is the cell of one node or two, if it is published.
func (t *triangleSearch) cellsOf(nodes ...int) []cellOf {
	items := make([]itemID, len(nodes))
	for i, n := range nodes {
		items[i] = t.items[n]
	}
	slices.SortFunc(items, t.dict.inFrame)
	attrs := make([]attrID, len(items))
	for i, it := range items {
		attrs[i] = t.dict.items[it].attr
	}
	if f := t.byFrame[frame(t.where, attrs)]; f != nil {
		if at := f.find(items); at != none {
			return []cellOf{{f, at}}
		}
	}
	return nil
}
