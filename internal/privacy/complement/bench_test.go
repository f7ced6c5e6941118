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

// BenchmarkPairs is a release of 1.75 million pairs of 6,351 items.
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

// BenchmarkPairsByPlatform is a release of items, pairs of them, and both items and sites by one of four
// platforms.
func BenchmarkPairsByPlatform(b *testing.B) {
	const k, platforms = 10, 4
	rng := rand.New(rand.NewPCG(6, 1))
	list := modulesOf(rng, 30_000, 1500, 26)
	r := count(list).release(len(list), k)
	cells := Table{Name: "items by platform", Columns: []Column{{Attribute: "item"}, {Attribute: "platform", Single: true}}}
	alone := Table{Name: "platforms", Columns: []Column{{Attribute: "platform", Single: true}}}
	var sites [platforms]int64
	items := make([][platforms]int64, 1500)
	for _, basket := range list {
		p := min(rng.IntN(8), rng.IntN(8)) / 2
		sites[p]++
		for _, item := range basket {
			items[item][p]++
		}
	}
	for item := range items {
		for p, n := range items[item] {
			if n >= k {
				cells.Columns[0].Codes = append(cells.Columns[0].Codes, uint32(item))
				cells.Columns[1].Codes = append(cells.Columns[1].Codes, uint32(p))
				cells.Sites = append(cells.Sites, n)
			}
		}
	}
	for p, n := range sites {
		alone.Columns[0].Codes = append(alone.Columns[0].Codes, uint32(p))
		alone.Sites = append(alone.Sites, n)
	}
	r.Tables = append(r.Tables, cells, alone)
	b.Logf("%d items, %d pairs, %d items by platform", len(r.Tables[0].Sites), len(r.Tables[1].Sites), len(cells.Sites))
	for b.Loop() {
		start := time.Now()
		res, err := Suppress(context.Background(), r, Options{Workers: 2})
		if err != nil {
			b.Fatal(err)
		}
		b.Logf("%v: %d hidden, %v %v", time.Since(start), res.Total(), res.Counts, res.Limits)
	}
}
