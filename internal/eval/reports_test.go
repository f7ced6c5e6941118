package eval

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// Random reports, as Go values and shredded into a Record by the tests' own decoder.

const testSchema = `[
 {"name": "name", "type": "STRING"}, {"name": "n", "type": "INTEGER"}, {"name": "x", "type": "FLOAT"}, {"name": "flag", "type": "BOOL"},
 {"name": "conf", "type": "RECORD", "fields": [
  {"name": "mode", "type": "STRING"},
  {"name": "deep", "type": "RECORD", "fields": [{"name": "level", "type": "INTEGER"}, {"name": "tags", "type": "STRING", "mode": "REPEATED"}]}]},
 {"name": "mods", "type": "RECORD", "mode": "REPEATED", "fields": [
  {"name": "slug", "type": "STRING"}, {"name": "count", "type": "INTEGER"}, {"name": "w", "type": "FLOAT"},
  {"name": "meta", "type": "RECORD", "fields": [{"name": "author", "type": "STRING"}, {"name": "ok", "type": "BOOL"}]},
  {"name": "deps", "type": "RECORD", "mode": "REPEATED", "fields": [
   {"name": "on", "type": "STRING"}, {"name": "k", "type": "INTEGER"}, {"name": "tags", "type": "STRING", "mode": "REPEATED"}]}]},
 {"name": "nums", "type": "INTEGER", "mode": "REPEATED"}]`

func parseSchema(t testing.TB, text string) *schema.Schema {
	t.Helper()
	s, err := schema.Parse("test.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// randomRecord makes the fields of a record; any may be missing, which is NULL.
func randomRecord(rng *rand.Rand, fields []*schema.Column) map[string]any {
	r := map[string]any{}
	for _, c := range fields {
		if c.Repeated {
			elements := []any{}
			for range rng.IntN(4) {
				elements = append(elements, randomValue(rng, c))
			}
			r[c.Name] = elements
		} else if v := randomValue(rng, c); v != nil {
			r[c.Name] = v
		}
	}
	return r
}

func randomValue(rng *rand.Rand, c *schema.Column) any {
	if rng.IntN(7) == 0 {
		return nil
	}
	switch c.Kind {
	case value.Record:
		return randomRecord(rng, c.Fields)
	case value.Bool:
		return rng.IntN(2) == 0
	case value.Int64:
		return big.NewInt([]int64{0, 1, 2, 3, -1, 5, 1 << 62}[rng.IntN(7)])
	case value.Float64:
		return []float64{0, 0.5, 1.25, -2, 3}[rng.IntN(5)]
	}
	return []string{"a", "b", "ab", "A", "", "é", "x-y"}[rng.IntN(7)]
}

// shred fills a Record with a report.
func shred(r *record.Record, s *schema.Schema, needed []bool, report map[string]any) {
	r.Reset()
	shredFields(r, s.Columns, needed, []any{report})
}

func shredFields(r *record.Record, fields []*schema.Column, needed []bool, parents []any) {
	for _, c := range fields {
		if !needed[c.Index] {
			continue
		}
		v := &r.Vectors[c.Index]
		var instances []any
		if c.Repeated {
			v.Off = append(v.Off, 0)
		}
		for _, p := range parents {
			var field any
			if p != nil {
				field = p.(map[string]any)[c.Name]
			}
			if !c.Repeated {
				instances = append(instances, field)
				continue
			}
			if field != nil {
				instances = append(instances, field.([]any)...)
			}
			v.Off = append(v.Off, int32(len(instances)))
		}
		for i, x := range instances {
			v.Vals = append(v.Vals, shredValue(r.Dict, i, x))
		}
		if c.Kind == value.Record {
			shredFields(r, c.Fields, needed, instances)
		}
	}
}

func shredValue(d *value.Dict, instance int, x any) value.Value {
	switch x := x.(type) {
	case nil:
		return null
	case bool:
		return value.OfBool(x)
	case *big.Int:
		return value.OfInt64(x.Int64())
	case float64:
		return value.OfFloat64(x)
	case string:
		return value.OfString(d.CodeOf(x))
	}
	return value.OfRecord(instance)
}
