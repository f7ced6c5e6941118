package audit

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"isobar/internal/storage"
)

var _ storage.Reader = memory{}

// loaded reads a release for tests of single steps.
func loaded(t testing.TB, options Options, g given) *search {
	t.Helper()
	store := memory{}
	g.write(t, store)
	s, err := load(t.Context(), Published(store), firstWeek, newDictionary())
	if err != nil {
		t.Fatal(err)
	}
	r := &search{snapshot: s, most: -1, workers: 2, moreHidden: options.MoreHidden, found: newCollector(-1), warned: newCollector(-1)}
	r.narrow()
	return r
}

// everyTriangle does what triangles does by looking at all triangles.
func (r *search) everyTriangle() (found []string) {
	for _, g := range r.graphs() {
		t := &triangleSearch{search: r, graph: g}
		n := len(g.items)
		many := false
		var absent []string
		for a := range n {
			for b := a + 1; b < n; b++ {
				for c := b + 1; c < n; c++ {
					if g.edge(a, b) == none || g.edge(a, c) == none || g.edge(b, c) == none {
						continue
					}
					q, few, ok := t.trio([3]int{a, b, c})
					nodes := [3]int{a, b, c}
					if !ok {
						f, at := g.triple(r.snapshot, nodes)
						q.abc = f.sites[at]
						found = append(found, r.few(t, nodes, q.atoms(), atoms{}, false, "")...)
						continue
					}
					plain := q.atoms()
					found = append(found, r.few(t, nodes, plain, atoms{}, true, "")...)
					if few < r.k {
						many = many || plain.three.lo > few
						q.abc.hi = few
						absent = append(absent, r.few(t, nodes, q.atoms(), plain, true, hiddenIsFew)...)
					}
				}
			}
		}
		if !many {
			found = append(found, absent...)
		}
	}
	slices.Sort(found)
	return found
}

// few lists the atoms with few sites.
func (r *search) few(t *triangleSearch, nodes [3]int, a, known atoms, pairs bool, assumes string) (found []string) {
	add := func(what string, n, before span) {
		if n.few(r.k) && !before.few(r.k) {
			found = append(found, fmt.Sprint(what, t.items[nodes[0]], t.items[nodes[1]], t.items[nodes[2]], n, assumes))
		}
	}
	if pairs {
		add(kindAllThree, a.three, known.three)
	}
	for x := range 3 {
		if pairs {
			add(kindTwoOfThree, a.allBut[x], known.allBut[x])
		}
		add(kindOneOfThree, a.only[x], known.only[x])
	}
	if t.total != nil {
		add(kindNoneThree, a.no, known.no)
	}
	return found
}

// The triggers miss no triangle: what they find is what looking at every triangle finds.
func TestTriggersMissNothing(t *testing.T) {
	total := map[string]int{}
	for seed := range uint64(80) {
		rng := rand.New(rand.NewPCG(seed, 2))
		w := newWorld(rng, 10+rng.IntN(80))
		p := protection{k: 2 + rng.Int64N(6), step: 1, seed: seed}
		if seed%4 == 3 {
			p.step = 2
		}
		g := w.release(p)
		if seed%5 == 1 {
			g.sites = 0
		}
		options := Options{MoreHidden: seed%7 == 1}
		r := loaded(t, options, g)
		if err := r.triangles(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := r.everyTriangle()
		have := 0
		for kind, n := range r.found.counts {
			if kind.kind != kindUnpaired {
				have += int(n)
				total[kind.kind] += int(n)
			}
		}
		if have != len(want) {
			t.Fatalf("seed %d, %+v: %d findings instead of %d", seed, p, have, len(want))
		}
	}
	t.Log(total)
	for _, kind := range []string{kindAllThree, kindTwoOfThree, kindOneOfThree, kindNoneThree} {
		if total[kind] < 20 {
			t.Errorf("%d findings of %s", total[kind], kind)
		}
	}
}

// With exact numbers the bounds of the atoms are those that some set of sites reaches.
func TestAtomsAreTight(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for range 2000 {
		// Sites in each of the eight atoms, by the values that they have.
		var n [8]int64
		for i := range n {
			n[i] = rng.Int64N(6)
		}
		count := func(mask int) span {
			var sum int64
			for i, m := range n {
				if i&mask == mask {
					sum += m
				}
			}
			return span{sum, sum}
		}
		q := trio{one: [3]span{count(1), count(2), count(4)}, two: [3]span{count(6), count(5), count(3)}, all: count(0), abc: span{0, unbounded}}
		var want [8]span
		for i := range want {
			want[i] = span{unbounded, 0}
		}
		for shift := int64(-20); shift <= 20; shift++ {
			// All that fits the pairs: atoms with an odd number of values move one way, the others the other.
			var m [8]int64
			ok := true
			for i := range m {
				m[i] = n[i] + shift
				if i == 0 || i == 3 || i == 5 || i == 6 {
					m[i] = n[i] - shift
				}
				ok = ok && m[i] >= 0
			}
			for i := range m {
				if ok {
					want[i] = span{min(want[i].lo, m[i]), max(want[i].hi, m[i])}
				}
			}
		}
		a := q.atoms()
		have := [8]span{a.no, a.only[0], a.only[1], a.allBut[2], a.only[2], a.allBut[1], a.allBut[0], a.three}
		if have != want {
			t.Fatalf("atoms %v: bounds %v instead of %v", n, have, want)
		}
	}
}

// A triple that is not published is no evidence in itself, but it is if some sites must have it.
func TestUnpublishedTriple(t *testing.T) {
	g := given{sites: 1000, tables: []givenTable{
		{name: "m", columns: []string{"m.slug"}, rows: rows("a 100", "b 200", "c 200", "d 50")},
		{name: "pairs", columns: []string{"m.slug", "m.slug"}, sets: true, rows: rows("a b 52", "a c 52", "b c 30")},
		{name: "triples", columns: []string{"m.slug", "m.slug", "m.slug"}, sets: true},
	}}
	expect(t, audited(t, Options{}, g), ``)
	g.tables[2].rows = rows("x y z 20")
	expect(t, audited(t, Options{}, g), `A4 all of three: sites with m.slug = a and m.slug = b and m.slug = c: 4 to 9 assumed`)
	expect(t, audited(t, Options{MoreHidden: true}, g), ``)
	// A triple that must have 12 sites shows that missing rows mean nothing.
	g.tables[0].rows = append(g.tables[0].rows, rows("e 100", "f 200", "g 200")...)
	g.tables[1].rows = append(g.tables[1].rows, rows("e f 56", "e g 56", "f g 30")...)
	expect(t, audited(t, Options{}, g), ``)
}

// Two values that a third one has mostly in common have something in common.
func TestUnpublishedPair(t *testing.T) {
	g := given{sites: 1000, tables: []givenTable{
		{name: "m", columns: []string{"m.slug"}, rows: rows("a 100", "b 200", "c 200")},
		{name: "pairs", columns: []string{"m.slug", "m.slug"}, sets: true, rows: rows("a b 54", "a c 52")},
	}}
	expect(t, audited(t, Options{}, g), `A4 unpublished pair: sites with m.slug = b and m.slug = c: 6 to 9 assumed`)
	expect(t, audited(t, Options{MoreHidden: true}, g), ``)
	g.sites = 395
	g.tables[1].rows = rows("a b 40", "a c 40")
	expect(t, audited(t, Options{}, g), `A4 unpublished pair: sites with m.slug = b and m.slug = c: 5 to 9 assumed`)
}
