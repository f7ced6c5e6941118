package itemset

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"isobar/internal/cells"
	"isobar/internal/value"
)

// result gathers the sets that workers find.
type result struct {
	size  int
	limit int64        // of sets
	bytes int64        // the same, in bytes
	full  atomic.Int64 // sets in full chunks
	sinks []*sink
}

// sink takes the sets that one worker finds: size places in the vocabulary, and the sites, one set
// after the other in chunks.
type sink struct {
	result *result
	chunks [][]uint32
	last   []uint32
}

// chunkSets is the number of sets of a chunk.
const chunkSets = 1 << 14

func newResult(size int, limit int64) *result {
	// A set is held as found, as columns for sorting, and as cells.
	perSet := int64(4*(size+1)) + int64(4*(size+1)+8) + int64(16*size+16+8)
	return &result{size: size, limit: limit / perSet, bytes: limit}
}

func (r *result) sink() *sink {
	s := &sink{result: r}
	r.sinks = append(r.sinks, s)
	return s
}

// add appends the set of the prefix and the last item.
func (s *sink) add(prefix []uint32, last, sites uint32) error {
	if len(s.last) == cap(s.last) {
		if err := s.grow(); err != nil {
			return err
		}
	}
	s.last = append(s.last, prefix...)
	s.last = append(s.last, last, sites)
	return nil
}

// grow starts the next chunk, unless the full ones hold too much.
func (s *sink) grow() error {
	r := s.result
	if s.last != nil {
		s.chunks = append(s.chunks, s.last)
		if r.full.Add(chunkSets) > r.limit {
			return r.tooMany()
		}
	}
	s.last = make([]uint32, 0, chunkSets*(r.size+1))
	return nil
}

// fits checks the limit when all workers are done.
func (r *result) fits() error {
	n := r.full.Load()
	for _, s := range r.sinks {
		n += int64(len(s.last) / (r.size + 1))
	}
	if n > r.limit {
		return r.tooMany()
	}
	return nil
}

func (r *result) tooMany() error {
	return fmt.Errorf("%w: over %d sets of %d items reach k, %d MB: raise k of this table, or narrow the query with WHERE",
		ErrLimit, r.limit, r.size, r.bytes>>20)
}

// cells turns the sets into rows sorted by their key columns.
func (r *result) cells(from *value.Dict, items []value.Value, rank []int, workers int) (*cells.Set, error) {
	columns, sites := r.columns(rank)
	order := sortRows(columns, len(items))
	dict, values := published(from, items, columns)
	n := len(sites)
	set := &cells.Set{
		Dict:     dict,
		N:        n,
		Keys:     make([][]value.Value, r.size),
		Measures: [][]value.Value{make([]value.Value, n)},
		Sites:    make([]int64, n),
		Withheld: cells.NotCounted,
	}
	for j := range set.Keys {
		set.Keys[j] = make([]value.Value, n)
	}
	var wait sync.WaitGroup
	for w := range workers {
		lo, hi := n*w/workers, n*(w+1)/workers
		wait.Go(func() {
			for j, keys := range set.Keys {
				for i, row := range order[lo:hi] {
					keys[lo+i] = values[columns[j][row]]
				}
			}
			for i, row := range order[lo:hi] {
				count := int64(sites[row])
				set.Sites[lo+i], set.Measures[0][lo+i] = count, value.OfInt64(count)
			}
		})
	}
	wait.Wait()
	return set, nil
}

// columns takes the sets apart: for each key column, the items' places in the vocabulary, and the
// sites.
func (r *result) columns(rank []int) (columns [][]uint32, sites []uint32) {
	n, stride := 0, r.size+1
	for _, s := range r.sinks {
		if s.last != nil {
			s.chunks, s.last = append(s.chunks, s.last), nil
		}
		for _, c := range s.chunks {
			n += len(c) / stride
		}
	}
	columns = make([][]uint32, r.size)
	for j := range columns {
		columns[j] = make([]uint32, n)
	}
	sites = make([]uint32, n)
	row := 0
	for _, s := range r.sinks {
		for i, chunk := range s.chunks {
			for ; len(chunk) > 0; chunk = chunk[stride:] {
				set := chunk[:r.size]
				if r.size == 2 {
					if set[0] > set[1] {
						set[0], set[1] = set[1], set[0]
					}
				} else {
					slices.Sort(set)
				}
				for j, place := range rank {
					columns[j][row] = set[place]
				}
				sites[row] = chunk[r.size]
				row++
			}
			s.chunks[i] = nil
		}
	}
	return columns, sites
}

// sortRows returns the order of rows by their columns, whose entries are below limit: by comparison if
// they are few, by counting, from the last column to the first, if they are many.
func sortRows(columns [][]uint32, limit int) []uint32 {
	n := len(columns[0])
	order := make([]uint32, n)
	for i := range order {
		order[i] = uint32(i)
	}
	if n < limit/4 {
		slices.SortFunc(order, func(a, b uint32) int {
			for _, c := range columns {
				if d := cmp.Compare(c[a], c[b]); d != 0 {
					return d
				}
			}
			return 0
		})
		return order
	}
	sorted := make([]uint32, n)
	next := make([]uint32, limit+1)
	for j := len(columns) - 1; j >= 0; j-- {
		column := columns[j]
		clear(next)
		for _, c := range column {
			next[c+1]++
		}
		for c := 1; c < len(next); c++ {
			next[c] += next[c-1]
		}
		for _, row := range order {
			c := column[row]
			sorted[next[c]] = row
			next[c]++
		}
		order, sorted = sorted, order
	}
	return order
}

// published makes a dictionary of the items in columns and of no others, and returns each item as a
// value of it.
func published(from *value.Dict, items []value.Value, columns [][]uint32) (*value.Dict, []value.Value) {
	used := make([]bool, len(items))
	for _, column := range columns {
		for _, place := range column {
			used[place] = true
		}
	}
	dict := value.NewDict()
	values := make([]value.Value, len(items))
	for place, v := range items {
		if !used[place] {
			continue
		}
		if v.Kind.Coded() {
			v.Bits = uint64(dict.Code(from.Text(v.Code())))
		}
		values[place] = v
	}
	return dict, values
}
