package job_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"isobar/internal/job"
	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/week"
)

// lesser is a Dropsonde report of a writer that knows of few columns.
type lesser struct {
	SiteID    []byte    `parquet:"site_id"`
	Timestamp time.Time `parquet:"timestamp,timestamp(microsecond)"`
	Modules   []struct {
		Name string `parquet:"name"`
		Slug string `parquet:"slug"`
	} `parquet:"modules,list"`
	Colour string `parquet:"colour"`
}

// writeLesser writes a Parquet file with a report of each of some sites.
func writeLesser(t *testing.T, folder string, w week.Window, sites int) (name string) {
	t.Helper()
	var rows []lesser
	for i := range sites {
		row := lesser{SiteID: fmt.Appendf(nil, "s%d", i), Timestamp: time.UnixMicro(w.From), Colour: "red"}
		row.Modules = append(row.Modules, struct {
			Name string `parquet:"name"`
			Slug string `parquet:"slug"`
		}{"a", "x-a"})
		rows = append(rows, row)
	}
	var file bytes.Buffer
	if err := parquet.Write(&file, rows); err != nil {
		t.Fatal(err)
	}
	name = filepath.Join(folder, "lacks.parquet")
	if err := os.WriteFile(name, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// A Parquet file that lacks a column keeps back the tables that need it, by name, and no others; what it has too
// much is reported.
func TestMissingColumn(t *testing.T) {
	ds, w := load(t, dropsonde), theWeek(t)
	before, err := week.Parse("2026-11-02")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for i := range 30 {
		lines = append(lines, fmt.Sprintf(`{"site_id":"s%d","timestamp":"2026-11-03T00:00:00Z","modules":[{"name":"a","slug":"x-a","version":"1.0.0"}]}`, i))
	}
	input, output := write(t, lines, 1), t.TempDir()
	lacks := writeLesser(t, input, w, 30)
	o := job.Options{Dataset: ds, Input: []string{input}, Window: before, Output: output, Version: "test", Counts: job.CountsThreshold}
	done, err := job.Run(t.Context(), o) // of a week of which the file has no report
	if err != nil || len(done.Stale) > 0 || len(done.NewColumns) > 0 {
		t.Fatalf("%v, %+v", err, done)
	}
	o.Window = w
	done, err = job.Run(t.Context(), o)
	var incomplete *job.Incomplete
	if !errors.As(err, &incomplete) || done == nil || done.Output == "" {
		t.Fatalf("%v, %+v", err, done)
	}
	if want := "table module_versions was not made: " + lacks + " lacks modules.version, which it needs"; !strings.Contains(err.Error(), want) {
		t.Errorf("%v\nlacks: %s", err, want)
	}
	if want := (job.NewColumn{Name: "colour", Reports: 30}); len(done.NewColumns) != 1 || done.NewColumns[0] != want {
		t.Errorf("new columns %v", done.NewColumns)
	}
	if got := rowsOf(t, filepath.Join(output, ds.Name), "module_usage"); len(got) == 0 {
		t.Error("module_usage, which needs what there is, has no rows")
	}
	m, err := release.Read(t.Context(), storage.NewLocal(filepath.Join(output, ds.Name)), w.Label)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Tables)+len(m.Stale) != len(ds.Tables) || !slices.Contains(m.Stale, release.Stale{Name: "module_versions", Week: before.Label}) {
		t.Errorf("%d tables, stale %v", len(m.Tables), m.Stale)
	}
	for _, e := range m.Tables {
		if e.Name == "module_versions" {
			t.Error("module_versions is released")
		}
	}
}

// A file that lacks a column and has few of the reports keeps back nothing: with it, a release is what it is if the
// same sites leave the column out in JSON.
func TestOddFile(t *testing.T) {
	lines := func(from int) (lines []string) {
		for i := from; i < 60; i++ {
			lines = append(lines, fmt.Sprintf(`{"site_id":"s%d","timestamp":"2026-11-10T00:00:00Z","modules":[{"name":"a","slug":"x-a","version":"1.0.0"}]}`, i))
		}
		return lines
	}
	w := theWeek(t)
	for _, sites := range []int{3, 4} { // of 60, as many as the gate allows and one more
		ds := load(t, dropsonde)
		o := job.Options{Dataset: ds, Input: []string{write(t, lines(sites), 1)}, Window: w, Output: t.TempDir(), Version: "test", Counts: job.CountsThreshold}
		writeLesser(t, o.Input[0], w, sites)
		_, err := job.Run(t.Context(), o)
		var incomplete *job.Incomplete
		if stale := float64(sites)/60 > ds.Gate.MaxDamaged; errors.As(err, &incomplete) != stale || (err == nil) == stale {
			t.Fatalf("%d of 60 sites: %v", sites, err)
		}
		ds.Gate.MaxDamaged = 0.07
		o.Output = t.TempDir()
		if done, err := job.Run(t.Context(), o); err != nil || len(done.Stale) > 0 {
			t.Fatalf("%d of 60 sites, %g allowed: %v", sites, ds.Gate.MaxDamaged, err)
		}
		with := digests(t, filepath.Join(o.Output, ds.Name))
		all := lines(sites)
		for i := range sites {
			all = append(all, fmt.Sprintf(`{"site_id":"s%d","timestamp":"2026-11-09T00:00:00Z","modules":[{"name":"a","slug":"x-a"}]}`, i))
		}
		o.Input, o.Output = []string{write(t, all, 1)}, t.TempDir()
		if got := digests(t, run(t, o)); !maps.Equal(with, got) {
			t.Errorf("%d of 60 sites: another release than of the same in JSON", sites)
		}
		ds.Gate.MaxDamaged = 0
		o.Input, o.Output = []string{write(t, lines(sites), 1)}, t.TempDir()
		writeLesser(t, o.Input[0], w, 1)
		if _, err = job.Run(t.Context(), o); !errors.As(err, &incomplete) {
			t.Errorf("with nothing allowed: %v", err)
		}
	}
}
