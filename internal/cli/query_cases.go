package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/plan"
	"isobar/internal/querytest"
	"isobar/internal/week"
)

const queryTestHelp = `Run the tests of queries: each case of a <table>_test.yaml has made-up sites and the rows that must be
published of them. Nothing is read but the files beside the query.

A FILE is a query or its tests. Without files, all tables of all datasets below queries/ are tested, and one
that has no tests fails.

Exit status: 0 all cases pass, 1 some fail, 2 wrong command line.`

// queryTestOptions are the flags of isobar query test.
type queryTestOptions struct {
	update bool
}

func newQueryTest(e *env) *cobra.Command {
	var o queryTestOptions
	c := &cobra.Command{
		Use:   "test [FILE...]",
		Short: "Run the tests beside queries",
		Long:  queryTestHelp,
		Example: examples(
			"isobar query test",
			"isobar query test queries/dropsonde/platforms.sql",
			"isobar query test queries/dropsonde/platforms_test.yaml --update"),
		RunE: func(c *cobra.Command, files []string) error { return o.run(c.Context(), e, files) },
	}
	c.Flags().BoolVar(&o.update, "update", false, "rewrite the rows of failing cases to what is published now, and nothing else in the files")
	return c
}

func (o *queryTestOptions) run(ctx context.Context, e *env, files []string) error {
	folders, err := checkTargets(queriesOf(files))
	if err != nil {
		return err
	}
	type target struct {
		ds      *dataset.Dataset
		table   dataset.Table
		compile querytest.Compile
	}
	var targets []target
	tests := tableTests{update: o.update, out: e.stdout}
	for _, folder := range folders {
		ds, err := loadDataset(folder.dir)
		if err != nil {
			return err
		}
		tables := ds.Tables
		if len(folder.files) > 0 {
			if tables, err = tablesOfFiles(ds, folder.files); err != nil {
				return err
			}
		}
		compile := compileTogether(ds, tables)
		for _, t := range tables {
			targets = append(targets, target{ds, t, compile})
			tests.width = max(tests.width, len(t.SQLFile))
		}
	}
	for _, t := range targets {
		if err := tests.run(ctx, t.ds, t.table, t.compile); err != nil {
			return err
		}
	}
	if tests.failed > 0 {
		return fmt.Errorf("%d of %s failed", tests.failed, plural(int64(len(targets)), "table", "tables"))
	}
	return nil
}

// queriesOf gives the queries of files, some of which may be those with the tests.
func queriesOf(files []string) []string {
	var queries []string
	for _, file := range files {
		if base, ok := strings.CutSuffix(file, querytest.Suffix); ok {
			file = base + ".sql"
		}
		if file = filepath.Clean(file); !slices.Contains(queries, file) {
			queries = append(queries, file)
		}
	}
	return queries
}

// compileTogether compiles all tables at once when the first is asked for, since what takes time is to set
// up the analyzer. Cases of another week, which CURRENT_DATE() depends on, are another time.
func compileTogether(ds *dataset.Dataset, tables []dataset.Table) querytest.Compile {
	done := map[week.Window]map[string]*plan.Query{}
	return func(t dataset.Table, w week.Window) (*plan.Query, error) {
		if done[w] == nil {
			done[w] = map[string]*plan.Query{}
			queries, err := job.Compile(ds, tables, w) // err is of one of the tables: whose, is seen below
			if queries == nil {
				return nil, err
			}
			for i, q := range queries {
				done[w][tables[i].SQLFile] = q
			}
		}
		if q := done[w][t.SQLFile]; q != nil {
			return q, nil
		}
		queries, err := job.Compile(ds, []dataset.Table{t}, w)
		if err != nil {
			return nil, err
		}
		return queries[0], nil
	}
}

// tableTests runs the tests of tables and writes a line for each.
type tableTests struct {
	update bool
	out    io.Writer
	width  int // of the files' names
	failed int // tables
}

// run tests one table. The error is not of the table.
func (t *tableTests) run(ctx context.Context, ds *dataset.Dataset, table dataset.Table, compile querytest.Compile) error {
	suite, err := querytest.Load(ds, table)
	var failures []*querytest.Failure
	if err == nil {
		failures, err = suite.Run(ctx, compile)
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return t.line(table.SQLFile, "FAIL", "", err.Error())
	case len(failures) > 0 && t.update:
		if err := suite.Update(ctx, failures, compile); err != nil {
			return t.line(table.SQLFile, "FAIL", "", err.Error())
		}
		return t.line(suite.File, "wrote", fmt.Sprintf("the rows of %d of %s", len(failures), cases(len(suite.Cases))), "")
	case len(failures) > 0:
		return t.line(table.SQLFile, "FAIL", fmt.Sprintf("%d of %s", len(failures), cases(len(suite.Cases))), differences(suite, failures))
	}
	return t.line(table.SQLFile, "ok", cases(len(suite.Cases)), "")
}

// line writes what became of a file, with details indented below it.
func (t *tableTests) line(file, outcome, summary, details string) error {
	if outcome == "FAIL" {
		t.failed++
	}
	text := strings.TrimRight(fmt.Sprintf("%-5s %-*s  %s", outcome, t.width, file, summary), " ") + "\n"
	for line := range strings.Lines(strings.TrimRight(details, "\n")) {
		text += "      " + line
	}
	if details != "" {
		text += "\n"
	}
	_, err := io.WriteString(t.out, text)
	return err
}

// differences says of each failing case where it is and what is different.
func differences(suite *querytest.Suite, failures []*querytest.Failure) string {
	var b strings.Builder
	for _, f := range failures {
		fmt.Fprintf(&b, "%s:%d:%d: %s\n", suite.File, f.Case.Place.Line, f.Case.Place.Column, f.Case.Name)
		b.WriteString(f.Diff("    "))
	}
	return b.String()
}

func cases(n int) string { return plural(int64(n), "case", "cases") }
