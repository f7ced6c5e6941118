package agg

import (
	"math/bits"
)

// The partition of a group is a hash of its keys' kinds and contents, never of dictionary codes, so that
// all workers, on whatever machine, send a group to the same partition. The hash is therefore not seeded:
// FNV-1a of a text's bytes, or the value's word, each spread by the finaliser of MurmurHash3. Whoever
// crafts texts that share a partition makes one partition large and changes nothing else; the hash
// tables inside a partition are seeded.

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
	golden    = 0x9e3779b97f4a7c15 // 2⁶⁴ by the golden ratio
)

func fnv1a(text []byte) uint64 {
	h := uint64(fnvOffset)
	for _, b := range text {
		h = (h ^ uint64(b)) * fnvPrime
	}
	return h
}

func spread(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// partitioner hashes the keys of one table; texts is FNV-1a of each text by code, or 0 where it has not
// been needed yet.
type partitioner struct {
	groups *groups
	texts  []uint64
}

func (p *partitioner) hash(g GroupID) uint64 {
	key := p.groups.set.at(uint32(g))
	h := uint64(golden)
	for i := range p.groups.layout.kinds {
		v := p.groups.layout.get(key, i)
		word := v.Bits
		if v.Kind.Coded() {
			c := v.Code()
			if p.texts[c] == 0 {
				p.texts[c] = fnv1a(p.groups.dict.Text(c))
			}
			word = p.texts[c]
		}
		h = spread(h*golden ^ spread(word+uint64(v.Kind)*golden))
	}
	return h
}

// split gives the groups of each partition.
func (s *groups) split(parts int) [][]GroupID {
	p := partitioner{s, make([]uint64, s.dict.Len())}
	part := make([]uint32, s.set.n)
	ends := make([]int, parts+1)
	for g := range part {
		high, _ := bits.Mul64(p.hash(GroupID(g)), uint64(parts))
		part[g] = uint32(high)
		ends[high+1]++
	}
	for i := range parts {
		ends[i+1] += ends[i]
	}
	ids := make([]GroupID, s.set.n)
	next := append([]int(nil), ends...)
	for g, i := range part {
		ids[next[i]] = GroupID(g)
		next[i]++
	}
	split := make([][]GroupID, parts)
	for i := range split {
		split[i] = ids[ends[i]:ends[i+1]]
	}
	return split
}
