package value

import (
	"hash/maphash"
	"math/bits"
)

// shortText is the length in bytes up to which a slot holds a text itself.
const shortText = 24

// slot is one place of a dictionary's table: half a cache line.
type slot struct {
	// a, b and c are a short text as numbers: of two of the same size they differ exactly if the texts do.
	// Of a longer text a is a hash, and the text itself is to be compared, too.
	a, b, c uint64
	size    uint32 // of the text, in bytes
	code    uint32 // its code+1, or 0 if the slot is free
}

// keys are the secrets of a dictionary's hashes.
type keys struct {
	a, b, c uint64
	long    maphash.Seed
}

// hash is where the search for a text begins, by what its slot holds. It folds products of numbers and
// keys, as wyhash does.
func (k *keys) hash(a, b, c uint64, size uint32) uint64 {
	h := fold(a^k.a, b^k.b^uint64(size))
	if size > 16 {
		h = fold(c^k.c, h)
	}
	return h
}

// fold is the product of a and b with its upper half laid over the lower.
func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
