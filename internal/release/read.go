package release

import (
	"context"
	"fmt"
	"path"
	"slices"

	"isobar/internal/storage"
)

// Read reads the manifest of one published week, by its label. The error is fs.ErrNotExist (errors.Is)
// if the dataset has no release of that week.
func Read(ctx context.Context, dataset storage.Reader, week string) (*Manifest, error) {
	if err := CheckWeek(week); err != nil {
		return nil, err
	}
	data, err := storage.ReadFile(ctx, dataset, ManifestFile(week))
	if err != nil {
		return nil, err
	}
	m, err := decodeManifest(data, week)
	if err != nil {
		return nil, fmt.Errorf("%s: not a manifest of this week: %w", path.Join(dataset.String(), ManifestFile(week)), err)
	}
	return m, nil
}

// Latest reads the index of a published dataset. The error is fs.ErrNotExist (errors.Is) if nothing is
// published.
func Latest(ctx context.Context, dataset storage.Reader) (*Index, error) {
	data, err := storage.ReadFile(ctx, dataset, LatestFile)
	if err != nil {
		return nil, err
	}
	var index Index
	err = decode(data, &index, &index.Format)
	if err == nil && !index.consistent() {
		err = fmt.Errorf("week %q, manifest %q and the list of weeks do not agree", index.Week, index.Manifest)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: not an index of releases: %w", path.Join(dataset.String(), LatestFile), err)
	}
	return &index, nil
}

func (i *Index) consistent() bool {
	return len(i.Weeks) > 0 && slices.IsSorted(i.Weeks) && i.Week == i.Weeks[len(i.Weeks)-1] && i.Manifest == ManifestFile(i.Week)
}

// Weeks lists the labels of the weeks that have a manifest, oldest first.
func Weeks(ctx context.Context, dataset storage.Reader) ([]string, error) {
	entries, err := dataset.List(ctx, Dir)
	if err != nil {
		return nil, err
	}
	return weeksIn(entries), nil
}

// WriteIndex writes the index of a dataset whose manifests are all in place. It is for those who
// publish.
func WriteIndex(ctx context.Context, store storage.Store, dataset string) error {
	weeks, err := Weeks(ctx, store)
	if err != nil {
		return err
	}
	if len(weeks) == 0 {
		return fmt.Errorf("%s has no releases to list", store)
	}
	last := weeks[len(weeks)-1]
	data, err := encode(Index{Format: FormatVersion, Dataset: dataset, Week: last, Manifest: ManifestFile(last), Weeks: weeks})
	if err != nil {
		return err
	}
	return storage.WriteFile(ctx, store, LatestFile, data)
}

func weeksIn(entries []storage.Entry) []string {
	var weeks []string
	for _, e := range entries {
		if week, ok := WeekOf(e.Name); ok && e.Name == ManifestFile(week) && CheckWeek(week) == nil {
			weeks = append(weeks, week)
		}
	}
	slices.Sort(weeks)
	return weeks
}
