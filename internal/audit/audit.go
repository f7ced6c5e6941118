package audit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"time"

	"isobar/internal/storage"
)

// Options say what to audit and how.
type Options struct {
	// Store is a dataset's folder, or a folder of them: all that Find finds there. Optional if there are
	// Sources.
	Store storage.Reader
	// Sources are further datasets.
	Sources []Source
	// Weeks are the labels of the releases to judge. Those of neighbouring weeks are read besides, to
	// compare them. Optional: all.
	Weeks []string
	// MoreHidden says that a row that is not published may have k sites or more, because the publisher
	// hides rows to protect others or because queries drop them. Otherwise its absence is taken to mean
	// that it has fewer, as far as the numbers do not show that to be wrong.
	MoreHidden bool
	// Withheld are rows, of releases that were audited before, that the publisher has withheld although they have
	// many sites. The search takes no notice of that; Report.Forced tells of which it is plain. Optional.
	Withheld []Row
	// MaxFindings is how many findings of each kind are listed. Optional: 100. Negative: all.
	MaxFindings int
	// Workers is the number of goroutines. Optional: the number of cores.
	Workers int
	// Timeout ends the search; the report is then incomplete. Optional: none.
	Timeout time.Duration
	// Truth gives the private reports of a dataset's week, or nil. Optional.
	Truth func(dataset, week string) Truth
}

// defaultFindings is how many findings of each kind are listed if nothing else is asked for.
const defaultFindings = 100

// errTimeout is why the search ended early.
var errTimeout = errors.New("the time is up")

// Run searches releases. The error is for what stops the search: a file that cannot be read or is not
// what the manifest says, a week that is not there (fs.ErrNotExist), or ctx. What is wrong with the
// numbers is in the report.
func Run(ctx context.Context, options Options) (*Report, error) {
	sources := options.Sources
	if options.Store != nil {
		found, err := Find(ctx, options.Store)
		if err != nil {
			return nil, err
		}
		sources = slices.Concat(found, sources)
	}
	if options.MaxFindings == 0 {
		options.MaxFindings = defaultFindings
	}
	if options.Workers <= 0 {
		options.Workers = runtime.GOMAXPROCS(0)
	}
	limited := ctx
	if options.Timeout > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeoutCause(ctx, options.Timeout, errTimeout)
		defer cancel()
	}
	run := &run{Options: options, report: &Report{Releases: []Release{}, Limits: []string{}},
		found: newCollector(options.MaxFindings), warned: newCollector(options.MaxFindings)}
	for _, source := range sources {
		err := run.examine(limited, source)
		if err == nil {
			continue
		}
		if ctx.Err() == nil && limited.Err() != nil {
			run.report.Incomplete = true
			run.report.Limits = append(run.report.Limits, fmt.Sprintf("the search of %s was not finished within %s", source, options.Timeout))
			continue
		}
		return nil, err
	}
	r := run.report
	r.Findings, r.Counts = run.found.findings(), run.found.tally()
	r.Warnings, r.WarningCounts = run.warned.findings(), run.warned.tally()
	run.check()
	return r, nil
}

// run is one call of Run.
type run struct {
	Options
	report        *Report
	found, warned *collector
}

func (r *run) judges(week string) bool {
	return len(r.Weeks) == 0 || slices.Contains(r.Weeks, week)
}

// examine reads and searches the releases of one dataset, two at a time.
func (r *run) examine(ctx context.Context, source Source) error {
	weeks, err := source.Weeks(ctx)
	if err != nil {
		return err
	}
	for _, w := range r.Weeks {
		if !slices.Contains(weeks, w) {
			return fmt.Errorf("%s has no release of week %s: %w", source, w, fs.ErrNotExist)
		}
	}
	dict := newDictionary()
	var before *snapshot
	for i, week := range weeks {
		own := r.judges(week)
		since := i > 0 && (own || r.judges(weeks[i-1]))
		if !own && !since && !(i+1 < len(weeks) && r.judges(weeks[i+1])) {
			before = nil
			continue
		}
		now, err := load(ctx, source, week, dict)
		if err != nil {
			return err
		}
		r.report.Releases = append(r.report.Releases, now.release(own))
		s := &search{snapshot: now, most: r.MaxFindings, workers: r.Workers, moreHidden: r.MoreHidden,
			found: r.found, warned: r.warned, withheld: r.Withheld, report: r.report}
		if own {
			err = s.alone(ctx)
		} else {
			s.narrow()
		}
		if err == nil && since && before != nil {
			err = s.since(ctx, before)
		}
		r.report.Limits = append(r.report.Limits, now.limits...)
		if err != nil {
			return err
		}
		before = now
	}
	return nil
}

func (s *snapshot) release(judged bool) Release {
	rel := Release{Dataset: s.dataset, Week: s.week, Mode: s.mode, K: s.k, Rows: s.rows, Judged: judged}
	seen := map[uint16]bool{}
	for _, f := range s.families {
		rel.Cells += int64(len(f.sites))
		for _, t := range f.tables {
			seen[t] = seen[t] || s.tables[t].file != ""
		}
	}
	for _, counted := range seen {
		if counted {
			rel.Tables++
		}
	}
	return rel
}

// check asks the private reports, if there are any, how many sites the listed findings are about.
func (r *run) check() {
	if r.Truth == nil {
		return
	}
	for i := range r.report.Findings {
		f := &r.report.Findings[i]
		if !f.askable || len(f.Weeks) != 1 {
			continue
		}
		if truth := r.Truth(f.Dataset, f.Weeks[0]); truth != nil {
			if n, ok := truth.Sites(f.Where, f.Has, f.hasNot); ok {
				f.True = &n
			}
		}
	}
}
