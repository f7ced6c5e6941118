package audit

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestCSVIsReadAsTheStandardLibraryDoes(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	letters := []string{"a", ",", "\"", "\n", "\r\n", " ", "ü", strings.Repeat("x", 1000)}
	for range 500 {
		var want [][]string
		var text strings.Builder
		w := csv.NewWriter(&text)
		for range 1 + rng.IntN(5) {
			record := []string{"x"} // encoding/csv writes a record of one empty field in a way of its own
			for range 3 {
				var field string
				for range rng.IntN(4) {
					field += letters[rng.IntN(len(letters))]
				}
				record = append(record, strings.ReplaceAll(field, "\r\n", "\n"))
			}
			want = append(want, record)
			if err := w.Write(record); err != nil {
				t.Fatal(err)
			}
		}
		w.Flush()
		r := newCSVReader(strings.NewReader(text.String()))
		for _, record := range want {
			fields, err := r.next()
			if err != nil {
				t.Fatalf("%q: %v", text.String(), err)
			}
			if !slices.EqualFunc(fields, record, func(f field, s string) bool { return string(f.text) == s }) {
				t.Fatalf("%q: %v instead of %q", text.String(), fields, record)
			}
		}
		if _, err := r.next(); !errors.Is(err, io.EOF) {
			t.Fatalf("%q: %v", text.String(), err)
		}
	}
}

func TestCSVTellsNullFromEmpty(t *testing.T) {
	r := newCSVReader(strings.NewReader("a,\"\",,\"b\"\r\nlong " + strings.Repeat("y", 1<<19) + ",1,2,3"))
	fields, err := r.next()
	if err != nil || len(fields) != 4 || !fields[1].quoted || fields[2].quoted || len(fields[1].text)+len(fields[2].text) > 0 {
		t.Errorf("%v %v", err, fields)
	}
	if fields, err = r.next(); err != nil || len(fields) != 4 || len(fields[0].text) != 5+1<<19 || string(fields[3].text) != "3" {
		t.Errorf("%v, %d fields", err, len(fields))
	}
	for _, bad := range []string{`"a`, `"a"b,c`, "\"a\nb"} {
		if fields, err := newCSVReader(strings.NewReader(bad)).next(); err == nil {
			t.Errorf("%q is read as %v", bad, fields)
		}
	}
}

func TestValuesAreToldAsTheyAre(t *testing.T) {
	r := audited(t, Options{}, given{sites: 100, tables: []givenTable{
		{name: "os", columns: []string{"os!"}, rows: [][]string{{`'=x`, "40"}, {`""`, "30"}, {"NULL", "10"}, {`"a, b"`, "15"}}},
	}})
	expect(t, r, `A1 remainder: sites without os = =x and without os = "" and without os = NULL and without os = "a, b": 5`)
	want := []Attribute{{Name: "os", Value: "=x"}, {Name: "os"}, {Name: "os", Null: true}, {Name: "os", Value: "a, b"}}
	if len(r.Findings) == 1 && !slices.Equal(r.Findings[0].HasNot, want) {
		t.Errorf("attributes %+v", r.Findings[0].HasNot)
	}
}

// Rows that cannot be told apart are not used, and neither is a table that is not understood.
func TestWhatIsNotUnderstoodIsSaid(t *testing.T) {
	g := given{sites: 100, tables: []givenTable{
		{name: "double", columns: []string{"x!"}, rows: rows("a 95", "a 50")},
		{name: "formulas", columns: []string{"y!"}, rows: rows("'=a 96", "'=a 50")},
		{name: "muddle", columns: []string{"m.slug", "m.slug", "m.version"}, rows: rows("a b v 95")},
		{name: "ordered", columns: []string{"n.slug", "n.slug"}, rows: rows("a a 30", "a b 20", "b a 20", "b b 28")},
	}}
	r := audited(t, Options{}, g)
	expect(t, r, `A3 difference: sites with n.slug = b, but without n.slug = a: 8`)
	want := []string{
		"week 2026-11-02: table muddle was not searched: its rows do not say which values belong together",
		"week 2026-11-02: table double was not searched: it has several rows of the same values",
		"week 2026-11-02: 2 rows were left out, since the CSV files write different texts in them alike",
	}
	if !slices.Equal(r.Limits, want) {
		t.Errorf("limits %q", r.Limits)
	}
	g.mode = "dp"
	if r := audited(t, Options{}, g); len(r.Findings) > 0 || len(r.Limits) != 4 {
		t.Errorf("findings %v, limits %q", r.Findings, r.Limits)
	}
}

