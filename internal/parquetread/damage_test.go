package parquetread

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// allocated is how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// count reads all rows of a file.
func count(data []byte, s *schema.Schema) (rows int, err error) {
	r, err := openBytes(data, s, Options{ParseTime: parseMicros})
	if err != nil {
		return 0, err
	}
	defer r.Close()
	rec := record.New(len(s.All), value.NewDict())
	for r.Next(rec) {
		rows++
	}
	return rows, r.Err()
}

// Damaged files give an error that names the file, or all their rows: never a panic, fewer rows, or
// memory without bounds.
func TestDamagedFiles(t *testing.T) {
	s := loadSchema(t, "nested_schema.json")
	const rows = 120
	r := rand.New(rand.NewPCG(9, 9))
	refused, whole := 0, 0
	var data []byte
	for i := range 400 {
		if i%20 == 0 {
			fields := randomLayout(r, s.Columns)
			var all []map[string]any
			for range rows {
				all = append(all, randomRow(r, fields))
			}
			leaf := randomLeaf(r)
			if i%40 == 0 { // no compression that would notice
				leaf = asIs
			}
			data = writeFile(t, fields, leaf, all, []int{50}, parquet.DataPageVersion(1+i/20%2), parquet.PageBufferSize(2000))
			if i%60 != 0 { // no checksums either
				data = withoutChecksums(t, data)
			}
		}
		bad := bytes.Clone(data)
		switch r.IntN(4) {
		case 0:
			bad = bad[:r.IntN(len(bad))]
		case 1: // the footer
			for range 1 + r.IntN(3) {
				bad[len(bad)-1-r.IntN(min(len(bad), 4000))] = byte(r.IntN(256))
			}
		case 2:
			from := r.IntN(len(bad))
			clear(bad[from:min(len(bad), from+r.IntN(200))])
		default:
			for range 1 + r.IntN(8) {
				bad[r.IntN(len(bad))] ^= 1 << r.IntN(8)
			}
		}
		used := allocated(func() {
			n, err := count(bad, s)
			switch {
			case err == nil && n != rows:
				t.Errorf("file %d: %d rows and no error", i, n)
			case err == nil:
				whole++
			case !strings.HasPrefix(err.Error(), "reports.parquet"):
				t.Errorf("file %d: error %q does not name the file", i, err)
			default:
				refused++
			}
		})
		if used > 2*maxPageBytes {
			t.Errorf("file %d: %d MB allocated", i, used>>20)
		}
	}
	t.Logf("%d refused, %d with all rows", refused, whole)
	if refused < 200 || whole == 0 {
		t.Errorf("%d refused, %d with all rows: the damage is not what it should be", refused, whole)
	}
}

// withoutChecksums writes a file anew without the checksums in its page headers, and without saying where
// the dictionaries are, as some writers do.
func withoutChecksums(t testing.TB, file []byte) []byte {
	out := []byte(magic)
	pages := func(m *format.ColumnMetaData) {
		start := m.DataPageOffset
		if m.DictionaryPageOffset > 0 && m.DictionaryPageOffset < start {
			start = m.DictionaryPageOffset
		}
		chunk := file[start : start+m.TotalCompressedSize]
		m.DataPageOffset, m.DictionaryPageOffset = int64(len(out)), 0
		for len(chunk) > 0 {
			var h format.PageHeader
			n, err := unmarshalThrift(chunk, &h)
			if err != nil {
				t.Fatal(err)
			}
			h.CRC = 0
			out = append(append(out, marshal(t, &h)...), chunk[n:n+int(h.CompressedPageSize)]...)
			chunk = chunk[n+int(h.CompressedPageSize):]
		}
		m.TotalCompressedSize = int64(len(out)) - m.DataPageOffset
	}
	var footer []byte
	editFooter(t, file, func(m *format.FileMetaData) {
		for i := range m.RowGroups {
			for k := range m.RowGroups[i].Columns {
				pages(&m.RowGroups[i].Columns[k].MetaData)
			}
		}
		footer = marshal(t, m)
	})
	return withFooter(out, footer)
}

