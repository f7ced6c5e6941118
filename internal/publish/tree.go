package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"isobar/internal/release"
	"isobar/internal/storage"
)

// carryOver gives the new tree every file of the old one that the new release does not replace: all but
// those of the same week, of whatever table, and the index. They are hard links, so that years of weeks
// cost no space and next to no time, and copies where the file system has no hard links.
//
// What isobar did not put there is carried over as well; folders only with what is in them.
func (l *Local) carryOver(ctx context.Context, old, tree, week string) error {
	made := map[string]bool{}
	return filepath.WalkDir(old, func(path string, d fs.DirEntry, err error) error {
		if path == old && errors.Is(err, fs.ErrNotExist) {
			return nil // the first release
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return storage.Failed("read", path, err)
		}
		rel, err := filepath.Rel(old, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if of, ok := release.WeekOf(filepath.ToSlash(rel) + "/"); ok && of == week {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.ToSlash(rel) == release.LatestFile || strings.HasPrefix(d.Name(), storage.TempPrefix) {
			return nil
		}
		to := filepath.Join(tree, rel)
		if dir := filepath.Dir(to); !made[dir] {
			if err := os.MkdirAll(dir, storage.DirMode); err != nil {
				return storage.Failed("make", dir, err)
			}
			made[dir] = true
		}
		l.step("carry over " + filepath.ToSlash(rel))
		return storage.Failed("carry over", path, l.carry(ctx, path, to, d.Type()))
	})
}

func (l *Local) carry(ctx context.Context, from, to string, kind fs.FileMode) error {
	switch {
	case kind&fs.ModeSymlink != 0:
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(target, to)
	case !kind.IsRegular():
		return fmt.Errorf("it is neither a file nor a folder")
	}
	link := l.link
	if link == nil {
		link = os.Link
	}
	if err := link(from, to); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return duplicate(ctx, from, to)
}

// duplicate copies a file with its mode and time, so that it looks like the link that it stands for.
func duplicate(ctx context.Context, from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, storage.FileMode)
	if err != nil {
		return err
	}
	if _, err = io.Copy(out, &reader{ctx, in}); err == nil {
		err = out.Chmod(info.Mode().Perm())
	}
	if err == nil {
		err = out.Sync()
	}
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Chtimes(to, info.ModTime(), info.ModTime())
	}
	return err
}

// reader reads until the context ends.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r *reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// syncTree gives all folders of a tree the published mode and writes their entries to stable storage.
// The files are there already.
func syncTree(tree string) error {
	return filepath.WalkDir(tree, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if err := os.Chmod(path, storage.DirMode); err != nil {
			return err
		}
		return storage.SyncDir(path)
	})
}
