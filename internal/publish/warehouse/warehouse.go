// Package warehouse publishes releases to BigQuery.
//
// What enters: a release staged on this machine, and a place in Cloud Storage for its files. What leaves:
// the files there, as package bucket publishes them, and for each table of the release a table of
// BigQuery whose partition of the week holds the rows. Promised: no public table changes before every table
// of the release has been loaded to a staging table and found to hold the release's rows; each
// partition changes in one step; what a killed run left half done, the next one completes.
//
// BigQuery cannot replace partitions of several tables at once. So the manifest in Cloud Storage says which
// release is the published one, and the tables follow it: a mark beside it says which manifest they have
// reached. A consumer who needs all tables of one release compares the label isobar_release of the tables.
package warehouse

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	bq "cloud.google.com/go/bigquery"

	"isobar/internal/bigquery"
	"isobar/internal/publish"
	"isobar/internal/publish/bucket"
	"isobar/internal/release"
)

// Names in the place of the files, beside the datasets.
const (
	marksPrefix = ".isobar-bigquery-"
	loadsPrefix = ".isobar-load-"
)

// followTries is how often a run tries to bring a published release to the tables.
const followTries = 3

// Sink publishes to one dataset of BigQuery.
type Sink struct {
	Service *bigquery.Service
	Dataset bigquery.Name
	// Files is where the release's files are published, and where load jobs find them.
	Files *bucket.Sink
}

var _ publish.Sink = (*Sink)(nil)

// String is bq://project.dataset.
func (s *Sink) String() string { return s.Dataset.String() }

type session struct {
	*bucket.Session
	sink    *Sink
	target  publish.Target
	dataset *bq.Dataset
	closed  bool
	staged  []string // staging tables that may exist
}

var _ publish.Session = (*session)(nil)

// Begin implements publish.Sink.
func (s *Sink) Begin(ctx context.Context, target publish.Target) (_ publish.Session, err error) {
	files, err := s.Files.Open(ctx, target)
	if err != nil {
		return nil, err
	}
	v := &session{Session: files, sink: s, target: target}
	defer func() {
		if err != nil {
			err = errors.Join(err, v.Close())
		}
	}()
	if v.dataset, err = s.Service.Dataset(ctx, s.Dataset); err != nil {
		if bigquery.IsMissing(err) {
			err = fmt.Errorf("%s: there is no such dataset, or it may not be seen; make it, where its data are to be kept: %w", s, err)
		}
		return nil, err
	}
	if err := v.catchUp(ctx); err != nil {
		return nil, fmt.Errorf("the tables of %s do not have all published weeks, and the rest cannot be loaded: %w", s, err)
	}
	return v, nil
}

// Publish implements publish.Session.
func (v *session) Publish(ctx context.Context, staged *release.Staged) error {
	uploaded, err := v.Upload(ctx, staged)
	if err != nil {
		return err
	}
	if err := v.rehearse(ctx, uploaded.Manifest, staged); err != nil {
		return fmt.Errorf("nothing was published: %w", err)
	}
	if err := v.Commit(ctx, uploaded); err != nil {
		return err
	}
	// From here on there is no way back, so it is worth more than one try.
	for range followTries {
		if err = v.follow(ctx, v.target.Window.Label); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("the release is published in %s, but not all tables of %s have it yet; the next run sees to that: %w", v.sink.Files, v.sink, err)
	}
	return nil
}

// Close implements publish.Session.
func (v *session) Close() error {
	if v.closed {
		return nil
	}
	v.closed = true
	ctx := context.Background()
	var errs []error
	for _, name := range v.staged {
		errs = append(errs, v.drop(ctx, name))
	}
	if v.dataset != nil {
		errs = append(errs, v.loads().RemoveAll(ctx))
	}
	return errors.Join(append(errs, v.Session.Close())...)
}

// drop removes a table, or with a decorator a partition of it, if it is there.
func (v *session) drop(ctx context.Context, table string) error {
	ctx, cancel := context.WithTimeout(ctx, bigquery.Patience)
	defer cancel()
	err := v.dataset.Table(table).Delete(ctx)
	if err == nil || bigquery.IsMissing(err) {
		return nil
	}
	return bigquery.Failed("remove", v.sink.name(table), err)
}

// name is a table's, for people.
func (s *Sink) name(table string) string {
	n := s.Dataset
	n.Table = table
	return n.String()
}

// catchUp brings every published week to the tables that they do not have.
func (v *session) catchUp(ctx context.Context) error {
	weeks, err := release.Weeks(ctx, v.Published())
	if err != nil {
		return err
	}
	for _, week := range weeks {
		if err := v.follow(ctx, week); err != nil {
			return err
		}
	}
	return nil
}

// follow brings one published week to the tables, if they do not have it.
func (v *session) follow(ctx context.Context, week string) error {
	manifest, err := v.sink.Files.Place.Sub(v.target.Dataset).Stat(ctx, release.ManifestFile(week))
	if err != nil {
		return err
	}
	old, generation, err := v.mark(ctx, week)
	if err != nil {
		return err
	}
	if old.Done && old.Generation == manifest.Generation {
		return nil
	}
	m, err := release.Read(ctx, v.Published(), week)
	if err != nil {
		return err
	}
	reached := mark{Generation: manifest.Generation, Tables: tablesOf(m)}
	begun := mark{Generation: old.Generation, Tables: union(old.Tables, reached.Tables)}
	if generation, err = v.setMark(ctx, week, generation, begun); err != nil {
		return err
	}
	for _, table := range begun.Tables {
		if !contains(reached.Tables, table) {
			if err := v.drop(ctx, partition(table, week)); err != nil {
				return err
			}
		}
	}
	for i := range m.Tables {
		if err := v.load(ctx, m, &m.Tables[i], v.Published(), manifest.Generation); err != nil {
			return err
		}
	}
	reached.Done = true
	_, err = v.setMark(ctx, week, generation, reached)
	return err
}

// rehearse loads all tables of a release to staging tables and compares their rows with the release's.
func (v *session) rehearse(ctx context.Context, m *release.Manifest, staged *release.Staged) error {
	for i := range m.Tables {
		if err := v.check(ctx, m, &m.Tables[i]); err != nil {
			return err
		}
	}
	for i := range m.Tables {
		// The files' names are those in the bucket, and the rows those of the staging.
		own := staged.Manifest.Tables[i]
		if err := v.rehearseTable(ctx, m, &own, staged.Store); err != nil {
			return err
		}
	}
	return nil
}

// mark says which release of a week the tables have.
type mark struct {
	Generation int64 `json:"generation"` // of the manifest in Cloud Storage
	// Done says that the tables have it. While they are changed it is false, and Tables are all those that
	// may have rows of the week.
	Done   bool     `json:"done"`
	Tables []string `json:"tables"` // by name
}

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
