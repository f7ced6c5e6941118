package cells

import (
	"encoding/binary"
	"slices"

	"isobar/internal/value"
)

// The encoding of a set, all numbers unsigned varints unless said: version; N; number of key columns; of
// measure columns; number of texts, then each as length and bytes; then each column, keys first; N numbers of
// sites; Withheld as zigzag.
//
// A column is a byte of kind and N words: of a kind with codes the place of the text, of other kinds the zigzag
// of the word, of floats eight bytes. Where kinds differ, or all values are NULL, the byte is mixed, and each
// value has its kind before its word; NULL has no word. So nothing that is decoded is larger than the bytes by
// more than a factor.
const (
	codecVersion = 2
	mixed        = 0xff
)

// Encode writes the set as self-contained bytes.
func (s *Set) Encode() []byte {
	e := &encoder{place: make([]uint32, s.Dict.Len())}
	size := 0
	for _, columns := range [][][]value.Value{s.Keys, s.Measures} {
		for _, column := range columns {
			e.number(column)
			size += 3 * len(column)
		}
	}
	for _, c := range e.texts {
		size += len(s.Dict.Text(c)) + 2
	}
	e.b = make([]byte, 0, size+2*len(s.Sites)+64)
	for _, n := range []int{codecVersion, s.N, len(s.Keys), len(s.Measures), len(e.texts)} {
		e.b = binary.AppendUvarint(e.b, uint64(n))
	}
	for _, c := range e.texts {
		text := s.Dict.Text(c)
		e.b = binary.AppendUvarint(e.b, uint64(len(text)))
		e.b = append(e.b, text...)
	}
	for _, columns := range [][][]value.Value{s.Keys, s.Measures} {
		for _, column := range columns {
			e.column(column)
		}
	}
	inChunks(e, s.Sites, func(n int64) uint64 { return uint64(n) })
	return binary.AppendVarint(e.b, s.Withheld)
}

// encoder numbers texts anew, in order of first use, so that none travels that no cell has.
type encoder struct {
	b     []byte
	place []uint32 // by code: the text's place plus 1, or 0 for none yet
	texts []value.Code
}

// number gives the texts of a column their places.
func (e *encoder) number(column []value.Value) {
	for _, v := range column {
		if v.Kind.Coded() && e.place[v.Code()] == 0 {
			e.texts = append(e.texts, v.Code())
			e.place[v.Code()] = uint32(len(e.texts))
		}
	}
}

func (e *encoder) column(column []value.Value) {
	kind := kindOf(column)
	e.b = append(e.b, kind)
	switch {
	case kind == mixed:
		for _, v := range column {
			e.b = append(e.b, byte(v.Kind))
			e.word(v)
		}
	case value.Kind(kind).Coded():
		inChunks(e, column, func(v value.Value) uint64 { return uint64(e.place[v.Code()] - 1) })
	case value.Kind(kind) == value.Float64:
		for _, v := range column {
			e.b = binary.LittleEndian.AppendUint64(e.b, v.Bits)
		}
	default:
		inChunks(e, column, func(v value.Value) uint64 { return zigzag(v.Int64()) })
	}
}

// kindOf is the kind of all values of a column, or mixed.
func kindOf(column []value.Value) byte {
	if len(column) == 0 || column[0].IsNull() {
		return mixed
	}
	for _, v := range column {
		if v.Kind != column[0].Kind {
			return mixed
		}
	}
	return byte(column[0].Kind)
}

func (e *encoder) word(v value.Value) {
	switch {
	case v.IsNull():
	case v.Kind.Coded():
		e.b = binary.AppendUvarint(e.b, uint64(e.place[v.Code()]-1))
	case v.Kind == value.Float64:
		e.b = binary.LittleEndian.AppendUint64(e.b, v.Bits)
	default:
		e.b = binary.AppendUvarint(e.b, zigzag(v.Int64()))
	}
}

// zigzag is as in encoding/binary: 0, -1, 1, -2, …
func zigzag(n int64) uint64 { return uint64(n)<<1 ^ uint64(n>>63) }

// inChunks appends numbers as varints, with room for many of them at a time.
func inChunks[T any](e *encoder, from []T, number func(T) uint64) {
	for chunk := range slices.Chunk(from, 512) {
		b := slices.Grow(e.b, len(chunk)*binary.MaxVarintLen64)
		at := len(b)
		b = b[:cap(b)]
		for _, x := range chunk {
			n := number(x)
			for n >= 0x80 {
				b[at] = byte(n) | 0x80
				n >>= 7
				at++
			}
			b[at] = byte(n)
			at++
		}
		e.b = b[:at]
	}
}
