package itemset

import (
	"math"
	"slices"

	"isobar/internal/value"
)

// Counter collects the item sets of one worker's sites. It belongs to one goroutine, and to one
// dictionary, which must not be reset between Add and Flush.
type Counter struct {
	numbers numbering
	support []uint32 // by number: sites
	seen    []uint32 // by number: the last site that had it, from 1
	site    uint32   // the current site, from 1
	ids     []uint32 // all sets, one after the other
	ends    []int    // ends[i] is where set i ends in ids
}

// NewCounter makes an empty Counter.
func NewCounter() *Counter { return new(Counter) }

// Add takes the items of one site, in any order, any number of times each. NULL and NaN are skipped:
// neither is less than anything, so a join on < never finds them. A site with fewer than two distinct
// items belongs to no set of two and is not kept.
func (c *Counter) Add(items []value.Value) {
	start := len(c.ids)
	c.site++
	for _, v := range items {
		if !joins(v) {
			continue
		}
		id, isNew := c.numbers.number(v)
		if isNew {
			c.support = append(c.support, 0)
			c.seen = append(c.seen, 0)
		}
		if c.seen[id] != c.site {
			c.seen[id] = c.site
			c.ids = append(c.ids, id)
		}
	}
	if len(c.ids)-start < 2 {
		c.ids = c.ids[:start]
		return
	}
	for _, id := range c.ids[start:] {
		c.support[id]++
	}
	c.ends = append(c.ends, len(c.ids))
	if c.site == math.MaxUint32 {
		clear(c.seen)
		c.site = 0
	}
}

// joins says whether v can be on either side of a < that is TRUE.
func joins(v value.Value) bool {
	switch v.Kind {
	case value.String, value.Int64, value.Bytes, value.Bool, value.Date, value.Timestamp, value.Datetime, value.Numeric:
		return true
	case value.Float64:
		return !math.IsNaN(v.Float64())
	}
	return false
}

// Size is the memory in use since the last Flush, in bytes, roughly: four bytes an item of a site. Flush
// itself needs about as much again.
func (c *Counter) Size() int64 {
	return c.numbers.size() + int64(4*len(c.support)+4*len(c.seen)+4*len(c.ids)+8*len(c.ends))
}

// Flush hands the collected sets to emit as one self-contained batch, which is emit's to keep, and
// empties the Counter. Without sets, emit is not called. The batch is a function of the multiset of
// sets alone.
func (c *Counter) Flush(d *value.Dict, emit func(batch []byte)) {
	if len(c.ends) > 0 {
		emit(c.encode(d))
	}
	c.numbers.reset()
	c.support, c.seen, c.site = c.support[:0], c.seen[:0], 0
	c.ids, c.ends = c.ids[:0], c.ends[:0]
}

// encode renumbers the items by descending sites, sorts the sets, and writes them.
func (c *Counter) encode(d *value.Dict) []byte {
	order := make([]uint32, 0, len(c.support))
	for id, sites := range c.support {
		if sites > 0 {
			order = append(order, uint32(id))
		}
	}
	items := c.numbers.items
	slices.SortFunc(order, func(a, b uint32) int {
		if c.support[a] != c.support[b] {
			return int(int64(c.support[b]) - int64(c.support[a]))
		}
		return value.Compare(d, items[a], items[b])
	})
	rank := make([]uint32, len(c.support))
	for r, id := range order {
		rank[id] = uint32(r)
	}
	sort := newSorter[uint32](len(order))
	keys := make([]setKey, len(c.ends))
	start := 0
	for i, end := range c.ends {
		set := c.ids[start:end]
		for j, id := range set {
			set[j] = rank[id]
		}
		sort.sort(set)
		keys[i] = setKey{head: head(set), start: start, end: end}
		start = end
	}
	slices.SortFunc(keys, func(a, b setKey) int {
		if a.head != b.head {
			if a.head < b.head {
				return -1
			}
			return 1
		}
		return slices.Compare(c.ids[a.start:a.end], c.ids[b.start:b.end])
	})

	var w batchWriter
	w.begin(len(order))
	for _, id := range order {
		w.item(d, items[id])
	}
	w.buf = slices.Grow(w.buf, len(c.ids)+len(c.ids)/4+2*len(keys)+64)
	distinct := 0
	for i, k := range keys {
		if i == 0 || !slices.Equal(c.ids[k.start:k.end], c.ids[keys[i-1].start:keys[i-1].end]) {
			distinct++
		}
	}
	w.sets(distinct)
	for i := 0; i < len(keys); {
		set, j := c.ids[keys[i].start:keys[i].end], i+1
		for j < len(keys) && slices.Equal(set, c.ids[keys[j].start:keys[j].end]) {
			j++
		}
		w.set(set, uint32(j-i))
		i = j
	}
	return w.end()
}

// setKey is one set while sets are sorted: its ids from start to end, and their head for a comparison
// that mostly needs no look at them.
type setKey struct {
	head       uint64
	start, end int
}

// head packs the first ids of a set, in an order that agrees with that of the sets.
func head(set []uint32) (h uint64) {
	for i := range 4 {
		h <<= 16
		if i < len(set) {
			if set[i] >= math.MaxUint16-1 {
				h |= math.MaxUint16
				return h << (16 * (3 - i))
			}
			h |= uint64(set[i]) + 1
		}
	}
	return h
}
