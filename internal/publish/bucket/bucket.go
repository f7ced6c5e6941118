// Package bucket publishes releases to Google Cloud Storage.
//
// What enters: a release staged on this machine. What leaves: the same layout as on a disk below
// gs://bucket/prefix/<dataset>, with the manifest uploaded last. Promised: the objects that a published
// manifest names are never written again, so a consumer who begins with the manifest reads the old release
// of a week or the new one, of all tables, whenever the publisher is killed; two runs never both replace
// a manifest; running again completes what was begun, and changes nothing where nothing is new.
//
// A bucket has no folders to exchange. A week that is published again therefore keeps the objects
// whose content is the same and gives the others a name with their digest beside the old ones, which go
// when the new manifest is there. For that moment a consumer who reads week=*/*.parquet without the
// manifest finds both, and for a new week files before there is a manifest.
package bucket

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"isobar/internal/parallel"
	"isobar/internal/publish"
	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
)

// lockPrefix begins the names of locks, which lie beside the datasets.
const lockPrefix = ".isobar-lock-"

// usualCalls is how many requests are under way at once.
const usualCalls = 8

// Sink publishes dataset d to <Place>/d.
type Sink struct {
	Place *gcs.Bucket
	// Scratch is the folder of this machine in which releases are staged. Optional: the system's for
	// temporary files.
	Scratch string
	// Calls is how many requests are under way at once. Optional.
	Calls int
}

var _ publish.Sink = (*Sink)(nil)

// String is gs://bucket/prefix.
func (s *Sink) String() string { return s.Place.String() }

// Session is a run's hold on a dataset in a bucket. Other sinks build on it; to them Upload and Commit are
// Publish in two steps.
type Session struct {
	target  publish.Target
	dataset *gcs.Bucket
	calls   int
	scratch string
	staging *storage.Local
	unlock  func() error
	done    bool // tried to publish

	// As Begin found them: the week's manifest, nil if there is none that can be read, and what it is in
	// the bucket.
	manifest *release.Manifest
	was      gcs.Object
}

var _ publish.Session = (*Session)(nil)

// Begin implements publish.Sink.
func (s *Sink) Begin(ctx context.Context, target publish.Target) (publish.Session, error) {
	return s.Open(ctx, target)
}

// Open is Begin for sinks that build on this one.
func (s *Sink) Open(ctx context.Context, target publish.Target) (_ *Session, err error) {
	if err := errors.Join(release.CheckName("dataset", target.Dataset), release.CheckWeek(target.Window.Label)); err != nil {
		return nil, err
	}
	unlock, err := s.Place.Lock(ctx, lockPrefix+target.Dataset)
	if errors.Is(err, storage.ErrLocked) {
		return nil, fmt.Errorf("dataset %s in %s: %w (%w)", target.Dataset, s, publish.ErrBusy, err)
	}
	if err != nil {
		return nil, err
	}
	session := &Session{target: target, dataset: s.Place.Sub(target.Dataset), unlock: unlock, calls: cmp.Or(s.Calls, usualCalls)}
	defer func() {
		if err != nil {
			err = errors.Join(err, session.Close())
		}
	}()
	if err := session.recover(ctx); err != nil {
		return nil, err
	}
	if session.scratch, err = os.MkdirTemp(s.Scratch, "isobar-staging-"); err != nil {
		return nil, fmt.Errorf("no room to stage a release: %w", err)
	}
	session.staging = storage.NewLocal(filepath.Join(session.scratch, target.Dataset))
	return session, nil
}

// Staging implements publish.Session. It is a folder of this machine: in a public bucket a release could be
// read before its audit.
func (s *Session) Staging() storage.Store { return s.staging }

// Published implements publish.Session.
func (s *Session) Published() storage.Reader { return s.dataset }

// Close implements publish.Session.
func (s *Session) Close() error {
	if s.unlock == nil {
		return nil
	}
	var err error
	if s.scratch != "" {
		err = os.RemoveAll(s.scratch)
	}
	err = errors.Join(err, s.unlock())
	s.unlock = nil
	return err
}

