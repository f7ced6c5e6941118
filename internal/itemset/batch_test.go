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

// TestDamagedBatch flips every byte, and cuts at every length, with and without a fresh check sum.
func TestDamagedBatch(t *testing.T) {
	good := sampleBatch()
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
	two := slices.Concat([]byte{version, 2}, item("a"), item("b"))
	for name, body := range map[string][]byte{
		"items":        slices.Concat([]byte{version}, huge, item("a")),
		"a text":       slices.Concat([]byte{version, 1, byte(value.String)}, huge, []byte("a")),
		"sets":         slices.Concat(two, huge, []byte{0, 0, 0}),
		"a set":        slices.Concat(two, []byte{1}, huge, []byte{0, 0}),
		"sites":        slices.Concat(two, []byte{1, 1}, huge, []byte{0, 0}),
		"an id":        slices.Concat(two, []byte{1, 0}, huge, []byte{0}),
		"a gap":        slices.Concat(two, []byte{1, 0, 0}, huge),
		"sites in sum": slices.Concat(two, []byte{2, 1}, binary.AppendUvarint(nil, math.MaxUint32-2), []byte{0, 0, 1}, binary.AppendUvarint(nil, math.MaxUint32-2), []byte{0, 0}),
		"item twice":   slices.Concat([]byte{version, 2}, item("a"), item("a"), []byte{1, 0, 0, 0}),
		"a NaN":        slices.Concat([]byte{version, 1, byte(value.Float64)}, binary.LittleEndian.AppendUint64(nil, math.Float64bits(math.NaN())), []byte{0}),
		"minus zero":   slices.Concat([]byte{version, 1, byte(value.Float64)}, binary.LittleEndian.AppendUint64(nil, 1<<63), []byte{0}),
		"a BOOL of 2":  slices.Concat([]byte{version, 1, byte(value.Bool)}, binary.LittleEndian.AppendUint64(nil, 2), []byte{0}),
		"a STRUCT":     slices.Concat([]byte{version, 1, byte(value.Record)}, make([]byte, 9)),
		"a version":    slices.Concat([]byte{version + 1, 0, 0}),
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
	good := w.flush()[0]
	for i := range good[:len(good)-4] {
		bad := bytes.Clone(good)
		bad[i] ^= 0x55
		if err := NewMiner(2).Add(seal(bad)); err != nil && strings.Contains(err.Error(), "secret") {
			t.Fatal(err)
		}
	}
}

func FuzzAdd(f *testing.F) {
	f.Add(sampleBatch())
	f.Add([]byte{version, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, batch []byte) {
		if len(batch) < 4 {
			return
		}
		m := NewMiner(3)
		m.Limits.Result = 1 << 20
		if m.Add(seal(batch)) != nil {
			return
		}
		if _, err := m.Mine(context.Background(), 2, 2, nil); err != nil && !errors.Is(err, ErrLimit) {
			t.Fatal(err)
		}
	})
}
