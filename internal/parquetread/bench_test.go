package parquetread

import (
	"encoding/json"
	"testing"

	"github.com/parquet-go/parquet-go"

	"isobar/internal/record"
	"isobar/internal/value"
)

// BenchmarkRead reads the example reports a hundred times over. MB/s is of the Parquet file; the metric
// "JSON-MB/s" is of the same reports as JSON lines.
func BenchmarkRead(b *testing.B) {
	s := loadSchema(b, "dropsonde_schema.json")
	lines := dropsondeLines(b)
	var reports []dropsondeReport
	jsonBytes := 0
	for range 100 {
		for _, line := range lines {
			var r dropsondeReport
			if err := json.Unmarshal(line, &r); err != nil {
				b.Fatal(err)
			}
			reports = append(reports, r)
			jsonBytes += len(line) + 1
		}
	}
	header := make([]bool, len(s.All))
	for _, name := range []string{"site_id", "message_id", "timestamp"} {
		c, _ := s.Lookup(name)
		header[c.Index] = true
	}
	for _, c := range []struct {
		name    string
		columns []bool
		options []parquet.WriterOption
	}{
		{"snappy/all", nil, []parquet.WriterOption{parquet.Compression(&parquet.Snappy)}},
		{"zstd/all", nil, []parquet.WriterOption{parquet.Compression(&parquet.Zstd)}},
		{"snappy/header", header, []parquet.WriterOption{parquet.Compression(&parquet.Snappy)}},
	} {
		data := writeStructs(b, reports, append(c.options, parquet.MaxRowsPerRowGroup(400))...)
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				r, err := openBytes(data, s, Options{Columns: c.columns, ParseTime: dropsondeTime, TextField: "name"})
				if err != nil {
					b.Fatal(err)
				}
				rec := record.New(len(s.All), value.NewDict())
				n := 0
				for r.Next(rec) {
					n++
				}
				if r.Err() != nil || n != len(reports) {
					b.Fatal(n, r.Err())
				}
			}
			seconds := b.Elapsed().Seconds()
			b.ReportMetric(float64(b.N*len(reports))/seconds, "rows/s")
			b.ReportMetric(float64(b.N*jsonBytes)/seconds/1e6, "JSON-MB/s")
		})
	}
}
