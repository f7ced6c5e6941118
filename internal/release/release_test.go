package release

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/storage"
	"isobar/internal/value"
)

// testTable is a table of two columns and n rows.
func testTable(name string, n int, withheld int64) Table {
	d := value.NewDict()
	rows := &cells.Rows{Dict: d, N: n, Columns: make([][]value.Value, 2)}
	for i := range n {
		rows.Columns[0] = append(rows.Columns[0], value.OfString(d.CodeOf(strings.Repeat("m", i+1))))
		rows.Columns[1] = append(rows.Columns[1], value.OfInt64(int64(10+i)))
	}
	return Table{
		Query: &plan.Query{Table: name, K: 10, Output: []plan.Output{{Name: "slug", Kind: value.String, Key: true}, {Name: "sites", Kind: value.Int64}}},
		SQL:   "SELECT 1", Description: "Sites by <module>.", Owner: "me@example.org",
		Columns: map[string]string{"slug": "The module & its author."}, Rows: rows, Withheld: withheld,
	}
}

func stage(t *testing.T, info Info, tables ...Table) (string, *Staged) {
	t.Helper()
	dir := t.TempDir()
	staged, err := Stage(context.Background(), Options{Store: storage.NewLocal(dir)}, info, tables)
	if err != nil {
		t.Fatal(err)
	}
	return dir, staged
}

