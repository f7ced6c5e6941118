package agg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"

	"isobar/internal/value"
)

// reader reads what encoder wrote. It trusts nothing: after the first thing that cannot be, err is set
// and everything reads as zero. Memory that it makes others allocate is bounded by the batch's length.
type reader struct {
	b    []byte
	pos  int
	err  error
	code []value.Code // of the batch's texts by number
	next uint64       // texts that the columns so far have used
}

func (r *reader) left() int { return len(r.b) - r.pos }

// fail records what is wrong with the batch; what names parts of the format, never content.
func (r *reader) fail(what string) {
	if r.err == nil {
		r.err = fmt.Errorf("agg: damaged batch: %s at byte %d of %d", what, r.pos, len(r.b))
	}
	r.pos = len(r.b)
}

// refuse records that the batch, though whole, cannot be added.
func (r *reader) refuse(why string) {
	if r.err == nil {
		r.err = errors.New("agg: " + why)
	}
	r.pos = len(r.b)
}

func (r *reader) byte() byte {
	if r.left() < 1 {
		r.fail("it ends too soon")
		return 0
	}
	r.pos++
	return r.b[r.pos-1]
}

func (r *reader) bytes(n int) []byte {
	if r.left() < n {
		r.fail("it ends too soon")
		return nil
	}
	r.pos += n
	return r.b[r.pos-n : r.pos]
}

func (r *reader) uint64() uint64 {
	if b := r.bytes(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (r *reader) uvarint() uint64 {
	if r.pos < len(r.b) && r.b[r.pos] < 0x80 {
		r.pos++
		return uint64(r.b[r.pos-1])
	}
	n, size := binary.Uvarint(r.b[r.pos:])
	if size <= 0 {
		r.fail("a number without an end")
		return 0
	}
	r.pos += size
	return n
}

func (r *reader) varint() int64 {
	n := r.uvarint()
	return int64(n>>1) ^ -int64(n&1)
}

func (r *reader) float64() float64 { return math.Float64frombits(r.reversed()) }
func (r *reader) reversed() uint64 { return bits.ReverseBytes64(r.uvarint()) }

func (r *reader) int128() int128 {
	var hi, lo uint64
	for shift := uint(0); ; shift += 7 {
		b := r.byte()
		if shift == 126 && b > 3 {
			r.fail("a number of more than 128 bits")
			return int128{}
		}
		bits := uint64(b & 0x7f)
		if shift < 64 {
			lo |= bits << shift
			hi |= bits >> (64 - shift)
		} else {
			hi |= bits << (shift - 64)
		}
		if b < 0x80 {
			return unzigzag(hi, lo)
		}
	}
}

// atMost reads a number from 0 to limit.
func (r *reader) atMost(limit int64) int64 {
	n := r.uvarint()
	if n > uint64(limit) {
		r.fail("a number out of range")
		return 0
	}
	return int64(n)
}

// length reads the number of things that follow, each of at least one of `bytes` bytes.
func (r *reader) length(bytes int) int { return int(r.atMost(int64(r.left() / bytes))) }

// held reads how many of sites do not contribute and returns how many do.
func (r *reader) held(sites int64) uint64 { return uint64(sites - r.atMost(sites)) }

// add adds n to a count.
func (r *reader) add(count *int64, n uint64) {
	if sum := uint64(*count) + n; n <= math.MaxInt64 && sum <= math.MaxInt64 {
		*count = int64(sum)
	} else {
		r.fail("a count beyond INT64")
	}
}

// word reads a value's word; it returns that and takes it as prev with the column's next value.
func (r *reader) word(kind value.Kind, prev uint64) uint64 {
	switch kind {
	case value.String, value.Bytes, value.Numeric:
		return uint64(r.text())
	case value.Float64:
		return value.OfFloat64(math.Float64frombits(r.reversed())).Bits
	case value.Bool:
		return uint64(r.atMost(1))
	default:
		return prev + uint64(r.varint())
	}
}

func (r *reader) text() value.Code {
	back := r.uvarint()
	number := r.next - back
	if back == 0 {
		r.next++
	}
	// A number below zero has wrapped round to a great one.
	if number >= uint64(len(r.code)) {
		r.fail("a text that is not there")
		return 0
	}
	return r.code[number]
}

// key reads key i of all rows into their packed keys, which were zero.
func (r *reader) key(l *layout, i int, keys []uint64, rows int) {
	var nulls []byte
	if r.atMost(1) == 1 {
		nulls = r.bytes((rows + 7) / 8)
	}
	width := l.width()
	v := value.Value{Kind: l.kinds[i]}
	for j := range rows {
		key := keys[j*width : (j+1)*width]
		switch {
		case nulls != nil && nulls[j/8]>>(j%8)&1 == 1:
			l.set(key, i, value.Value{})
			continue
		case v.Kind == value.Null:
			r.fail("a value of a key that is always NULL")
			return
		}
		v.Bits = r.word(v.Kind, v.Bits)
		l.set(key, i, v)
	}
}
