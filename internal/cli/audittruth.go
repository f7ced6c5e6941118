package cli

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"isobar/internal/audit"
	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/week"
)

// truths reads the private reports of the weeks that findings are about, each once.
type truths struct {
	ctx   context.Context
	ds    *dataset.Dataset
	input []string
	dir   string // a dataset's folder, or one of datasets
	weeks map[string]audit.Truth
	err   error // the first
}

// openTruth is what --truth and --dataset name; nil if nothing.
func (o *auditOptions) openTruth(ctx context.Context, dir string) (*truths, error) {
	if o.dataset == "" {
		return nil, nil
	}
	ds, err := loadDataset(o.dataset)
	if err != nil {
		return nil, err
	}
	return &truths{ctx: ctx, ds: ds, input: o.truth, dir: dir, weeks: map[string]audit.Truth{}}, nil
}

// of gives the reports of a week; nil for another dataset, or after an error.
func (t *truths) of(name, label string) audit.Truth {
	if name != t.ds.Name || t.err != nil {
		return nil
	}
	if known, ok := t.weeks[label]; ok {
		return known
	}
	var reports audit.Truth
	m, err := t.manifest(label)
	if err == nil {
		var window week.Window
		if window, err = week.Between(m.From, m.To); err == nil {
			reports, err = job.Truth(t.ctx, t.ds, t.input, window)
		}
	}
	t.weeks[label], t.err = reports, err
	return reports
}

// manifest finds the release of a week in a dataset's folder or below a folder of them.
func (t *truths) manifest(label string) (*release.Manifest, error) {
	m, err := release.Read(t.ctx, storage.NewLocal(t.dir), label)
	if errors.Is(err, fs.ErrNotExist) {
		return release.Read(t.ctx, storage.NewLocal(filepath.Join(t.dir, t.ds.Name)), label)
	}
	return m, err
}
