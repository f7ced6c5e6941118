package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
	"isobar/internal/week"
)

// benchLines are reports of the shape and size of Dropsonde's: some 30 KB each, names with a long tail.
func benchLines(n int) []byte {
	r := rand.New(rand.NewPCG(7, 7))
	zipf := rand.NewZipf(r, 1.3, 20, 6000)
	names := func(prefix string, count int, more func(i int) map[string]any) []map[string]any {
		list := []map[string]any{}
		for range count {
			i := int(zipf.Uint64())
			entry := map[string]any{"name": fmt.Sprintf("%s%d", prefix, i)}
			for k, v := range more(i) {
				entry[k] = v
			}
			list = append(list, entry)
		}
		return list
	}
	count := func(int) map[string]any { return map[string]any{"count": r.IntN(500)} }
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	for range n {
		at := time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(7*86400)) * time.Second)
		plain := []string{}
		for range 300 {
			plain = append(plain, fmt.Sprintf("Puppetmodule%d::Config", zipf.Uint64()))
		}
		enc.Encode(map[string]any{
			"product": "popularity-module", "version": "1.0.0",
			"site_id":    fmt.Sprintf("%0128x", r.Uint64()),
			"message_id": fmt.Sprintf("%08x-0000-4000-8000-%012x", r.Uint32(), r.Uint32()),
			"timestamp":  at.Format("2006-01-02 15:04:05 UTC"), "ip": "192.0.2.1",
			"modules": names("module", 60, func(i int) map[string]any {
				return map[string]any{"slug": fmt.Sprintf("author-module%d", i), "version": fmt.Sprintf("%d.%d.0", i%9, r.IntN(4))}
			}),
			"classes": names("Module::Class", 200, count),
			"class_platforms": names("Module::Class", 100, func(i int) map[string]any {
				return map[string]any{"platform": "RedHat", "count": i}
			}),
			"dependencies": names("author/module", 80, func(int) map[string]any {
				return map[string]any{"version_requirement": ">= 4.3.2 < 9.0.0"}
			}),
			"puppetfile_ruby_methods": names("method", 8, count),
			"environment_count":       r.IntN(40), "unused_modules": plain[:100], "unused_classes": plain[100:],
		})
	}
	return out.Bytes()
}

func benchShard(b *testing.B) (Shard, *Config) {
	data, err := os.ReadFile("testdata/schema.json")
	if err != nil {
		b.Fatal(err)
	}
	s, err := schema.Parse("schema.json", data)
	if err != nil {
		b.Fatal(err)
	}
	w, err := week.Parse("2026-11-09")
	if err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(b.TempDir(), "reports.jsonl")
	lines := benchLines(1000)
	if err := os.WriteFile(file, lines, 0o600); err != nil {
		b.Fatal(err)
	}
	shards, err := Find(b.Context(), []string{file}, 0)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(lines)))
	b.ReportAllocs()
	return shards[0], &Config{Schema: s, Decoder: "dropsonde", Unit: "site_id", Timestamp: "timestamp", MessageID: "message_id", Window: w, Limits: Limits{Entries: 10_000, TextBytes: 1024}}
}

// BenchmarkScan is the first pass over plain lines: 1,000 reports of 30 KB.
func BenchmarkScan(b *testing.B) {
	shard, cfg := benchShard(b)
	for b.Loop() {
		index := NewIndex(8)
		stats, err := Scan(b.Context(), shard, cfg, index, nil, nil)
		if err != nil || stats.InWindow != 1000 || index.Sites() != 1000 {
			b.Fatal(stats, err)
		}
	}
}

func benchVisit(b *testing.B, wanted func(path string) bool) {
	shard, cfg := benchShard(b)
	index := NewIndex(1)
	if _, err := Scan(b.Context(), shard, cfg, index, nil, nil); err != nil {
		b.Fatal(err)
	}
	cfg.Columns = make([]bool, len(cfg.Schema.All))
	for _, c := range cfg.Schema.All {
		cfg.Columns[c.Index] = wanted(c.Path)
	}
	picks := index.Kept().Picks(0)
	rec := record.New(len(cfg.Schema.All), value.NewDict())
	for b.Loop() {
		stats, err := Visit(b.Context(), shard, cfg, picks, rec, func() error { return nil }, nil)
		if err != nil || stats.Reports != 1000 {
			b.Fatal(stats, err)
		}
	}
}

// BenchmarkVisitAll is the second pass with every column planned.
func BenchmarkVisitAll(b *testing.B) { benchVisit(b, func(string) bool { return true }) }

// BenchmarkVisitModules is the second pass with one field of one list planned.
func BenchmarkVisitModules(b *testing.B) {
	benchVisit(b, func(path string) bool { return path == "modules.slug" })
}
