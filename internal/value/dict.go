package value

import (
	"encoding/binary"
	"hash/maphash"
	"math/rand/v2"
)

// Code is the number that a Dict gave to a text. Codes are dense, from 0, in order of first sight.
type Code uint32

// Dict numbers texts. It belongs to one goroutine. Codes depend on the order in which texts came and
// so must never influence what is published: order by text (Compare), never by code.
//
// The table is open addressing with the texts in one growing block, so that a dictionary of a million
// texts is three allocations and not a million. A slot holds all of a short text, so that to find one,
// which is most of what a reader of reports does, touches one cache line.
type Dict struct {
	keys  keys
	text  []byte
	ends  []uint32 // ends[c] is the end of text c; it starts at ends[c-1]
	slots []slot   // a power of two long, at most three quarters full

	resets int
}

// MaxDictBytes is how much text one dictionary can hold. Owners flush long before (see Size).
const MaxDictBytes = 1<<32 - 1

// minSlots is the table of an empty dictionary.
const minSlots = 64

// NewDict makes an empty dictionary. Its hashes are keyed at random, so that nobody can prepare texts
// that collide.
func NewDict() *Dict {
	k := keys{rand.Uint64(), rand.Uint64(), rand.Uint64(), maphash.MakeSeed()}
	return &Dict{keys: k, slots: make([]slot, minSlots)}
}

// Len is the number of texts.
func (d *Dict) Len() int { return len(d.ends) }

// Size is the number of bytes of text held.
func (d *Dict) Size() int { return len(d.text) }

// Reset forgets all texts and keeps the memory.
func (d *Dict) Reset() {
	d.text, d.ends = d.text[:0], d.ends[:0]
	clear(d.slots)
	d.resets++
}

// Resets is how often the dictionary has forgotten all texts: while it stays the same, codes mean what they meant.
func (d *Dict) Resets() int { return d.resets }

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
	c, _ := d.code(text, true)
	return c
}

// CodeOf is Code for a string.
func (d *Dict) CodeOf(text string) Code { return d.Code([]byte(text)) }

// Find returns the number of text if it has one; it never adds.
func (d *Dict) Find(text []byte) (Code, bool) { return d.code(text, false) }

// code returns the number of text. A text that has none gets one if it may.
func (d *Dict) code(text []byte, may bool) (_ Code, ok bool) {
	var a, b, c uint64 // as in a slot
	size := uint32(len(text))
	switch n := len(text); { // the words may overlap: together they cover the text
	case n >= 8 && n <= shortText:
		a, b = binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint64(text[n-8:])
		if n > 16 {
			c = binary.LittleEndian.Uint64(text[8:])
		}
	case n > shortText:
		a = maphash.Bytes(d.keys.long, text)
	case n >= 4:
		a, b = uint64(binary.LittleEndian.Uint32(text)), uint64(binary.LittleEndian.Uint32(text[n-4:]))
	case n > 0:
		a = uint64(text[0]) | uint64(text[n/2])<<8 | uint64(text[n-1])<<16
	}
	slots := d.slots
	mask := uint64(len(slots) - 1)
	for i := d.keys.hash(a, b, c, size); ; i++ {
		s := &slots[i&mask]
		if s.a == a && s.b == b && s.c == c && s.size == size && s.code != 0 {
			if size <= shortText || string(d.Text(Code(s.code-1))) == string(text) {
				return Code(s.code - 1), true
			}
		}
		if s.code == 0 {
			break
		}
	}
	if !may {
		return 0, false
	}
	return d.add(text, a, b, c), true
}

// add numbers a text that is new.
func (d *Dict) add(text []byte, a, b, c uint64) Code {
	if len(d.text)+len(text) > MaxDictBytes {
		panic("value: dictionary over 4 GiB: its owner did not flush")
	}
	d.text = append(d.text, text...)
	d.ends = append(d.ends, uint32(len(d.text)))
	if 4*len(d.ends) > 3*len(d.slots) {
		old := d.slots
		d.slots = make([]slot, 2*len(old))
		for _, s := range old {
			if s.code != 0 {
				d.place(s)
			}
		}
	}
	d.place(slot{a, b, c, uint32(len(text)), uint32(len(d.ends))})
	return Code(len(d.ends) - 1)
}

// place puts a slot that the table does not have where code looks for it.
func (d *Dict) place(s slot) {
	mask := uint64(len(d.slots) - 1)
	i := d.keys.hash(s.a, s.b, s.c, s.size)
	for d.slots[i&mask].code != 0 {
		i++
	}
	d.slots[i&mask] = s
}
