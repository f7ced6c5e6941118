package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func read(t *testing.T, store Reader, name string) string {
	t.Helper()
	f, err := store.Open(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	at := make([]byte, len(data))
	if n, err := f.ReadAt(at, 0); n != len(data) || (err != nil && err != io.EOF) || string(at) != string(data) || f.Size() != int64(len(data)) {
		t.Errorf("%s: ReadAt gives %d bytes %q (%v), Size %d, Read %q", name, n, at, err, f.Size(), data)
	}
	return string(data)
}

func list(t *testing.T, store Reader, folder string) []Entry {
	t.Helper()
	entries, err := store.List(context.Background(), folder)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func TestStore(t *testing.T) {
	ctx := context.Background()
	store := NewLocal(filepath.Join(t.TempDir(), "not", "there yet"))
	if got := list(t, store, "."); len(got) != 0 {
		t.Errorf("an empty store lists %v", got)
	}
	for _, name := range []string{"b/x", "b-c/x", "top", "a/b/c/d", "ä/ö"} {
		if err := store.Write(ctx, name, text(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Write(ctx, "b/x", text("another")); err != nil {
		t.Fatal(err)
	}
	if got := read(t, store, "b/x"); got != "another" {
		t.Errorf("the replaced file holds %q", got)
	}
	for folder, want := range map[string][]Entry{
		".":     {{"a/b/c/d", 7}, {"b-c/x", 5}, {"b/x", 7}, {"top", 3}, {"ä/ö", 5}},
		"b":     {{"b/x", 7}},
		"a":     {{"a/b/c/d", 7}},
		"a/b/c": {{"a/b/c/d", 7}},
		"none":  nil,
	} {
		if got := list(t, store, folder); !reflect.DeepEqual(got, want) {
			t.Errorf("folder %s lists %v, want %v", folder, got, want)
		}
	}
	if err := store.Remove(ctx, "top"); err != nil {
		t.Fatal(err)
	}
	_, openErr := store.Open(ctx, "top")
	for what, err := range map[string]error{
		"open": openErr, "remove": store.Remove(ctx, "top"),
	} {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s of a removed file: error %v, want fs.ErrNotExist", what, err)
		}
	}
	if _, err := store.Open(ctx, "a"); err == nil {
		t.Error("a folder was opened as a file")
	}
}

func TestStoreRefusesNamesOutside(t *testing.T) {
	ctx := context.Background()
	outside := t.TempDir()
	store := NewLocal(filepath.Join(outside, "store"))
	for _, name := range []string{"", "/x", "../x", "a/../../x", "a//b", "a/", "./a"} {
		_, openErr := store.Open(ctx, name)
		_, lockErr := store.Lock(ctx, name)
		_, listErr := store.List(ctx, name)
		for what, err := range map[string]error{
			"write": store.Write(ctx, name, text("x")), "open": openErr, "remove": store.Remove(ctx, name), "lock": lockErr,
			"list": listErr,
		} {
			if !errors.Is(err, fs.ErrInvalid) {
				t.Errorf("%s %q: error %v, want fs.ErrInvalid", what, name, err)
			}
		}
	}
	if entries, err := os.ReadDir(outside); err != nil || len(entries) > 0 {
		t.Errorf("something was made: %v %v", entries, err)
	}
}

// A write that fails, in the middle or at once, leaves the old file and nothing else.
func TestFailedWriteChangesNothing(t *testing.T) {
	dir := t.TempDir()
	store := NewLocal(dir)
	if err := store.Write(context.Background(), "d/f", text("old")); err != nil {
		t.Fatal(err)
	}
	full := func(w io.Writer) error {
		if _, err := io.WriteString(w, strings.Repeat("half of the new ", 10_000)); err != nil {
			return err
		}
		return fmt.Errorf("page 3: %w", syscall.ENOSPC)
	}
	err := store.Write(context.Background(), "d/f", full)
	if want := "cannot write " + filepath.Join(dir, "d", "f") + ": page 3: no space left on device"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	err = store.Write(cancelled, "d/f", func(w io.Writer) error {
		cancel()
		return text("new")(w)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	entries, err := os.ReadDir(filepath.Join(dir, "d"))
	if err != nil || len(entries) != 1 || read(t, store, "d/f") != "old" {
		t.Errorf("folder holds %v (%v), want the old file alone", entries, err)
	}
}

func TestUnfinishedFilesAreNotListed(t *testing.T) {
	store := NewLocal(t.TempDir())
	err := store.Write(context.Background(), "d/f", func(io.Writer) error {
		if entries := list(t, store, "."); len(entries) > 0 {
			t.Errorf("an unfinished file is listed: %v", entries)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestModesDoNotDependOnTheUmask(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o077))
	dir := filepath.Join(t.TempDir(), "made")
	if err := NewLocal(dir).Write(context.Background(), "d/f", text("x")); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]fs.FileMode{dir: DirMode, filepath.Join(dir, "d"): DirMode, filepath.Join(dir, "d", "f"): FileMode} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v (%v), want %v", path, info.Mode().Perm(), err, want)
		}
	}
}

func TestLock(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	unlock, err := NewLocal(dir).Lock(ctx, "locks/a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewLocal(dir).Lock(ctx, "locks/a"); !errors.Is(err, ErrLocked) {
		t.Errorf("error %v, want ErrLocked", err)
	}
	other, err := NewLocal(dir).Lock(ctx, "locks/b")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(unlock(), other()); err != nil {
		t.Fatal(err)
	}
	if entries := list(t, NewLocal(dir), "."); len(entries) > 0 {
		t.Errorf("left behind: %v", entries)
	}
	// The file of a killed process, which the kernel has unlocked.
	if err := os.WriteFile(filepath.Join(dir, "locks", "a"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	unlock, err = NewLocal(dir).Lock(ctx, "locks/a")
	if err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
}

// Unlocking removes the file that others are about to lock: at no time may two hold the lock.
func TestLockExcludes(t *testing.T) {
	store := NewLocal(t.TempDir())
	var holders, taken atomic.Int64
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for taken.Load() < 400 {
				unlock, err := store.Lock(context.Background(), "l")
				if errors.Is(err, ErrLocked) {
					time.Sleep(time.Microsecond)
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				taken.Add(1)
				if n := holders.Add(1); n != 1 {
					t.Errorf("%d hold the lock", n)
				}
				time.Sleep(20 * time.Microsecond)
				holders.Add(-1)
				if err := unlock(); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
}
