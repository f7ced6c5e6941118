package job

import (
	"context"
	"fmt"

	"isobar/internal/cells"
	"isobar/internal/dataset"
	"isobar/internal/eval"
	"isobar/internal/plan"
)

// Preview is what one query would publish of some reports. Nothing is written.
type Preview struct {
	Report *Report
	Query  *plan.Query
	Rows   *cells.Rows // the public table at the query's own k
	// Groups is the number of groups that the query makes, or cells.NotCounted; Withheld is how many of
	// them have fewer than k sites.
	Groups, Withheld int64
	// Reach is the number of groups that have at least so many sites, for each number that was asked for;
	// for sets of three or more items, for each that is not below the table's k.
	Reach map[int]int64
}

// PreviewTable runs one query of o.Dataset, with exact counts, at its own k and, for the counts in Reach, at each of ks, which
// must be at least dataset.MinK. Of Options it heeds Dataset, Input, Window, K, MaxLine, Workers and Runner.
func PreviewTable(ctx context.Context, o Options, table dataset.Table, ks []int) (*Preview, error) {
	o.DryRun, o.Rejects, o.Counts = true, "", CountsThreshold
	if o.K != 0 && o.K < table.K {
		return nil, &UsageError{fmt.Errorf("k = %d is below the k = %d of %s: a run can raise the policy, not lower it", o.K, table.K, table.Name)}
	}
	table.K = max(table.K, o.K)
	o.K = 0
	counting := table // the same groups down to the least k, of which only the number is told
	counting.Name, counting.K, counting.Generalise = table.Name+" (counting)", table.K, nil
	for _, k := range ks {
		counting.K = min(counting.K, max(k, dataset.MinK))
	}
	r, err := prepare(ctx, &o, []dataset.Table{table, counting})
	if err != nil {
		return nil, err
	}
	defer r.close()
	for _, g := range r.queries[1].Groups {
		if g.Itemset != nil && g.Itemset.Size > 2 {
			// Below the table's k there may be more sets than memory: that is why it was raised.
			r.queries[1].K = r.queries[0].K
		}
	}
	results, err := r.pipeline(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.generalise(results); err != nil {
		return nil, err
	}
	rows, err := eval.Public(r.queries[0], results.Sets[0])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", table.SQLFile, err)
	}
	p := &Preview{Report: r.report(results), Query: r.queries[0], Rows: rows, Reach: map[int]int64{}}
	for _, set := range results.Sets[0] {
		if set.Withheld == cells.NotCounted {
			p.Groups = cells.NotCounted
			p.Withheld = cells.NotCounted
			break
		}
		p.Groups += int64(set.N) + set.Withheld
		p.Withheld += set.Withheld
	}
	for _, k := range ks {
		if k < r.queries[1].K {
			continue
		}
		p.Reach[k] = 0
		for _, set := range results.Sets[1] {
			for _, sites := range set.Sites {
				if sites >= int64(k) {
					p.Reach[k]++
				}
			}
		}
	}
	return p, nil
}
