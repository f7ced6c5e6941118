package itemset

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"sync/atomic"

	"isobar/internal/parallel"
)

// loose is pairs on their way from the order in which they are counted, that of the sites of items, to
// the order of items: for each item, by its place in the vocabulary, its pairs with items after it, each
// as uvarint of how far after it less 1, and uvarint sites; in any order.
type loose [][]byte

func (l loose) add(a, b, sites uint32) {
	if a > b {
		a, b = b, a
	}
	if gap := b - a - 1; gap < 1<<14 && sites < 1<<7 { // nearly all: in one go, the gap in two bytes
		l[a] = append(l[a], byte(gap)|0x80, byte(gap>>7), byte(sites))
	} else {
		l[a] = binary.AppendUvarint(binary.AppendUvarint(l[a], uint64(gap)), uint64(sites))
	}
}

// read appends the pairs of an item to pairs.
func (l loose) read(pairs []pair, item uint32) []pair {
	for data := l[item]; len(data) > 0; {
		if len(data) > 2 && data[0] >= 0x80 && data[1] < 0x80 && data[2] < 0x80 {
			gap := uint32(data[0]&0x7f) | uint32(data[1])<<7
			pairs, data = append(pairs, pair{item + 1 + gap, uint32(data[2])}), data[3:]
			continue
		}
		gap, rest, _ := uvarint(data)
		sites, rest, _ := uvarint(rest)
		pairs, data = append(pairs, pair{item + 1 + uint32(gap), uint32(sites)}), rest
	}
	return pairs
}

// mostLoose is how many loose pairs are within the limit: six bytes each, if gaps and sites are large, and
// what their slices have to spare.
func (m *Miner) mostLoose() int { return int(min(m.Limits.Working/10, math.MaxInt)) }

func (m *Miner) tooManyPairs() error {
	return fmt.Errorf("%w: over %d pairs occur, %d MB: narrow the query with WHERE", ErrLimit, m.mostLoose(), m.Limits.Working>>20)
}

// loosen counts the pairs of item sets, each worker some; errLonger, if there are more pairs than most or
// it looks like that.
func (m *Miner) loosen(ctx context.Context, sets []encoded, v *vocabulary, most, workers int) ([]loose, error) {
	switch {
	case len(sets) == 0:
		return nil, nil
	case v.narrow():
		return loosen[uint16](ctx, m, sets, v, most, workers)
	}
	return loosen[uint32](ctx, m, sets, v, most, workers)
}

func loosen[T id](ctx context.Context, m *Miner, sets []encoded, v *vocabulary, most, workers int) ([]loose, error) {
	db, err := load[T](ctx, m, sets, v, workers)
	if err != nil {
		return nil, err
	}
	if db.pairs() > most {
		return nil, errLonger
	}
	found := make([]loose, workers)
	counters := make([]*rowCounter[T], workers)
	for i := range counters {
		counters[i], found[i] = &rowCounter[T]{k: 1}, make(loose, db.n)
	}
	var total atomic.Int64
	tasks := db.shares(2)
	err = parallel.Each(ctx, len(tasks), workers, func(_ context.Context, worker, t int) error {
		for i := tasks[t].to; i >= tasks[t].from; i-- {
			pairs := counters[worker].row(db, i)
			for _, p := range pairs {
				found[worker].add(db.names[i], db.names[p.id], p.sites)
			}
			if total.Add(int64(len(pairs))) > int64(most) {
				return errLonger
			}
		}
		return nil
	})
	return found, err
}

// sampled is one in how many rows tells how many pairs there are.
const sampled = 61

// pairs estimates the number of pairs that some site has, low rather than high: by rows in the middle of
// those that they stand for, of which the last, incomplete lot has none.
func (db *database[T]) pairs() int {
	c, n := rowCounter[T]{k: 1}, 0
	for i := sampled/2 + 1; i+sampled/2 <= db.n; i += sampled {
		n += sampled * len(c.row(db, i))
	}
	return n
}