// Files that contradict themselves.
func TestContradictions(t *testing.T) {
	nested := parseSchema(t, `[{"name": "x", "type": "RECORD", "mode": "REPEATED", "fields": [
		{"name": "y", "type": "STRING", "mode": "REPEATED"}, {"name": "z", "type": "STRING"}]}]`)
	elements := []format.SchemaElement{rootElement(1), groupElement("x", format.Repeated, 2),
		textElement("y", format.Repeated), textElement("z", format.Optional)}
	y := rawColumn{path: []string{"x", "y"}, maxRep: 2, maxDef: 2, pages: []rawPage{{
		reps: []uint8{0, 2, 1, 0}, defs: []uint8{2, 2, 1, 0}, texts: []string{"a", "b"}}}} // [[a b] []] and []
	z := rawColumn{path: []string{"x", "z"}, maxRep: 1, maxDef: 2, pages: []rawPage{{
		reps: []uint8{0, 1, 0}, defs: []uint8{2, 1, 0}, texts: []string{"c"}}}}
	if n, err := count(rawFile(t, elements, 2, []rawColumn{y, z}, nil), nested); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	change := func(c rawColumn, edit func(*rawPage)) rawColumn {
		p := c.pages[0]
		edit(&p)
		c.pages = []rawPage{p}
		return c
	}
	metadata := func(edit func(*format.FileMetaData)) func() []byte {
		return func() []byte { return rawFile(t, elements, 2, []rawColumn{y, z}, edit) }
	}
	columns := func(y, z rawColumn) func() []byte {
		return func() []byte { return rawFile(t, elements, 2, []rawColumn{y, z}, nil) }
	}
	for name, c := range map[string]struct {
		file func() []byte
		want string
	}{
		"one list longer":     {columns(y, change(z, func(p *rawPage) { p.reps, p.defs = []uint8{0, 1, 1, 0}, []uint8{2, 1, 1, 0} })), "do not agree"},
		"one list shorter":    {columns(y, change(z, func(p *rawPage) { p.reps, p.defs = []uint8{0, 0}, []uint8{2, 0} })), "do not agree"},
		"a row more":          {columns(y, change(z, func(p *rawPage) { p.reps, p.defs = []uint8{0, 1, 0, 0}, []uint8{2, 1, 0, 0} })), "more values"},
		"a row less":          {columns(y, change(z, func(p *rawPage) { p.reps, p.defs = []uint8{0, 1, 1}, []uint8{2, 1, 1} })), "do not agree"},
		"no beginning":        {columns(y, change(z, func(p *rawPage) { p.reps = []uint8{1, 1, 0} })), "damaged"},
		"a level too high":    {columns(y, change(z, func(p *rawPage) { p.defs = []uint8{2, 3, 0} })), "damaged"},
		"a value too many":    {columns(y, change(z, func(p *rawPage) { p.texts = []string{"c", "d"} })), "values are damaged"},
		"a value too few":     {columns(y, change(z, func(p *rawPage) { p.texts = nil })), "values are damaged"},
		"bit-packed levels":   {columns(y, change(z, func(p *rawPage) { p.encoding = format.BitPacked })), "BIT_PACKED"},
		"rows of the file":    {metadata(func(m *format.FileMetaData) { m.NumRows = 3 }), "rows"},
		"rows of the group":   {metadata(func(m *format.FileMetaData) { m.NumRows, m.RowGroups[0].NumRows = 1, 1 }), "more values"},
		"negative rows":       {metadata(func(m *format.FileMetaData) { m.RowGroups[0].NumRows = -2 }), "rows"},
		"fewer columns":       {metadata(func(m *format.FileMetaData) { m.RowGroups[0].Columns = m.RowGroups[0].Columns[:1] }), "1 columns"},
		"exchanged columns":   {metadata(func(m *format.FileMetaData) { c := m.RowGroups[0].Columns; c[0], c[1] = c[1], c[0] }), "not those of the schema"},
		"another type":        {metadata(func(m *format.FileMetaData) { m.RowGroups[0].Columns[1].MetaData.Type = format.Int64 }), "another type"},
		"outside the file":    {metadata(func(m *format.FileMetaData) { m.RowGroups[0].Columns[1].MetaData.TotalCompressedSize = 1 << 40 }), "outside"},
		"a negative place":    {metadata(func(m *format.FileMetaData) { m.RowGroups[0].Columns[1].MetaData.DataPageOffset = -1 }), "outside"},
		"fewer values":        {metadata(func(m *format.FileMetaData) { m.RowGroups[0].Columns[1].MetaData.NumValues = 2 }), "damaged"},
		"more values":         {metadata(func(m *format.FileMetaData) { m.RowGroups[0].Columns[1].MetaData.NumValues = 4 }), "too early"},
		"Hadoop's LZ4":        {metadata(func(m *format.FileMetaData) { m.RowGroups[0].Columns[1].MetaData.Codec = format.Lz4 }), "write the file with LZ4_RAW"},
		"LZO":                 {metadata(func(m *format.FileMetaData) { m.RowGroups[0].Columns[1].MetaData.Codec = format.LZO }), "(LZO) is not supported"},
		"another file":        {metadata(func(m *format.FileMetaData) { m.RowGroups[0].Columns[1].FilePath = "elsewhere" }), "another file"},
		"too many children":   {metadata(func(m *format.FileMetaData) { m.Schema[0].NumChildren = thrift.New(int32(9)) }), "schema is damaged"},
		"too few children":    {metadata(func(m *format.FileMetaData) { m.Schema[1].NumChildren = thrift.New(int32(1)) }), "schema is damaged"},
		"no schema":           {metadata(func(m *format.FileMetaData) { m.Schema = nil }), "damaged"},
		"encrypted":           {metadata(func(m *format.FileMetaData) { m.EncryptionAlgorithm.Value = new(format.AesGcmV1) }), "encrypted"},
		"an encrypted footer": {func() []byte { b := columns(y, z)(); return append(b[:len(b)-1], 'E') }, "encrypted"},
		"a signed footer":     {func() []byte { b := columns(y, z)(); return longerFooter(b, 28) }, "metadata is damaged"},
		"empty":               {func() []byte { return nil }, "too short"},
		"not Parquet":         {func() []byte { return []byte(strings.Repeat(`{"a": 1}`, 9)) }, "does not begin"},
		"a long footer":       {func() []byte { b := columns(y, z)(); b[len(b)-5] = 0x7f; return b }, "longer than the file"},
		"cut off":             {func() []byte { b := columns(y, z)(); return b[:len(b)-9] }, "cut off"},
	} {
		t.Run(name, func(t *testing.T) {
			n, err := count(c.file(), nested)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "reports.parquet: ") {
				t.Errorf("%d rows, error %v; want %q", n, err, c.want)
			}
		})
	}
}

