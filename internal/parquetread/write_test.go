package parquetread

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding"

	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
)

var codecs = []compress.Codec{
	&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Zstd, &parquet.Lz4Raw, &parquet.Brotli,
}

// encodings are those that a physical type can have besides PLAIN.
var encodings = map[parquet.Kind][]encoding.Encoding{
	parquet.Boolean:           {&parquet.RLE},
	parquet.Int32:             {&parquet.RLEDictionary, &parquet.DeltaBinaryPacked, &parquet.ByteStreamSplit},
	parquet.Int64:             {&parquet.RLEDictionary, &parquet.DeltaBinaryPacked, &parquet.ByteStreamSplit},
	parquet.Int96:             {&parquet.RLEDictionary},
	parquet.Float:             {&parquet.RLEDictionary, &parquet.ByteStreamSplit},
	parquet.Double:            {&parquet.RLEDictionary, &parquet.ByteStreamSplit},
	parquet.ByteArray:         {&parquet.RLEDictionary, &parquet.DeltaLengthByteArray, &parquet.DeltaByteArray},
	parquet.FixedLenByteArray: {&parquet.RLEDictionary, &parquet.DeltaByteArray, &parquet.ByteStreamSplit},
}

// randomLeaf gives a leaf an encoding and a compression.
func randomLeaf(r *rand.Rand) func(parquet.Node) parquet.Node {
	return func(n parquet.Node) parquet.Node {
		of := encodings[n.Type().Kind()]
		if i := r.IntN(len(of) + 1); i < len(of) {
			n = parquet.Encoded(n, of[i])
		} else {
			n = parquet.Encoded(n, &parquet.Plain)
		}
		return parquet.Compressed(n, codecs[r.IntN(len(codecs))])
	}
}

func asIs(n parquet.Node) parquet.Node { return n }

// writeFile makes a Parquet file of rows, with a new row group after each of the numbers of rows.
func writeFile(t testing.TB, fields []*layout, leaf func(parquet.Node) parquet.Node, rows []map[string]any,
	groups []int, options ...parquet.WriterOption) []byte {
	t.Helper()
	s := parquet.NewSchema("report", group(fields, leaf))
	var file bytes.Buffer
	w := parquet.NewWriter(&file, append(options, s)...)
	for i, row := range rows {
		c := cells{}
		for _, l := range fields {
			c.stripe(l, "", row[l.column.Name], 0, 0, 0)
		}
		columns := make([][]parquet.Value, len(s.Columns()))
		for k, path := range s.Columns() {
			for _, v := range c[strings.Join(path, ".")] {
				columns[k] = append(columns[k], v.Level(v.RepetitionLevel(), v.DefinitionLevel(), k))
			}
		}
		if _, err := w.WriteRows([]parquet.Row{parquet.MakeRow(columns...)}); err != nil {
			t.Fatal(err)
		}
		for _, g := range groups {
			if g == i+1 {
				if err := w.Flush(); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// saved puts a file on the disk.
func saved(t testing.TB, data []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "reports.parquet")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// openBytes is Open for a file in memory.
func openBytes(data []byte, s *schema.Schema, o Options) (*Reader, error) {
	in, err := newInput("reports.parquet", bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	return newReader(in, s, o)
}

// checkRows reads a file and compares every row.
func checkRows(t *testing.T, data []byte, s *schema.Schema, o Options, rows []map[string]any) {
	t.Helper()
	r, err := openBytes(data, s, o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if r.NumRows() != int64(len(rows)) {
		t.Fatalf("NumRows %d, want %d", r.NumRows(), len(rows))
	}
	wanted := withParents(s, o.Columns)
	rec := record.New(len(s.All), value.NewDict())
	n := 0
	for ; r.Next(rec); n++ {
		if n == len(rows) {
			t.Fatalf("more than %d rows", len(rows))
		}
		e := expect(s, rows[n])
		if err := e.compare(s, rec, wanted); err != nil {
			t.Fatalf("row %d: %v", n, err)
		}
		if r.BadTime() {
			t.Fatalf("row %d: BadTime", n)
		}
	}
	if r.Err() != nil || n != len(rows) {
		t.Fatalf("%d rows of %d, error %v", n, len(rows), r.Err())
	}
}

func withParents(s *schema.Schema, columns []bool) []bool {
	if columns == nil {
		return nil
	}
	all := make([]bool, len(s.All))
	for _, c := range s.All {
		for p := c; columns[c.Index] && p != nil; p = p.Parent {
			all[p.Index] = true
		}
	}
	return all
}
