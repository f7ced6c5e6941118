package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	isobar      isobar
	root        string // of the repository
	dataset     string
	fimiFolder  string
	temp, sizes string
	sites, seed int64
	runs        int
	limit       time.Duration
}

// run is the whole program. The subcommands duckdb and rows are for the program itself: what needs
// memory runs in a process of its own.
func run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	subcommand := ""
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		subcommand, args = args[0], args[1:]
	}
	switch subcommand {
	case "duckdb":
		return answer(ctx, stdin, stdout, (*duckdbJob).run)
	case "rows":
		return answer(ctx, stdin, stdout, (*rowsJob).run)
	case "", "scale":
	default:
		return fmt.Errorf("%q is no subcommand: there is scale, and none", subcommand)
	}
	o, err := parse(args, subcommand)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp(o.temp, "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	if subcommand == "scale" {
		return o.scale(ctx, stdout, scratch)
	}
	if err := o.dropsonde(ctx, stdout, scratch); err != nil {
		return err
	}
	if o.fimiFolder == "" {
		return nil
	}
	return o.fimi(ctx, stdout, scratch)
}

// parse reads the flags. Paths are seen from bench/, where make runs this program.
func parse(args []string, subcommand string) (*options, error) {
	var o options
	runs := 3
	if subcommand == "scale" {
		runs = 1
	}
	f := flag.NewFlagSet("bench "+subcommand, flag.ContinueOnError)
	f.StringVar((*string)(&o.isobar), "isobar", "../bin/isobar", "isobar's `binary`")
	f.StringVar(&o.root, "root", "..", "the repository's `folder`")
	f.StringVar(&o.temp, "temp", "", "`folder` for reports and tables, gigabytes (default the system's)")
	f.Int64Var(&o.seed, "seed", 1, "`number` that chooses among the possible reports")
	f.IntVar(&o.runs, "runs", runs, "`number` of runs")
	if subcommand == "scale" {
		f.StringVar(&o.sizes, "sizes", "10k,100k,300k", "`numbers` of sites")
	} else {
		f.Int64Var(&o.sites, "sites", 100_000, "`number` of sites")
		f.DurationVar(&o.limit, "limit", time.Minute, "`time` after which DuckDB gives a table up")
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
	if _, err := os.Stat(string(o.isobar)); err != nil {
		return nil, fmt.Errorf("--isobar: %w; make build makes it", err)
	}
	o.dataset = filepath.Join(o.root, "queries", "dropsonde")
	return &o, nil
}

// answer reads a job as JSON, does it, and writes its result as JSON.
func answer[Job, Result any](ctx context.Context, stdin io.Reader, stdout io.Writer, do func(*Job, context.Context) (*Result, error)) error {
	var job Job
	if err := json.NewDecoder(stdin).Decode(&job); err != nil {
		return fmt.Errorf("the job on standard input: %w", err)
	}
	result, err := do(&job, ctx)
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(result)
}

// workload is a workload with the flags' settings.
func (o *options) workload(dataset, input, prelude, scratch string) *workload {
	return &workload{Isobar: o.isobar, Dataset: dataset, Input: input, Prelude: prelude, Runs: o.runs, Limit: o.limit, Scratch: scratch}
}

// dropsonde measures all tables of Dropsonde over made-up reports. DuckDB's queries are the witness's.
func (o *options) dropsonde(ctx context.Context, w io.Writer, scratch string) error {
	input := filepath.Join(scratch, "reports")
	if err := o.isobar.sample(ctx, o.dataset, o.sites, o.seed, input); err != nil {
		return err
	}
	defer os.RemoveAll(input)
	load := o.workload(o.dataset, input, filepath.Join("sql", "dropsonde.sql"), scratch)
	load.SQL = func(table string) string { return filepath.Join(o.root, "witness", "sql", table+".sql") }
	m, err := load.measure(ctx)
	if err != nil {
		return err
	}
	if err := m.write(w, "Dropsonde"); err != nil {
		return err
	}
	if len(m.Differences) > 0 {
		return fmt.Errorf("dropsonde: %w", errDifferent)
	}
	return nil
}
