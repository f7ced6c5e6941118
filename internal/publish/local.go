package publish

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"isobar/internal/release"
	"isobar/internal/storage"
)

// Local publishes to folders of this machine: dataset d to <Dir>/d.
//
// A session works in <Dir>/.isobar-staging-d-<random>/ and holds <Dir>/.isobar-lock-d. Publishing
// builds the whole new dataset in the staging folder, from the staged files and hard links to all the
// published files that stay, and then exchanges it with <Dir>/d in one step of the file system. So a
// consumer finds one dataset or the other under that name, and a kill leaves one or the other there.
//
// Where the file system cannot exchange two folders, Publish renames the old one away and the new one
// into place. A kill between the two leaves no dataset at that name until the next Begin, which renames
// the old one back.
type Local struct {
	Dir string
	// Steps is told of every step that changes the disk, just before it: for tests that interrupt them.
	// Files that are staged at once are told of at once. Optional.
	Steps func(step string)

	// Tests put failing parts here; nil is the real thing.
	exchange func(a, b string) error
	link     func(from, to string) error
	store    func(dir string) storage.Store
}

var _ Sink = (*Local)(nil)

// Names within the output folder and the staging folder.
const (
	stagingPrefix = ".isobar-staging-"
	lockPrefix    = ".isobar-lock-"
	newTree       = "new" // becomes the dataset; after an exchange it is the old one
	oldTree       = "old" // the old dataset, where it could not be exchanged
	randomBytes   = 8
)

// String is the output folder.
func (l *Local) String() string { return filepath.Clean(l.Dir) }

type localSession struct {
	sink    *Local
	target  Target
	dataset string // path of the published dataset
	scratch string // path of the staging folder
	unlock  func() error
	done    bool // tried to publish
}

// Begin implements Sink.
func (l *Local) Begin(ctx context.Context, target Target) (_ Session, err error) {
	if err := errors.Join(release.CheckName("dataset", target.Dataset), release.CheckWeek(target.Window.Label)); err != nil {
		return nil, err
	}
	if err := storage.MakeDirs(l.String()); err != nil {
		return nil, l.unusable(err)
	}
	l.step("lock")
	unlock, err := storage.NewLocal(l.Dir).Lock(ctx, lockPrefix+target.Dataset)
	if errors.Is(err, storage.ErrLocked) {
		return nil, fmt.Errorf("dataset %s in %s: %w", target.Dataset, l, ErrBusy)
	}
	if err != nil {
		return nil, l.unusable(err)
	}
	s := &localSession{sink: l, target: target, dataset: filepath.Join(l.Dir, target.Dataset), unlock: unlock}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if err := l.recover(target.Dataset); err != nil {
		return nil, err
	}
	if err := s.checkPlace(ctx); err != nil {
		return nil, err
	}
	random := make([]byte, randomBytes)
	if _, err := rand.Read(random); err != nil {
		return nil, err
	}
	scratch := filepath.Join(l.Dir, stagingPrefix+target.Dataset+"-"+hex.EncodeToString(random))
	l.step("make the staging folder")
	if err := os.Mkdir(scratch, 0o700); err != nil {
		return nil, l.unusable(err)
	}
	s.scratch = scratch
	if err := storage.MakeDirs(filepath.Join(scratch, newTree)); err != nil {
		return nil, l.unusable(err)
	}
	return s, nil
}

// unusable says that the output folder cannot be written to, whatever in it was tried first.
func (l *Local) unusable(err error) error {
	return &storage.Error{Op: "write to the output folder", Path: l.String(), Err: storage.Reason(err)}
}

func (l *Local) step(what string) {
	if l.Steps != nil {
		l.Steps(what)
	}
}

func (l *Local) storeIn(dir string) storage.Store {
	store := storage.Store(storage.NewLocal(dir))
	if l.store != nil {
		store = l.store(dir)
	}
	if l.Steps != nil {
		store = &steppedStore{store, l.step}
	}
	return store
}

