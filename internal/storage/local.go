package storage

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// TempPrefix begins the names of files that are not finished. They are never listed; what a killed
// process left of them is the owner's to remove.
const TempPrefix = ".isobar-tmp-"

// Modes of published files and folders, whatever the umask: the dataset is public, and a web server or
// another user has to be able to read it.
const (
	FileMode fs.FileMode = 0o644
	DirMode  fs.FileMode = 0o755
)

// Local is a Store in a folder of this machine.
type Local struct{ root string }

var _ Store = (*Local)(nil)

// NewLocal gives the store in folder root, which the first Write makes if it is missing.
func NewLocal(root string) *Local { return &Local{root: filepath.Clean(root)} }

// String is the folder.
func (l *Local) String() string { return l.root }

func (l *Local) path(op, name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &Error{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	return filepath.Join(l.root, filepath.FromSlash(name)), nil
}

type localFile struct {
	*os.File
	size int64
}

func (f *localFile) Size() int64 { return f.size }

// Open implements Reader.
func (l *Local) Open(ctx context.Context, name string) (File, error) {
	path, err := l.path("read", name)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, Failed("read", path, err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is not a file")
	}
	if err != nil {
		return nil, errors.Join(Failed("read", path, err), f.Close())
	}
	return &localFile{File: f, size: info.Size()}, nil
}

// List implements Reader.
func (l *Local) List(ctx context.Context, folder string) ([]Entry, error) {
	top, err := l.path("list", folder)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	err = filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if !d.Type().IsRegular() || strings.HasPrefix(d.Name(), TempPrefix) {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(l.root, path)
		if err != nil {
			return err
		}
		entries = append(entries, Entry{Name: filepath.ToSlash(name), Size: info.Size()})
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, Failed("list", top, err)
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Name < entries[j].Name })
	return entries, nil
}

// Write implements Store: into a temporary file beside the target, to the disk, and then by one rename.
func (l *Local) Write(ctx context.Context, name string, write func(io.Writer) error) error {
	path, err := l.path("write", name)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := MakeDirs(filepath.Dir(path)); err != nil {
		return Failed("write", path, err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), TempPrefix+"*")
	if err != nil {
		return Failed("write", path, err)
	}
	err = fill(ctx, f, write)
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		// The write error is what matters; a temporary file that cannot be removed either is found and
		// removed, with its folder, by the next run.
		_ = os.Remove(f.Name())
		return Failed("write", path, err)
	}
	return Failed("write", path, SyncDir(filepath.Dir(path)))
}

func fill(ctx context.Context, f *os.File, write func(io.Writer) error) error {
	err := write(f)
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = f.Chmod(FileMode)
	}
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// Remove implements Store. Folders stay, as they mean nothing.
func (l *Local) Remove(ctx context.Context, name string) error {
	path, err := l.path("remove", name)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil {
		return Failed("remove", path, err)
	}
	return Failed("remove", path, SyncDir(filepath.Dir(path)))
}

// MakeDirs makes a folder and those above it that are missing, each with DirMode and on stable storage.
func MakeDirs(dir string) error {
	err := os.Mkdir(dir, DirMode)
	if errors.Is(err, fs.ErrNotExist) {
		if parent := filepath.Dir(dir); parent != dir {
			if err := MakeDirs(parent); err != nil {
				return err
			}
			err = os.Mkdir(dir, DirMode)
		}
	}
	if errors.Is(err, fs.ErrExist) {
		info, statErr := os.Stat(dir)
		if statErr != nil {
			return statErr
		}
		if !info.IsDir() {
			return &Error{Op: "make the folder", Path: dir, Err: errors.New("there is a file of that name")}
		}
		return nil
	}
	if err != nil {
		return err
	}
	if err := os.Chmod(dir, DirMode); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(dir))
}

// SyncDir writes a folder's entries, as opposed to its files' contents, to stable storage.
func SyncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = f.Sync()
	// Some network and user-space file systems cannot sync a folder and say so; there is nothing more
	// to be done on them.
	if errors.Is(err, errors.ErrUnsupported) || isInvalid(err) {
		err = nil
	}
	return errors.Join(err, f.Close())
}
