package job_test

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/week"
	"isobar/pipelines"
)

// withDP is the dataset of dropsonde, of which tables ask for differential privacy.
func withDP(t *testing.T, budget dataset.Loss, tables map[string]dataset.DP) *dataset.Dataset {
	t.Helper()
	ds := load(t, dropsonde)
	ds.Privacy.DPBudget = &budget
	for i := range ds.Tables {
		if dp, ok := tables[ds.Tables[i].Name]; ok {
			ds.Tables[i].DP = &dp
		}
	}
	return ds
}

func asks(epsilon float64, groups int64) dataset.DP {
	return dataset.DP{Loss: dataset.Loss{Epsilon: epsilon, Delta: 1e-6}, MaxGroupsPerSite: groups, Line: 3, Column: 1}
}

// alike are reports of n sites with the same six modules and classes each.
func alike(n, week int) []string {
	var lines []string
	for i := range n {
		var modules, classes []string
		for m := range 6 {
			modules = append(modules, fmt.Sprintf(`{"slug":"a-m%d","version":"1.0.0"}`, m))
			classes = append(classes, fmt.Sprintf(`{"name":"c%d","count":%d}`, m, 5))
		}
		lines = append(lines, fmt.Sprintf(`{"site_id":"%04x","timestamp":"2026-11-%02d 00:00:00 UTC","modules":[%s],"classes":[%s]}`,
			i, 10+7*week, strings.Join(modules, ","), strings.Join(classes, ",")))
	}
	return lines
}

func entryOf(t *testing.T, m *release.Manifest, table string) release.Entry {
	t.Helper()
	for _, e := range m.Tables {
		if e.Name == table {
			return e
		}
	}
	t.Fatalf("the manifest has no table %s", table)
	return release.Entry{}
}

// TestDPBounds: 1200 sites with six modules each, of which two count, are 2400 rows over six modules.
func TestDPBounds(t *testing.T) {
	ds, w := withDP(t, dataset.Loss{Epsilon: 20, Delta: 1e-3}, map[string]dataset.DP{"module_usage": asks(8, 2), "class_usage": asks(12, 2)}), theWeek(t)
	folder := run(t, job.Options{Dataset: ds, Input: []string{write(t, alike(1200, 0), 3)}, Window: w, Output: t.TempDir(), Secret: secretFile(t, aSecret)})
	total, whole := int64(0), 0
	rows := numbers(t, folder, "module_usage")
	for key, n := range rows {
		total += n
		if n%10 == 0 {
			whole++
		}
		if n < 300 || n > 500 { // 400, with a deviation of 16 by choice and less than one by noise
			t.Errorf("%s has %d sites", key, n)
		}
	}
	if whole == len(rows) {
		t.Error("numbers with noise are rounded as well")
	}
	if len(rows) != 6 || total < 2380 || total > 2420 {
		t.Errorf("%d rows with %d sites together, want 6 with 2400", len(rows), total)
	}
	if rows := numbers(t, folder, "module_versions"); rows["a-m0\x001.0.0\x00"] < 1190 { // not private: all sites count
		t.Errorf("module_versions: %v", rows)
	}
	m := manifestOf(t, folder)
	e := entryOf(t, m, "module_usage")
	want := release.DP{Epsilon: 8, Delta: 1e-6, MaxGroupsPerSite: 2, Mechanism: "discrete Laplace"}
	if e.DP == nil || *e.DP != want || e.Withheld != nil || e.Columns[1].Measure != "" || e.Columns[1].Step != 0 || e.Columns[1].Noise != 0.25 {
		t.Errorf("entry %+v, %+v", e, e.DP)
	}
	for _, c := range entryOf(t, m, "class_usage").Columns {
		if c.Measure != "" || c.Step != 0 || !c.Key && c.Noise == 0 {
			t.Errorf("class_usage: column %+v", c)
		}
	}
	if e := entryOf(t, m, "module_versions"); e.DP != nil || e.Columns[2].Measure != "sites" || e.Columns[2].Step != 10 {
		t.Errorf("entry %+v", e)
	}
	if l := m.Loss; l == nil || l.Epsilon != 20 || math.Abs(l.Delta-2e-6) > 1e-15 || l.TotalEpsilon != 20 || l.BudgetEpsilon != 20 || l.ReplacedEpsilon != 0 || len(l.Noise) != 16 {
		t.Errorf("loss %+v", m.Loss)
	}
}

