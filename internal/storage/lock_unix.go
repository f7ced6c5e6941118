//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package storage

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Lock implements Store by flock on a file of that name, which exists only while the lock is held or
// after a kill; the kernel ends the lock of a killed process.
func (l *Local) Lock(ctx context.Context, name string) (unlock func() error, err error) {
	path, err := l.path("lock", name)
	if err != nil {
		return nil, err
	}
	if err := MakeDirs(filepath.Dir(path)); err != nil {
		return nil, Failed("lock", path, err)
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, FileMode)
		if err != nil {
			return nil, Failed("lock", path, err)
		}
		if err := flock(f); err != nil {
			_ = f.Close() // nothing was written to it
			if errors.Is(err, unix.EWOULDBLOCK) {
				err = ErrLocked
			}
			return nil, Failed("lock", path, err)
		}
		// The holder before us removes the file while it holds the lock. If that happened between our
		// open and our flock, we hold a lock that nobody else can find: try again.
		if ours, err := current(f, path); err != nil || !ours {
			_ = f.Close()
			if err != nil {
				return nil, Failed("lock", path, err)
			}
			continue
		}
		return func() error {
			err := os.Remove(path)
			if errors.Is(err, fs.ErrNotExist) {
				err = nil
			}
			return Failed("unlock", path, errors.Join(err, f.Close()))
		}, nil
	}
}

func flock(f *os.File) error {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

func current(f *os.File, path string) (bool, error) {
	held, err := f.Stat()
	if err != nil {
		return false, err
	}
	now, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return os.SameFile(held, now), nil
}

func isInvalid(err error) bool { return errors.Is(err, unix.EINVAL) }
