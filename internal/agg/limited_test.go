package agg_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"isobar/internal/agg"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// limited aggregates sites, of which each contributes to a limited number of groups, on several workers that
// flush when they like, with sites and rows in any order. numbers are the sites' own.
func limited(t *testing.T, r *rand.Rand, g *plan.Group, sites [][]row, numbers []int, workers int) *agg.Merger {
	t.Helper()
	merger := agg.NewMerger(g)
	add := func(_ int, batch []byte) {
		if err := merger.Add(batch); err != nil {
			t.Fatal(err)
		}
	}
	tables, dicts, fronts := make([]*agg.Table, workers), make([]*value.Dict, workers), make([]*agg.Limited, workers)
	for w := range workers {
		dicts[w] = value.NewDict()
		for range r.IntN(5) {
			dicts[w].CodeOf(fmt.Sprint("other text ", r.IntN(100)))
		}
		tables[w] = agg.NewTable(g, dicts[w])
		fronts[w] = agg.NewLimited(tables[w], g)
	}
	for _, i := range r.Perm(len(sites)) {
		w := r.IntN(workers)
		for _, from := range r.Perm(len(sites[i])) {
			var keys, args []value.Value
			for _, k := range sites[i][from].keys {
				keys = append(keys, k.in(dicts[w]))
			}
			for _, a := range sites[i][from].args {
				args = append(args, a.in(dicts[w]))
			}
			fronts[w].Add(keys, args)
		}
		fronts[w].EndSite(fmt.Append(nil, "site ", numbers[i]))
		if r.IntN(10) == 0 {
			tables[w].Flush(1, add)
			dicts[w].Reset()
		}
	}
	for _, table := range tables {
		table.Flush(1, add)
	}
	return merger
}

// groupsOf are the keys of all groups, as naive writes them.
func groupsOf(m *agg.Merger) map[string]bool {
	groups := map[string]bool{}
	for id := range agg.GroupID(m.Groups()) {
		var keys []string
		for i := range m.Keys() {
			keys = append(keys, show(m.Dict(), m.Key(id, i)))
		}
		groups["["+strings.Join(keys, " ")+"]"] = true
	}
	return groups
}

// TestLimited: a site is in no more groups than the limit and in all of them if it has fewer; which these are depends
// on the site alone, not on others, order, workers or dictionaries; and with these all measures are as without a
// limit. So a site more or less changes as many groups as the limit says, and each by what the site adds to it.
func TestLimited(t *testing.T) {
	r := rand.New(rand.NewPCG(51, 2))
	cut := 0
	for round := range 300 {
		g := randomGroup(r)
		g.Limit = &plan.GroupLimit{Groups: int64(1 + r.IntN(4)), Unit: "site"}
		sites := randomSites(r, g, 1+r.IntN(12))
		numbers := r.Perm(1000)[:len(sites)]
		kept := make([][]row, len(sites))
		for i, rows := range sites {
			all := map[string]bool{}
			for _, w := range rows {
				all[fmt.Sprint(w.keys)] = true
			}
			chosen := groupsOf(limited(t, r, g, sites[i:i+1], numbers[i:i+1], 1))
			if len(chosen) != min(len(all), int(g.Limit.Groups)) {
				t.Fatalf("round %d: a site with %d groups is in %d; the limit is %d", round, len(all), len(chosen), g.Limit.Groups)
			}
			if len(all) > len(chosen) {
				cut++
			}
			kept[i] = slices.DeleteFunc(slices.Clone(rows), func(w row) bool { return !chosen[fmt.Sprint(w.keys)] })
		}
		k := int64(1 + r.IntN(3))
		if got, want := sorted(lines(limited(t, r, g, sites, numbers, 1+r.IntN(3)), k)), naive(g, k, kept); got != want {
			t.Fatalf("round %d: got\n%s\nwant\n%s", round, got, want)
		}
		// Without the last site, other groups than those that it is in are the same to the letter.
		last := len(sites) - 1
		with, without := lines(limited(t, r, g, sites, numbers, 2), k), lines(limited(t, r, g, sites[:last], numbers[:last], 2), k)
		changed := slices.DeleteFunc(with, func(line string) bool { return slices.Contains(without, line) })
		if len(changed) > int(g.Limit.Groups) {
			t.Fatalf("round %d: a site changes %d groups; the limit is %d", round, len(changed), g.Limit.Groups)
		}
	}
	if cut < 300 {
		t.Errorf("only %d sites had more groups than the limit: this tests little", cut)
	}
}

// TestLimitedIsFair: of many sites with the same groups, each group is chosen by its share, and each pair too.
func TestLimitedIsFair(t *testing.T) {
	const n, groups, limit = 6000, 8, 3
	g := &plan.Group{Keys: []plan.Key{key(value.String)}, Measures: []plan.Measure{measure(plan.SiteCount, 0, 0)}, Limit: &plan.GroupLimit{Groups: limit, Unit: "site"}}
	var sites [][]row
	var numbers []int
	together := 0
	r := rand.New(rand.NewPCG(5, 6))
	for i := range n {
		var rows []row
		for m := range groups {
			rows = append(rows, row{keys: []datum{{kind: value.String, text: fmt.Sprint("module ", m)}}, args: []datum{{}}})
		}
		sites, numbers = append(sites, rows), append(numbers, i)
		alone := groupsOf(limited(t, r, g, sites[i:], numbers[i:], 1))
		if alone[`[STRING "module 0"]`] && alone[`[STRING "module 1"]`] {
			together++
		}
	}
	m := limited(t, r, g, sites, numbers, 2)
	for id := range agg.GroupID(m.Groups()) {
		if off := float64(m.Sites(id)) - n*limit/groups; math.Abs(off) > 5*math.Sqrt(n*limit*(groups-limit))/groups {
			t.Errorf("%d sites chose a group, %g from its share", m.Sites(id), off)
		}
	}
	share := float64(limit*(limit-1)) / (groups * (groups - 1))
	if off := float64(together) - n*share; math.Abs(off) > 5*math.Sqrt(n*share*(1-share)) {
		t.Errorf("%d sites chose two groups together, %g from their share", together, off)
	}
}
