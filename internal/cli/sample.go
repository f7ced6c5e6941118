package cli

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"isobar/internal/dataset"
	"isobar/internal/progress"
	"isobar/internal/sample"
	"isobar/internal/week"
)

const sampleHelp = `Write made-up reports, to try isobar out or to measure it. They have the shape and the statistics of real
ones: a long tail of popularity, things that go together, versions that are adopted over weeks, sites that
come and go, repeated reports, and the quirks of real senders. Nothing in them is from a real report.

The same flags write the same bytes, given --week. The last of the weeks is the last complete one by
default, which is also the default of isobar run.`

// sampleOptions are the flags of `isobar sample`.
type sampleOptions struct {
	dataset, week, output, format string
	sites                         int64
	weeks, files                  int
	seed                          uint64
	dirty                         float64
}

func newSample(e *env) *cobra.Command {
	var o sampleOptions
	c := &cobra.Command{
		Use:   "sample --dataset DIR --output DIR",
		Short: "Write made-up reports, to try isobar out",
		Long:  sampleHelp,
		Example: examples(
			"isobar sample --dataset queries/dropsonde --output sample",
			"isobar sample --dataset queries/dropsonde --sites 1000 --weeks 4 --seed 7 --dirty 0.01 --output sample",
			"isobar sample --dataset queries/dropsonde --sites 100000 --week 2026-W46 --format jsonl.zst --output big"),
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return o.run(c.Context(), e) },
	}
	f := c.Flags()
	f.StringVar(&o.dataset, "dataset", "", "the dataset's `folder`")
	f.StringVar(&o.output, "output", "", "the `folder` to write files to")
	f.Int64Var(&o.sites, "sites", 1000, "`number` of sites that report in each week")
	f.IntVar(&o.weeks, "weeks", 1, "`number` of weeks, one after the other")
	f.StringVar(&o.week, "week", "", "any `date` of the last of the weeks, or its number as 2026-W46 (default the last complete week)")
	f.Uint64Var(&o.seed, "seed", 1, "`number` that chooses among the possible samples")
	f.Float64Var(&o.dirty, "dirty", 0, "`share` of bad lines to mix in, from 0 to 0.5")
	f.StringVar(&o.format, "format", string(sample.JSONL), "`form` of the files: "+formats())
	f.IntVar(&o.files, "files", 0, "`number` of files for each week (default one for every 10,000 sites)")
	return c
}

func formats() string {
	var names []string
	for _, f := range sample.Formats {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// options checks the flags. The limits are package sample's; here they are told in the flags' names.
func (o *sampleOptions) options(e *env) (*sample.Options, error) {
	ds, err := loadDataset(o.dataset)
	if err != nil {
		return nil, err
	}
	profile, err := profileOf(ds)
	if err != nil {
		return nil, usagef("--dataset %s: %w", o.dataset, err)
	}
	if err := required("output", o.output, "the folder to write files to, such as sample"); err != nil {
		return nil, err
	}
	last := week.LastComplete(e.now())
	if o.week != "" {
		if last, err = week.Parse(o.week); err != nil {
			return nil, usagef("--week: %w", err)
		}
	}
	switch {
	case o.sites < 1:
		return nil, usagef("--sites is %d: it must be at least 1", o.sites)
	case o.weeks < 1:
		return nil, usagef("--weeks is %d: it must be at least 1", o.weeks)
	case !(o.dirty >= 0 && o.dirty <= 0.5): // NaN is neither
		return nil, usagef("--dirty is %v: it must be from 0 to 0.5", o.dirty)
	case !slices.Contains(sample.Formats, sample.Format(o.format)):
		return nil, usagef("--format %q is none of %s", o.format, formats())
	case o.files < 0 || int64(o.files) > o.sites:
		return nil, usagef("--files is %d: it must be from 1 to the number of sites", o.files)
	}
	return &sample.Options{
		Profile: profile, Sites: o.sites, Weeks: o.weeks, Last: time.UnixMicro(last.From).UTC(), Seed: o.seed, Dirty: o.dirty,
		Format: sample.Format(o.format), Output: o.output, FilesPerWeek: o.files,
		Progress: progress.Process().AddBytes,
	}, nil
}

// profileOf returns the profile of a dataset's reports: from sampledata/ in the project's folder, in which the
// dataset is in queries/, else the one that the program carries.
func profileOf(ds *dataset.Dataset) (*sample.Profile, error) {
	folder := filepath.Join(ds.Dir, "..", "..", "sampledata", ds.Name)
	if _, err := os.Stat(filepath.Join(folder, sample.ProfileFile)); err == nil {
		return sample.ReadProfile(os.DirFS(folder))
	}
	return sample.ProfileOf(ds.Name)
}

func (o *sampleOptions) run(ctx context.Context, e *env) error {
	options, err := o.options(e)
	if err != nil {
		return err
	}
	counters := progress.Process()
	counters.Reset()
	counters.Enter("sample")
	display := progress.Show(counters, progress.Options{Screen: e.screen, Logger: e.log})
	made, err := sample.Generate(ctx, *options)
	counters.Finish()
	display.Close()
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(e.stdout, o.told(&made, options.Last))
	return err
}

// told says what was written, and how to go on.
func (o *sampleOptions) told(made *sample.Summary, last time.Time) string {
	var b strings.Builder
	label := last.Format(time.DateOnly)
	weeks := "week " + label
	if made.Weeks > 1 {
		weeks = fmt.Sprintf("%d weeks, %s to %s", made.Weeks, last.AddDate(0, 0, 7*(1-made.Weeks)).Format(time.DateOnly), label)
	}
	fmt.Fprintf(&b, "Wrote %s to %s: %s, %s in each, %s, %s.\n",
		plural(int64(len(made.Files)), "file", "files"), o.output, weeks,
		plural(made.Sites, "site", "sites"), plural(made.Reports, "report", "reports"), size(made.Written))
	var bad []string
	for _, reason := range slices.Sorted(maps.Keys(made.Bad)) {
		if n := made.Bad[reason]; n > 0 {
			bad = append(bad, fmt.Sprintf("%s %s", reason, thousands(n)))
		}
	}
	if len(bad) > 0 {
		fmt.Fprintf(&b, "Bad lines among them: %s.\n", strings.Join(bad, ", "))
	}
	fmt.Fprintf(&b, "\nTo make a public dataset of the last week:\n\n  isobar run --dataset %s --input %s --week %s --output out\n",
		shell(o.dataset), shell(o.output), label)
	return b.String()
}

// size writes a number of bytes in powers of 1000.
func size(bytes int64) string {
	for _, unit := range []struct {
		name string
		size int64
	}{{"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}} {
		if bytes >= unit.size {
			return fmt.Sprintf("%.1f %s", float64(bytes)/float64(unit.size), unit.name)
		}
	}
	return plural(bytes, "byte", "bytes")
}

// shell quotes a word for a shell, if it needs it.
func shell(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./+:@%,", r)
	}
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