// TestDPRepeatable: a week is the same again whatever the order, the files, the workers and the runner; another secret gives other
// noise.
func TestDPRepeatable(t *testing.T) {
	ds, w := withDP(t, dataset.Loss{Epsilon: 8, Delta: 1e-5}, map[string]dataset.DP{"module_usage": asks(2, 3), "platforms": asks(2, 5)}), theWeek(t)
	g := generated(t, w, 4, 900)
	o := job.Options{Dataset: ds, Input: []string{g}, Window: w, Output: t.TempDir(), Secret: secretFile(t, aSecret), Workers: 1}
	first := digests(t, run(t, o))
	data, err := os.ReadFile(filepath.Join(g, "reports-00.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	slices.Reverse(lines)
	if err := os.WriteFile(filepath.Join(g, "reports-00.jsonl"), []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	if again := digests(t, run(t, o)); !maps.Equal(first, again) { // in the same place: the account is the same too
		t.Error("a second run gives another release")
	}
	o.Output, o.Workers, o.SplitBytes, o.Runner = t.TempDir(), 3, 1<<14, pipelines.Prism
	if again := digests(t, run(t, o)); !maps.Equal(first, again) {
		t.Error("another runner gives another release")
	}
	o.Output, o.Secret = t.TempDir(), secretFile(t, strings.Repeat("0123456789abcdef", 4))
	other := digests(t, run(t, o))
	if name := "/module_usage/week=2026-11-09/module_usage.csv"; first[name] == [32]byte{} || first[name] == other[name] {
		t.Error("another secret gives the same noise")
	}
}

// TestDPAccount follows the loss over weeks, and over releases of one week with other reports, whose noise is new in
// all private tables.
func TestDPAccount(t *testing.T) {
	ds := withDP(t, dataset.Loss{Epsilon: 4, Delta: 1e-5}, map[string]dataset.DP{"module_usage": asks(1.5, 2), "class_usage": asks(0.5, 1)})
	o := job.Options{Dataset: ds, Output: t.TempDir(), Secret: secretFile(t, aSecret)}
	publish := func(label string, lines []string) (*release.Manifest, string, error) {
		t.Helper()
		w, err := week.Parse(label)
		if err != nil {
			t.Fatal(err)
		}
		o.Window, o.Input, o.Version = w, []string{write(t, lines, 1)}, "test"
		if _, err := job.Run(t.Context(), o); err != nil {
			return nil, "", err
		}
		folder := filepath.Join(o.Output, ds.Name)
		m, err := release.Read(t.Context(), storage.NewLocal(folder), label)
		if err != nil {
			t.Fatal(err)
		}
		return m, strings.Join(rowsIn(t, folder, "module_usage", label), "\n"), nil
	}
	must := func(label string, lines []string) (*release.Manifest, string) {
		t.Helper()
		m, rows, err := publish(label, lines)
		if err != nil {
			t.Fatal(err)
		}
		return m, rows
	}
	m, before := must("2026-11-09", alike(600, 0))
	if m.Loss.Epsilon != 2 || m.Loss.TotalEpsilon != 2 {
		t.Errorf("first week: %+v", m.Loss)
	}
	m, next := must("2026-11-16", alike(600, 1))
	if m.Loss.Epsilon != 2 || m.Loss.TotalEpsilon != 4 || math.Abs(m.Loss.TotalDelta-4e-6) > 1e-15 {
		t.Errorf("second week: %+v", m.Loss)
	}
	if before == next {
		t.Error("the same reports in another week have the same noise")
	}
	// One site more, which has no module: the noise of modules is new nevertheless.
	more := append(alike(600, 0), `{"site_id":"ffff","timestamp":"2026-11-10 00:00:00 UTC"}`)
	m, after := must("2026-11-09", more)
	if m.Loss.Epsilon != 4 || m.Loss.ReplacedEpsilon != 2 || m.Loss.TotalEpsilon != 4 {
		t.Errorf("the week with one more site: %+v", m.Loss)
	}
	if before == after {
		t.Error("other reports have the same noise")
	}
	if m, again := must("2026-11-09", more); m.Loss.Epsilon != 4 || m.Loss.ReplacedEpsilon != 2 || again != after {
		t.Errorf("the same once more: %+v", m.Loss)
	}
	var refusal *job.Refusal
	if _, _, err := publish("2026-11-09", alike(600, 0)); !errors.As(err, &refusal) || !strings.Contains(err.Error(), "its noise is spent: ε = 6") {
		t.Errorf("a third form of the week: %v", err)
	}
}

// TestDPModes: beside a private table, others may be exact; with --counts threshold all are, to measure.
func TestDPModes(t *testing.T) {
	ds, w := withDP(t, dataset.Loss{Epsilon: 20, Delta: 1e-3}, map[string]dataset.DP{"module_usage": asks(20, 1)}), theWeek(t)
	o := job.Options{Dataset: ds, Input: []string{write(t, alike(1200, 0), 1)}, Window: w, Counts: dataset.CountsExact, Output: t.TempDir(), Secret: secretFile(t, aSecret)}
	folder := run(t, o)
	for key, n := range numbers(t, folder, "module_usage") {
		if n < 120 || n > 280 { // a sixth of the sites
			t.Errorf("exact: %q has %d sites", key, n)
		}
	}
	if n := numbers(t, folder, "module_versions")["a-m0\x001.0.0\x00"]; n != 1200 {
		t.Errorf("exact: a module has %d sites", n)
	}
	if m := manifestOf(t, folder); m.Secret == "" || m.Step != 0 || m.Loss == nil {
		t.Errorf("exact: %+v", m.Protection)
	}
	o.Counts, o.Output = job.CountsThreshold, t.TempDir()
	folder = run(t, o)
	for key, n := range numbers(t, folder, "module_usage") {
		if n != 1200 {
			t.Errorf("threshold: %q has %d sites", key, n)
		}
	}
	if m := manifestOf(t, folder); m.Secret != "" || m.Loss != nil || entryOf(t, m, "module_usage").DP != nil {
		t.Errorf("threshold: %+v", m.Protection)
	}
}

func TestDPRefusals(t *testing.T) {
	ds, w := withDP(t, dataset.Loss{Epsilon: 1, Delta: 1e-5}, map[string]dataset.DP{"module_usage": asks(0.6, 2), "class_usage": asks(0.6, 2)}), theWeek(t)
	var refusal *job.Refusal
	_, err := job.Run(t.Context(), job.Options{Dataset: ds, Input: []string{"no/such/file"}, Window: w, Output: t.TempDir()})
	if !errors.As(err, &refusal) || !strings.Contains(err.Error(), "asked for by class_usage, module_usage") {
		t.Errorf("over budget: %v", err)
	}
	for sql, want := range map[string]string{
		"SELECT a.slug AS one, b.slug AS other, COUNT(DISTINCT site_id) AS n FROM reports, UNNEST(modules) AS a, UNNEST(modules) AS b WHERE a.slug < b.slug GROUP BY a.slug, b.slug": "counts sets of values",
		"SELECT m.slug AS slug, COUNT(DISTINCT m.version) AS n FROM reports, UNNEST(modules) AS m GROUP BY m.slug":                                                                   "COUNT(DISTINCT …) of anything but the site",
		"SELECT m.slug AS slug, m.version AS version, COUNT(DISTINCT site_id) AS n FROM reports, UNNEST(modules) AS m GROUP BY ROLLUP (m.slug, m.version)":                           "one GROUP BY",
	} {
		table := dataset.Table{Name: "mine", SQLFile: "dir/mine.sql", MetaFile: "dir/mine.yaml", SQL: sql, K: 10, DP: &dataset.DP{}}
		*table.DP = asks(1, 2)
		_, err := job.Compile(ds, []dataset.Table{table}, w)
		if err == nil || !strings.HasPrefix(err.Error(), "dir/mine.yaml:3:1: dp: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %s\n%s", err, want, sql)
		}
	}
	mean := dataset.Table{Name: "mine", SQLFile: "dir/mine.sql", MetaFile: "dir/mine.yaml", K: 10, DP: &dataset.DP{},
		SQL: "SELECT c.name AS name, AVG(c.count) AS mean FROM reports, UNNEST(classes) AS c GROUP BY c.name"}
	*mean.DP = asks(1, 2)
	queries, err := job.Compile(ds, []dataset.Table{mean}, w)
	if err != nil || !queries[0].Limited() || len(queries[0].Groups[0].Measures) != 2 {
		t.Errorf("a mean: %v", err)
	}
}
