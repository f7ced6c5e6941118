package plan

import (
	"fmt"
	"slices"
)

// GroupLimit bounds how many groups of one Group a site contributes to. Where it has more, some of them
// are chosen, by a hash of the site and of each group's keys: the same in every run and on every worker,
// whatever other sites report, and different ones for different sites.
type GroupLimit struct {
	Groups int64  `json:"groups"` // at least 1
	Unit   string `json:"unit"`   // the column that tells sites apart; it is hashed and leaves no other trace
}

// LimitGroups gives the query in which one site contributes to at most n groups of each Group; unit is the
// column of the privacy unit. Item sets are then made row by row, since they are not counted by site. The
// query itself stays as it is.
func (q *Query) LimitGroups(n int64, unit string) *Query {
	limited := *q
	limited.Groups = slices.Clone(q.Groups)
	for i, g := range q.Groups {
		group := *g
		group.Itemset = nil
		group.Limit = &GroupLimit{Groups: n, Unit: unit}
		limited.Groups[i] = &group
	}
	return &limited
}

// Limited says that sites contribute to a limited number of groups.
func (q *Query) Limited() bool {
	return slices.ContainsFunc(q.Groups, func(g *Group) bool { return g.Limit != nil })
}

// GroupBound bounds how many groups of one Group a site counts in, so that no report can make a table large. Unlike a
// GroupLimit it is far above what reports have, and promises nothing about differences between releases. Of a site
// that has more, the groups whose keys have the least hash count.
type GroupBound struct {
	Groups int64 `json:"groups"` // at least 1
	// Declared says that the table asks for it itself, which makes it part of what its numbers mean. The dataset's, which
	// all tables have, goes without saying.
	Declared bool `json:"declared,omitempty"`
}

// BoundGroups gives the query in which one site counts in at most n groups of each Group. Item sets are not
// bounded: their number follows from that of a report's entries. The query itself stays as it is.
func (q *Query) BoundGroups(n int64, declared bool) *Query {
	bounded := *q
	bounded.Groups = slices.Clone(q.Groups)
	for i, g := range q.Groups {
		if g.Itemset == nil && g.Limit == nil {
			group := *g
			group.Bound = &GroupBound{Groups: n, Declared: declared}
			bounded.Groups[i] = &group
		}
	}
	return &bounded
}

// text says a bound that a table declares, as a condition on its rows; "" for others.
func (b *GroupBound) text() string {
	if b == nil || !b.Declared {
		return ""
	}
	return fmt.Sprintf("among %d groups of its site", b.Groups)
}
