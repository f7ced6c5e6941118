package agg

import (
	"encoding/binary"
	"hash/crc32"
	"math"

	"isobar/internal/value"
)

// A batch is some groups of one table with their states, in columns, with everything that is needed to
// read it beside the plan:
//
//	version    1 byte
//	signature  8 bytes: which keys and measures these are
//	rows       varint
//	texts      varint number of texts, varint length of each, their bytes
//	keys       a column each (encoder.key)
//	sites      of each row, less one: varint
//	measures   a column each, as its state writes it
//	checksum   4 bytes: CRC-32C of all before
//
// All fixed-length numbers are little-endian.
const (
	batchVersion  = 1
	signatureSize = 8
	checksumSize  = 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// batch encodes the groups named.
func (e *encoder) batch(s *groups, ids []GroupID) []byte {
	e.b = e.b[:0]
	for i := range s.layout.kinds {
		e.key(s, i, ids)
	}
	for _, g := range ids {
		e.uvarint(uint64(s.sites[g] - 1))
	}
	for _, state := range s.states {
		state.encode(e, ids)
	}
	// The columns have said which texts they need, so the head is written last.
	size := 1 + signatureSize + 2*binary.MaxVarintLen64 + len(e.b) + checksumSize
	for _, c := range e.texts {
		size += len(s.dict.Text(c)) + 3
	}
	b := append(make([]byte, 0, size), batchVersion)
	b = binary.LittleEndian.AppendUint64(b, s.signature)
	b = binary.AppendUvarint(b, uint64(len(ids)))
	b = binary.AppendUvarint(b, uint64(len(e.texts)))
	for _, c := range e.texts {
		b = binary.AppendUvarint(b, uint64(len(s.dict.Text(c))))
	}
	for _, c := range e.texts {
		b = append(b, s.dict.Text(c)...)
		e.local[c] = 0
	}
	e.texts = e.texts[:0]
	b = append(b, e.b...)
	return seal(b)
}

// seal appends the checksum.
func seal(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// open checks a batch's ends and returns a reader that stands at its rows.
func open(batch []byte, signature uint64) *reader {
	r := &reader{b: batch}
	if len(batch) < 1+signatureSize+checksumSize {
		r.fail("it is too short")
		return r
	}
	body := batch[:len(batch)-checksumSize]
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(batch[len(body):]) {
		r.fail("the checksum differs")
		return r
	}
	r.b = body
	if v := r.byte(); v != batchVersion {
		r.refuse("a batch was written by another version of isobar")
	} else if r.uint64() != signature {
		r.refuse("a batch belongs to another group of a query")
	}
	return r
}

// texts reads the batch's texts into d.
func (r *reader) texts(d *value.Dict) {
	n := r.length(1)
	ends := make([]int, n)
	total := 0
	for i := range ends {
		total += r.length(1)
		ends[i] = total
		if total > r.left() {
			r.fail("more text than bytes")
			return
		}
	}
	block := r.bytes(total)
	if d.Size()+total > maxText {
		r.refuse("over 4 GiB of text in one partition: use more partitions")
	}
	if r.err != nil {
		return
	}
	r.code = make([]value.Code, n)
	start := 0
	for i, end := range ends {
		r.code[i] = d.Code(block[start:end])
		start = end
	}
}

// maxText is what a Merger's dictionary takes.
const maxText = min(value.MaxDictBytes, math.MaxInt)
