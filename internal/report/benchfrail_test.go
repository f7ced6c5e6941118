package report

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// benchFrail is the first pass over a file that can be damaged.
func benchFrail(b *testing.B, name string, data []byte, reports int64, cfg *Config) {
	file := filepath.Join(b.TempDir(), name)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		b.Fatal(err)
	}
	shards, err := Find(b.Context(), []string{file}, 0)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		index := NewIndex(8)
		index.Add(&Header{}, 0, 0) // so that merging is no swap
		stats, err := Scan(b.Context(), shards[0], cfg, index, nil, nil)
		if err != nil || stats.Reports != reports {
			b.Fatal(stats, err)
		}
	}
}

// BenchmarkScanGzip is the first pass over 1,000 reports of 30 KB, compressed; bytes are the file's.
func BenchmarkScanGzip(b *testing.B) {
	_, cfg := benchShard(b)
	benchFrail(b, "r.jsonl.gz", gzipped(string(benchLines(1000))), 1000, cfg)
}

// BenchmarkScanZstd is the same with zstd.
func BenchmarkScanZstd(b *testing.B) {
	_, cfg := benchShard(b)
	benchFrail(b, "r.jsonl.zst", zstded(string(benchLines(1000))), 1000, cfg)
}

// BenchmarkScanParquet is the first pass over 50,000 small rows.
func BenchmarkScanParquet(b *testing.B) {
	_, cfg := benchShard(b)
	rows := dropsondeRows(b, 50_000)
	benchFrail(b, "r.parquet", parquetBytes(b, rows, len(rows)), int64(len(rows)), cfg)
}

// BenchmarkScanGzipTiny is the first pass over 200,000 reports that say nothing, where the index weighs most.
func BenchmarkScanGzipTiny(b *testing.B) {
	_, cfg := benchShard(b)
	benchFrail(b, "r.jsonl.gz", gzipped(tinyReports(200_000)), 200_000, cfg)
}

// tinyReports are reports of so many sites.
func tinyReports(n int) string {
	var out []byte
	for i := range n {
		out = fmt.Appendf(out, `{"site_id":"site-%d","timestamp":"2026-11-11 00:00:00 UTC","message_id":"%d"}`+"\n", i, i)
	}
	return string(out)
}
