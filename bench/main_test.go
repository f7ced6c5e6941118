package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// program is isobar, as an absolute path, or why there is none.
var program struct {
	file isobar
	err  error
}

// TestMain answers as the program itself does if a test started it for a hidden subcommand. Otherwise it
// builds isobar where `make build` does, so that a build that is up to date is not repeated.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "duckdb" || os.Args[1] == "rows") {
		main()
		os.Exit(0)
	}
	file, err := filepath.Abs("../bin/isobar")
	if err == nil {
		build := exec.Command("go", "build", "-o", file, "./cmd/isobar")
		build.Dir, build.Stderr = "..", os.Stderr
		err = build.Run()
	}
	program.file, program.err = isobar(file), err
	os.Exit(m.Run())
}

// needIsobar is the flags' settings of a small benchmark.
func needIsobar(t *testing.T) *options {
	t.Helper()
	if program.err != nil {
		t.Fatalf("isobar could not be built: %v", program.err)
	}
	return &options{isobar: program.file, root: "..", dataset: "../queries/dropsonde", runs: 1, sites: 1000, seed: 7, limit: time.Minute}
}

// Both engines compute the same tables from made-up reports, each of whose flaws some row depends on.
func TestDropsonde(t *testing.T) {
	var out bytes.Buffer
	if err := needIsobar(t).dropsonde(t.Context(), &out, t.TempDir()); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	for _, want := range []string{"1,000 sites", "peak memory", "MB/s", "aggregate", "module_pairs", "14 tables that both computed are equal"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, &out)
		}
	}
}

