package pipelines

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path"

	"isobar/internal/cells"
	"isobar/internal/eval"
	"isobar/internal/parallel"
	"isobar/internal/plan"
	"isobar/internal/report"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
)

const (
	cellsFolder = "cells"
	statsFolder = "stats"
)

// fileOf names the file of one partition of one group's cells.
func fileOf(key eval.Key) string {
	return fmt.Sprintf("%04d-%02d-%02d", key.Query, key.Group, key.Part)
}

// writeFile writes an element to a file of its name.
type writeFile struct{ Scratch, Folder string }

// ProcessElement writes the whole file, or none. An element that is worked on twice, one after the other or at the
// same time, has one file in the end, and either of the two is right.
func (f *writeFile) ProcessElement(ctx context.Context, name string, data []byte) error {
	store, err := gcs.Place(ctx, f.Scratch)
	if err != nil {
		return err
	}
	return storage.WriteFile(ctx, store, path.Join(f.Folder, name), data)
}

// Stats is what was counted on the way. It is for the operator, who holds the reports; none of it is
// published as it is.
type Stats struct {
	Scan    report.Stats
	Lines   map[int]int64    // of each shard, by ID; see report.FinishRejects
	Damaged []report.Damage  // one of each damaged file, in the order of files; nothing of those is in the other counts
	Sites   int64            // distinct sites with a report in the window that count
	New     []byte           // the sites that Job.Note asks for, as report.SiteSet.Encode writes them; some twice
	Skipped int64            // entries of repeated fields that did not fit, in kept reports
	Limited report.Limited   // what Job.Limits kept out of kept reports
	Faults  map[string]int64 // by table: failures that depend on the data and gave NULL
	Cut     map[string]int64 // by table: sites that had more groups than may count (plan.GroupBound)
	// Apart is, until settle, what was found in files that several lanes read, by the ID of the first shard.
	Apart map[int]*Stats `json:",omitempty"`
}

func (s *Stats) add(o *Stats) {
	s.Scan.Merge(o.Scan)
	if s.Lines == nil {
		s.Lines = map[int]int64{}
	}
	maps.Copy(s.Lines, o.Lines)
	s.Damaged = append(s.Damaged, o.Damaged...)
	for first, apart := range o.Apart {
		if s.Apart == nil {
			s.Apart = map[int]*Stats{}
		}
		if s.Apart[first] == nil {
			s.Apart[first] = &Stats{}
		}
		s.Apart[first].add(apart)
	}
	s.Sites += o.Sites
	s.New = append(s.New, o.New...)
	s.Skipped += o.Skipped
	s.Limited.Merge(o.Limited)
	if s.Faults == nil {
		s.Faults = map[string]int64{}
	}
	for table, n := range o.Faults {
		s.Faults[table] += n
	}
	if s.Cut == nil {
		s.Cut = map[string]int64{}
	}
	for table, n := range o.Cut {
		s.Cut[table] += n
	}
}

func (s *Stats) encode() []byte {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err) // a struct of numbers
	}
	return data
}

// Results is what the job leaves to the launcher.
type Results struct {
	Stats Stats
	// Sets is indexed by query and group. A set without cells has the shape of its group all the same.
	Sets [][]*cells.Set
}

// readResults reads the scratch folder after the job has ended, on several goroutines.
func readResults(ctx context.Context, scratch string, queries []*plan.Query, workers int) (*Results, error) {
	store, err := gcs.Place(ctx, scratch)
	if err != nil {
		return nil, err
	}
	results := &Results{Stats: Stats{}}
	err = eachFile(ctx, store, statsFolder, func(_ string, data []byte) error {
		var s Stats
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		results.Stats.add(&s)
		return nil
	})
	if err != nil {
		return nil, err
	}
	parts := map[eval.Key][]byte{}
	err = eachFile(ctx, store, cellsFolder, func(name string, data []byte) error {
		var key eval.Key
		if _, err := fmt.Sscanf(name, "%04d-%02d-%02d", &key.Query, &key.Group, &key.Part); err != nil {
			return err
		}
		parts[key] = data
		return nil
	})
	if err != nil {
		return nil, err
	}
	results.Sets = make([][]*cells.Set, len(queries))
	return results, parallel.Each(ctx, len(queries), workers, func(_ context.Context, _, q int) (err error) {
		results.Sets[q], err = setsOf(q, queries[q], parts)
		return err
	})
}

// setsOf puts the sets of one query's groups together.
func setsOf(q int, query *plan.Query, parts map[eval.Key][]byte) ([]*cells.Set, error) {
	sets := make([]*cells.Set, len(query.Groups))
	for g, group := range query.Groups {
		sets[g] = cells.New(len(group.Keys), len(group.Measures))
		for part := range groupPartitions {
			if data, ok := parts[eval.Key{Query: q, Group: g, Part: part}]; ok {
				if err := sets[g].Append(data); err != nil {
					return nil, fmt.Errorf("results of table %s: %w", query.Table, err)
				}
			}
		}
	}
	return sets, nil
}

// filesAtOnce is how many files are read at a time: in a bucket, each of them is mostly waiting.
const filesAtOnce = 16

// eachFile reads the files of a folder, several at a time, and then calls do for one after the other, by name.
func eachFile(ctx context.Context, store storage.Store, folder string, do func(name string, data []byte) error) error {
	entries, err := store.List(ctx, folder)
	if err != nil {
		return err
	}
	files := make([][]byte, len(entries))
	failed := func(i int, err error) error {
		if err == nil {
			return nil
		}
		return fmt.Errorf("reading the job's results, %s: %w", entries[i].Name, err)
	}
	err = parallel.Each(ctx, len(entries), filesAtOnce, func(ctx context.Context, _, i int) (err error) {
		files[i], err = storage.ReadFile(ctx, store, entries[i].Name)
		return failed(i, err)
	})
	for i := range entries {
		if err == nil {
			err = failed(i, do(path.Base(entries[i].Name), files[i]))
		}
	}
	return err
}
