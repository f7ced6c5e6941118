package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// errDifferent is what a benchmark ends with whose results are wrong, whatever its times are.
var errDifferent = errors.New("results differ")

// dropsondeWays are the ways in which DuckDB is asked for the tables of Dropsonde.
func (o *options) dropsondeWays() []contestant {
	folder := filepath.Join("sql", "dropsonde")
	plain, tuned, best := filepath.Join(folder, "plain"), filepath.Join(folder, "tuned"), filepath.Join(folder, "best")
	incoming, witness := filepath.Join(folder, "incoming.sql"), filepath.Join(o.root, "witness", "sql")
	columns := []string{"environment_count", "modules", "classes", "class_platforms", "puppetfile_ruby_methods",
		"dependencies", "unused_modules", "unused_classes"}
	begin := []string{incoming, filepath.Join(tuned, "begin.sql")}
	return []contestant{
		{Name: "plain", Begin: []string{incoming, filepath.Join(plain, "begin.sql")}, Folders: []string{plain}, Columns: columns, Once: true},
		{Name: "tuned", Begin: begin, Folders: []string{tuned, witness}, Columns: columns},
		{Name: "best", Begin: begin, Folders: []string{best, tuned, witness}, Columns: columns, Triples: true},
	}
}

// dropsonde measures the tables of Dropsonde over made-up reports: all but module_triples, that table, and
// all; then single tables.
func (o *options) dropsonde(ctx context.Context, w io.Writer, r *results, scratch string) error {
	ways, err := choose(o.dropsondeWays(), o.ways)
	if err != nil {
		return err
	}
	all, err := o.dropsondeTables(w, ways)
	if err != nil {
		return err
	}
	alone, err := o.aloneTables(all)
	if err != nil {
		return err
	}
	if err := o.needDisk(scratch, o.sites); err != nil {
		return err
	}
	input := filepath.Join(scratch, "reports")
	o.say("writing the reports of %s sites", thousands(o.sites))
	if err := o.isobar.sample(ctx, o.dataset, o.sites, o.seed, input); err != nil {
		return err
	}
	defer os.RemoveAll(input)

	finishing := slices.DeleteFunc(slices.Clone(ways), func(c contestant) bool { return !c.Triples })
	for _, load := range []workload{
		{Title: allButTriples, Tables: without(all, triples), Contestants: ways},
		{Title: triplesAlone, Tables: []string{triples}, Contestants: finishing},
		{Title: allTables, Tables: all, Contestants: finishing, Protected: true},
	} {
		load.Input = input
		if err := o.measureDropsonde(ctx, w, r, load, scratch); err != nil {
			return err
		}
	}
	for _, table := range alone {
		t, err := o.table(ctx, table, without(all, triples), ways, input, scratch)
		if err != nil {
			return err
		}
		r.Tables = append(r.Tables, t)
	}
	addSteps(r.Tables, r.Measured[0])
	if err := writeTables(w, r.Tables); err != nil {
		return err
	}
	for _, t := range r.Tables {
		if len(t.Alone.Differences) > 0 {
			return fmt.Errorf("%s\ndropsonde: %w", strings.Join(t.Alone.Differences, "\n"), errDifferent)
		}
	}
	r.Aims = append(r.Aims, aimsBeside(r)...)
	return writeAims(w, r.Aims)
}

// The titles of what is measured of Dropsonde.
const (
	allButTriples = "Dropsonde, all tables but " + triples
	triplesAlone  = "Dropsonde, " + triples + " alone"
	allTables     = "Dropsonde, all tables"
)

// measureDropsonde measures some tables in a copy of the dataset that has no others, and prints it.
func (o *options) measureDropsonde(ctx context.Context, w io.Writer, r *results, load workload, scratch string) error {
	folder, err := os.MkdirTemp(scratch, "dataset")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if load.Dataset, err = copyDataset(o.dataset, folder, load.Tables); err != nil {
		return err
	}
	return o.measureAndWrite(ctx, w, r, load, scratch)
}

// measureAndWrite measures, notes and prints. Rows that differ are an error.
func (o *options) measureAndWrite(ctx context.Context, w io.Writer, r *results, load workload, scratch string) error {
	m, err := o.measure(ctx, load, scratch)
	if err != nil {
		return err
	}
	r.Measured = append(r.Measured, m)
	if err := m.write(w); err != nil {
		return err
	}
	if len(m.Differences) > 0 {
		return fmt.Errorf("%s: %w", m.Title, errDifferent)
	}
	return nil
}

// dropsondeTables are the dataset's tables that there is SQL for. Others are mentioned, and left out of
// everything, so that both engines always have the same tables.
func (o *options) dropsondeTables(w io.Writer, ways []contestant) (tables []string, err error) {
	all, err := tablesOf(o.dataset)
	if err != nil {
		return nil, err
	}
	for _, table := range all {
		missing := slices.IndexFunc(ways, func(c contestant) bool { return !c.has(table) })
		if missing < 0 {
			tables = append(tables, table)
			continue
		}
		fmt.Fprintf(w, "%s is left out: it has no SQL in %s.\n\n", table, ways[missing].Folders[0])
	}
	if !slices.Contains(tables, triples) {
		return nil, fmt.Errorf("%s has no table %s", o.dataset, triples)
	}
	return tables, nil
}

// aloneTables are the tables of --tables. All are all but module_triples, which is measured apart anyway.
func (o *options) aloneTables(all []string) ([]string, error) {
	if o.tables == "all" {
		return without(all, triples), nil
	}
	tables := named(o.tables)
	for _, table := range tables {
		if !slices.Contains(all, table) {
			return nil, fmt.Errorf("--tables: there is no table %q; there are %s", table, strings.Join(all, ", "))
		}
	}
	return tables, nil
}
