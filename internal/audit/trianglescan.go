package audit

import (
	"cmp"
	"context"
	"slices"
)

// nodesPerPart is how many nodes one part of a scan takes.
const nodesPerPart = 32

// scan calls do for ranges of nodes, spread over workers.
func (t *triangleSearch) scan(ctx context.Context, do func(from, to int, out *outcome)) error {
	outs, err := t.spread(ctx, len(t.items), nodesPerPart, do)
	for _, out := range outs {
		t.absence.merge(t.most, out.hidden)
	}
	return err
}

// tightPairs looks at the triangles of every pair that by itself may leave few sites.
func (t *triangleSearch) tightPairs(ctx context.Context) error {
	return t.scan(ctx, func(from, to int, out *outcome) {
		for a := from; a < to; a++ {
			for e := t.start[a]; e < t.start[a+1]; e++ {
				b := int(t.to[e])
				if a < b && tight(t.sites[a], t.sites[b], t.both[e], t.all, t.k) {
					t.common(a, b, func(c int, _, _ int32) { t.look(a, b, c, tightPair, c, out) })
				}
			}
		}
	})
}

// common calls do for the common neighbours of two nodes, with their edges to both.
func (t *triangleSearch) common(a, b int, do func(c int, ac, bc int32)) {
	x, y := t.start[a], t.start[b]
	for x < t.start[a+1] && y < t.start[b+1] {
		switch p, q := t.to[x], t.to[y]; {
		case p < q:
			x++
		case p > q:
			y++
		default:
			do(int(p), x, y)
			x++
			y++
		}
	}
}

// middles looks at the values b and c of which another value a shows that they have much in common. The
// outer loop is over b, so that whether b and c are a pair is one look into an array.
func (t *triangleSearch) middles(ctx context.Context) error {
	return t.scan(ctx, func(from, to int, out *outcome) {
		pair := make([]int64, len(t.items)) // upper bounds of b's pairs; 0 for none
		for b := from; b < to; b++ {
			for e := t.start[b]; e < t.start[b+1]; e++ {
				pair[t.to[e]] = t.both[e].hi
			}
			for e := t.start[b]; e < t.start[b+1]; e++ {
				t.middle(int(t.to[e]), b, t.both[e].lo, t.rank[e], pair, out)
			}
			for e := t.start[b]; e < t.start[b+1]; e++ {
				pair[t.to[e]] = 0
			}
		}
	})
}

// middle looks at the values c that come after b among a's neighbours, in falling order.
func (t *triangleSearch) middle(a, b int, ab int64, rank int32, pair []int64, out *outcome) {
	own := t.sites[a].hi
	need := enough(t.sites[a], t.k, t.few)
	for _, e := range t.heavy[t.start[a]+rank+1 : t.start[a+1]] {
		ac := t.both[e].lo
		if ab+ac < need {
			return
		}
		c := int(t.to[e])
		switch bc := pair[c]; {
		case bc > 0:
			if below(own-ab-ac+bc, t.k) || t.few < t.k {
				t.look(a, b, c, middle, a, out)
			}
		case ab+ac > own && !t.moreHidden:
			out.absent().force(t, b, c, witness{ab + ac - own, int32(a)})
		}
	}
}

// covers looks at three values that together have all sites but a few. With pairs of k sites or more their
// numbers add up to more than all sites and 2k, and the least of them has k more than the sites with
// neither of the others, so that the search can keep to large values.
func (t *triangleSearch) covers(ctx context.Context) error {
	if t.total == nil {
		return nil
	}
	need := t.all.hi + 2*t.k + 1
	order := make([]int32, len(t.items))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(t.sites[b].lo, t.sites[a].lo), cmp.Compare(a, b)) })
	place := make([]int32, len(order))
	for i, n := range order {
		place[n] = int32(i)
	}
	return t.scan(ctx, func(from, to int, out *outcome) {
		for i := from; i < to; i++ {
			a := int(order[i])
			if 3*t.sites[a].lo < need {
				return
			}
			for e := t.start[a]; e < t.start[a+1]; e++ {
				b := int(t.to[e])
				neither := t.all.hi - t.sites[a].lo - t.sites[b].lo + t.both[e].hi
				least := neither + t.k + 1 // number of sites of c
				if place[b] < place[a] || least > t.sites[b].lo {
					continue
				}
				t.common(a, b, func(c int, ac, bc int32) {
					n := t.sites[c].lo
					if n >= least && place[c] > place[b] && below(neither-n+t.both[ac].hi+t.both[bc].hi, t.k) {
						t.look(a, b, c, cover, none, out)
					}
				})
			}
		}
	})
}

// published looks at all triples that are published together with their pairs and values.
func (t *triangleSearch) published(ctx context.Context) error {
	for _, f := range t.families {
		if f.where != t.where || f.arity() != 3 || f.linked {
			continue
		}
		_, err := t.spread(ctx, len(f.sites), cellsPerPart, func(from, to int, out *outcome) {
			for i := from; i < to; i++ {
				if nodes, ok := t.nodes(f.cell(i)); ok {
					q := trio{all: t.all, abc: f.sites[i]}
					if t.known(&q, nodes) {
						// What is in two of the values and not in the third is a difference (A3).
						t.report(nodes, &q, q.atoms(), atoms{}, false, out.found, "")
					}
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// nodes finds the nodes of a triple, in ascending order.
func (t *triangleSearch) nodes(cell []itemID) (nodes [3]int, ok bool) {
	for x, it := range cell {
		if nodes[x], ok = t.node[it]; !ok {
			return nodes, false
		}
	}
	slices.Sort(nodes[:])
	return nodes, true
}

// known fills in the values and pairs of a trio; false if a pair is not published.
func (t *triangleSearch) known(q *trio, nodes [3]int) bool {
	for x := range 3 {
		q.one[x] = t.sites[nodes[x]]
		e := t.edge(nodes[(x+1)%3], nodes[(x+2)%3])
		if e == none {
			return false
		}
		q.two[x] = t.both[e]
	}
	return true
}
