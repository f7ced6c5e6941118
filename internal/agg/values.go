package agg

import (
	"slices"

	"isobar/internal/value"
)

// valueCount is COUNT(DISTINCT x) of anything but the unit: a table within the table, of each group's
// values with the distinct sites that hold them. The result is the number of values that at least k
// sites hold; it is 0, never NULL, where there are none, whether or not anyone holds a value.
type valueCount struct {
	kind value.Kind // of x
	// set is of the group and the word of x: of one word, the group's number above the code, where x has
	// codes; else of two.
	set  keySet
	held []int64 // distinct sites of each entry of set, but for those in seen

	seen []recent // of each entry, as far as observe saw them
	now  uint32   // the serial number of the current site
	keys []uint64 // entries that are being looked up
	ids  []GroupID

	groups int
	starts []uint32 // entries of group g are order[starts[g]:starts[g+1]]; nil until they are asked for
	order  []uint32

	k      int64
	counts []int64 // of each group, the values that k sites hold; nil until they are asked for

	sites *[]int64 // of each group
}

var _ state = (*valueCount)(nil)

func newValueCount(kind value.Kind, sites *[]int64) *valueCount {
	width := 2
	if kind.Coded() {
		width = 1
	}
	return &valueCount{kind: kind, set: newKeySet(width), now: 1, sites: sites}
}

func (s *valueCount) observe(rows []place, args []value.Value, _ int) {
	s.keys = s.keys[:0]
	for j, v := range args {
		switch v.Kind {
		case s.kind:
			s.key(rows[j].group, v)
		case value.Null:
		default:
			panic(mismatch("the argument of COUNT(DISTINCT x)", s.kind, v.Kind))
		}
	}
	s.identify()
	s.seen = extend(s.seen, s.set.n)
	for _, entry := range s.ids {
		if c := &s.seen[entry]; c.last != s.now {
			c.last = s.now
			c.sites++
		}
	}
}

// key appends the key of one entry to those that are being looked up.
func (s *valueCount) key(g GroupID, v value.Value) {
	if s.set.width == 1 {
		s.keys = append(s.keys, uint64(g)<<32|v.Bits)
		return
	}
	if v.Kind == value.Float64 {
		v = value.OfFloat64(v.Float64())
	}
	s.keys = append(s.keys, uint64(g), v.Bits)
}

// identify looks the entries up.
func (s *valueCount) identify() {
	n := len(s.keys) / s.set.width
	s.ids = slices.Grow(s.ids[:0], n)[:n]
	s.set.number(s.ids, s.keys)
}

// groupOf is the group of an entry, wordOf the word of its x.
func (s *valueCount) groupOf(entry uint32) uint32 {
	if s.set.width == 1 {
		return uint32(s.set.words[entry] >> 32)
	}
	return uint32(s.set.words[2*entry])
}

func (s *valueCount) wordOf(entry uint32) uint64 {
	if s.set.width == 1 {
		return uint64(uint32(s.set.words[entry]))
	}
	return s.set.words[2*entry+1]
}

func (s *valueCount) fold([]GroupID) {
	if s.now++; s.now > maxSerial {
		s.held = settle(s.held, s.seen)
		s.now = 1
	}
}

func (s *valueCount) extend(n int) { s.groups = n }

func (s *valueCount) reset() {
	s.set.reset()
	s.held, s.seen, s.groups = s.held[:0], s.seen[:0], 0
	s.starts, s.order, s.counts = nil, nil, nil
}

// size counts the sites of an entry once, wherever they are.
func (s *valueCount) size() int64 { return s.set.size() + 8*int64(s.set.n) }

// sort brings the entries into the order of their groups, and all of their sites together.
func (s *valueCount) sort() {
	s.held = settle(s.held, s.seen)
	s.starts = make([]uint32, s.groups+1)
	for i := range uint32(s.set.n) {
		s.starts[s.groupOf(i)+1]++
	}
	for g := range s.groups {
		s.starts[g+1] += s.starts[g]
	}
	next := append([]uint32(nil), s.starts...)
	s.order = make([]uint32, s.set.n)
	for i := range uint32(s.set.n) {
		g := s.groupOf(i)
		s.order[next[g]] = i
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
			prev = e.word(s.kind, s.wordOf(entry), prev)
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
	s.keys = s.keys[:0]
	v := value.Value{Kind: s.kind}
	for j, g := range groups {
		for range counts[j] {
			v.Bits = r.word(s.kind, v.Bits)
			s.key(g, v)
		}
	}
	s.set.reserve(s.keys)
	s.identify()
	s.held = extend(s.held, s.set.n)
	entries := s.ids
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
				s.counts[s.groupOf(uint32(i))]++
			}
		}
	}
	return value.OfInt64(s.counts[g])
}
