package agg

import (
	"math"

	"isobar/internal/value"
)

// valueCount is COUNT(DISTINCT x) of anything but the unit: a table within the table, of each group's
// values with the distinct sites that hold them. The result is the number of values that at least k
// sites hold; it is 0, never NULL, where there are none, whether or not anyone holds a value.
type valueCount struct {
	kind value.Kind // of x
	set  keySet     // of two words: the group and the word of x
	held []int64    // distinct sites of each entry of set

	now  uint32   // the current site
	last []uint32 // the last site that held the entry

	groups int
	starts []uint32 // entries of group g are order[starts[g]:starts[g+1]]; nil until they are asked for
	order  []uint32

	k      int64
	counts []int64 // of each group, the values that k sites hold; nil until they are asked for

	sites *[]int64 // of each group
}

var _ state = (*valueCount)(nil)

func newValueCount(kind value.Kind, sites *[]int64) *valueCount {
	return &valueCount{kind: kind, set: newKeySet(2), now: 1, sites: sites}
}

func (s *valueCount) observe(g GroupID, _ int, v value.Value) {
	switch v.Kind {
	case value.Null:
		return
	case value.Float64:
		v = value.OfFloat64(v.Float64())
	}
	if v.Kind != s.kind {
		panic(mismatch("the argument of COUNT(DISTINCT x)", s.kind, v.Kind))
	}
	entry := s.entry(g, v.Bits)
	if s.last[entry] != s.now {
		s.last[entry] = s.now
		s.held[entry]++
	}
}

func (s *valueCount) entry(g GroupID, word uint64) uint32 {
	entry, fresh := s.set.put([]uint64{uint64(g), word})
	if fresh {
		s.held = append(s.held, 0)
		s.last = append(s.last, 0)
	}
	return entry
}

func (s *valueCount) fold([]GroupID) {
	if s.now == math.MaxUint32 {
		clear(s.last)
		s.now = 0
	}
	s.now++
}

func (s *valueCount) extend(n int) { s.groups = n }

func (s *valueCount) reset() {
	s.set.reset()
	s.held, s.last, s.groups = s.held[:0], s.last[:0], 0
	s.starts, s.order, s.counts = nil, nil, nil
}

func (s *valueCount) size() int64 { return s.set.size() + 12*int64(s.set.n) }

// sort brings the entries into the order of their groups.
func (s *valueCount) sort() {
	s.starts = make([]uint32, s.groups+1)
	for i := range s.set.n {
		s.starts[s.set.at(uint32(i))[0]+1]++
	}
	for g := range s.groups {
		s.starts[g+1] += s.starts[g]
	}
	next := append([]uint32(nil), s.starts...)
	s.order = make([]uint32, s.set.n)
	for i := range s.set.n {
		g := s.set.at(uint32(i))[0]
		s.order[next[g]] = uint32(i)
		next[g]++
	}
}

// encode writes how many values each group has, then all the values, then their sites.
func (s *valueCount) encode(e *encoder, groups []GroupID) {
	if s.starts == nil {
		s.sort()
	}
	for _, g := range groups {
		e.uvarint(uint64(s.starts[g+1] - s.starts[g]))
	}
	var prev uint64
	for _, g := range groups {
		for _, entry := range s.order[s.starts[g]:s.starts[g+1]] {
			prev = e.word(s.kind, s.set.at(entry)[1], prev)
		}
	}
	for _, g := range groups {
		for _, entry := range s.order[s.starts[g]:s.starts[g+1]] {
			e.uvarint(uint64(s.held[entry] - 1))
		}
	}
}

func (s *valueCount) merge(r *reader, groups []GroupID, sites []int64) {
	s.counts = nil
	counts := make([]int, len(groups))
	total := 0
	for j := range groups {
		counts[j] = r.length(2)
		total += counts[j]
	}
	if total > r.left()/2 {
		r.fail("more values than bytes")
		return
	}
	if s.set.n+total > maxKeys {
		r.refuse("four billion distinct values in one partition: use more partitions")
		return
	}
	s.set.reserve(max(s.set.n, total))
	entries := make([]uint32, 0, total)
	var prev uint64
	for j, g := range groups {
		for range counts[j] {
			prev = r.word(s.kind, prev)
			entries = append(entries, s.entry(g, prev))
		}
	}
	for j := range groups {
		for _, entry := range entries[:counts[j]] {
			r.add(&s.held[entry], uint64(r.atMost(sites[j]-1))+1)
		}
		entries = entries[counts[j]:]
	}
}

// contributors is all sites of the group: what is held to the threshold is each value, in result.
func (s *valueCount) contributors(g GroupID) int64 { return (*s.sites)[g] }

func (s *valueCount) result(g GroupID, k int64) value.Value {
	if s.counts == nil || s.k != k {
		s.k, s.counts = k, make([]int64, s.groups)
		for i, n := range s.held {
			if n >= k {
				s.counts[s.set.at(uint32(i))[0]]++
			}
		}
	}
	return value.OfInt64(s.counts[g])
}
