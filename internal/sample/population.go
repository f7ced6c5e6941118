package sample

import (
	"math/bits"
	"time"
)

// week numbers weeks from Monday 1970-01-05; a population is followed for as long as one likes.
type week int64

const (
	weekSeconds = 7 * 24 * 3600
	firstMonday = 4 * 24 * 3600 // Unix time of 1970-01-05
)

func weekOf(monday time.Time) week { return week((monday.Unix() - firstMonday) / weekSeconds) }

// start is the Unix time at which the week begins.
func (w week) start() int64 { return int64(w)*weekSeconds + firstMonday }

func (w week) String() string { return time.Unix(w.start(), 0).UTC().Format("2006-01-02") }

// slot is a place in the population: at any time one site holds it.
type slot int64

// site is who holds a slot, from the week of birth until a new site takes over.
type site struct {
	slot  slot
	birth week
	key   uint64 // seeds all that the site is
}

// population is n slots whose sites come and go.
type population struct {
	seed  uint64
	n     int64
	churn odds
}

// A site leaves after so many weeks at the latest, which bounds the search for its birth.
const longestLife = 400

// holder returns the site that holds a slot in a week.
func (p *population) holder(s slot, w week) site {
	birth := w
	for !p.birth(s, birth) {
		birth--
	}
	return site{slot: s, birth: birth, key: hash(forKey, p.seed, uint64(s), uint64(birth))}
}

// birth says whether a new site takes the slot in that week.
func (p *population) birth(s slot, w week) bool {
	return p.churn.hit(hash(forBirth, p.seed, uint64(s), uint64(w))) ||
		(uint64(w)+hash(forBirth, p.seed, uint64(s)))%longestLife == 0
}

// order is a permutation of 0 … n-1 that looks shuffled and needs no memory: a four-round Feistel
// network on the least power of four that holds n, followed until it falls below n.
type order struct {
	n    uint64
	half int // bits of each half
	keys [4]uint64
}

func newOrder(n int64, p purpose, parts ...uint64) order {
	o := order{n: uint64(n), half: max((bits.Len64(uint64(n-1))+1)/2, 1)}
	for i := range o.keys {
		o.keys[i] = hash(p, append(parts, uint64(i))...)
	}
	return o
}

func (o *order) at(i int64) slot {
	mask := uint64(1)<<o.half - 1
	for x := uint64(i); ; {
		left, right := x>>o.half, x&mask
		for _, key := range o.keys {
			left, right = right, left^hash(forOrder, key, right)&mask
		}
		if x = left<<o.half | right; x < o.n {
			return slot(x)
		}
	}
}
