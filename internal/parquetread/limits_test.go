package parquetread

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"isobar/internal/record"
	"isobar/internal/value"
)

// countingReader counts the bytes that are read.
type countingReader struct {
	io.ReaderAt
	bytes int64
}

func (c *countingReader) ReadAt(b []byte, at int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(b, at)
	c.bytes += int64(n)
	return n, err
}

type wideRow struct {
	ID    string   `parquet:"id"`
	Tags  []string `parquet:"tags,list"`
	Large string   `parquet:"large"`
}

// randomWide makes rows of about 2 KB that do not compress.
func randomWide(n int) []wideRow {
	r := rand.New(rand.NewPCG(6, 6))
	rows := make([]wideRow, n)
	for i := range rows {
		large := make([]byte, 2000)
		for k := range large {
			large[k] = 'a' + byte(r.IntN(26))
		}
		rows[i] = wideRow{ID: fmt.Sprint(i), Tags: []string{"x", fmt.Sprint(i % 7)}, Large: string(large)}
	}
	return rows
}

// Only the wanted columns are read, and memory does not grow with the file or its row groups.
func TestBoundedReading(t *testing.T) {
	s := parseSchema(t, `[{"name": "id", "type": "STRING"}, {"name": "tags", "type": "STRING", "mode": "REPEATED"},
		{"name": "large", "type": "STRING"}]`)
	const rows = 10_000
	data := writeStructs(t, randomWide(rows), parquet.PageBufferSize(64<<10)) // one row group of 20 MB
	for _, c := range []struct {
		columns []bool
		bytes   int64
		heap    uint64
	}{
		{[]bool{true, true, false}, int64(len(data) / 40), 1 << 20},
		{[]bool{true, true, true}, int64(len(data)) + 1<<20, 1 << 20},
	} {
		source := &countingReader{ReaderAt: bytes.NewReader(data)}
		in, err := newInput("reports.parquet", source, int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		var before, now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		r, err := newReader(in, s, Options{Columns: c.columns})
		if err != nil {
			t.Fatal(err)
		}
		rec := record.New(len(s.All), value.NewDict())
		n := 0
		for ; r.Next(rec); n++ {
			if n%2500 == 2499 {
				rec.Dict = value.NewDict()
				runtime.GC()
				runtime.ReadMemStats(&now)
				if now.HeapAlloc > before.HeapAlloc+c.heap {
					t.Errorf("%v: %d KB in use at row %d", c.columns, (now.HeapAlloc-before.HeapAlloc)>>10, n)
				}
			}
		}
		if r.Err() != nil || n != rows {
			t.Fatal(n, r.Err())
		}
		if source.bytes > c.bytes {
			t.Errorf("%v: %d bytes read of %d", c.columns, source.bytes, len(data))
		}
	}
}

// The shape of a list comes from a column that is read anyway, or else from the smallest.
func TestCheapestLeaf(t *testing.T) {
	type element struct {
		Large string   `parquet:"large"`
		Small int64    `parquet:"small"`
		Deep  []string `parquet:"deep,list"`
	}
	type row struct {
		XS []element `parquet:"xs,list"`
	}
	s := parseSchema(t, `[{"name": "xs", "type": "RECORD", "mode": "REPEATED", "fields": [
		{"name": "large", "type": "STRING"}, {"name": "small", "type": "INTEGER"}, {"name": "deep", "type": "STRING", "mode": "REPEATED"}]}]`)
	data := writeStructs(t, []row{{[]element{{Large: strings.Repeat("large", 100), Deep: []string{"a", "b"}}}}})
	for columns, want := range map[[4]bool]string{
		{true, false, false, false}:  "[small]",
		{false, true, false, false}:  "[large]",
		{false, false, false, true}:  "[element]",
		{false, true, false, true}:   "[large element]",
		{false, false, false, false}: "[]",
	} {
		r, err := openBytes(data, s, Options{Columns: columns[:]})
		if err != nil {
			t.Fatal(err)
		}
		names := []string{}
		for _, l := range r.reading.leaves {
			names = append(names, l.node.name)
		}
		if got := fmt.Sprint(names); got != want {
			t.Errorf("%v: %s, want %s", columns, got, want)
		}
	}
}

func TestOpenErrors(t *testing.T) {
	s := parseSchema(t, `[{"name": "id", "type": "STRING"}]`)
	file := saved(t, writeStructs(t, []wideRow{{ID: "a"}}))
	missing := filepath.Join(t.TempDir(), "none.parquet")
	if _, err := Open(missing, s, Options{}); !os.IsNotExist(err) || !strings.Contains(err.Error(), missing) {
		t.Errorf("error %v", err)
	}
	if _, err := RowGroups(t.TempDir()); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("error %v", err)
	}
	for _, o := range []Options{{FirstGroup: 0, LastGroup: 2}, {FirstGroup: -1, LastGroup: 1}, {FirstGroup: 2, LastGroup: 1}, {FirstGroup: 1}} {
		if _, err := Open(file, s, o); err == nil || !strings.Contains(err.Error(), "row groups") {
			t.Errorf("error %v", err)
		}
	}
	if _, err := Open(file, s, Options{Columns: []bool{true, true}}); err == nil {
		t.Error("no error for another schema's columns")
	}
	r, err := Open(file, s, Options{FirstGroup: 1, LastGroup: 1})
	if err != nil {
		t.Fatal(err)
	}
	rec := record.New(1, value.NewDict())
	if r.NumRows() != 0 || r.Next(rec) || r.Err() != nil {
		t.Errorf("%d rows of no row group, error %v", r.NumRows(), r.Err())
	}
	r, err = Open(file, s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Next(record.New(3, value.NewDict())) || r.Err() == nil {
		t.Error("no error for another schema's record")
	}
	if r.Next(rec) || r.Err() == nil {
		t.Error("rows after an error")
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// A file without rows, and one whose row groups hold none, are read as that.
func TestNoRows(t *testing.T) {
	s := parseSchema(t, `[{"name": "id", "type": "STRING"}, {"name": "tags", "type": "STRING", "mode": "REPEATED"}]`)
	checkRows(t, writeStructs(t, []wideRow{}), s, Options{}, nil)
}
