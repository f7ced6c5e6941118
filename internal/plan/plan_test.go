package plan

import (
	"reflect"
	"testing"

	"isobar/internal/value"
)

func sample() *Query {
	slug := &Field{Column: "modules.slug", Index: 7, Of: 0, Type: value.String}
	return &Query{
		Table: "t", File: "t.sql", K: 10, Slots: 3,
		Groups: []*Group{{
			Slots: 1,
			Input: &Filter{
				Input: &Unnest{Input: &Report{}, List: &List{Column: "modules", Index: 6, Of: Root, Elem: value.Record}, Elem: 0, Offset: None},
				Cond:  &Call{Fn: "$not_equal", Args: []Expr{slug, &Const{Type: value.String, Text: []byte("x")}}, Type: value.Bool},
			},
			Keys:     []Key{{Expr: slug, Public: 0, Source: "modules.slug"}},
			Measures: []Measure{{Fn: SiteCount, Kind: value.Int64, Public: 1}},
		}},
		Public: &Sort{Input: &Project{Input: &Cells{}, Columns: []Column{{Slot: 2, Expr: &Cast{Arg: &Ref{Slot: 1, Type: value.Int64}, Type: value.Float64}}}},
			By: []SortBy{{Slot: 1, Descending: true, NullsLast: true}}},
		Output:  []Output{{Name: "slug", Kind: value.String, Slot: 0, Key: true}, {Name: "sites", Kind: value.Float64, Slot: 2}},
		Ordered: true,
	}
}

func TestJSONRoundTrip(t *testing.T) {
	want := sample()
	data, err := Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Unmarshal(data)
	if err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	if !reflect.DeepEqual(got, want) {
		again, _ := Marshal(got)
		t.Errorf("read back\n%s\nwant\n%s", again, data)
	}
}

func TestCheckRefusesWhatWouldLeak(t *testing.T) {
	for name, spoil := range map[string]func(*Query){
		"public part reads the report": func(q *Query) { q.Public = &Report{} },
		"public part reads a column": func(q *Query) {
			q.Public.(*Sort).Input.(*Project).Columns[0].Expr = &Field{Column: "ip", Of: Root, Type: value.String}
		},
		"MAX leaves a site":        func(q *Query) { q.Groups[0].Measures[0] = Measure{Fn: Max, Arg: q.Groups[0].Keys[0].Expr, Public: 1} },
		"LIMIT inside a site":      func(q *Query) { q.Groups[0].Input = &Limit{Input: q.Groups[0].Input, Count: 1} },
		"cells inside a site":      func(q *Query) { q.Groups[0].Input = &Cells{} },
		"a slot that is not there": func(q *Query) { q.Output[0].Slot = 9 },
		"no threshold":             func(q *Query) { q.K = 0 },
		"a sum of nothing":         func(q *Query) { q.Groups[0].Measures[0].Fn = Sum },
	} {
		q := sample()
		spoil(q)
		if Check(q) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if err := Check(sample()); err != nil {
		t.Error(err)
	}
}
