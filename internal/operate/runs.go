package operate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"isobar/internal/parallel"
	"isobar/internal/release"
	"isobar/internal/storage"
)

const (
	// longestRun is the age above which a run that has not ended will not do so any more: no scheduler of deploy/
	// lets one last for longer.
	longestRun = 24 * time.Hour
	// readers is how many entries are read at once: of a bucket, each takes a while.
	readers = 16
	// largestEntry, in bytes, is more than any entry has.
	largestEntry = 64 << 10
)

// Runs is what a journal knows of a dataset.
type Runs struct {
	Last    *Run // that began last; nil if there is none
	Failure *Run // the last one that did not publish everything, for whatever reason; nil if there is none
}

// Datasets lists the datasets that a journal has runs of, sorted.
func (j *Journal) Datasets(ctx context.Context) ([]string, error) {
	files, err := j.place.List(ctx, ".")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range files {
		if dataset, name, ok := strings.Cut(f.Name, "/"); ok && entryName.MatchString(name) && release.CheckName("dataset", dataset) == nil {
			names = append(names, dataset)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Read reads the last run of a dataset, and the last one that failed.
//
// A run that has not ended counts as Lost when a later one has published, or when it is older than any can be. Until
// then nobody can tell from here whether it is under way or was killed.
func (j *Journal) Read(ctx context.Context, dataset string, now time.Time) (Runs, error) {
	names, err := j.entries(ctx, dataset)
	if err != nil {
		return Runs{}, err
	}
	entries := make([]*Run, len(names))
	err = parallel.Each(ctx, len(names), readers, func(ctx context.Context, _, i int) (err error) {
		entries[i], err = j.read(ctx, names[i])
		return err
	})
	if err != nil {
		return Runs{}, err
	}
	entries = slices.DeleteFunc(entries, func(r *Run) bool { return r == nil })
	return summed(entries, now), nil
}

// read reads an entry; nil if it has been removed meanwhile.
func (j *Journal) read(ctx context.Context, name string) (*Run, error) {
	f, err := j.place.Open(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, largestEntry))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, storage.Failed("read", j.String()+"/"+name, err)
	}
	var r Run
	if json.Unmarshal(data, &r) != nil || r.Started.IsZero() || r.Outcome == "" {
		return nil, fmt.Errorf("%s/%s is no entry of a journal: remove it", j, name)
	}
	return &r, nil
}

// summed looks through the runs, oldest first.
func summed(runs []*Run, now time.Time) (s Runs) {
	published := false // by a later run
	for _, r := range slices.Backward(runs) {
		if r.Outcome == Running && (published || now.Sub(r.Started) > longestRun) {
			r.Outcome = Lost
		}
		if s.Last == nil {
			s.Last = r
		}
		if r.Outcome == Published || r.Outcome == Incomplete {
			published = true
		}
		if s.Failure == nil && r.Outcome != Published && r.Outcome != Running {
			s.Failure = r
		}
	}
	return s
}
