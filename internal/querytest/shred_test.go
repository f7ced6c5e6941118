package querytest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
	"isobar/internal/week"
)

// randomReport makes the fields of a record, as JSON, which is YAML.
func randomReport(r *rand.Rand, columns []*schema.Column) map[string]any {
	report := map[string]any{}
	for _, c := range columns {
		switch {
		case r.IntN(4) == 0:
		case r.IntN(6) == 0:
			report[c.Name] = nil
		case c.Repeated:
			list := []any{}
			for range r.IntN(4) {
				list = append(list, randomValue(r, c))
			}
			report[c.Name] = list
		default:
			report[c.Name] = randomValue(r, c)
		}
	}
	return report
}

func randomValue(r *rand.Rand, c *schema.Column) any {
	switch c.Kind {
	case value.Record:
		return randomReport(r, c.Fields)
	case value.Bool:
		return r.IntN(2) == 0
	case value.Int64:
		return r.IntN(100)
	case value.Float64:
		return float64(r.IntN(100)) + 0.5
	case value.Numeric:
		return r.IntN(1000)
	case value.Date:
		return "2026-01-" + fmt.Sprint(10+r.IntN(20))
	case value.Timestamp:
		return "2026-11-10 00:00:" + fmt.Sprint(10+r.IntN(50)) + "+00"
	case value.Datetime:
		return "2026-11-10T00:00:" + fmt.Sprint(10+r.IntN(50))
	case value.Bytes:
		return "YWFh"
	}
	return "text " + fmt.Sprint(r.IntN(100))
}

// readBack builds the fields of one instance of a record from the vectors, after package record's doc.
func readBack(rec *record.Record, columns []*schema.Column, instance int) map[string]any {
	fields := map[string]any{}
	one := func(c *schema.Column, i int) any {
		v := rec.At(c.Index, i)
		switch {
		case v.IsNull():
			return nil
		case c.Kind == value.Record:
			if v != value.OfRecord(i) {
				return fmt.Sprintf("instance %d is said to be %v", i, v)
			}
			return readBack(rec, c.Fields, i)
		}
		var x any
		if json.Unmarshal([]byte(cellText(rec.Dict, v)), &x) != nil {
			return cellText(rec.Dict, v)
		}
		return x
	}
	for _, c := range columns {
		if !c.Repeated {
			fields[c.Name] = one(c, instance)
			continue
		}
		list := []any{}
		lo, hi := rec.Range(c.Index, instance)
		for i := lo; i < hi; i++ {
			list = append(list, one(c, i))
		}
		fields[c.Name] = list
	}
	return fields
}

// complete gives a report in full: NULL where fields are missing, empty lists, an id and a time.
func complete(columns []*schema.Column, report map[string]any) map[string]any {
	full := map[string]any{}
	for _, c := range columns {
		v := report[c.Name]
		switch list, isList := v.([]any); {
		case c.Repeated:
			all := []any{}
			for _, x := range list {
				if isList && c.Kind == value.Record {
					x = complete(c.Fields, x.(map[string]any))
				}
				all = append(all, x)
			}
			v = all
		case c.Kind == value.Record && v != nil:
			v = complete(c.Fields, v.(map[string]any))
		case v == nil && c.Path == "site":
			v = "the id"
		case v == nil && c.Path == "time":
			v = "2026-11-09 00:00:00+00"
		}
		full[c.Name] = v
	}
	return full
}

// TestReportsAreReadInFull holds the record to the report that was written, for random ones.
func TestReportsAreReadInFull(t *testing.T) {
	ds := aDataset(t, map[string]string{"t.sql": byName})
	r := rand.New(rand.NewPCG(3, 4))
	s := newShredder(ds, aWeek(t), record.New(len(ds.Schema.All), value.NewDict()))
	for range 2000 {
		report := randomReport(r, ds.Schema.Columns)
		text, err := json.Marshal(report)
		if err != nil {
			t.Fatal(err)
		}
		n, ok := nodeOf(t, "- x: "+string(text)+"\n")
		if !ok {
			t.Fatalf("%s is no YAML", text)
		}
		s.report(n, "the id")
		if len(s.problems) > 0 {
			t.Fatalf("%s: %v", text, s.problems)
		}
		got, err := json.Marshal(readBack(s.rec, ds.Schema.Columns, 0))
		want, _ := json.Marshal(complete(ds.Schema.Columns, report))
		var a, b any
		if err != nil || json.Unmarshal(got, &a) != nil || json.Unmarshal(want, &b) != nil || !reflect.DeepEqual(a, b) {
			t.Fatalf("read as\n%s\nwant\n%s", got, want)
		}
	}
}

func aWeek(t *testing.T) week.Window {
	t.Helper()
	w, err := week.Parse(DefaultWeek)
	if err != nil {
		t.Fatal(err)
	}
	return w
}
