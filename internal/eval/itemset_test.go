package eval

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"isobar/internal/itemset"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// TestItemsets: a group with an Itemset goes to package itemset, and gives the sets that its site part,
// run as rows, gives as well. Two groups of the same items share a count, and have it both. Pairs travel
// as item sets or, where it is worth it, counted.
func TestItemsets(t *testing.T) {
	s := parseSchema(t, dropsonde)
	for _, list := range []string{"modules", "platforms"} {
		pair := func() *plan.Query {
			input := unnest(unnest(&plan.Report{}, listOf(s, list, plan.Root), 0), listOf(s, list, plan.Root), 1)
			var a, b plan.Expr = &plan.Ref{Slot: 0, Type: value.String}, &plan.Ref{Slot: 1, Type: value.String}
			if list == "modules" {
				a, b = fieldOf(s, "modules.slug", 0), fieldOf(s, "modules.slug", 1)
			}
			return sitesBy("pairs", 2, &plan.Filter{Input: input, Cond: fnCall("$less", a, b)}, []plan.Expr{a, b})
		}
		plain, mined := pair(), pair()
		mined.Groups[0].Itemset = &plan.Itemset{List: list, Item: list, Size: 2, Rank: []int{0, 1}}
		if list == "modules" {
			mined.Groups[0].Itemset.Item = "modules.slug"
		}
		queries := []*plan.Query{plain, mined, mined}
		p := compileAll(t, s, queries...)
		rng := rand.New(rand.NewPCG(5, 6))
		w := p.NewWorker()
		if list == "platforms" {
			w.worthCounting = 0
		}
		for range 40 {
			var report map[string]any
			var items []any
			for range rng.IntN(6) {
				items = append(items, []any{"a", "b", "c", "d", nil, ""}[rng.IntN(6)])
			}
			if list == "modules" {
				report = modulesReport(items...)
			} else {
				report = map[string]any{"platforms": items}
			}
			shred(w.Record(), s, p.Columns(), report)
			w.Site()
		}
		if w.frames[1].items == nil || w.frames[2].items != nil {
			t.Error("the same items are counted twice")
		}
		miners := []*itemset.Miner{itemset.NewMiner(2), itemset.NewMiner(2)}
		var rows [][]byte
		w.Flush(1, func(key Key, batch []byte) {
			if key.Query == 0 {
				rows = append(rows, batch)
			} else if err := miners[key.Query-1].Add(batch); err != nil || key.Part != 0 {
				t.Fatal(key, err)
			} else if err := itemset.NewMiner(3).Add(batch); (err != nil) != (list == "platforms") {
				t.Errorf("%s: a Miner of triples says %v of what travels", list, err)
			}
		})
		want := mergedGroups(t, plain, rows)
		for _, miner := range miners {
			set, err := miner.Mine(context.Background(), 1, 1, []int{0, 1})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for i := range set.N {
				key := show(set.Dict, set.Keys[0][i]) + "|" + show(set.Dict, set.Keys[1][i])
				got[key] = fmt.Sprintf("sites %d: %d", set.Sites[i], set.Measures[0][i].Int64())
			}
			if !maps.Equal(got, want) || len(want) < 6 {
				t.Errorf("%s: mined %v, want %v", list, got, want)
			}
		}
	}
}
