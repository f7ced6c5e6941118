package cells

import (
	"encoding/binary"
	"errors"
	"math"

	"isobar/internal/value"
)

// Encode writes the set as self-contained bytes.
//
// Layout, all numbers unsigned varints unless said: version; N; number of key columns; of measure
// columns; number of texts, then each as length and bytes; then each column, keys first, as N values
// (one byte of kind, then the word: of strings and bytes the place of the text, of other kinds the
// zigzag of the word, of floats eight bytes); N numbers of sites; Withheld as zigzag.
func (s *Set) Encode() []byte {
	b := binary.AppendUvarint(nil, codecVersion)
	for _, n := range []int{s.N, len(s.Keys), len(s.Measures)} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	place := map[value.Code]uint64{}
	var texts []value.Code
	for v := range s.values() {
		if v.Kind.Coded() {
			if _, seen := place[v.Code()]; !seen {
				place[v.Code()] = uint64(len(texts))
				texts = append(texts, v.Code())
			}
		}
	}
	b = binary.AppendUvarint(b, uint64(len(texts)))
	for _, c := range texts {
		text := s.Dict.Text(c)
		b = binary.AppendUvarint(b, uint64(len(text)))
		b = append(b, text...)
	}
	for v := range s.values() {
		b = append(b, byte(v.Kind))
		switch v.Kind {
		case value.Null:
		case value.String, value.Bytes, value.Numeric:
			b = binary.AppendUvarint(b, place[v.Code()])
		case value.Float64:
			b = binary.LittleEndian.AppendUint64(b, v.Bits)
		default:
			b = binary.AppendVarint(b, v.Int64())
		}
	}
	for _, n := range s.Sites {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return binary.AppendVarint(b, s.Withheld)
}

const codecVersion = 1

// values visits every value, column by column.
func (s *Set) values() func(yield func(value.Value) bool) {
	return func(yield func(value.Value) bool) {
		for _, columns := range [][][]value.Value{s.Keys, s.Measures} {
			for _, column := range columns {
				for _, v := range column {
					if !yield(v) {
						return
					}
				}
			}
		}
	}
}

// ErrCorrupt says that bytes are no encoded set.
var ErrCorrupt = errors.New("cells: corrupt encoding")

// Append reads an encoded set and appends its cells to s, which takes its shape from the first one.
// Sets of one group with distinct keys add up to the set of the whole group, in any order of cells.
func (s *Set) Append(data []byte) error {
	d := &decoder{rest: data}
	version, n, keys, measures := d.number(), d.count(), d.count(), d.count()
	if d.failed || version != codecVersion || n > len(data) || keys+measures > len(data) {
		return ErrCorrupt
	}
	if s.Dict == nil {
		*s = *New(keys, measures)
	}
	if len(s.Keys) != keys || len(s.Measures) != measures {
		return ErrCorrupt
	}
	codes := make([]value.Code, 0, min(d.peekCount(), len(data)))
	for range d.count() {
		text := d.take(d.count())
		if d.failed {
			return ErrCorrupt
		}
		codes = append(codes, s.Dict.Code(text))
	}
	for i := range keys + measures {
		columns, j := s.Keys, i
		if i >= keys {
			columns, j = s.Measures, i-keys
		}
		for range n {
			columns[j] = append(columns[j], d.value(codes))
			if d.failed {
				return ErrCorrupt
			}
		}
	}
	for range n {
		s.Sites = append(s.Sites, int64(d.number()))
	}
	withheld := d.signed()
	if d.failed || len(d.rest) > 0 {
		return ErrCorrupt
	}
	if s.Withheld == NotCounted || withheld == NotCounted {
		s.Withheld = NotCounted
	} else {
		s.Withheld += withheld
	}
	s.N += n
	return nil
}

// decoder reads varints; after the first fault it reads zeros and failed stays set.
type decoder struct {
	rest   []byte
	failed bool
}

func (d *decoder) advance(n int) {
	if n <= 0 {
		d.failed, d.rest = true, nil
		return
	}
	d.rest = d.rest[n:]
}

func (d *decoder) number() uint64 {
	x, n := binary.Uvarint(d.rest)
	d.advance(n)
	return x
}

func (d *decoder) signed() int64 {
	x, n := binary.Varint(d.rest)
	d.advance(n)
	return x
}

// count reads a number of things that follow, each of at least no bytes; it fails above what an int32
// holds, so that no arithmetic on it overflows.
func (d *decoder) count() int {
	x := d.number()
	if x > math.MaxInt32 {
		d.failed, d.rest = true, nil
		return 0
	}
	return int(x)
}

func (d *decoder) peekCount() int {
	x, _ := binary.Uvarint(d.rest)
	return int(min(x, math.MaxInt32))
}

func (d *decoder) take(n int) []byte {
	if n > len(d.rest) {
		d.failed, d.rest = true, nil
		return nil
	}
	text := d.rest[:n]
	d.rest = d.rest[n:]
	return text
}

func (d *decoder) value(codes []value.Code) value.Value {
	kind := d.take(1)
	if d.failed {
		return value.Value{}
	}
	k := value.Kind(kind[0])
	switch k {
	case value.Null:
		return value.Value{}
	case value.String, value.Bytes, value.Numeric:
		place := d.count()
		if place >= len(codes) {
			d.failed = true
			return value.Value{}
		}
		return value.Value{Kind: k, Bits: uint64(codes[place])}
	case value.Float64:
		word := d.take(8)
		if d.failed {
			return value.Value{}
		}
		return value.OfFloat64(math.Float64frombits(binary.LittleEndian.Uint64(word)))
	case value.Bool, value.Int64, value.Date, value.Timestamp, value.Datetime:
		return value.Value{Kind: k, Bits: uint64(d.signed())}
	}
	d.failed = true
	return value.Value{}
}
