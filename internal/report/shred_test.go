package report

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"isobar/internal/record"
	"isobar/internal/value"
)

// Random reports, with entries that do not fit in every place, decode to what a naive reading makes of
// them, whatever columns are planned.
func TestDecodeAgreesWithNaive(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 11))
	s := parseSchema(t, wideSchema)
	for _, decoder := range Decoders() {
		cfg := config(t, s, decoder)
		first := checker{shredder: shredder{layout: newLayout(cfg, nil)}, window: cfg.Window}
		all := shredder{layout: newLayout(cfg, planned(cfg).Columns)}
		rec := record.New(len(s.All), value.NewDict())
		skips := 0
		for i := range 1500 {
			report := randomReport(r, s, []float64{0, 0.05, 0.3}[i%3])
			line := encode(r, report)
			n := naive{dropsonde: decoder == "dropsonde"}
			want, ok := n.fields(s.Columns, unmarshal(t, line))
			var h Header
			if reason := first.header([]byte(line), &h); ok != (reason == "") {
				t.Fatalf("%s\n%s: reason %q", decoder, line, reason)
			}
			if !ok {
				continue
			}
			skipped, _ := all.decode([]byte(line), rec)
			checkRecord(t, s, rec)
			if got := dump(s, rec); got != want || skipped != n.skipped {
				t.Fatalf("%s\n%s:\n got %s, %d skipped\nwant %s, %d skipped", decoder, line, got, skipped, want, n.skipped)
			}
			skips += skipped
			// With any columns planned, these are as before.
			wanted := make([]bool, len(s.All))
			for c := range wanted {
				wanted[c] = r.IntN(4) == 0
			}
			some := shredder{layout: newLayout(cfg, wanted)}
			part := record.New(len(s.All), rec.Dict)
			some.decode([]byte(line), part)
			checkRecord(t, s, part)
			for c, w := range wanted {
				if w && fmt.Sprint(part.Vectors[c]) != fmt.Sprint(rec.Vectors[c]) {
					t.Fatalf("%s\n%s: column %s by itself is %v, with all %v", decoder, line, s.All[c].Path, part.Vectors[c], rec.Vectors[c])
				}
			}
		}
		if skips == 0 {
			t.Error("no entry was skipped: the test tests little")
		}
	}
}

// The reports that Dropsonde's own generator made decode as they stand.
func TestDropsondeExample(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	shards := find(t, 0, "testdata/example.jsonl.gz")
	src, err := Open(t.Context(), shards[0], planned(cfg), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	rec := record.New(len(cfg.Schema.All), value.NewDict())
	reports := 0
	for src.Next() {
		var h Header
		if reason := src.Header(&h); reason != "" {
			t.Fatalf("line %d: %s", src.Line(), reason)
		}
		skipped, _ := src.Decode(rec)
		n := naive{dropsonde: true}
		want, ok := n.fields(cfg.Schema.Columns, unmarshal(t, string(src.Raw())))
		if got := dump(cfg.Schema, rec); !ok || got != want || skipped != 0 {
			t.Fatalf("line %d:\n got %s\nwant %s", src.Line(), got, want)
		}
		reports++
	}
	if src.Err() != nil || reports != 4 {
		t.Errorf("%d reports, %v", reports, src.Err())
	}
}

// Nothing is allocated for a report once the buffers have grown.
func TestDecodeDoesNotAllocate(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	lines := bytes.Split(bytes.TrimSpace(benchLines(20)), []byte("\n"))
	first := checker{shredder: shredder{layout: newLayout(cfg, nil)}, window: cfg.Window}
	second := shredder{layout: newLayout(cfg, planned(cfg).Columns)}
	rec := record.New(len(cfg.Schema.All), value.NewDict())
	pass := func() {
		for _, line := range lines {
			var h Header
			if reason := first.header(line, &h); reason != "" {
				t.Fatal(reason)
			}
			second.decode(line, rec)
		}
	}
	if n := testing.AllocsPerRun(5, pass); n > 1 {
		t.Errorf("%v allocations for %d reports", n, len(lines))
	}
}

// FuzzDecode: no bytes make either pass panic; the record is always consistent; what the first pass
// accepts, encoding/json reads too, and the second decodes to what a naive reading makes of it; the quick
// and the long way agree.
func FuzzDecode(f *testing.F) {
	s := parseSchema(f, wideSchema)
	for _, seed := range []string{
		`{` + fine + `}`,
		`{` + fine + `,"tags":["a",5],"nodes":[{"id":"x","capacity":[{"value":"7","seen":["2026-11-09T00:00:00Z"]},null],"os":{"flags":[1e3]}},"y"]}`,
		`{` + fine + `,"class_platforms":[{"name":"a","count":1},{"count":1.0,"name":"\u0061"}],"dependencies":["a/b"]}`,
		`{"site_id":"\ud83d\ude00","self-service-analytics":{"snapshots":{"i":{"value":5,"timestamp":"2026-11-09T00:00:00+02:00"}}}}`,
		`{` + fine + `,"one":{"deep":{"ys":["2026-11-09"]}},"f":"NaN","b":"true"}`,
		`{` + fine + `,"tags":["b","a","a",5,"c","a\u202e","b","a text that is too long"],"class_platforms":[{},{"count":1},{},{"count":2},{"count":1},{"count":3},{}]}`,
		`{"a":[`, `{"\`, "{\"a\":\"\xff\"}", `[[[`, `{"nodes":[{"os":{"flags":[{]`,
	} {
		f.Add([]byte(seed))
	}
	f.Add(firstLine(f, "../../sampledata/dropsonde/reports"))
	cfg := config(f, s, "dropsonde")
	limited := *cfg
	limited.Limits = Limits{Entries: 2, TextBytes: 12}
	ways, limitedWays := newBothWays(f, cfg), newBothWays(f, &limited)
	f.Fuzz(func(t *testing.T, line []byte) {
		first := checker{shredder: shredder{layout: newLayout(cfg, nil)}, window: cfg.Window}
		second := shredder{layout: newLayout(cfg, planned(cfg).Columns)}
		rec := record.New(len(s.All), value.NewDict())
		skipped, _ := second.decode(line, rec)
		checkRecord(t, s, rec)
		ways.compare(t, line)
		limitedWays.compare(t, line)
		var h Header
		if first.header(line, &h) != "" {
			return
		}
		object := unmarshal(t, string(line))
		if object[second.decoder.submission] != nil || bytes.Contains(line, []byte("NaN")) {
			return // the naive reading does not know the one, and prints the other in its own way
		}
		n := naive{dropsonde: true}
		if want, ok := n.fields(s.Columns, object); ok && n.skipped == skipped && dump(s, rec) != want {
			t.Fatalf("%q:\n got %s\nwant %s", line, dump(s, rec), want)
		}
	})
}
