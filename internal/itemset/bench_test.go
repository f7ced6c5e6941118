package itemset

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sort"
	"testing"

	"isobar/internal/value"
)

// popularity draws sets of distinct items whose popularity has a long tail: 42 items a site on average,
// of 6,351, the most popular in a quarter of the sites; 100,000 sites have about 140 million pairs.
type popularity struct {
	rand *rand.Rand
	upTo []float64
	seen []int
	site int
}

func newPopularity(seed uint64, items int) *popularity {
	p := &popularity{rand: rand.New(rand.NewPCG(seed, 2)), upTo: make([]float64, items), seen: make([]int, items)}
	sum := 0.0
	for i := range p.upTo {
		sum += math.Pow(float64(i+40), -1.2)
		p.upTo[i] = sum
	}
	return p
}

func (p *popularity) next(set []int) []int {
	p.site++
	n := min(9+int(p.rand.ExpFloat64()*33+0.5), 400, len(p.upTo)/2)
	for set = set[:0]; len(set) < n; {
		x := sort.SearchFloat64s(p.upTo, p.rand.Float64()*p.upTo[len(p.upTo)-1])
		if p.seen[x] != p.site {
			p.seen[x] = p.site
			set = append(set, x)
		}
	}
	return set
}

// add gives w so many sites.
func (p *popularity) add(w *worker, sites int) {
	var set []int
	for range sites {
		w.items = w.items[:0]
		set = p.next(set)
		for _, x := range set {
			w.items = append(w.items, value.OfString(w.dict.CodeOf(fmt.Sprintf("author-module%05d", x))))
		}
		w.counter.Add(w.items)
	}
}

// synthetic returns the batches of so many sites, collected by two workers.
func synthetic(sites int) (batches [][]byte) {
	p := newPopularity(1, 6351)
	for range 2 {
		w := newWorker()
		p.add(w, sites/2)
		batches = append(batches, w.flush()...)
	}
	return batches
}

// BenchmarkCounter collects and flushes 10,000 sites of 42 items.
func BenchmarkCounter(b *testing.B) {
	p, w := newPopularity(1, 6351), newWorker()
	sites := make([][]value.Value, 10_000)
	items := 0
	for i := range sites {
		p.add(w, 1)
		sites[i] = append([]value.Value(nil), w.items...)
		items += len(w.items)
	}
	w.counter.Flush(w.dict, func([]byte) {})
	bytes := 0
	b.ReportAllocs()
	for b.Loop() {
		for _, site := range sites {
			w.counter.Add(site)
		}
		w.counter.Flush(w.dict, func(batch []byte) { bytes = len(batch) })
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*items), "ns/item")
	b.ReportMetric(float64(bytes)/float64(items), "bytes/item")
}

// BenchmarkCountPairs makes pairs of the item sets of one worker, be they fewer bytes or not.
func BenchmarkCountPairs(b *testing.B) {
	for _, sites := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprintf("synthetic=%d", sites), func(b *testing.B) {
			p, w := newPopularity(1, 6351), newWorker()
			p.add(w, sites)
			sets := w.flush()[0]
			var pairs []byte
			b.ReportAllocs()
			for b.Loop() {
				pairs = countedBatch(b, sets)
			}
			b.ReportMetric(float64(len(sets))/1e6, "MB-sets")
			b.ReportMetric(float64(len(pairs))/1e6, "MB-pairs")
		})
	}
}

func benchmarkMine(b *testing.B, batches [][]byte, size, k, workers int) {
	bytes := 0
	for _, batch := range batches {
		bytes += len(batch)
	}
	rows, peak := 0, uint64(0)
	b.ReportAllocs()
	for b.Loop() {
		m := NewMiner(size)
		for _, batch := range batches {
			if err := m.Add(batch); err != nil {
				b.Fatal(err)
			}
		}
		set, err := m.Mine(context.Background(), k, workers, nil)
		if err != nil {
			b.Fatal(err)
		}
		rows = set.N
		var mem runtime.MemStats
		runtime.ReadMemStats(&mem)
		peak = max(peak, mem.HeapSys-mem.HeapReleased)
	}
	b.ReportMetric(float64(rows), "sets")
	b.ReportMetric(float64(bytes)/1e6, "MB-batches")
	b.ReportMetric(float64(peak)/1e6, "MB-heap")
}

func BenchmarkMine(b *testing.B) {
	for _, file := range []string{"mushroom", "T10I4D100K"} {
		var batches [][]byte
		for _, c := range []struct{ size, k int }{{2, 10}, {3, 10}} {
			for _, workers := range []int{1, 2} {
				b.Run(fmt.Sprintf("%s/size=%d/k=%d/workers=%d", file, c.size, c.k, workers), func(b *testing.B) {
					if batches == nil {
						batches = deal(rand.New(rand.NewPCG(5, 6)), fimi(b, file+".dat.gz"), 2, 0)
					}
					benchmarkMine(b, batches, c.size, c.k, workers)
				})
			}
		}
	}
	for _, sites := range []int{100_000, 1_000_000} {
		var batches [][]byte
		for _, c := range []struct{ size, k int }{{2, 20}, {3, 500}, {4, 500}} {
			for _, workers := range []int{1, 2} {
				b.Run(fmt.Sprintf("synthetic=%d/size=%d/k=%d/workers=%d", sites, c.size, c.k*sites/100_000, workers), func(b *testing.B) {
					if batches == nil {
						batches = synthetic(sites)
					}
					benchmarkMine(b, batches, c.size, c.k*sites/100_000, workers)
				})
			}
		}
	}
}
