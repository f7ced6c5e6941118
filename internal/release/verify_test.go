package release

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"isobar/internal/storage"
)

const (
	testWeek     = "2026-11-09"
	testCSV      = "usage/week=2026-11-09/usage.csv"
	testParquet  = "usage/week=2026-11-09/usage.parquet"
	testManifest = "_releases/week=2026-11-09/manifest.json"
)

// dataset is a published dataset of one week and two tables.
func dataset(t *testing.T) (dir string, store *storage.Local) {
	t.Helper()
	dir, _ = stage(t, testInfo(), testTable("usage", 20, 0), testTable("totals", 1, 0))
	store = storage.NewLocal(dir)
	if err := WriteIndex(context.Background(), store, "dropsonde"); err != nil {
		t.Fatal(err)
	}
	return dir, store
}

// edit changes a file of a dataset by its text.
func edit(t *testing.T, dir, file string, change func(string) string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(file))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := change(string(data))
	if changed == string(data) {
		t.Fatalf("%s: nothing to change", file)
	}
	if err := os.WriteFile(path, []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
}

func replace(old, new string) func(string) string {
	return func(text string) string { return strings.Replace(text, old, new, 1) }
}

func TestVerify(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name   string
		damage func(t *testing.T, dir string)
		want   []string // of each problem, the file and part of the reason
	}{
		{"whole", func(*testing.T, string) {}, nil},
		{"other files", func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, "README.md"), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}, nil},
		{"missing file", func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, testCSV)); err != nil {
				t.Fatal(err)
			}
		}, []string{testCSV + ": it is missing"}},
		{"longer file", func(t *testing.T, dir string) {
			edit(t, dir, testCSV, func(s string) string { return s + "x,11\r\n" })
		}, []string{testCSV + ": it has "}},
		{"other bytes", func(t *testing.T, dir string) {
			edit(t, dir, testParquet, func(s string) string { return s[:50] + "?" + s[51:] })
		}, []string{testParquet + ": its SHA-256"}},
		{"other digest", func(t *testing.T, dir string) {
			edit(t, dir, testManifest, replace(`"sha256": "`, `"sha256": "0`))
		}, []string{"totals/week=2026-11-09/totals.csv: its SHA-256"}},
		{"other number of rows", func(t *testing.T, dir string) {
			edit(t, dir, testManifest, replace(`"rows": 20`, `"rows": 21`))
		}, []string{testCSV + ": it has 20 rows instead of 21", testParquet + ": it has 20 rows instead of 21"}},
		{"other column", func(t *testing.T, dir string) {
			edit(t, dir, testManifest, replace(`"name": "slug"`, `"name": "Slug"`))
		}, []string{"totals/week=2026-11-09/totals.csv: its header", "totals/week=2026-11-09/totals.parquet: column 1 is slug"}},
		{"not CSV, with its digest", func(t *testing.T, dir string) {
			path := filepath.Join(dir, testCSV)
			old, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			edit(t, dir, testCSV, replace("mmm", `m"m`))
			now, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			edit(t, dir, testManifest, replace(digestOf(old), digestOf(now)))
		}, []string{testCSV + ": not a readable CSV file"}},
		{"unknown file", func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, "usage/week=2026-11-09/more.csv"), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}, []string{"usage/week=2026-11-09/more.csv: no manifest knows"}},
		{"no index", func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, LatestFile)); err != nil {
				t.Fatal(err)
			}
		}, []string{LatestFile + ": it is missing"}},
		{"index of other weeks", func(t *testing.T, dir string) {
			edit(t, dir, LatestFile, replace(`"weeks": [`, `"weeks": ["2026-11-02",`))
		}, []string{LatestFile + ": it lists the weeks"}},
		{"index that contradicts itself", func(t *testing.T, dir string) {
			edit(t, dir, LatestFile, replace(`"week": "2026-11-09"`, `"week": "2026-11-02"`))
		}, []string{LatestFile + ": "}},
		{"no manifest", func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, testManifest)); err != nil {
				t.Fatal(err)
			}
		}, []string{
			LatestFile + ": it lists the weeks", "totals/week=2026-11-09/totals.csv: no manifest", "totals/week=2026-11-09/totals.parquet: no manifest",
			testCSV + ": no manifest", testParquet + ": no manifest",
		}},
		{"manifest of a newer format", func(t *testing.T, dir string) {
			edit(t, dir, testManifest, replace(`"format": 1`, `"format": 2`))
		}, []string{
			testManifest + ": ", "totals/week=2026-11-09/totals.csv: no manifest", "totals/week=2026-11-09/totals.parquet: no manifest",
			testCSV + ": no manifest", testParquet + ": no manifest",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, store := dataset(t)
			c.damage(t, dir)
			problems, err := Verify(ctx, store)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.EqualFunc(problems, c.want, func(p Problem, want string) bool { return strings.HasPrefix(p.String(), want) }) {
				t.Errorf("problems %v, want %v", problems, c.want)
			}
		})
	}
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func TestReadRefuses(t *testing.T) {
	ctx := context.Background()
	for name, change := range map[string]func(string) string{
		"not JSON":            func(string) string { return "{" },
		"no format":           replace(`"format": 1`, `"format": 0`),
		"another week":        replace(`"week": "2026-11-09"`, `"week": "2026-11-02"`),
		"a file elsewhere":    replace(`"path": "usage/`, `"path": "../usage/`),
		"an absolute file":    replace(`"path": "usage/week`, `"path": "/usage/week`),
		"another table's":     replace(`"path": "usage/`, `"path": "totals/`),
		"a table out of line": replace(`"name": "usage"`, `"name": "../usage"`),
	} {
		dir, store := dataset(t)
		edit(t, dir, testManifest, change)
		if m, err := Read(ctx, store, testWeek); err == nil || !strings.Contains(err.Error(), testManifest) {
			t.Errorf("%s: %v, error %v, want one that names the manifest", name, m, err)
		}
	}
	_, store := dataset(t)
	if _, err := Read(ctx, store, "2026-11-02"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a week that is not there: error %v, want fs.ErrNotExist", err)
	}
	if _, err := Read(ctx, store, "../../etc"); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a label that is none: error %v", err)
	}
	if _, err := Latest(ctx, storage.NewLocal(t.TempDir())); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing published: error %v, want fs.ErrNotExist", err)
	}
	index, err := Latest(ctx, store)
	if want := (Index{1, "dropsonde", testWeek, testManifest, []string{testWeek}}); err != nil ||
		index.Dataset != want.Dataset || index.Week != want.Week || index.Manifest != want.Manifest || !slices.Equal(index.Weeks, want.Weeks) {
		t.Errorf("index %+v (%v), want %+v", index, err, want)
	}
}

func TestVerifyStopsWithItsContext(t *testing.T) {
	_, store := dataset(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if problems, err := Verify(ctx, store); !errors.Is(err, context.Canceled) {
		t.Errorf("problems %v, error %v, want context.Canceled", problems, err)
	}
}
