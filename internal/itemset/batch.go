package itemset

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"

	"isobar/internal/value"
)

// A batch of item sets is:
//
//	form     1 byte: formSets
//	items    uvarint, and for each item, by descending sites: its kind (1 byte) and
//	         its text (uvarint length, bytes), or its word (8 bytes, little endian)
//	sets     uvarint, and for each set, in ascending order:
//	         uvarint 2·(length−2) + 1 if more than one site has it; then, if so, uvarint sites−2
//	         uvarint first id; for the others uvarint id − previous id − 1
//	check    CRC-32C of all that, 4 bytes, little endian
//
// A batch of pairs is described at pairWriter.
const (
	formSets  = 1
	formPairs = 2
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

type batchWriter struct{ buf []byte }

func (w *batchWriter) begin(items int) {
	w.buf = append(w.buf, formSets)
	w.buf = binary.AppendUvarint(w.buf, uint64(items))
}

func (w *batchWriter) item(d *value.Dict, v value.Value) {
	w.buf = append(w.buf, byte(v.Kind))
	switch v.Kind {
	case value.String, value.Bytes, value.Numeric:
		text := d.Text(v.Code())
		w.buf = binary.AppendUvarint(w.buf, uint64(len(text)))
		w.buf = append(w.buf, text...)
	default:
		w.buf = binary.LittleEndian.AppendUint64(w.buf, v.Bits)
	}
}

func (w *batchWriter) sets(n int) { w.buf = binary.AppendUvarint(w.buf, uint64(n)) }

func (w *batchWriter) set(ids []uint32, sites uint32) {
	header := 2 * uint64(len(ids)-2)
	if sites > 1 {
		w.buf = binary.AppendUvarint(w.buf, header+1)
		w.buf = binary.AppendUvarint(w.buf, uint64(sites-2))
	} else {
		w.buf = binary.AppendUvarint(w.buf, header)
	}
	next := uint32(0)
	for _, id := range ids {
		if gap := id - next; gap < 0x80 {
			w.buf = append(w.buf, byte(gap))
		} else {
			w.buf = binary.AppendUvarint(w.buf, uint64(gap))
		}
		next = id + 1
	}
}

func (w *batchWriter) end() []byte {
	return binary.LittleEndian.AppendUint32(w.buf, crc32.Checksum(w.buf, castagnoli))
}

// corrupt says what is wrong with a batch; never with which value.
func corrupt(what string) error { return fmt.Errorf("%w: %s", ErrCorrupt, what) }

// batchItem is an item as a batch spells it: a text, or a word.
type batchItem struct {
	kind value.Kind
	bits uint64
	text []byte // of the batch
}

// openBatch checks the frame of a batch, and returns its form and what the frame holds.
func openBatch(batch []byte) (form byte, body []byte, err error) {
	if len(batch) < 5 {
		return 0, nil, corrupt("too short")
	}
	body, check := batch[:len(batch)-4], batch[len(batch)-4:]
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(check) {
		return 0, nil, corrupt("its check sum does not fit")
	}
	if form = body[0]; form != formSets && form != formPairs {
		return 0, nil, corrupt("unknown form")
	}
	return form, body[1:], nil
}

// openItems reads the items that body begins with.
func openItems(body []byte) (items []batchItem, rest []byte, err error) {
	n, body, ok := uvarint(body)
	if !ok || n > uint64(len(body))/2 {
		return nil, nil, corrupt("number of items")
	}
	items = make([]batchItem, n)
	for i := range items {
		if items[i], body, err = openItem(body); err != nil {
			return nil, nil, err
		}
	}
	return items, body, nil
}

func openItem(body []byte) (item batchItem, rest []byte, err error) {
	if len(body) == 0 {
		return item, nil, corrupt("an item is missing")
	}
	item.kind, body = value.Kind(body[0]), body[1:]
	switch item.kind {
	case value.String, value.Bytes, value.Numeric:
		n, body, ok := uvarint(body)
		if !ok || n > uint64(len(body)) {
			return item, nil, corrupt("length of a text")
		}
		item.text = body[:n]
		return item, body[n:], nil
	case value.Bool, value.Int64, value.Float64, value.Date, value.Timestamp, value.Datetime:
		if len(body) < 8 {
			return item, nil, corrupt("an item is cut off")
		}
		item.bits = binary.LittleEndian.Uint64(body)
		if item.kind == value.Bool && item.bits > 1 {
			return item, nil, corrupt("a BOOL that is neither")
		}
		if item.kind == value.Float64 {
			f := math.Float64frombits(item.bits)
			if value.OfFloat64(f).Bits != item.bits || math.IsNaN(f) {
				return item, nil, corrupt("a FLOAT64 that is no item")
			}
		}
		return item, body[8:], nil
	}
	return item, nil, corrupt("kind of an item")
}

// openSets returns the number of sets of a batch, and their bytes.
func openSets(body []byte) (count uint64, sets []byte, err error) {
	count, sets, ok := uvarint(body)
	if !ok || count > uint64(len(sets)) {
		return 0, nil, corrupt("number of sets")
	}
	return count, sets, nil
}

// eachSet reads so many sets of a batch of n items. Visit gets each set's ids, ascending, valid until it
// returns, its sites, and the number of bytes that follow it; an error of visit ends the reading.
func eachSet(count uint64, sets []byte, n int, visit func(ids []uint32, sites uint64, left int) error) error {
	data := sets
	ids := make([]uint32, 0, 64)
	for range count {
		header, rest, ok := uvarint(data)
		if !ok || header/2+2 > uint64(len(rest)) {
			return corrupt("length of a set")
		}
		data = rest
		sites := uint64(1)
		if header&1 != 0 {
			if sites, data, ok = uvarint(data); !ok || sites > math.MaxUint32-2 {
				return corrupt("sites of a set")
			}
			sites += 2
		}
		ids = ids[:0]
		next := uint64(0)
		for range header/2 + 2 {
			var gap uint64
			switch {
			case len(data) > 1 && data[0] < 0x80:
				gap, data = uint64(data[0]), data[1:]
			case len(data) > 1 && data[1] < 0x80:
				gap, data = uint64(data[0]&0x7f)|uint64(data[1])<<7, data[2:]
			default:
				if gap, data, ok = uvarint(data); !ok {
					return corrupt("an id is cut off")
				}
			}
			if gap >= uint64(n) || next+gap >= uint64(n) {
				return corrupt("an id without an item")
			}
			ids = append(ids, uint32(next+gap))
			next += gap + 1
		}
		if err := visit(ids, sites, len(data)); err != nil {
			return err
		}
	}
	if len(data) > 0 {
		return corrupt("bytes after the last set")
	}
	return nil
}

func uvarint(data []byte) (n uint64, rest []byte, ok bool) {
	n, size := binary.Uvarint(data)
	if size <= 0 {
		return 0, nil, false
	}
	return n, data[size:], true
}
