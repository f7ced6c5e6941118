package agg

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// keySet numbers keys of a fixed number of words, from 0, in order of first sight.
//
// It is an open-addressing table with linear probing. A slot holds 32 bits of the key's hash beside its
// number, so that a probe reads one word and, nearly always, only the key that it looks for; and growing
// never reads the keys at all. The hash is seeded at random: reports choose the keys, and nobody must be
// able to choose keys that collide.
//
// Keys of one word that is a small number, such as the code of a text, are found without hashing, in an
// array.
type keySet struct {
	width  int
	seed   [2]uint64 // the second is odd
	words  []uint64  // key i is words[i*width : (i+1)*width]
	n      int
	slots  []uint64 // hash<<32 | number+1, or 0 for a free slot; a power of two long
	hashed int      // keys in slots
	// direct[w] is the number of the key of one word w, plus 1; or 0, and then the key is in slots if at all.
	direct []uint32
}

const (
	minSlots  = 64
	maxKeys   = math.MaxUint32 - 1 // number+1 has to fit into 32 bits
	minDirect = 1 << 10
	// maxSparse is how many places of direct there may be for one key, beyond the first directFloor: more
	// of them, as for few keys late in a large dictionary, would cost more than they save.
	maxSparse   = 16
	directFloor = 1 << 14
)

func newKeySet(width int) keySet {
	return keySet{width: width, seed: [2]uint64{rand.Uint64(), rand.Uint64() | 1}, slots: make([]uint64, minSlots)}
}

// at returns key i; it is the set's own memory.
func (s *keySet) at(i uint32) []uint64 {
	start := int(i) * s.width
	return s.words[start : start+s.width]
}

// mix hashes a word into h: the two halves of a product with a number that nobody knows.
func (s *keySet) mix(h, word uint64) uint64 {
	hi, lo := bits.Mul64(h^word, s.seed[1])
	return hi ^ lo
}

// number looks up keys, one after the other in rows, and numbers those that are new: ids[j] is the number
// of key j.
//
// Most keys are old and in the first place that is looked at. The loops find these without a call, so that
// the processor waits for the memory of several keys at once.
func (s *keySet) number(ids []GroupID, rows []uint64) {
	if s.width == 1 {
		s.numberWords(ids, rows)
		return
	}
	width := s.width
	slots, words, mask := s.slots, s.words, uint64(len(s.slots)-1)
	for j := range ids {
		key := rows[j*width : (j+1)*width]
		hash := s.hash(key)
		if slot := slots[hash&mask]; slot>>32 == hash && uint32(slot) != 0 {
			at := int(uint32(slot)-1) * width
			if slices.Equal(words[at:at+width], key) {
				ids[j] = GroupID(uint32(slot) - 1)
				continue
			}
		}
		ids[j] = s.put(key)
		slots, words, mask = s.slots, s.words, uint64(len(s.slots)-1)
	}
}

func (s *keySet) numberWords(ids []GroupID, rows []uint64) {
	rows = rows[:len(ids)]
	direct, slots, words, mask := s.direct, s.slots, s.words, uint64(len(s.slots)-1)
	for j, word := range rows {
		if word < uint64(len(direct)) && direct[word] != 0 {
			ids[j] = GroupID(direct[word] - 1)
			continue
		}
		hash := s.mix(s.seed[0], word) >> 32
		if slot := slots[hash&mask]; slot>>32 == hash && uint32(slot) != 0 && words[uint32(slot)-1] == word {
			ids[j] = GroupID(uint32(slot) - 1)
			continue
		}
		ids[j] = s.word(word)
		direct, slots, words, mask = s.direct, s.slots, s.words, uint64(len(s.slots)-1)
	}
}

// hash is that of a key of several words, of which slots keep all.
func (s *keySet) hash(key []uint64) uint64 {
	h := s.seed[0]
	for _, w := range key {
		h = s.mix(h, w)
	}
	return h >> 32
}

// put returns the number of one key, which it copies and numbers if it is new.
func (s *keySet) put(key []uint64) GroupID {
	if s.width == 1 {
		return s.word(key[0])
	}
	hash := s.hash(key)
	mask := uint64(len(s.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		slot := s.slots[i]
		if slot == 0 {
			s.insert(hash, i)
			return s.add(key...)
		}
		if slot>>32 == hash && slices.Equal(s.at(uint32(slot)-1), key) {
			return GroupID(uint32(slot) - 1)
		}
	}
}

// word is put for a key of one word.
func (s *keySet) word(word uint64) GroupID {
	if word < uint64(len(s.direct)) && s.direct[word] != 0 {
		return GroupID(s.direct[word] - 1)
	}
	near := word < uint64(max(directFloor, maxSparse*s.n))
	hash := s.mix(s.seed[0], word) >> 32
	mask := uint64(len(s.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		slot := s.slots[i]
		switch {
		case slot == 0 && !near:
			s.insert(hash, i)
			return s.add(word)
		case slot == 0:
			id := s.add(word)
			s.remember(word, id)
			return id
		case slot>>32 == hash && s.words[uint32(slot)-1] == word:
			id := GroupID(uint32(slot) - 1)
			if near {
				s.remember(word, id)
			}
			return id
		}
	}
}

// remember makes a key's number be found in direct.
func (s *keySet) remember(word uint64, id GroupID) {
	if word >= uint64(len(s.direct)) {
		s.direct = extend(s.direct, max(minDirect, 1<<bits.Len64(word)))
	}
	s.direct[word] = uint32(id) + 1
}

func (s *keySet) add(key ...uint64) GroupID {
	if s.n == maxKeys {
		panic("agg: four billion groups in one table: its owner did not flush")
	}
	s.words = append(s.words, key...)
	s.n++
	return GroupID(s.n - 1)
}

// insert puts the key that will be added next into a free slot.
func (s *keySet) insert(hash, slot uint64) {
	s.slots[slot] = hash<<32 | uint64(s.n+1)
	s.hashed++
	if s.hashed > len(s.slots)/4*3 {
		s.rehash(2 * len(s.slots))
	}
}

// reserve makes room for the keys in rows, or as many as there are if that is more: most of those in rows
// may be old.
func (s *keySet) reserve(rows []uint64) {
	n := len(rows) / s.width
	if more := (n - s.n) * s.width; more > 0 {
		s.words = slices.Grow(s.words, more)
	}
	if s.width == 1 {
		near := uint64(max(directFloor, maxSparse*n))
		n = 0
		for _, word := range rows {
			if word >= near {
				n++
			}
		}
	}
	size := len(s.slots)
	for size/4*3 < n {
		size *= 2
	}
	if size > len(s.slots) {
		s.rehash(size)
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
	s.words, s.n, s.hashed, s.direct = s.words[:0], 0, 0, s.direct[:0]
	clear(s.slots)
}

// size counts a key's words and, on average, one and a half slots or its place in direct.
func (s *keySet) size() int64 {
	return int64(len(s.words))*8 + int64(s.hashed)*12 + int64(len(s.direct))*4
}
