package itemset

import (
	"context"
	"errors"

	"isobar/internal/parallel"
)

// triangle is the pairs of the items of a vocabulary, by their places in it, for reading row by row: a
// row is the pairs of an item with the items after it. There is never more than one row of it in a
// worker's memory, so that it may have any number of items.
type triangle struct {
	n     int // items
	tiled []tiled
	loose []loose
}

// tiled is a batch of pairs whose items have places in a vocabulary.
type tiled struct {
	*counted
	places []uint32 // by the batch's item: the place, from 1, or 0
	items  []uint32 // by place: the batch's item, from 1, or 0
}

func newTriangle(pairs []counted, found []loose, v *vocabulary) *triangle {
	t := &triangle{n: len(v.items), tiled: make([]tiled, len(pairs)), loose: found}
	for i := range pairs {
		b := tiled{&pairs[i], make([]uint32, len(pairs[i].numbers)), make([]uint32, t.n)}
		for item, number := range b.numbers {
			if id := v.ids[number]; id != 0 {
				place := v.names[id]
				b.places[item], b.items[place] = place+1, uint32(item+1)
			}
		}
		t.tiled[i] = b
	}
	return t
}

// triangleCounter adds up rows of a triangle. It belongs to one goroutine.
type triangleCounter struct {
	rowCounter[uint32]
	few   bool // whether the row's counts are touched
	pairs []pair
}

// row returns the items x > i that at least k sites hold together with i, in ascending order, with those
// sites. The slice is valid until the next call.
func (c *triangleCounter) row(t *triangle, i int) ([]pair, error) {
	c.found, c.touched = c.found[:0], c.touched[:0]
	c.room(t.n)
	c.few = sparse(t.visits(i), t.n-i)
	for _, l := range t.loose {
		c.pairs = l.read(c.pairs[:0], uint32(i))
		c.add(nil)
	}
	for _, b := range t.tiled {
		item := b.items[i]
		if item == 0 {
			continue
		}
		var err error
		c.pairs, err = readTile(c.pairs[:0], b.tile(item-1), item-1, len(b.places))
		if err != nil {
			return nil, err
		}
		c.add(b.places)
	}
	if c.few {
		c.takeTouched()
	} else {
		c.take(i + 1)
	}
	return c.found, nil
}

// add adds c.pairs, whose items have these places, from 1, or are places themselves.
func (c *triangleCounter) add(places []uint32) {
	for _, p := range c.pairs {
		x := p.id
		if places != nil {
			if x = places[x]; x == 0 {
				continue
			}
			x--
		}
		if c.few && c.counts[x] == 0 {
			c.touched = append(c.touched, x)
		}
		c.counts[x] += p.sites
	}
}

// visits bounds the counts that row i takes.
func (t *triangle) visits(i int) (n int) {
	for _, l := range t.loose {
		n += len(l[i]) / 2
	}
	for _, b := range t.tiled {
		if item := b.items[i]; item != 0 {
			n += len(b.tile(item - 1))
		}
	}
	return n
}

// shares cuts the rows into pieces of about equal cost, in ascending order.
func (t *triangle) shares() []share {
	const visits = 1 << 18
	var all []share
	from, sum := 0, 0
	for i := range t.n {
		if sum += t.visits(i) + 64; sum >= visits || i == t.n-1 {
			all = append(all, share{from, i})
			from, sum = i+1, 0
		}
	}
	return all
}

// each reads the rows, share by share, and hands visit what row i has at k sites or more. The rows of a
// share come in ascending order.
func (t *triangle) each(ctx context.Context, shares []share, k uint32, workers int, visit func(worker, share, i int, found []pair) error) error {
	counters := make([]*triangleCounter, workers)
	for i := range counters {
		counters[i] = &triangleCounter{rowCounter: rowCounter[uint32]{k: k}}
	}
	return parallel.Each(ctx, len(shares), workers, func(_ context.Context, worker, s int) error {
		for i := shares[s].from; i <= shares[s].to; i++ {
			found, err := counters[worker].row(t, i)
			if err == nil {
				err = visit(worker, s, i, found)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// minePairs finds the pairs in item sets and tiles together.
func minePairs(ctx context.Context, m *Miner, v *vocabulary, k uint32, workers int) (*result, error) {
	perItem := bytesPerItem[uint32]()
	if v.narrow() {
		perItem = bytesPerItem[uint16]()
	}
	if err := m.fits(v.held, perItem); err != nil {
		return nil, err
	}
	loose, err := m.loosen(ctx, m.sets, v, m.mostLoose(), workers)
	if errors.Is(err, errLonger) {
		return nil, m.tooManyPairs()
	}
	if err != nil {
		return nil, err
	}
	t := newTriangle(m.pairs, loose, v)
	found := newResult(2, m.Limits.Result)
	sinks := make([]*sink, workers)
	for i := range sinks {
		sinks[i] = found.sink()
	}
	err = t.each(ctx, t.shares(), k, workers, func(worker, _, i int, pairs []pair) error {
		prefix := [1]uint32{uint32(i)}
		for _, p := range pairs {
			if err := sinks[worker].add(prefix[:], p.id, p.sites); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, found.fits()
}
