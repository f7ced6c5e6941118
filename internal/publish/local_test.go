package publish_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"isobar/internal/publish"
	"isobar/internal/publish/sinktest"
	"isobar/internal/release"
	"isobar/internal/storage"
)

func TestConformance(t *testing.T) {
	for name, change := range map[string]func(*publish.Local){
		"exchange":    func(*publish.Local) {},
		"two renames": func(l *publish.Local) { l.SetExchange(func(_, _ string) error { return syscall.EINVAL }) },
		"copies":      func(l *publish.Local) { l.SetLink(func(_, _ string) error { return syscall.EPERM }) },
	} {
		t.Run(name, func(t *testing.T) {
			sinktest.Run(t, func(t *testing.T) sinktest.Place {
				out := filepath.Join(t.TempDir(), "made", "on demand")
				sink := &publish.Local{Dir: out}
				change(sink)
				t.Cleanup(func() { onlyDatasets(t, out) })
				return sinktest.Place{Sink: sink, View: func(t *testing.T, dataset string) sinktest.View {
					return view(t, filepath.Join(out, dataset))
				}}
			})
		})
	}
}

// view reads a published folder as a consumer does: from latest.json to the manifests to the files.
func view(t *testing.T, dir string) sinktest.View {
	t.Helper()
	ctx := context.Background()
	dataset := storage.NewLocal(dir)
	index, err := release.Latest(ctx, dataset)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(dir); err == nil {
			t.Fatalf("%s exists without an index", dir)
		}
		return sinktest.View{}
	}
	if err != nil {
		t.Fatal(err)
	}
	if problems, err := release.Verify(ctx, dataset); err != nil || len(problems) > 0 {
		t.Fatalf("%s is not whole: %v %v", dir, problems, err)
	}
	v := sinktest.View{Latest: index.Week, Weeks: map[string]sinktest.Week{}}
	for _, week := range index.Weeks {
		m, err := release.Read(ctx, dataset, week)
		if err != nil {
			t.Fatal(err)
		}
		w := sinktest.Week{Manifest: *m, Tables: map[string][][]string{}}
		for _, table := range m.Tables {
			data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(release.TableFile(table.Name, week, "csv"))))
			if err != nil {
				t.Fatal(err)
			}
			if w.Tables[table.Name], err = csv.NewReader(bytes.NewReader(data)).ReadAll(); err != nil {
				t.Fatal(err)
			}
		}
		v.Weeks[week] = w
	}
	return v
}

// onlyDatasets fails the test if a run left anything in the output folder.
func onlyDatasets(t *testing.T, out string) {
	t.Helper()
	entries, err := os.ReadDir(out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s was left in the output folder", e.Name())
		}
	}
}

// contents reads all files below dir, by relative path.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, relErr := filepath.Rel(dir, path)
		found[filepath.ToSlash(rel)] = string(data)
		return errors.Join(err, relErr)
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return found
}

var (
	week1      = sinktest.Fixture{Week: "2026-11-02", Seed: 1, Tables: []string{"totals", "usage"}}
	week2      = sinktest.Fixture{Week: "2026-11-09", Seed: 2, Tables: []string{"totals", "usage"}}
	week2Again = sinktest.Fixture{Week: "2026-11-09", Seed: 3, Tables: []string{"usage", "platforms"}}
)

func mustPublish(t *testing.T, sink publish.Sink, fixtures ...sinktest.Fixture) {
	t.Helper()
	for _, f := range fixtures {
		if err := f.Publish(context.Background(), sink); err != nil {
			t.Fatalf("publishing %+v: %v", f, err)
		}
	}
}

// The order in which weeks are published leaves no trace.
func TestPublishedBytesDependOnWeeksAlone(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	mustPublish(t, &publish.Local{Dir: a}, week1, week2)
	mustPublish(t, &publish.Local{Dir: b}, week2Again, week1, week2, week1)
	if !reflect.DeepEqual(contents(t, a), contents(t, b)) {
		t.Error("two ways to the same weeks gave different files")
	}
}

func TestPublishedModes(t *testing.T) {
	out := t.TempDir()
	sink := &publish.Local{Dir: out}
	checked := false
	sink.Steps = func(step string) {
		if step != "exchange the datasets" {
			return
		}
		checked = true
		found, err := filepath.Glob(filepath.Join(out, ".isobar-staging-*"))
		if err != nil || len(found) != 1 {
			t.Errorf("staging folders %v %v, want one", found, err)
			return
		}
		if info, err := os.Stat(found[0]); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("staging folder: %v %v, want mode 0700", info.Mode(), err)
		}
	}
	defer syscall.Umask(syscall.Umask(0o077))
	mustPublish(t, sink, week1, week2)
	if !checked {
		t.Error("the step of the exchange has another name")
	}
	err := filepath.WalkDir(filepath.Join(out, sinktest.Dataset), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		want := fs.FileMode(0o644)
		if d.IsDir() {
			want = 0o755
		}
		if err == nil && info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode().Perm(), want)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// Earlier weeks are the same files, not copies; and files of others stay where they were.
func TestPublishCarriesOver(t *testing.T) {
	out := t.TempDir()
	dir := filepath.Join(out, sinktest.Dataset)
	sink := &publish.Local{Dir: out}
	mustPublish(t, sink, week1)
	for name, text := range map[string]string{"README.md": "read me", "_releases/notes.txt": "note", "docs/a/b.txt": "b"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("README.md", filepath.Join(dir, "LIESMICH.md")); err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(dir, filepath.FromSlash(release.TableFile("usage", week1.Week, "parquet")))
	before, err := os.Stat(old)
	if err != nil {
		t.Fatal(err)
	}
	mustPublish(t, sink, week2, week2Again)
	if after, err := os.Stat(old); err != nil || !os.SameFile(before, after) {
		t.Errorf("%s is another file now (%v)", old, err)
	}
	files := contents(t, dir)
	for name, want := range map[string]string{
		"README.md": "read me", "LIESMICH.md": "read me", "_releases/notes.txt": "note", "docs/a/b.txt": "b",
	} {
		if files[name] != want {
			t.Errorf("%s holds %q, want %q", name, files[name], want)
		}
	}
	if link, err := os.Readlink(filepath.Join(dir, "LIESMICH.md")); link != "README.md" {
		t.Errorf("the symbolic link is %q (%v)", link, err)
	}
}
