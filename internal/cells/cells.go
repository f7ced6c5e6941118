// Package cells holds what has passed the aggregation threshold: the cells of a release and the rows
// made of them.
//
// What enters: packages privacy and itemset make a Set after, and only after, groups below k are gone; but for
// groups with a plan.Ladder, whose Set package ladder turns into such a one.
// What leaves: the public part of a query (package eval) turns Sets into Rows, which package release
// writes. Both are columnar, with one dictionary.
package cells

import "isobar/internal/value"

// Set is the cells of one plan.Group.
type Set struct {
	Dict *value.Dict
	N    int // number of cells
	// Keys and Measures are indexed by the group's keys and measures; each column has N values. A
	// measure to which fewer than k sites contributed is NULL.
	Keys     [][]value.Value
	Measures [][]value.Value
	// Sites is the exact number of distinct sites of each cell. It must not be published as it is in
	// any mode but exact.
	Sites []int64
	// Withheld is the number of groups that the threshold removed, or NotCounted.
	Withheld int64
}

// NotCounted says that groups were withheld without being counted, because the threshold was used as a
// bound and most of them were never made.
const NotCounted int64 = -1

// Rows is a public table.
type Rows struct {
	Dict    *value.Dict
	N       int
	Columns [][]value.Value // indexed by plan.Query.Output
}

// New makes an empty set of a group's shape.
func New(keys, measures int) *Set {
	return &Set{Dict: value.NewDict(), Keys: make([][]value.Value, keys), Measures: make([][]value.Value, measures)}
}