// The version of a module is one of an element: sites may have it with another module.
func TestElementsAreNotIntersections(t *testing.T) {
	r := audited(t, Options{}, given{sites: 100, tables: []givenTable{
		{name: "modules", columns: []string{"m.slug"}, rows: rows("a 60", "b 50")},
		{name: "values", columns: []string{"m.version"}, rows: rows("1 50", "2 60")},
		{name: "versions", columns: []string{"m.slug", "m.version"}, rows: rows("a 1 30", "a 2 26", "b 1 47")},
	}})
	expect(t, r, `
		A1 remainder of overlapping parts: sites with m.slug = a, but without an element of m.slug = a and m.version = 1 and without an element of m.slug = a and m.version = 2: 4 to 30 likely
		A3 difference: sites with m.slug = b, but without an element of m.slug = b and m.version = 1: 3
		A3 difference: sites with m.version = 1, but without an element of m.slug = b and m.version = 1: 3`)
}

func TestConditionsNarrowCells(t *testing.T) {
	r := audited(t, Options{}, given{sites: 100, tables: []givenTable{
		{name: "active", columns: []string{"m.slug"}, where: []string{"active"}, rows: rows("a 57", "b 50")},
		{name: "all", columns: []string{"m.slug"}, rows: rows("a 60", "b 80")},
		{name: "old_active", columns: []string{"m.slug"}, where: []string{"old", "active"}, rows: rows("b 46")},
	}})
	expect(t, r, `
		A3 difference: sites with m.slug = a, but without m.slug = a (counted where active): 3
		A3 difference: sites with m.slug = b (counted where active), but without m.slug = b (counted where active and old): 4`)
}

func TestHierarchies(t *testing.T) {
	r := audited(t, Options{}, given{sites: 100, tables: []givenTable{
		{name: "parts", columns: []string{"?from!"}, rows: rows("0 50", "10 46")},
		{name: "triples", columns: []string{"m.slug", "m.slug", "m.slug"}, sets: true, rows: rows("a b c 95")},
	}})
	expect(t, r, `
		A1 remainder: sites without parts:from = 0 and without parts:from = 10: 4
		A3 rest: sites without m.slug = a and m.slug = b and m.slug = c together: 5`)
}

func TestRowsBelowTheThreshold(t *testing.T) {
	r := audited(t, Options{}, given{sites: 100, tables: []givenTable{{name: "m", columns: []string{"m.slug"}, rows: rows("a 9")}}})
	expect(t, r, `A1 published: sites with m.slug = a: 9`)
}

func TestSources(t *testing.T) {
	one := given{sites: 100, tables: []givenTable{{name: "m", columns: []string{"m.slug"}, rows: rows("a 40")}}}
	store, staging, root := memory{}, memory{}, memory{}
	one.write(t, store)
	one.week, one.tables[0].rows = secondWeek, rows("a 95")
	one.write(t, staging)
	for name, data := range store {
		root[path.Join("d2", name)], root[path.Join("d1", name)] = data, data
	}
	root["d3/readme.md"] = nil

	found, err := Find(t.Context(), root)
	if err != nil || len(found) != 2 || found[0].String() != "memory/d1" || found[1].String() != "memory/d2" {
		t.Fatalf("%v %v", found, err)
	}
	r, err := Run(t.Context(), Options{Store: root})
	if err != nil || len(r.Releases) != 2 || len(r.Findings) != 0 {
		t.Errorf("%v %+v", err, r)
	}
	if _, err := Find(t.Context(), memory{"x/y.csv": nil}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing to audit: %v", err)
	}
	if _, err := Run(t.Context(), Options{Store: store, Weeks: []string{secondWeek}}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a week that is not there: %v", err)
	}

	// A staged release is judged with those that are published, and takes its week's place.
	for _, earlier := range []Source{nil, Published(store), Published(staging)} {
		r, err := Run(t.Context(), Options{Sources: []Source{WithStaged(earlier, staging, secondWeek)}, Weeks: []string{secondWeek}})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, r, `A3 rest: sites without m.slug = a: 5`)
	}
}

