package eval

import (
	"math"
	"math/rand/v2"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// TestSubqueriesOfSharedRows: each row asks a shared relation, which is in no order when it comes.
func TestSubqueriesOfSharedRows(t *testing.T) {
	item, category := &plan.Ref{Slot: 5, Type: value.String}, &plan.Ref{Slot: 6, Type: value.String}
	purchases := &plan.Ref{Slot: 7, Type: value.Int64}
	shared := &plan.Shared{Columns: []plan.Rename{{From: 0, To: 5}, {From: 1, To: 6}, {From: 2, To: 7}}}
	same := &plan.Filter{Input: shared, Cond: fnCall("$equal", category, categoryRef)}
	more := &plan.Filter{Input: same, Cond: fnCall("$greater", purchases, purchasesRef)}
	for _, c := range []struct {
		name string
		e    plan.Expr
		want string
	}{
		{"scalar", &plan.Subquery{Ask: plan.ScalarSubquery, Type: value.Int64, Value: &plan.Ref{Slot: 8, Type: value.Int64},
			Input: &plan.GroupBy{Input: same, Measures: []plan.Measure{{Fn: plan.Max, Arg: purchases, Kind: value.Int64, Public: 8}}}},
			"apple 8, banana 8, cabbage 23, kale 23, leek 23, lettuce 23"},
		{"exists", &plan.Subquery{Ask: plan.ExistsSubquery, Type: value.Bool, Input: more}, "apple false, banana true, cabbage true, kale false, leek true, lettuce true"},
		{"in", &plan.Subquery{Ask: plan.InSubquery, Type: value.Bool, Input: more, Value: fnCall("$multiply", purchases, lit(1)), Arg: lit(10)}, "apple false, banana false, cabbage true, kale false, leek true, lettuce false"},
		{"first", &plan.Subquery{Ask: plan.ScalarSubquery, Type: value.String, Value: item, Input: &plan.Limit{Input: same, Count: 1}},
			`apple "apple", banana "apple", cabbage "cabbage", kale "cabbage", leek "cabbage", lettuce "cabbage"`},
	} {
		q := windowQuery(plan.WindowCall{Measure: plan.Measure{Kind: c.e.Kind()}})
		q.Slots = 9
		q.With = []plan.Op{&plan.Cells{}}
		q.Public = &plan.Project{Input: &plan.Cells{}, Columns: []plan.Column{{Slot: 4, Expr: c.e}}}
		rows := groceries
		for range rows {
			if got := over(q, rows); got != c.want {
				t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
			}
			rows = append(rows[1:len(rows):len(rows)], rows[0])
		}
	}
}

// TestPublicDictionaries: cells of one dictionary stay as they are; of several, those with the most text do.
func TestPublicDictionaries(t *testing.T) {
	text := lit(nullOf(value.String))
	q := sitesBy("t", 0, &plan.Report{}, []plan.Expr{text})
	q.Groups = append(q.Groups, &plan.Group{Input: &plan.Report{}, Keys: []plan.Key{{Expr: text, Public: 2}}})
	q.Slots = 3
	set := func(texts ...string) *cells.Set {
		s := cells.New(1, 1)
		for _, text := range texts {
			s.Keys[0], s.Measures[0] = append(s.Keys[0], value.OfString(s.Dict.CodeOf(text))), append(s.Measures[0], value.OfInt64(1))
			s.N++
		}
		return s
	}
	one, two := set("b", "a"), set("a much longer text", "b")
	two.Measures = nil
	rows, err := Public(q, []*cells.Set{one, nil})
	if err != nil || rows.Dict != one.Dict || showRows(rows) != "\"a\"\t1\t\n\"b\"\t1\t\n" {
		t.Errorf("%v, %v", rows, err)
	}
	q.Public = &plan.Join{Left: &plan.Cells{}, Right: &plan.Cells{Group: 1}, Kind: plan.FullJoin,
		Equal: []plan.Pair{{Left: &plan.Ref{Slot: 0, Type: value.String}, Right: &plan.Ref{Slot: 2, Type: value.String}}}}
	q.Output = []plan.Output{{Name: "a", Kind: value.String, Slot: 0}, {Name: "b", Kind: value.String, Slot: 2}}
	rows, err = Public(q, []*cells.Set{one, two})
	if err != nil || rows.Dict != two.Dict || showRows(rows) != "NULL\t\"a much longer text\"\t\n\"a\"\tNULL\t\n\"b\"\t\"b\"\t\n" {
		t.Errorf("%v, %v", rows, err)
	}
	if one.Dict.String(one.Keys[0][0].Code()) != "b" {
		t.Error("cells were changed")
	}
	if _, err := Public(q, []*cells.Set{one, nil}); err == nil {
		t.Error("cells that are read and not there: accepted")
	}
}

// TestWindowSumsIgnoreOrder: sums of FLOAT64 over frames are the same to the last bit in whatever order the
// cells come.
func TestWindowSumsIgnoreOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 16))
	set := cells.New(2, 2)
	for i := range 300 {
		set.Keys[0], set.Keys[1] = append(set.Keys[0], value.OfString(set.Dict.CodeOf(string(rune('a'+i))))), append(set.Keys[1], null)
		set.Measures[0], set.Measures[1] = append(set.Measures[0], value.OfInt64(int64(i%10))), append(set.Measures[1], value.OfFloat64(rng.NormFloat64()*math.Exp(60*rng.Float64())))
		set.N++
	}
	for _, frame := range []string{"rows first, current", "rows current, last", "rows 7 preceding, 2 following", "range current, last"} {
		q := windowQuery(plan.WindowCall{Measure: plan.Measure{Fn: plan.Sum, Arg: priceRef, Kind: value.Float64}, OrderBy: asc(purchasesRef), Frame: frameOf(frame, value.Int64)})
		first, err := Public(q, []*cells.Set{set})
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			again, err := Public(q, []*cells.Set{shuffled(rng, set)})
			if err != nil || showRows(again) != showRows(first) {
				t.Fatalf("%s: other sums of other orders, %v", frame, err)
			}
		}
	}
}
