package itemset

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"sync/atomic"
)

// errLonger ends the counting of pairs that would be longer than wanted.
var errLonger = errors.New("the pairs take more bytes than the item sets")

// CountPairs returns the pairs of a batch of item sets as a batch of pairs, if that is the shorter of the
// two, and else the batch itself, which is also what becomes of a batch that cannot be read: it is for
// Miner.Add to refuse. Both forms give the same pairs, and a Miner of pairs takes any mixture. The result
// depends on the batch alone. Batches below least bytes are returned as they are: a few sets have more
// pairs than items, and counting has its price. It takes the CPU time that Miner.Mine would, memory for
// some ten million items of sites (see Limits.Working), and some ten bytes for each pair.
func CountPairs(batch []byte, least int) []byte {
	if len(batch) < least {
		return batch
	}
	if pairs, err := countPairs(batch, len(batch)); err == nil && len(pairs) < len(batch) {
		return pairs
	}
	return batch
}

// countPairs returns the pairs of a batch; errLonger, if their tiles take more than most bytes.
func countPairs(batch []byte, most int) ([]byte, error) {
	m := NewMiner(2)
	m.Limits.Batches, m.Limits.Fold = math.MaxInt64, math.MaxInt64
	if err := m.Add(batch); err != nil {
		return nil, err
	}
	v, c, err := m.countPairs(most, 1)
	if err != nil {
		return nil, err
	}
	return m.encodePairs(v, c), nil
}

// fold counts the pairs of everything that m holds, and holds those instead.
func (m *Miner) fold() error {
	if len(m.sets) == 0 && len(m.pairs) < 2 {
		return nil
	}
	_, c, err := m.countPairs(math.MaxInt, runtime.GOMAXPROCS(0))
	if errors.Is(err, errLonger) {
		return m.tooManyPairs()
	}
	if err != nil {
		return err
	}
	m.sets, m.pairs = nil, []counted{c}
	clear(m.held)
	m.bytes = int64(len(c.tiles)) + 12*int64(len(c.ends))
	m.folded = m.bytes
	return nil
}

// countPairs counts the pairs of everything that m holds, which is a batch at least, in tiles of at most
// so many bytes together; errLonger, if they need more or seem to.
func (m *Miner) countPairs(most, workers int) (*vocabulary, counted, error) {
	v := m.vocabulary(1)
	sets, pairs := m.sets, m.pairs
	for {
		some, items := 0, 0
		for ; some < len(sets) && items < m.steps.fold; some++ {
			items += sets[some].items
		}
		loose, err := m.loosen(context.Background(), sets[:some], v, min(most, m.mostLoose()), workers)
		if err != nil {
			return nil, counted{}, err
		}
		c, err := newTriangle(pairs, loose, v).encode(most, workers)
		if err != nil {
			return nil, counted{}, err
		}
		c.numbers = v.numbers
		if sets = sets[some:]; len(sets) == 0 {
			return v, c, nil
		}
		pairs = []counted{c}
	}
}

// encode makes tiles of all rows, of at most so many bytes.
func (t *triangle) encode(most, workers int) (c counted, err error) {
	var total atomic.Int64
	shares := t.shares()
	tiles := make([][]byte, len(shares))
	lengths := make([]int, t.n)
	err = t.each(context.Background(), shares, 1, workers, func(_, s, i int, found []pair) error {
		before := len(tiles[s])
		tiles[s] = appendTile(tiles[s], uint32(i), found)
		lengths[i] = len(tiles[s]) - before
		if total.Add(int64(lengths[i])) > int64(most) {
			return errLonger
		}
		return nil
	})
	if err != nil {
		return c, err
	}
	c.tiles, c.ends = slices.Concat(tiles...), lengths
	for i := 1; i < t.n; i++ {
		c.ends[i] += c.ends[i-1]
	}
	return c, nil
}
