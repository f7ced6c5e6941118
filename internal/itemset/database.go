package itemset

import "math"

// tally is what is known of some sets before they are laid out.
type tally struct {
	n      int      // number of sets
	occurs []uint32 // by id: the sets that hold it
	below  []uint64 // by id: the items before it in those sets, in all
	above  []uint64 // by id: the items after it in those sets, in all; nil if not wanted
}

// reset empties t for ids up to n.
func (t *tally) reset(n int) {
	t.n = 0
	t.occurs, t.below = resize(t.occurs, n+1), resize(t.below, n+1)
	clear(t.occurs)
	clear(t.below)
}

// merge adds the sets of o.
func (t *tally) merge(o *tally) {
	t.n += o.n
	for x := range t.occurs {
		t.occurs[x] += o.occurs[x]
		t.below[x] += o.below[x]
	}
	for x := range t.above {
		t.above[x] += o.above[x]
	}
}

// sets is a list of item sets.
type sets[T id] struct {
	tally
	flat  []T      // the ids of each set, ascending, and a zero after each
	sites []uint32 // of each set; empty if each is one site's
}

// reset empties s for ids up to n.
func (s *sets[T]) reset(n int) {
	s.tally.reset(n)
	s.flat, s.sites = s.flat[:0], s.sites[:0]
}

// add appends one set.
func (s *sets[T]) add(set []T) {
	s.flat = append(append(s.flat, set...), 0)
	s.n++
	for i, x := range set {
		s.occurs[x]++
		s.below[x] += uint64(i)
	}
	if s.above != nil {
		for i, x := range set {
			s.above[x] += uint64(len(set) - 1 - i)
		}
	}
}

// database is item sets laid out for counting. Ids ascend with popularity. The popular items of a set,
// those above listed, are bits of its mask: id x is bit x−listed−1. The others are in its list.
type database[T id] struct {
	n       int      // items, numbered from 1
	names   []uint32 // by id: the item's place in the vocabulary
	support []uint32 // by id: sites
	words   int      // of a mask
	listed  int
	single  part[T] // sets of one site each
	shared  part[T] // sets of several sites each
}

// part is the sets of a database that are counted alike.
type part[T id] struct {
	n     int
	masks []uint64 // words of each set, and of one empty set after the last
	list  []T      // the listed ids of each set that has any, ascending, and a zero after each
	// first[x] up to first[x+1] are the occurrences of id x: in which set, and, for a listed id, where
	// in list.
	first []uint32
	in    []uint32
	at    []uint32
	sites []uint32 // by set; nil if each is one site's
}

// Costs of counting in tenths of a nanosecond, measured on one machine; only their ratios matter, and
// only to speed.
const (
	costWord   = 20  // adding one word of one set's mask to bit-sliced counters
	costShared = 100 // the same for a set of several sites
	costItem   = 10  // adding one listed item of one set to a counter
	costVisit  = 160 // beginning on the list of one set
	costRow    = 150 // a word's overhead in one row: clearing, comparing
	costMask   = 30  // a word's overhead in one set: making it
)

// maxWords bounds a mask, and so the bit-sliced counters of a worker to 16 KiB.
const maxWords = 64

// maskWords chooses how many words of popular items a set keeps, so that counting all pairs of n items
// costs least, and at most one for each item of an average set.
func maskWords(n int, single, shared *tally) int {
	// What is left to visit as the words take in more and more items.
	var occurs, occursShared, below uint64
	for x := 1; x <= n; x++ {
		occurs += uint64(single.occurs[x])
		occursShared += uint64(shared.occurs[x])
		below += single.below[x] + shared.below[x]
	}
	all := uint64(single.n + shared.n)
	limit := min(maxWords, int((occurs+occursShared)/max(1, all)))
	best, bestCost, masked := 0, uint64(math.MaxUint64), uint64(0)
	for words, listed := 0, n; words <= limit; words++ {
		cost := masked + costItem*below + costVisit*(occurs+occursShared) +
			uint64(words)*(costRow*uint64(n)+costMask*all)
		if cost < bestCost && (listed == 0 || fillsLines(words)) {
			best, bestCost = words, cost
		}
		if listed == 0 {
			break
		}
		// Every row up to the next word's last item adds that word.
		masked += costWord*occurs + costShared*occursShared
		for next := max(0, listed-64); listed > next; listed-- {
			occurs -= uint64(single.occurs[listed])
			occursShared -= uint64(shared.occurs[listed])
			below -= single.below[listed] + shared.below[listed]
		}
	}
	return best
}

// fillsLines says whether masks of so many words do not straddle more cache lines of 64 bytes than
// they have to.
func fillsLines(words int) bool { return words%8 == 0 || 8%words == 0 }

// shape sets the sizes of db for sets of n items, of which words mask words hold the most popular.
func (db *database[T]) shape(n, words int) {
	db.n, db.words, db.listed = n, words, max(0, n-64*words)
}

// prepare makes room in p for the sets of t.
func (db *database[T]) prepare(p *part[T], t *tally) {
	p.n = t.n
	p.masks = resize(p.masks, (t.n+1)*db.words)
	clear(p.masks)
	p.first = resize(p.first, db.n+2)
	total := uint32(0)
	p.first[0] = 0
	for x := 1; x <= db.n; x++ {
		p.first[x] = total
		total += t.occurs[x]
	}
	p.first[db.n+1] = total
	p.in = resize(p.in, int(total))
	listed := int(p.first[db.listed+1])
	p.at = resize(p.at, listed)
	p.list = resize(p.list, listed+t.n)
}

// fill lays the sets of flat out, from set number set on and from place in p.list on. Cursor is, by id,
// where its next occurrence goes, and is moved on.
func (db *database[T]) fill(p *part[T], flat []T, set, place uint32, cursor []uint32) {
	listed, words := T(db.listed), db.words
	for i := 0; i < len(flat); i++ {
		begin := place
		for ; flat[i] != 0 && flat[i] <= listed; i++ {
			x := flat[i]
			o := cursor[x]
			cursor[x] = o + 1
			p.in[o], p.at[o] = set, place
			p.list[place] = x
			place++
		}
		if place > begin {
			p.list[place] = 0
			place++
		}
		mask := p.masks[int(set)*words:][:words]
		for ; flat[i] != 0; i++ {
			x := flat[i]
			o := cursor[x]
			cursor[x] = o + 1
			p.in[o] = set
			bit := uint(x-listed) - 1
			mask[bit/64] |= 1 << (bit % 64)
		}
		set++
	}
}

// resize returns s with length n, reusing its memory if there is enough. Contents are arbitrary.
func resize[E any](s []E, n int) []E {
	if cap(s) < n {
		return make([]E, n, n+n/8)
	}
	return s[:n]
}
