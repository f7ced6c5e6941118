package report

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"slices"
)

// Index holds the latest report, so far, of each site that was added: 64 bytes a site and its message
// id. It belongs to one goroutine. Which report wins does not depend on the order of adding.
type Index struct {
	parts    int
	entries  []entry
	messages []byte       // in blocks of a multiple of messageBlock
	slots    []uint32     // entry+1 by site, open addressing; a power of two long, at most half full
	seed     maphash.Seed // of the places in slots: nobody can prepare site ids that collide there
}

// entry is one report.
type entry struct {
	site    SiteID
	content Digest
	time    int64
	message uint32 // block in messages
	length  uint8  // of the message id
	blocks  uint8  // that the message id may take
	check   uint32
	shard   uint32
	ordinal uint32
}

const messageBlock = 16

// NewIndex makes an empty index of sites in parts partitions, at least 1. All indexes of one run have
// the same number.
func NewIndex(parts int) *Index {
	return &Index{parts: max(1, parts), slots: make([]uint32, 256), seed: maphash.MakeSeed()}
}

// Sites is the number of distinct sites in the index.
func (x *Index) Sites() int { return len(x.entries) }

// Size is about how many bytes of memory the index holds.
func (x *Index) Size() int64 {
	return int64(cap(x.entries))*64 + int64(cap(x.messages)) + int64(cap(x.slots))*4
}

// Partition is the partition to which a site belongs.
func (x *Index) Partition(site SiteID) int {
	return int(binary.LittleEndian.Uint32(site[:]) % uint32(x.parts))
}

// Add offers a report, found at the ordinal of a shard, as its site's latest.
func (x *Index) Add(h *Header, shard int, ordinal uint32) {
	message := h.MessageID[:min(len(h.MessageID), MaxMessageID)]
	e := entry{site: h.Site, content: h.Content, time: h.Time, check: h.Check, shard: uint32(shard), ordinal: ordinal}
	slot := x.slot(&h.Site)
	if at := x.slots[slot]; at != 0 {
		if old := &x.entries[at-1]; x.better(&e, message, old) {
			e.message, e.blocks = old.message, old.blocks
			*old = e
			x.setMessage(old, message)
		}
		return
	}
	x.entries = append(x.entries, e)
	x.setMessage(&x.entries[len(x.entries)-1], message)
	x.slots[slot] = uint32(len(x.entries))
	if 2*len(x.entries) > len(x.slots) {
		x.grow()
	}
}

// Merge adds what other holds, which is not to be used any more.
func (x *Index) Merge(other *Index) {
	if len(x.entries) == 0 && x.parts == other.parts {
		*x = *other
		return
	}
	for i := range other.entries {
		e := &other.entries[i]
		x.Add(&Header{Site: e.site, Content: e.content, Time: e.time, MessageID: other.messageOf(e), Check: e.check}, int(e.shard), e.ordinal)
	}
}

// better says whether e, with its message id, wins over old: by time, then message id, then content,
// the greatest each; reports equal in all that are the same report, of which the first position wins.
func (x *Index) better(e *entry, message []byte, old *entry) bool {
	if e.time != old.time {
		return e.time > old.time
	}
	if c := bytes.Compare(message, x.messageOf(old)); c != 0 {
		return c > 0
	}
	if c := bytes.Compare(e.content[:], old.content[:]); c != 0 {
		return c > 0
	}
	if e.shard != old.shard {
		return e.shard < old.shard
	}
	return e.ordinal < old.ordinal
}

func (x *Index) messageOf(e *entry) []byte {
	start := int(e.message) * messageBlock
	return x.messages[start : start+int(e.length)]
}

// setMessage stores the message id of e where its last one was, if it fits there.
func (x *Index) setMessage(e *entry, message []byte) {
	e.length = uint8(len(message))
	if blocks := (len(message) + messageBlock - 1) / messageBlock; blocks > int(e.blocks) {
		e.message, e.blocks = uint32(len(x.messages)/messageBlock), uint8(blocks)
		x.messages = append(x.messages, make([]byte, blocks*messageBlock)...)
	}
	copy(x.messages[int(e.message)*messageBlock:], message)
}

// slot returns where a site's entry is in slots, or where it is to go.
func (x *Index) slot(site *SiteID) int {
	mask := len(x.slots) - 1
	i := int(maphash.Bytes(x.seed, site[:])) & mask
	for x.slots[i] != 0 && x.entries[x.slots[i]-1].site != *site {
		i = (i + 1) & mask
	}
	return i
}

func (x *Index) grow() {
	x.slots = make([]uint32, 2*len(x.slots))
	for i := range x.entries {
		x.slots[x.slot(&x.entries[i].site)] = uint32(i + 1)
	}
}

// Reset empties the index and keeps its memory.
func (x *Index) Reset() {
	x.entries, x.messages = x.entries[:0], x.messages[:0]
	clear(x.slots)
}

// AddBatch adds the reports of a batch that Encode made. Bytes that are not such a batch are an error,
// after which the index is as it was.
func (x *Index) AddBatch(batch []byte) error { return decodeBatch(batch, x, nil) }

// Kept returns where the latest reports of all sites in the index are.
func (x *Index) Kept() *Kept {
	order := make([]uint32, len(x.entries))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return compareInts(x.entries[a].shard, x.entries[b].shard, x.entries[a].ordinal, x.entries[b].ordinal)
	})
	k := &Kept{Sites: int64(len(order)), picks: map[int][]Pick{}}
	for len(order) > 0 {
		shard := x.entries[order[0]].shard
		n := 1
		for n < len(order) && x.entries[order[n]].shard == shard {
			n++
		}
		picks := make([]Pick, n)
		for i, at := range order[:n] {
			picks[i] = Pick{Ordinal: x.entries[at].ordinal, Check: x.entries[at].check}
		}
		k.picks[int(shard)] = picks
		order = order[n:]
	}
	return k
}

// Latest merges batches of one partition, from any number of indexes, into what is kept. Of shards that a batch of
// LeaveOut names nothing is. So that they cannot have replaced a report of others, they must not share an index with them.
func Latest(batches [][]byte) (*Kept, error) {
	leftOut := map[uint32]bool{}
	for _, batch := range batches {
		if len(batch) > 0 && batch[0] == leaveOutVersion {
			if err := decodeLeaveOut(batch, leftOut); err != nil {
				return nil, err
			}
		}
	}
	x := NewIndex(1)
	for _, batch := range batches {
		if len(batch) > 0 && batch[0] == leaveOutVersion {
			continue
		}
		if err := decodeBatch(batch, x, leftOut); err != nil {
			return nil, err
		}
	}
	return x.Kept(), nil
}
