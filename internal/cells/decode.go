package cells

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"isobar/internal/value"
)

// ErrCorrupt says that bytes are no encoded set.
var ErrCorrupt = errors.New("cells: corrupt encoding")

// Append reads an encoded set and appends its cells to s, which takes its shape from the first one.
// Sets of one group with distinct keys add up to the set of the whole group, in any order of cells. After an
// error, s is spoiled.
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
	d.texts(s.Dict)
	for _, columns := range [][][]value.Value{s.Keys, s.Measures} {
		for i := range columns {
			columns[i] = d.column(columns[i], n)
		}
	}
	if d.failed || n > len(d.rest) {
		return ErrCorrupt
	}
	s.Sites = slices.Grow(s.Sites, n)
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
	codes  []value.Code // of the texts, by place
}

func (d *decoder) fail() { d.failed, d.rest = true, nil }

func (d *decoder) number() uint64 {
	if len(d.rest) > 0 && d.rest[0] < 0x80 {
		x := d.rest[0]
		d.rest = d.rest[1:]
		return uint64(x)
	}
	x, n := binary.Uvarint(d.rest)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.rest = d.rest[n:]
	return x
}

func (d *decoder) signed() int64 {
	x := d.number()
	return int64(x>>1) ^ -int64(x&1)
}

// count reads a number of things that follow, each of at least no bytes; it fails above what an int32
// holds, so that no arithmetic on it overflows.
func (d *decoder) count() int {
	x := d.number()
	if x > math.MaxInt32 {
		d.fail()
		return 0
	}
	return int(x)
}

func (d *decoder) take(n int) []byte {
	if n > len(d.rest) {
		d.fail()
		return nil
	}
	text := d.rest[:n]
	d.rest = d.rest[n:]
	return text
}

// texts reads the texts into a dictionary.
func (d *decoder) texts(to *value.Dict) {
	n := d.count()
	if n > len(d.rest) {
		d.fail()
		return
	}
	d.codes = make([]value.Code, 0, n)
	for range n {
		text := d.take(d.count())
		if d.failed {
			return
		}
		d.codes = append(d.codes, to.Code(text))
	}
}

// column reads n values and appends them to a column.
func (d *decoder) column(column []value.Value, n int) []value.Value {
	head := d.take(1)
	if d.failed || n > len(d.rest) { // each value has at least one byte
		d.fail()
		return column
	}
	column = slices.Grow(column, n)
	switch kind := value.Kind(head[0]); {
	case kind == mixed:
		for range n {
			if head = d.take(1); !d.failed {
				column = append(column, d.value(value.Kind(head[0])))
			}
		}
	case kind.Coded() && kind.Scalar():
		for range n {
			column = append(column, value.Value{Kind: kind, Bits: uint64(d.code())})
		}
	case kind == value.Null:
		d.fail()
	default:
		for range n {
			column = append(column, d.value(kind))
		}
	}
	return column
}

func (d *decoder) value(kind value.Kind) value.Value {
	switch kind {
	case value.Null:
		return value.Value{}
	case value.String, value.Bytes, value.Numeric:
		return value.Value{Kind: kind, Bits: uint64(d.code())}
	case value.Float64:
		if word := d.take(8); word != nil {
			return value.OfFloat64(math.Float64frombits(binary.LittleEndian.Uint64(word)))
		}
		return value.Value{}
	case value.Bool, value.Int64, value.Date, value.Timestamp, value.Datetime:
		return value.Value{Kind: kind, Bits: uint64(d.signed())}
	}
	d.fail()
	return value.Value{}
}

// code reads the place of a text.
func (d *decoder) code() value.Code {
	place := d.number()
	if place >= uint64(len(d.codes)) {
		d.fail()
		return 0
	}
	return d.codes[place]
}
