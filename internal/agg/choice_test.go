package agg

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// TestChoice: whatever the order of the offers, as many groups count as may, the same ones with any dictionary; all of
// them if there are no more; and of a larger bound, those of a smaller one and more.
func TestChoice(t *testing.T) {
	group := func(most int64) *plan.Group {
		return &plan.Group{Keys: []plan.Key{{Expr: &plan.Ref{Type: value.String}}, {Expr: &plan.Ref{Slot: 1, Type: value.Int64}}},
			Measures: []plan.Measure{{Fn: plan.SiteCount, Kind: value.Int64}}, Bound: &plan.GroupBound{Groups: most}}
	}
	r := rand.New(rand.NewPCG(74, 1))
	type row struct {
		name string
		n    int64
	}
	choose := func(rows []row, most int64) map[row]bool {
		d := value.NewDict()
		for range r.IntN(9) {
			d.CodeOf(fmt.Sprint("other ", r.IntN(99)))
		}
		c := NewChoice(NewTable(group(most), d), group(most))
		keys := func(one row) []value.Value {
			if one.name == "" {
				return []value.Value{{}, value.OfInt64(one.n)}
			}
			return []value.Value{value.OfString(d.CodeOf(one.name)), value.OfInt64(one.n)}
		}
		for range 2 { // the first of them another site
			c.Reset()
			for range 9 {
				c.Offer(keys(row{fmt.Sprint("n", r.IntN(40)), 7}))
			}
		}
		c.Reset()
		distinct := map[row]bool{}
		for _, i := range r.Perm(len(rows)) {
			c.Offer(keys(rows[i]))
			distinct[rows[i]] = true
		}
		if cut := c.Close(); cut != (len(distinct) > int(most)) {
			t.Fatalf("%d groups of %d: cut %v", len(distinct), most, cut)
		}
		chosen := map[row]bool{}
		for one := range distinct {
			if c.Has(keys(one)) {
				chosen[one] = true
			}
		}
		if len(chosen) != min(len(distinct), int(most)) {
			t.Fatalf("%d groups of %d chosen, %d may", len(chosen), len(distinct), most)
		}
		return chosen
	}
	for range 200 {
		var rows []row
		for range r.IntN(60) {
			rows = append(rows, row{[]string{"", "a", "b", "c", "d"}[r.IntN(5)], int64(r.IntN(6))})
		}
		most := 1 + r.Int64N(12)
		some := choose(rows, most)
		if again := choose(rows, most); !reflect.DeepEqual(some, again) {
			t.Fatalf("%v, in another order %v", some, again)
		}
		more := choose(rows, most+3)
		for one := range some {
			if !more[one] {
				t.Fatalf("%v is among %d, and not among %d", one, most, most+3)
			}
		}
	}
}
