package plan

import (
	"reflect"
	"testing"

	"isobar/internal/value"
)

func TestSplitAverages(t *testing.T) {
	load, count := &Field{Column: "load", Of: Root, Type: value.Float64}, &Field{Column: "environment_count", Of: Root, Type: value.Int64}
	group := func() *Group {
		return &Group{Input: &Report{}, Keys: []Key{{Expr: &Field{Column: "host.os", Of: Root, Type: value.String}, Public: 0}}, Measures: []Measure{
			{Fn: Avg, Arg: load, Kind: value.Float64, Public: 1, Bound: 8},
			{Fn: SiteCount, Kind: value.Int64, Public: 2},
			{Fn: Avg, Arg: count, Kind: value.Float64, Public: 3, Bound: 1000},
		}}
	}
	make := func() *Query {
		return &Query{Table: "t", K: 10, Slots: 8, Groups: []*Group{group()}, With: []Op{&Filter{Input: &Cells{}, Cond: &Const{Type: value.Bool, Word: 1}}},
			Public: &SetOp{Kind: UnionAll, Inputs: []Op{&Sort{Input: &Window{Input: &Cells{}}}, &Shared{Columns: []Rename{{1, 5}, {3, 6}}}},
				Values: [][]Expr{{&Ref{Slot: 1, Type: value.Float64}}, {&Ref{Slot: 5, Type: value.Float64}}}, Slots: []SlotKind{{7, value.Float64}}},
			Output: []Output{{Name: "mean", Kind: value.Float64, Slot: 7}}}
	}
	q := make()
	s := q.SplitAverages()
	if !reflect.DeepEqual(q, make()) {
		t.Error("the query itself changed")
	}
	if err := Check(s); err != nil {
		t.Error(err)
	}
	want := []Measure{
		{Fn: Sum, Arg: load, Kind: value.Float64, Public: 8, Bound: 8},
		{Fn: SiteCount, Kind: value.Int64, Public: 2},
		{Fn: Sum, Arg: count, Kind: value.Int64, Public: 10, Bound: 1000},
		{Fn: Count, Arg: load, Kind: value.Int64, Public: 9},
		{Fn: Count, Arg: count, Kind: value.Int64, Public: 11},
	}
	if got := s.Groups[0].Measures; !reflect.DeepEqual(got, want) || s.Slots != 12 {
		t.Errorf("measures %v, %d slots", got, s.Slots)
	}
	quotients := 0
	var visit func(op Op)
	visit = func(op Op) {
		if p, ok := op.(*Project); ok {
			if _, ok := p.Input.(*Cells); ok && len(p.Columns) == 2 && p.Columns[0].Slot == 1 && p.Columns[1].Slot == 3 {
				quotients++
			}
		}
		for _, input := range Inputs(op) {
			visit(input)
		}
	}
	visit(s.Public)
	visit(s.With[0])
	if quotients != 2 {
		t.Errorf("%d of 2 places that read cells divide: %s", quotients, s)
	}
	bounded := s.BoundRows(3).Groups[0]
	if bounded.Measures[3].Bound != 3 || bounded.Measures[0].Bound != 8 {
		t.Errorf("bounds of %v", bounded.Measures)
	}
	// The mean is computed: it shows no measure.
	q.Public, q.Output = &Cells{}, []Output{{Slot: 0}, {Slot: 1}, {Slot: 2}}
	if shown := q.SplitAverages().Shown(); !shown[0].OK || shown[1].OK || !shown[2].OK {
		t.Errorf("shown %v", shown)
	}
	if plain := sample(); !reflect.DeepEqual(plain, plain.SplitAverages()) {
		t.Error("a query without AVG changed")
	}
}
