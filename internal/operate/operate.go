// Package operate says how a published dataset is doing, what became of its runs, which weeks are to be made up for, and
// whether a run would succeed.
//
// What enters: places of releases, of reports and of the journal, and what a run says of itself. What leaves: facts
// about releases, taken from their manifests, and about runs, taken from the journal; and the results of checks, in
// words for the operator. Promised: nothing is changed but for the journal, which is never in an output, and a probe that is
// removed again; and nothing of a report is in any text.
package operate

import (
	"context"
	"fmt"
	"time"

	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/week"
)

// staleAfter is the age above which the newest release says that a weekly run has failed: a week, and a day in
// which to notice it.
const staleAfter = 8 * 24 * time.Hour

// Status is a dataset's releases.
type Status struct {
	Releases []Release // oldest first
	// Missing are complete weeks, by label, after the first release and without one; none if a release is of another
	// window than a week.
	Missing []string
	// Age is how long ago the window of the newest release ended; 0 if there is none.
	Age time.Duration
	// Stale says that the newest release is older than it should be, or that there is none.
	Stale bool
}

// Release is one release.
type Release struct {
	Week   string
	Ended  time.Time // the end of its window
	Mode   string    // how counts are protected
	K      int
	Tables int
	Rows   int64  // of all tables
	Sites  *int64 // as published; nil if withheld
}

// Read reads the releases of a dataset.
func Read(ctx context.Context, dataset storage.Reader, now time.Time) (*Status, error) {
	weeks, err := release.Weeks(ctx, dataset)
	if err != nil {
		return nil, err
	}
	s := &Status{Stale: true}
	whole := true
	for _, label := range weeks {
		m, err := release.Read(ctx, dataset, label)
		if err != nil {
			return nil, err
		}
		r := Release{Week: label, Mode: m.Mode, K: m.K, Tables: len(m.Tables), Sites: m.Sites}
		for _, t := range m.Tables {
			r.Rows += t.Rows
		}
		of, err := week.Between(m.From, m.To)
		if err != nil {
			return nil, fmt.Errorf("%s in %s: %w", release.ManifestFile(label), dataset, err)
		}
		whole = whole && of.IsWeek
		r.Ended = time.UnixMicro(of.To).UTC()
		s.Releases = append(s.Releases, r)
		s.Age = now.Sub(r.Ended)
	}
	if len(weeks) == 0 {
		return s, nil
	}
	s.Stale = s.Age > staleAfter
	if !whole {
		return s, nil
	}
	first, err := week.Parse(weeks[0])
	if err != nil {
		return nil, err
	}
	_, missing := Backfill(first, week.LastComplete(now), weeks, false)
	for _, w := range missing {
		s.Missing = append(s.Missing, w.Label)
	}
	return s, nil
}

// Backfill says which of the weeks from first to last, both included, are published already and which are to be
// made, oldest first. With force all are.
func Backfill(first, last week.Window, published []string, force bool) (skip, run []week.Window) {
	there := map[string]bool{}
	for _, label := range published {
		there[label] = true
	}
	for w := first; w.From <= last.From; w = week.Of(time.UnixMicro(w.To)) {
		if there[w.Label] && !force {
			skip = append(skip, w)
		} else {
			run = append(run, w)
		}
	}
	return skip, run
}
