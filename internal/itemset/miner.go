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
	sets    []encoded
	pairs   []counted // of size 2 only
	bytes   int64     // of sets and pairs
	folded  int64     // of bytes, those that fold left
	steps   steps
}

// steps bounds, in items of item sets, what is held together.
type steps struct {
	piece int // in an encoded, but for its last set: workers share out and fold whole ones
	fold  int // in what is counted at once by fold, but for one piece more, and so the memory for that
}

// encoded is item sets of one batch, which was found to be sound.
type encoded struct {
	numbers []uint32 // the Miner's number of each of the batch's items
	count   uint64
	items   int // of all sets together
	sets    []byte
}

// NewMiner makes a Miner of the sets of size distinct items; size is at least 2.
func NewMiner(size int) *Miner {
	return &Miner{Limits: DefaultLimits(), size: size, dict: value.NewDict(), steps: steps{piece: 1 << 21, fold: 1 << 23}}
}

// Add takes a batch that Counter.Flush, or, for pairs, CountPairs made, and keeps a copy of what it needs. A
// batch that is not sound is an error, and leaves the Miner as it was.
func (m *Miner) Add(batch []byte) error {
	if err := m.makeRoom(int64(len(batch))); err != nil {
		return err
	}
	if int64(m.dict.Size())+int64(len(batch)) > value.MaxDictBytes {
		return fmt.Errorf("%w: over 4 GiB of item texts", ErrLimit)
	}
	form, body, err := openBatch(batch)
	if err != nil {
		return err
	}
	if form == formPairs {
		err = m.addPairs(body)
	} else {
		err = m.addSets(body)
	}
	if err == nil {
		m.bytes += int64(len(batch))
	}
	return err
}

// makeRoom folds what is held if a batch of so many bytes is too much beside it.
func (m *Miner) makeRoom(more int64) error {
	if m.size == 2 && (m.bytes > max(m.Limits.Fold, 2*m.folded) || m.bytes+more > m.Limits.Batches) {
		if err := m.fold(); err != nil {
			return err
		}
	}
	if m.bytes+more > m.Limits.Batches {
		return fmt.Errorf("%w: over %d MB of encoded item sets: narrow the query with WHERE", ErrLimit, m.Limits.Batches>>20)
	}
	return nil
}

// addSets takes what a batch of item sets holds.
func (m *Miner) addSets(body []byte) error {
	items, body, err := openItems(body)
	if err != nil {
		return err
	}
	count, sets, err := openSets(body)
	if err != nil {
		return err
	}
	sets = bytes.Clone(sets)
	support := make([]uint64, len(items))
	held := make([]uint32, len(items))
	total := m.sites
	var pieces []encoded
	var piece encoded
	begin := 0
	err = eachSet(count, sets, len(items), func(ids []uint32, sites uint64, left int) error {
		if total += sites; total > math.MaxUint32 {
			return tooManySites()
		}
		piece.count++
		piece.items += len(ids)
		if end := len(sets) - left; piece.items >= m.steps.piece || left == 0 {
			piece.sets = sets[begin:end]
			pieces, piece, begin = append(pieces, piece), encoded{}, end
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
	for _, p := range pieces {
		p.numbers = numbers
		m.sets = append(m.sets, p)
	}
	m.sites = total
	return nil
}

func tooManySites() error {
	return fmt.Errorf("%w: over %d sites", ErrLimit, uint32(math.MaxUint32))
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
	switch {
	case len(m.pairs) > 0:
		found, err = minePairs(ctx, m, v, uint32(k), workers)
	case v.narrow():
		found, err = mine[uint16](ctx, m, v, uint32(k), workers)
	default:
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
	numbers []uint32      // by place in items: the Miner's number
	ids     []uint32      // by the Miner's number: the id, from 1 in ascending order of sites, or 0
	names   []uint32      // by id: the item's place in items; names[0] is unused
	support []uint32      // by id: sites
	held    uint64        // how many times these items occur in the encoded sets
}

// narrow says whether 16 bits number the items.
func (v *vocabulary) narrow() bool { return len(v.items) <= math.MaxUint16 }

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
		numbers: numbers,
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
