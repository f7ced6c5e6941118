package itemset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"isobar/internal/value"
)

// countedBatch makes a batch of pairs of a batch of item sets, be it shorter or not.
func countedBatch(t testing.TB, batch []byte) []byte {
	t.Helper()
	pairs, err := countPairs(batch, math.MaxInt)
	if err != nil {
		t.Fatal(err)
	}
	return pairs
}

// TestAnyMixtureOfForms spreads sites over workers that flush now and then in either form, and wants the
// bytes of what all item sets together give.
func TestAnyMixtureOfForms(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	forms := map[byte]int{}
	folds := 0
	for round := range 150 {
		sites := randomSites(r, r.IntN(400), 1+r.IntN([]int{10, 100, 600}[round%3]), r.IntN(30))
		k := 1 + r.IntN(8)
		rank := r.Perm(2)
		batches := deal(r, sites, 1+r.IntN(7), r.Float64()*r.Float64())
		want := mineAll(t, batches, 2, k, 1, rank).Encode()
		if got := naive(sites, 2, k, rank); !slices.Equal(got, spell(t, mineAll(t, batches, 2, k, 1, rank))) {
			t.Fatalf("round %d: the witness disagrees", round)
		}

		often := r.Float64()
		m := NewMiner(2)
		m.Limits.Fold = int64(r.IntN(3000))
		m.steps = steps{1 + r.IntN(100), 1 + r.IntN(1000)}
		for _, i := range r.Perm(len(batches)) {
			batch := batches[i]
			if r.Float64() < often {
				batch = countedBatch(t, batch)
			} else if shorter := CountPairs(batch, r.IntN(2000)); len(shorter) > len(batch) {
				t.Fatalf("%d bytes for %d", len(shorter), len(batch))
			} else {
				batch = shorter
			}
			forms[batch[0]]++
			if err := m.Add(batch); err != nil {
				t.Fatal(err)
			}
		}
		if m.folded > 0 {
			folds++
		}
		set, err := m.Mine(context.Background(), k, 1+r.IntN(4), rank)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(set.Encode(), want) {
			t.Fatalf("round %d: another set of cells", round)
		}
	}
	if forms[formSets] < 100 || forms[formPairs] < 100 || folds < 30 {
		t.Errorf("%v batches of each form, %d Miners that fold: too few to tell", forms, folds)
	}
}

// TestTilesAdd wants the tiles of parts, added up, to be those of the whole, byte by byte.
func TestTilesAdd(t *testing.T) {
	r := rand.New(rand.NewPCG(33, 34))
	for _, longest := range []int{3, 12, 60} {
		sites := randomSites(r, 500, 200, longest)
		whole := countedBatch(t, deal(r, sites, 1, 0)[0])
		m := NewMiner(2)
		for i, batch := range deal(r, sites, 3, 0.02) {
			if i%2 == 0 {
				batch = countedBatch(t, batch)
			}
			if err := m.Add(batch); err != nil {
				t.Fatal(err)
			}
		}
		v, c, err := m.countPairs(math.MaxInt, 3)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(m.encodePairs(v, c), whole) {
			t.Errorf("sets of up to %d: the sum is not the whole", longest)
		}
	}
}

// TestCountPairsChooses wants many sites with few items counted, few sites left, and no pairs counted to
// the end that are too many.
func TestCountPairsChooses(t *testing.T) {
	for _, c := range []struct {
		items, sites int
		form         byte
	}{{40, 3000, formPairs}, {3000, 300, formSets}} {
		p, w := newPopularity(1, c.items), newWorker()
		for range c.sites {
			var texts []string
			for _, x := range p.next(nil)[:9] {
				texts = append(texts, fmt.Sprint("module", x))
			}
			w.add(texts...)
		}
		batch := w.flush()[0]
		if got := CountPairs(batch, len(batch)); got[0] != c.form {
			t.Errorf("%d items, %d sites: form %d", c.items, c.sites, got[0])
		}
		if as := CountPairs(batch, len(batch)+1); as[0] != formSets {
			t.Errorf("%d items, %d sites: a batch below the least length was counted", c.items, c.sites)
		}
		if _, err := countPairs(batch, 1000); !errors.Is(err, errLonger) {
			t.Errorf("%d items, %d sites, in a thousand bytes: %v", c.items, c.sites, err)
		}
	}
	if got := CountPairs([]byte("no batch"), 0); string(got) != "no batch" {
		t.Errorf("no batch became %q", got)
	}
}

// TestEstimate holds the estimate that decides whether pairs are counted to their number.
func TestEstimate(t *testing.T) {
	p, w := newPopularity(5, 3000), newWorker()
	p.add(w, 2000)
	m := NewMiner(2)
	if err := m.Add(w.flush()[0]); err != nil {
		t.Fatal(err)
	}
	db, err := load[uint16](context.Background(), m, m.sets, m.vocabulary(1), 1)
	if err != nil {
		t.Fatal(err)
	}
	all, c := 0, rowCounter[uint16]{k: 1}
	for i := 1; i <= db.n; i++ {
		all += len(c.row(db, i))
	}
	if got := db.pairs(); got < all*9/10 || got > all*21/20 {
		t.Errorf("%d pairs estimated as %d", all, got)
	}
}

