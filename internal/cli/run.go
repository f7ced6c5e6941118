package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/operate"
	"isobar/internal/progress"
	"isobar/internal/report"
	"isobar/internal/week"
	"isobar/pipelines"
)

const runHelp = `Read the private reports of one week and publish the dataset's tables, with every group of fewer than k
sites left out.

Input is files of JSON lines (plain, .gz, .zst) or Parquet, folders of such files, or quoted glob
patterns, on this machine or in Cloud Storage, or a table of BigQuery. The release replaces an earlier one
of the same week; until then, and if the run fails or is stopped, the earlier one stays as it is. In a
folder and in Cloud Storage that is one step, in BigQuery one for each table. Away from this machine
rounded counts need a --secret that every run has.

Several datasets make one release each. One that is not published does not keep the others from it; the
exit status is then the gravest, in the order 2, 1, 3, 0. In the paths of other flags, {dataset} stands for
the name of each.`

// runOptions are the flags of `isobar run`.
type runOptions struct {
	datasets                                  []string
	dataset, runner, counts, rejects, staging string
	output                                    []string
	secret, optOut, firstSeen, journal        string
	week, from, to                            string
	input                                     []string
	k, maxLine                                int
	dryRun, json, newSecret                   bool

	told bool // the summary has been written
}

func newRun(e *env) *cobra.Command {
	var o runOptions
	c := &cobra.Command{
		Use:   "run --dataset DIR --input PATH --output DIR",
		Short: "Turn a week of private reports into public tables",
		Long:  runHelp,
		Example: examples(
			"isobar run --dataset queries/dropsonde --input reports/ --output out",
			"isobar run --dataset queries/dropsonde --input 'reports/*.jsonl.gz' --week 2026-W46 --output out --rejects rejects",
			"isobar run --dataset queries/dropsonde --input year.parquet --from 2025-11-01 --to 2026-11-01 --output out",
			"isobar run --dataset queries/dropsonde --input reports/ --dry-run --json",
			"isobar run --dataset queries/* --input 'reports/{dataset}' --output out"),
		Args: datasetsOnly,
		RunE: func(c *cobra.Command, args []string) error { return o.everyDataset(c.Context(), e, args) },
	}
	f := c.Flags()
	f.StringArrayVar(&o.datasets, "dataset", nil, "the dataset's `folder`, or a pattern such as queries/*; may be repeated")
	f.StringArrayVar(&o.input, "input", nil, "a `path` or quoted glob pattern of reports, gs://BUCKET/PREFIX/** or bq://PROJECT.DATASET.TABLE, in which {dataset} stands for the dataset's name; may be repeated")
	f.StringArrayVar(&o.output, "output", nil, "the `place` to publish to: a folder, gs://BUCKET/PREFIX or bq://PROJECT.DATASET; may be repeated")
	f.StringVar(&o.staging, "staging", "", "private `place` gs://BUCKET/PREFIX that BigQuery and Dataflow read from and write to")
	f.StringVar(&o.week, "week", "", "any `date` of the week, or its number as 2026-W46 (default the last complete week)")
	f.StringVar(&o.from, "from", "", "begin of another window of time, instead of --week: a `date` or an RFC 3339 time")
	f.StringVar(&o.to, "to", "", "end of that window, not included: a `date` or an RFC 3339 time")
	f.IntVar(&o.k, "k", 0, "raise the least `number` of sites of a published group (default the dataset's)")
	f.StringVar(&o.counts, "counts", "", "how counts are protected: rounded, exact, or threshold for no more than k (default the dataset's)")
	f.StringVar(&o.secret, "secret", "", "`file` with the secret that rounds counts, or gcpsm://projects/PROJECT/secrets/NAME (default isobar/NAME.key in your folder for configuration, made at the first run)")
	f.BoolVar(&o.newSecret, "new-secret", false, "accept a secret other than that of earlier releases")
	f.StringVar(&o.optOut, "opt-out", "", "`file`, or gs://BUCKET/OBJECT, of site ids, one a line, that are to count in nothing")
	f.StringVar(&o.firstSeen, "first-seen", "", "private `file`, or gs://BUCKET/OBJECT, of when sites were first seen, for privacy.min_age; made and updated by runs")
	f.StringVar(&o.rejects, "rejects", "", "`folder` or gs://BUCKET/PREFIX for rejected reports, with file, line and reason; private")
	f.StringVar(&o.journal, "journal", "", "private `place`, a folder or gs://BUCKET/PREFIX, that keeps what became of runs, for isobar status; never in an output")
	f.StringVar(&o.runner, "runner", string(pipelines.Direct), "engine that executes the job: direct or prism")
	f.IntVar(&o.maxLine, "max-line-bytes", report.DefaultMaxLine, "length above which a line is rejected, in `bytes`")
	f.BoolVar(&o.dryRun, "dry-run", false, "do everything but publish")
	f.BoolVar(&o.json, "json", false, "write the summary as one JSON object")
	return c
}

