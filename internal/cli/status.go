package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"isobar/internal/operate"
	"isobar/internal/publish/outputs"
)

const statusHelp = `List the releases of published datasets: how counts are protected, tables, rows and sites, and how old they
are. OUTPUT is what was given to "isobar run" as --output, or a dataset's folder in it.

The age of a release is the time since the end of its week. With --max-age the exit status is 1 if the newest
release of a dataset is older, so that a scheduler can tell that releases have stopped; 8d is a week and a day in which
to notice it.

With --journal, which runs were given as well, it also tells the last run of each dataset and the last one that failed.`

// statusOptions are the flags of `isobar status`.
type statusOptions struct {
	staging string
	journal string
	maxAge  ageFlag
	json    bool
}

func newStatus(e *env) *cobra.Command {
	var o statusOptions
	c := &cobra.Command{
		Use:     "status OUTPUT…",
		Short:   "List the releases of published datasets, and their age",
		Long:    statusHelp,
		Example: examples("isobar status public", "isobar status public --journal runs", "isobar status gs://bucket/data --max-age 8d --json"),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("status takes the places that datasets are published to, such as public or gs://BUCKET/PREFIX")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return o.run(c.Context(), e, args) },
	}
	f := c.Flags()
	f.StringVar(&o.staging, "staging", "", "private `place` gs://BUCKET/PREFIX of the runs, which has the files of releases in bq://PROJECT.DATASET")
	f.StringVar(&o.journal, "journal", "", "the `place` that runs were given as --journal")
	f.Var(&o.maxAge, "max-age", "exit with status 1 if a newest release is older than this `time`, such as 8d or 200h")
	f.BoolVar(&o.json, "json", false, "write one JSON object")
	return c
}

// publication is one dataset in one place. It has no releases if all that is known of it are its runs.
type publication struct {
	name, place string
	*operate.Status
	runs *operate.Runs // nil without a journal
}

func (o *statusOptions) run(ctx context.Context, e *env, args []string) error {
	now := e.now()
	var all []publication
	for _, output := range args {
		found, err := o.find(ctx, output, now)
		if err != nil {
			return err
		}
		all = append(all, found...)
	}
	all, err := o.addRuns(ctx, all, now)
	if err != nil {
		return err
	}
	write := writeStatus
	if o.json {
		write = writeStatusJSON
	}
	if err := write(e.stdout, all); err != nil {
		return fmt.Errorf("cannot write the status: %w", err)
	}
	return o.verdict(all)
}

// find reads the datasets of an output.
func (o *statusOptions) find(ctx context.Context, output string, now time.Time) ([]publication, error) {
	place, err := outputs.Files(ctx, outputs.Connections{}, output, o.staging)
	if err != nil {
		return nil, &ExitError{ExitUsage, err}
	}
	names, err := place.Datasets(ctx)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 && o.journal == "" {
		return nil, fmt.Errorf("nothing is published in %s", place)
	}
	var all []publication
	for _, name := range names {
		dataset := place.Dataset(name)
		s, err := operate.Read(ctx, dataset, now)
		if err != nil {
			return nil, err
		}
		if len(s.Releases) == 0 {
			return nil, fmt.Errorf("nothing is published in %s", dataset)
		}
		all = append(all, publication{filepath.Base(dataset.String()), dataset.String(), s, nil})
	}
	return all, nil
}

// verdict is the exit status.
func (o *statusOptions) verdict(all []publication) error {
	if o.maxAge == 0 {
		return nil
	}
	var old []error
	releases := 0
	for _, p := range all {
		releases += len(p.Releases)
		if p.Age > time.Duration(o.maxAge) {
			old = append(old, fmt.Errorf("%s: the newest release, of week %s, ended %s ago, more than --max-age %s", p.place, p.Releases[len(p.Releases)-1].Week, age(p.Age), &o.maxAge))
		}
	}
	if releases == 0 {
		return errors.New("there is no release")
	}
	return errors.Join(old...)
}

