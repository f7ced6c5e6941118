package value

import (
	"hash/maphash"
)

// Code is the number that a Dict gave to a text. Codes are dense, from 0, in order of first sight.
type Code uint32

// Dict numbers texts. It belongs to one goroutine. Codes depend on the order in which texts came and
// so must never influence what is published: order by text (Compare), never by code.
//
// The table is open addressing over 32-bit codes with the texts in one growing block, so that a
// dictionary of a million texts is three allocations and not a million.
type Dict struct {
	seed  maphash.Seed
	text  []byte
	ends  []uint32 // ends[c] is the end of text c; it starts at ends[c-1]
	sums  []uint32 // sums[c] is the upper half of text c's hash
	slots []uint32 // code+1, or 0 for a free slot; a power of two long
}

// MaxDictBytes is how much text one dictionary can hold. Owners flush long before (see Size).
const MaxDictBytes = 1<<32 - 1

// NewDict makes an empty dictionary. Its hash is seeded at random, so that nobody can prepare texts
// that collide.
func NewDict() *Dict {
	return &Dict{seed: maphash.MakeSeed(), slots: make([]uint32, 1024)}
}

// Len is the number of texts.
func (d *Dict) Len() int { return len(d.ends) }

// Size is the number of bytes of text held.
func (d *Dict) Size() int { return len(d.text) }

// Reset forgets all texts and keeps the memory.
func (d *Dict) Reset() {
	d.text, d.ends, d.sums = d.text[:0], d.ends[:0], d.sums[:0]
	clear(d.slots)
}

// Text returns the text of code c. The slice is the dictionary's own: read it, do not keep it past
// a Reset.
func (d *Dict) Text(c Code) []byte {
	start := uint32(0)
	if c > 0 {
		start = d.ends[c-1]
	}
	return d.text[start:d.ends[c]:d.ends[c]]
}

// String returns a copy of the text of code c.
func (d *Dict) String(c Code) string { return string(d.Text(c)) }

// Code returns the number of text, which it numbers if it is new.
func (d *Dict) Code(text []byte) Code {
	h := maphash.Bytes(d.seed, text)
	sum := uint32(h >> 32)
	mask := uint32(len(d.slots) - 1)
	for i := uint32(h) & mask; ; i = (i + 1) & mask {
		s := d.slots[i]
		if s == 0 {
			return d.add(text, sum, i)
		}
		if d.sums[s-1] == sum && string(d.Text(Code(s-1))) == string(text) {
			return Code(s - 1)
		}
	}
}

// CodeOf is Code for a string.
func (d *Dict) CodeOf(text string) Code { return d.Code([]byte(text)) }

// Find returns the number of text if it has one; it never adds.
func (d *Dict) Find(text []byte) (Code, bool) {
	h := maphash.Bytes(d.seed, text)
	mask := uint32(len(d.slots) - 1)
	for i := uint32(h) & mask; ; i = (i + 1) & mask {
		s := d.slots[i]
		if s == 0 {
			return 0, false
		}
		if d.sums[s-1] == uint32(h>>32) && string(d.Text(Code(s-1))) == string(text) {
			return Code(s - 1), true
		}
	}
}

func (d *Dict) add(text []byte, sum, slot uint32) Code {
	if len(d.text)+len(text) > MaxDictBytes {
		panic("value: dictionary over 4 GiB: its owner did not flush")
	}
	d.text = append(d.text, text...)
	d.ends = append(d.ends, uint32(len(d.text)))
	d.sums = append(d.sums, sum)
	d.slots[slot] = uint32(len(d.ends))
	if 2*len(d.ends) > len(d.slots) {
		d.grow()
	}
	return Code(len(d.ends) - 1)
}

func (d *Dict) grow() {
	d.slots = make([]uint32, 2*len(d.slots))
	mask := uint32(len(d.slots) - 1)
	for c := range d.ends {
		i := uint32(maphash.Bytes(d.seed, d.Text(Code(c)))) & mask
		for d.slots[i] != 0 {
			i = (i + 1) & mask
		}
		d.slots[i] = uint32(c + 1)
	}
}
