package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Ladder is set where values of one key that too few sites share are published as coarser ones, instead of not
// at all (local recoding with a generalisation hierarchy: Samarati and Sweeney 1998). Package ladder says how.
type Ladder struct {
	Key int `json:"key"` // which key's values climb
	// Levels are regular expressions (RE2) with one group, which holds the coarser value; the finest is first.
	Levels []string `json:"levels"`
}

// Generalise gives the query in which values of one column of the table climb the ladder of what it shows; ladders are
// by the reports' columns. The query itself stays as it is. The error is a sentence on why it cannot be.
func (q *Query) Generalise(column string, ladders map[string][]string) (*Query, error) {
	if len(q.Groups) != 1 {
		return nil, fmt.Errorf("%s adds up reports in %d ways: a table with coarser values needs one GROUP BY, without ROLLUP and joins of aggregates", q.File, len(q.Groups))
	}
	group := *q.Groups[0]
	if group.Itemset != nil {
		return nil, fmt.Errorf("%s counts sets of values that sites have together, whose members cannot become coarser one by one", q.File)
	}
	key := -1
	for i, shown := range q.Shown() {
		if shown.OK && shown.Key >= 0 && q.Output[i].Name == column {
			key = shown.Key
		}
	}
	if key < 0 {
		return nil, fmt.Errorf("%s has no column %s that shows, as it is, what it groups by", q.File, column)
	}
	levels, ok := ladders[group.Keys[key].Source]
	if !ok {
		return nil, fmt.Errorf("there are no steps for what column %s of %s shows, but for %s", column, q.File, strings.Join(slices.Sorted(maps.Keys(ladders)), ", "))
	}
	for _, m := range group.Measures {
		if m.Fn != SiteCount {
			return nil, fmt.Errorf("%s has another number than that of different sites, COUNT(DISTINCT) of the unit; only that is known of several values together", q.File)
		}
	}
	general := *q
	group.Ladder = &Ladder{Key: key, Levels: levels}
	general.Groups = []*Group{&group}
	return &general, nil
}

// Generalised says that values of a key climb a ladder.
func (q *Query) Generalised() bool {
	return slices.ContainsFunc(q.Groups, func(g *Group) bool { return g.Ladder != nil })
}
