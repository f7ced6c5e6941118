package complement

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// modulesOf draws the baskets of sites: items of a Zipf distribution, each with those that it depends on,
// so that some pairs are as large as one of their items.
func modulesOf(rng *rand.Rand, sites, items, draws int) [][]uint32 {
	depends := make([][]uint32, items)
	for i := range depends {
		for range rng.IntN(4) {
			if i > 0 {
				depends[i] = append(depends[i], uint32(float64(i)*math.Pow(rng.Float64(), 6)))
			}
		}
	}
	cumulative := make([]float64, items)
	sum := 0.0
	for i := range cumulative {
		sum += math.Pow(float64(i+3), -0.75)
		cumulative[i] = sum
	}
	list := make([][]uint32, sites)
	for s := range list {
		var basket []uint32
		for range 1 + rng.IntN(2*draws) {
			i, _ := slices.BinarySearch(cumulative, rng.Float64()*sum)
			basket = append(basket, uint32(i))
			basket = append(basket, depends[i]...)
		}
		slices.Sort(basket)
		list[s] = slices.Compact(basket)
	}
	return list
}

// BenchmarkPairs is a release of 1.3 million pairs of 6,351 items.
func BenchmarkPairs(b *testing.B) {
	rng := rand.New(rand.NewPCG(5, 1))
	list := modulesOf(rng, 100_000, 6351, 26)
	m := count(list)
	r := m.release(len(list), 10)
	b.Logf("%d items, %d pairs", len(r.Tables[0].Sites), len(r.Tables[1].Sites))
	for b.Loop() {
		start := time.Now()
		res, err := Suppress(context.Background(), r, Options{Workers: 2})
		if err != nil {
			b.Fatal(err)
		}
		b.Logf("%v: %d hidden, %v %v", time.Since(start), res.Total(), res.Counts, res.Limits)
	}
}
