package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"isobar/internal/record"
	"isobar/internal/value"
)

// parquetReport is a report of Dropsonde's schema as a row.
type parquetReport struct {
	MessageID      *string          `parquet:"message_id,optional" json:"message_id"`
	SiteID         []byte           `parquet:"site_id,optional" json:"site_id"`
	Timestamp      *time.Time       `parquet:"timestamp,optional,timestamp(microsecond)" json:"timestamp"`
	Modules        []parquetModule  `parquet:"modules,list" json:"modules"`
	Classes        []parquetClass   `parquet:"classes,list" json:"classes"`
	ClassPlatforms []parquetRepeat  `parquet:"class_platforms,list" json:"class_platforms"`
	Dependencies   []parquetDepends `parquet:"dependencies,list" json:"dependencies"`
	Environments   *int64           `parquet:"environment_count,optional" json:"environment_count"`
}

type parquetModule struct {
	Name *string `parquet:"name,optional" json:"name"`
	Slug *string `parquet:"slug,optional" json:"slug"`
}

type parquetClass struct {
	Name  string `parquet:"name" json:"name"`
	Count int64  `parquet:"count" json:"count"`
}

type parquetRepeat struct {
	Name     string `parquet:"name" json:"name"`
	Platform string `parquet:"platform" json:"platform"`
	Count    int64  `parquet:"count" json:"count"`
}

type parquetDepends struct {
	Name string `parquet:"name" json:"name"`
}

