// Package release turns the published rows of one dataset and week into files and a manifest, and
// checks such files.
//
// What enters: rows that have passed the threshold (package cells), the queries' output columns (package
// plan), and what people should know about them. What leaves: in a store (package storage), for each
// table a CSV and a Parquet file, and, last of all, the manifest:
//
//	<table>/week=2026-11-09/<table>.csv and <table>.parquet
//	_releases/week=2026-11-09/manifest.json
//	_releases/latest.json                     (by package publish, which knows of the other weeks)
//
// What is promised: the same rows make the same bytes, whatever the machine and the number of
// goroutines; Stage returns only what it has read back and found to be what it wrote; nothing in a
// manifest is a number that fewer than k sites determine.
package release

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"isobar/internal/cells"
	"isobar/internal/parallel"
	"isobar/internal/plan"
	"isobar/internal/storage"
	"isobar/internal/value"
	"isobar/internal/week"
)

// Info is what a manifest says about a release as a whole.
type Info struct {
	Dataset     string
	Description string
	Window      week.Window
	K           int    // the dataset's threshold, in sites
	Mode        string // "rounded" or "exact"
	Protection  Protection
	Unit        string // name of the column that identifies a site
	Version     string // of isobar
	Sites       int64  // distinct sites in the week, as published; Stage withholds it when it is below K
	Reports     int64  // reports of the week before one per site is kept; withheld with Sites
	Gate        Gate
	Stale       []Stale // tables that could not be made
}

// Table is one table to release.
type Table struct {
	Query       *plan.Query
	SQL         string // text of the query's file, for its digest
	Description string
	Owner       string
	Columns     map[string]string // descriptions by column name; a column without one has none
	Where       []string          // see Entry
	Sets        bool
	DP          *DP       // set for a differentially private table
	Meanings    []Meaning // indexed by Query.Output; nil if nothing is known
	Rows        *cells.Rows
	Withheld    int64 // groups removed by the threshold, exactly, or cells.NotCounted
}

// Options say where and how to stage.
type Options struct {
	Store   storage.Store // receives the files; nothing else is in it, or what is there is replaced
	Workers int           // files written at once. Optional: the number of cores
}

// Staged is a complete and verified release that is not published yet.
type Staged struct {
	Manifest *Manifest
	Store    storage.Store // the files, by the names in the manifest, and the manifest
}

