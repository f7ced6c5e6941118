package itemset

import (
	"cmp"
	"math/bits"
	"slices"
)

// pair is one item found together with the item of a row.
type pair struct {
	id    uint32
	sites uint32
}

// rowCounter counts rows of the triangle of pairs. It belongs to one goroutine.
type rowCounter[T id] struct {
	k       uint32
	counts  []uint32 // by listed id; all zero between rows
	touched []T      // ids whose counts are not zero, where they are few
	planes  []plane  // by word of a mask
	found   []pair
}

// plane is 64 counters, bit-sliced: bit b of word l is bit l of counter b.
type plane [32]uint64

// row returns the items x > i that at least k sites hold together with i, in ascending order, with
// those sites. The slice is valid until the next call.
func (c *rowCounter[T]) row(db *database[T], i int) []pair {
	c.found = c.found[:0]
	if i <= db.listed {
		c.listed(db, i)
	}
	c.masked(db, i)
	return c.found
}

// listed counts row i over the listed items.
func (c *rowCounter[T]) listed(db *database[T], i int) {
	counts := c.room(db.listed)
	if sparse(db.single.reach(i)+db.shared.reach(i), db.listed-i) {
		c.touched = db.single.walkSparse(counts, c.touched[:0], i)
		c.touched = db.shared.walkSparse(counts, c.touched, i)
		c.takeTouched()
		return
	}
	walk(counts, db.single.list, db.single.at[db.single.first[i]:db.single.first[i+1]])
	db.shared.walkSites(counts, i)
	c.take(i + 1)
}

// room returns counters of the ids up to n, all zero.
func (c *rowCounter[T]) room(n int) []uint32 {
	if cap(c.counts) <= n {
		c.counts = make([]uint32, n+1)
	}
	c.counts = c.counts[:n+1]
	return c.counts
}

// take finds the counters, from an id on, that reach k, and clears them.
func (c *rowCounter[T]) take(from int) {
	for x, sites := range c.counts[from:] {
		if sites >= c.k {
			c.found = append(c.found, pair{uint32(from + x), sites})
		}
	}
	clear(c.counts[from:])
}

// takeTouched does what take does, where all counters but the touched are zero.
func (c *rowCounter[T]) takeTouched() {
	for _, x := range c.touched {
		if sites := c.counts[x]; sites >= c.k {
			c.found = append(c.found, pair{uint32(x), sites})
		}
		c.counts[x] = 0
	}
	slices.SortFunc(c.found, func(a, b pair) int { return cmp.Compare(a.id, b.id) })
}

// sparse says whether so few counts touch so few of the counters that looking through all of them would
// cost more than noting which.
func sparse(counts, counters int) bool { return 4*counts < counters }

// reach estimates how many listed items the sets with listed item i have together.
func (p *part[T]) reach(i int) int {
	return int(p.first[i+1]-p.first[i]) * len(p.list) / (p.n + 1)
}

// walk adds one to the count of each id that follows one of the places in list, up to a zero. It looks
// at all of a block's lists before it reads one: the looks do not wait for each other, so that their
// cache misses overlap.
func walk[T id](counts []uint32, list []T, places []uint32) {
	var starts [block]uint32
	for len(places) > 0 {
		n, some := 0, places[:min(block, len(places))]
		places = places[len(some):]
		for _, p := range some {
			starts[n] = p + 1
			if list[p+1] != 0 {
				n++
			}
		}
		for _, p := range starts[:n] {
			for _, x := range list[p:] {
				if x == 0 {
					break
				}
				counts[x]++
			}
		}
	}
}

// walkSites does what walk does for the sets with item i, which have several sites each.
func (p *part[T]) walkSites(counts []uint32, i int) {
	for o := p.first[i]; o < p.first[i+1]; o++ {
		sites := p.sites[p.in[o]]
		for _, x := range p.list[p.at[o]+1:] {
			if x == 0 {
				break
			}
			counts[x] += sites
		}
	}
}

// walkSparse does the same for either part, and appends to touched the ids whose count was zero.
func (p *part[T]) walkSparse(counts []uint32, touched []T, i int) []T {
	for o := p.first[i]; o < p.first[i+1]; o++ {
		sites := uint32(1)
		if p.sites != nil {
			sites = p.sites[p.in[o]]
		}
		for _, x := range p.list[p.at[o]+1:] {
			if x == 0 {
				break
			}
			if counts[x] == 0 {
				touched = append(touched, x)
			}
			counts[x] += sites
		}
	}
	return touched
}

