package agg

import (
	"encoding/binary"
	"math"
	"math/bits"

	"isobar/internal/value"
)

// encoder writes the columns of one batch. Numbers are varints (LEB128, as encoding/binary has them).
type encoder struct {
	b     []byte
	sites []int64 // of all groups
	// Texts are numbered anew in each batch, from 0 in order of first use. local[c] is the number of
	// the text of code c plus 1, or 0; texts are the codes in order of their numbers.
	local []uint32
	texts []value.Code

	column []value.Value // being written
}

func (e *encoder) byte(b byte)       { e.b = append(e.b, b) }
func (e *encoder) uvarint(n uint64)  { e.b = binary.AppendUvarint(e.b, n) }
func (e *encoder) varint(n int64)    { e.b = binary.AppendVarint(e.b, n) }
func (e *encoder) uint64(n uint64)   { e.b = binary.LittleEndian.AppendUint64(e.b, n) }
func (e *encoder) float64(f float64) { e.reversed(math.Float64bits(f)) }
func (e *encoder) reversed(n uint64) { e.uvarint(bits.ReverseBytes64(n)) }

// int128 writes n in zigzag form as a varint of up to 19 bytes.
func (e *encoder) int128(n int128) {
	hi, lo := n.zigzag()
	for hi != 0 {
		e.byte(byte(lo) | 0x80)
		lo, hi = lo>>7|hi<<57, hi>>7
	}
	e.uvarint(lo)
}

// held writes, for the groups named, how many of a group's sites do not contribute: mostly 0.
func (e *encoder) held(held []int64, groups []GroupID) {
	for _, g := range groups {
		e.uvarint(uint64(e.sites[g] - held[g]))
	}
}

// word writes a value's word, as is best for its kind: integers as the difference from the value before,
// floats with the bytes reversed (those at the end are mostly zero), texts by number. It returns what to
// pass as prev with the column's next value.
func (e *encoder) word(kind value.Kind, word, prev uint64) uint64 {
	switch kind {
	case value.String, value.Bytes, value.Numeric:
		e.text(value.Code(word))
	case value.Float64:
		e.reversed(word)
	case value.Bool:
		e.uvarint(word)
	default:
		e.varint(int64(word - prev))
	}
	return word
}

// text writes how far back the text's number lies from the next free one: 0 for a text that is new,
// small for one that was new not long ago, as happens where rows come in the order of reports.
func (e *encoder) text(c value.Code) {
	next := uint32(len(e.texts))
	if e.local[c] == 0 {
		e.texts = append(e.texts, c)
		e.local[c] = next + 1
		e.uvarint(0)
		return
	}
	e.uvarint(uint64(next - (e.local[c] - 1)))
}

// key writes key i of the groups named: whether any is NULL, then which, then the others.
func (e *encoder) key(s *groups, i int, groups []GroupID) {
	e.column = e.column[:0]
	for _, g := range groups {
		e.column = append(e.column, s.layout.get(s.set.at(uint32(g)), i))
	}
	start, nulls := len(e.b), false
	e.byte(1)
	e.b = append(e.b, make([]byte, (len(groups)+7)/8)...)
	mask := e.b[start+1:]
	for j, v := range e.column {
		if v.IsNull() {
			nulls = true
			mask[j/8] |= 1 << (j % 8)
		}
	}
	if !nulls {
		e.b = append(e.b[:start], 0)
	}
	var prev uint64
	for _, v := range e.column {
		if !v.IsNull() {
			prev = e.word(v.Kind, v.Bits, prev)
		}
	}
}
