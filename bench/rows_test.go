package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A changed number, a row that is missing, one that is there twice and another type are all seen, in both
// forms of file. A CSV file has no types.
func TestRowsDiffer(t *testing.T) {
	db, err := openDuckDB(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	folder := t.TempDir()
	const rows = "VALUES ('a', 1), ('b', 2), (NULL, 3)"
	write := func(name, rows, form string) string {
		file := filepath.Join(folder, name+"."+form)
		q := fmt.Sprintf("COPY (SELECT * FROM (%s) AS t(x, n)) TO %s (FORMAT %s)", rows, quoted(file), form)
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for name, c := range map[string]struct {
		rows         string
		parquet, csv []string
	}{
		"same":    {"VALUES (NULL, 3), ('b', 2), ('a', 1)", nil, nil},
		"changed": {"VALUES ('a', 1), ('b', 4), (NULL, 3)", []string{"1 row is only isobar's", "1 row is only DuckDB's"}, []string{"1 row is only isobar's", "1 row is only DuckDB's"}},
		"missing": {"VALUES ('a', 1), ('b', 2)", []string{"1 row is only isobar's"}, []string{"1 row is only isobar's"}},
		"twice":   {rows + ", ('a', 1)", []string{"1 row is only DuckDB's"}, []string{"1 row is only DuckDB's"}},
		"type":    {"VALUES ('a', 1::BIGINT), ('b', 2), (NULL, 3)", []string{"isobar has the columns [x VARCHAR n INTEGER], DuckDB [x VARCHAR n BIGINT]"}, nil},
	} {
		job := rowsJob{[]twoTables{{"t",
			twoFiles{write("one", rows, "parquet"), write(name, c.rows, "parquet")},
			twoFiles{write("one", rows, "csv"), write(name, c.rows, "csv")}}}}
		r, err := job.run(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var want []string
		for _, d := range c.parquet {
			want = append(want, "t: "+d)
		}
		for _, d := range c.csv {
			want = append(want, "t.csv: "+d)
		}
		if !slices.Equal(r.Differences, want) {
			t.Errorf("%s: %q, not %q", name, r.Differences, want)
		}
	}
	missing := rowsJob{[]twoTables{{"t", twoFiles{folder + "/none.parquet", folder + "/one.parquet"}, twoFiles{}}}}
	if _, err := missing.run(t.Context()); err == nil || !strings.Contains(err.Error(), "table t") {
		t.Errorf("a file that is missing: %v", err)
	}
}