// masked counts row i over the items that are bits of masks.
func (c *rowCounter[T]) masked(db *database[T], i int) {
	if db.words == 0 {
		return
	}
	if len(c.planes) < db.words {
		c.planes = make([]plane, maxWords)
	}
	// bit is the first that row i counts.
	bit := max(0, i-db.listed)
	from, planes := bit/64, c.planes[:db.words]
	depth := max(5, bits.Len32(db.support[i]))
	for w := from; w < len(planes); w++ {
		clear(planes[w][:depth])
	}
	db.single.addMasks(planes, from, i)
	if db.shared.n > 0 {
		db.shared.addMasksSites(planes, from, i)
	}
	keep := ^uint64(0) << (bit % 64)
	for w := from; w < len(planes); w++ {
		p := &planes[w]
		hits := p.atLeast(c.k, depth) & keep
		keep = ^uint64(0)
		for ; hits != 0; hits &= hits - 1 {
			b := bits.TrailingZeros64(hits)
			c.found = append(c.found, pair{uint32(db.listed + 64*w + b + 1), p.count(b, depth)})
		}
	}
}

// block is how many sets are added at a time: their masks, read word by word, should stay in the
// first-level cache.
const block = 128

// addMasks adds the masks, from word from on, of the sets that hold item i.
func (p *part[T]) addMasks(planes []plane, from, i int) {
	words := len(planes)
	occurrences := p.in[p.first[i]:p.first[i+1]]
	var offsets [block]int
	for len(occurrences) > 0 {
		n := min(block, len(occurrences))
		for j, set := range occurrences[:n] {
			offsets[j] = int(set) * words
		}
		occurrences = occurrences[n:]
		for ; n%16 != 0; n++ {
			offsets[n] = p.n * words
		}
		for w := from; w < words; w++ {
			planes[w].add(p.masks[w:], offsets[:n])
		}
	}
}

// add counts the bits of the words of masks at the given offsets, whose number is a multiple of 16.
// It is a tree of carry-save adders: three words of one weight become one of that weight and one of
// the next.
func (p *plane) add(masks []uint64, offsets []int) {
	ones, twos, fours, eights := p[0], p[1], p[2], p[3]
	for ; len(offsets) >= 16; offsets = offsets[16:] {
		o := (*[16]int)(offsets)
		var a, b, c, d, e, f, g uint64
		ones, a = addBits(ones, masks[o[0]], masks[o[1]])
		ones, b = addBits(ones, masks[o[2]], masks[o[3]])
		twos, c = addBits(twos, a, b)
		ones, a = addBits(ones, masks[o[4]], masks[o[5]])
		ones, b = addBits(ones, masks[o[6]], masks[o[7]])
		twos, d = addBits(twos, a, b)
		fours, e = addBits(fours, c, d)
		ones, a = addBits(ones, masks[o[8]], masks[o[9]])
		ones, b = addBits(ones, masks[o[10]], masks[o[11]])
		twos, c = addBits(twos, a, b)
		ones, a = addBits(ones, masks[o[12]], masks[o[13]])
		ones, b = addBits(ones, masks[o[14]], masks[o[15]])
		twos, d = addBits(twos, a, b)
		fours, f = addBits(fours, c, d)
		eights, g = addBits(eights, e, f)
		p.carry(g, 4)
	}
	p[0], p[1], p[2], p[3] = ones, twos, fours, eights
}

// addBits adds three bits in each of 64 places.
func addBits(a, b, c uint64) (sum, carry uint64) {
	u := a ^ b
	return u ^ c, a&b | u&c
}

// carry adds word, of weight 2^level.
func (p *plane) carry(word uint64, level int) {
	for l := level; word != 0 && l < len(p); l++ {
		p[l], word = p[l]^word, p[l]&word
	}
}

// addMasksSites does what addMasks does for sets that have several sites each.
func (p *part[T]) addMasksSites(planes []plane, from, i int) {
	words := len(planes)
	for _, set := range p.in[p.first[i]:p.first[i+1]] {
		mask := p.masks[int(set)*words:][:words]
		for sites := p.sites[set]; sites != 0; sites &= sites - 1 {
			level := bits.TrailingZeros32(sites)
			for w := from; w < words; w++ {
				planes[w].carry(mask[w], level)
			}
		}
	}
}

// atLeast returns the counters that are k or more, of which the first depth words count.
func (p *plane) atLeast(k uint32, depth int) uint64 {
	bound := k - 1
	if bits.Len32(bound) > depth {
		return 0
	}
	above, equal := uint64(0), ^uint64(0)
	for l := depth - 1; l >= 0; l-- {
		if bound>>l&1 == 0 {
			above |= equal & p[l]
			equal &^= p[l]
		} else {
			equal &= p[l]
		}
	}
	return above
}

// count reads counter b.
func (p *plane) count(b, depth int) (n uint32) {
	for l := range depth {
		n |= uint32(p[l]>>b&1) << l
	}
	return n
}