// longerFooter puts n bytes behind a file's metadata, as a signature would be.
func longerFooter(file []byte, n int) []byte {
	end := len(file) - trailerBytes
	length := binary.LittleEndian.Uint32(file[end:])
	file = append(file[:end:end], make([]byte, n)...)
	return append(binary.LittleEndian.AppendUint32(file, length+uint32(n)), magic...)
}

// Two columns of a list within a list may have as many elements and still disagree.
func TestDisagreeingLists(t *testing.T) {
	s := parseSchema(t, `[{"name": "x", "type": "RECORD", "mode": "REPEATED", "fields": [
		{"name": "y", "type": "RECORD", "mode": "REPEATED", "fields": [
		{"name": "a", "type": "STRING"}, {"name": "b", "type": "STRING"}]}]}]`)
	elements := []format.SchemaElement{rootElement(1), groupElement("x", format.Repeated, 1), groupElement("y", format.Repeated, 2),
		textElement("a", format.Required), textElement("b", format.Required)}
	column := func(name string, reps ...uint8) rawColumn {
		return rawColumn{path: []string{"x", "y", name}, maxRep: 2, maxDef: 2, pages: []rawPage{{
			reps: reps, defs: []uint8{2, 2, 2}, texts: []string{"1", "2", "3"}}}}
	}
	if n, err := count(rawFile(t, elements, 1, []rawColumn{column("a", 0, 1, 2), column("b", 0, 1, 2)}, nil), s); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if n, err := count(rawFile(t, elements, 1, []rawColumn{column("a", 0, 1, 2), column("b", 0, 2, 1)}, nil), s); err == nil {
		t.Fatalf("%d rows and no error", n)
	}
}