// json writes the row as a stored report.
func (p parquetReport) json(t testing.TB) string {
	t.Helper()
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	object := unmarshal(t, string(data))
	delete(object, "site_id")
	if p.SiteID != nil {
		object["site_id"] = string(p.SiteID)
	}
	if data, err = json.Marshal(object); err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func dropsondeRows(t testing.TB, n int) []parquetReport {
	r := rand.New(rand.NewPCG(20, uint64(n)))
	text := func(format string, n int) *string {
		if r.IntN(10) == 0 {
			return nil
		}
		s := fmt.Sprintf(format, r.IntN(n))
		return &s
	}
	rows := make([]parquetReport, n)
	for i := range rows {
		row := &rows[i]
		row.MessageID = text("message-%d", 5)
		if site := text("site-%d", n/2+1); site != nil {
			row.SiteID = []byte(*site)
		}
		if r.IntN(10) > 0 {
			at := time.Date(2026, 11, 8+r.IntN(9), r.IntN(24), 0, 0, 1000*r.IntN(2), time.UTC)
			row.Timestamp = &at
		}
		for range r.IntN(4) {
			row.Modules = append(row.Modules, parquetModule{text("m%d", 9), text("a-m%d", 9)})
		}
		for range r.IntN(3) {
			row.ClassPlatforms = append(row.ClassPlatforms, parquetRepeat{"C", "RedHat", int64(r.IntN(2))})
			row.Classes = append(row.Classes, parquetClass{fmt.Sprintf("C%d", r.IntN(5)), r.Int64()})
			row.Dependencies = append(row.Dependencies, parquetDepends{"a/b"})
		}
		if r.IntN(2) == 0 {
			count := r.Int64N(9)
			row.Environments = &count
		}
	}
	return rows
}

// parquetBytes writes rows in row groups of at most group rows.
func parquetBytes(t testing.TB, rows []parquetReport, group int) []byte {
	t.Helper()
	var out bytes.Buffer
	w := parquet.NewGenericWriter[parquetReport](&out)
	for chunk := range slices.Chunk(rows, group) {
		if _, err := w.Write(chunk); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The same reports as Parquet and as JSON lines give the same counts, the same winners and the same
// records, however the row groups are spread over shards.
func TestParquetAgreesWithLines(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	rows := dropsondeRows(t, 400)
	for i := range rows { // contents differ in form, so nothing may depend on them
		id := fmt.Sprintf("id-%d", i*7919%400)
		rows[i].MessageID = &id
	}
	var lines strings.Builder
	for _, row := range rows {
		lines.WriteString(row.json(t) + "\n")
	}
	dir := t.TempDir()
	text := find(t, 0, writeFile(t, dir, "a.jsonl", []byte(lines.String())))
	want := runBoth(t, cfg, text)
	if want.stats.InWindow < 100 || want.stats.RejectedTotal() < 20 || len(want.records) < 50 {
		t.Fatalf("the input tests little: %+v", want.stats)
	}
	for _, group := range []int{7, 50, 1000} {
		file := writeFile(t, dir, fmt.Sprintf("%d.parquet", group), parquetBytes(t, rows, group))
		for _, split := range []int64{0, 1000, 20000} {
			got := runBoth(t, cfg, find(t, split, file))
			got.stats.Lines = want.stats.Lines
			if c := got.stats.Drift.Lacking["modules.version"]; c.Reports != want.stats.InWindow {
				t.Errorf("%d of %d reports are from a file without modules.version", c.Reports, want.stats.InWindow)
			}
			got.stats.Drift = Drift{}
			if fmt.Sprint(got.stats) != fmt.Sprint(want.stats) || got.sites != want.sites || !slices.Equal(got.records, want.records) {
				t.Fatalf("row groups of %d, split %d: %+v, %d sites\nwant %+v, %d sites", group, split, got.stats, got.sites, want.stats, want.sites)
			}
		}
	}
}

// A tie of time and message id is decided by the whole row, not by its place.
func TestParquetTies(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	at, id := time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC), "m"
	var rows []parquetReport
	for i := range 20 {
		count := int64(i)
		rows = append(rows, parquetReport{MessageID: &id, SiteID: []byte("s"), Timestamp: &at, Environments: &count})
	}
	r := rand.New(rand.NewPCG(21, 22))
	var want []string
	for i := range 10 {
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		file := writeFile(t, t.TempDir(), "a.parquet", parquetBytes(t, rows, 1+r.IntN(20)))
		got := runBoth(t, cfg, find(t, int64(r.IntN(2)*500), file))
		if i == 0 {
			want = got.records
		}
		if got.sites != 1 || len(got.records) != 1 || !slices.Equal(got.records, want) {
			t.Fatalf("%d sites, %v; want %v", got.sites, got.records, want)
		}
	}
}

// dropNulls leaves what a record of the entries that are not NULL would hold.
func TestDropNulls(t *testing.T) {
	s := parseSchema(t, wideSchema)
	cfg := config(t, s, "json")
	l := newLayout(cfg, planned(cfg).Columns)
	r := rand.New(rand.NewPCG(23, 24))
	for range 500 {
		report := randomObject(r, s.Columns, 0)
		line, err := json.Marshal(report)
		if err != nil {
			t.Fatal(err)
		}
		decoder := shredder{layout: newLayout(cfg, planned(cfg).Columns)}
		rec := record.New(len(s.All), value.NewDict())
		decoder.decode(line, rec)
		want := dump(s, rec)
		added := 0
		for _, path := range []string{"tags", "nodes"} {
			c, _ := s.Lookup(path)
			added += insertNulls(r, rec, l, c.Index)
		}
		dropped := 0
		for _, n := range l.repeated {
			dropped += dropNulls(rec, n)
		}
		checkRecord(t, s, rec)
		if got := dump(s, rec); got != want || dropped != added {
			t.Fatalf("%s: added %d NULLs, dropped %d\n got %s\nwant %s", line, added, dropped, got, want)
		}
	}
}

// insertNulls adds entries that are NULL to a top-level list, as a Parquet file may have them.
func insertNulls(r *rand.Rand, rec *record.Record, l *layout, list int) (added int) {
	var n *node
	for _, other := range l.repeated {
		if other.column == list {
			n = other
		}
	}
	for i := 0; i <= len(rec.Vectors[list].Vals); i++ {
		if r.IntN(3) > 0 {
			continue
		}
		added++
		insert := func(c int, v value.Value) {
			vals := slices.Insert(rec.Vectors[c].Vals, i, v)
			for j, x := range vals {
				if x.Kind == value.Record {
					vals[j] = value.OfRecord(j)
				}
			}
			rec.Vectors[c].Vals = vals
		}
		insert(list, value.Value{})
		rec.Vectors[list].Off[1]++
		for _, f := range n.fields.single {
			insert(f.column, value.Value{})
		}
		for _, f := range n.fields.lists {
			off := rec.Vectors[f.column].Off
			rec.Vectors[f.column].Off = slices.Insert(off, i, off[i])
		}
	}
	return added
}

// Without any column planned there is still one record for each site, and only wanted columns are there.
func TestParquetPlannedColumns(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	rows := dropsondeRows(t, 60)
	shards := find(t, 0, writeFile(t, t.TempDir(), "a.parquet", parquetBytes(t, rows, 7)))
	index := NewIndex(1)
	if _, err := Scan(t.Context(), shards[0], cfg, index, nil, nil); err != nil {
		t.Fatal(err)
	}
	none := *cfg
	none.Columns = make([]bool, len(cfg.Schema.All))
	for _, plan := range []*Config{&none, planned(cfg, "modules"), planned(cfg, "class_platforms.name", "product"), planned(cfg)} {
		rec := record.New(len(cfg.Schema.All), value.NewDict())
		want := closure(cfg.Schema, &decoders[1], plan.Columns)
		stats, err := Visit(t.Context(), shards[0], plan, index.Kept().Picks(0), rec, func() error {
			checkRecord(t, cfg.Schema, rec)
			for c, v := range rec.Vectors {
				if column := cfg.Schema.All[c]; len(v.Off)+len(v.Vals) > 0 && !want[c] || want[c] && column.Parent == nil && len(v.Off)+len(v.Vals) == 0 {
					t.Fatalf("column %s is planned %v, and has %v", column.Path, want[c], v)
				}
			}
			rec.Dict.Reset() // as its owner may between reports
			return nil
		}, nil)
		if err != nil || stats.Reports != int64(index.Sites()) || stats.Reports == 0 {
			t.Errorf("%+v of %d sites: %v", stats, index.Sites(), err)
		}
	}
}

// A damaged file is an error that names it, in the first pass; never other counts.
func TestDamagedParquet(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	rows := dropsondeRows(t, 100)
	good := parquetBytes(t, rows, 30)
	dir := t.TempDir()
	scan := func(data []byte) (Stats, error) {
		shards, err := Find(t.Context(), []string{writeFile(t, dir, "a.parquet", data)}, 0)
		if err != nil {
			return Stats{}, err
		}
		return Scan(t.Context(), shards[0], cfg, NewIndex(1), nil, nil)
	}
	want, err := scan(good)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(25, 26))
	failed := 0
	for range 200 {
		data := bytes.Clone(good)
		data[r.IntN(len(data))] ^= byte(1 + r.IntN(255))
		got, err := scan(data)
		if err != nil {
			failed++
			if !strings.Contains(err.Error(), "a.parquet") {
				t.Fatalf("the error does not name the file: %v", err)
			}
		} else if got.Lines != want.Lines || got.Reports != want.Reports {
			t.Fatalf("%+v of a damaged file, want %+v or an error", got, want)
		}
	}
	if failed < 50 {
		t.Errorf("only %d of 200 damaged files are errors", failed)
	}
}
