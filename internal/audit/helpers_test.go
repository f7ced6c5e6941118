package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"

	"isobar/internal/release"
	"isobar/internal/storage"
)

const firstWeek = "2026-11-02"

// given is a release to be audited.
type given struct {
	week   string
	mode   string
	k      int
	sites  int64 // 0 for null
	step   int64
	secret string
	tables []givenTable
}

// givenTable is one table. Columns are "attribute", "attribute!" for one of which a site has one value,
// or "?name" for a key without an attribute; "attribute^" and "attribute!^" may have coarser values. The last column
// counts sites.
type givenTable struct {
	name    string
	columns []string
	rows    [][]string
	k       int
	step    int64
	where   []string
	sets    bool
	private bool // differentially
}

// rows makes rows of texts such as "linux 350".
func rows(text ...string) [][]string {
	var all [][]string
	for _, t := range text {
		all = append(all, strings.Fields(t))
	}
	return all
}

// memory is a folder in memory.
type memory map[string][]byte

type memoryFile struct{ *bytes.Reader }

func (f memoryFile) Close() error { return nil }

func (m memory) String() string { return "memory" }

func (m memory) Open(_ context.Context, name string) (storage.File, error) {
	data, ok := m[name]
	if !ok {
		return nil, storage.Failed("read", name, fs.ErrNotExist)
	}
	return memoryFile{bytes.NewReader(data)}, nil
}

func (m memory) List(_ context.Context, folder string) ([]storage.Entry, error) {
	var entries []storage.Entry
	for name, data := range m {
		if folder == "." || strings.HasPrefix(name, folder+"/") {
			entries = append(entries, storage.Entry{Name: name, Size: int64(len(data))})
		}
	}
	slices.SortFunc(entries, func(a, b storage.Entry) int { return strings.Compare(a.Name, b.Name) })
	return entries, nil
}

// write puts a release into a store.
func (g given) write(t testing.TB, store memory) {
	t.Helper()
	m := release.Manifest{Format: release.FormatVersion, Dataset: "test", Week: g.week, K: g.k, Mode: g.mode}
	m.Step, m.Secret = g.step, g.secret
	if m.Week == "" {
		m.Week = firstWeek
	}
	if m.Mode == "" {
		m.Mode = "exact"
	}
	if m.K == 0 {
		m.K = 10
	}
	if g.sites > 0 {
		m.Sites = &g.sites
	}
	for _, table := range g.tables {
		e := release.Entry{Name: table.name, K: max(table.k, m.K), Where: table.where, Sets: table.sets, Rows: int64(len(table.rows))}
		e.Files = []release.File{{Path: release.TableFile(table.name, m.Week, "csv")}}
		if table.private {
			e.DP = &release.DP{Epsilon: 1, Delta: 1e-9, MaxGroupsPerSite: 20}
		}
		var header []string
		for i, c := range table.columns {
			c, climbs := strings.CutSuffix(c, "^")
			name, single := strings.CutSuffix(c, "!")
			column := release.Column{Name: "c" + strconv.Itoa(i), Type: "STRING", Key: true}
			if free, ok := strings.CutPrefix(name, "?"); ok {
				column.Name, column.Single = free, single
			} else {
				column.Attribute, column.Single = name, single
			}
			if climbs {
				column.Ladder = []string{"^(.)"}
			}
			e.Columns = append(e.Columns, column)
			header = append(header, column.Name)
		}
		sites := release.Column{Name: "sites", Type: "INT64"}
		sites.Measure, sites.Step = "sites", table.step
		e.Columns = append(e.Columns, sites)
		m.Tables = append(m.Tables, e)
		var text bytes.Buffer
		text.WriteString(strings.Join(append(header, "sites"), ",") + "\r\n")
		for _, r := range table.rows {
			for i, field := range r {
				if i > 0 {
					text.WriteByte(',')
				}
				if field != "NULL" {
					text.WriteString(field)
				}
			}
			text.WriteString("\r\n")
		}
		store[e.Files[0].Path] = text.Bytes()
	}
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	store[release.ManifestFile(m.Week)] = data
}

// audited runs the audit over releases with all findings listed.
func audited(t testing.TB, options Options, releases ...given) *Report {
	t.Helper()
	store := memory{}
	for _, g := range releases {
		g.write(t, store)
	}
	options.Store = store
	if options.MaxFindings == 0 {
		options.MaxFindings = -1
	}
	r, err := Run(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// short is a finding in one line.
func (f *Finding) short() string {
	text := f.Attack + " " + f.Kind + ": " + f.Group + ": " + span{f.Lo, f.Hi}.String()
	if f.Likely {
		text += " likely"
	}
	if f.Assumes != "" {
		text += " assumed"
	}
	return text
}

// expect compares the findings with what they should be, one a line.
func expect(t testing.TB, r *Report, want string) {
	t.Helper()
	var have []string
	for i := range r.Findings {
		have = append(have, r.Findings[i].short())
	}
	var lines []string
	for _, l := range strings.Split(want, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	if strings.Join(have, "\n") != strings.Join(lines, "\n") {
		t.Errorf("found\n  %s\nwant\n  %s\nlimits: %q", strings.Join(have, "\n  "), strings.Join(lines, "\n  "), r.Limits)
	}
}
