package agg

import (
	"math/rand/v2"
	"testing"

	"isobar/internal/value"
)

// checkNumbers holds a set to a map: keys are numbered in the order of first sight, however they are asked for.
func checkNumbers(t *testing.T, s *keySet, r *rand.Rand, keys [][2]uint64) {
	t.Helper()
	want := map[[2]uint64]GroupID{}
	for start := 0; start < len(keys); {
		some := keys[start:min(len(keys), start+1+r.IntN(300))]
		start += len(some)
		var rows []uint64
		for _, key := range some {
			if _, ok := want[key]; !ok {
				want[key] = GroupID(len(want))
			}
			rows = append(rows, key[:s.width]...)
		}
		if r.IntN(4) == 0 {
			s.reserve(rows)
		}
		ids := make([]GroupID, len(some))
		s.number(ids, rows)
		for j, key := range some {
			if ids[j] != want[key] {
				t.Fatalf("key %x got number %d, want %d", key[:s.width], ids[j], want[key])
			}
			if id := s.put(key[:s.width]); id != want[key] {
				t.Fatalf("key %x is found as %d, want %d", key[:s.width], id, want[key])
			}
		}
	}
	for key, id := range want {
		if at := s.at(uint32(id)); [2]uint64(append(at[:s.width:s.width], key[s.width:]...)) != key {
			t.Fatalf("key %d is %x, want %x", id, at, key[:s.width])
		}
	}
	if s.n != len(want) {
		t.Fatalf("%d keys, want %d", s.n, len(want))
	}
}

// Numbers follow first sight, and no two keys share one: in the array and in the table, when a key moves
// from one to the other, through growth and resets, and with equal 32-bit hashes.
func TestKeySet(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 8))
		s := newKeySet(pick(r, 1, 1, 2))
		for range 3 {
			n, style := r.IntN(3000), r.IntN(4)
			if seed == 0 {
				n, style = 200_000, 3 // so many that some share all the hash that a slot keeps
			}
			keys := make([][2]uint64, n)
			for i := range keys {
				var w uint64
				switch style {
				case 0: // codes, the first of them most often
					w = uint64(r.ExpFloat64() * 500)
				case 1: // codes around where the array ends, which moves with the number of keys
					w = uint64(directFloor + r.IntN(40_000) - 1000)
				case 2: // two codes
					w = r.Uint64N(3)<<32 | r.Uint64N(3000)
				default:
					w = uint64(i) << (8 * r.IntN(5))
				}
				if keys[i][0] = w; s.width == 2 {
					keys[i][1] = r.Uint64N(2)
				}
			}
			checkNumbers(t, &s, r, keys)
			if s.reset(); s.size() != 0 || s.n != 0 {
				t.Fatalf("%d keys of %d bytes after a reset", s.n, s.size())
			}
		}
	}
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// Few keys with great numbers take little room: their array does not grow without bound.
func TestKeySetIsNotSparse(t *testing.T) {
	s := newKeySet(1)
	for i := range uint64(100) {
		s.word(i * 10_000_000)
	}
	if s.size() > 100*(8+12)+4*2*directFloor {
		t.Errorf("100 keys take %d bytes", s.size())
	}
}

// What is packed is unpacked, in rows and in columns alike, and different keys are different words.
func TestLayoutKeepsKeys(t *testing.T) {
	kinds := []value.Kind{value.Bool, value.Int64, value.Float64, value.String, value.Bytes, value.Numeric, value.Date}
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 9))
		var of []value.Kind
		for range pick(r, 0, 1, 2, 2, 3, 20) {
			of = append(of, pick(r, kinds[:1+r.IntN(len(kinds))]...))
		}
		l := newLayout(of)
		const n = 50
		columns := make([][]value.Value, len(of))
		for i, kind := range of {
			for range n {
				v := value.Value{Kind: kind, Bits: r.Uint64N(3)}
				switch {
				case r.IntN(4) == 0:
					v = value.Value{}
				case kind == value.Bool:
					v = value.OfBool(r.IntN(2) == 0)
				case kind == value.Float64:
					v = value.OfFloat64(r.NormFloat64())
				case kind.Coded() && r.IntN(2) == 0:
					v.Bits = 1<<32 - 2 - r.Uint64N(2)
				}
				columns[i] = append(columns[i], v)
			}
		}
		packed := make([]uint64, n*l.width())
		l.packColumns(packed, columns, n)
		one := make([]uint64, l.width())
		for j := range n {
			key := packed[j*l.width() : (j+1)*l.width()]
			row := make([]value.Value, len(of))
			for i := range of {
				if row[i] = columns[i][j]; l.get(key, i) != row[i] {
					t.Fatalf("%v: key %d is %v, want %v", of, i, l.get(key, i), row[i])
				}
			}
			l.pack(one, row)
			for i, w := range one {
				if w != key[i] {
					t.Fatalf("%v: a row is %x, and %x among columns", of, one, key)
				}
			}
		}
	}
}
