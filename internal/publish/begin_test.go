package publish_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"isobar/internal/publish"
	"isobar/internal/publish/sinktest"
	"isobar/internal/release"
	"isobar/internal/storage"
)

// What killed runs of this dataset left is removed; a dataset of a similar name keeps its staging.
func TestBeginRemovesLeftovers(t *testing.T) {
	out := t.TempDir()
	mustPublish(t, &publish.Local{Dir: out}, week1)
	before := contents(t, out)
	ours := filepath.Join(out, ".isobar-staging-dropsonde-0123456789abcdef")
	others := []string{
		filepath.Join(out, ".isobar-staging-dropsonde-x-0123456789abcdef"),
		filepath.Join(out, ".isobar-staging-dropsonde-notes"),
	}
	for _, dir := range append(others, filepath.Join(ours, "new", "usage")) {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(ours, "new", "usage", storage.TempPrefix+"1"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, &publish.Local{Dir: out}, week1)
	if _, err := os.Stat(ours); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is still there (%v)", ours, err)
	}
	for _, dir := range others {
		if err := os.Remove(dir); err != nil {
			t.Error(err)
		}
	}
	if !reflect.DeepEqual(before, contents(t, out)) {
		t.Error("the dataset changed")
	}
}

// A run that could not exchange the folders was killed between its two renames.
func TestBeginPutsTheOldDatasetBack(t *testing.T) {
	out := t.TempDir()
	sink := &publish.Local{Dir: out}
	mustPublish(t, sink, week1)
	before := contents(t, out)
	scratch := filepath.Join(out, ".isobar-staging-dropsonde-0123456789abcdef")
	if err := errors.Join(
		os.MkdirAll(filepath.Join(scratch, "new", "_releases"), 0o755),
		os.Rename(filepath.Join(out, sinktest.Dataset), filepath.Join(scratch, "old")),
	); err != nil {
		t.Fatal(err)
	}
	s, err := sink.Begin(context.Background(), week2.Target())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(before, contents(t, out)) {
		t.Error("the old dataset did not come back as it was")
	}
}

func TestBeginRefusesPlaces(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	foreign := filepath.Join(dir, "foreign", sinktest.Dataset)
	if err := errors.Join(
		os.WriteFile(file, []byte("mine"), 0o644),
		os.MkdirAll(foreign, 0o755),
		os.WriteFile(filepath.Join(foreign, "dataset.yaml"), []byte("mine"), 0o644),
		os.MkdirAll(filepath.Join(dir, "occupied"), 0o755),
		os.WriteFile(filepath.Join(dir, "occupied", sinktest.Dataset), []byte("mine"), 0o644),
		os.MkdirAll(filepath.Join(dir, "readonly"), 0o555),
	); err != nil {
		t.Fatal(err)
	}
	for out, want := range map[string]string{
		file:                           "cannot write to the output folder " + file + ": there is a file of that name",
		filepath.Join(file, "below"):   "cannot write to the output folder " + filepath.Join(file, "below") + ": not a directory",
		filepath.Join(dir, "foreign"):  foreign + " holds other files and no published dataset: choose another output",
		filepath.Join(dir, "occupied"): filepath.Join(dir, "occupied", sinktest.Dataset) + " is not a folder: choose another output",
		filepath.Join(dir, "readonly"): "cannot write to the output folder " + filepath.Join(dir, "readonly") + ": permission denied",
	} {
		if strings.HasSuffix(out, "readonly") && os.Getuid() == 0 {
			continue // nothing is unwritable to root
		}
		before := contents(t, dir)
		s, err := (&publish.Local{Dir: out}).Begin(context.Background(), week1.Target())
		if err == nil {
			t.Errorf("%s: accepted", out)
			_ = s.Close()
		} else if err.Error() != want {
			t.Errorf("%s:\n got %s\nwant %s", out, err, want)
		}
		if !reflect.DeepEqual(before, contents(t, dir)) {
			t.Errorf("%s: files changed", out)
		}
	}
}

// A dataset that a newer isobar published is not for this one to change.
func TestBeginRefusesNewerFormats(t *testing.T) {
	for _, file := range []string{release.LatestFile, release.ManifestFile(week1.Week)} {
		out := t.TempDir()
		sink := &publish.Local{Dir: out}
		mustPublish(t, sink, week1)
		path := filepath.Join(out, sinktest.Dataset, filepath.FromSlash(file))
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, bytes.Replace(data, []byte(`"format": 1`), []byte(`"format": 2`), 1), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := week1.Publish(context.Background(), sink); !errors.Is(err, release.ErrNewer) {
			t.Errorf("%s: error %v, want ErrNewer", file, err)
		}
		// One that is merely damaged is replaced.
		if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
			t.Fatal(err)
		}
		mustPublish(t, sink, week1)
		view(t, filepath.Join(out, sinktest.Dataset))
	}
}
