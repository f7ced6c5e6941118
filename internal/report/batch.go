package report

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// batchVersion begins every batch of an index, and leaveOutVersion one that says which shards do not count.
const (
	batchVersion    = 1
	leaveOutVersion = 2
)

var errBatch = errors.New("reports: a batch of the index is damaged or from another version of this program")

// Encode writes the reports of one partition, column by column, sorted by site: the same reports give
// the same bytes. An empty partition gives nil.
//
//	version (1 byte), number of reports n (uvarint), least time (varint)
//	n sites (16 bytes each), n contents (16), n checks (4, little-endian)
//	n times less the least, n shards, n ordinals, n lengths of message ids (uvarints)
//	the message ids
func (x *Index) Encode(partition int) []byte {
	var in []*entry
	least := int64(math.MaxInt64)
	for i := range x.entries {
		if e := &x.entries[i]; x.Partition(e.site) == partition {
			in = append(in, e)
			least = min(least, e.time)
		}
	}
	if len(in) == 0 {
		return nil
	}
	slices.SortFunc(in, func(a, b *entry) int { return bytes.Compare(a.site[:], b.site[:]) })
	out := make([]byte, 0, 16+len(in)*80)
	out = append(out, batchVersion)
	out = binary.AppendUvarint(out, uint64(len(in)))
	out = binary.AppendVarint(out, least)
	for _, e := range in {
		out = append(out, e.site[:]...)
	}
	for _, e := range in {
		out = append(out, e.content[:]...)
	}
	for _, e := range in {
		out = binary.LittleEndian.AppendUint32(out, e.check)
	}
	for _, e := range in {
		out = binary.AppendUvarint(out, uint64(e.time)-uint64(least))
	}
	for _, e := range in {
		out = binary.AppendUvarint(out, uint64(e.shard))
	}
	for _, e := range in {
		out = binary.AppendUvarint(out, uint64(e.ordinal))
	}
	for _, e := range in {
		out = binary.AppendUvarint(out, uint64(e.length))
	}
	for _, e := range in {
		out = append(out, x.messageOf(e)...)
	}
	return out
}

// LeaveOut makes a batch, to be put beside those of Encode in every partition, which keeps the reports of the shards
// whose IDs are first or more and below end from counting. See Latest.
func LeaveOut(first, end int) []byte {
	return binary.AppendUvarint(binary.AppendUvarint([]byte{leaveOutVersion}, uint64(first)), uint64(end))
}

func decodeLeaveOut(batch []byte, leftOut map[uint32]bool) error {
	in := reader{b: batch[1:]}
	first, end := in.unsigned(math.MaxInt32), in.unsigned(math.MaxInt32)
	if in.bad || len(in.b) > 0 {
		return errBatch
	}
	for shard := first; shard < end; shard++ {
		leftOut[uint32(shard)] = true
	}
	return nil
}

// decodeBatch adds a batch to x, all of it but for shards that are left out, or, if it is damaged, nothing.
func decodeBatch(batch []byte, x *Index, leftOut map[uint32]bool) error {
	if len(batch) == 0 {
		return nil
	}
	if batch[0] != batchVersion {
		return errBatch
	}
	in := reader{b: batch[1:]}
	n := in.count(40)
	least := in.signed()
	sites, contents, checks := in.bytes(16*n), in.bytes(16*n), in.bytes(4*n)
	entries := make([]entry, n)
	for i := range entries {
		entries[i].time = int64(uint64(least) + in.unsigned(math.MaxUint64))
	}
	for i := range entries {
		entries[i].shard = uint32(in.unsigned(math.MaxInt32))
	}
	for i := range entries {
		entries[i].ordinal = uint32(in.unsigned(math.MaxUint32))
	}
	for i := range entries {
		entries[i].length = uint8(in.unsigned(MaxMessageID))
	}
	messages := make([][]byte, n)
	for i := range messages {
		messages[i] = in.bytes(int(entries[i].length))
	}
	if in.bad || len(in.b) > 0 {
		return errBatch
	}
	for i := range entries {
		if leftOut[entries[i].shard] {
			continue
		}
		h := Header{
			Site: SiteID(sites[16*i:]), Content: Digest(contents[16*i:]),
			Check: binary.LittleEndian.Uint32(checks[4*i:]),
			Time:  entries[i].time, MessageID: messages[i],
		}
		x.Add(&h, int(entries[i].shard), entries[i].ordinal)
	}
	return nil
}

// reader takes numbers and bytes off the front of b; once it is bad it gives zeros.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) fail() { r.b, r.bad = nil, true }

// unsigned reads a number of at most most.
func (r *reader) unsigned(most uint64) uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > most {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) signed() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

// count reads a number of things that take at least size bytes each.
func (r *reader) count(size int) int {
	n := r.unsigned(math.MaxInt32)
	if n > uint64(len(r.b)/size) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) bytes(n int) []byte {
	if n > len(r.b) {
		r.fail()
		return nil
	}
	out := r.b[:n:n]
	r.b = r.b[n:]
	return out
}

// compareInts orders by a1, b1, then by a2, b2.
func compareInts(a1, b1, a2, b2 uint32) int {
	return cmp.Or(cmp.Compare(a1, b1), cmp.Compare(a2, b2))
}
