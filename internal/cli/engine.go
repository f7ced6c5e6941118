package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"isobar/internal/publish/outputs"
	"isobar/internal/week"
	"isobar/pipelines"
)

// newEngineRun is `isobar run` with engines outside this process.
func newEngineRun(e *env) *cobra.Command {
	c := newRun(e)
	options := engineFlags(c)
	run := c.RunE
	c.RunE = func(c *cobra.Command, args []string) error {
		restore, err := configure(e, c, *options, args)
		if err != nil {
			return err
		}
		defer restore()
		err = run(c, args)
		var translated *pipelines.NotSubmitted
		if errors.As(err, &translated) {
			_, err = fmt.Fprintln(e.stdout, translated.Job)
		}
		return err
	}
	return c
}

// engineFlags adds to `isobar run` what engines outside this process need.
func engineFlags(c *cobra.Command) *[]string {
	var options []string
	f := c.Flags()
	f.StringArrayVar(&options, "engine", nil, "option `NAME=VALUE` of an engine outside this process, by Beam's name, such as endpoint=localhost:8073 or project=my-project; may be repeated")
	f.Lookup("runner").Usage = "engine that executes the job: direct or prism in this process, portable on a job server of Beam's, or dataflow; the last two need --engine, and a job of theirs is cancelled if this program is stopped"
	return &options
}

// configure hands the options of an engine outside this process to it.
func configure(e *env, c *cobra.Command, options, args []string) (restore func(), err error) {
	runner := pipelines.Runner(c.Flags().Lookup("runner").Value.String())
	if !runner.Remote() {
		if len(options) > 0 {
			return nil, usagef("--engine is for --runner portable and --runner dataflow; %s has no options", runner)
		}
		return func() {}, nil
	}
	set := map[string]string{}
	for _, option := range options {
		name, value, ok := strings.Cut(option, "=")
		if !ok || name == "" {
			return nil, usagef("--engine %q: write NAME=VALUE", option)
		}
		set[name] = value
	}
	if runner == pipelines.Dataflow {
		defaults, err := forDataflow(e, c, args)
		if err != nil {
			return nil, err
		}
		maps.Copy(defaults, set)
		set = defaults
	} else if set["endpoint"] == "" {
		return nil, usagef("--runner portable needs the address of a job server: --engine endpoint=HOST:PORT")
	}
	if restore, err = pipelines.Configure(set); err != nil {
		return nil, usagef("--engine: %w", err)
	}
	if runner == pipelines.Dataflow {
		if err := pipelines.CheckDataflow(c.Context()); err != nil {
			restore()
			return nil, usagef("--engine: %w", err)
		}
	}
	return restore, nil
}

// tell shows a line of an engine's: to a person as it is, and else in the log.
func (e *env) tell(line string) {
	if e.screen == nil {
		e.log.Info(line)
		return
	}
	fmt.Fprintln(e.screen, line)
}

// forDataflow refuses what cannot be, and names the job and its places.
func forDataflow(e *env, c *cobra.Command, args []string) (map[string]string, error) {
	f := c.Flags()
	var o runOptions
	var errs [4]error
	o.input, errs[3] = f.GetStringArray("input")
	o.datasets, errs[0] = f.GetStringArray("dataset")
	o.staging, errs[1] = f.GetString("staging")
	o.rejects, errs[2] = f.GetString("rejects")
	o.week, o.from, o.to = f.Lookup("week").Value.String(), f.Lookup("from").Value.String(), f.Lookup("to").Value.String()
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	dirs, err := o.folders(args)
	if err != nil {
		return nil, err
	}
	ds, err := loadDataset(dirs[0])
	if err != nil {
		return nil, err
	}
	w, err := o.window(e)
	switch {
	case err != nil:
		return nil, err
	case len(dirs) > 1:
		return nil, usagef("--runner dataflow takes one dataset at a time")
	case slices.ContainsFunc(o.input, func(input string) bool { return !outputs.Remote(input) }):
		return nil, usagef("--runner dataflow: workers elsewhere cannot read files of this machine: name the reports as gs://BUCKET/PREFIX/** or bq://PROJECT.DATASET.TABLE")
	case o.staging == "":
		return nil, usagef("--staging is missing: the private place gs://BUCKET/PREFIX for the program and temporary files of Dataflow")
	case o.rejects != "" && !outputs.Remote(o.rejects):
		return nil, usagef("--runner dataflow: workers elsewhere cannot write to a folder of this machine: let --rejects be gs://BUCKET/PREFIX")
	}
	labels, err := json.Marshal(map[string]string{"application": "isobar", "dataset": label(ds.Name), "week": weekLabel(w)})
	if err != nil {
		return nil, err
	}
	return map[string]string{"job_name": jobName(ds.Name, w), "labels": string(labels)}, nil
}

// notInJobNames is what a job's name may not hold besides lower-case letters, digits and dashes.
var notInJobNames = regexp.MustCompile(`[^a-z0-9]+`)

// jobName is isobar-dropsonde-2026w46. Dataflow refuses a second active job of one name, which so is a lock.
func jobName(dataset string, w week.Window) string {
	return fmt.Sprintf("isobar-%s-%s", label(dataset), weekLabel(w))
}

// label is a name as Google Cloud takes it in names and labels.
func label(name string) string {
	return strings.Trim(notInJobNames.ReplaceAllString(strings.ToLower(name), "-"), "-")
}

func weekLabel(w week.Window) string {
	if !w.IsWeek {
		return w.Label
	}
	return strings.ToLower(strings.ReplaceAll(isoWeek(w), "-", ""))
}
