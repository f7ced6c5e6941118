package cells

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"isobar/internal/value"
)

// sample makes a set of n cells of every kind from a seed.
func sample(seed uint64, n int) *Set {
	r := rand.New(rand.NewPCG(seed, 1))
	d := value.NewDict()
	d.CodeOf("never used") // an encoding must not carry texts that no cell has
	s := &Set{Dict: d, N: n, Keys: make([][]value.Value, 2), Measures: make([][]value.Value, 3), Withheld: int64(seed)}
	random := []func() value.Value{
		func() value.Value { return value.Value{} },
		func() value.Value { return value.OfBool(r.IntN(2) == 0) },
		func() value.Value { return value.OfInt64(int64(r.Uint64())) },
		func() value.Value { return value.OfFloat64(math.Float64frombits(r.Uint64())) },
		func() value.Value { return value.OfString(d.CodeOf(string(rune('a' + r.IntN(30))))) },
		func() value.Value { return value.OfBytes(d.CodeOf("\xff\x00")) },
		func() value.Value { return value.OfDate(int64(r.IntN(40000)) - 20000) },
		func() value.Value { return value.OfTimestamp(-r.Int64()) },
	}
	kinds := make([]int, 5) // of each column, one or any
	for i := range kinds {
		kinds[i] = r.IntN(2 * len(random))
	}
	for range n {
		for c, columns := range [][][]value.Value{s.Keys, s.Measures} {
			for j := range columns {
				kind := kinds[2*c+j]
				if kind >= len(random) {
					kind = r.IntN(len(random))
				}
				columns[j] = append(columns[j], random[kind]())
			}
		}
		s.Sites = append(s.Sites, r.Int64N(1e9))
	}
	return s
}

// texts replaces codes by what they stand for, so that sets of different dictionaries compare.
func texts(s *Set) []string {
	var all []string
	for _, column := range slices.Concat(s.Keys, s.Measures) {
		for _, v := range column {
			if v.Kind == value.String || v.Kind == value.Bytes {
				all = append(all, v.Kind.String()+s.Dict.String(v.Code()))
			} else {
				all = append(all, v.Kind.String()+string(rune(v.Bits%1000))+value.TimestampString(int64(v.Bits%1e15)))
			}
		}
	}
	return all
}

func TestEncodeAppend(t *testing.T) {
	for seed := range uint64(20) {
		want := sample(seed, int(seed*7))
		got := new(Set)
		if err := got.Append(want.Encode()); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(texts(got), texts(want)) || !slices.Equal(got.Sites, want.Sites) || got.N != want.N || got.Withheld != want.Withheld {
			t.Errorf("seed %d: not what was written", seed)
		}
		if _, found := got.Dict.Find([]byte("never used")); found {
			t.Error("a text of no cell was written")
		}
	}
}

func TestAppendAddsUp(t *testing.T) {
	a, b := sample(3, 5), sample(4, 9)
	sum := new(Set)
	for _, s := range []*Set{a, b} {
		if err := sum.Append(s.Encode()); err != nil {
			t.Fatal(err)
		}
	}
	if sum.N != 14 || sum.Withheld != 7 || len(sum.Keys[1]) != 14 {
		t.Errorf("%d cells, %d withheld", sum.N, sum.Withheld)
	}
	b.Withheld = NotCounted
	if err := sum.Append(b.Encode()); err != nil || sum.Withheld != NotCounted {
		t.Errorf("withheld %d, %v", sum.Withheld, err)
	}
}

func FuzzAppend(f *testing.F) {
	f.Add(sample(1, 3).Encode())
	f.Add([]byte{1, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = new(Set).Append(data) // must neither panic nor allocate beyond the input's order
	})
}

func TestCorruptBytesAreErrors(t *testing.T) {
	data := sample(5, 20).Encode()
	for cut := range data {
		if new(Set).Append(data[:cut]) == nil {
			t.Fatalf("accepted %d of %d bytes", cut, len(data))
		}
	}
	if new(Set).Append(append(slices.Clone(data), 0)) == nil {
		t.Error("accepted a byte too many")
	}
}
