package plan

import "slices"

// BoundRows gives the query in which one site adds at most n rows to each COUNT(*), COUNT(x) and COUNTIF(x)
// of a cell, where the query does not bound them itself. Without a bound one site may decide such a number
// alone, by how many rows it sends. The query itself stays as it is; n is at least 1.
func (q *Query) BoundRows(n int64) *Query {
	bounded := *q
	bounded.Groups = slices.Clone(q.Groups)
	for i, g := range q.Groups {
		group := *g
		group.Measures = slices.Clone(g.Measures)
		for j, m := range group.Measures {
			switch m.Fn {
			case RowCount, Count, CountIf:
				if m.Bound == 0 {
					group.Measures[j].Bound = n
				}
			}
		}
		bounded.Groups[i] = &group
	}
	return &bounded
}

// ComputedKey names a report column, of those that listed accepts, from which a key of the group may be
// computed, as opposed to shown unchanged; "" if there is none. It errs on the side of naming one: where a
// key is not a column itself, all that the site part reads counts.
func (g *Group) ComputedKey(listed func(column string) bool) string {
	found := ""
	note := func(column string) {
		if listed(column) && (found == "" || column < found) {
			found = column
		}
	}
	computed := false
	for _, k := range g.Keys {
		if k.Source == "" {
			columnsOfExpr(k.Expr, note)
			computed = true
		}
	}
	if computed {
		columnsOfOp(g.Input, note)
	}
	return found
}
