package publish_test

import (
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"isobar/internal/publish"
	"isobar/internal/storage"
)

// A full disk, at every point of a release: an error that names it, the old release untouched, no litter.
func TestFullDisk(t *testing.T) {
	out := t.TempDir()
	mustPublish(t, &publish.Local{Dir: out}, week1, week2)
	before := contents(t, out)
	for room := int64(0); ; room += 700 {
		sink := &publish.Local{Dir: out}
		left := room
		sink.SetStore(func(dir string) storage.Store { return &smallStore{storage.NewLocal(dir), &left} })
		err := week2Again.Publish(context.Background(), sink)
		if err == nil {
			if room == 0 {
				t.Error("nothing was written through the store")
			}
			return
		}
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "no space left on device") {
			t.Fatalf("with %d bytes: error %v", room, err)
		}
		if !reflect.DeepEqual(before, contents(t, out)) {
			t.Fatalf("with %d bytes: the output changed", room)
		}
		onlyDatasets(t, out)
	}
}

// smallStore is a disk with little room left.
type smallStore struct {
	storage.Store
	left *int64
}

func (s *smallStore) Write(ctx context.Context, name string, write func(io.Writer) error) error {
	return s.Store.Write(ctx, name, func(w io.Writer) error { return write(&smallWriter{w, s.left}) })
}

type smallWriter struct {
	w    io.Writer
	left *int64
}

func (s *smallWriter) Write(p []byte) (int, error) {
	if int64(len(p)) > *s.left {
		n, err := s.w.Write(p[:*s.left])
		*s.left = 0
		return n, errors.Join(err, syscall.ENOSPC)
	}
	*s.left -= int64(len(p))
	return s.w.Write(p)
}
