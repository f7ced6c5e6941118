package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"isobar/internal/value"
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
//
// Nothing else may depend on the climbing column: a row of rare values would otherwise differ from that of another table
// by the very values that a condition names, and be rounded anew for every condition that somebody thinks of.
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
	source := group.Keys[key].Source
	levels, ok := ladders[source]
	switch {
	case source == "":
		return nil, fmt.Errorf("column %s of %s is not a column of the reports as it is, but something computed, or an element of an array", column, q.File)
	case !ok:
		return nil, fmt.Errorf("there are no steps for %s, which column %s of %s shows, but for %s", source, column, q.File, strings.Join(slices.Sorted(maps.Keys(ladders)), ", "))
	case group.dependsOn(source, key):
		return nil, fmt.Errorf("%s asks for more of %s than its values: there may be no condition on it but IS NOT NULL, and no other column may be grouped by it", q.File, source)
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

// dependsOn says that a report column decides more than the value of one key and that this is not NULL.
func (g *Group) dependsOn(source string, key int) bool {
	found := false
	note := func(column string) { found = found || column == source }
	for i, k := range g.Keys {
		if i != key {
			columnsOfExpr(k.Expr, note)
		}
	}
	for _, m := range g.Measures {
		columnsOfExpr(m.Arg, note)
	}
	op := g.Input
	for {
		switch at := op.(type) {
		case *Filter:
			for _, cond := range conjuncts(at.Cond) {
				if field, ok := notNull(cond).(*Field); !ok || field.Column != source {
					columnsOfExpr(cond, note)
				}
			}
			op = at.Input
			continue
		case *Unnest:
			if _, ofReport := at.List.(*List); !ofReport {
				columnsOfExpr(at.List, note)
			}
			columnsOfExpr(at.On, note)
			op = at.Input
			continue
		}
		columnsOfOp(op, note)
		return found
	}
}

// notNull is what a condition says is not NULL, and nothing else; nil if that is not what it says.
func notNull(cond Expr) Expr {
	if not, ok := cond.(*Call); ok && not.Fn == "$not" {
		if null, ok := not.Args[0].(*Call); ok && null.Fn == "$is_null" {
			return null.Args[0]
		}
	}
	return nil
}

// Generalised says that values of a key climb a ladder.
func (q *Query) Generalised() bool {
	return slices.ContainsFunc(q.Groups, func(g *Group) bool { return g.Ladder != nil })
}

// Coarser is the group with the meaning of the cells above the first level. What such a cell counts depends on which
// values could have had a row of their own, and therefore on conditions and on the threshold t, all of which count for
// nothing where a cell has one value: a cell of one text is not the same number in every table. So the climbing key is
// no longer the column but something computed of it, which decides no condition and no other key.
func (g *Group) Coarser(t int64) *Group {
	coarser := *g
	coarser.Keys = slices.Clone(g.Keys)
	key := &coarser.Keys[g.Ladder.Key]
	key.Source = ""
	key.Expr = &Call{Fn: "coarser", Args: []Expr{key.Expr, &Const{Type: value.Int64, Word: uint64(t)}}, Type: value.String}
	return &coarser
}
