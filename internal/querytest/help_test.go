package querytest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"isobar/internal/dataset"
	"isobar/internal/eval"
	"isobar/internal/gsql"
	"isobar/internal/plan"
	"isobar/internal/week"
)

// a small dataset that has a column of every form
const (
	testPolicy = `description: For tests.
reports: {table: reports, schema: schema.json, decoder: dropsonde, timestamp: time}
privacy: {unit: site, never: [secret], k: 5, bounds: {count: 100}}
`
	testSchema = `[
 {"name": "site", "type": "STRING"}, {"name": "time", "type": "TIMESTAMP"}, {"name": "secret", "type": "STRING"},
 {"name": "name", "type": "STRING"}, {"name": "count", "type": "INTEGER"}, {"name": "ratio", "type": "FLOAT"}, {"name": "flag", "type": "BOOLEAN"},
 {"name": "day", "type": "DATE"}, {"name": "seen", "type": "TIMESTAMP"}, {"name": "raw", "type": "BYTES"}, {"name": "local", "type": "DATETIME"}, {"name": "price", "type": "NUMERIC"},
 {"name": "tags", "type": "STRING", "mode": "REPEATED"},
 {"name": "host", "type": "RECORD", "fields": [{"name": "os", "type": "STRING"}, {"name": "disks", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "size", "type": "INTEGER"}]}]},
 {"name": "mods", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "slug", "type": "STRING"}, {"name": "tags", "type": "STRING", "mode": "REPEATED"}]}]`
)

// aDataset makes a dataset with further files.
func aDataset(t testing.TB, files map[string]string) *dataset.Dataset {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "things")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{dataset.File: testPolicy, "schema.json": testSchema}
	for name, text := range files {
		all[name] = text
	}
	for name, text := range all {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ds, err := dataset.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return ds
}

// compilerOf compiles queries of a dataset.
func compilerOf(ds *dataset.Dataset) Compile {
	compilers := map[week.Window]*gsql.Compiler{}
	return func(t dataset.Table, w week.Window) (*plan.Query, error) {
		if compilers[w] == nil {
			c, err := gsql.New(gsql.Settings{Schema: ds.Schema, Table: ds.Reports.Table, Aliases: ds.Reports.Aliases, Unit: ds.Privacy.Unit,
				Never: ds.Privacy.Never, Bounds: ds.Privacy.Bounds, CurrentDate: w.CurrentDate(), Supported: eval.Supported})
			if err != nil {
				return nil, err
			}
			compilers[w] = c
		}
		q, err := compilers[w].Compile(gsql.Source{Table: t.Name, File: t.SQLFile, SQL: t.SQL, K: t.K})
		if err == nil && t.Generalise != nil {
			q, err = q.Generalise(t.Generalise.Column, ds.Privacy.Ladders)
		}
		return q, err
	}
}

// ofTable runs one table's tests and gives what is wrong, with the dataset's folder as DIR.
func ofTable(t testing.TB, sql, tests string) (*Suite, []*Failure, string) {
	t.Helper()
	ds := aDataset(t, map[string]string{"t.sql": sql, "t_test.yaml": tests})
	return outcome(t, ds)
}

func outcome(t testing.TB, ds *dataset.Dataset) (*Suite, []*Failure, string) {
	t.Helper()
	s, err := Load(ds, ds.Tables[0])
	var failures []*Failure
	if err == nil {
		failures, err = s.Run(t.Context(), compilerOf(ds))
	}
	text := ""
	if err != nil {
		text = err.Error()
	}
	for _, f := range failures {
		text += f.Case.Name + ":\n" + f.Diff("  ")
	}
	return s, failures, strings.ReplaceAll(text, ds.Dir, "DIR")
}

const (
	byName  = "SELECT name, COUNT(DISTINCT site) AS sites FROM reports GROUP BY name"
	ordered = "SELECT name, COUNT(DISTINCT site) AS sites FROM reports GROUP BY name ORDER BY sites DESC, name"
)
