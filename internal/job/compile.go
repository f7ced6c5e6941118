package job

import (
	"errors"
	"fmt"
	"strings"

	"isobar/internal/dataset"
	"isobar/internal/eval"
	"isobar/internal/gsql"
	"isobar/internal/plan"
	"isobar/internal/week"
)

// Compile proves that tables of a dataset can be published and gives their plans, in the same order, with
// the bounds that the dataset's policy sets on what one site may add.
// The error joins the findings of all queries.
func Compile(ds *dataset.Dataset, tables []dataset.Table, w week.Window) ([]*plan.Query, error) {
	compiler, err := gsql.New(gsql.Settings{
		Schema: ds.Schema, Table: ds.Reports.Table, Aliases: ds.Reports.Aliases,
		Unit: ds.Privacy.Unit, Never: ds.Privacy.Never, Bounds: ds.Privacy.Bounds,
		CurrentDate: w.CurrentDate(), Supported: eval.Supported,
	})
	if err != nil {
		return nil, err
	}
	var queries []*plan.Query
	var problems []error
	for _, t := range tables {
		q, err := compiler.Compile(gsql.Source{Table: t.Name, File: t.SQLFile, SQL: t.SQL, K: t.K})
		if err == nil {
			q = q.SplitAverages() // what protects a sum and a count does not protect their ratio
		}
		if err == nil && ds.Privacy.Counts == dataset.CountsRounded {
			q = q.BoundRows(ds.Privacy.Rows)
		}
		if err == nil && t.DP != nil {
			q, err = private(q, t, ds)
		}
		if err == nil && t.Generalise != nil {
			q, err = generalised(q, t, ds)
		}
		if err == nil {
			q, err = bounded(q, t, ds)
		}
		if err == nil {
			err = errors.Join(runnable(q, ds), listable(q, ds))
		}
		queries, problems = append(queries, q), append(problems, err)
	}
	problems = append(problems, sameThresholds(queries, tables))
	return queries, errors.Join(problems...)
}

// runnable says whether the engine has everything that a plan needs. What it lacks is a finding about the
// query, whose place only the compiler would know.
func runnable(q *plan.Query, ds *dataset.Dataset) error {
	if _, err := eval.Compile([]*plan.Query{q}, ds.Schema); err != nil {
		return gsql.Findings{{Code: gsql.Unsupported, File: q.File, Message: strings.TrimPrefix(err.Error(), q.File+": ")}}
	}
	return nil
}

// listable refuses a query that computes a key from a column of which only listed values may be published:
// what it computes cannot be looked up in the list.
func listable(q *plan.Query, ds *dataset.Dataset) error {
	for _, g := range q.Groups {
		listed := func(column string) bool { return ds.Privacy.Allow[column] != nil }
		if column := g.ComputedKey(listed); column != "" {
			return gsql.Findings{{Code: gsql.Unsupported, File: q.File, Message: fmt.Sprintf(
				"only listed values of %s may be published (privacy.allow), so that a query can group by it as it is, and not by what is computed with it", column)}}
		}
	}
	return nil
}
