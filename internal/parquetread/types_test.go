package parquetread

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"isobar/internal/record"
	"isobar/internal/value"
)

// writeStructs makes a file of Go structs.
func writeStructs[T any](t testing.TB, rows []T, options ...parquet.WriterOption) []byte {
	t.Helper()
	var file strings.Builder
	w := parquet.NewGenericWriter[T](&file, options...)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return []byte(file.String())
}

// A file that does not fit is refused before anything is read, with every column that does not.
func TestMismatch(t *testing.T) {
	optional, list := parquet.Optional, parquet.List
	for _, c := range []struct {
		field string // of the schema
		node  parquet.Node
		want  string
	}{
		{`"type": "INTEGER"`, parquet.String(), "the schema says INT64 and the file has BYTE_ARRAY annotated as STRING"},
		{`"type": "STRING"`, parquet.Int(64), "the schema says STRING and the file has INT64 annotated as INT(64,true)"},
		{`"type": "STRING"`, parquet.Decimal(2, 9, parquet.ByteArrayType), "DECIMAL"},
		{`"type": "STRING"`, parquet.Leaf(parquet.FixedLenByteArrayType(3)), "FIXED_LEN_BYTE_ARRAY"},
		{`"type": "BYTES"`, parquet.Leaf(parquet.DoubleType), "the schema says BYTES and the file has DOUBLE"},
		{`"type": "INTEGER"`, parquet.Timestamp(parquet.Microsecond), "TIMESTAMP"},
		{`"type": "INTEGER"`, parquet.Decimal(0, 18, parquet.Int64Type), "DECIMAL"},
		{`"type": "FLOAT"`, parquet.String(), "FLOAT64"},
		{`"type": "BOOLEAN"`, parquet.Int(32), "BOOL"},
		{`"type": "DATE"`, parquet.Leaf(parquet.Int32Type), "the schema says DATE and the file has INT32"},
		{`"type": "DATETIME"`, parquet.Timestamp(parquet.Microsecond), "the schema says DATETIME and the file has INT64 annotated as TIMESTAMP(isAdjustedToUTC=true"},
		{`"type": "DATETIME"`, parquet.Leaf(parquet.Int64Type), "the schema says DATETIME"},
		{`"type": "NUMERIC"`, parquet.Decimal(10, 18, parquet.Int64Type), "29 digits before and 9 after the point, and the file has DECIMAL(18,10)"},
		{`"type": "NUMERIC"`, parquet.Decimal(2, 38, parquet.FixedLenByteArrayType(16)), "the file has DECIMAL(38,2)"},
		{`"type": "NUMERIC"`, parquet.Leaf(parquet.DoubleType), "the schema says NUMERIC and the file has DOUBLE"},
		{`"type": "TIMESTAMP"`, parquet.Leaf(parquet.Int64Type), "integers without a unit of time"},
		{`"type": "TIMESTAMP"`, parquet.Time(parquet.Microsecond), "TIMESTAMP"},
		{`"type": "TIMESTAMP"`, parquet.String(), "times written as text, and the caller no parser"},
		{`"type": "STRING"`, list(parquet.String()), "the schema says STRING and the file has a list"},
		{`"type": "STRING"`, parquet.Repeated(parquet.String()), "one value and the file has a list"},
		{`"type": "STRING"`, parquet.Group{"a": parquet.String()}, "the schema says STRING and the file has a record"},
		{`"type": "STRING", "mode": "REPEATED"`, optional(parquet.String()), "the schema says REPEATED and the file has one value"},
		{`"type": "STRING", "mode": "REPEATED"`, list(list(parquet.String())), "list of lists"},
		{`"type": "STRING", "mode": "REPEATED"`, list(parquet.Group{"a": parquet.String()}), "the schema says STRING and the file has a record"},
		{`"type": "STRING", "mode": "REPEATED"`, parquet.Map(parquet.String(), parquet.String()), "the schema says STRING"},
		{`"type": "RECORD", "fields": [{"name": "a", "type": "STRING"}]`, parquet.String(), "the schema says RECORD and the file has BYTE_ARRAY"},
		{`"type": "RECORD", "fields": [{"name": "a", "type": "STRING"}]`, list(parquet.Group{"a": parquet.String()}), "one record and the file has a list"},
		{`"type": "RECORD", "mode": "REPEATED", "fields": [{"name": "a", "type": "STRING"}]`, parquet.Group{"a": parquet.String()}, "the schema says REPEATED"},
		{`"type": "RECORD", "mode": "REPEATED", "fields": [{"name": "a", "type": "STRING"}]`, list(parquet.String()), "the schema says RECORD"},
	} {
		s := parseSchema(t, `[{"name": "ok", "type": "STRING"}, {"name": "x", `+c.field+`}]`)
		var file strings.Builder
		w := parquet.NewWriter(&file, parquet.NewSchema("r", parquet.Group{"ok": optional(parquet.String()), "x": c.node}))
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		wanted := make([]bool, len(s.All)) // the column need not be
		wanted[0] = true
		_, err := openBytes([]byte(file.String()), s, Options{Columns: wanted})
		if err == nil || !strings.Contains(err.Error(), c.want) ||
			!strings.HasPrefix(err.Error(), "reports.parquet: it does not match the schema: column x: ") {
			t.Errorf("%s\n%v\nerror %v, want %q", c.field, c.node, err, c.want)
		}
	}
}

