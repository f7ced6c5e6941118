package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"isobar/internal/release"
	"isobar/internal/storage"
)

// Publish implements Session.
func (s *localSession) Publish(ctx context.Context, staged *release.Staged) error {
	if err := s.expect(staged); err != nil {
		return err
	}
	store := s.Staging()
	if err := release.VerifyStaged(ctx, &release.Staged{Manifest: staged.Manifest, Store: store}); err != nil {
		return fmt.Errorf("the staged release is damaged and was not published: %w", err)
	}
	s.done = true
	tree := filepath.Join(s.scratch, newTree)
	if err := s.sink.carryOver(ctx, s.dataset, tree, s.target.Window.Label); err != nil {
		return err
	}
	if err := release.WriteIndex(ctx, store, s.target.Dataset); err != nil {
		return err
	}
	s.sink.step("sync the new dataset")
	if err := syncTree(tree); err != nil {
		return storage.Failed("sync", tree, err)
	}
	// From here on it is a matter of microseconds, and a run that is told to stop has either published
	// or not.
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.promote(tree); err != nil {
		return storage.Failed("replace", s.dataset, err)
	}
	s.sink.step("sync the output folder")
	if err := errors.Join(storage.SyncDir(s.sink.Dir), storage.SyncDir(s.scratch)); err != nil {
		return fmt.Errorf("the new release is in place, but the disk did not confirm it: %w", storage.Failed("sync", s.sink.Dir, err))
	}
	return nil
}

func (s *localSession) expect(staged *release.Staged) error {
	switch {
	case s.unlock == nil:
		return errors.New("publish: the session is closed")
	case s.done:
		return errors.New("publish: a session publishes once")
	}
	return s.target.Expects(staged, s.Staging())
}

// promote puts the new tree where the dataset is.
func (s *localSession) promote(tree string) error {
	there, err := exists(s.dataset)
	if err != nil {
		return err
	}
	if !there {
		s.sink.step("move the first release into place")
		return os.Rename(tree, s.dataset)
	}
	swap := s.sink.exchange
	if swap == nil {
		swap = exchange
	}
	s.sink.step("exchange the datasets")
	if err := swap(tree, s.dataset); err == nil || !cannotExchange(err) {
		return err
	}
	old := filepath.Join(s.scratch, oldTree)
	s.sink.step("move the old dataset away")
	if err := os.Rename(s.dataset, old); err != nil {
		return err
	}
	s.sink.step("move the new dataset into place")
	if err := os.Rename(tree, s.dataset); err != nil {
		return errors.Join(err, os.Rename(old, s.dataset))
	}
	return nil
}

// cannotExchange says whether the system or the file system lacks the operation, as opposed to its
// having failed: ENOSYS and ENOTSUP (both ErrUnsupported), EINVAL from file systems that do not know the
// flag, EXDEV from layered ones.
func cannotExchange(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.EXDEV)
}