// run does the run of one dataset, and notes in the journal what became of it.
func (o *runOptions) run(ctx context.Context, e *env) error {
	note := o.begin(ctx, e)
	err := o.publish(ctx, e)
	note.end(ctx, err)
	return err
}

func (o *runOptions) publish(ctx context.Context, e *env) error {
	options, err := o.options(e)
	if err != nil {
		return err
	}
	counters := progress.Process()
	counters.Reset()
	options.Tell = e.tell
	display := progress.Show(counters, progress.Options{Screen: e.screen, Logger: e.log})
	done, err := job.Run(ctx, *options)
	display.Close()
	if done != nil && ctx.Err() == nil {
		if werr := o.write(e, options, done, counters.Ended(), err); werr != nil {
			return errors.Join(err, werr)
		}
	}
	return runError(err)
}

// runError gives an error of the job its exit status.
func runError(err error) error {
	var usage *job.UsageError
	var refusal *job.Refusal
	switch {
	case errors.As(err, &usage):
		return &ExitError{ExitUsage, err}
	case errors.As(err, &refusal):
		return &ExitError{ExitRefused, err}
	}
	return err
}

// options loads the dataset and checks the flags.
func (o *runOptions) options(e *env) (*job.Options, error) {
	ds, err := loadDataset(o.dataset)
	if err != nil {
		return nil, err
	}
	options, err := o.settings(e)
	if err != nil {
		return nil, err
	}
	options.Dataset = ds
	return options, nil
}

// settings checks the flags but for --dataset.
func (o *runOptions) settings(e *env) (*job.Options, error) {
	if len(o.input) == 0 {
		return nil, usagef("--input is missing: a file, a folder or a quoted pattern of reports, such as 'reports/*.jsonl.gz'")
	}
	if len(o.output) == 0 && !o.dryRun {
		return nil, usagef("--output is missing: the folder to publish to, such as out; or try the run with --dry-run")
	}
	for _, output := range o.output {
		if output == "" {
			return nil, usagef("--output is empty: name the folder to publish to, such as out")
		}
	}
	window, err := o.window(e)
	if err != nil {
		return nil, err
	}
	if err := o.oneOf("counts", o.counts, "", dataset.CountsRounded, dataset.CountsExact, job.CountsThreshold); err != nil {
		return nil, err
	}
	runners := make([]string, len(pipelines.Runners))
	for i, r := range pipelines.Runners {
		runners[i] = string(r)
	}
	if err := o.oneOf("runner", o.runner, runners...); err != nil {
		return nil, err
	}
	if o.maxLine < 1 {
		return nil, usagef("--max-line-bytes is %d: it must be at least 1", o.maxLine)
	}
	if o.journal != "" {
		if err := operate.CheckJournal(o.journal, o.output); err != nil {
			return nil, usagef("%w", err)
		}
	}
	if o.k < 0 {
		return nil, usagef("--k is %d: it must be positive", o.k)
	}
	options := &job.Options{
		Input: o.input, Window: window, Runner: pipelines.Runner(o.runner), K: o.k,
		Rejects: o.rejects, DryRun: o.dryRun, MaxLine: o.maxLine, Version: Version(),
		Counts: o.counts, Secret: o.secret, NewSecret: o.newSecret,
		OptOut: o.optOut, FirstSeen: o.firstSeen,
		Staging: o.staging,
	}
	if len(o.output) > 0 {
		options.Output, options.Also = o.output[0], o.output[1:]
	}
	return options, nil
}

