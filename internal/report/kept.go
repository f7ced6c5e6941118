package report

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
)

// Pick is a report that is kept, by its place in its shard.
type Pick struct {
	Ordinal uint32
	Check   uint32 // the report's Header.Check
}

// Kept says which reports are kept: one a site. The Kept of different partitions merge.
type Kept struct {
	Sites int64 // distinct sites, each with one pick
	picks map[int][]Pick
}

// Merge adds the picks of other, which is of another partition, and so of other sites.
func (k *Kept) Merge(other *Kept) {
	k.Sites += other.Sites
	if k.picks == nil {
		k.picks = map[int][]Pick{}
	}
	for shard, picks := range other.picks {
		all := append(k.picks[shard], picks...)
		slices.SortFunc(all, func(a, b Pick) int { return compareInts(a.Ordinal, b.Ordinal, a.Check, b.Check) })
		k.picks[shard] = all
	}
}

// Shards lists the shards that have picks, ascending by ID.
func (k *Kept) Shards() []int { return slices.Sorted(maps.Keys(k.picks)) }

// Picks lists the picks of a shard, ascending by Ordinal. The slice is k's own.
func (k *Kept) Picks(shard int) []Pick { return k.picks[shard] }

// Encode writes k: the number of sites, then for each shard its ID and its picks, as EncodePicks writes
// them.
func (k *Kept) Encode() []byte {
	out := []byte{batchVersion}
	out = binary.AppendUvarint(out, uint64(k.Sites))
	for _, shard := range k.Shards() {
		out = binary.AppendUvarint(out, uint64(shard))
		out = appendPicks(out, k.picks[shard])
	}
	return out
}

// DecodeKept reads what Kept.Encode wrote; anything else is an error.
func DecodeKept(data []byte) (*Kept, error) {
	k := &Kept{picks: map[int][]Pick{}}
	if len(data) == 0 || data[0] != batchVersion {
		return nil, errBatch
	}
	in := reader{b: data[1:]}
	k.Sites = int64(in.unsigned(math.MaxInt64))
	var total int64
	for last := -1; len(in.b) > 0; {
		shard := int(in.unsigned(math.MaxInt32))
		picks := in.picks()
		if in.bad || shard <= last {
			return nil, errBatch
		}
		k.picks[shard] = picks
		total += int64(len(picks))
		last = shard
	}
	if in.bad || total != k.Sites {
		return nil, errBatch
	}
	return k, nil
}

// EncodePicks writes the picks of one shard, ascending by Ordinal: their number, the steps from each
// ordinal to the next (uvarints), and the checks (4 bytes each, little-endian).
func EncodePicks(picks []Pick) []byte { return appendPicks(nil, picks) }

// DecodePicks reads what EncodePicks wrote; anything else is an error.
func DecodePicks(data []byte) ([]Pick, error) {
	in := reader{b: data}
	picks := in.picks()
	if in.bad || len(in.b) > 0 {
		return nil, errBatch
	}
	return picks, nil
}

func appendPicks(out []byte, picks []Pick) []byte {
	out = binary.AppendUvarint(out, uint64(len(picks)))
	last := uint32(0)
	for _, p := range picks {
		out = binary.AppendUvarint(out, uint64(p.Ordinal-last))
		last = p.Ordinal
	}
	for _, p := range picks {
		out = binary.LittleEndian.AppendUint32(out, p.Check)
	}
	return out
}

func (r *reader) picks() []Pick {
	picks := make([]Pick, r.count(5))
	last := uint64(0)
	for i := range picks {
		step := r.unsigned(math.MaxUint32)
		if last += step; last > math.MaxUint32 || i > 0 && step == 0 {
			r.fail()
		}
		picks[i].Ordinal = uint32(last)
	}
	checks := r.bytes(4 * len(picks))
	for i := range picks {
		if r.bad {
			return nil
		}
		picks[i].Check = binary.LittleEndian.Uint32(checks[4*i:])
	}
	return picks
}
