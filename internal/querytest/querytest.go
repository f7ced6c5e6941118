// Package querytest runs the tests that contributors write beside a query: made-up sites, and the rows that
// the query publishes of them.
//
// What enters: a table of a dataset, its <table>_test.yaml, and a function that compiles queries. What
// leaves: for each case whether the published rows are the expected ones, with their difference as text;
// and, if asked for, the file with the rows of failing cases rewritten. It makes starting points of new
// queries besides (see NewStarter). Promised:
//
//   - reports go the product's own way: the site part, batches of partial aggregates, the threshold, the
//     public part. Only decoders are left out, whose business the wire format is: a report is written in
//     the columns of the dataset's schema;
//   - rows are compared as they would be published: by column, floats exactly, and in order if the query
//     orders its rows;
//   - everything that is wrong with a file is reported at once, as "file:line:column: sentence"; nothing
//     is converted silently;
//   - a rewritten file differs in the rows of failing cases and nowhere else, and passes.
package querytest

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"isobar/internal/dataset"
	"isobar/internal/dataset/yamldoc"
	"isobar/internal/plan"
	"isobar/internal/week"
)

// Suffix ends the name of a table's tests, where that of its query ends in .sql.
const Suffix = "_test.yaml"

// File is the file with the tests of the query in sqlFile.
func File(sqlFile string) string { return strings.TrimSuffix(sqlFile, ".sql") + Suffix }

// Missing is the sentence on a table that has no tests.
func Missing(file string) string {
	return fmt.Sprintf("no test: %s is missing; `isobar query new` shows the form", file)
}

// Compile gives the plan of a table as of a week, or says why it cannot be published.
type Compile func(table dataset.Table, w week.Window) (*plan.Query, error)

// Suite is the tests of one table, read and found sound but for the expected rows, whose columns only the
// compiled query knows.
type Suite struct {
	Table dataset.Table
	File  string
	Cases []*Case

	dataset *dataset.Dataset
	data    []byte // the file
}

// Case is one test.
type Case struct {
	Name  string
	Place yamldoc.Place
	K     int         // the threshold that the case is about
	Week  week.Window // of its reports
	Sites []Site

	rows     yamldoc.Node // the list of expected rows
	rowsAt   yamldoc.Place
	expected []yamldoc.Node // its items
}

// Site is a number of sites that send the same report.
type Site struct {
	Repeat int
	report yamldoc.Node
}

// Load reads and checks the tests of a table.
func Load(ds *dataset.Dataset, table dataset.Table) (*Suite, error) {
	file := File(table.SQLFile)
	data, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errors.New(Missing(file))
	} else if err != nil {
		return nil, fmt.Errorf("the tests cannot be read: %w", err)
	}
	return parse(ds, table, file, data)
}