// TestFoldBounds gives a Miner of pairs ten times as many item sets as it may hold: a Miner of pairs
// counts them and goes on, a Miner of triples refuses.
func TestFoldBounds(t *testing.T) {
	pairs, triples := NewMiner(2), NewMiner(3)
	limits := Limits{Batches: 60 << 10, Fold: 20 << 10, Working: 1 << 30, Result: 1 << 30}
	pairs.Limits, triples.Limits = limits, limits
	all := newWorker()
	given := 0
	p, q := newPopularity(3, 60), newPopularity(3, 60)
	var refused error
	for given < 600<<10 {
		w := newWorker()
		p.add(w, 400)
		q.add(all, 400)
		batch := w.flush()[0]
		given += len(batch)
		if err := pairs.Add(batch); err != nil {
			t.Fatalf("after %d bytes: %v", given, err)
		}
		if pairs.bytes > limits.Batches {
			t.Fatalf("%d bytes held", pairs.bytes)
		}
		if refused == nil {
			refused = triples.Add(batch)
		}
	}
	if !errors.Is(refused, ErrLimit) {
		t.Errorf("triples: %v", refused)
	}
	got, err := pairs.Mine(context.Background(), 30, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := mineAll(t, all.flush(), 2, 30, 2, nil); !bytes.Equal(got.Encode(), want.Encode()) || got.N < 500 {
		t.Errorf("%d pairs, or others than the %d at once", got.N, want.N)
	}
}

// TestMostLoose wants pairs that need more memory than they may refused, where they are counted for adding up
// and where they are counted to make room, and what is held left as it was.
func TestMostLoose(t *testing.T) {
	sets := batchesOf("a b c d e", "a b c d f", "b c d e f", "a c e")[0]
	for most, refused := range map[int64]bool{14: true, 15: false} {
		m := NewMiner(2)
		for _, batch := range [][]byte{countedBatch(t, batchesOf("a b", "a b")[0]), sets} {
			if err := m.Add(batch); err != nil {
				t.Fatal(err)
			}
		}
		// Decoding alone takes 18 items of 20 bytes; only the pairs are to be refused.
		m.Limits.Working = 18 * 20
		if _, err := m.Mine(context.Background(), 1, 1, nil); err != nil {
			t.Fatal(err)
		}
		m.Limits = Limits{Working: 10 * most, Batches: 1 << 30, Fold: 0, Result: 1 << 20}
		if err := m.Add(sets); errors.Is(err, ErrLimit) != refused {
			t.Errorf("room for %d pairs: %v", most, err)
		}
		if sites := m.Sites(); sites != 6 && refused || sites != 10 && !refused {
			t.Errorf("room for %d pairs: %d sites", most, sites)
		}
	}
}

// TestFoldOfManyItems counts with more items than 16 bits number, in rows that are nearly empty.
func TestFoldOfManyItems(t *testing.T) {
	r := rand.New(rand.NewPCG(35, 36))
	var batches, mixed [][]byte
	for i := range 4 {
		w := newWorker()
		for range 6000 {
			w.items = w.items[:0]
			for range 2 + r.IntN(10) {
				f := r.Float64()
				w.items = append(w.items, value.OfInt64(int64(f*f*90000)))
			}
			w.counter.Add(w.items)
		}
		batch := w.flush()[0]
		batches, mixed = append(batches, batch), append(mixed, batch)
		if i%2 == 0 {
			mixed[i] = countedBatch(t, batch)
		}
	}
	for _, k := range []int{1, 2} {
		want := mineAll(t, batches, 2, k, 2, nil)
		if got := mineAll(t, mixed, 2, k, 2, nil); !bytes.Equal(got.Encode(), want.Encode()) || want.N < 400 {
			t.Errorf("k = %d: %d pairs, or others than %d", k, got.N, want.N)
		}
	}
}

// TestTile writes and reads tiles of every density, and wants neither form to be longer than the other
// would be.
func TestTile(t *testing.T) {
	r := rand.New(rand.NewPCG(37, 38))
	forms := map[byte]int{}
	for range 3000 {
		n := 1 + r.IntN(300)
		item := uint32(r.IntN(n))
		density, most := r.Float64(), 1<<r.IntN(32)
		var pairs []pair
		sparse, dense, next := 1, 1, item+1
		for x := item + 1; x < uint32(n); x++ {
			if r.Float64() >= density {
				continue
			}
			p := pair{x, uint32(1 + r.IntN(most))}
			pairs = append(pairs, p)
			gap := int(x - next)
			sparse += max(1, (bits.Len(uint(2*gap))+6)/7)
			if p.sites > 1 {
				sparse += max(1, (bits.Len32(p.sites-2)+6)/7)
			}
			dense += gap + (bits.Len32(p.sites)+6)/7
			next = x + 1
		}
		tile := appendTile([]byte("before"), item, pairs)[len("before"):]
		if len(pairs) == 0 {
			if len(tile) > 0 {
				t.Fatal("a tile of no pairs takes bytes")
			}
			continue
		}
		forms[tile[0]]++
		if len(tile) != min(sparse, dense) {
			t.Fatalf("%d bytes, where sparse has %d and dense %d", len(tile), sparse, dense)
		}
		got, err := readTile(nil, tile, item, n)
		if err != nil || !slices.Equal(got, pairs) {
			t.Fatalf("%v came back as %v, %v", pairs, got, err)
		}
	}
	if forms[tileSparse] < 500 || forms[tileDense] < 500 {
		t.Errorf("tiles of each form: %v", forms)
	}
}
