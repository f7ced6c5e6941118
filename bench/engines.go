package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// workload is something that both engines compute.
type workload struct {
	Isobar  isobar
	Dataset string // isobar's dataset
	Input   string // folder of reports
	Prelude string // DuckDB's SQL that reads them
	SQL     func(table string) string
	Runs    int
	Limit   time.Duration // of each of DuckDB's tables
	Scratch string        // folder for what the engines write
}

// duckdbRun is one measured run of DuckDB.
type duckdbRun struct {
	usage
	*duckdbResult
}

// measured is what all runs of a workload cost, in pairs: run i of both engines was one after the other.
type measured struct {
	Bytes       int64 // of the reports
	Isobar      []isobarRun
	DuckDB      []duckdbRun
	Compared    int // tables whose rows were compared after each run
	Differences []string
}

// measure lets the engines take turns, and compares their rows after each turn.
func (w *workload) measure(ctx context.Context) (*measured, error) {
	bytes, err := size(w.Input)
	if err != nil {
		return nil, fmt.Errorf("the reports: %w", err)
	}
	m := &measured{Bytes: bytes}
	for range w.Runs {
		if err := w.turn(ctx, m); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// turn runs each engine once, into folders that are removed again.
func (w *workload) turn(ctx context.Context, m *measured) error {
	folder, err := os.MkdirTemp(w.Scratch, "turn")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	ours, err := w.Isobar.run(ctx, w.Dataset, w.Input, filepath.Join(folder, "isobar"))
	if err != nil {
		return err
	}
	job := duckdbJob{Input: filepath.Join(w.Input, "*.jsonl"), From: weekFrom, To: weekTo, Prelude: w.Prelude, Output: folder, Limit: w.Limit}
	for _, t := range ours.Tables {
		job.Queries = append(job.Queries, query{t.Name, w.SQL(t.Name)})
	}
	theirs := duckdbRun{duckdbResult: &duckdbResult{}}
	if theirs.usage, err = self(ctx, "duckdb", &job, theirs.duckdbResult); err != nil {
		return err
	}
	var compare rowsJob
	for _, s := range theirs.Steps {
		if s.Name != reading && s.Unfinished == "" {
			compare.Tables = append(compare.Tables, twoTables{s.Name, ours.parquet(s.Name), duckdbFile(folder, s.Name)})
		}
	}
	var rows rowsResult
	if _, err := self(ctx, "rows", &compare, &rows); err != nil {
		return err
	}
	m.Isobar, m.DuckDB = append(m.Isobar, ours), append(m.DuckDB, theirs)
	m.Compared, m.Differences = len(compare.Tables), append(m.Differences, rows.Differences...)
	return nil
}

// unfinished are the tables that DuckDB did not compute in some run, each with the reason.
func (m *measured) unfinished() (all []step) {
	seen := map[string]bool{}
	for _, r := range m.DuckDB {
		for _, s := range r.Steps {
			if s.Unfinished != "" && !seen[s.Name] {
				seen[s.Name] = true
				all = append(all, s)
			}
		}
	}
	return all
}

// steps are the names of DuckDB's steps, in their order.
func (m *measured) steps() (names []string) {
	for _, s := range m.DuckDB[0].Steps {
		names = append(names, s.Name)
	}
	return names
}

// stepSeconds is how long the steps of these names took together in each run.
func (m *measured) stepSeconds(names ...string) (seconds figures) {
	for _, r := range m.DuckDB {
		var sum float64
		for _, s := range r.Steps {
			for _, name := range names {
				if s.Name == name {
					sum += s.Seconds
				}
			}
		}
		seconds = append(seconds, sum)
	}
	return seconds
}