// Columns of one list must be equally long in each row.
func TestDisagreeingLengths(t *testing.T) {
	s := parseSchema(t, `[{"name": "x", "type": "RECORD", "mode": "REPEATED", "fields": [
		{"name": "a", "type": "STRING"}, {"name": "b", "type": "STRING"}]}]`)
	elements := []format.SchemaElement{rootElement(1), groupElement("x", format.Repeated, 2),
		textElement("a", format.Required), textElement("b", format.Required)}
	column := func(name string, reps ...uint8) rawColumn {
		return rawColumn{path: []string{"x", name}, maxRep: 1, maxDef: 1, pages: []rawPage{{
			reps: reps, defs: []uint8{1, 1, 1}, texts: []string{"1", "2", "3"}}}}
	}
	if n, err := count(rawFile(t, elements, 2, []rawColumn{column("a", 0, 1, 0), column("b", 0, 1, 0)}, nil), s); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	if n, err := count(rawFile(t, elements, 2, []rawColumn{column("a", 0, 1, 0), column("b", 0, 0, 1)}, nil), s); n != 0 || err == nil {
		t.Fatalf("%d rows, error %v", n, err)
	}
}

func TestChecksum(t *testing.T) {
	s := parseSchema(t, `[{"name": "a", "type": "STRING"}]`)
	file := func(sum bool) []byte {
		data := rawFile(t, []format.SchemaElement{rootElement(1), textElement("a", format.Required)}, 1,
			[]rawColumn{{path: []string{"a"}, pages: []rawPage{{texts: []string{"needle"}}}, checksum: sum}}, nil)
		data[bytes.Index(data, []byte("needle"))] = 'N'
		return data
	}
	if _, err := count(file(true), s); err == nil || !strings.Contains(err.Error(), "checksum") {
		t.Errorf("error %v", err)
	}
	if n, err := count(file(false), s); n != 1 || err != nil {
		t.Errorf("without one: %d rows, error %v", n, err)
	}
}

// No text of a file is in an error about it.
func TestErrorsHoldNoValues(t *testing.T) {
	s := parseSchema(t, `[{"name": "x", "type": "STRING"}]`)
	type row struct {
		X string `parquet:"x"`
	}
	data := writeStructs(t, []row{{strings.Repeat("secret", 20)}})
	for i := range data {
		bad := bytes.Clone(data)
		bad[i] ^= 0xff
		if _, err := count(bad, s); err != nil && strings.Contains(err.Error(), "secret") {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
}

func FuzzReader(f *testing.F) {
	s := loadSchema(f, "nested_schema.json")
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 77))
		fields := randomLayout(r, s.Columns)
		data := writeFile(f, fields, randomLeaf(r), []map[string]any{randomRow(r, fields), randomRow(r, fields)}, []int{1})
		f.Add(withoutChecksums(f, data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := count(data, s)
		if err != nil && !strings.HasPrefix(err.Error(), "reports.parquet") {
			t.Error(fmt.Sprint(n, err))
		}
	})
}
