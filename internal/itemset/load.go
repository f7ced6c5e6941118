package itemset

import (
	"context"
	"fmt"
	"math"
	"sync"
	"unsafe"
)

// segment is the sets of a run of batches, as one worker decodes them.
type segment[T id] struct {
	single, shared sets[T]
	err            error
}

// load decodes item sets, drops the items that are not in v, renumbers the others and lays the sets out.
// Each worker decodes a run of them and then lays out what it decoded, at places of its own.
func load[T id](ctx context.Context, m *Miner, held []encoded, v *vocabulary, workers int) (*database[T], error) {
	n := len(v.items)
	runs := runs(held, workers)
	segments := make([]segment[T], len(runs))
	var wait sync.WaitGroup
	for i, run := range runs {
		wait.Go(func() { segments[i].err = segments[i].decode(ctx, run, v, m.size) })
	}
	wait.Wait()
	single, shared := newTally(n, m.size), newTally(n, m.size)
	for i := range segments {
		if err := segments[i].err; err != nil {
			return nil, err
		}
		single.merge(&segments[i].single.tally)
		shared.merge(&segments[i].shared.tally)
	}
	if m.size > 2 {
		largest := uint64(0) // items in the sets that a prefix of one item leaves
		for x := range single.above {
			largest = max(largest, single.above[x]+shared.above[x])
		}
		if err := m.fits(v.held+largest*uint64((m.size-2)*workers), bytesPerItem[T]()); err != nil {
			return nil, err
		}
	}
	db := &database[T]{names: v.names, support: v.support}
	db.shape(n, maskWords(n, &single, &shared))
	db.join(&db.single, &single, segments, func(s *segment[T]) *sets[T] { return &s.single })
	db.join(&db.shared, &shared, segments, func(s *segment[T]) *sets[T] { return &s.shared })
	for i := range segments {
		db.shared.sites = append(db.shared.sites, segments[i].shared.sites...)
	}
	return db, nil
}

// newTally makes a tally of sets of up to n items, in which sets of the given size are sought.
func newTally(n, size int) (t tally) {
	t.reset(n)
	if size > 2 {
		t.above = make([]uint64, n+1)
	}
	return t
}

// bytesPerItem bounds what an item of a set takes while it is decoded and laid out: its id in the
// decoded set and in its list, its occurrence (8), and its share of masks (8; see maskWords).
func bytesPerItem[T id]() uint64 { return 16 + 2*uint64(unsafe.Sizeof(T(0))) }

// fits says whether so many items of sets are within the limit.
func (m *Miner) fits(items, bytes uint64) error {
	if need := items * bytes; need > uint64(m.Limits.Working) || items > math.MaxUint32/2 {
		return fmt.Errorf("%w: %d MB to count them, of %d MB: raise k, or narrow the query with WHERE",
			ErrLimit, need>>20, m.Limits.Working>>20)
	}
	return nil
}

// runs cuts item sets into at most n runs of about the same length.
func runs(held []encoded, n int) [][]encoded {
	total := 0
	for _, b := range held {
		total += len(b.sets)
	}
	var runs [][]encoded
	begin, sum := 0, 0
	for i, b := range held {
		sum += len(b.sets)
		if sum*n >= total*(len(runs)+1) || i == len(held)-1 {
			runs = append(runs, held[begin:i+1])
			begin = i + 1
		}
	}
	return runs
}

// decode appends the sets of a run that have at least size items of the vocabulary.
func (s *segment[T]) decode(ctx context.Context, run []encoded, v *vocabulary, size int) error {
	n := len(v.items)
	s.single.tally, s.shared.tally = newTally(n, size), newTally(n, size)
	most := uint64(0) // ids and zeroes: each took a byte at least
	for _, b := range run {
		most += uint64(len(b.sets))
	}
	s.single.flat = make([]T, 0, min(most, v.held+v.held/2))
	order := newSorter[T](n + 1)
	var set []T
	for _, b := range run {
		ids := make([]T, len(b.numbers))
		for i, number := range b.numbers {
			ids[i] = T(v.ids[number])
		}
		visited := 0
		err := eachSet(b.count, b.sets, len(ids), func(items []uint32, sites uint64, _ int) error {
			if visited++; visited%1024 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			set = set[:0]
			for _, item := range items {
				if x := ids[item]; x != 0 {
					set = append(set, x)
				}
			}
			if len(set) < size {
				return nil
			}
			order.sort(set)
			if sites == 1 {
				s.single.add(set)
				return nil
			}
			s.shared.add(set)
			s.shared.sites = append(s.shared.sites, uint32(sites))
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// join lays out the sets of one part of all segments, which t tallies.
func (db *database[T]) join(p *part[T], t *tally, segments []segment[T], of func(*segment[T]) *sets[T]) {
	db.prepare(p, t)
	next := append([]uint32(nil), p.first[:db.n+1]...)
	set, place := 0, 0
	var wait sync.WaitGroup
	for i := range segments {
		s := of(&segments[i])
		cursor := append([]uint32(nil), next...)
		firstSet, firstPlace := uint32(set), uint32(place)
		wait.Go(func() { db.fill(p, s.flat, firstSet, firstPlace, cursor) })
		set += s.n
		place += s.n // the zeroes
		for x := 1; x <= db.n; x++ {
			next[x] += s.occurs[x]
			if x <= db.listed {
				place += int(s.occurs[x])
			}
		}
	}
	wait.Wait()
}
