package itemset

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"isobar/internal/value"
)

// seal gives a batch the check sum of its bytes, so that a damaged one gets past it.
func seal(batch []byte) []byte {
	body := batch[:len(batch)-4]
	return binary.LittleEndian.AppendUint32(bytes.Clone(body), crc32.Checksum(body, castagnoli))
}

func sampleBatch() []byte {
	r := rand.New(rand.NewPCG(3, 4))
	w := newWorker()
	for _, site := range randomSites(r, 16, 30, 8) {
		w.add(site...)
	}
	w.counter.Add([]value.Value{value.OfInt64(-5), value.OfFloat64(2.5), value.OfBool(true), value.OfDate(1),
		value.OfTimestamp(7), value.OfBytes(w.dict.CodeOf("m1"))})
	return w.flush()[0]
}

// TestBatchIsCanonical wants the same bytes of the same sets, whatever the order of sites, items and
// codes.
func TestBatchIsCanonical(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 18))
	sites := randomSites(r, 200, 50, 12)
	var first []byte
	for range 5 {
		w := newWorker()
		for range r.IntN(20) {
			w.dict.CodeOf(string(rune('a' + r.IntN(26)))) // codes of other columns
		}
		for _, i := range r.Perm(len(sites)) {
			site := slices.Clone(sites[i])
			r.Shuffle(len(site), func(i, j int) { site[i], site[j] = site[j], site[i] })
			w.add(site...)
		}
		batch := w.flush()[0]
		if first == nil {
			first = batch
		}
		if !bytes.Equal(batch, first) {
			t.Fatal("the same sets gave other bytes")
		}
	}
}

// TestBatchMergesEqualSets wants a thousand equal sites to take no more than one, but for their number.
func TestBatchMergesEqualSets(t *testing.T) {
	one, many := newWorker(), newWorker()
	one.add("a", "b", "c")
	for range 1000 {
		many.add("c", "b", "a", "b")
	}
	if a, b := len(one.flush()[0]), len(many.flush()[0]); b > a+2 {
		t.Errorf("%d bytes for one site, %d for a thousand", a, b)
	}
}

// TestDamagedBatch flips every byte, and cuts at every length, with and without a fresh check sum, of
// batches of either form.
func TestDamagedBatch(t *testing.T) {
	testDamage(t, sampleBatch())
	testDamage(t, countedBatch(t, sampleBatch()))
}

func testDamage(t *testing.T, good []byte) {
	want := spell(t, mineAll(t, [][]byte{good}, 2, 2, 1, nil))
	check := func(what string, at int, batch []byte, mustFail bool) {
		m := NewMiner(2)
		if err := m.Add(good); err != nil {
			t.Fatal(err)
		}
		err := m.Add(batch)
		if err == nil {
			if mustFail {
				t.Fatalf("%s at %d: accepted", what, at)
			}
			return
		}
		if !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrLimit) {
			t.Fatalf("%s at %d: %v", what, at, err)
		}
		set, err := m.Mine(context.Background(), 2, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := spell(t, set); !slices.Equal(got, want) {
			t.Fatalf("%s at %d: the Miner counted something of it", what, at)
		}
	}
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 1 << (i % 8)
		check("flip", i, bad, true)
		if i < len(good)-4 {
			check("sealed flip", i, seal(bad), false)
			bad[i] = 0xff
			check("sealed ff", i, seal(bad), false)
		}
		check("cut", i, good[:i], true)
		if i > 4 {
			check("sealed cut", i, seal(good[:i]), true)
		}
	}
	check("more", 0, seal(append(bytes.Clone(good), 0)), true)
	check("nothing", 0, nil, true)
}

