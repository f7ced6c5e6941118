// Package sample makes up reports that look like those of real sites, for trying isobar out and for
// measuring it, where the real ones are private.
//
// What enters: a profile of the population and a seed. What leaves: files of reports, one set for each
// week. Promised: the same options give the same bytes, on every machine and however many cores make
// them; every week has reports of exactly as many sites as were asked for; a site is a function of the
// seed and its number alone, so that a million of them need no memory. Nothing in the files comes from
// a real report.
//
// Dropsonde's reports, which need a world of modules and versions, have code of their own; those of other
// systems are described in a profile of kind template.
package sample

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options say what to make.
type Options struct {
	Profile *Profile  // see ProfileOf
	Sites   int64     // that report in each week; at least 1
	Weeks   int       // at least 1
	Last    time.Time // Monday 00:00 UTC at which the last of the weeks begins
	Seed    uint64
	Dirty   float64 // share of lines that are bad, spread over all reasons for rejecting one; 0 to 0.5
	Format  Format  // default JSONL
	Output  string  // folder; it is made if it is not there
	// FilesPerWeek is how many files a week's reports are spread over. Default: one for every 10,000 sites.
	FilesPerWeek int
	// Progress is called with the bytes of reports made since the last call, from several goroutines.
	// Optional.
	Progress func(bytes int64)
}

// Summary says what was made.
type Summary struct {
	Files   []string // paths, sorted
	Sites   int64    // in each week
	Weeks   int
	Reports int64            // good ones, of all sites and weeks
	Bad     map[string]int64 // bad lines, by the reason for which they are rejected
	Bytes   int64            // of lines, before compression
	Written int64            // of files
}

const sitesPerFile = 10_000

// Generate makes the reports. Files that this call would make again are replaced, each at once, other
// files are left alone; a folder that holds reports of another call is refused, because the two would
// be read as one.
func Generate(ctx context.Context, o Options) (Summary, error) {
	if err := o.check(); err != nil {
		return Summary{}, err
	}
	writers, err := o.Profile.writers(weekOf(o.Last))
	if err != nil {
		return Summary{}, err
	}
	jobs := o.files()
	if err := o.prepareFolder(jobs); err != nil {
		return Summary{}, err
	}
	summary, err := run(ctx, jobs, min(runtime.GOMAXPROCS(0), len(jobs)), writers)
	summary.Sites, summary.Weeks = o.Sites, o.Weeks
	return summary, err
}

func (o *Options) check() error {
	if o.FilesPerWeek == 0 {
		o.FilesPerWeek = int((o.Sites + sitesPerFile - 1) / sitesPerFile)
	}
	if o.Format == "" {
		o.Format = JSONL
	}
	switch {
	case o.Profile == nil:
		return errors.New("sample: no profile to make reports from")
	case o.Sites < 1 || o.Sites > 1e9:
		return fmt.Errorf("the number of sites is %d; give 1 to 1,000,000,000", o.Sites)
	case o.Weeks < 1 || o.Weeks > 1000:
		return fmt.Errorf("the number of weeks is %d; give 1 to 1,000", o.Weeks)
	case o.Last.Unix() != weekOf(o.Last).start() || o.Last.Nanosecond() != 0:
		return fmt.Errorf("%s is not a Monday, 00:00 UTC", o.Last.Format(time.RFC3339))
	case o.Last.Year() < 2012+o.Weeks/50 || o.Last.Year() > 9998:
		return fmt.Errorf("reports can be made for weeks from 2012 to 9998; the first or last of %d up to %s is not", o.Weeks, o.Last.Format(time.DateOnly))
	case o.Dirty < 0 || o.Dirty > 0.5:
		return fmt.Errorf("the share of bad lines is %v; give 0 to 0.5", o.Dirty)
	case !slices.Contains(Formats, o.Format):
		return fmt.Errorf("format %q is not one of %s", o.Format, formatNames())
	case o.FilesPerWeek < 1 || int64(o.FilesPerWeek) > o.Sites || o.FilesPerWeek > 100_000:
		return fmt.Errorf("%d sites cannot be spread over %d files", o.Sites, o.FilesPerWeek)
	case o.Output == "":
		return errors.New("no folder to write the reports to")
	}
	return nil
}

const filePrefix = "reports-"

// files lists what is to be written, in order.
func (o *Options) files() []*file {
	habits := habitsOf(&o.Profile.Reports)
	p := &population{seed: o.Seed, n: o.Sites, churn: oddsOf(o.Profile.Sites.Churn)}
	var files []*file
	last := weekOf(o.Last)
	for w := last - week(o.Weeks) + 1; w <= last; w++ {
		lines := newWeekLines(p, habits, w, o.Dirty)
		for i := range int64(o.FilesPerWeek) {
			n := int64(o.FilesPerWeek)
			files = append(files, &file{
				lines: lines, from: p.n * i / n, to: p.n * (i + 1) / n, format: o.Format, progress: o.Progress,
				path: filepath.Join(o.Output, fmt.Sprintf("%s%s-%05d.%s", filePrefix, w, i, o.Format)),
			})
		}
	}
	return files
}

// prepareFolder makes the folder, or sees that what it holds does not mix with the new files.
func (o *Options) prepareFolder(files []*file) error {
	if err := os.MkdirAll(o.Output, 0o777); err != nil {
		return fmt.Errorf("cannot make the folder for the reports: %w", err)
	}
	entries, err := os.ReadDir(o.Output)
	if err != nil {
		return fmt.Errorf("cannot list the folder for the reports: %w", err)
	}
	own := map[string]bool{}
	for _, f := range files {
		own[filepath.Base(f.path)] = true
	}
	for _, e := range entries {
		if !own[e.Name()] && strings.HasPrefix(e.Name(), filePrefix) {
			return fmt.Errorf("%s holds %s, which this call does not make again and which would be read with what it makes: choose another folder or remove it", o.Output, e.Name())
		}
	}
	return nil
}

// run writes the files on several goroutines. After the first error it starts no further file.
func run(ctx context.Context, files []*file, workers int, writers func() writer) (Summary, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	next := make(chan *file)
	go func() {
		defer close(next)
		for _, f := range files {
			select {
			case next <- f:
			case <-ctx.Done():
				return
			}
		}
	}()
	var done sync.WaitGroup
	for range workers {
		done.Go(func() {
			w := writers()
			for f := range next {
				if err := f.write(ctx, w); err != nil {
					stop(err)
				}
			}
		})
	}
	done.Wait()
	if ctx.Err() != nil {
		return Summary{}, context.Cause(ctx)
	}
	total := Summary{Bad: map[string]int64{}}
	for _, f := range files {
		total.Files = append(total.Files, f.path)
		total.Reports += f.reports
		total.Bytes += f.bytes
		total.Written += f.written
		for reason, n := range f.bad {
			total.Bad[reason] += n
		}
	}
	return total, nil
}
