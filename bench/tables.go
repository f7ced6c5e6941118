package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
)

// tableResult is what a single table costs.
type tableResult struct {
	Name string `json:"name"`

	// Alone is the table alone, by both engines. Reading the reports is part of it.
	Alone *measured `json:"alone"`

	// Added are pairs of isobar's runs, one after the other: with all tables but module_triples, and with
	// this one left out too. It is empty for module_triples.
	Added []added `json:"added,omitempty"`

	// Steps is the time that DuckDB took for the table's step among all tables but module_triples.
	Steps []stepTimes `json:"duckdb_steps,omitempty"`
}

// added is one such pair.
type added struct {
	With    usage `json:"with"`
	Without usage `json:"without"`
}

// stepTimes are the times of a step in all runs of a contestant.
type stepTimes struct {
	Name    string  `json:"name"`
	Seconds figures `json:"seconds"`
}

// table measures a table alone, and what it adds to the others.
func (o *options) table(ctx context.Context, table string, others []string, ways []contestant, input, scratch string) (*tableResult, error) {
	folder, err := os.MkdirTemp(scratch, "table")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	alone, err := copyDataset(o.dataset, filepath.Join(folder, "alone"), []string{table})
	if err != nil {
		return nil, err
	}
	t := &tableResult{Name: table}
	load := workload{Title: table + " alone", Tables: []string{table}, Dataset: alone, Input: input, Contestants: ways}
	if t.Alone, err = o.measure(ctx, load, folder); err != nil {
		return nil, err
	}
	if !slices.Contains(others, table) || len(others) == 1 {
		return t, nil
	}
	with, err := copyDataset(o.dataset, filepath.Join(folder, "with"), others)
	if err != nil {
		return nil, err
	}
	lacking, err := copyDataset(o.dataset, filepath.Join(folder, "without"), without(others, table))
	if err != nil {
		return nil, err
	}
	for turn := range o.runs {
		o.say("what %s adds, turn %d of %d", table, turn+1, o.runs)
		var pair added
		for _, half := range []struct {
			dataset string
			cost    *usage
		}{{with, &pair.With}, {lacking, &pair.Without}} {
			output := filepath.Join(folder, "output")
			run, err := o.isobar.run(ctx, half.dataset, input, output, threshold)
			if err != nil {
				return nil, err
			}
			*half.cost = run.usage
			if err := os.RemoveAll(output); err != nil {
				return nil, err
			}
		}
		t.Added = append(t.Added, pair)
	}
	return t, nil
}

// addSteps takes DuckDB's time for each table from the run of all but module_triples.
func addSteps(tables []*tableResult, all *measured) {
	for _, t := range tables {
		for _, c := range all.DuckDB {
			if s := c.stepSeconds(t.Name); len(s) > 0 {
				t.Steps = append(t.Steps, stepTimes{c.Name, s})
			}
		}
	}
}

// writeTables prints a line for each table alone, and then one for what each adds.
func writeTables(w io.Writer, tables []*tableResult) error {
	if len(tables) == 0 {
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(cells ...string) { fmt.Fprintln(t, strings.Join(cells, "\t")) }
	fmt.Fprintln(t, "Each table alone, reading and files included; each engine reads only the columns that it needs.")
	heads := []string{"", "isobar"}
	for _, c := range tables[0].Alone.DuckDB {
		heads = append(heads, c.Name, ": isobar")
	}
	line(heads...)
	for _, table := range tables {
		m := table.Alone
		cells := []string{table.Name, of(m.Isobar, func(r isobarRun) float64 { return r.Wall }).text(" s")}
		for i := range m.DuckDB {
			c := &m.DuckDB[i]
			ratio, bound := m.ratio(c, wallOf)
			cells = append(cells, atLeast(bound)+of(c.Runs, func(r duckdbRun) float64 { return r.Wall }).text(" s"), atLeast(bound)+ratio.text(""))
		}
		line(cells...)
	}
	if err := t.Flush(); err != nil {
		return err
	}

	fmt.Fprintf(t, "\nWhat a table adds to all but %s: isobar's run with it minus the run without it;\nDuckDB's time for the table alone after reading, which leaves out what was read for it.\n", triples)
	heads = []string{"", "isobar", "isobar, CPU"}
	for _, c := range tables[0].Steps {
		heads = append(heads, c.Name)
	}
	line(heads...)
	for _, table := range tables {
		if len(table.Added) == 0 {
			continue
		}
		cells := []string{table.Name, table.adds(wallOf).text(" s"), table.adds(cpuOf).text(" s")}
		for _, s := range table.Steps {
			cells = append(cells, s.Seconds.text(" s"))
		}
		line(cells...)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}

// adds is what the table adds to a figure of isobar's. A small table's is often below the noise, and negative.
func (t *tableResult) adds(figure func(usage) float64) figures {
	return of(t.Added, func(a added) float64 { return figure(a.With) - figure(a.Without) })
}

// atLeast goes before a figure that is only a lower bound.
func atLeast(bound bool) string {
	if bound {
		return "at least "
	}
	return ""
}