func (o *runOptions) window(e *env) (w week.Window, err error) {
	switch {
	case o.week != "" && (o.from != "" || o.to != ""):
		return w, usagef("--week and --from with --to both say which reports count: give one of them")
	case (o.from == "") != (o.to == ""):
		return w, usagef("--from and --to belong together")
	case o.from != "":
		w, err = week.Between(o.from, o.to)
	case o.week != "":
		w, err = week.Parse(o.week)
	default:
		w = week.LastComplete(e.now())
	}
	if err != nil {
		return w, usagef("%w", err)
	}
	return w, nil
}

func (*runOptions) oneOf(flag, value string, allowed ...string) error {
	var names []string
	for _, a := range allowed {
		if a == value {
			return nil
		}
		if a != "" {
			names = append(names, a)
		}
	}
	return usagef("--%s %q is none of %s", flag, value, strings.Join(names, ", "))
}

// write tells what the run did, on standard output.
func (o *runOptions) write(e *env, options *job.Options, done *job.Report, phases []progress.Status, err error) error {
	scan := &done.Stats.Scan
	s := &Summary{
		Dataset: done.Dataset, Window: done.Window, Mode: done.Mode, NewSecret: done.NewSecret, Loss: done.Loss, Runner: string(options.Runner),
		Reports: scan.Reports, Rejected: map[string]int64{}, RejectsDir: done.Rejects,
		Early: scan.Early, Late: scan.Late, LeftOut: scan.LeftOut, Young: scan.Young, Duplicates: scan.InWindow - done.Stats.Sites, Merged: done.Merged, Sites: done.Stats.Sites,
		SkippedEntries: done.Stats.Skipped, Limited: done.Stats.Limited, Cut: done.Stats.Cut, Faults: done.Stats.Faults,
		Output: done.Output, DryRun: o.dryRun, Elapsed: done.Elapsed,
	}
	for reason, n := range scan.Rejected {
		s.Rejected[string(reason)] = n
	}
	for _, t := range done.Tables {
		s.Tables = append(s.Tables, TableSummary{Name: t.Name, K: t.K, Rows: int64(t.Rows), Withheld: t.Withheld, Audited: t.Audited, Private: t.Private})
	}
	for _, p := range phases {
		s.Phases = append(s.Phases, PhaseSummary{Name: string(p.Phase), Elapsed: p.Elapsed, Bytes: p.Bytes})
	}
	for _, c := range done.NewColumns {
		s.NewColumns = append(s.NewColumns, NewColumn{c.Name, c.Reports})
	}
	for _, t := range done.Stale {
		s.Stale = append(s.Stale, StaleTable{t.Name, t.Week, t.Columns})
	}
	for _, file := range done.Damaged {
		s.DamagedFiles, s.DamagedBytes = s.DamagedFiles+1, s.DamagedBytes+file.Bytes
	}
	var refusal *job.Refusal
	var incomplete *job.Incomplete
	if errors.As(err, &refusal) {
		s.Refused = refusal.Reason
	} else if err != nil && !errors.As(err, &incomplete) {
		return nil // the error says it all
	}
	o.told, s.Status = true, exitCode(runError(err))
	write := s.WriteText
	if o.json {
		write = s.WriteJSON
	}
	if err := write(e.stdout); err != nil {
		return fmt.Errorf("cannot write the summary: %w", err)
	}
	return nil
}
