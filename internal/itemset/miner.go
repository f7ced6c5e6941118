package itemset

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"isobar/internal/cells"
	"isobar/internal/value"
)

// Miner finds the item sets of one size in the batches of all workers. It belongs to one goroutine;
// Mine starts its own. Two Miners may be given the same batches.
type Miner struct {
	// Limits are DefaultLimits unless they are set before the first Add.
	Limits Limits

	size    int
	dict    *value.Dict
	numbers numbering
	support []uint32 // by number: sites whose set is large enough
	held    []uint32 // by number: distinct sets of those, batch by batch
	seen    []uint64 // by number: the last Add that had it, from 1
	adds    uint64
	sites   uint64
	batches []encoded
	bytes   int64
}

// encoded is one batch that was found to be sound.
type encoded struct {
	numbers []uint32 // the Miner's number of each of the batch's items
	sets    []byte
}

// NewMiner makes a Miner of the sets of size distinct items; size is at least 2.
func NewMiner(size int) *Miner {
	return &Miner{Limits: DefaultLimits(), size: size, dict: value.NewDict()}
}

// Add takes a batch that Counter.Flush made and keeps a copy of its sets. A batch that is not sound is
// an error, and leaves the Miner as it was.
func (m *Miner) Add(batch []byte) error {
	if m.bytes+int64(len(batch)) > m.Limits.Batches {
		return fmt.Errorf("%w: over %d MB of encoded item sets: narrow the query with WHERE", ErrLimit, m.Limits.Batches>>20)
	}
	if int64(m.dict.Size())+int64(len(batch)) > value.MaxDictBytes {
		return fmt.Errorf("%w: over 4 GiB of item texts", ErrLimit)
	}
	items, sets, err := openBatch(batch)
	if err != nil {
		return err
	}
	support := make([]uint64, len(items))
	held := make([]uint32, len(items))
	total := m.sites
	err = eachSet(sets, len(items), func(ids []uint32, sites uint64) error {
		if total += sites; total > math.MaxUint32 {
			return fmt.Errorf("%w: over %d sites", ErrLimit, uint32(math.MaxUint32))
		}
		if len(ids) < m.size {
			return nil
		}
		for _, id := range ids {
			support[id] += sites
			held[id]++
		}
		return nil
	})
	if err != nil {
		return err
	}
	numbers, err := m.number(items)
	if err != nil {
		return err
	}
	for i, n := range numbers {
		m.support[n] += uint32(support[i])
		m.held[n] += held[i]
	}
	m.sites = total
	m.bytes += int64(len(batch))
	m.batches = append(m.batches, encoded{numbers: numbers, sets: bytes.Clone(sets)})
	return nil
}

// number gives the Miner's numbers of a batch's items. An item that comes twice is an error: it would
// be counted as a set with itself.
func (m *Miner) number(items []batchItem) ([]uint32, error) {
	numbers := make([]uint32, len(items))
	for i, item := range items {
		v := value.Value{Kind: item.kind, Bits: item.bits}
		if item.kind.Coded() {
			v.Bits = uint64(m.dict.Code(item.text))
		}
		numbers[i], _ = m.numbers.number(v)
	}
	for len(m.support) < len(m.numbers.items) {
		m.support = append(m.support, 0)
		m.held = append(m.held, 0)
		m.seen = append(m.seen, 0)
	}
	m.adds++
	for _, n := range numbers {
		if m.seen[n] == m.adds {
			return nil, corrupt("an item comes twice")
		}
		m.seen[n] = m.adds
	}
	return numbers, nil
}

// Sites is the number of sites that have at least two distinct items.
func (m *Miner) Sites() int64 { return int64(m.sites) }

// Mine returns the sets of exactly size distinct items that at least k sites hold, k ≥ 1, found by so
// many workers (all processors, if 0). Key column j of the result is the item at place rank[j] of its
// set in ascending order (value.Compare); a nil rank is 0, 1, 2, …. The one measure is the number of
// sites, as INT64. Rows are sorted by their keys. The sets below k are not counted (cells.NotCounted).
//
// Errors are those of ctx, ErrLimit with a sentence on what to do, and a rank that is no permutation.
// The Miner is unchanged and may take more batches and be mined again.
func (m *Miner) Mine(ctx context.Context, k, workers int, rank []int) (*cells.Set, error) {
	if m.size < 2 {
		return nil, fmt.Errorf("item sets of size %d: the least is 2", m.size)
	}
	if k < 1 {
		return nil, fmt.Errorf("item sets with a threshold of %d: the least is 1", k)
	}
	rank, err := permutation(rank, m.size)
	if err != nil {
		return nil, err
	}
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	if int64(k) > int64(m.sites) {
		return newResult(m.size, math.MaxInt64).cells(m.dict, nil, rank, workers)
	}
	v := m.vocabulary(uint32(k))
	var found *result
	if len(v.items) <= math.MaxUint16 {
		found, err = mine[uint16](ctx, m, v, uint32(k), workers)
	} else {
		found, err = mine[uint32](ctx, m, v, uint32(k), workers)
	}
	if err != nil {
		return nil, err
	}
	return found.cells(m.dict, v.items, rank, workers)
}

// permutation returns rank, or the natural order if it is nil.
func permutation(rank []int, size int) ([]int, error) {
	natural := make([]int, size)
	for j := range natural {
		natural[j] = j
	}
	if rank == nil {
		return natural, nil
	}
	if !slices.Equal(slices.Sorted(slices.Values(rank)), natural) {
		return nil, fmt.Errorf("item sets of size %d: %v is no order of their items", size, rank)
	}
	return rank, nil
}

// vocabulary is the items that reach k.
type vocabulary struct {
	items   []value.Value // ascending
	ids     []uint32      // by the Miner's number: the id, from 1 in ascending order of sites, or 0
	names   []uint32      // by id: the item's place in items; names[0] is unused
	support []uint32      // by id: sites
	held    uint64        // how many times these items occur in the encoded sets
}

func (m *Miner) vocabulary(k uint32) *vocabulary {
	var numbers []uint32
	for n, sites := range m.support {
		if sites >= k {
			numbers = append(numbers, uint32(n))
		}
	}
	all := m.numbers.items
	slices.SortFunc(numbers, func(a, b uint32) int { return value.Compare(m.dict, all[a], all[b]) })
	v := &vocabulary{
		items:   make([]value.Value, len(numbers)),
		ids:     make([]uint32, len(all)),
		names:   make([]uint32, len(numbers)+1),
		support: make([]uint32, len(numbers)+1),
	}
	place := make([]uint32, len(numbers))
	for i, n := range numbers {
		v.items[i] = all[n]
		v.held += uint64(m.held[n])
		place[i] = uint32(i)
	}
	slices.SortFunc(place, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(m.support[numbers[a]], m.support[numbers[b]]), cmp.Compare(a, b))
	})
	for i, p := range place {
		id := uint32(i + 1)
		v.ids[numbers[p]], v.names[id], v.support[id] = id, p, m.support[numbers[p]]
	}
	return v
}
