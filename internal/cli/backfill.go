package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"isobar/internal/operate"
	"isobar/internal/publish/outputs"
	"isobar/internal/release"
	"isobar/internal/week"
)

const backfillHelp = `Run several weeks, oldest first: those from --from to --to, both included, that are not published yet in every
output. With --force, all of them. The other flags are those of "isobar run" and mean the same for each week.

A week that is not published does not keep the later ones from it, unless the command line is wrong. There is one line
for each week; the exit status is the gravest, in the order 2, 1, 3, 0.`

// backfillOptions are the flags of `isobar backfill` that `isobar run` does not have, and the run that it repeats.
type backfillOptions struct {
	from, to string
	force    bool

	run *cobra.Command
	out bytes.Buffer // of the run
}

func newBackfill(e *env) *cobra.Command {
	var o backfillOptions
	c := &cobra.Command{
		Use:     "backfill --from WEEK --dataset DIR --input PATH --output DIR",
		Short:   "Run the weeks that are not published yet",
		Long:    backfillHelp,
		Example: examples("isobar backfill --from 2026-W40 --to 2026-W46 --dataset queries/dropsonde --input reports/ --output out"),
		Args:    datasetsOnly,
		RunE:    func(c *cobra.Command, args []string) error { return o.all(c.Context(), e, args) },
	}
	f := c.Flags()
	f.StringVar(&o.from, "from", "", "first `week`: any of its dates, or its number as 2026-W40")
	f.StringVar(&o.to, "to", "", "last `week` (default the last complete week)")
	f.BoolVar(&o.force, "force", false, "also run weeks that are published already")
	o.run = newEngineRun(&env{stdin: e.stdin, stdout: &o.out, stderr: e.stderr, screen: e.screen, now: e.now, log: e.log})
	own := map[string]bool{"week": true, "from": true, "to": true}
	o.run.Flags().VisitAll(func(flag *pflag.Flag) {
		if !own[flag.Name] {
			f.AddFlag(flag)
		}
	})
	return c
}

// weekOutcome is what became of one week of one dataset.
type weekOutcome struct {
	dataset string
	week    week.Window
	skipped bool
	dryRun  bool
	summary []byte // of the run, as JSON; empty if there is none
	err     error
}

// all runs the weeks of each dataset.
func (o *backfillOptions) all(ctx context.Context, e *env, args []string) error {
	first, last, err := o.weeks(e)
	if err != nil {
		return err
	}
	flags, err := o.flags()
	if err != nil {
		return err
	}
	dirs, err := flags.folders(args)
	if err != nil {
		return err
	}
	if len(dirs) > 1 {
		if err := flags.apart(); err != nil {
			return err
		}
	}
	var outcomes []datasetOutcome
	for _, dir := range dirs {
		ds, err := loadDataset(dir)
		if err != nil {
			return err
		}
		there, err := everywhere(ctx, flags.of(dir), ds.Name)
		if err != nil {
			return err
		}
		skip, _ := operate.Backfill(first, last, there, o.force)
		for w := first; w.From <= last.From; w = following(w) {
			out := weekOutcome{dataset: ds.Name, week: w, dryRun: flags.dryRun, skipped: slices.Contains(skip, w)}
			if !out.skipped {
				out.summary, out.err = o.one(ctx, dir, w)
			}
			if ctx.Err() != nil {
				return errors.Join(ctx.Err(), out.err)
			}
			if exitCode(out.err) == ExitUsage {
				return out.err // of all weeks
			}
			if err := out.write(e.stdout, flags.json); err != nil {
				return fmt.Errorf("cannot write the summary: %w", err)
			}
			outcomes = append(outcomes, datasetOutcome{name: fmt.Sprintf("%s %s", ds.Name, w), err: out.err})
		}
	}
	return joined(outcomes)
}

// weeks reads --from and --to.
func (o *backfillOptions) weeks(e *env) (first, last week.Window, err error) {
	if err := required("from", o.from, "the first week, such as 2026-W40"); err != nil {
		return first, last, err
	}
	if first, err = week.Parse(o.from); err != nil {
		return first, last, usagef("%w", err)
	}
	complete := week.LastComplete(e.now())
	last = complete
	if o.to != "" {
		if last, err = week.Parse(o.to); err != nil {
			return first, last, usagef("%w", err)
		}
	}
	switch {
	case last.From > complete.From:
		return first, last, usagef("--to %s: that week is not over; the last complete one is %s", o.to, isoWeek(complete))
	case first.From > last.From:
		return first, last, usagef("there is no week from %s to %s: --from is the first week and --to the last", isoWeek(first), isoWeek(last))
	}
	return first, last, nil
}

// flags reads what backfill itself needs to know of the run's flags.
func (o *backfillOptions) flags() (*runOptions, error) {
	f := o.run.Flags()
	var r runOptions
	var errs [5]error
	r.datasets, errs[0] = f.GetStringArray("dataset")
	r.output, errs[1] = f.GetStringArray("output")
	r.staging, errs[2] = f.GetString("staging")
	r.dryRun, errs[3] = f.GetBool("dry-run")
	r.json, errs[4] = f.GetBool("json")
	r.rejects, r.firstSeen = f.Lookup("rejects").Value.String(), f.Lookup("first-seen").Value.String()
	return &r, errors.Join(errs[:]...)
}

// everywhere lists the weeks of a dataset that all outputs have.
func everywhere(ctx context.Context, o *runOptions, name string) ([]string, error) {
	places, err := outputs.Placed(ctx, outputs.Connections{}, o.output, o.staging)
	if err != nil {
		return nil, &ExitError{ExitUsage, err}
	}
	in := map[string]int{}
	for _, place := range places {
		weeks, err := release.Weeks(ctx, place.Dataset(name))
		if err != nil {
			return nil, err
		}
		for _, label := range weeks {
			in[label]++
		}
	}
	maps.DeleteFunc(in, func(_ string, n int) bool { return n < len(places) })
	return slices.Sorted(maps.Keys(in)), nil
}

// one runs a week of a dataset, with the summary as JSON.
func (o *backfillOptions) one(ctx context.Context, dir string, w week.Window) ([]byte, error) {
	f := o.run.Flags()
	dataset, ok := f.Lookup("dataset").Value.(pflag.SliceValue)
	if !ok {
		return nil, errors.New("--dataset is no list")
	}
	if err := errors.Join(dataset.Replace([]string{filepath.Clean(dir)}), f.Set("week", w.Label), f.Set("json", "true")); err != nil {
		return nil, err
	}
	o.out.Reset()
	o.run.SetContext(ctx)
	err := o.run.RunE(o.run, nil)
	return bytes.Clone(o.out.Bytes()), err
}