// leftovers are the staging folders of earlier runs of a dataset. Their names end in a random number of
// fixed length, so that dataset "a" does not take those of "a-b" for its own.
func (l *Local) leftovers(dataset string) ([]string, error) {
	entries, err := os.ReadDir(l.Dir)
	if err != nil {
		return nil, storage.Failed("list", l.Dir, err)
	}
	var found []string
	for _, e := range entries {
		random, ok := strings.CutPrefix(e.Name(), stagingPrefix+dataset+"-")
		if _, err := hex.DecodeString(random); ok && err == nil && len(random) == 2*randomBytes {
			found = append(found, filepath.Join(l.Dir, e.Name()))
		}
	}
	return found, nil
}

// recover clears away what killed runs left, under the lock. A killed run that could not exchange the
// folders may have moved the old dataset into its staging folder and not the new one out of it: that is
// the only way in which a dataset's folder can be missing while there is an old one.
func (l *Local) recover(dataset string) error {
	found, err := l.leftovers(dataset)
	if err != nil {
		return err
	}
	for _, scratch := range found {
		if err := l.discard(scratch, filepath.Join(l.Dir, dataset)); err != nil {
			return err
		}
	}
	return nil
}

// discard removes a staging folder, after it has put the old dataset back if that was moved away and no
// new one took its place. It rather leaves the folder than lose the old dataset.
func (l *Local) discard(scratch, dataset string) error {
	old := filepath.Join(scratch, oldTree)
	moved, oldErr := exists(old)
	unused, newErr := exists(filepath.Join(scratch, newTree))
	taken, err := exists(dataset)
	if err = errors.Join(oldErr, newErr, err); err == nil && moved {
		switch {
		case !taken:
			l.step("put the old dataset back")
			if err = os.Rename(old, dataset); err == nil {
				err = storage.SyncDir(l.Dir)
			}
		case unused:
			err = errors.New("something else is there now")
		}
	}
	if err != nil {
		return fmt.Errorf("the published dataset is in %s: %w", old, storage.Failed("move it back to", dataset, err))
	}
	l.step("remove a staging folder")
	return storage.Failed("remove", scratch, os.RemoveAll(scratch))
}

func exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// checkPlace refuses a dataset folder that is not isobar's and a week that is published for another
// window.
func (s *localSession) checkPlace(ctx context.Context) error {
	entries, err := os.ReadDir(s.dataset)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	info, statErr := os.Lstat(s.dataset)
	if statErr != nil {
		return storage.Failed("read", s.dataset, statErr)
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder: choose another output", s.dataset)
	}
	if err != nil {
		return storage.Failed("read", s.dataset, err)
	}
	published := len(entries) == 0
	for _, e := range entries {
		published = published || e.Name() == release.Dir
	}
	if !published {
		return fmt.Errorf("%s holds other files and no published dataset: choose another output", s.dataset)
	}
	if _, err := release.Latest(ctx, s.Published()); errors.Is(err, release.ErrNewer) {
		return err
	}
	m, err := release.Read(ctx, s.Published(), s.target.Window.Label)
	if err != nil {
		// A damaged manifest does not stop the run that would replace it, unless it is of a newer isobar.
		if errors.Is(err, release.ErrNewer) {
			return err
		}
		return ctx.Err()
	}
	if from, to := release.FormatTime(s.target.Window.From), release.FormatTime(s.target.Window.To); m.From != from || m.To != to {
		return fmt.Errorf("week %s of %s is %s to %s there and %s to %s here: %w",
			s.target.Window.Label, s.dataset, m.From, m.To, from, to, ErrWindow)
	}
	return nil
}

// Staging implements Session.
func (s *localSession) Staging() storage.Store {
	return s.sink.storeIn(filepath.Join(s.scratch, newTree))
}

// Published implements Session.
func (s *localSession) Published() storage.Reader { return storage.NewLocal(s.dataset) }

// Close implements Session.
func (s *localSession) Close() error {
	if s.unlock == nil {
		return nil
	}
	var errs []error
	if s.scratch != "" {
		errs = append(errs, s.sink.discard(s.scratch, s.dataset))
	}
	s.sink.step("unlock")
	errs = append(errs, s.unlock())
	s.unlock = nil
	return errors.Join(errs...)
}