// Stage writes all tables in both formats, reads them back, compares them with the rows, and writes the
// manifest last. On an error the store holds an unfinished release without a manifest, for the owner of
// the store to remove.
func Stage(ctx context.Context, options Options, info Info, tables []Table) (*Staged, error) {
	if err := check(info, tables); err != nil {
		return nil, err
	}
	manifest := newManifest(info, tables)
	var jobs []job
	for i := range manifest.Tables {
		entry := &manifest.Tables[i]
		table := tableOf(tables, entry.Name)
		entry.Files = make([]File, len(formats))
		for f, format := range formats {
			entry.Files[f].Path = TableFile(entry.Name, info.Window.Label, format.name)
			jobs = append(jobs, job{format, table, entry, &entry.Files[f]})
		}
	}
	// The largest first: the last file to be finished is then a small one.
	sort.SliceStable(jobs, func(i, j int) bool { return jobs[i].entry.Rows > jobs[j].entry.Rows })
	workers := options.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	err := parallel.Each(ctx, len(jobs), workers, func(ctx context.Context, _, i int) error {
		if err := jobs[i].run(ctx, options.Store); err != nil {
			return fmt.Errorf("table %s: %w", jobs[i].entry.Name, err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	written, err := writeManifest(ctx, options.Store, manifest)
	if err != nil {
		return nil, err
	}
	return &Staged{Manifest: written, Store: options.Store}, nil
}

// format is one of the forms in which each table is released.
type format struct {
	name  string // suffix of the files
	write func(ctx context.Context, w io.Writer, output []plan.Output, rows *cells.Rows) error
	// check reads a written file and compares it with the manifest's entry and, where rows are given,
	// with them.
	check func(ctx context.Context, f storage.File, entry *Entry, output []plan.Output, rows *cells.Rows) error
}

var formats = []format{
	{"csv", writeCSV, checkCSV},
	{"parquet", writeParquet, checkParquet},
}

func formatOf(file string) (format, bool) {
	for _, f := range formats {
		if strings.HasSuffix(file, "."+f.name) {
			return f, true
		}
	}
	return format{}, false
}

func checkParquet(ctx context.Context, f storage.File, entry *Entry, output []plan.Output, rows *cells.Rows) error {
	file, err := openParquet(f, entry.Columns, entry.Rows)
	if err != nil || rows == nil {
		return err
	}
	return compareParquet(ctx, file, output, rows)
}

// job is one file to write and verify.
type job struct {
	format format
	table  *Table
	entry  *Entry
	file   *File // filled in
}

func (j *job) run(ctx context.Context, store storage.Store) error {
	digest := &digester{hash: sha256.New()}
	err := store.Write(ctx, j.file.Path, func(w io.Writer) error {
		return j.format.write(ctx, io.MultiWriter(w, digest), j.table.Query.Output, j.table.Rows)
	})
	if err != nil {
		return err
	}
	j.file.Bytes, j.file.SHA256 = digest.bytes, digest.String()
	if err := checkFile(ctx, store, j.entry, *j.file, j.table.Query.Output, j.table.Rows); err != nil {
		return fmt.Errorf("%s, just written to %s: %w", j.file.Path, store, err)
	}
	return nil
}

// writeManifest writes a manifest and gives it as it reads back.
func writeManifest(ctx context.Context, store storage.Store, m *Manifest) (*Manifest, error) {
	data, err := encode(m)
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	if err := storage.WriteFile(ctx, store, ManifestFile(m.Week), data); err != nil {
		return nil, err
	}
	return Read(ctx, store, m.Week)
}

func newManifest(info Info, tables []Table) *Manifest {
	m := &Manifest{
		Format: FormatVersion, Dataset: info.Dataset, Description: info.Description,
		Week: info.Window.Label, From: FormatTime(info.Window.From), To: FormatTime(info.Window.To),
		K: info.K, Mode: info.Mode, Unit: info.Unit, Protection: info.Protection, Isobar: info.Version, Gate: info.Gate,
	}
	enough := info.Sites >= int64(info.K)
	if enough {
		m.Sites, m.Reports = ptr(info.Sites), ptr(info.Reports)
	}
	for _, t := range tables {
		digest := sha256.Sum256([]byte(t.SQL))
		e := Entry{
			Name: t.Query.Table, Description: t.Description, Owner: t.Owner, K: t.Query.K,
			QuerySHA256: hex.EncodeToString(digest[:]), Where: t.Where, Sets: t.Sets, DP: t.DP, Rows: int64(t.Rows.N),
		}
		for i, o := range t.Query.Output {
			column := Column{Name: o.Name, Type: o.Kind.String(), Description: t.Columns[o.Name], Key: o.Key}
			if t.Meanings != nil {
				column.Meaning = t.Meanings[i]
			}
			e.Columns = append(e.Columns, column)
		}
		if enough && t.Withheld != cells.NotCounted {
			e.Withheld = ptr(t.Withheld - t.Withheld%int64(t.Query.K))
		}
		m.Tables = append(m.Tables, e)
	}
	sort.Slice(m.Tables, func(i, j int) bool { return m.Tables[i].Name < m.Tables[j].Name })
	m.Stale = append(m.Stale, info.Stale...)
	sort.Slice(m.Stale, func(i, j int) bool { return m.Stale[i].Name < m.Stale[j].Name })
	return m
}

// FormatTime writes microseconds since the epoch as a manifest has them: RFC 3339 in UTC.
func FormatTime(micros int64) string {
	return time.UnixMicro(micros).UTC().Format(time.RFC3339Nano)
}

func tableOf(tables []Table, name string) *Table {
	for i := range tables {
		if tables[i].Query.Table == name {
			return &tables[i]
		}
	}
	return nil
}

// check finds everything that is wrong with a release before anything is written, so that the writers
// can rely on it.
func check(info Info, tables []Table) error {
	errs := []error{CheckName("dataset", info.Dataset), CheckWeek(info.Window.Label)}
	if info.Window.To <= info.Window.From {
		errs = append(errs, fmt.Errorf("week %s ends before it begins", info.Window.Label))
	}
	if info.K < 1 {
		errs = append(errs, fmt.Errorf("k is %d: it must be positive", info.K))
	}
	if len(tables) == 0 {
		errs = append(errs, errors.New("there are no tables to release"))
	}
	seen := map[string]bool{}
	for i := range tables {
		t := &tables[i]
		// Folders that differ in case alone are one folder on some systems.
		if name := strings.ToLower(t.Query.Table); seen[name] {
			errs = append(errs, fmt.Errorf("table %s: there is another of that name", t.Query.Table))
		} else {
			seen[name] = true
		}
		errs = append(errs, CheckName("table", t.Query.Table))
		if err := t.check(info.K); err != nil {
			errs = append(errs, fmt.Errorf("table %s: %w", t.Query.Table, err))
		}
	}
	return errors.Join(errs...)
}

func (t *Table) check(k int) error {
	output, rows := t.Query.Output, t.Rows
	switch {
	case t.Query.K < k:
		return fmt.Errorf("its k is %d, below the dataset's %d", t.Query.K, k)
	case t.Withheld < 0 && t.Withheld != cells.NotCounted:
		return fmt.Errorf("it withholds %d groups", t.Withheld)
	case len(output) == 0:
		return errors.New("it has no columns")
	case t.Meanings != nil && len(t.Meanings) != len(output):
		return fmt.Errorf("%d meanings are given for %d columns", len(t.Meanings), len(output))
	case len(rows.Columns) != len(output):
		return fmt.Errorf("its rows have %d columns instead of %d", len(rows.Columns), len(output))
	}
	seen := map[string]bool{}
	for i, o := range output {
		name := strings.ToLower(o.Name)
		switch {
		case o.Name == "" || !utf8.ValidString(o.Name):
			return fmt.Errorf("column %d has no name: give it one with AS", i+1)
		case seen[name]:
			return fmt.Errorf("there are two columns %s, and BigQuery's column names ignore case: rename one with AS", o.Name)
		case len(rows.Columns[i]) != rows.N:
			return fmt.Errorf("column %s has %d values instead of %d", o.Name, len(rows.Columns[i]), rows.N)
		}
		if _, err := element(o.Kind); err != nil {
			return fmt.Errorf("column %s: %w", o.Name, err)
		}
		seen[name] = true
		for _, v := range rows.Columns[i] {
			if !v.IsNull() && (v.Kind != o.Kind || !inRange(rows.Dict, v)) {
				return fmt.Errorf("column %s, of type %s, holds a value that is not", o.Name, o.Kind)
			}
		}
	}
	return nil
}

func inRange(d *value.Dict, v value.Value) bool {
	switch v.Kind {
	case value.String, value.Bytes:
		return v.Bits < uint64(d.Len())
	case value.Numeric:
		return v.Bits < uint64(d.Len()) && len(d.Text(v.Code())) == decimalBytes
	case value.Date:
		return v.Int64() == int64(int32(v.Int64()))
	case value.Bool:
		return v.Bits <= 1
	}
	return true
}
