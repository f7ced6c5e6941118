package attack

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// turnover is two weeks: between them some sites leave and others join.
type turnover struct {
	before, after    counts
	leavers, joiners []basket
}

// turn chooses the sites of the first week and who changes.
func turn(all []basket, stay, change int, seed uint64) turnover {
	r := rand.New(rand.NewPCG(seed, 1))
	order := r.Perm(len(all))
	pick := func(from, to int) (some []basket) {
		for _, i := range order[from:to] {
			some = append(some, all[i])
		}
		return some
	}
	w := turnover{leavers: pick(0, change), joiners: pick(stay, stay+change)}
	w.before, w.after = countAll(pick(0, stay)), countAll(pick(change, stay+change))
	return w
}

// graph is the pairs whose published number went one way, as neighbours of items.
type graph map[int]map[int]bool

func (g graph) edge(a, b int) {
	for _, e := range [][2]int{{a, b}, {b, a}} {
		if g[e[0]] == nil {
			g[e[0]] = map[int]bool{}
		}
		g[e[0]][e[1]] = true
	}
}

// moved compares two weeks of published numbers. A row that is missing has the number absent, just below the
// least that is published: rows that come or go have moved. With alsoItems, a pair counts only if both of
// its items moved the same way, as they do if one site is behind it all.
func moved(before, after published, absent int64, sign int64, alsoItems bool) graph {
	g := graph{}
	at := func(p published, c cell) int64 {
		if n, ok := p[c]; ok {
			return n
		}
		return absent
	}
	went := func(c cell) bool { return (at(after, c)-at(before, c))*sign > 0 }
	visit := func(c cell) {
		if c.b != none && went(c) && (!alsoItems || went(cell{c.a, none}) && went(cell{c.b, none})) {
			g.edge(c.a, c.b)
		}
	}
	for c := range before {
		visit(c)
	}
	for c := range after {
		if _, both := before[c]; !both {
			visit(c)
		}
	}
	return g
}

// cliques lists the maximal sets of at least three items that are all neighbours (Bron and Kerbosch, 1973,
// with a pivot), at most most of them.
func (g graph) cliques(most int) (found [][]int) {
	var extend func(in, may, done []int)
	extend = func(in, may, done []int) {
		if len(found) >= most {
			return
		}
		if len(may) == 0 && len(done) == 0 {
			if len(in) >= 3 {
				found = append(found, slices.Sorted(slices.Values(in)))
			}
			return
		}
		pivot, best := 0, -1
		for _, v := range slices.Concat(may, done) {
			n := 0
			for _, w := range may {
				if g[v][w] {
					n++
				}
			}
			if n > best {
				pivot, best = v, n
			}
		}
		for _, v := range slices.Clone(may) {
			if g[pivot][v] {
				continue
			}
			near := func(from []int) (some []int) {
				for _, w := range from {
					if g[v][w] {
						some = append(some, w)
					}
				}
				return some
			}
			extend(append(slices.Clone(in), v), near(may), near(done))
			may = slices.DeleteFunc(slices.Clone(may), func(w int) bool { return w == v })
			done = append(slices.Clone(done), v)
		}
	}
	var all []int
	for v := range g {
		all = append(all, v)
	}
	slices.Sort(all)
	extend(nil, all, nil)
	return found
}

// outcome is what an attack came to.
type outcome struct {
	targets, profiled int // sites that could be profiled, and that were
	claims, right     int
}

func (o *outcome) add(p outcome) {
	o.targets += p.targets
	o.profiled += p.profiled
	o.claims += p.claims
	o.right += p.right
}

// share is profiled by targets.
func (o outcome) share() float64 { return float64(o.profiled) / float64(max(o.targets, 1)) }

// precision is right by claims.
func (o outcome) precision() float64 { return float64(o.right) / float64(max(o.claims, 1)) }

// differencing is attack A8: every clique of pairs that all went down is claimed to be part of what one
// leaver had, every clique that went up of what one joiner has. A claim is right if a site that changed
// has all its items; the site is profiled if it is the only one.
func differencing(w turnover, before, after published, p protection, alsoItems bool) outcome {
	o := outcome{targets: len(w.leavers) + len(w.joiners)}
	for _, side := range []struct {
		sign  int64
		sites []basket
	}{{-1, w.leavers}, {1, w.joiners}} {
		profiled := map[int]bool{}
		for _, claim := range moved(before, after, p.absent, side.sign, alsoItems).cliques(100_000) {
			o.claims++
			var holders []int
			for i, b := range side.sites {
				if b.has(claim) {
					holders = append(holders, i)
				}
			}
			if len(holders) > 0 {
				o.right++
			}
			if len(holders) == 1 {
				profiled[holders[0]] = true
			}
		}
		o.profiled += len(profiled)
	}
	return o
}

// TestCliques checks the search on a graph whose answer is plain.
func TestCliques(t *testing.T) {
	g := graph{}
	for _, e := range [][2]int{{1, 2}, {1, 3}, {2, 3}, {3, 4}, {4, 5}, {2, 4}, {1, 4}, {6, 7}} {
		g.edge(e[0], e[1])
	}
	if got := g.cliques(10); len(got) != 1 || !slices.Equal(got[0], []int{1, 2, 3, 4}) {
		t.Errorf("%v", got)
	}
}
