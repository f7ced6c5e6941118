package complement

import (
	"math/rand/v2"
	"slices"
)

// fact is what is known of the sum of some cells: exactly n, or fewer than n.
type fact struct {
	cells    uint64
	n        int
	withheld bool
}

func (f fact) holds(n uint8) bool {
	return f.withheld && int(n) < f.n || !f.withheld && int(n) == f.n
}

func sumOf(cells []int, set uint64) (n int) {
	for i, x := range cells {
		if set>>i&1 != 0 {
			n += x
		}
	}
	return n
}

// worlds is all ways to put some sites into cells.
type worlds struct {
	cells [][]int
	sums  map[uint64][]uint8 // by cells: what they add up to, by world
}

func worldsOf(cells, sites int) *worlds {
	w := &worlds{sums: map[uint64][]uint8{}}
	one := make([]int, cells)
	compositions(one, sites, func() { w.cells = append(w.cells, slices.Clone(one)) })
	return w
}

// sum gives what some cells add up to in each world.
func (w *worlds) sum(cells uint64) []uint8 {
	list := w.sums[cells]
	if list == nil {
		list = make([]uint8, len(w.cells))
		for i, one := range w.cells {
			list[i] = uint8(sumOf(one, cells))
		}
		w.sums[cells] = list
	}
	return list
}

// agree gives the worlds in which the facts hold.
func (w *worlds) agree(facts []fact) []int {
	alive := make([]int, len(w.cells))
	for i := range alive {
		alive[i] = i
	}
	// Exact numbers first, which leave the fewest.
	slices.SortStableFunc(facts, func(a, b fact) int {
		if a.withheld == b.withheld {
			return 0
		} else if a.withheld {
			return 1
		}
		return -1
	})
	for _, f := range facts {
		sums := w.sum(f.cells)
		alive = slices.DeleteFunc(alive, func(i int) bool { return !f.holds(sums[i]) })
	}
	return alive
}

// certain gives the groups whose size is in 1 … k-1 in all worlds in which the facts hold.
func (w *worlds) certain(facts []fact, groups []uint64, k int) (found []uint64) {
	alive := w.agree(facts)
	for _, set := range groups {
		sums := w.sum(set)
		if !slices.ContainsFunc(alive, func(i int) bool { return sums[i] < 1 || int(sums[i]) >= k }) {
			found = append(found, set)
		}
	}
	return found
}

// news gives a group of 1 … k-1 sites that the facts make certain, and that would not be if every row
// were hidden: nothing can be done about what the lack of rows shows.
func (w *worlds) news(facts []fact, groups []uint64, k int) (uint64, bool) {
	found := w.certain(facts, groups, k)
	if len(found) == 0 {
		return 0, false
	}
	none := slices.DeleteFunc(slices.Clone(facts), func(f fact) bool { return !f.withheld })
	base := w.certain(none, found, k)
	for _, g := range found {
		if !slices.Contains(base, g) {
			return g, true
		}
	}
	return 0, false
}

// scatter puts n sites into cells of random weight.
func scatter(rng *rand.Rand, cells, n int) []int {
	weights := rng.Perm(cells)[:1+rng.IntN(cells)]
	list := make([]int, cells)
	for range n {
		list[weights[rng.IntN(len(weights))]]++
	}
	return list
}
