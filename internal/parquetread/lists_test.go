package parquetread

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"isobar/internal/record"
	"isobar/internal/value"
)

// Where a record has one field that is a record itself, three levels and two levels look alike, and the
// names of the schema's fields decide.
func TestListOfOneRecordField(t *testing.T) {
	s := parseSchema(t, `[{"name": "x", "type": "RECORD", "mode": "REPEATED", "fields": [
		{"name": "inner", "type": "RECORD", "fields": [{"name": "v", "type": "STRING"}]}]}]`)
	inner := parquet.Optional(parquet.Group{"v": parquet.Optional(parquet.String())})
	two := parquet.Group{"x": parquet.Optional(listNode{parquet.Group{"bag": parquet.Repeated(parquet.Group{"inner": inner})}})}
	three := parquet.Group{"x": parquet.Optional(parquet.List(parquet.Optional(parquet.Group{"inner": inner})))}
	for name, c := range map[string]struct {
		root parquet.Node
		def  int // of a value
	}{"two levels": {two, 4}, "three levels": {three, 5}} {
		schema := parquet.NewSchema("r", c.root)
		var file strings.Builder
		w := parquet.NewWriter(&file, schema)
		if _, err := w.WriteRows([]parquet.Row{{
			parquet.ValueOf("a").Level(0, c.def, 0), parquet.ValueOf("b").Level(1, c.def, 0)}}); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		row := map[string]any{"x": []any{
			map[string]any{"inner": map[string]any{"v": "a"}}, map[string]any{"inner": map[string]any{"v": "b"}}}}
		t.Run(name, func(t *testing.T) { checkRows(t, []byte(file.String()), s, Options{}, []map[string]any{row}) })
	}
}

// The name "array" says that the repeated group is the element, even if the schema knows none of its
// fields.
func TestListOfUnknownField(t *testing.T) {
	s := parseSchema(t, `[{"name": "x", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "v", "type": "STRING"}]}]`)
	for _, name := range []string{"array", "x_tuple"} {
		element := parquet.Group{"other": parquet.Group{"v": parquet.String()}}
		schema := parquet.NewSchema("r", parquet.Group{"x": listNode{parquet.Group{name: parquet.Repeated(element)}}})
		var file strings.Builder
		w := parquet.NewWriter(&file, schema)
		if _, err := w.WriteRows([]parquet.Row{{parquet.ValueOf("no").Level(0, 1, 0)}}); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		checkRows(t, []byte(file.String()), s, Options{}, []map[string]any{{"x": []any{map[string]any{}}}})
	}
}

