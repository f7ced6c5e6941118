package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// options are the flags.
type options struct {
	isobar        isobar
	root          string // of the repository
	dataset       string
	fimiFolder    string
	temp, sizes   string
	ways, tables  string // names between commas
	memory, json  string
	sites, seed   int64
	runs          int
	limit         time.Duration
	progress      io.Writer
	freeDiskBytes func(folder string) (int64, error)
}

// parse reads the flags. Paths are seen from bench/, where make runs this program.
func parse(args []string, subcommand string, stderr io.Writer) (*options, error) {
	o := options{progress: stderr, freeDiskBytes: freeDiskBytes}
	runs := 3
	if subcommand == "scale" {
		runs = 1
	}
	f := flag.NewFlagSet("bench "+subcommand, flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar((*string)(&o.isobar), "isobar", "../bin/isobar", "isobar's `binary`")
	f.StringVar(&o.root, "root", "..", "the repository's `folder`")
	f.StringVar(&o.temp, "temp", "", "`folder` for reports and tables, gigabytes (default the system's)")
	f.StringVar(&o.json, "json", "", "`file` to write all figures to")
	f.Int64Var(&o.seed, "seed", 1, "`number` that chooses among the possible reports")
	f.IntVar(&o.runs, "runs", runs, "`number` of runs")
	if subcommand == "scale" {
		f.StringVar(&o.sizes, "sizes", "10k,100k,300k,1M", "`numbers` of sites")
	} else {
		f.Int64Var(&o.sites, "sites", 100_000, "`number` of sites")
		f.StringVar(&o.ways, "duckdb", "plain,tuned,best", "`ways` of asking DuckDB; empty for none. plain runs once")
		f.StringVar(&o.tables, "tables", "module_pairs", "`tables` to measure alone too, or all; empty for none")
		f.DurationVar(&o.limit, "limit", 5*time.Minute, "`time` after which DuckDB gives a table up")
		f.StringVar(&o.memory, "memory", "", "DuckDB's memory limit, such as 8GB: an `amount` (default its own, 80% of the machine's)")
		f.StringVar(&o.fimiFolder, "fimi", "../internal/itemset/testdata", "`folder` of FIMI data sets; empty for none")
	}
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	switch {
	case f.NArg() > 0:
		return nil, fmt.Errorf("%q is not a flag", f.Arg(0))
	case o.runs < 1:
		return nil, fmt.Errorf("--runs is %d: it must be at least 1", o.runs)
	case subcommand == "" && o.sites < 1:
		return nil, fmt.Errorf("--sites is %d: it must be at least 1", o.sites)
	}
	if _, err := choose(o.dropsondeWays(), o.ways); err != nil {
		return nil, fmt.Errorf("--duckdb: %w", err)
	}
	if _, err := os.Stat(string(o.isobar)); err != nil {
		return nil, fmt.Errorf("--isobar: %w; make build makes it", err)
	}
	o.dataset = filepath.Join(o.root, "queries", "dropsonde")
	return &o, nil
}

// say tells a person who waits what is being done.
func (o *options) say(format string, args ...any) {
	fmt.Fprintf(o.progress, "bench: "+format+"\n", args...)
}

// named splits names between commas.
func named(list string) (names []string) {
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}
