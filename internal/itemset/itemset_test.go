package itemset

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/value"
)

// worker is a Counter with its dictionary, as a pipeline's worker has them.
type worker struct {
	dict    *value.Dict
	counter *Counter
	items   []value.Value
}

func newWorker() *worker { return &worker{dict: value.NewDict(), counter: NewCounter()} }

// add counts one site that holds the given texts.
func (w *worker) add(texts ...string) {
	w.items = w.items[:0]
	for _, text := range texts {
		w.items = append(w.items, value.OfString(w.dict.CodeOf(text)))
	}
	w.counter.Add(w.items)
}

// flush returns the worker's batches and empties it, dictionary and all.
func (w *worker) flush() (batches [][]byte) {
	w.counter.Flush(w.dict, func(batch []byte) { batches = append(batches, batch) })
	w.dict.Reset()
	return batches
}

func mineAll(t testing.TB, batches [][]byte, size, k, workers int, rank []int) *cells.Set {
	t.Helper()
	m := NewMiner(size)
	for _, batch := range batches {
		if err := m.Add(batch); err != nil {
			t.Fatal(err)
		}
	}
	set, err := m.Mine(context.Background(), k, workers, rank)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// spell writes a result as lines "key key … sites", after checking that its columns agree.
func spell(t testing.TB, s *cells.Set) []string {
	t.Helper()
	if s.Withheld != cells.NotCounted {
		t.Errorf("withheld is %d", s.Withheld)
	}
	lines := make([]string, s.N)
	for i := range lines {
		var b strings.Builder
		for _, column := range s.Keys {
			if len(column) != s.N {
				t.Fatalf("a key column of %d values in %d rows", len(column), s.N)
			}
			v := column[i]
			if v.Kind == value.String {
				fmt.Fprintf(&b, "%s ", s.Dict.Text(v.Code()))
			} else {
				fmt.Fprintf(&b, "%v ", v)
			}
		}
		if s.Measures[0][i] != value.OfInt64(s.Sites[i]) {
			t.Errorf("row %d: measure %v of %d sites", i, s.Measures[0][i], s.Sites[i])
		}
		fmt.Fprint(&b, s.Sites[i])
		lines[i] = b.String()
	}
	return lines
}

// naive enumerates the sets of every site.
func naive(sites [][]string, size, k int, rank []int) []string {
	counts := make(map[string]int)
	for _, site := range sites {
		distinct := slices.Compact(slices.Sorted(slices.Values(site)))
		combine(distinct, size, nil, func(set []string) {
			key := make([]string, size)
			for j := range key {
				key[j] = set[j]
				if rank != nil {
					key[j] = set[rank[j]]
				}
			}
			counts[strings.Join(key, "\x00")]++
		})
	}
	lines := []string{}
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		if counts[key] >= k {
			lines = append(lines, strings.ReplaceAll(key, "\x00", " ")+" "+strconv.Itoa(counts[key]))
		}
	}
	return lines
}

func combine(items []string, size int, prefix []string, visit func([]string)) {
	if size == 0 {
		visit(prefix)
		return
	}
	for i := range items {
		combine(items[i+1:], size-1, append(prefix[:len(prefix):len(prefix)], items[i]), visit)
	}
}

// randomSites draws sites whose items have a long-tailed popularity, with repeats within a site and
// sites that equal another.
func randomSites(r *rand.Rand, n, items, longest int) [][]string {
	sites := make([][]string, n)
	for i := range sites {
		if i > 0 && r.IntN(4) == 0 {
			sites[i] = sites[r.IntN(i)]
			continue
		}
		site := make([]string, r.IntN(longest+1))
		for j := range site {
			f := r.Float64()
			site[j] = fmt.Sprintf("m%d", int(f*f*f*float64(items)))
		}
		sites[i] = site
	}
	return sites
}

// deal spreads sites over workers that flush now and then.
func deal(r *rand.Rand, sites [][]string, workers int, flush float64) (batches [][]byte) {
	all := make([]*worker, workers)
	for i := range all {
		all[i] = newWorker()
	}
	for _, i := range r.Perm(len(sites)) {
		w := all[r.IntN(workers)]
		w.add(sites[i]...)
		if r.Float64() < flush {
			batches = append(batches, w.flush()...)
		}
	}
	for _, w := range all {
		batches = append(batches, w.flush()...)
	}
	r.Shuffle(len(batches), func(i, j int) { batches[i], batches[j] = batches[j], batches[i] })
	return batches
}

func TestAgainstEnumeration(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 120 {
		size := 2 + round%3
		sites := randomSites(r, r.IntN(300), 1+r.IntN([]int{10, 100, 400}[round/3%3]), r.IntN([]int{30, 20, 14}[size-2]))
		k := 1 + r.IntN(12)
		rank := r.Perm(size)
		want := naive(sites, size, k, rank)
		for _, workers := range []int{1, 3} {
			batches := deal(r, sites, 1+r.IntN(4), r.Float64()*r.Float64())
			got := spell(t, mineAll(t, batches, size, k, workers, rank))
			if !slices.Equal(got, want) {
				t.Fatalf("round %d: size %d, k %d, %d sites, rank %v: got %d rows, want %d\n%v\n%v",
					round, size, k, len(sites), rank, len(got), len(want), got[:min(5, len(got))], want[:min(5, len(want))])
			}
		}
	}
}

func fimi(t testing.TB, name string) [][]string {
	t.Helper()
	file, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var sites [][]string
	lines := bufio.NewScanner(plain)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		sites = append(sites, strings.Fields(lines.Text()))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return sites
}

func TestFIMI(t *testing.T) {
	for file, counts := range map[string]map[int]int{
		"T10I4D100K.dat.gz": {2: 110793, 3: 152805},
		"mushroom.dat.gz":   {2: 3323},
	} {
		batches := deal(rand.New(rand.NewPCG(5, 6)), fimi(t, file), 2, 0.0001)
		for size, want := range counts {
			if n := mineAll(t, batches, size, 10, 2, nil).N; n != want {
				t.Errorf("%s: %d sets of %d items at k = 10, want %d", file, n, size, want)
			}
		}
	}
}
