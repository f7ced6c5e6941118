// Package privacy decides which cells may be published and with which numbers.
//
// What enters: the merged groups of one partition with their exact distinct sites (agg.Merger). What
// leaves: the cells that have passed the aggregation threshold (cells.Set), and of the others their
// number. Promised: nothing of a group below the threshold is in what leaves, neither its keys nor a
// text of them nor a number that only its sites make up.
package privacy

import (
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
//     what contributing means. No site and fewer than k look the same.
//   - COUNT(DISTINCT x) of anything but the unit counts the values that at least k sites of the group
//     hold. Each value passes the threshold by itself, so the count may be any number from 0 and is
//     never NULL.
//
// Sites are counted exactly. The cells of a partition are in the order of their keys (value.Compare); the
// dictionary has their texts alone, numbered in that order: the same groups give the same Set, whatever
// the order in which they were merged. k is at least 1.
func Primary(m *agg.Merger, k int) (*cells.Set, error) {
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
	for j, g := range ids {
		set.Sites[j] = m.Sites(g)
		for i := range set.Keys {
			set.Keys[i][j] = translate(set.Dict, m.Dict(), m.Key(g, i))
		}
	}
	for i := range set.Measures {
		set.Measures[i] = measure(m, i, ids, int64(k))
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
	slices.SortFunc(ids, func(a, b agg.GroupID) int {
		for i := range m.Keys() {
			if c := value.Compare(m.Dict(), m.Key(a, i), m.Key(b, i)); c != 0 {
				return c
			}
		}
		return 0
	})
}

// measure is one measure's column.
func measure(m *agg.Merger, i int, ids []agg.GroupID, k int64) []value.Value {
	column := make([]value.Value, len(ids))
	for j, g := range ids {
		if m.MeasureSites(g, i) >= k {
			column[j] = m.Value(g, i, k)
		}
	}
	return column
}

// translate gives the value of from's dictionary as a value of to's.
func translate(to, from *value.Dict, v value.Value) value.Value {
	if v.Kind.Coded() {
		v.Bits = uint64(to.Code(from.Text(v.Code())))
	}
	return v
}