// writeStatus writes for people.
func writeStatus(w io.Writer, all []publication) error {
	for i, p := range all {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s\n\n", p.place)
		if err := writeReleases(w, &p); err != nil {
			return err
		}
		if p.runs != nil {
			writeRuns(w, p.runs)
		}
	}
	return nil
}

func writeReleases(w io.Writer, p *publication) error {
	if len(p.Releases) == 0 {
		_, err := fmt.Fprintln(w, "No release in the places that were named.")
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "week\tended\tmode\tk\ttables\trows\tsites\t")
	for _, r := range p.Releases {
		sites := "withheld"
		if r.Sites != nil {
			sites = thousands(*r.Sites)
		}
		fmt.Fprintf(table, "%s\t%s ago\t%s\t%d\t%d\t%s\t%s\t\n", r.Week, age(p.Age+p.Releases[len(p.Releases)-1].Ended.Sub(r.Ended)), r.Mode, r.K, r.Tables, thousands(r.Rows), sites)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	missing := "No week is missing."
	if len(p.Missing) > 0 {
		missing = fmt.Sprintf("Missing: %s. `isobar backfill` makes up for them.", strings.Join(p.Missing, ", "))
	}
	_, err := fmt.Fprintf(w, "\n%s\n", missing)
	return err
}

type (
	statusJSON struct {
		Dataset  string        `json:"dataset"`
		Place    string        `json:"place"`
		Age      int64         `json:"age_seconds"`
		Stale    bool          `json:"stale"`
		Missing  []string      `json:"missing"`
		Releases []releaseJSON `json:"releases"`
		*runsJSON
	}
	releaseJSON struct {
		Week   string    `json:"week"`
		Ended  time.Time `json:"ended"`
		Mode   string    `json:"mode"`
		K      int       `json:"k"`
		Tables int       `json:"tables"`
		Rows   int64     `json:"rows"`
		Sites  *int64    `json:"sites"`
	}
)

func writeStatusJSON(w io.Writer, all []publication) error {
	datasets := []statusJSON{}
	for _, p := range all {
		s := statusJSON{p.name, p.place, int64(p.Age.Seconds()), p.Stale, append([]string{}, p.Missing...), []releaseJSON{}, asJSON(p.runs)}
		for _, r := range p.Releases {
			s.Releases = append(s.Releases, releaseJSON{r.Week, r.Ended, r.Mode, r.K, r.Tables, r.Rows, r.Sites})
		}
		datasets = append(datasets, s)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(map[string]any{"datasets": datasets})
}

const aDay = 24 * time.Hour

// age writes how long ago something was: 5 days, 7 hours.
func age(d time.Duration) string {
	switch {
	case d < 0:
		return "less than no time"
	case d >= 2*aDay:
		return fmt.Sprintf("%d days", d/aDay)
	case d >= aDay:
		return "1 day"
	}
	return fmt.Sprintf("%d hours", d/time.Hour)
}

// ageFlag is a time in days (8d), or as package time writes it (200h).
type ageFlag time.Duration

// Set reads a positive time.
func (f *ageFlag) Set(s string) error {
	var d time.Duration
	days, err := strconv.Atoi(strings.TrimSuffix(s, "d"))
	if strings.HasSuffix(s, "d") && err == nil && days < 10_000 {
		d = time.Duration(days) * aDay
	} else if d, err = time.ParseDuration(s); err != nil {
		d = 0
	}
	if d <= 0 {
		return errors.New("write days, such as 8d, or hours, such as 200h")
	}
	*f = ageFlag(d)
	return nil
}

// String is the time in days, if it is a number of them.
func (f *ageFlag) String() string {
	switch d := time.Duration(*f); {
	case d == 0:
		return ""
	case d%aDay == 0:
		return fmt.Sprintf("%dd", d/aDay)
	default:
		return d.String()
	}
}

// Type names the flag's values in help texts.
func (f *ageFlag) Type() string { return "time" }
