package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A query gets the columns and relations that it names, and those that these name, before it.
func TestScript(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		first + "/t.sql":                 "-- not other\nSELECT x FROM modules, installed",
		first + "/begin.sql":             "CREATE VIEW incoming AS SELECT other, x",
		second + "/t.sql":                "SELECT other",
		second + "/u.sql":                "SELECT 1",
		second + "/reading/x.sql":        "CREATE TABLE x AS SELECT x",
		second + "/reading/modules.sql":  "CREATE TABLE modules AS SELECT y FROM x",
		second + "/reading/other.sql":    "CREATE TABLE other AS SELECT other",
		first + "/reading/installed.sql": "CREATE TABLE installed AS SELECT * FROM modules",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := contestant{Begin: []string{first + "/begin.sql"}, Folders: []string{first, second}, Columns: []string{"other", "x", "y"}}
	s, err := c.script([]string{"u", "t"})
	if err != nil {
		t.Fatal(err)
	}
	var reading, queries []string
	for _, f := range s.Reading {
		reading = append(reading, filepath.Base(f.Path))
	}
	for _, q := range s.Queries {
		queries = append(queries, q.Table+": "+q.SQL.Text)
	}
	if want := []string{"begin.sql", "x.sql", "modules.sql", "installed.sql"}; !slices.Equal(reading, want) {
		t.Errorf("read is %v, not %v", reading, want)
	}
	if want := []string{"x", "y"}; !slices.Equal(s.Columns, want) {
		t.Errorf("columns are %v, not %v", s.Columns, want)
	}
	if want := []string{"u: SELECT 1", "t: -- not other\nSELECT x FROM modules, installed"}; !slices.Equal(queries, want) {
		t.Errorf("queries are %q", queries)
	}
	if _, err := c.script([]string{"v"}); err == nil || c.has("v") || !c.has("u") {
		t.Errorf("a table without SQL: %v", err)
	}
}

// Only the last statement becomes the table.
func TestCreating(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT 1":                              "\nCREATE TABLE r AS\nSELECT 1",
		"-- Why; and\n-- how;\nSELECT 1\n":      "\nCREATE TABLE r AS\n-- Why; and\n-- how;\nSELECT 1\n",
		"SET x = 1;\nSELECT 2 -- ;\n":           "SET x = 1;\nCREATE TABLE r AS\nSELECT 2 -- ;\n",
		"SET x = 1; -- so\n\nFROM a\n\nWHERE b": "SET x = 1; -- so\nCREATE TABLE r AS\n\nFROM a\n\nWHERE b",
	} {
		q := query{SQL: sqlFile{Text: sql}}
		if got := q.creating("r"); got != want {
			t.Errorf("%q: %q, not %q", sql, got, want)
		}
	}
}

func TestChoose(t *testing.T) {
	known := []contestant{{Name: "plain"}, {Name: "tuned"}, {Name: "best"}}
	for names, want := range map[string]string{"": "", "best,plain": "plain best", "tuned": "tuned"} {
		chosen, err := choose(known, names)
		var got []string
		for _, c := range chosen {
			got = append(got, c.Name)
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%q: %v, %v", names, got, err)
		}
	}
	if _, err := choose(known, "plain,quick"); err == nil {
		t.Error("a way that is not known is accepted")
	}
}
