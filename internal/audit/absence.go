package audit

import (
	"cmp"
	"context"
	"maps"
	"slices"
)

// maxForced bounds how many unpublished pairs one part of a scan remembers.
const maxForced = 100_000

func newAbsence(most int) *absence {
	return &absence{triples: newCollector(most), pairs: newCollector(most), forced: map[[2]int32]witness{}}
}

// merge adds what another part of the search found.
func (a *absence) merge(most int, other *absence) {
	if other == nil {
		return
	}
	if a.triples == nil {
		*a = *newAbsence(most)
	}
	a.triples.merge(other.triples)
	a.pairs.merge(other.pairs)
	a.manyTriples = a.manyTriples || other.manyTriples
	a.manyPairs = a.manyPairs || other.manyPairs
	a.lost += other.lost
	for pair, w := range other.forced {
		a.keep(pair, w)
	}
}

// keep remembers the best witness of a pair.
func (a *absence) keep(pair [2]int32, w witness) {
	if old, ok := a.forced[pair]; !ok || w.lo > old.lo || w.lo == old.lo && w.node < old.node {
		a.forced[pair] = w
	}
}

// force remembers that two nodes without a published pair have some sites in common.
func (a *absence) force(t *triangleSearch, b, c int, w witness) {
	few := t.absent(t.snapshot, b, c)
	pair := [2]int32{int32(min(b, c)), int32(max(b, c))}
	_, known := a.forced[pair]
	switch {
	case few >= t.k:
	case w.lo > few:
		a.manyPairs = true
	case !known && len(a.forced) >= maxForced:
		a.lost++
	default:
		a.keep(pair, w)
	}
}

// unpaired looks at the pairs that are not published and have some sites: because of a middle value,
// which middles found, or because two values have more sites than there are.
func (t *triangleSearch) unpaired(ctx context.Context) error {
	if t.moreHidden {
		return nil
	}
	t.absence.merge(t.most, newAbsence(t.most))
	if t.total != nil {
		order := make([]int, len(t.items))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(t.sites[b].lo, t.sites[a].lo), cmp.Compare(a, b)) })
		for i, a := range order {
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, b := range order[:i] {
				more := t.sites[a].lo + t.sites[b].lo - t.all.hi
				if more < 1 {
					break
				}
				if t.edge(a, b) == none {
					t.force(t, a, b, witness{more, none})
				}
			}
		}
	}
	pairs := slices.SortedFunc(maps.Keys(t.forced), func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
	for _, pair := range pairs {
		a, b := int(pair[0]), int(pair[1])
		if len(t.cellsOf(a, b)) > 0 {
			continue // it is published, with fewer than k sites
		}
		w := t.forced[pair]
		n := span{w.lo, t.absent(t.snapshot, a, b)}
		t.pairs.add(kindOf{attack: triangle, kind: kindUnpaired}, func() Finding {
			cells := append(t.cellsOf(a), t.cellsOf(b)...)
			if w.node == none {
				cells = append([]cellOf{{t.total, 0}}, cells...)
			} else {
				m := int(w.node)
				cells = slices.Concat(t.cellsOf(m), t.cellsOf(min(m, a), max(m, a)), t.cellsOf(min(m, b), max(m, b)))
			}
			f := t.finding(group{where: t.where, under: t.where, has: []itemID{t.items[a], t.items[b]}}, n, cells...)
			f.Assumes = hiddenIsFew
			return f
		})
	}
	return nil
}

// settle adds what was found by absence, if absence means what it is taken for.
func (t *triangleSearch) settle() {
	if t.absence.triples == nil {
		return
	}
	if t.manyTriples || t.manyPairs {
		t.doubtful++
	}
	if !t.manyTriples {
		t.found.merge(t.absence.triples)
	}
	if !t.manyPairs {
		t.found.merge(t.absence.pairs)
	}
	if t.lost > 0 {
		t.limit("%d hints at pairs that are not published were not followed", t.lost)
	}
}
