package eval

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"isobar/internal/agg"
	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// TestSplitAverages: the public part gives the same mean of a SUM and a COUNT as of an AVG, as long as
// nothing is rounded between. The values are such that no quotient depends on how a sum was rounded.
func TestSplitAverages(t *testing.T) {
	count, load := &plan.Ref{Type: value.Int64}, &plan.Ref{Slot: 1, Type: value.Float64}
	mean := func(slot plan.Slot) *plan.Ref { return &plan.Ref{Slot: slot, Type: value.Float64} }
	q := &plan.Query{Table: "t", File: "t.sql", K: 1, Slots: 6, Groups: []*plan.Group{{
		Slots: 3,
		Input: &plan.Project{Input: &plan.Report{}, Columns: []plan.Column{{Slot: 0, Expr: lit(0)}, {Slot: 1, Expr: lit(0.0)}, {Slot: 2, Expr: lit("")}}},
		Keys:  []plan.Key{{Expr: &plan.Ref{Slot: 2, Type: value.String}, Public: 0}},
		Measures: []plan.Measure{
			{Fn: plan.Avg, Arg: count, Kind: value.Float64, Public: 1, Bound: 20},
			{Fn: plan.SiteCount, Kind: value.Int64, Public: 2},
			{Fn: plan.Avg, Arg: load, Kind: value.Float64, Public: 3},
		},
	}},
		Public: &plan.Limit{Count: 30, Input: &plan.Sort{By: []plan.SortBy{{Slot: 4, Descending: true, NullsLast: true}}, Input: &plan.Project{Input: &plan.Cells{},
			Columns: []plan.Column{{Slot: 4, Expr: fnCall("$add", mean(1), lit(1.0))}, {Slot: 5, Expr: fnCall("$is_null", mean(3))}}}}},
		Output: []plan.Output{{Name: "key", Kind: value.String, Slot: 0}, {Name: "mean", Kind: value.Float64, Slot: 1}, {Name: "sites", Kind: value.Int64, Slot: 2},
			{Name: "load", Kind: value.Float64, Slot: 3}, {Name: "more", Kind: value.Float64, Slot: 4}, {Name: "none", Kind: value.Bool, Slot: 5}},
		Ordered: true,
	}
	nulls := 0
	for seed := range uint64(50) {
		var got []string
		for _, q := range []*plan.Query{q, q.SplitAverages()} {
			set := meansOf(t, q.Groups[0], rand.New(rand.NewPCG(seed, 3)))
			for _, v := range set.Measures[0] {
				if v.IsNull() {
					nulls++
				}
			}
			rows, err := Public(q, []*cells.Set{set})
			if err != nil {
				t.Fatal(err)
			}
			text := fmt.Sprintln(rows.N)
			for i := range rows.N {
				text += rows.Dict.String(rows.Columns[0][i].Code())
				for _, column := range rows.Columns[1:] {
					text += fmt.Sprint(" ", column[i].Kind, column[i].Bits)
				}
				text += "\n"
			}
			got = append(got, text)
		}
		if got[0] != got[1] {
			t.Fatalf("seed %d: AVG gives\n%s\nSUM by COUNT\n%s", seed, got[0], got[1])
		}
	}
	if nulls < 20 {
		t.Errorf("only %d means are NULL", nulls)
	}
}

// meansOf aggregates random rows of the group's argument values, some NULL, some a site's total above the
// bound, and publishes what one site contributes to.
func meansOf(t *testing.T, g *plan.Group, r *rand.Rand) *cells.Set {
	t.Helper()
	d := value.NewDict()
	table := agg.NewTable(g, d)
	for range 60 {
		for range 1 + r.IntN(3) {
			args := map[value.Kind]value.Value{value.Int64: value.OfInt64(r.Int64N(20) - 6), value.Float64: value.OfFloat64(float64(r.IntN(64)) / 4)}
			key := r.IntN(20)
			if key%3 == 0 || r.IntN(3) == 0 {
				args = nil
			}
			id := table.Group([]value.Value{value.OfString(d.CodeOf(fmt.Sprint("key ", key)))})
			for i, m := range g.Measures {
				if m.Arg != nil {
					table.Observe(id, i, args[m.Arg.Kind()])
				}
			}
		}
		table.EndSite()
	}
	m := agg.NewMerger(g)
	table.Flush(1, func(_ int, batch []byte) {
		if err := m.Add(batch); err != nil {
			t.Fatal(err)
		}
	})
	set := cells.New(1, len(g.Measures))
	set.N = m.Groups()
	for id := range agg.GroupID(set.N) {
		key := m.Key(id, 0)
		set.Keys[0] = append(set.Keys[0], value.OfString(set.Dict.Code(m.Dict().Text(key.Code()))))
		for i := range g.Measures {
			v := value.Value{}
			if m.MeasureSites(id, i) >= 1 { // as package privacy does it
				v = m.Value(id, i, 1)
			}
			set.Measures[i] = append(set.Measures[i], v)
		}
	}
	return set
}
