package complement

import (
	"slices"
	"testing"
)

// TestBoundsHideMore cuts work short: what is left is still safe, less than without bounds, and says so.
func TestBoundsHideMore(t *testing.T) {
	const k = 2
	limited := 0
	rng := random(t, 4)
	all := map[int]*worlds{}
	for trial := range 200 {
		n := 5 + trial%3
		if all[n] == nil {
			all[n] = worldsOf(12, n)
		}
		cells := scatter(rng, 12, n)
		r := mixedTables(cells, k, false)
		free := suppress(t, r)
		for _, o := range []Options{{Wedges: 1}, {Cells: 1}, {Steps: 1}} {
			res, err := Suppress(t.Context(), r, o)
			if err != nil {
				t.Fatal(err)
			}
			if len(res.Limits) > 0 {
				limited++
			}
			if res.Total() < free.Total() && len(res.Limits) == 0 {
				t.Errorf("trial %d, %+v: %d groups hidden, %d without bounds", trial, o, res.Total(), free.Total())
			}
			if group, ok := all[n].news(mixedFacts(r, res.Hidden), mixedGroups(), k); ok {
				t.Errorf("trial %d, %+v, cells %v: the cells %012b are certain; hidden: %v", trial, o, cells, group, spell(r, res))
			}
		}
	}
	if limited < 100 {
		t.Errorf("only %d releases met a bound", limited)
	}
}

// TestOrderDoesNotMatter gives the same release with rows and tables in another order to other numbers of
// workers.
func TestOrderDoesNotMatter(t *testing.T) {
	rng := random(t, 5)
	hidden := int64(0)
	for trial := range 200 {
		r := mixedTables(scatter(rng, 12, 30), 3, trial%2 > 0)
		want := suppress(t, r)
		hidden += want.Total()
		shuffled := Release{K: r.K, N: r.N}
		tables := rng.Perm(len(r.Tables))
		rows := make([][]int, len(r.Tables))
		for i, from := range tables {
			x := r.Tables[from]
			rows[i] = rng.Perm(len(x.Sites))
			y := Table{Name: x.Name, Columns: slices.Clone(x.Columns)}
			for c := range y.Columns {
				y.Columns[c].Codes = nil
			}
			for _, row := range rows[i] {
				y.Sites = append(y.Sites, x.Sites[row])
				for c := range y.Columns {
					y.Columns[c].Codes = append(y.Columns[c].Codes, x.Columns[c].Codes[row])
				}
			}
			shuffled.Tables = append(shuffled.Tables, y)
		}
		got, err := Suppress(t.Context(), shuffled, Options{Workers: 1 + trial%3})
		if err != nil {
			t.Fatal(err)
		}
		for i, from := range tables {
			for at, row := range rows[i] {
				if got.Hidden[i].Has(at) != want.Hidden[from].Has(row) {
					t.Fatalf("trial %d: row %d of table %d: hidden in one order only", trial, row, from)
				}
			}
		}
	}
	if hidden == 0 {
		t.Error("nothing was hidden")
	}
}

// TestSitesThatAConditionLeavesOut: what the rows of a table under a condition leave of all sites is a group like
// any other.
func TestSitesThatAConditionLeavesOut(t *testing.T) {
	for _, n := range []int64{2994, 2990} {
		column := func(codes ...uint32) Column { return Column{Single: true, Codes: codes} }
		one := Table{Name: "one", Where: []string{"w"}, Columns: []Column{column(0, 1, 2)}, Sites: []int64{1000, n - 2000, 1000}}
		one.Columns[0].Attribute = "a"
		two := Table{Name: "two", Where: []string{"v"}, Columns: []Column{column(0, 0, 1), column(0, 1, 0)}, Sites: []int64{1000, n - 2000, 1000}}
		two.Columns[0].Attribute, two.Columns[1].Attribute = "b", "c"
		for _, table := range []Table{one, two} {
			res := suppress(t, Release{K: 10, N: 3000, Tables: []Table{table}})
			if want := int64(1); n == 2994 && res.Total() != want || n == 2990 && res.Total() != 0 {
				t.Errorf("%s, %d of 3000 sites: hidden %v", table.Name, n, spell(Release{Tables: []Table{table}}, res))
			}
		}
	}
}
