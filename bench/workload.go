package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// workload is some tables of some reports, which isobar and DuckDB compute.
type workload struct {
	Title       string
	Tables      []string
	Dataset     string // isobar's, with these tables only
	Input       string // folder of reports
	Contestants []contestant

	// Protected says that isobar is measured a second time, rounding counts and auditing the release.
	Protected bool
}

// duckdbRun is one measured run of DuckDB.
type duckdbRun struct {
	usage
	duckdbResult
}

// contender is a contestant with its runs, as many as isobar's or one.
type contender struct {
	Name string      `json:"name"`
	Runs []duckdbRun `json:"runs"`
}

// measured is what all runs of a workload cost. Run i of each took place in the same turn. Isobar's runs with
// thresholds alone are those that DuckDB is compared with.
type measured struct {
	Title       string      `json:"title"`
	Tables      []string    `json:"tables"`
	Bytes       int64       `json:"bytes"` // of the reports
	Isobar      []isobarRun `json:"isobar"`
	DuckDB      []contender `json:"duckdb"`
	Protected   []isobarRun `json:"isobar_rounded,omitempty"`
	Compared    int         `json:"compared"` // tables whose rows were compared, over all runs
	Differences []string    `json:"differences,omitempty"`
}

// measure lets the engines take turns, and compares their rows after each turn.
func (o *options) measure(ctx context.Context, w workload, scratch string) (*measured, error) {
	bytes, err := size(w.Input)
	if err != nil {
		return nil, fmt.Errorf("the reports: %w", err)
	}
	m := &measured{Title: w.Title, Tables: w.Tables, Bytes: bytes}
	for _, c := range w.Contestants {
		m.DuckDB = append(m.DuckDB, contender{Name: c.Name})
	}
	for turn := range o.runs {
		if err := o.turn(ctx, w, m, turn, scratch); err != nil {
			return nil, fmt.Errorf("%s: %w", w.Title, err)
		}
	}
	return m, nil
}

// turn runs isobar once, or in both modes, and then DuckDB for each contestant, into folders that are removed again.
func (o *options) turn(ctx context.Context, w workload, m *measured, turn int, scratch string) error {
	folder, err := os.MkdirTemp(scratch, "turn")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	o.say("%s, turn %d of %d: isobar", w.Title, turn+1, o.runs)
	ours, err := o.isobar.run(ctx, w.Dataset, w.Input, filepath.Join(folder, "isobar"), threshold)
	if err != nil {
		return err
	}
	m.Isobar = append(m.Isobar, ours)
	if w.Protected {
		o.say("%s, turn %d of %d: isobar, counts rounded", w.Title, turn+1, o.runs)
		output := filepath.Join(folder, "rounded")
		protected, err := o.isobar.run(ctx, w.Dataset, w.Input, output, rounded)
		if err != nil {
			return err
		}
		m.Protected = append(m.Protected, protected)
		if err := os.RemoveAll(output); err != nil {
			return err
		}
	}
	for i, c := range w.Contestants {
		if c.Once && turn > 0 {
			continue
		}
		o.say("%s, turn %d of %d: DuckDB, %s", w.Title, turn+1, o.runs, c.Name)
		theirs, differences, err := o.duckdb(ctx, w, &c, ours, filepath.Join(folder, c.Name))
		if err != nil {
			return err
		}
		m.DuckDB[i].Runs = append(m.DuckDB[i].Runs, theirs)
		m.Differences = append(m.Differences, differences...)
		for _, s := range theirs.Steps {
			if s.Name != reading && s.Unfinished == "" {
				m.Compared++
			}
		}
	}
	return nil
}

// duckdb measures DuckDB once and says how its rows differ from isobar's. The folder is removed again.
func (o *options) duckdb(ctx context.Context, w workload, c *contestant, ours isobarRun, folder string) (theirs duckdbRun, differences []string, err error) {
	script, err := c.script(w.Tables)
	if err != nil {
		return theirs, nil, err
	}
	for i, q := range script.Queries {
		for _, t := range ours.Tables {
			if t.Name == q.Table {
				script.Queries[i].K = t.K
			}
		}
		if script.Queries[i].K == 0 {
			return theirs, nil, fmt.Errorf("isobar's summary has no table %s", q.Table)
		}
	}
	if err := os.Mkdir(folder, 0o755); err != nil {
		return theirs, nil, err
	}
	defer os.RemoveAll(folder)
	job := duckdbJob{Input: filepath.Join(w.Input, "*.jsonl"), From: weekFrom, To: weekTo, Script: *script,
		Output: folder, Limit: o.limit, Memory: o.memory}
	if theirs.usage, err = self(ctx, "duckdb", &job, &theirs.duckdbResult); err != nil {
		return theirs, nil, err
	}
	var compare rowsJob
	for _, s := range theirs.Steps {
		if s.Name != reading && s.Unfinished == "" {
			compare.Tables = append(compare.Tables, filesOf(s.Name, ours, folder))
		}
	}
	var rows rowsResult
	if _, err := self(ctx, "rows", &compare, &rows); err != nil {
		return theirs, nil, err
	}
	for i, d := range rows.Differences {
		rows.Differences[i] = c.Name + ": " + d
	}
	return theirs, rows.Differences, nil
}

// filesOf are a table's files by both engines.
func filesOf(table string, ours isobarRun, folder string) twoTables {
	parquet, csv := duckdbFiles(folder, table)
	return twoTables{Table: table,
		Parquet: twoFiles{Isobar: ours.files(table, "parquet"), DuckDB: parquet},
		CSV:     twoFiles{Isobar: ours.files(table, "csv"), DuckDB: csv}}
}

// unfinished are the tables that a contestant did not compute in some run, each with the reason.
func (c *contender) unfinished() (all []step) {
	seen := map[string]bool{}
	for _, r := range c.Runs {
		for _, s := range r.Steps {
			if s.Unfinished != "" && !seen[s.Name] {
				seen[s.Name] = true
				all = append(all, s)
			}
		}
	}
	return all
}

// stepSeconds is how long the step of that name took in each run.
func (c *contender) stepSeconds(name string) (seconds figures) {
	for _, r := range c.Runs {
		for _, s := range r.Steps {
			if s.Name == name {
				seconds = append(seconds, s.Seconds)
			}
		}
	}
	return seconds
}

// ratio divides a contestant's figure by isobar's. Bound says that it is only a lower bound, because DuckDB
// did not finish.
func (m *measured) ratio(c *contender, figure func(usage) float64) (ratio figures, bound bool) {
	ours := of(m.Isobar, func(r isobarRun) float64 { return figure(r.usage) })
	theirs := of(c.Runs, func(r duckdbRun) float64 { return figure(r.usage) })
	return theirs.per(ours), len(c.unfinished()) > 0
}

// The figures of a process that are compared.
func wallOf(u usage) float64 { return u.Wall }
func cpuOf(u usage) float64  { return u.CPU }
func peakOf(u usage) float64 { return float64(u.Peak) }