func TestDamagedFiles(t *testing.T) {
	for _, text := range []string{"", "c0,other\r\na,40\r\n", "c0,sites\r\na\r\n", "c0,sites\r\na,b\r\n", "c0,sites\r\na,-4\r\n", "c0,sites\r\n\"a,40\r\n"} {
		store := memory{}
		given{sites: 100, tables: []givenTable{{name: "m", columns: []string{"m.slug"}, rows: rows("a 40")}}}.write(t, store)
		store["m/week=2026-11-02/m.csv"] = []byte(text)
		if _, err := Run(t.Context(), Options{Store: store}); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

func TestTimeout(t *testing.T) {
	store := memory{}
	given{sites: 100, tables: []givenTable{{name: "m", columns: []string{"m.slug"}, rows: rows("a 95")}}}.write(t, store)
	r, err := Run(t.Context(), Options{Store: store, Timeout: time.Nanosecond})
	if err != nil || !r.Incomplete || r.Passed() || len(r.Limits) != 1 {
		t.Errorf("%v %+v", err, r)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, Options{Store: store}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// The report does not depend on the number of goroutines, or on how much is listed.
func TestReportIsDeterministic(t *testing.T) {
	w := newWorld(rand.New(rand.NewPCG(7, 7)), 60)
	g := w.release(protection{k: 4, step: 1, seed: 2})
	next := newWorld(rand.New(rand.NewPCG(8, 7)), 61).release(protection{k: 4, step: 1, seed: 2})
	next.week = secondWeek
	encode := func(options Options) string {
		data, err := json.Marshal(audited(t, options, g, next))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	all := encode(Options{Workers: 1})
	for _, workers := range []int{2, 7} {
		if encode(Options{Workers: workers}) != all {
			t.Errorf("%d goroutines make another report", workers)
		}
	}
	long, short := audited(t, Options{}, g, next), audited(t, Options{MaxFindings: 2}, g, next)
	if !slices.Equal(long.Counts, short.Counts) || len(short.Findings) >= len(long.Findings) {
		t.Errorf("%v is counted instead of %v", short.Counts, long.Counts)
	}
	seen := map[string]int{}
	for _, f := range short.Findings {
		seen[f.Attack+f.Kind+strconv.FormatBool(f.Likely)]++
	}
	for kind, n := range seen {
		if n > 2 {
			t.Errorf("%d of %s are listed", n, kind)
		}
	}
}

// Numbers with noise are no facts: what they seem to show together is not there, and they show nothing of others.
func TestNoiseIsNoFact(t *testing.T) {
	modules := givenTable{name: "modules", columns: []string{"m.slug"}, rows: rows("a 60", "b 50")}
	pairs := givenTable{name: "pairs", columns: []string{"m.slug", "m.slug"}, sets: true, rows: rows("a b 47")}
	expect(t, audited(t, Options{}, given{sites: 100, tables: []givenTable{modules, pairs}}), `A3 difference: sites with m.slug = b, but without m.slug = a: 3`)
	modules.private = true
	r := audited(t, Options{}, given{sites: 100, tables: []givenTable{modules, pairs}})
	if len(r.Findings) > 0 || !r.Passed() || !slices.Equal(r.Limits, []string{"week 2026-11-02: table modules was not searched: its numbers have noise without bounds (dp)"}) {
		t.Errorf("findings %v, limits %q", r.Findings, r.Limits)
	}
}