// The published number of pairs of a public data set, which is neither isobar's nor DuckDB's.
func TestFIMI(t *testing.T) {
	o := needIsobar(t)
	o.fimiFolder = t.TempDir()
	data, err := os.ReadFile("../internal/itemset/testdata/mushroom.dat.gz")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(o.fimiFolder, "mushroom.dat.gz"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := o.fimi(t.Context(), &out, t.TempDir()); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	if !strings.Contains(out.String(), "FIMI T10I4D100K is not in") {
		t.Errorf("the data set that is missing is not mentioned in\n%s", &out)
	}
	input := t.TempDir()
	if err := convertFile(o.fimiFolder, "mushroom", input); err != nil {
		t.Fatal(err)
	}
	run, err := o.isobar.run(t.Context(), "testdata/fimi", input, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if run.Sites != 8124 || run.Tables[0].Name != "pairs" || run.Tables[0].Rows != 3323 {
		t.Errorf("%d baskets, %+v", run.Sites, run.Tables)
	}
}

func TestConvert(t *testing.T) {
	var out strings.Builder
	n, err := convert(strings.NewReader("1 22 3 \n\n7\n"), &out)
	want := `{"site_id":"basket 1","timestamp":"2026-11-09T00:00:00Z","modules":[{"slug":"1"},{"slug":"22"},{"slug":"3"}]}
{"site_id":"basket 2","timestamp":"2026-11-09T00:00:00Z","modules":[{"slug":"7"}]}
`
	if err != nil || n != 2 || out.String() != want {
		t.Errorf("%d baskets, %v:\n%s", n, err, out.String())
	}
	if _, err := convert(strings.NewReader("1 2\n3 \"\n"), &out); err == nil || !strings.Contains(err.Error(), "basket 2") {
		t.Errorf("a quote is taken for a number: %v", err)
	}
}

// A changed number, a row that is missing, one that is there twice and another type are all seen.
func TestRowsDiffer(t *testing.T) {
	db, err := openDuckDB(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	folder := t.TempDir()
	const rows = "VALUES ('a', 1), ('b', 2), (NULL, 3)"
	write := func(name, rows string) string {
		file := filepath.Join(folder, name+".parquet")
		q := fmt.Sprintf("COPY (SELECT * FROM (%s) AS t(x, n)) TO %s (FORMAT parquet)", rows, quoted(file))
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		return file
	}
	one := write("one", rows)
	for name, c := range map[string]struct {
		rows string
		want []string
	}{
		"same":      {"VALUES (NULL, 3), ('b', 2), ('a', 1)", nil},
		"changed":   {"VALUES ('a', 1), ('b', 4), (NULL, 3)", []string{"t: 1 row is only isobar's", "t: 1 row is only DuckDB's"}},
		"missing":   {"VALUES ('a', 1), ('b', 2)", []string{"t: 1 row is only isobar's"}},
		"twice":     {rows + ", ('a', 1)", []string{"t: 1 row is only DuckDB's"}},
		"NULL":      {"VALUES ('a', 1), ('b', 2), ('', 3)", []string{"t: 1 row is only isobar's", "t: 1 row is only DuckDB's"}},
		"otherwise": {"SELECT 'a', 1.5", []string{"t: isobar has the columns [x VARCHAR n INTEGER], DuckDB [x VARCHAR n DECIMAL(2,1)]"}},
	} {
		job := rowsJob{[]twoTables{{"t", one, write(name, c.rows)}}}
		r, err := job.run(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !slices.Equal(r.Differences, c.want) {
			t.Errorf("%s: %q, not %q", name, r.Differences, c.want)
		}
	}
}

// A table that takes too long is a result, and the next one is computed all the same.
func TestLimit(t *testing.T) {
	folder := t.TempDir()
	file := func(name, text string) string {
		name = filepath.Join(folder, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	job := duckdbJob{Prelude: file("prelude", "CREATE TABLE one AS SELECT 1 AS n"), Output: folder, Limit: time.Second, Queries: []query{
		{"slow", file("slow", "SELECT a.range % b.range AS n, count(*) AS c FROM range(1, 1000000) a, range(1, 1000000) b GROUP BY n")},
		{"quick", file("quick", "SELECT n FROM one")},
	}}
	r, err := job.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Steps[1]; s.Unfinished != "not within 1s" || s.Seconds < 1 {
		t.Errorf("the slow table: %+v", s)
	}
	if s := r.Steps[2]; s.Unfinished != "" || s.Rows != 1 {
		t.Errorf("the quick table: %+v", s)
	}
	m := measured{Isobar: []isobarRun{{usage{Wall: time.Second, CPU: 1, Peak: 1}, &summary{}}}, DuckDB: []duckdbRun{{usage{Wall: 2 * time.Second, CPU: 1, Peak: 1}, r}}}
	var out strings.Builder
	if err := m.write(&out, "t"); err != nil || !strings.Contains(out.String(), "at least 2.00") {
		t.Errorf("%v: the ratio is no lower bound in\n%s", err, out.String())
	}
}

func TestParseSummary(t *testing.T) {
	s, err := parseSummary([]byte(`{"published":true,"output":"o","reports":3,"sites":2,"tables":[{"name":"t","k":10,"rows":5},{"name":"u","k":10,"rows":6}],
		"phases":[{"name":"scan","seconds":1.5,"bytes":3000000}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if s.rows() != 11 || s.Phases[0] != (phase{"scan", 1.5, 3000000}) || s.parquet("t") != filepath.Join("o", "t", "*", "*.parquet") {
		t.Errorf("%+v", s)
	}
	for _, text := range []string{"", "{", "{}", `{"published":true,"output":"o"}`, `{"refused":"too few sites"}`} {
		if _, err := parseSummary([]byte(text)); err == nil {
			t.Errorf("%q is a summary", text)
		}
	}
}

func TestFigures(t *testing.T) {
	for want, f := range map[string]figures{
		"none": nil, "2.00 s": {2}, "2.50 s [1.00–4.00]": {4, 1, 2, 3}, "12.3 s [0.50–1,235]": {1234.5, 12.34, 0.5},
	} {
		if got := f.text(" s"); got != want {
			t.Errorf("%v: %q, not %q", []float64(f), got, want)
		}
	}
	if r := (figures{4, 9}).per(figures{2, 3}); !slices.Equal(r, figures{2, 3}) {
		t.Errorf("ratios %v", r)
	}
}

func TestParseSizes(t *testing.T) {
	sizes, err := parseSizes("500,10k, 1M")
	if err != nil || !slices.Equal(sizes, []int64{500, 10_000, 1_000_000}) {
		t.Errorf("%v, %v", sizes, err)
	}
	for _, text := range []string{"", "k", "10K", "-1", "0", "1.5k", "10k,"} {
		if _, err := parseSizes(text); err == nil {
			t.Errorf("%q are sizes", text)
		}
	}
}

// Each size is a line, with the threshold of triples in proportion; so is one that fails.
func TestScale(t *testing.T) {
	o := needIsobar(t)
	o.sizes = "500,1k"
	var out bytes.Buffer
	if err := o.scale(t.Context(), &out, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(strings.TrimSpace(out.String()), "\n"); len(lines) != 4 || !strings.Contains(lines[3], "µs") {
		t.Errorf("not a line for each size:\n%s", &out)
	}
	copied := filepath.Join(t.TempDir(), "dropsonde")
	if err := copyDataset(o.dataset, copied, 300_000); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(copied, "module_triples.yaml"))
	if err != nil || !strings.Contains(string(text), "\nk: 600\n") {
		t.Errorf("%v:\n%s", err, text)
	}
	o.isobar = "/nowhere"
	out.Reset()
	if err := o.scale(t.Context(), &out, t.TempDir()); err != nil || !strings.Contains(out.String(), "no such file") {
		t.Errorf("%v\n%s", err, &out)
	}
}

func TestSubcommands(t *testing.T) {
	if err := run(t.Context(), []string{"sclae"}, nil, nil); err == nil || errors.Is(err, os.ErrNotExist) {
		t.Errorf("a subcommand that is not there: %v", err)
	}
}
