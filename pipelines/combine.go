package pipelines

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"isobar/internal/agg"
	"isobar/internal/eval"
	"isobar/internal/itemset"
	"isobar/internal/parallel"
	"isobar/internal/privacy"
)

// combineGroups adds up the partial aggregates of the groups that one combiner has, and lets through
// the cells that k sites stand behind; and all where values below k are still to become coarser.
type combineGroups struct {
	Spec    Spec
	reading *reading
}

// Setup reads the spec.
func (f *combineGroups) Setup() (err error) {
	f.reading, err = f.Spec.open()
	return err
}

// ProcessElement emits, for each partition of each group, its cells.
func (f *combineGroups) ProcessElement(ctx context.Context, _ int, partials func(*[]byte) bool, cells func(string, []byte)) error {
	batches := map[eval.Key][][]byte{}
	pairs := map[eval.Key]*itemset.Miner{} // these count as they are fed, and so need not hold all batches
	var data []byte
	for ; partials(&data); data = nil {
		key, batch, err := openEnvelope(data)
		if err != nil {
			return err
		}
		if key.Query >= len(f.reading.queries) || key.Group >= len(f.reading.queries[key.Query].Groups) {
			return errEnvelope
		}
		items := f.reading.queries[key.Query].Groups[key.Group].Itemset
		if items == nil || items.Size != 2 {
			batches[key] = append(batches[key], batch)
			continue
		}
		if pairs[key] == nil {
			pairs[key], batches[key] = itemset.NewMiner(items.Size), nil
		}
		if err := pairs[key].Add(batch); err != nil {
			return fmt.Errorf("table %s: %w", f.reading.queries[key.Query].Table, err)
		}
	}
	keys := slices.SortedFunc(maps.Keys(batches), func(a, b eval.Key) int {
		return cmp.Or(cmp.Compare(a.Query, b.Query), cmp.Compare(a.Group, b.Group), cmp.Compare(a.Part, b.Part))
	})
	return emitFrom(cells, func(emit func(string, []byte)) error {
		// Item sets first and one after the other, since mining uses all workers by itself.
		var tables []eval.Key
		for _, key := range keys {
			if f.reading.queries[key.Query].Groups[key.Group].Itemset == nil {
				tables = append(tables, key)
				continue
			}
			if err := f.mine(ctx, key, pairs[key], batches[key], emit); err != nil {
				return err
			}
			delete(batches, key)
			delete(pairs, key)
		}
		budget := agg.NewBudget(agg.DefaultLimits())
		return parallel.Each(ctx, len(tables), f.Spec.Workers, func(_ context.Context, _, i int) error {
			return f.merge(tables[i], batches[tables[i]], budget, emit)
		})
	})
}

func (f *combineGroups) merge(key eval.Key, batches [][]byte, budget *agg.Budget, emit func(string, []byte)) error {
	query := f.reading.queries[key.Query]
	merger := agg.NewMerger(query.Groups[key.Group], agg.Within(budget))
	defer merger.Release()
	for _, batch := range batches {
		if err := merger.Add(batch); err != nil {
			return fmt.Errorf("table %s: %w", query.Table, err)
		}
	}
	k := query.K
	if query.Groups[key.Group].Ladder != nil {
		k = 1 // package ladder, in the launcher, applies the threshold
	}
	set, err := privacy.Primary(merger, k, f.Spec.Dominance)
	if err != nil {
		return fmt.Errorf("table %s: %w", query.Table, err)
	}
	emit(fileOf(key), set.Encode())
	return nil
}

// mine finds the item sets of a group, of batches that the miner, if there is one, has not yet.
func (f *combineGroups) mine(ctx context.Context, key eval.Key, miner *itemset.Miner, batches [][]byte, emit func(string, []byte)) error {
	query := f.reading.queries[key.Query]
	items := query.Groups[key.Group].Itemset
	if miner == nil {
		miner = itemset.NewMiner(items.Size)
	}
	for _, batch := range batches {
		if err := miner.Add(batch); err != nil {
			return fmt.Errorf("table %s: %w", query.Table, err)
		}
	}
	set, err := miner.Mine(ctx, query.K, f.Spec.Workers, items.Rank)
	if err != nil {
		return fmt.Errorf("table %s: %w", query.Table, err)
	}
	emit(fileOf(key), set.Encode())
	return nil
}
