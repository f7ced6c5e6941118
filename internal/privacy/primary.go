// Package privacy decides which cells may be published and with which numbers.
//
// What enters: the merged groups of one partition with their exact distinct sites (agg.Merger). What
// leaves: the cells that have passed the aggregation threshold (cells.Set), and of the others their
// number. Promised: nothing of a group below the threshold is in what leaves, neither its keys nor a
// text of them nor a number that only its sites make up.
package privacy

import (
	"bytes"
	"fmt"
	"slices"

	"isobar/internal/agg"
	"isobar/internal/cells"
	"isobar/internal/value"
)

// Primary applies the threshold of k distinct sites:
//
//   - A group that fewer than k sites are in is withheld, with all its measures. This holds for a query
//     without keys as well: its one group may be withheld.
//   - In the other groups, a measure to which fewer than k sites contribute is NULL; package agg says
//     what contributing means. No site and fewer than k look the same. So is, with a dominance of more
//     than 0, a sum of which one site contributes too much (see Dominated).
//   - COUNT(DISTINCT x) of anything but the unit counts the values that at least k sites of the group
//     hold. Each value passes the threshold by itself, so the count may be any number from 0 and is
//     never NULL.
//   - Where sites contribute to a limited number of groups, no measure of a published group is withheld:
//     noise that is added later (package dp) protects it, and by more than a NULL that one site can bring about.
//
// Sites are counted exactly. The cells of a partition are in the order of their keys (value.Compare); the
// dictionary has their texts alone, numbered in that order: the same groups give the same Set, whatever
// the order in which they were merged. k is at least 1; dominance is p of the p %-rule, and 0 does without.
func Primary(m *agg.Merger, k int, dominance int64) (*cells.Set, error) {
	if k < 1 {
		return nil, fmt.Errorf("privacy: the threshold is %d sites; it must be at least 1", k)
	}
	if err := m.Err(); err != nil {
		return nil, fmt.Errorf("privacy: nothing can pass the threshold: %w", err)
	}
	ids := publishable(m, int64(k))
	sortByKeys(m, ids)
	set := &cells.Set{
		Dict:     value.NewDict(),
		N:        len(ids),
		Keys:     make([][]value.Value, m.Keys()),
		Measures: make([][]value.Value, m.Measures()),
		Sites:    make([]int64, len(ids)),
		Withheld: int64(m.Groups() - len(ids)),
	}
	for i := range set.Keys {
		set.Keys[i] = make([]value.Value, len(ids))
	}
	texts := translator{to: set.Dict, from: m.Dict(), codes: make([]value.Code, m.Dict().Len())}
	for j, g := range ids {
		set.Sites[j] = m.Sites(g)
		for i := range set.Keys {
			set.Keys[i][j] = texts.translate(m.Key(g, i))
		}
	}
	for i := range set.Measures {
		set.Measures[i] = measure(m, i, ids, int64(k), dominance)
	}
	return set, nil
}

// publishable is the groups with at least k sites.
func publishable(m *agg.Merger, k int64) []agg.GroupID {
	var ids []agg.GroupID
	for g := range agg.GroupID(m.Groups()) {
		if m.Sites(g) >= k {
			ids = append(ids, g)
		}
	}
	return ids
}

// sortByKeys sorts groups by their keys, which no two have in common.
func sortByKeys(m *agg.Merger, ids []agg.GroupID) {
	type row struct {
		id  agg.GroupID
		key []value.Value // with the texts' ranks in place of texts
	}
	n, ranks := m.Keys(), rankTexts(m, ids)
	rows, keys := make([]row, len(ids)), make([]value.Value, len(ids)*n)
	for j, g := range ids {
		rows[j] = row{g, keys[j*n : (j+1)*n]}
		for i := range n {
			v := m.Key(g, i)
			if v.Kind.Coded() {
				v = value.OfInt64(ranks[v.Code()])
			}
			rows[j].key[i] = v
		}
	}
	slices.SortFunc(rows, func(a, b row) int {
		for i, v := range a.key {
			if v == b.key[i] {
				continue
			}
			if c := value.Compare(nil, v, b.key[i]); c != 0 {
				return c
			}
		}
		return 0
	})
	for j, r := range rows {
		ids[j] = r.id
	}
}

// rankTexts gives each text of the groups' keys, by its code, its place in the order of texts: texts are
// compared once each and not once for every comparison of groups.
func rankTexts(m *agg.Merger, ids []agg.GroupID) []int64 {
	ranks := make([]int64, m.Dict().Len())
	var codes []value.Code
	for _, g := range ids {
		for i := range m.Keys() {
			if v := m.Key(g, i); v.Kind.Coded() && ranks[v.Code()] == 0 {
				ranks[v.Code()] = 1
				codes = append(codes, v.Code())
			}
		}
	}
	slices.SortFunc(codes, func(a, b value.Code) int { return bytes.Compare(m.Dict().Text(a), m.Dict().Text(b)) })
	for rank, c := range codes {
		ranks[c] = int64(rank) + 1
	}
	return ranks
}

// measure is one measure's column.
func measure(m *agg.Merger, i int, ids []agg.GroupID, k, dominance int64) []value.Value {
	column := make([]value.Value, len(ids))
	for j, g := range ids {
		if m.Limited() || m.MeasureSites(g, i) >= k && !Dominated(m, g, i, dominance) {
			column[j] = m.Value(g, i, k)
		}
	}
	return column
}

// translator gives the values of one dictionary as values of another.
type translator struct {
	to, from *value.Dict
	codes    []value.Code // by the code in from, plus 1; 0 for a text that has not come yet
}

func (t *translator) translate(v value.Value) value.Value {
	if !v.Kind.Coded() {
		return v
	}
	c := &t.codes[v.Code()]
	if *c == 0 {
		*c = t.to.Code(t.from.Text(v.Code())) + 1
	}
	v.Bits = uint64(*c - 1)
	return v
}
