package cli

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"isobar/internal/dataset"
	"isobar/internal/plan"
	"isobar/internal/querytest"
	"isobar/internal/sqlfmt"
)

// incomplete says what a table needs besides a query that can be published: descriptions of the table and its
// columns, an owner, tests, and the one format.
func incomplete(t *dataset.Table, q *plan.Query) []checkFinding {
	file := t.MetaFile
	if file == "" {
		file = strings.TrimSuffix(t.SQLFile, ".sql") + ".yaml"
	}
	var findings []checkFinding
	add := func(file, format string, args ...any) {
		findings = append(findings, checkFinding{File: file, Message: fmt.Sprintf(format, args...)})
	}
	if t.Description == "" {
		add(t.SQLFile, "the table has no description: begin the file with a comment that says what the table counts")
	}
	if formatted, err := sqlfmt.Format(t.SQL); err == nil && formatted != t.SQL {
		findings = append(findings, badFormat(t, formatted))
	}
	if t.Owner == "" {
		add(file, "the table has no owner: say who answers for it, as owner: some-team")
	}
	if tests := querytest.File(t.SQLFile); !isFile(tests) {
		add(tests, "%s", querytest.Missing(tests))
	}
	named := map[string]bool{}
	for _, out := range q.Output {
		named[out.Name] = true
		if t.Columns[out.Name] == "" {
			add(file, "column %s is not described: add it under columns:", out.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Columns)) {
		if !named[name] {
			add(file, "column %s is described, but the query has no such column", name)
		}
	}
	return findings
}

// badFormat points at the first line that formatting would change.
func badFormat(t *dataset.Table, formatted string) checkFinding {
	have, want := strings.Split(t.SQL, "\n"), strings.Split(formatted, "\n")
	line := 0
	for line < len(have)-1 && line < len(want) && have[line] == want[line] {
		line++
	}
	return checkFinding{File: t.SQLFile, Line: line + 1, Column: 1, Source: lineOf(t.SQL, line+1),
		Message: "the query is not formatted: run `isobar query fmt " + t.SQLFile + "`"}
}

// isFile says whether there is a file of that name.
func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}