// recover refuses a place that is not isobar's, and clears away what killed runs left: files of no manifest,
// and an index that lacks a week.
func (s *Session) recover(ctx context.Context) error {
	objects, err := s.dataset.Objects(ctx, ".")
	if err != nil {
		return err
	}
	var weeks []string
	ours := len(objects) == 0
	for _, o := range objects {
		week, ok := release.WeekOf(o.Name)
		ours = ours || ok || strings.HasPrefix(o.Name, release.Dir+"/")
		if ok && o.Name == release.ManifestFile(week) && release.CheckWeek(week) == nil {
			weeks = append(weeks, week)
			if week == s.target.Window.Label {
				s.was = o
			}
		}
	}
	if !ours {
		return fmt.Errorf("%s holds other files and no published dataset: choose another output", s.dataset)
	}
	if _, err := release.Latest(ctx, s.dataset); errors.Is(err, release.ErrNewer) {
		return err
	}
	known, err := s.files(ctx, weeks)
	if err != nil {
		return err
	}
	if err := s.sameWindow(); err != nil {
		return err
	}
	var left []gcs.Object
	for _, o := range objects {
		// Of a manifest that cannot be read nobody knows the files.
		if week, ok := release.WeekOf(o.Name); ok && !known[o.Name] && !known[week] {
			left = append(left, o)
		}
	}
	if err := s.remove(ctx, left); err != nil {
		return err
	}
	if len(weeks) == 0 {
		return nil
	}
	return s.index(ctx)
}

// files gives the names of all files that the weeks' manifests name, the manifests' own among them; and the
// label of each week whose manifest cannot be read.
func (s *Session) files(ctx context.Context, weeks []string) (map[string]bool, error) {
	manifests := make([]*release.Manifest, len(weeks))
	err := parallel.Each(ctx, len(weeks), s.calls, func(ctx context.Context, _, i int) error {
		m, err := release.Read(ctx, s.dataset, weeks[i])
		var unreachable *storage.Error
		if errors.Is(err, release.ErrNewer) || errors.As(err, &unreachable) || ctx.Err() != nil {
			return err
		}
		// A damaged manifest does not stop the run that would replace it.
		manifests[i] = m
		return nil
	})
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for i, m := range manifests {
		known[release.ManifestFile(weeks[i])] = true
		if m == nil {
			known[weeks[i]] = true
			continue
		}
		if weeks[i] == s.target.Window.Label {
			s.manifest = m
		}
		for name := range filesOf(m) {
			known[name] = true
		}
	}
	return known, nil
}

// filesOf gives the files that a manifest names.
func filesOf(m *release.Manifest) map[string]release.File {
	files := map[string]release.File{}
	for _, t := range m.Tables {
		for _, f := range t.Files {
			files[f.Path] = f
		}
	}
	return files
}

func (s *Session) sameWindow() error {
	m, want := s.manifest, s.target.Window
	if m == nil {
		return nil
	}
	if from, to := release.FormatTime(want.From), release.FormatTime(want.To); m.From != from || m.To != to {
		return fmt.Errorf("week %s of %s is %s to %s there and %s to %s here: %w", want.Label, s.dataset, m.From, m.To, from, to, publish.ErrWindow)
	}
	return nil
}

func (s *Session) remove(ctx context.Context, objects []gcs.Object) error {
	return parallel.Each(ctx, len(objects), s.calls, func(ctx context.Context, _, i int) error {
		return s.dataset.RemoveObject(ctx, objects[i])
	})
}

// index makes latest.json list the weeks that have a manifest.
func (s *Session) index(ctx context.Context) error {
	o, there, err := s.dataset.Read(ctx, release.LatestFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	made := &memory{Bucket: s.dataset}
	if err := release.WriteIndex(ctx, made, s.target.Dataset); err != nil {
		return err
	}
	if bytes.Equal(made.data.Bytes(), there) {
		return nil
	}
	_, err = s.dataset.Replace(ctx, release.LatestFile, o.Generation, made.data.Bytes())
	return err
}

// weekObjects are the objects of the session's week, by name.
func (s *Session) weekObjects(ctx context.Context) (map[string]gcs.Object, error) {
	objects, err := s.dataset.Objects(ctx, ".")
	if err != nil {
		return nil, err
	}
	found := map[string]gcs.Object{}
	for _, o := range objects {
		if week, ok := release.WeekOf(o.Name); ok && week == s.target.Window.Label {
			found[o.Name] = o
		}
	}
	return found, nil
}

// fileContent is a file of a table by what it holds.
type fileContent struct{ table, ext, sha256 string }

func contentKey(table string, f release.File) fileContent {
	return fileContent{table, path.Ext(f.Path), f.SHA256}
}

// namesByContent says under which name a manifest, which may be nil, has which content.
func namesByContent(m *release.Manifest) map[fileContent]string {
	names := map[fileContent]string{}
	if m == nil {
		return names
	}
	for _, t := range m.Tables {
		for _, f := range t.Files {
			names[contentKey(t.Name, f)] = f.Path
		}
	}
	return names
}

// withDigest is another name for a file, which belongs to its content.
func withDigest(f release.File) string {
	ext := path.Ext(f.Path)
	return fmt.Sprintf("%s-%.16s%s", strings.TrimSuffix(f.Path, ext), f.SHA256, ext)
}

func sortedNames(objects map[string]gcs.Object) []string {
	var names []string
	for name := range objects {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
