package agg

import (
	"testing"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// The counters by which a table knows the current site may run out; sites are still counted once each.
func TestCountersWrap(t *testing.T) {
	g := &plan.Group{
		Keys:     []plan.Key{{Expr: &plan.Ref{Type: value.Int64}}},
		Measures: []plan.Measure{{Fn: plan.ValueCount, Arg: &plan.Ref{Type: value.Int64}, Kind: value.Int64}},
	}
	table := NewTable(g, value.NewDict())
	table.first, table.serial = maxSerial-20, maxSerial-20
	values := table.states[0].(*valueCount)
	values.now = maxSerial - 5
	const sites = 40
	for range sites {
		for range 3 {
			for k := range int64(2) {
				id := table.Group([]value.Value{value.OfInt64(k)})
				table.Observe(id, 0, value.OfInt64(7))
			}
		}
		table.EndSite()
	}
	if table.serial > sites*2 || values.now > sites {
		t.Fatalf("serial %d, site %d: the counters did not wrap", table.serial, values.now)
	}
	// A value that was last held by site number 1 is new to the site that gets this number again.
	site := func(x int64) {
		for k := range int64(2) {
			table.Observe(table.Group([]value.Value{value.OfInt64(k)}), 0, value.OfInt64(x))
		}
		table.EndSite()
	}
	values.now = 1
	site(8)
	values.now = maxSerial
	site(7)
	site(8)
	m := NewMerger(g)
	table.Flush(1, func(_ int, batch []byte) { m.Add(batch) })
	for id := range GroupID(m.Groups()) {
		if m.Sites(id) != sites+3 {
			t.Errorf("%d sites, want %d", m.Sites(id), sites+3)
		}
		for k, want := range map[int64]int64{2: 2, 3: 1, sites + 1: 1, sites + 2: 0} {
			if got := m.Value(id, 0, k); got != value.OfInt64(want) {
				t.Errorf("%d values that %d sites hold, want %d", got.Int64(), k, want)
			}
		}
	}
}
