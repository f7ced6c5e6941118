package report

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
)

// rejectPlace is where files of rejects are kept. Files are written to a temporary one of this machine first, since
// nobody knows before its end whether a shard can be read.
type rejectPlace interface {
	// prepare makes the place, and refuses one that others can read, as far as that can be seen.
	prepare() error
	// temp opens a temporary file, readable by its owner only.
	temp() (*os.File, error)
	// put makes, or replaces, the file of that name of a temporary one that is closed, and removes that.
	put(ctx context.Context, temp, name string) error
	// open opens a file; fs.ErrNotExist (errors.Is) if there is none of that name.
	open(ctx context.Context, name string) (io.ReadCloser, error)
	// names lists the files; what else is below the place is left out.
	names(ctx context.Context) ([]string, error)
	// remove removes a file; fs.ErrNotExist if there is none of that name.
	remove(ctx context.Context, name string) error
	// in is the full name of a file.
	in(name string) string
}

// placeOfRejects gives the place of a name: a folder, or gs://bucket/prefix.
func placeOfRejects(ctx context.Context, name string) (rejectPlace, error) {
	if !strings.HasPrefix(name, gcs.Scheme) {
		return rejectFolder(name), nil
	}
	store, err := gcs.Place(ctx, name)
	if err != nil {
		return nil, err
	}
	return rejectBucket{store}, nil
}

// rejectFolder is a folder of this machine.
type rejectFolder string

func (dir rejectFolder) in(name string) string { return filepath.Join(string(dir), name) }

func (dir rejectFolder) prepare() error {
	if err := os.MkdirAll(string(dir), 0o700); err != nil {
		return err
	}
	info, err := os.Stat(string(dir))
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("others may read the directory %s (mode %04o), and rejects hold private reports: name another or run chmod 700 on it", dir, info.Mode().Perm())
	}
	return nil
}

func (dir rejectFolder) temp() (*os.File, error) {
	return os.CreateTemp(string(dir), rejectParts+"tmp-*") // mode 0600
}

func (dir rejectFolder) put(_ context.Context, temp, name string) error {
	return os.Rename(temp, dir.in(name))
}

func (dir rejectFolder) open(_ context.Context, name string) (io.ReadCloser, error) {
	return os.Open(dir.in(name))
}

func (dir rejectFolder) names(context.Context) (names []string, err error) {
	entries, err := os.ReadDir(string(dir))
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names, err
}

func (dir rejectFolder) remove(_ context.Context, name string) error { return os.Remove(dir.in(name)) }

// rejectBucket is a place in a bucket. Who may read that is for its owner to see to.
type rejectBucket struct{ storage.Store }

func (b rejectBucket) in(name string) string { return b.String() + "/" + name }

func (rejectBucket) prepare() error { return nil }

func (rejectBucket) temp() (*os.File, error) { return os.CreateTemp("", "isobar-rejects-*") }

func (b rejectBucket) put(ctx context.Context, temp, name string) error {
	defer os.Remove(temp)
	file, err := os.Open(temp)
	if err != nil {
		return err
	}
	err = b.Write(ctx, name, func(w io.Writer) error {
		_, err := io.Copy(w, file)
		return err
	})
	return errors.Join(err, file.Close())
}

func (b rejectBucket) open(ctx context.Context, name string) (io.ReadCloser, error) {
	return b.Open(ctx, name)
}

func (b rejectBucket) names(ctx context.Context) (names []string, err error) {
	entries, err := b.List(ctx, ".")
	for _, entry := range entries {
		if path.Base(entry.Name) == entry.Name {
			names = append(names, entry.Name)
		}
	}
	return names, err
}

func (b rejectBucket) remove(ctx context.Context, name string) error { return b.Remove(ctx, name) }
