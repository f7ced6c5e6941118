package parquetread

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// The model of a report in these tests: a map for a record, a []any for a list, nil for NULL, and for a
// scalar a string (STRING), []byte (BYTES), int64 (INT64, days, microseconds), float64 or bool.

func loadSchema(t testing.TB, name string) *schema.Schema {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.Parse(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func parseSchema(t testing.TB, text string) *schema.Schema {
	t.Helper()
	s, err := schema.Parse("schema.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// randomRow makes a report for columns as far as a layout can hold it.
func randomRow(r *rand.Rand, fields []*layout) map[string]any {
	row := map[string]any{}
	for _, l := range fields {
		row[l.column.Name] = randomField(r, l)
	}
	return row
}

func randomField(r *rand.Rand, l *layout) any {
	if !l.column.Repeated {
		if l.optional && r.IntN(4) == 0 {
			return nil
		}
		return randomElement(r, l)
	}
	if l.optionalList() && r.IntN(5) == 0 {
		return nil
	}
	items := make([]any, max(0, r.IntN(6)-1))
	for i := range items {
		if l.optionalElement() && r.IntN(5) == 0 {
			continue
		}
		items[i] = randomElement(r, l)
	}
	return items
}

func randomElement(r *rand.Rand, l *layout) any {
	if l.column.Kind == value.Record {
		return randomRow(r, l.fields)
	}
	return l.physical.random(r)
}

// expectation computes what a record should hold by walking the rows' own nesting: the instances of a
// column are the values of its parent's instances, one after the other.
type expectation struct {
	off  map[string][]int32
	vals map[string][]string
}

func expect(s *schema.Schema, row map[string]any) expectation {
	e := expectation{map[string][]int32{}, map[string][]string{}}
	e.columns(s.Columns, []any{row})
	return e
}

func (e *expectation) columns(columns []*schema.Column, parents []any) {
	for _, c := range columns {
		var instances []any
		if c.Repeated {
			e.off[c.Path] = []int32{0}
		}
		for _, p := range parents {
			var v any
			if p != nil {
				v = p.(map[string]any)[c.Name]
			}
			if !c.Repeated {
				instances = append(instances, v)
				continue
			}
			if v != nil {
				instances = append(instances, v.([]any)...)
			}
			e.off[c.Path] = append(e.off[c.Path], int32(len(instances)))
		}
		for i, v := range instances {
			e.vals[c.Path] = append(e.vals[c.Path], describeModel(c, i, v))
		}
		e.columns(c.Fields, instances)
	}
}

func describeModel(c *schema.Column, i int, v any) string {
	switch {
	case v == nil:
		return "NULL"
	case c.Kind == value.Record:
		return fmt.Sprintf("STRUCT %d", i)
	}
	if b, ok := v.([]byte); ok {
		v = string(b)
	}
	return fmt.Sprintf("%v %v", c.Kind, v)
}

func describeValue(d *value.Dict, v value.Value) string {
	switch v.Kind {
	case value.Null:
		return "NULL"
	case value.Record:
		return fmt.Sprintf("STRUCT %d", v.Index())
	case value.String, value.Bytes:
		return fmt.Sprintf("%v %v", v.Kind, d.String(v.Code()))
	case value.Numeric:
		return fmt.Sprintf("%v %v", v.Kind, value.NumericString(d.Text(v.Code())))
	case value.Bool:
		return fmt.Sprintf("%v %v", v.Kind, v.Bool())
	case value.Float64:
		return fmt.Sprintf("%v %v", v.Kind, v.Float64())
	}
	return fmt.Sprintf("%v %v", v.Kind, v.Int64())
}

// compare checks the wanted vectors of rec, and that the others are empty.
func (e *expectation) compare(s *schema.Schema, rec *record.Record, wanted []bool) error {
	for _, c := range s.All {
		v := rec.Vectors[c.Index]
		var vals []string
		for _, x := range v.Vals {
			vals = append(vals, describeValue(rec.Dict, x))
		}
		wantOff, wantVals := e.off[c.Path], e.vals[c.Path]
		if wanted != nil && !wanted[c.Index] {
			wantOff, wantVals = nil, nil
		}
		if fmt.Sprint(v.Off) != fmt.Sprint(wantOff) {
			return fmt.Errorf("%s: offsets %v, want %v", c.Path, v.Off, wantOff)
		}
		if strings.Join(vals, "|") != strings.Join(wantVals, "|") {
			return fmt.Errorf("%s: values\n%q, want\n%q", c.Path, vals, wantVals)
		}
	}
	return nil
}
