package sample

import (
	"cmp"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// Everything random here is a function of the seed and of what the number is for, never of what was
// drawn before elsewhere: that is why any site can be made alone. Draws are integer arithmetic on the
// bits of a PCG. Floating point only makes tables, whose entries are rounded, so that files are the
// same on every machine.

// purpose separates the random streams of one seed.
type purpose uint64

const (
	forBirth purpose = iota + 1
	forKey
	forState
	forWeek
	forVersions
	forReleases
	forClasses
	forRank
	forOrder
	forExtras
	forBad
	forReport
)

// hash mixes numbers to one; every bit of the result depends on every bit of the arguments. (The
// finalizer of SplitMix64 after each.)
func hash(p purpose, parts ...uint64) uint64 {
	h := uint64(p) * 0x9e3779b97f4a7c15
	for _, x := range parts {
		h ^= x
		h += 0x9e3779b97f4a7c15
		h ^= h >> 30
		h *= 0xbf58476d1ce4e5b9
		h ^= h >> 27
		h *= 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h
}

// hashText hashes a text with a number (FNV-1a, then hash).
func hashText(p purpose, text string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 0x100000001b3
	}
	return hash(p, h)
}

// odds is a probability in units of 2^-64.
type odds uint64

func oddsOf(p float64) odds {
	if p >= 1 {
		return math.MaxUint64
	}
	return odds(p * (1 << 63) * 2)
}

// hit says whether a random word falls within the odds.
func (o odds) hit(word uint64) bool { return word < uint64(o) }

// random is one stream of random numbers.
type random struct{ pcg rand.PCG }

func (r *random) seed(p purpose, parts ...uint64) {
	r.pcg.Seed(hash(p, parts...), hash(^p, parts...))
}

func (r *random) word() uint64 { return r.pcg.Uint64() }

func (r *random) hit(o odds) bool { return o.hit(r.pcg.Uint64()) }

// below returns a number from 0 to n-1; n is at least 1.
func (r *random) below(n int) int { return below(r.pcg.Uint64(), n) }

// below maps a random word to a number from 0 to n-1; the bias is n in 2^64.
func below(word uint64, n int) int {
	high, _ := bits.Mul64(word, uint64(n))
	return int(high)
}

// geometric returns 0 or more: each further one comes with the odds.
func (r *random) geometric(further odds, most int) int {
	n := 0
	for n < most && r.hit(further) {
		n++
	}
	return n
}

// table holds the quantiles of a distribution: a draw is one entry.
type table []int32

const tableSize = 1 << 12

// makeTable tabulates a quantile function, rounded, with every entry within least and most.
func makeTable(quantile func(p float64) float64, least, most int32) table {
	t := make(table, tableSize)
	for i := range t {
		f := math.Round(quantile((float64(i) + 0.5) / tableSize))
		t[i] = int32(min(max(f, float64(least)), float64(most)))
	}
	return t
}

func (t table) draw(word uint64) int32 { return t[word>>(64-12)] }

// logNormal is the quantile function of a log-normal distribution.
func logNormal(median, sigma float64) func(float64) float64 {
	return func(p float64) float64 {
		return median * math.Exp(sigma*math.Sqrt2*math.Erfinv(2*p-1))
	}
}

// logNormalOf is logNormal by mean and standard deviation.
func logNormalOf(mean, deviation float64) func(float64) float64 {
	variance := math.Log1p(deviation * deviation / (mean * mean))
	return logNormal(mean*math.Exp(-variance/2), math.Sqrt(variance))
}

// logistic is the quantile function of a logistic distribution.
func logistic(median, scale float64) func(float64) float64 {
	return func(p float64) float64 { return median + scale*math.Log(p/(1-p)) }
}

// chooser draws an index with the given weights, in constant time: Walker's alias method, in integers.
type chooser struct {
	keep  []uint32 // of 2^32: how often slot i means i
	other []int32  // and what it means otherwise
}

func newChooser(weights []float64) chooser {
	n := len(weights)
	c := chooser{keep: make([]uint32, n), other: make([]int32, n)}
	total := 0.0
	for _, w := range weights {
		total += w
	}
	// In units of 2^-32 of a slot's fair share; the rounding errors end in the slots that are left over.
	left := make([]int64, n)
	var small, large []int32
	for i, w := range weights {
		left[i] = int64(math.Round(w / total * float64(n) * (1 << 32)))
		if left[i] < 1<<32 {
			small = append(small, int32(i))
		} else {
			large = append(large, int32(i))
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		c.keep[s], c.other[s] = uint32(left[s]), l
		left[l] -= 1<<32 - left[s]
		if left[l] < 1<<32 {
			large = large[:len(large)-1]
			small = append(small, l)
		}
	}
	for _, i := range append(small, large...) {
		c.keep[i], c.other[i] = math.MaxUint32, i
	}
	return c
}

func (c *chooser) draw(word uint64) int {
	i := below(word<<32, len(c.keep))
	if uint32(word>>32) < c.keep[i] {
		return i
	}
	return int(c.other[i])
}

// byHash orders texts as if shuffled, always the same way.
func byHash(p purpose, texts []string) {
	slices.SortFunc(texts, func(a, b string) int {
		return cmp.Or(cmp.Compare(hashText(p, a), hashText(p, b)), cmp.Compare(a, b))
	})
}
