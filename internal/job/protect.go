package job

import (
	"context"
	"fmt"
	"maps"

	"isobar/internal/cells"
	"isobar/internal/dataset"
	"isobar/internal/parallel"
	"isobar/internal/plan"
	"isobar/internal/privacy"
	"isobar/internal/release"
	"isobar/pipelines"
)

// protect turns the exact cells above the threshold into those that may be published, across all tables,
// before any public part sees them.
func (r *run) protect(ctx context.Context, results *pipelines.Results) error {
	if lists := r.lists(); len(lists) > 0 {
		r.eachSet(results, func(q *plan.Query, g int, set *cells.Set) *cells.Set {
			return privacy.Listed(set, q.Groups[g], lists)
		})
	}
	if err := r.generalise(results); err != nil {
		return err
	}
	if err := r.randomise(ctx, results); err != nil {
		return err
	}
	switch r.mode {
	case dataset.CountsRounded:
		return r.round(ctx, results)
	case dataset.CountsExact:
		return r.suppress(ctx, results)
	}
	return nil
}

// lists are the columns of which only listed values may be published.
func (r *run) lists() map[string]privacy.List {
	lists := map[string]privacy.List{}
	for column, list := range r.ds.Privacy.Allow {
		lists[column] = list
	}
	return lists
}

// eachSet replaces every set of cells.
func (r *run) eachSet(results *pipelines.Results, by func(q *plan.Query, g int, set *cells.Set) *cells.Set) {
	for i, q := range r.queries {
		for g := range q.Groups {
			results.Sets[i][g] = by(q, g, results.Sets[i][g])
		}
	}
}

// rounder rounds the cells of one table.
func (r *run) rounder(k int) (*privacy.Rounder, error) {
	return privacy.NewRounder(r.key, r.ds.Name, int64(r.ds.Privacy.Rounding), int64(k))
}

func (r *run) round(ctx context.Context, results *pipelines.Results) error {
	return parallel.Each(ctx, len(r.queries), r.Workers, func(_ context.Context, _, i int) error {
		q := r.queries[i]
		if q.Limited() || q.Generalised() {
			return nil // its numbers have noise, or are rounded already
		}
		rounder, err := r.rounder(q.K)
		if err != nil {
			return err
		}
		for g, group := range q.Groups {
			if results.Sets[i][g], err = rounder.Round(results.Sets[i][g], group, r.Workers); err != nil {
				return fmt.Errorf("%s: %w", q.File, err)
			}
		}
		return nil
	})
}

// total is a number of the whole dataset as it may be published; 0 for fewer than enough.
func (r *run) total(name string, n int64) (int64, error) {
	if r.mode != dataset.CountsRounded {
		return n, nil
	}
	rounder, err := r.rounder(r.k)
	if err != nil {
		return 0, err
	}
	return rounder.Total(name, n), nil
}

// parameters says in the manifest how numbers are protected.
func (r *run) parameters() release.Protection {
	p := release.Protection{MinAge: r.ds.Privacy.MinAge, Bounds: maps.Clone(r.ds.Privacy.Bounds), Loss: r.losses.manifest(r.ds.Privacy.DPBudget)}
	if r.mode == dataset.CountsRounded {
		p.Step = int64(r.ds.Privacy.Rounding)
	}
	if !r.key.IsZero() {
		p.Secret = r.key.Fingerprint()
		p.Bounds["rows"] = r.ds.Privacy.Rows
	}
	if r.mode == dataset.CountsExact {
		p.Dominance = r.ds.Privacy.Dominance
	}
	for column, list := range r.ds.Privacy.Allow {
		if p.Allow == nil {
			p.Allow = map[string]string{}
		}
		p.Allow[column] = list.SHA256
	}
	return p
}
