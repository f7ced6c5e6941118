package itemset

import (
	"context"
	"math/bits"

	"isobar/internal/parallel"
)

// extender finds sets by extending prefixes. It belongs to one goroutine.
type extender[T id] struct {
	ctx    context.Context
	rows   rowCounter[T]
	out    *sink
	prefix []uint32
	levels []level[T] // by size of the prefix
}

// level is the memory for the databases of prefixes of one size, reused from prefix to prefix.
type level[T id] struct {
	db             database[T]
	single, shared sets[T]
	local          []T // by id of the larger database: the id in db, or 0; all 0 between prefixes
	mask           []uint64
	cursor         []uint32
	set            []T
}

// row finds the sets of size items of db that have item i as their least popular item.
func (e *extender[T]) row(db *database[T], i, size int) error {
	if err := e.ctx.Err(); err != nil {
		return err
	}
	if db.n-i < size-1 {
		return nil
	}
	found := e.rows.row(db, i)
	if len(found) < size-1 {
		return nil
	}
	depth := len(e.prefix)
	e.prefix = append(e.prefix, db.names[i])
	defer func() { e.prefix = e.prefix[:depth] }()
	if size == 2 {
		for _, f := range found {
			if err := e.out.add(e.prefix, db.names[f.id], f.sites); err != nil {
				return err
			}
		}
		return nil
	}
	l := &e.levels[depth]
	l.project(db, i, found, size-1)
	for j := l.db.n - size + 2; j >= 1; j-- {
		if err := e.row(&l.db, j, size-1); err != nil {
			return err
		}
	}
	return nil
}

// project makes l.db of the sets of db that hold item i, reduced to the found items above it, as far
// as at least size of those are left.
func (l *level[T]) project(db *database[T], i int, found []pair, size int) {
	n := len(found)
	l.db.names = resize(l.db.names, n+1)
	l.db.support = resize(l.db.support, n+1)
	if len(l.local) <= db.n {
		l.local = make([]T, db.n+1)
	}
	l.mask = resize(l.mask, db.words)
	clear(l.mask)
	for j, f := range found {
		x := int(f.id)
		l.local[x] = T(j + 1)
		l.db.names[j+1], l.db.support[j+1] = db.names[x], f.sites
		if bit := x - db.listed - 1; bit >= 0 {
			l.mask[bit/64] |= 1 << (bit % 64)
		}
	}
	l.single.reset(n)
	l.shared.reset(n)
	l.reduce(db, &db.single, &l.single, i, size)
	l.reduce(db, &db.shared, &l.shared, i, size)
	for _, f := range found {
		l.local[f.id] = 0
	}

	l.db.shape(n, maskWords(n, &l.single.tally, &l.shared.tally))
	l.cursor = resize(l.cursor, n+1)
	l.lay(&l.db.single, &l.single)
	l.lay(&l.db.shared, &l.shared)
	l.db.shared.sites = l.shared.sites
}

func (l *level[T]) lay(p *part[T], s *sets[T]) {
	l.db.prepare(p, &s.tally)
	copy(l.cursor, p.first)
	l.db.fill(p, s.flat, 0, 0, l.cursor)
}

// reduce appends to s the sets of p that hold item i.
func (l *level[T]) reduce(db *database[T], p *part[T], s *sets[T], i, size int) {
	from := max(0, i-db.listed) / 64
	var some [block]uint32
	for o := p.first[i]; o < p.first[i+1]; o += block {
		for _, o := range l.promising(db, p, some[:0], o, min(o+block, p.first[i+1]), i) {
			set := l.set[:0]
			if i <= db.listed {
				for _, x := range p.list[p.at[o]+1:] {
					if x == 0 {
						break
					}
					if y := l.local[x]; y != 0 {
						set = append(set, y)
					}
				}
			}
			mask := p.masks[int(p.in[o])*db.words:][:db.words]
			for w := from; w < len(mask); w++ {
				for word := mask[w] & l.mask[w]; word != 0; word &= word - 1 {
					set = append(set, l.local[db.listed+64*w+bits.TrailingZeros64(word)+1])
				}
			}
			l.set = set
			if len(set) < size {
				continue
			}
			s.add(set)
			if p.sites != nil {
				s.sites = append(s.sites, p.sites[p.in[o]])
			}
		}
	}
}

// promising appends to some those of the occurrences o up to end whose sets have more items after i,
// of the found ones among the bits. Like walk, it is there for cache misses to overlap.
func (l *level[T]) promising(db *database[T], p *part[T], some []uint32, o, end uint32, i int) []uint32 {
	from := max(0, i-db.listed) / 64
	wanted := l.mask[from:db.words]
	for ; o < end; o++ {
		hits := uint64(0)
		for w, word := range p.masks[int(p.in[o])*db.words+from:][:len(wanted)] {
			hits |= word & wanted[w]
		}
		if hits != 0 || i <= db.listed && p.list[p.at[o]+1] != 0 {
			some = append(some, o)
		}
	}
	return some
}

// mine finds the sets of m.size items in all batches.
func mine[T id](ctx context.Context, m *Miner, v *vocabulary, k uint32, workers int) (*result, error) {
	if err := m.fits(v.held, bytesPerItem[T]()); err != nil {
		return nil, err
	}
	db, err := load[T](ctx, m, m.sets, v, workers)
	if err != nil {
		return nil, err
	}
	found := newResult(m.size, m.Limits.Result)
	tasks := db.shares(m.size)
	extenders := make([]*extender[T], workers)
	for i := range extenders {
		extenders[i] = &extender[T]{rows: rowCounter[T]{k: k}, out: found.sink(), levels: make([]level[T], m.size)}
	}
	err = parallel.Each(ctx, len(tasks), workers, func(ctx context.Context, worker, t int) error {
		e := extenders[worker]
		e.ctx = ctx
		for i := tasks[t].to; i >= tasks[t].from; i-- {
			if err := e.row(db, i, m.size); err != nil {
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

// share is rows that one worker takes at once.
type share struct{ from, to int }

// shares cuts the rows into pieces of about equal cost, the popular ones first.
func (db *database[T]) shares(size int) []share {
	const visits = 1 << 16
	var all []share
	to, sum := db.n, 0
	for i := db.n; i >= 1; i-- {
		sum += int(db.single.first[i+1]-db.single.first[i]) + int(db.shared.first[i+1]-db.shared.first[i]) + 64
		if sum >= visits || size > 2 || i == 1 {
			all = append(all, share{i, to})
			to, sum = i-1, 0
		}
	}
	return all
}
