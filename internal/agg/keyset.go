package agg

import (
	"encoding/binary"
	"hash/maphash"
	"math"
	"slices"

	"isobar/internal/value"
)

// keySet numbers keys of a fixed number of words, from 0, in order of first sight.
//
// It is an open-addressing table with linear probing. A slot holds 32 bits of the key's hash beside its
// number, so that a probe reads one word and, nearly always, only the key that it looks for; and growing
// never reads the keys at all. The hash is seeded at random: reports choose the keys, and nobody must be
// able to choose keys that collide.
type keySet struct {
	width int
	seed  maphash.Seed
	words []uint64 // key i is words[i*width : (i+1)*width]
	n     int
	slots []uint64 // hash<<32 | number+1, or 0 for a free slot; a power of two long
	bytes []byte   // of the key that is being hashed
}

const (
	minSlots = 64
	maxKeys  = math.MaxUint32 - 1 // number+1 has to fit into 32 bits
)

func newKeySet(width int) keySet {
	return keySet{width: width, seed: maphash.MakeSeed(), slots: make([]uint64, minSlots), bytes: make([]byte, 8*width)}
}

// at returns key i; it is the set's own memory.
func (s *keySet) at(i uint32) []uint64 {
	start := int(i) * s.width
	return s.words[start : start+s.width]
}

// put returns the number of key, which it copies and numbers if it is new.
func (s *keySet) put(key []uint64) (number uint32, fresh bool) {
	for i, w := range key {
		binary.LittleEndian.PutUint64(s.bytes[8*i:], w)
	}
	hash := maphash.Bytes(s.seed, s.bytes) >> 32
	mask := uint64(len(s.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		slot := s.slots[i]
		if slot == 0 {
			return s.add(key, hash, i), true
		}
		if slot>>32 == hash && equalWords(s.at(uint32(slot)-1), key) {
			return uint32(slot) - 1, false
		}
	}
}

func equalWords(a, b []uint64) bool {
	for i, w := range a {
		if w != b[i] {
			return false
		}
	}
	return true
}

func (s *keySet) add(key []uint64, hash, slot uint64) uint32 {
	if s.n == maxKeys {
		panic("agg: four billion groups in one table: its owner did not flush")
	}
	s.words = append(s.words, key...)
	s.n++
	s.slots[slot] = hash<<32 | uint64(s.n)
	if s.n > s.room() {
		s.rehash(2 * len(s.slots))
	}
	return uint32(s.n - 1)
}

// room is the number of keys that the slots take before they grow.
func (s *keySet) room() int { return len(s.slots) / 4 * 3 }

// reserve makes room for n keys in all.
func (s *keySet) reserve(n int) {
	size := len(s.slots)
	for size/4*3 < n {
		size *= 2
	}
	if size > len(s.slots) {
		s.rehash(size)
	}
	if more := n*s.width - len(s.words); more > 0 {
		s.words = slices.Grow(s.words, more)
	}
}

func (s *keySet) rehash(size int) {
	old := s.slots
	s.slots = make([]uint64, size)
	mask := uint64(size - 1)
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		i := slot >> 32 & mask
		for s.slots[i] != 0 {
			i = (i + 1) & mask
		}
		s.slots[i] = slot
	}
}

// reset forgets all keys and keeps the memory.
func (s *keySet) reset() {
	s.words, s.n = s.words[:0], 0
	clear(s.slots)
}

// size counts a key's words and, on average, one and a half slots.
func (s *keySet) size() int64 { return int64(s.n) * int64(8*s.width+12) }

// layout is the types of a group's keys and the form of the key in a keySet: first the kinds, four bits
// each and sixteen to a word, since any key may be NULL; then one word for each key.
type layout []value.Kind

func (l layout) tagWords() int { return (len(l) + 15) / 16 }
func (l layout) width() int    { return l.tagWords() + len(l) }

// pack writes keys into key, which is width words long. Floats become canonical.
func (l layout) pack(key []uint64, keys []value.Value) {
	tags := l.tagWords()
	clear(key[:tags])
	for i, want := range l {
		v := keys[i]
		switch v.Kind {
		case value.Null:
			v.Bits = 0
		case value.Float64:
			v = value.OfFloat64(v.Float64())
			fallthrough
		default:
			if v.Kind != want {
				panic(mismatch("a key", want, v.Kind))
			}
		}
		key[i/16] |= uint64(v.Kind) << (i % 16 * 4)
		key[tags+i] = v.Bits
	}
}

// unpack reads key i of a packed key.
func (l layout) unpack(key []uint64, i int) value.Value {
	return value.Value{Kind: value.Kind(key[i/16] >> (i % 16 * 4) & 15), Bits: key[l.tagWords()+i]}
}
