package querytest

import (
	"context"
	"fmt"

	"isobar/internal/agg"
	"isobar/internal/cells"
	"isobar/internal/dataset"
	"isobar/internal/eval"
	"isobar/internal/itemset"
	"isobar/internal/plan"
	"isobar/internal/privacy"
	"isobar/internal/privacy/ladder"
)

// publish gives the rows that a query publishes of a case's sites.
func publish(ctx context.Context, ds *dataset.Dataset, q *plan.Query, c *Case) (*cells.Rows, error) {
	program, err := eval.Compile([]*plan.Query{q}, ds.Schema)
	if err != nil {
		return nil, err
	}
	worker := program.NewWorker()
	shred := newShredder(ds, c.Week, worker.Record())
	number := 0
	for _, site := range c.Sites {
		for range site.Repeat {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			number++
			shred.report(site.report, madeUpID(number))
			worker.Site()
		}
	}
	batches := make([][][]byte, len(q.Groups))
	worker.Flush(1, func(key eval.Key, batch []byte) { batches[key.Group] = append(batches[key.Group], batch) })
	sets := make([]*cells.Set, len(q.Groups))
	for i, g := range q.Groups {
		if sets[i], err = Publishable(ctx, g, batches[i], q.K); err != nil {
			return nil, err
		}
	}
	return eval.Public(q, sets)
}

// madeUpID is the id of a site that has none in the file.
func madeUpID(number int) string { return fmt.Sprintf("made-up site %d", number) }

// Publishable adds up the batches that workers flushed for one group, as a single partition, and gives the
// cells that at least k sites share.
func Publishable(ctx context.Context, g *plan.Group, batches [][]byte, k int) (*cells.Set, error) {
	if g.Itemset == nil {
		merger := agg.NewMerger(g)
		for _, batch := range batches {
			if err := merger.Add(batch); err != nil {
				return nil, err
			}
		}
		if g.Ladder == nil {
			return privacy.Primary(merger, k, 0)
		}
		sets, err := privacy.Primary(merger, 1, 0)
		if err != nil {
			return nil, err
		}
		return ladder.Publish(sets, g, ladder.AtLeast(int64(k)), nil)
	}
	miner := itemset.NewMiner(g.Itemset.Size)
	for _, batch := range batches {
		if err := miner.Add(batch); err != nil {
			return nil, err
		}
	}
	return miner.Mine(ctx, k, 1, g.Itemset.Rank)
}
