package complement

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// universe is a population of sites by which of some items they have: sites[mask] have exactly the items
// of mask.
type universe struct {
	items int
	sites []int
}

func (u universe) total() (n int) {
	for _, x := range u.sites {
		n += x
	}
	return n
}

// with is the sites that have all items of a set.
func (u universe) with(set int) (n int64) {
	for mask, x := range u.sites {
		if mask&set == set {
			n += int64(x)
		}
	}
	return n
}

// itemTables is the tables of the sets of 1 … size items of at least k sites.
func itemTables(u universe, k, size int) Release {
	r := Release{K: k, N: int64(u.total())}
	for n := 1; n <= size; n++ {
		t := Table{Name: fmt.Sprintf("sets of %d", n), Columns: make([]Column, n)}
		for i := range t.Columns {
			t.Columns[i].Attribute = "items"
		}
		for set := range 1 << u.items {
			var members []uint32
			for i := range u.items {
				if set>>i&1 != 0 {
					members = append(members, uint32(i))
				}
			}
			if len(members) == n && u.with(set) >= int64(k) {
				for i, c := range members {
					t.Columns[i].Codes = append(t.Columns[i].Codes, c)
				}
				t.Sites = append(t.Sites, u.with(set))
			}
		}
		r.Tables = append(r.Tables, t)
	}
	return r
}

// raise gives the last table a threshold of its own.
func raise(r *Release, k int) {
	t := &r.Tables[len(r.Tables)-1]
	old := *t
	t.K, t.Sites, t.Columns = k, nil, slices.Clone(old.Columns)
	for i := range t.Columns {
		t.Columns[i].Codes = nil
	}
	for row, n := range old.Sites {
		if n < int64(k) {
			continue
		}
		t.Sites = append(t.Sites, n)
		for i := range t.Columns {
			t.Columns[i].Codes = append(t.Columns[i].Codes, old.Columns[i].Codes[row])
		}
	}
}

// setOf is the set of items that a row of itemTables is about.
func setOf(t Table, row int) (set int) {
	for _, c := range t.Columns {
		set |= 1 << c.Codes[row]
	}
	return set
}

// compositions calls do for all ways to write n as a sum of len(parts) numbers.
func compositions(parts []int, n int, do func()) {
	if len(parts) == 1 {
		parts[0] = n
		do()
		return
	}
	for x := range n + 1 {
		parts[0] = x
		compositions(parts[1:], n-x, do)
	}
}

func random(t testing.TB, seed uint64) *rand.Rand {
	t.Helper()
	return rand.New(rand.NewPCG(seed, 1))
}

func suppress(t testing.TB, r Release) Result {
	t.Helper()
	res, err := Suppress(context.Background(), r, Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// TestNothingIsCertainOfThreeItems takes all universes that agree with what is published of a random one
// as its witnesses: for no union of the 8 parts of the diagram of three items do they all have a size in
// 1 … k-1. The attacker is told, of every withheld group, that it has fewer than k sites.
func TestNothingIsCertainOfThreeItems(t *testing.T) {
	const trials = 600
	rng := random(t, 1)
	worlds := map[int][]universe{}
	leaky := 0
	for trial := range trials {
		n, k := 5+rng.IntN(8), 2+rng.IntN(3)
		u := universe{3, make([]int, 8)}
		weights := rng.Perm(8)[:2+rng.IntN(6)]
		for range n {
			u.sites[weights[rng.IntN(len(weights))]]++
		}
		if worlds[n] == nil {
			parts := make([]int, 8)
			compositions(parts, n, func() { worlds[n] = append(worlds[n], universe{3, slices.Clone(parts)}) })
		}
		r := itemTables(u, k, 2+trial%2)
		if trial%3 == 0 {
			raise(&r, k+1+rng.IntN(4))
		}
		if group := certainUnion(worlds[n], u, r, nil); group != 0 {
			leaky++
		}
		res := suppress(t, r)
		if group := certainUnion(worlds[n], u, r, res.Hidden); group != 0 {
			t.Fatalf("trial %d, k=%d, parts %v, sets up to %d: the parts %08b are certain; hidden: %v",
				trial, k, u.sites, 2+trial%2, group, spell(r, res))
		}
	}
	if leaky < trials/10 {
		t.Errorf("only %d of %d universes were unsafe before", leaky, trials)
	}
}

// spell lists the hidden rows.
func spell(r Release, res Result) (list []string) {
	for i, t := range r.Tables {
		for row := range t.Sites {
			if res.Hidden[i].Has(row) {
				key := t.Name
				for _, c := range t.Columns {
					key += fmt.Sprintf(" %d", c.Codes[row])
				}
				list = append(list, fmt.Sprintf("%s: %d", key, t.Sites[row]))
			}
		}
	}
	return list
}

// certainUnion gives a union of parts of the diagram whose size is in 1 … k-1 in all worlds that agree
// with what is published, or 0.
func certainUnion(worlds []universe, u universe, r Release, hides []Rows) int {
	type fact struct {
		set      int
		n        int64
		withheld bool
	}
	var facts []fact
	for i, t := range r.Tables {
		rows := map[int]int{}
		for row := range t.Sites {
			rows[setOf(t, row)] = row
		}
		compositionsOfSets(u.items, len(t.Columns), func(set int) {
			if row, ok := rows[set]; !ok {
				facts = append(facts, fact{set, int64(max(r.K, t.K)), true})
			} else if hides == nil || !hides[i].Has(row) {
				facts = append(facts, fact{set, t.Sites[row], false})
			}
		})
	}
	unions := 1 << len(u.sites)
	lo, hi := make([]int, unions), make([]int, unions)
	for i := range lo {
		lo[i] = u.total()
	}
	for _, w := range worlds {
		agrees := true
		for _, f := range facts {
			n := w.with(f.set)
			if f.withheld && n >= f.n || !f.withheld && n != f.n {
				agrees = false
				break
			}
		}
		if !agrees {
			continue
		}
		for union := 1; union < unions; union++ {
			n := 0
			for p, x := range w.sites {
				if union>>p&1 != 0 {
					n += x
				}
			}
			lo[union], hi[union] = min(lo[union], n), max(hi[union], n)
		}
	}
	for union := 1; union < unions; union++ {
		if lo[union] >= 1 && hi[union] < r.K {
			return union
		}
	}
	return 0
}

// compositionsOfSets calls do for all sets of n of the items.
func compositionsOfSets(items, n int, do func(set int)) {
	for set := range 1 << items {
		size := 0
		for i := range items {
			size += set >> i & 1
		}
		if size == n {
			do(set)
		}
	}
}
