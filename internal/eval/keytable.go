package eval

import (
	"math/bits"
	"math/rand/v2"
	"slices"

	"isobar/internal/value"
)

// keyTable numbers tuples of values, from 0, in order of first sight. Tuples are equal as group keys
// are: NULL equals NULL, NaN equals NaN.
//
// It is an open-addressing table whose tuples lie in one slab. It is emptied for every site, so that
// emptying costs what was put in and not what the largest site ever needed.
type keyTable struct {
	width int
	n     int
	keys  []value.Value // tuple i is keys[i*width : (i+1)*width]
	slots []uint32      // number+1, or 0 for a free slot; a power of two long
	spare []uint32      // the memory of the largest slots so far
}

const minSlots = 64

// hashSeed differs from process to process, so that nobody can prepare tuples that collide.
var hashSeed = rand.Uint64()

func newKeyTable(width int) *keyTable {
	t := &keyTable{width: width, spare: make([]uint32, minSlots)}
	t.slots = t.spare
	return t
}

// at is tuple i, in the table's own memory.
func (t *keyTable) at(i int) []value.Value { return t.keys[i*t.width : (i+1)*t.width] }

func (t *keyTable) reset() {
	t.n, t.keys = 0, t.keys[:0]
	t.slots = t.spare[:minSlots]
	clear(t.slots)
}

func hashOf(key []value.Value) uint64 {
	h := hashSeed
	for _, v := range key {
		hi, lo := bits.Mul64(h^v.Bits, 0x9e3779b97f4a7c15^uint64(v.Kind)<<32)
		h = hi ^ lo + 0x632be59bd9b4e019
	}
	hi, lo := bits.Mul64(h, 0xd6e8feb86659fd93)
	return hi ^ lo
}

// number gives a tuple its number; fresh says that it is a new one, which was copied.
func (t *keyTable) number(key []value.Value) (i int, fresh bool) {
	mask := uint64(len(t.slots) - 1)
	for at := hashOf(key) & mask; ; at = (at + 1) & mask {
		s := t.slots[at]
		if s == 0 {
			t.slots[at] = uint32(t.n + 1)
			return t.add(key), true
		}
		if slices.Equal(t.at(int(s-1)), key) {
			return int(s - 1), false
		}
	}
}

// find gives a tuple's number if it has one.
func (t *keyTable) find(key []value.Value) (i int, ok bool) {
	mask := uint64(len(t.slots) - 1)
	for at := hashOf(key) & mask; ; at = (at + 1) & mask {
		s := t.slots[at]
		if s == 0 {
			return 0, false
		}
		if slices.Equal(t.at(int(s-1)), key) {
			return int(s - 1), true
		}
	}
}

func (t *keyTable) add(key []value.Value) int {
	t.keys = append(t.keys, key...)
	t.n++
	if 2*t.n > len(t.slots) {
		t.grow(2 * len(t.slots))
	}
	return t.n - 1
}

func (t *keyTable) grow(size int) {
	if size > len(t.spare) {
		t.spare = make([]uint32, size)
	}
	t.slots = t.spare[:size]
	clear(t.slots)
	mask := uint64(size - 1)
	for i := range t.n {
		at := hashOf(t.at(i)) & mask
		for t.slots[at] != 0 {
			at = (at + 1) & mask
		}
		t.slots[at] = uint32(i + 1)
	}
}
