package publish_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"

	"isobar/internal/publish"
	"isobar/internal/publish/sinktest"
)

// The new dataset cannot be moved into place after the old one was moved away: the old one is back at
// once, and is not lost even where somebody made a folder of its name in the meantime.
func TestFailedMoveIsUndone(t *testing.T) {
	for _, c := range []struct {
		name    string
		meddle  func(scratch, dataset string) error
		blocked bool // the old dataset cannot go back
	}{
		{"the new dataset is gone", func(scratch, _ string) error { return os.RemoveAll(filepath.Join(scratch, "new")) }, false},
		{"the name is taken", func(_, dataset string) error { return os.MkdirAll(filepath.Join(dataset, "sub"), 0o755) }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := t.TempDir()
			dataset := filepath.Join(out, sinktest.Dataset)
			sink := &publish.Local{Dir: out}
			mustPublish(t, sink, week1)
			before := contents(t, dataset)
			sink.SetExchange(func(_, _ string) error { return syscall.EINVAL })
			sink.Steps = func(step string) {
				if step != "move the new dataset into place" {
					return
				}
				found, err := filepath.Glob(filepath.Join(out, ".isobar-staging-*"))
				if err != nil || len(found) != 1 {
					t.Fatal(found, err)
				}
				if err := c.meddle(found[0], dataset); err != nil {
					t.Fatal(err)
				}
			}
			s, err := sink.Begin(context.Background(), week2.Target())
			if err != nil {
				t.Fatal(err)
			}
			staged, err := week2.Stage(context.Background(), s.Staging())
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Publish(context.Background(), staged); err == nil {
				t.Error("published")
			}
			if !c.blocked && !reflect.DeepEqual(before, contents(t, dataset)) {
				t.Error("the old dataset is not back after Publish")
			}
			err = s.Close()
			if c.blocked {
				if err == nil || !strings.Contains(err.Error(), "the published dataset is in") {
					t.Errorf("error %v, want one that says where the dataset is", err)
				}
				if err := os.RemoveAll(dataset); err != nil { // as the error asks
					t.Fatal(err)
				}
				err = nil
			}
			if err != nil {
				t.Error(err)
			}
			sink.Steps = nil
			mustPublish(t, sink, week2)
			view(t, dataset)
			onlyDatasets(t, out)
		})
	}
}

// There is no instant at which neither of the exchanged folders has the name.
func TestExchangeHasNoGap(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	if err := errors.Join(os.Mkdir(a, 0o755), os.Mkdir(b, 0o755)); err != nil {
		t.Fatal(err)
	}
	if err := publish.Exchange(a, b); err != nil {
		t.Skip("this file system does not exchange folders:", err)
	}
	stop := make(chan struct{})
	var reader sync.WaitGroup
	reader.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := os.Stat(a); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 5000 {
		if err := publish.Exchange(a, b); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	reader.Wait()
}

// While one release replaces another, a reader finds an index, and every file that a manifest lists is
// as that manifest says or as the other's.
func TestReadersDuringPromotion(t *testing.T) {
	out := t.TempDir()
	sink := &publish.Local{Dir: out}
	dir := filepath.Join(out, sinktest.Dataset)
	versions := []sinktest.Fixture{week2, {Week: week2.Week, Seed: 9, Tables: week2.Tables}}
	known := map[string]map[string]bool{}
	mustPublish(t, sink, week1)
	atomic := true
	sink.SetExchange(func(a, b string) error {
		err := publish.Exchange(a, b)
		atomic = atomic && err == nil
		return err
	})
	for _, v := range versions {
		mustPublish(t, sink, v)
		for name, text := range contents(t, dir) {
			if known[name] == nil {
				known[name] = map[string]bool{}
			}
			known[name][text] = true
		}
	}
	if !atomic {
		t.Skip("this file system does not exchange folders")
	}
	stop := make(chan struct{})
	var readers sync.WaitGroup
	reads := 0
	readers.Go(func() {
		for {
			for name, texts := range known {
				data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
				if err != nil || !texts[string(data)] {
					t.Errorf("%s: %v, or neither the old nor the new content", name, err)
					return
				}
				reads++
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	for i := range 12 {
		mustPublish(t, sink, versions[i%2])
	}
	close(stop)
	readers.Wait()
	if reads < 100 {
		t.Errorf("only %d reads took place", reads)
	}
}