// A map is a list of its entries.
func TestMap(t *testing.T) {
	s := parseSchema(t, `[{"name": "labels", "type": "RECORD", "mode": "REPEATED", "fields": [
		{"name": "key", "type": "STRING"}, {"name": "value", "type": "INTEGER"}]}]`)
	type row struct {
		Labels map[string]int64 `parquet:"labels"`
	}
	var file strings.Builder
	w := parquet.NewGenericWriter[row](&file)
	if _, err := w.Write([]row{{map[string]int64{"a": 1}}, {}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	checkRows(t, []byte(file.String()), s, Options{}, []map[string]any{
		{"labels": []any{map[string]any{"key": "a", "value": int64(1)}}}, {"labels": nil}})
}

// Pages of the first version need not begin with a row.
func TestRowsAcrossPages(t *testing.T) {
	s := parseSchema(t, `[{"name": "x", "type": "RECORD", "mode": "REPEATED", "fields": [
		{"name": "y", "type": "STRING", "mode": "REPEATED"}]}]`)
	elements := []format.SchemaElement{rootElement(1), groupElement("x", format.Repeated, 1), textElement("y", format.Repeated)}
	r := rand.New(rand.NewPCG(3, 3))
	for range 50 {
		var reps, defs []uint8
		var texts []string
		var rows []map[string]any
		for range 1 + r.IntN(8) {
			var xs []any
			rep := uint8(0)
			for range r.IntN(4) {
				var ys []any
				for range r.IntN(4) {
					text := fmt.Sprint(r.IntN(100))
					ys = append(ys, text)
					reps, defs, texts = append(reps, rep), append(defs, 2), append(texts, text)
					rep = 2
				}
				if len(ys) == 0 {
					reps, defs = append(reps, rep), append(defs, 1)
				}
				xs = append(xs, map[string]any{"y": ys})
				rep = 1
			}
			if len(xs) == 0 {
				reps, defs = append(reps, 0), append(defs, 0)
			}
			rows = append(rows, map[string]any{"x": xs})
		}
		c := rawColumn{path: []string{"x", "y"}, maxRep: 2, maxDef: 2, checksum: true}
		for len(reps) > 0 {
			n := min(len(reps), r.IntN(4)) // pages of nothing, too
			k := 0
			for _, d := range defs[:n] {
				if d == 2 {
					k++
				}
			}
			c.pages = append(c.pages, rawPage{reps: reps[:n], defs: defs[:n], texts: texts[:k]})
			reps, defs, texts = reps[n:], defs[n:], texts[k:]
		}
		checkRows(t, rawFile(t, elements, int64(len(rows)), []rawColumn{c}, nil), s, Options{}, rows)
	}
}

// Columns that the file lacks are NULL or empty at every level, wanted or not, and are named.
func TestMissingColumns(t *testing.T) {
	s := loadSchema(t, "nested_schema.json")
	r := rand.New(rand.NewPCG(5, 5))
	for range 30 {
		fields := randomLayout(r, s.Columns)
		var missing []string
		var drop func(fields []*layout) []*layout
		drop = func(fields []*layout) []*layout {
			var kept []*layout
			for _, l := range fields {
				if r.IntN(4) == 0 && (len(kept) > 0 || l != fields[len(fields)-1]) {
					missing = append(missing, l.column.Path)
					continue
				}
				l.fields = drop(l.fields)
				kept = append(kept, l)
			}
			return kept
		}
		fields = drop(fields)
		var rows []map[string]any
		for range 20 {
			rows = append(rows, randomRow(r, fields))
		}
		data := writeFile(t, fields, randomLeaf(r), rows, nil)
		checkRows(t, data, s, Options{ParseTime: parseMicros}, rows)
		reader, err := openBytes(data, s, Options{ParseTime: parseMicros})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range reader.Missing() {
			got = append(got, c.Path)
		}
		slices.Sort(got)
		slices.Sort(missing)
		if !slices.Equal(got, missing) || len(reader.Extra()) != 0 {
			t.Fatalf("missing %q, want %q; extra %q", got, missing, reader.Extra())
		}
	}
}

func TestExtraColumns(t *testing.T) {
	s := parseSchema(t, `[{"name": "id", "type": "STRING"}, {"name": "xs", "type": "RECORD", "mode": "REPEATED",
		"fields": [{"name": "v", "type": "STRING"}]}]`)
	type x struct {
		W string
		V string `parquet:"V"` // names ignore case
	}
	type row struct {
		ID   string
		XS   []x `parquet:"xs,list"`
		More struct{ A, B int64 }
	}
	var file strings.Builder
	w := parquet.NewGenericWriter[row](&file)
	if _, err := w.Write([]row{{ID: "a", XS: []x{{W: "no", V: "yes"}}}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	data := []byte(file.String())
	checkRows(t, data, s, Options{}, []map[string]any{{"id": "a", "xs": []any{map[string]any{"v": "yes"}}}})
	reader, err := openBytes(data, s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(reader.Extra()); got != "[xs.W More]" || len(reader.Missing()) != 0 {
		t.Errorf("extra %s, missing %v", got, reader.Missing())
	}
}

// Arrow writes a column in which it saw no value as one without a type.
func TestColumnsWithoutType(t *testing.T) {
	s := parseSchema(t, `[{"name": "a", "type": "STRING"}, {"name": "b", "type": "RECORD", "mode": "REPEATED",
		"fields": [{"name": "v", "type": "STRING"}]}, {"name": "c", "type": "RECORD", "mode": "REPEATED",
		"fields": [{"name": "v", "type": "STRING", "mode": "REPEATED"}]}, {"name": "d", "type": "INTEGER", "mode": "REPEATED"}]`)
	untyped := func(name string) format.SchemaElement {
		e := textElement(name, format.Optional)
		e.Type, e.ConvertedType = thrift.New(format.Int32), thrift.Null[deprecated.ConvertedType]{}
		e.LogicalType.Value = new(format.NullType)
		return e
	}
	list := func(name string) []format.SchemaElement {
		return []format.SchemaElement{groupElement(name, format.Optional, 1), groupElement("list", format.Repeated, 1), untyped("element")}
	}
	elements := slices.Concat([]format.SchemaElement{rootElement(4), untyped("a"), untyped("b")}, list("c"), list("d"))
	flat := rawPage{defs: []uint8{0, 0}}
	nested := rawPage{reps: []uint8{0, 0, 1}, defs: []uint8{1, 2, 2}} // an empty list, and two NULLs
	data := rawFile(t, elements, 2, []rawColumn{
		{path: []string{"a"}, maxDef: 1, pages: []rawPage{flat}},
		{path: []string{"b"}, maxDef: 1, pages: []rawPage{flat}},
		{path: []string{"c", "list", "element"}, maxRep: 1, maxDef: 3, pages: []rawPage{nested}},
		{path: []string{"d", "list", "element"}, maxRep: 1, maxDef: 3, pages: []rawPage{nested}},
	}, func(m *format.FileMetaData) {
		for i := range m.RowGroups[0].Columns {
			m.RowGroups[0].Columns[i].MetaData.Type = format.Int32
		}
	})
	checkRows(t, data, s, Options{}, []map[string]any{{}, {"c": []any{nil, nil}, "d": []any{nil, nil}}})
}

// A list's length is known even if nothing below it is wanted or known.
func TestLengthOnly(t *testing.T) {
	s := parseSchema(t, `[{"name": "xs", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "unknown", "type": "STRING"}]}]`)
	type row struct {
		XS []struct{ A, B int64 } `parquet:"xs,list"`
	}
	var file strings.Builder
	w := parquet.NewGenericWriter[row](&file)
	if _, err := w.Write([]row{{make([]struct{ A, B int64 }, 3)}, {}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	reader, err := openBytes([]byte(file.String()), s, Options{Columns: []bool{true, false}})
	if err != nil {
		t.Fatal(err)
	}
	rec := record.New(len(s.All), value.NewDict())
	for _, want := range []string{"[0 3] [{RECORD 0} {RECORD 1} {RECORD 2}]", "[0 0] []"} {
		if !reader.Next(rec) {
			t.Fatal(reader.Err())
		}
		if got := fmt.Sprint(rec.Vectors[0].Off, rec.Vectors[0].Vals); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if reader.Next(rec) || reader.Err() != nil {
		t.Error(reader.Err())
	}
}
