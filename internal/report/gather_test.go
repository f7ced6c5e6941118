package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"isobar/internal/storage"
)

const siteSchema = `[{"name":"site_id","type":"STRING"},{"name":"message_id","type":"STRING"},{"name":"timestamp","type":"TIMESTAMP"},
 {"name":"version","type":"STRING"},{"name":"size","type":"RECORD","fields":[{"name":"n","type":"INTEGER"}]},
 {"name":"events","type":"RECORD","mode":"REPEATED","fields":[{"name":"n","type":"INTEGER"}]},{"name":"tags","type":"STRING","mode":"REPEATED"}]`

// gatherAll merges lines that are spread over files, and returns the merged reports and what was cut.
func gatherAll(t *testing.T, cfg *Config, lines []string, files int) (merged []string, stats Stats, cut int64) {
	t.Helper()
	input, apart, to := t.TempDir(), t.TempDir(), t.TempDir()
	for i := range files {
		var part []string
		for j := i; j < len(lines); j += files {
			part = append(part, lines[j])
		}
		writeFile(t, input, fmt.Sprintf("%d.jsonl", i), []byte(strings.Join(part, "\n")+"\n"))
	}
	g, err := NewGathering(apart, cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, shard := range find(t, 400, input) {
		s, err := g.Scan(t.Context(), shard, cfg, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		stats.Merge(s)
	}
	for part := range g.Parts() {
		n, err := g.Merge(t.Context(), part, cfg, storage.NewLocal(to))
		if err != nil {
			t.Fatal(err)
		}
		cut += n
		data, err := os.ReadFile(filepath.Join(to, fmt.Sprintf("merged-%02d.jsonl", part)))
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > 0 {
			merged = append(merged, strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")...)
		}
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(apart); err != nil || len(left) > 0 {
		t.Errorf("%d gathered files are left, %v", len(left), err)
	}
	return merged, stats, cut
}

// Random reports make together what a naive merge of them says, however they are spread.
func TestGatherAgreesWithNaive(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	cfg := config(t, parseSchema(t, siteSchema), "json")
	type object = map[string]any
	sites := map[string][]object{}
	var lines []string
	for i := range 400 {
		o := object{"site_id": fmt.Sprintf("s%d", r.IntN(40)), "message_id": fmt.Sprintf("m%04d", i),
			"timestamp": fmt.Sprintf("2026-11-%02dT0%d:00:00Z", 8+r.IntN(9), r.IntN(3)), "unknown": i}
		for _, optional := range []struct {
			name  string
			value any
		}{
			{"version", fmt.Sprint("v", r.IntN(9))}, {"version", nil}, {"size", object{"n": float64(r.IntN(5))}},
			{"events", []any{object{"n": float64(i)}, object{"n": float64(i + 1000)}}}, {"events", []any{}}, {"tags", []any{"a ] \" [", "b"}}, {"tags", nil},
		} {
			if r.IntN(3) == 0 {
				o[optional.name] = optional.value
			}
		}
		text, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(text))
		if r.IntN(8) == 0 {
			lines = append(lines, string(text)) // delivered twice
		}
		if day := o["timestamp"].(string)[8:10]; day >= "09" && day < "16" {
			sites[o["site_id"].(string)] = append(sites[o["site_id"].(string)], o)
		}
	}
	lines = append(lines, "{", `{"site_id":"s1"}`)
	want := map[string]object{}
	for site, reports := range sites {
		slices.SortFunc(reports, func(a, b object) int {
			return strings.Compare(a["timestamp"].(string)+a["message_id"].(string), b["timestamp"].(string)+b["message_id"].(string))
		})
		made := object{}
		for _, o := range reports {
			for name, value := range o {
				switch list, isList := value.([]any); {
				case name == "unknown" || value == nil:
				case isList && len(list) == 0:
				case isList:
					before, _ := made[name].([]any)
					made[name] = append(slices.Clone(before), list...)
				default:
					made[name] = value
				}
			}
		}
		want[site] = made
	}
	var first []string
	for _, files := range []int{1, 2, 7} {
		r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		merged, stats, cut := gatherAll(t, cfg, lines, files)
		if first == nil {
			first = merged
		}
		if !slices.Equal(first, merged) {
			t.Errorf("%d files make other reports than one", files)
		}
		if stats.RejectedTotal() != 2 || stats.Reports != int64(len(lines)) || stats.Early == 0 || stats.Late == 0 || cut != 0 {
			t.Errorf("%+v, %d cut", stats, cut)
		}
		got := map[string]object{}
		for _, line := range merged {
			var o object
			if err := json.Unmarshal([]byte(line), &o); err != nil {
				t.Fatal(err)
			}
			got[o["site_id"].(string)] = o
			var h Header
			check := checker{shredder: shredder{layout: newLayout(cfg, nil)}, window: cfg.Window}
			if reason := check.header([]byte(line), &h); reason != "" {
				t.Fatalf("a merged report is rejected: %s", reason)
			}
		}
		if len(got) != len(merged) || !reflect.DeepEqual(got, want) {
			for _, site := range slices.Sorted(maps.Keys(want)) {
				if !reflect.DeepEqual(got[site], want[site]) {
					t.Fatalf("site %s:\n got %v\nwant %v", site, got[site], want[site])
				}
			}
			t.Fatalf("%d sites, want %d", len(got), len(want))
		}
	}
}

// A site that sends more than a report may be long keeps its latest ones.
func TestGatherBounds(t *testing.T) {
	cfg := config(t, parseSchema(t, siteSchema), "json")
	cfg.MaxLine = 300
	var lines []string
	for i := range 50 {
		lines = append(lines, fmt.Sprintf(`{"site_id":"loud","timestamp":"2026-11-10T00:00:%02dZ","events":[{"n":%d}]}`, i, i))
	}
	lines = append(lines, `{"site_id":"quiet","timestamp":"2026-11-10T00:00:00Z","version":"v1"}`)
	merged, _, cut := gatherAll(t, cfg, lines, 3)
	slices.Sort(merged)
	want := []string{
		`{"site_id":"loud","timestamp":"2026-11-10T00:00:49Z","events":[{"n":46},{"n":47},{"n":48},{"n":49}]}`,
		`{"site_id":"quiet","timestamp":"2026-11-10T00:00:00Z","version":"v1"}`,
	}
	if !slices.Equal(merged, want) || cut != 46 {
		t.Errorf("%d cut, %s", cut, strings.Join(merged, "\n"))
	}
}

// A site that sends very much does not come into memory as a whole.
func TestGatherMemory(t *testing.T) {
	cfg := config(t, parseSchema(t, siteSchema), "json")
	cfg.MaxLine = 1 << 20
	const n, size = 60_000, 1500
	pad := strings.Repeat("x", size)
	g, err := NewGathering(t.TempDir(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	h := Header{Site: HashSite([]byte("loud")), MessageID: []byte("m")}
	for i := range n {
		h.Time, h.Content = int64(i), Digest(HashSite(fmt.Append(nil, i)))
		if err := g.add(0, &h, fmt.Appendf(nil, `{"site_id":"loud","timestamp":"2026-11-10T00:00:00Z","tags":["%d"],"version":"%s"}`, i, pad)); err != nil {
			t.Fatal(err)
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cut, err := g.Merge(t.Context(), int(h.Site[0])%gatherParts, cfg, storage.NewLocal(t.TempDir()))
	runtime.ReadMemStats(&after)
	if err != nil || cut < n/2 {
		t.Errorf("%d cut, %v", cut, err)
	}
	if bytes := after.TotalAlloc - before.TotalAlloc; bytes > n*size/2 {
		t.Errorf("%d MB were allocated for %d MB of reports", bytes>>20, n*size>>20)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
}

// What cannot be merged is refused before anything is read.
func TestGatherRefuses(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	if _, err := NewGathering(t.TempDir(), cfg); err == nil || !strings.Contains(err.Error(), "keep: all is not for them") {
		t.Errorf("dropsonde: %v", err)
	}
	plain := config(t, parseSchema(t, siteSchema), "json")
	g, err := NewGathering(t.TempDir(), plain)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Scan(t.Context(), Shard{File: "x.parquet", Format: Parquet}, plain, nil, nil); err == nil || !strings.Contains(err.Error(), "this is a Parquet file") {
		t.Errorf("Parquet: %v", err)
	}
	if _, err := readGathered(bytes.NewReader([]byte{200, 1, 2}), nil); err == nil {
		t.Error("damage is not noticed")
	}
}
