package eval

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// bySlug is a query with a group for each slug, and the unit in column name.
func bySlug(t *testing.T, limit int64) *plan.Query {
	s := parseSchema(t, testSchema)
	mods, _ := s.Lookup("mods")
	slug, _ := s.Lookup("mods.slug")
	q := &plan.Query{Table: "t", File: "t.sql", K: 1, Slots: 2, Groups: []*plan.Group{{Slots: 1,
		Input:    &plan.Unnest{Input: &plan.Report{}, List: &plan.List{Column: "mods", Index: mods.Index, Of: plan.Root, Elem: value.Record}, Elem: 0, Offset: plan.None},
		Keys:     []plan.Key{{Expr: &plan.Field{Column: "mods.slug", Index: slug.Index, Of: 0, Type: value.String}, Public: 0}},
		Measures: []plan.Measure{{Fn: plan.SiteCount, Kind: value.Int64, Public: 1}},
	}}, Public: &plan.Cells{}, Output: []plan.Output{{Name: "slug", Kind: value.String, Slot: 0}}}
	if limit > 0 {
		q = q.LimitGroups(limit, "name")
	}
	return q
}

// TestLimitedGroups: with a limit, sites with the same report but other names are in different groups, a site on any
// worker in the same; without, and with a limit that none reaches, sites are in all of theirs.
func TestLimitedGroups(t *testing.T) {
	s := parseSchema(t, testSchema)
	groups := func(limit int64, workers int, sites ...int) map[string]string {
		q := bySlug(t, limit)
		p, err := Compile([]*plan.Query{q}, s)
		if err != nil {
			t.Fatal(err)
		}
		var batches [][]byte
		var all []*Worker
		for range workers {
			all = append(all, p.NewWorker())
		}
		r := rand.New(rand.NewPCG(uint64(workers), 1))
		for _, site := range sites {
			var mods []any
			for i := range 10 {
				mods = append(mods, map[string]any{"slug": fmt.Sprint("m", i)})
			}
			r.Shuffle(len(mods), func(i, j int) { mods[i], mods[j] = mods[j], mods[i] })
			w := all[r.IntN(workers)]
			shred(w.Record(), s, p.Columns(), map[string]any{"name": fmt.Sprint("site ", site), "mods": mods})
			w.Site()
		}
		for _, w := range all {
			w.Flush(1, func(_ Key, batch []byte) { batches = append(batches, batch) })
		}
		return mergedGroups(t, q, batches)
	}
	var sites []int
	total := map[string]int{}
	for site := range 40 {
		sites = append(sites, site)
		alone := groups(3, 1, site)
		if len(alone) != 3 {
			t.Fatalf("a site is in %d groups: %v", len(alone), alone)
		}
		for group := range alone {
			total[group]++
		}
	}
	together := groups(3, 3, sites...)
	for group, n := range total {
		if want := fmt.Sprintf("sites %d: %d", n, n); together[group] != want {
			t.Errorf("%s: %q, want %q", group, together[group], want)
		}
	}
	if len(total) != 10 || len(together) != 10 {
		t.Errorf("%d groups of 10: sites choose alike", len(total))
	}
	if all, most := groups(0, 2, sites...), groups(10, 3, sites...); len(all) != 10 || !reflect.DeepEqual(all, most) {
		t.Errorf("without a limit %v, with one of ten %v", all, most)
	}
}

// A limit needs a text of the report itself that tells sites apart.
func TestLimitNeedsTheUnit(t *testing.T) {
	s := parseSchema(t, testSchema)
	for _, unit := range []string{"n", "mods.slug", "mods", "none"} {
		q := bySlug(t, 3)
		q.Groups[0].Limit.Unit = unit
		if _, err := Compile([]*plan.Query{q}, s); err == nil || !strings.Contains(err.Error(), "does not tell sites apart") {
			t.Errorf("%s: %v", unit, err)
		}
	}
}