func TestMismatchNamesAll(t *testing.T) {
	s := parseSchema(t, `[{"name": "a", "type": "DATE"}, {"name": "b", "type": "RECORD", "fields": [{"name": "c", "type": "DATE"}]}]`)
	type row struct {
		A string `parquet:"a"`
		B struct {
			C string `parquet:"c"`
		} `parquet:"b"`
	}
	_, err := openBytes(writeStructs(t, []row{{}}), s, Options{})
	if err == nil || !strings.Contains(err.Error(), "column a: ") || !strings.Contains(err.Error(), "column b.c: ") {
		t.Errorf("error %v", err)
	}
	type other struct{ X, Y int64 }
	if _, err = openBytes(writeStructs(t, []other{{}}), s, Options{}); err == nil || !strings.Contains(err.Error(), "none of the schema's columns") {
		t.Errorf("error %v", err)
	}
	type twice struct {
		A1 string `parquet:"A"`
		A2 string `parquet:"a"`
		A3 string `parquet:"B"`
		A4 string `parquet:"b"`
	}
	s = parseSchema(t, `[{"name": "a", "type": "STRING"}]`)
	if _, err = openBytes(writeStructs(t, []twice{{}}), s, Options{}); err != nil {
		t.Errorf("an exact name: %v", err)
	}
	type folded struct {
		A1 string `parquet:"Ab"`
		A2 string `parquet:"aB"`
	}
	s = parseSchema(t, `[{"name": "ab", "type": "STRING"}]`)
	if _, err = openBytes(writeStructs(t, []folded{{}}), s, Options{}); err == nil || !strings.Contains(err.Error(), "2 columns of the name ab") {
		t.Errorf("error %v", err)
	}
}

