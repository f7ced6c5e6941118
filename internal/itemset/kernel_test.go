package itemset

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestPlane counts random words in bit-sliced counters and one by one.
func TestPlane(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, n := range []int{0, 1, 15, 16, 17, 31, 32, 1000, 5000} {
		words := make([]uint64, n+1) // the last is the empty set
		var want [64]uint32
		for i := range n {
			words[i] = r.Uint64() & r.Uint64()
			for b := range want {
				want[b] += uint32(words[i] >> b & 1)
			}
		}
		offsets := make([]int, n, n+16)
		for i := range offsets {
			offsets[i] = i
		}
		for len(offsets)%16 != 0 {
			offsets = append(offsets, n)
		}
		var p plane
		p.add(words, offsets)
		weight := uint32(0b1011001)
		for rest := weight; rest != 0; rest &= rest - 1 {
			p.carry(1<<63|1, bits.TrailingZeros32(rest))
		}
		want[0] += weight
		want[63] += weight
		depth := max(5, bits.Len32(slices.Max(want[:])))
		for b := range want {
			if got := p.count(b, depth); got != want[b] {
				t.Errorf("%d words: counter %d is %d, want %d", n, b, got, want[b])
			}
		}
		for _, k := range []uint32{1, 2, want[5], want[5] + 1, want[0], want[0] + 1, 1 << 20} {
			var hits uint64
			for b := range want {
				if want[b] >= k {
					hits |= 1 << b
				}
			}
			if k > 0 && p.atLeast(k, depth) != hits {
				t.Errorf("%d words: at least %d: %b, want %b", n, k, p.atLeast(k, depth), hits)
			}
		}
	}
}

func TestSorter(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for _, limit := range []int{1, 64, 65, 5000, 100000} {
		s := newSorter[uint32](limit)
		for range 50 {
			set := r.Perm(limit)[:r.IntN(min(limit, 300)+1)]
			got := make([]uint32, len(set))
			for i, x := range set {
				got[i] = uint32(x)
			}
			s.sort(got)
			slices.Sort(set)
			for i, x := range set {
				if got[i] != uint32(x) {
					t.Fatalf("limit %d: %v", limit, got)
				}
			}
		}
	}
}

// TestHead holds heads to the order of the sets they stand for.
func TestHead(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	draw := func() []uint32 {
		set := make([]uint32, 2+r.IntN(4))
		next := uint32(0)
		for i := range set {
			next += 1 + uint32(r.IntN([]int{2, 40000, 65535}[r.IntN(3)]))
			set[i] = next - 1
		}
		return set
	}
	for range 20000 {
		a, b := draw(), draw()
		if head(a) < head(b) && slices.Compare(a, b) >= 0 {
			t.Fatalf("%v has a smaller head than %v", a, b)
		}
	}
}

func TestSortRows(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for _, c := range []struct{ n, limit int }{{0, 0}, {0, 9}, {1, 1}, {1000, 10}, {1000, 4000}, {100, 100000}} {
		columns := make([][]uint32, 3)
		for j := range columns {
			columns[j] = make([]uint32, c.n)
			for i := range columns[j] {
				columns[j][i] = uint32(r.IntN(c.limit))
			}
		}
		order := sortRows(columns, c.limit)
		row := func(i int) []uint32 {
			return []uint32{columns[0][order[i]], columns[1][order[i]], columns[2][order[i]]}
		}
		seen := make([]bool, c.n)
		for i := range order {
			if seen[order[i]] {
				t.Fatalf("%v: row %d twice", c, order[i])
			}
			seen[order[i]] = true
			if i > 0 && slices.Compare(row(i-1), row(i)) > 0 {
				t.Fatalf("%v: row %d after %d", c, i-1, i)
			}
		}
	}
}

// TestMaskWords holds the choice to what it promises, whatever the data.
func TestMaskWords(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	for range 200 {
		n := r.IntN(9000)
		var single, shared tally
		single.reset(n)
		shared.reset(n)
		single.n, shared.n = r.IntN(1000), r.IntN(1000)
		occurs := 0
		for x := 1; x <= n; x++ {
			single.occurs[x], shared.occurs[x] = uint32(r.IntN(single.n+1)), uint32(r.IntN(shared.n+1))
			single.below[x] = uint64(r.IntN(1e6))
			occurs += int(single.occurs[x] + shared.occurs[x])
		}
		words := maskWords(n, &single, &shared)
		if words < 0 || words > maxWords || words > (n+63)/64 || words*(single.n+shared.n) > occurs {
			t.Fatalf("%d words for %d items, %d sets, %d occurrences", words, n, single.n+shared.n, occurs)
		}
	}
}
