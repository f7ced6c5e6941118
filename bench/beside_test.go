package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Both engines compute the same tables from made-up reports, each of whose flaws some row depends on; and
// all ways of asking DuckDB do.
func TestDropsonde(t *testing.T) {
	o := needIsobar(t)
	o.tables = "platforms"
	var out bytes.Buffer
	var r results
	if err := o.dropsonde(t.Context(), &out, &r, t.TempDir()); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	for _, want := range []string{"1,000 sites", "peak memory", "MB/s", "aggregate", "module_pairs", "are equal, in both forms of file, in 39 comparisons",
		"isobar by default: rounded, audited", "Each table alone", "What a table adds", "least of 1 table alone"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, &out)
		}
	}
	if len(r.Measured) != 3 || len(r.Tables) != 1 || len(r.Tables[0].Steps) != 3 || len(r.Tables[0].Added) != 1 {
		t.Errorf("%d measurements, tables %+v", len(r.Measured), r.Tables)
	}
	left, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range left {
		if strings.HasPrefix(f.Name(), "bench") && f.IsDir() || strings.HasSuffix(f.Name(), ".tmp") {
			t.Errorf("%s was left here", f.Name())
		}
	}
}

// All ways of asking DuckDB find isobar's triples, of every part that best counts them in: also the last
// one, of rare modules, which a high k leaves nearly empty.
func TestTriples(t *testing.T) {
	o := needIsobar(t)
	o.sites = 250
	dataset, err := copyDataset(o.dataset, t.TempDir(), []string{triples})
	if err != nil {
		t.Fatal(err)
	}
	if err := scaleTriples(dataset, o.sites); err != nil {
		t.Fatal(err)
	}
	input := t.TempDir()
	if err := o.isobar.sample(t.Context(), dataset, o.sites, o.seed, input); err != nil {
		t.Fatal(err)
	}
	load := workload{Title: "triples", Tables: []string{triples}, Dataset: dataset, Input: input, Contestants: o.dropsondeWays()}
	m, err := o.measure(t.Context(), load, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if rows := m.Isobar[0].rows(); rows < 1000 {
		t.Errorf("only %d triples: too few to show anything", rows)
	}
	if len(m.Differences) > 0 || m.Compared != 3 {
		t.Errorf("%d comparisons: %q", m.Compared, m.Differences)
	}
}

// The published number of pairs of a public data set, which is neither isobar's nor DuckDB's.
func TestFIMI(t *testing.T) {
	o := needIsobar(t)
	o.ways = "tuned"
	o.fimiFolder = t.TempDir()
	data, err := os.ReadFile("../internal/itemset/testdata/mushroom.dat.gz")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(o.fimiFolder, "mushroom.dat.gz"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	var r results
	if err := o.fimi(t.Context(), &out, &r, t.TempDir()); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	if !strings.Contains(out.String(), "FIMI T10I4D100K is not in") {
		t.Errorf("the data set that is missing is not mentioned in\n%s", &out)
	}
	run := r.Measured[0].Isobar[0]
	if run.Sites != 8124 || run.Tables[0].Name != "pairs" || run.Tables[0].Rows != 3323 {
		t.Errorf("%d baskets, %+v", run.Sites, run.Tables)
	}
}

// The dataset for item sets passes its own tests.
func TestFIMIDataset(t *testing.T) {
	o := needIsobar(t)
	printed, _, err := measure(t.Context(), nil, string(o.isobar), "query", "test", "testdata/fimi/pairs.sql", "testdata/fimi/triples.sql")
	if err != nil || strings.Count(string(printed), "2 cases") != 2 {
		t.Errorf("%v\n%s", err, printed)
	}
}

// Both ways of asking DuckDB find the same item sets; plain is too slow for a whole data set here.
func TestFIMIWays(t *testing.T) {
	var baskets strings.Builder
	for i := range 60 {
		for item := 1; item <= 12; item++ {
			if (i*item)%5 != 0 {
				baskets.WriteString(strings.Repeat("1", item) + " ")
			}
		}
		baskets.WriteByte('\n')
	}
	folder, input := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "made.dat"), []byte(baskets.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := convertFile(folder, "made", input); err != nil {
		t.Fatal(err)
	}
	o := needIsobar(t)
	m, err := o.measure(t.Context(), workload{Title: "made", Tables: []string{"pairs", "triples"}, Dataset: "testdata/fimi",
		Input: input, Contestants: fimiWays()}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if m.Isobar[0].rows() < 100 || len(m.Differences) > 0 || m.Compared != 4 {
		t.Errorf("%d rows, %d comparisons: %q", m.Isobar[0].rows(), m.Compared, m.Differences)
	}
}

func TestCheckRows(t *testing.T) {
	tables := []tableSummary{{"pairs", 10, 7}, {"triples", 10, 8}}
	if err := checkRows(tables, map[string]int64{"pairs": 7}); err != nil {
		t.Error(err)
	}
	for _, wrong := range []map[string]int64{{"triples": 7}, {"pairs": 7, "fours": 1}} {
		if err := checkRows(tables, wrong); err == nil {
			t.Errorf("%v is accepted", wrong)
		}
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

// A copy has the tables that were asked for, with their tests, and what is no table's.
func TestCopyDataset(t *testing.T) {
	o := needIsobar(t)
	to, err := copyDataset(o.dataset, t.TempDir(), []string{"platforms"})
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(to)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	if want := []string{"dataset.yaml", "platforms.sql", "platforms.yaml", "platforms_test.yaml", "schema.json"}; !slices.Equal(names, want) {
		t.Errorf("%v, not %v", names, want)
	}
}

// A table that a dataset has gained is left out until there is SQL for it, and mentioned.
func TestLeftOut(t *testing.T) {
	o := needIsobar(t)
	folder := t.TempDir()
	for _, name := range []string{"platforms.sql", triples + ".sql", "novelties.sql"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o.dataset = folder
	var out strings.Builder
	tables, err := o.dropsondeTables(&out, o.dropsondeWays())
	if err != nil || !slices.Equal(tables, []string{triples, "platforms"}) || !strings.Contains(out.String(), "novelties is left out") {
		t.Errorf("%v, %v: %s", tables, err, out.String())
	}
	o.tables = "novelties"
	if _, err := o.aloneTables(tables); err == nil {
		t.Error("a table without SQL can be measured alone")
	}
}

// The price of protection is printed as a factor, and DuckDB's ratio to the protected run beside it.
func TestProtected(t *testing.T) {
	m := twoRuns()
	m.Protected = []isobarRun{{usage{2, 3, 100e6}, m.Isobar[0].summary}, {usage{5, 5, 200e6}, m.Isobar[0].summary}}
	var out strings.Builder
	if err := m.write(&out); err != nil {
		t.Fatal(err)
	}
	_, protected, _ := strings.Cut(out.String(), "isobar by default")
	for _, want := range []string{"3.50 s [2.00–5.00]", "2.25 [2.00–2.50]", "8.00 [6.00–10.0]", "1.00 [1.00–1.00]"} {
		if !strings.Contains(protected, want) {
			t.Errorf("%q is not in\n%s", want, protected)
		}
	}
}

// A ratio to what DuckDB did not finish is a lower bound, wherever it is printed.
func TestUnfinished(t *testing.T) {
	m := twoRuns()
	var out strings.Builder
	if err := m.write(&out); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.Contains(text, "at least") || !strings.Contains(text, "17.5 [15.0–20.0]") {
		t.Errorf("not the ratios 15 and 20:\n%s", text)
	}
	m.DuckDB[0].Runs[1].Steps[1] = step{Name: "t", Seconds: 9, Unfinished: "not within 9s"}
	out.Reset()
	if err := m.write(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"at least 17.5", "did not compute t: not within 9s"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	out.Reset()
	if err := writeTables(&out, []*tableResult{{Name: "t", Alone: m}}); err != nil || !strings.Contains(out.String(), "at least 17.5") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// An aim is judged by the median. A lower bound can show that it is reached, but not that it is missed.
func TestAims(t *testing.T) {
	for _, c := range []struct {
		ratio figures
		bound bool
		want  verdict
	}{
		{figures{1, 10, 30}, false, reached}, {figures{9, 9.9, 30}, false, missed},
		{figures{12}, true, reached}, {figures{9}, true, notShown}, {nil, false, notShown},
	} {
		if a := atLeastTimes("x", 10, c.ratio, c.bound); a.Verdict != c.want {
			t.Errorf("%+v: %+v", c, a)
		}
	}
	run := func(wall float64, peak int64) []isobarRun {
		return []isobarRun{{usage{Wall: wall, Peak: peak}, summary{}}}
	}
	for _, c := range []struct {
		wall float64
		peak int64
		want []verdict
	}{
		{109, 4e9, []verdict{reached, reached}}, {111, 4e9 + 1, []verdict{missed, missed}},
	} {
		var got []verdict
		for _, a := range aimsOfScale([]scaleResult{{Sites: aimSmall, Counts: threshold, Runs: run(1, 1)}, {Sites: aimSmall, Counts: rounded, Runs: run(10, 1)},
			{Sites: aimLarge, Counts: rounded, Runs: run(c.wall, c.peak)}}) {
			got = append(got, a.Verdict)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v s and %v bytes: %v", c.wall, c.peak, got)
		}
	}
	if aims := aimsOfScale([]scaleResult{{Sites: aimSmall, Counts: threshold, Runs: run(10, 1)}, {Sites: aimLarge, Counts: threshold, Error: "none"}}); len(aims) > 0 {
		t.Errorf("judged without figures: %+v", aims)
	}
}

// A table that takes too long is a result, and the next one is computed all the same.
func TestLimit(t *testing.T) {
	slow := "SELECT a.range % b.range AS n, count(*) AS c FROM range(1, 1000000) a, range(1, 1000000) b GROUP BY n"
	job := duckdbJob{Output: t.TempDir(), Limit: time.Second, Script: script{
		Reading: []sqlFile{{"begin", "CREATE TABLE one AS SELECT 1 AS n"}},
		Queries: []query{{"slow", 1, sqlFile{"slow", slow}}, {"quick", 7, sqlFile{"quick", "CREATE TABLE two AS SELECT n + 1 AS n FROM one;\nSELECT n, getvariable('k') AS k FROM two"}}},
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
	text, err := os.ReadFile(filepath.Join(job.Output, "quick.csv"))
	if err != nil || string(text) != "n,k\n2,7\n" {
		t.Errorf("%v: %q", err, text)
	}
}
