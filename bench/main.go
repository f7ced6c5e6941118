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
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run is the whole program. The subcommands duckdb and rows are for the program itself: what needs
// memory runs in a process of its own.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	subcommand := ""
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		subcommand, args = args[0], args[1:]
	}
	switch subcommand {
	case "duckdb":
		return answer(ctx, stdin, stdout, (*duckdbJob).run)
	case "rows":
		return answer(ctx, stdin, stdout, (*rowsJob).run)
	case "markdown":
		return markdown(stdout, args)
	case "", "scale":
	default:
		return fmt.Errorf("%q is no subcommand: there are scale and markdown, and none", subcommand)
	}
	o, err := parse(args, subcommand, stderr)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp(o.temp, "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	r, err := o.begin(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s\n%s\n\n", r.Isobar, r.Machine)
	if subcommand == "scale" {
		err = o.scale(ctx, stdout, r, scratch)
	} else {
		err = o.beside(ctx, stdout, r, scratch)
	}
	// Whatever was measured before an error is kept.
	return errors.Join(err, o.writeJSON(r))
}

// beside measures both engines: the tables of Dropsonde, then item sets of public data.
func (o *options) beside(ctx context.Context, w io.Writer, r *results, scratch string) error {
	if err := o.dropsonde(ctx, w, r, scratch); err != nil {
		return err
	}
	if o.fimiFolder == "" {
		return nil
	}
	return o.fimi(ctx, w, r, scratch)
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