// readColumn gives the only column of a file, and for each row whether it has a bad value.
func readColumn(t *testing.T, data []byte, kind string) (vals []string, bad []int, badTime []bool) {
	t.Helper()
	s := parseSchema(t, `[{"name": "X", "type": "`+kind+`"}]`)
	r, err := openBytes(data, s, Options{ParseTime: parseMicros})
	if err != nil {
		t.Fatal(err)
	}
	rec := record.New(1, value.NewDict())
	for r.Next(rec) {
		vals = append(vals, describeValue(rec.Dict, rec.At(0, 0)))
		bad, badTime = append(bad, r.Bad(0)), append(badTime, r.BadTime())
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	return vals, bad, badTime
}

// Values that GoogleSQL does not have become NULL and are counted for their row alone.
func TestUnfitValues(t *testing.T) {
	type unsigned struct{ X uint64 }
	vals, bad, badTime := readColumn(t, writeStructs(t, []unsigned{{1}, {math.MaxUint64}, {math.MaxInt64}}), "INTEGER")
	if got := fmt.Sprint(vals, bad, badTime); got != "[INT64 1 NULL INT64 9223372036854775807] [0 1 0] [false false false]" {
		t.Error(got)
	}
	type day struct {
		X int32 `parquet:",date"`
	}
	vals, bad, badTime = readColumn(t, writeStructs(t, []day{{firstDay}, {firstDay - 1}, {lastDay}, {lastDay + 1}}), "DATE")
	if got := fmt.Sprint(vals, bad, badTime); got != "[DATE -719162 NULL DATE 2932896 NULL] [0 1 0 1] [false false false false]" {
		t.Error(got)
	}
	type number struct {
		X [13]byte `parquet:",decimal(0:29)"`
	}
	beyond := [13]byte{0x7f}
	for _, o := range [][]parquet.WriterOption{{}, {parquet.DefaultEncoding(&parquet.RLEDictionary)}} {
		vals, bad, _ = readColumn(t, writeStructs(t, []number{{[13]byte{12: 7}}, {beyond}, {[13]byte{12: 7}}}, o...), "NUMERIC")
		if got := fmt.Sprint(vals, bad); got != "[NUMERIC 7 NULL NUMERIC 7] [0 1 0]" {
			t.Error(got)
		}
	}
	type millis struct {
		X int64 `parquet:",timestamp"`
	}
	vals, bad, badTime = readColumn(t, writeStructs(t, []millis{{-1}, {math.MaxInt64}, {math.MinInt64}, {lastMicros / 1000}}), "TIMESTAMP")
	if got := fmt.Sprint(vals, bad, badTime); got != "[TIMESTAMP -1000 NULL NULL TIMESTAMP 253402300799999000] [0 1 1 0] [false true true false]" {
		t.Error(got)
	}
	type nanos struct {
		X int64 `parquet:",timestamp(nanosecond)"`
	}
	vals, _, _ = readColumn(t, writeStructs(t, []nanos{{-1}, {1999}, {math.MinInt64}}), "TIMESTAMP")
	if got := fmt.Sprint(vals); got != "[TIMESTAMP -1 TIMESTAMP 1 TIMESTAMP -9223372036854776]" {
		t.Error(got)
	}
	type text struct {
		X string `parquet:",dict"`
	}
	for _, o := range [][]parquet.WriterOption{{}, {parquet.DefaultEncoding(&parquet.Plain)}} {
		vals, bad, badTime = readColumn(t, writeStructs(t, []text{{"µs 5"}, {"yesterday"}, {"µs 999999999999999999"}, {"µs 5"}}, o...), "TIMESTAMP")
		if got := fmt.Sprint(vals, bad, badTime); got != "[TIMESTAMP 5 NULL NULL TIMESTAMP 5] [0 1 1 0] [false true true false]" {
			t.Error(got)
		}
	}
}

// Each byte that is not UTF-8 becomes U+FFFD in a STRING and stays in a BYTES.
func TestInvalidUTF8(t *testing.T) {
	type plain struct{ X string }
	type dict struct {
		X string `parquet:",dict"`
	}
	bad := "a\xff\xfeb\xe6\x97"
	for _, data := range [][]byte{
		writeStructs(t, []plain{{"fine"}, {bad}, {"\xc3"}}), writeStructs(t, []dict{{"fine"}, {bad}, {"\xc3"}})} {
		vals, _, _ := readColumn(t, data, "STRING")
		if got := fmt.Sprintf("%q", vals); got != fmt.Sprintf("%q", []string{"STRING fine", "STRING " + string([]rune(bad)), "STRING �"}) {
			t.Error(got)
		}
		vals, _, _ = readColumn(t, data, "BYTES")
		if vals[1] != "BYTES "+bad {
			t.Errorf("%q", vals)
		}
	}
}

func TestUUID(t *testing.T) {
	type row struct {
		X [16]byte `parquet:",uuid"`
	}
	id := [16]byte{0x12, 0x3e, 0x45, 0x67, 0xe8, 0x9b, 0x12, 0xd3, 0xa4, 0x56, 0x42, 0x66, 0x14, 0x17, 0x40, 0x00}
	data := writeStructs(t, []row{{id}})
	if vals, _, _ := readColumn(t, data, "STRING"); vals[0] != "STRING 123e4567-e89b-12d3-a456-426614174000" {
		t.Errorf("%q", vals)
	}
	if vals, _, _ := readColumn(t, data, "BYTES"); vals[0] != "BYTES "+string(id[:]) {
		t.Errorf("%q", vals)
	}
}

// The caller may reset or change its dictionary between rows.
func TestDictionaryReset(t *testing.T) {
	type row struct {
		X string `parquet:",dict"`
	}
	var rows []row
	for i := range 200 {
		rows = append(rows, row{fmt.Sprint(i * i % 7)})
	}
	s := parseSchema(t, `[{"name": "X", "type": "STRING"}]`)
	r, err := openBytes(writeStructs(t, rows), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rec := record.New(1, value.NewDict())
	for i := 0; r.Next(rec); i++ {
		if got := rec.Dict.String(rec.At(0, 0).Code()); got != rows[i].X {
			t.Fatalf("row %d: %s, want %s", i, got, rows[i].X)
		}
		switch i % 5 {
		case 1:
			rec.Dict.Reset()
			for k := range i % 11 {
				rec.Dict.CodeOf(fmt.Sprint((k * 3) % 7))
			}
		case 3:
			rec.Dict = value.NewDict()
		}
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
}
