package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
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
	if given := os.Getenv("BENCH_ISOBAR"); given != "" {
		file = given
	} else if err == nil {
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
	return &options{isobar: program.file, root: "..", dataset: "../queries/dropsonde", ways: "plain,tuned,best",
		runs: 1, sites: 1000, seed: 7, limit: time.Minute, progress: io.Discard, freeDiskBytes: freeDiskBytes}
}

func TestSubcommands(t *testing.T) {
	if err := run(t.Context(), []string{"sclae"}, nil, io.Discard, io.Discard); err == nil || errors.Is(err, os.ErrNotExist) {
		t.Errorf("a subcommand that is not there: %v", err)
	}
	for _, args := range []string{"--runs 0", "--sites 0", "--duckdb quick", "extra", "--isobar /nowhere"} {
		if err := run(t.Context(), strings.Fields(args), nil, io.Discard, io.Discard); err == nil {
			t.Errorf("%s is accepted", args)
		}
	}
}

// The JSON has what was printed, under names that do not change by accident.
func TestJSON(t *testing.T) {
	o := needIsobar(t)
	o.json = filepath.Join(t.TempDir(), "results.json")
	r, err := o.begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m := twoRuns()
	r.Measured = []*measured{m}
	r.Aims = aimsBeside(r)
	if err := o.writeJSON(r); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(o.json)
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Machine  struct{ Cores int }
		Isobar   string
		Settings struct{ Sites, Seed int64 }
		Measured []struct {
			Isobar []struct {
				Wall   float64 `json:"wall_seconds"`
				Peak   int64   `json:"peak_bytes"`
				Phases []struct{ Name string }
			}
			DuckDB []struct {
				Name string
				Runs []struct {
					CPU   float64 `json:"cpu_seconds"`
					Steps []struct {
						Name    string
						Seconds float64
					}
				}
			}
		}
		Aims []struct{ Verdict string }
	}
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	if read.Machine.Cores < 1 || !strings.HasPrefix(read.Isobar, "isobar") || read.Settings.Seed != 7 || len(read.Aims) == 0 {
		t.Errorf("%+v", read)
	}
	ours, theirs := read.Measured[0].Isobar[1], read.Measured[0].DuckDB[0]
	if ours.Wall != 2 || ours.Peak != 200e6 || ours.Phases[0].Name != "scan" {
		t.Errorf("isobar: %+v", ours)
	}
	if theirs.Name != "tuned" || theirs.Runs[0].CPU != 30 || theirs.Runs[0].Steps[1].Name != "t" || theirs.Runs[0].Steps[1].Seconds != 8 {
		t.Errorf("DuckDB: %+v", theirs)
	}
}

// twoRuns is a measurement of one table, twice by each engine: 1 and 2 s, 20 and 30 s.
func twoRuns() *measured {
	s := summary{Sites: 3, Reports: 4, Tables: []tableSummary{{"t", 10, 5}}, Phases: []phase{{"scan", 1, 1e6}}}
	theirs := func() duckdbResult {
		return duckdbResult{"v9", []step{{Name: reading, Seconds: 2}, {Name: "t", Seconds: 8, Rows: 5}}}
	}
	return &measured{
		Title: allButTriples, Tables: []string{"t"}, Bytes: 1e6, Compared: 2,
		Isobar: []isobarRun{{usage{1, 1.5, 100e6}, s}, {usage{2, 2.5, 200e6}, s}},
		DuckDB: []contender{{"tuned", []duckdbRun{{usage{20, 30, 400e6}, theirs()}, {usage{30, 40, 500e6}, theirs()}}}},
	}
}
