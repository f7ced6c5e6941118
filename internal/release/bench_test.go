package release

import (
	"context"
	"io"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/storage"
)

const benchRows = 1_000_000

func benchmarkWriter(b *testing.B, write func(context.Context, io.Writer, []plan.Output, *cells.Rows) error) {
	output, rows := pairRows(benchRows)
	b.ReportAllocs()
	for b.Loop() {
		d := &digestCount{}
		if err := write(context.Background(), d, output, rows); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(d.n)/1e6, "MB")
	}
}

type digestCount struct{ n int }

func (d *digestCount) Write(p []byte) (int, error) { d.n += len(p); return len(p), nil }

func BenchmarkCSV1M(b *testing.B)     { benchmarkWriter(b, writeCSV) }
func BenchmarkParquet1M(b *testing.B) { benchmarkWriter(b, writeParquet) }

// BenchmarkStage1M writes, digests, reads back and compares both files of a table of a million rows.
func BenchmarkStage1M(b *testing.B) {
	output, rows := pairRows(benchRows)
	info := testInfo()
	for b.Loop() {
		table := Table{Query: &plan.Query{Table: "pairs", K: info.K, Output: output}, Rows: rows, Withheld: cells.NotCounted}
		if _, err := Stage(context.Background(), Options{Store: storage.NewLocal(b.TempDir())}, info, []Table{table}); err != nil {
			b.Fatal(err)
		}
	}
}
