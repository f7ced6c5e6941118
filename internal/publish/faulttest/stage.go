package faulttest

import (
	"context"
	"errors"
	"io"
	"os"
	"testing"

	"isobar/internal/publish"
	"isobar/internal/publish/sinktest"
	"isobar/internal/release"
	"isobar/internal/storage"
)

// releases are the fixtures, staged once by the seed that tells them apart: what libraries keep from one
// file to the next must not be made in one bubble and used in another.
type releases map[uint64]*release.Staged

func stage(t *testing.T) releases {
	t.Helper()
	made := releases{}
	for _, f := range []sinktest.Fixture{week1, week2, week2Again} {
		staged, err := f.Stage(t.Context(), storage.NewLocal(t.TempDir()))
		if err != nil {
			t.Fatal(err)
		}
		made[f.Seed] = staged
	}
	return made
}

// Scratch is a folder for staging, in memory where there is such a place: hundreds of runs would wait for the
// disk most of the time.
func Scratch(t *testing.T) string {
	t.Helper()
	const memory = "/dev/shm"
	if dir, err := os.MkdirTemp(memory, "isobar-test-"); err == nil {
		t.Cleanup(func() {
			if err := os.RemoveAll(dir); err != nil {
				t.Error(err)
			}
		})
		return dir
	}
	return t.TempDir()
}

// publish runs a whole session for a fixture.
func (r releases) publish(ctx context.Context, sink publish.Sink, f sinktest.Fixture) (err error) {
	session, err := sink.Begin(ctx, f.Target())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, session.Close()) }()
	staged := r[f.Seed]
	entries, err := staged.Store.List(ctx, ".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		from, err := staged.Store.Open(ctx, e.Name)
		if err != nil {
			return err
		}
		err = session.Staging().Write(ctx, e.Name, func(w io.Writer) error {
			_, err := io.Copy(w, from)
			return err
		})
		if err = errors.Join(err, from.Close()); err != nil {
			return err
		}
	}
	return session.Publish(ctx, &release.Staged{Manifest: staged.Manifest, Store: session.Staging()})
}