// TestHugeClaims wants claims of length refused before memory is taken for them.
func TestHugeClaims(t *testing.T) {
	huge := binary.AppendUvarint(nil, math.MaxUint64)
	item := func(text string) []byte { return append([]byte{byte(value.String), byte(len(text))}, text...) }
	two := slices.Concat([]byte{formSets, 2}, item("a"), item("b"))
	// pairs is a batch of so many sites that have two items, and what follows those.
	pairs := func(sites byte, rest ...byte) []byte {
		return slices.Concat([]byte{formPairs, sites, 2}, item("a"), item("b"), rest)
	}
	if err := NewMiner(2).Add(seal(pairs(9, 4, 9, 3, 0, tileSparse, 1, 2, 0, 0, 0, 0))); err != nil {
		t.Fatalf("a sound batch of pairs: %v", err)
	}
	for name, body := range map[string][]byte{
		"items":        slices.Concat([]byte{formSets}, huge, item("a")),
		"a text":       slices.Concat([]byte{formSets, 1, byte(value.String)}, huge, []byte("a")),
		"sets":         slices.Concat(two, huge, []byte{0, 0, 0}),
		"a set":        slices.Concat(two, []byte{1}, huge, []byte{0, 0}),
		"sites":        slices.Concat(two, []byte{1, 1}, huge, []byte{0, 0}),
		"an id":        slices.Concat(two, []byte{1, 0}, huge, []byte{0}),
		"a gap":        slices.Concat(two, []byte{1, 0, 0}, huge),
		"sites in sum": slices.Concat(two, []byte{2, 1}, binary.AppendUvarint(nil, math.MaxUint32-2), []byte{0, 0, 1}, binary.AppendUvarint(nil, math.MaxUint32-2), []byte{0, 0}),
		"item twice":   slices.Concat([]byte{formSets, 2}, item("a"), item("a"), []byte{1, 0, 0, 0}),
		"a NaN":        slices.Concat([]byte{formSets, 1, byte(value.Float64)}, binary.LittleEndian.AppendUint64(nil, math.Float64bits(math.NaN())), []byte{0}),
		"minus zero":   slices.Concat([]byte{formSets, 1, byte(value.Float64)}, binary.LittleEndian.AppendUint64(nil, 1<<63), []byte{0}),
		"a BOOL of 2":  slices.Concat([]byte{formSets, 1, byte(value.Bool)}, binary.LittleEndian.AppendUint64(nil, 2), []byte{0}),
		"a STRUCT":     slices.Concat([]byte{formSets, 1, byte(value.Record)}, make([]byte, 9)),
		"a form":       {9, 0, 0},

		"items of pairs":   slices.Concat([]byte{formPairs, 9}, huge, item("a")),
		"sites of pairs":   slices.Concat([]byte{formPairs}, binary.AppendUvarint(nil, 1<<32), []byte{0}),
		"no sites":         pairs(9, 0, 9, 2, 0, tileSparse, 0),
		"an item's sites":  pairs(9, 10, 9, 2, 0, tileSparse, 0),
		"a tile too short": pairs(9, 9, 9, 1, 0, tileSparse, 0),
		"a tile too long":  pairs(9, 9, 9, 3, 0, tileSparse, 0),
		"a tile too many":  pairs(9, 9, 9, 2, 2, tileSparse, 0),
		"form of a tile":   pairs(9, 9, 9, 2, 0, 2, 0),
		"pairs too many":   pairs(9, 9, 9, 3, 0, tileSparse, 0, 0),
		"a pair too far":   pairs(9, 9, 9, 2, 0, tileSparse, 2),
		"sites of a pair":  pairs(9, 4, 9, 3, 0, tileSparse, 1, 3),
		"dense, too far":   pairs(9, 9, 9, 3, 0, tileDense, 0, 1),
		"dense, too many":  pairs(9, 4, 9, 2, 0, tileDense, 5),
		"a pair cut off":   pairs(9, 9, 9, 2, 0, tileSparse, 1),
		"a huge tile":      slices.Concat(pairs(9, 9, 9), huge, []byte{0, 0}),
		"a huge gap":       slices.Concat(pairs(9, 9, 9, 11, 0, tileSparse), huge),
		"a huge pair":      slices.Concat(pairs(9, 9, 9, 12, 0, tileSparse, 1), huge),
		"order":            slices.Concat([]byte{formPairs, 9, 2}, item("b"), item("a"), []byte{9, 9, 2, 0, tileSparse, 0}),
		"the same item":    slices.Concat([]byte{formPairs, 9, 2}, item("a"), item("a"), []byte{9, 9, 2, 0, tileSparse, 0}),
	} {
		m := NewMiner(2)
		if err := m.Add(seal(append(body, 0, 0, 0, 0))); err == nil {
			t.Errorf("%s: accepted", name)
		} else if m.Sites() != 0 {
			t.Errorf("%s: left %d sites", name, m.Sites())
		}
	}
}

// TestErrorsNameNoItem keeps what sites have out of messages.
func TestErrorsNameNoItem(t *testing.T) {
	w := newWorker()
	w.add("secret-a", "secret-b", "secret-c")
	sets := w.flush()[0]
	for _, good := range [][]byte{sets, countedBatch(t, sets)} {
		for i := range good[:len(good)-4] {
			bad := bytes.Clone(good)
			bad[i] ^= 0x55
			if err := NewMiner(2).Add(seal(bad)); err != nil && strings.Contains(err.Error(), "secret") {
				t.Fatal(err)
			}
		}
	}
}

func FuzzAdd(f *testing.F) {
	f.Add(sampleBatch())
	f.Add(countedBatch(f, sampleBatch()))
	f.Add([]byte{formSets, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, batch []byte) {
		if len(batch) < 4 {
			return
		}
		for size := 2; size <= 3; size++ {
			m := NewMiner(size)
			m.Limits.Result = 1 << 20
			if m.Add(seal(batch)) != nil {
				return
			}
			if _, err := m.Mine(context.Background(), 2, 2, nil); err != nil && !errors.Is(err, ErrLimit) {
				t.Fatal(err)
			}
			if _, err := countPairs(seal(batch), math.MaxInt); err != nil {
				t.Fatal(err)
			}
		}
	})
}
