package publish

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"isobar/internal/storage"
)

// history is what several places have published of a dataset, read as one: a file that several have is the first
// place's. A place that was added later lacks the weeks before; what was published of them is known to everybody
// all the same.
type history []storage.Reader

// Open implements storage.Reader.
func (h history) Open(ctx context.Context, name string) (storage.File, error) {
	for _, place := range h[:len(h)-1] {
		f, err := place.Open(ctx, name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return h[len(h)-1].Open(ctx, name)
}

// List implements storage.Reader.
func (h history) List(ctx context.Context, folder string) ([]storage.Entry, error) {
	var all []storage.Entry
	for _, place := range h {
		entries, err := place.List(ctx, folder)
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
	}
	slices.SortStableFunc(all, func(a, b storage.Entry) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(all, func(a, b storage.Entry) bool { return a.Name == b.Name }), nil
}

// String implements storage.Reader.
func (h history) String() string {
	names := make([]string, len(h))
	for i, place := range h {
		names[i] = place.String()
	}
	return strings.Join(names, ", ")
}
