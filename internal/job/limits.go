package job

import (
	"fmt"

	"isobar/internal/dataset"
	"isobar/internal/gsql"
	"isobar/internal/plan"
	"isobar/internal/report"
)

// limits are those of a dataset on what one report brings in.
func limits(ds *dataset.Dataset) report.Limits {
	return report.Limits{Entries: int(ds.Limits.MaxEntries), TextBytes: int(ds.Limits.MaxValueBytes)}
}

// bounded gives the plan in which one site counts in a bounded number of rows of the table. Differential privacy has a
// limit of its own, and sets of values are bounded by the number of entries.
func bounded(q *plan.Query, t dataset.Table, ds *dataset.Dataset) (*plan.Query, error) {
	switch {
	case t.DP != nil || ds.Limits.MaxRows == 0:
		return q, nil
	case t.MaxRows == nil:
		return q.BoundGroups(ds.Limits.MaxRows, false), nil
	}
	for _, g := range q.Groups {
		if g.Itemset != nil {
			return q, gsql.Findings{{Code: gsql.Unsupported, File: t.MetaFile, Line: t.MaxRows.Line, Column: t.MaxRows.Column, Message: fmt.Sprintf(
				"max_rows: %s counts sets of values that sites have together, whose number follows from that of the values: lower limits.max_entries in %s instead", t.SQLFile, dataset.File)}}
		}
	}
	return q.BoundGroups(t.MaxRows.Rows, true), nil
}
