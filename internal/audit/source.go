package audit

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"isobar/internal/release"
	"isobar/internal/storage"
)

// Source is where the releases of one dataset are read.
type Source interface {
	// Weeks lists the labels of the releases, oldest first.
	Weeks(ctx context.Context) ([]string, error)
	// Manifest reads that of a week.
	Manifest(ctx context.Context, week string) (*release.Manifest, error)
	// Open opens a file that the manifest of the week names.
	Open(ctx context.Context, week, file string) (storage.File, error)
	// String names the place as a person would write it.
	String() string
}

// Published is the source of a dataset's folder, as package release lays it out.
func Published(dataset storage.Reader) Source { return published{dataset} }

type published struct{ dataset storage.Reader }

func (p published) Weeks(ctx context.Context) ([]string, error) {
	return release.Weeks(ctx, p.dataset)
}

func (p published) Manifest(ctx context.Context, week string) (*release.Manifest, error) {
	return release.Read(ctx, p.dataset, week)
}

func (p published) Open(ctx context.Context, _, file string) (storage.File, error) {
	return p.dataset.Open(ctx, file)
}

func (p published) String() string { return p.dataset.String() }

// WithStaged is a source in which a release that is not published yet takes the place of its week. The
// others are those of earlier, which may be nil: then there are none.
func WithStaged(earlier Source, store storage.Reader, week string) Source {
	return staged{earlier, Published(store), week}
}

type staged struct {
	earlier, own Source
	week         string
}

func (s staged) Weeks(ctx context.Context) ([]string, error) {
	weeks := []string{s.week}
	if s.earlier != nil {
		others, err := s.earlier.Weeks(ctx)
		if err != nil {
			return nil, err
		}
		weeks = append(weeks, others...)
	}
	slices.Sort(weeks)
	return slices.Compact(weeks), nil
}

func (s staged) of(week string) Source {
	if week == s.week || s.earlier == nil {
		return s.own
	}
	return s.earlier
}

func (s staged) Manifest(ctx context.Context, week string) (*release.Manifest, error) {
	return s.of(week).Manifest(ctx, week)
}

func (s staged) Open(ctx context.Context, week, file string) (storage.File, error) {
	return s.of(week).Open(ctx, week, file)
}

func (s staged) String() string { return s.own.String() }

// Find gives the sources of the datasets at a place: of the place itself, if it is a dataset's folder,
// or else of each folder in it that is one, by name. The error is fs.ErrNotExist (errors.Is) if there
// are none.
func Find(ctx context.Context, place storage.Reader) ([]Source, error) {
	entries, err := place.List(ctx, ".")
	if err != nil {
		return nil, err
	}
	folders := map[string]bool{}
	for _, e := range entries {
		before, rest, ok := strings.Cut("/"+e.Name, "/"+release.Dir+"/")
		if !ok || path.Base(rest) != "manifest.json" {
			continue
		}
		if before == "" {
			return []Source{Published(place)}, nil
		}
		if folder := before[1:]; !strings.Contains(folder, "/") {
			folders[folder] = true
		}
	}
	if len(folders) == 0 {
		return nil, storage.Failed("audit", place.String(), errors.Join(errNoDataset, fs.ErrNotExist))
	}
	var sources []Source
	for folder := range folders {
		sources = append(sources, Published(&subfolder{place, folder}))
	}
	slices.SortFunc(sources, func(a, b Source) int { return strings.Compare(a.String(), b.String()) })
	return sources, nil
}

var errNoDataset = errors.New("neither it nor a folder in it has a release's manifest")

// subfolder is a folder of another reader.
type subfolder struct {
	storage.Reader
	folder string
}

func (w *subfolder) Open(ctx context.Context, name string) (storage.File, error) {
	return w.Reader.Open(ctx, path.Join(w.folder, name))
}

func (w *subfolder) List(ctx context.Context, folder string) ([]storage.Entry, error) {
	entries, err := w.Reader.List(ctx, path.Join(w.folder, folder))
	for i := range entries {
		entries[i].Name = strings.TrimPrefix(entries[i].Name, w.folder+"/")
	}
	return entries, err
}

func (w *subfolder) String() string { return path.Join(w.Reader.String(), w.folder) }