func TestManifest(t *testing.T) {
	dir, staged := stage(t, testInfo(), testTable("usage", 2, 37), testTable("empty", 0, cells.NotCounted))
	for i := range staged.Manifest.Tables {
		f := &staged.Manifest.Tables[i].Files[1]
		f.Bytes, f.SHA256 = 1, "of the Parquet library's making"
	}
	got, err := encode(staged.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "format": 1,
  "dataset": "dropsonde",
  "description": "Puppet infrastructures.",
  "week": "2026-11-09",
  "from": "2026-11-09T00:00:00Z",
  "to": "2026-11-16T00:00:00Z",
  "k": 10,
  "mode": "exact",
  "unit": "site_id",
  "isobar": "v0.0.0-test",
  "sites": 1234,
  "reports": 2345,
  "gate": {
    "max_rejected": 0.05,
    "max_damaged": 0.05,
    "min_sites_of_last_week": 0.5
  },
  "tables": [
    {
      "name": "empty",
      "description": "Sites by <module>.",
      "owner": "me@example.org",
      "k": 10,
      "query_sha256": "e004ebd5b5532a4b85984a62f8ad48a81aa3460c1ca07701f386135d72cdecf5",
      "columns": [
        {
          "name": "slug",
          "type": "STRING",
          "description": "The module & its author.",
          "key": true
        },
        {
          "name": "sites",
          "type": "INT64",
          "description": "",
          "key": false
        }
      ],
      "rows": 0,
      "withheld": null,
      "files": [
        {
          "path": "empty/week=2026-11-09/empty.csv",
          "bytes": 12,
          "sha256": "b0b1c6b63fc5616b5d2e077870aec7e2d88666c969de72c5c515f8c3d16ff758"
        },
        {
          "path": "empty/week=2026-11-09/empty.parquet",
          "bytes": 1,
          "sha256": "of the Parquet library's making"
        }
      ]
    },
    {
      "name": "usage",
      "description": "Sites by <module>.",
      "owner": "me@example.org",
      "k": 10,
      "query_sha256": "e004ebd5b5532a4b85984a62f8ad48a81aa3460c1ca07701f386135d72cdecf5",
      "columns": [
        {
          "name": "slug",
          "type": "STRING",
          "description": "The module & its author.",
          "key": true
        },
        {
          "name": "sites",
          "type": "INT64",
          "description": "",
          "key": false
        }
      ],
      "rows": 2,
      "withheld": 30,
      "files": [
        {
          "path": "usage/week=2026-11-09/usage.csv",
          "bytes": 25,
          "sha256": "6ce48f5f0a9ba73cd90c1c40ca4775f160d5a173482b9ce11923550be4e68cde"
        },
        {
          "path": "usage/week=2026-11-09/usage.parquet",
          "bytes": 1,
          "sha256": "of the Parquet library's making"
        }
      ]
    }
  ]
}
`
	if string(got) != want {
		t.Errorf("manifest:\n%s\nwant:\n%s", got, want)
	}
	if csv, err := os.ReadFile(filepath.Join(dir, "usage/week=2026-11-09/usage.csv")); string(csv) != "slug,sites\r\nm,10\r\nmm,11\r\n" {
		t.Errorf("%q %v", csv, err)
	}
}

// Below k sites a manifest holds none of the numbers that those sites alone determine; above, withheld
// groups are told in steps of the table's k.
func TestManifestProtectsCounts(t *testing.T) {
	for _, c := range []struct {
		sites, withheld int64
		k               int
		told            bool
		want            int64
	}{
		{9, 500, 10, false, 0}, {0, 0, 10, false, 0}, {1, 500, 10, false, 0},
		{10, 0, 10, true, 0}, {10, 9, 10, true, 0}, {10, 10, 10, true, 10}, {10, 19, 10, true, 10},
		{10, 99, 40, true, 80}, {1000, 12345, 10, true, 12340},
	} {
		info := testInfo()
		info.Sites, info.Reports = c.sites, 2*c.sites
		table := testTable("usage", 1, c.withheld)
		table.Query.K = c.k
		m := newManifest(info, []Table{table})
		if told := m.Sites != nil && *m.Sites == c.sites && m.Reports != nil && *m.Reports == 2*c.sites; told != c.told {
			t.Errorf("%+v: sites %v, reports %v", c, m.Sites, m.Reports)
		}
		if !c.told && (m.Sites != nil || m.Reports != nil || m.Tables[0].Withheld != nil) {
			t.Errorf("%+v: a number is told", c)
		}
		if w := m.Tables[0].Withheld; c.told && (w == nil || *w != c.want) {
			t.Errorf("%+v: withheld %v", c, w)
		}
	}
}

// readTree is all files of a folder.
func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			data, readErr := os.ReadFile(path)
			files[strings.TrimPrefix(path, dir)], err = string(data), readErr
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestStageIsDeterministic(t *testing.T) {
	var want map[string]string
	for workers := range 6 {
		tables := []Table{testTable("a", 3, 0), testTable("b", 100, 5), testTable("c", 0, 7)}
		rng := rand.New(rand.NewPCG(uint64(workers), 0))
		rng.Shuffle(len(tables), func(i, j int) { tables[i], tables[j] = tables[j], tables[i] })
		for i := range tables {
			tables[i].Rows = recode(tables[i].Rows)
		}
		dir := t.TempDir()
		if _, err := Stage(context.Background(), Options{Store: storage.NewLocal(dir), Workers: workers}, testInfo(), tables); err != nil {
			t.Fatal(err)
		}
		got := readTree(t, dir)
		if len(got) != 7 {
			t.Fatalf("%d files, want 3 tables of two and a manifest", len(got))
		}
		if want == nil {
			want = got
		} else if !reflect.DeepEqual(got, want) {
			t.Errorf("%d workers: other files", workers)
		}
	}
}

func TestStageRefuses(t *testing.T) {
	for want, change := range map[string]func(*Info, *[]Table){
		"dataset name":                  func(i *Info, _ *[]Table) { i.Dataset = "a/b" },
		"is not a date":                 func(i *Info, _ *[]Table) { i.Window.Label = "2026-W46" },
		"ends before it begins":         func(i *Info, _ *[]Table) { i.Window.To = i.Window.From },
		"k is 0":                        func(i *Info, _ *[]Table) { i.K = 0 },
		"there are no tables":           func(_ *Info, t *[]Table) { *t = nil },
		"there is another of that name": func(_ *Info, t *[]Table) { (*t)[1].Query.Table = "USAGE" },
		"table name":                    func(_ *Info, t *[]Table) { (*t)[0].Query.Table = "_releases" },
		"below the dataset's":           func(i *Info, _ *[]Table) { i.K = 11 },
		"withholds -2 groups":           func(_ *Info, t *[]Table) { (*t)[0].Withheld = -2 },
		"it has no columns":             func(_ *Info, t *[]Table) { (*t)[0].Query.Output = nil },
		"have 1 columns instead of 2":   func(_ *Info, t *[]Table) { (*t)[0].Rows.Columns = (*t)[0].Rows.Columns[:1] },
		"column 2 has no name":          func(_ *Info, t *[]Table) { (*t)[0].Query.Output[1].Name = "" },
		"there are two columns SLUG":    func(_ *Info, t *[]Table) { (*t)[0].Query.Output[1].Name = "SLUG" },
		"has 2 values instead of 3":     func(_ *Info, t *[]Table) { (*t)[0].Rows.N = 3 },
		"cannot hold RECORD":            func(_ *Info, t *[]Table) { (*t)[0].Query.Output[1].Kind = value.Record },
		"holds a value that is not":     func(_ *Info, t *[]Table) { (*t)[0].Rows.Columns[1][1] = value.OfBool(true) },
		"type STRING, holds a value":    func(_ *Info, t *[]Table) { (*t)[0].Rows.Columns[0][1] = value.OfString(99) },
	} {
		info, tables := testInfo(), []Table{testTable("usage", 2, 0), testTable("totals", 1, 0)}
		change(&info, &tables)
		dir := t.TempDir()
		_, err := Stage(context.Background(), Options{Store: storage.NewLocal(dir)}, info, tables)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
		if files := readTree(t, dir); len(files) > 0 {
			t.Errorf("%s: %d files were written all the same", want, len(files))
		}
	}
}

// corrupting changes a byte of one file after it was written.
type corrupting struct {
	storage.Store
	name string
}

func (c *corrupting) Write(ctx context.Context, name string, write func(io.Writer) error) error {
	if err := c.Store.Write(ctx, name, write); err != nil || name != c.name {
		return err
	}
	path := filepath.Join(c.String(), filepath.FromSlash(name))
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	data[len(data)/2] ^= 1
	return os.WriteFile(path, data, 0o644)
}

// What the disk made of a file is noticed before the manifest is written.
func TestStageReadsBack(t *testing.T) {
	for _, name := range []string{TableFile("usage", "2026-11-09", "csv"), TableFile("usage", "2026-11-09", "parquet")} {
		dir := t.TempDir()
		store := &corrupting{storage.NewLocal(dir), name}
		_, err := Stage(context.Background(), Options{Store: store}, testInfo(), []Table{testTable("usage", 20, 0)})
		if err == nil || !strings.Contains(err.Error(), "table usage: "+name) {
			t.Errorf("error %v, want one about %s", err, name)
		}
		if _, err := os.Stat(filepath.Join(dir, ManifestFile("2026-11-09"))); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("there is a manifest (%v)", err)
		}
	}
}
