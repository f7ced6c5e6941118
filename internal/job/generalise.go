package job

import (
	"fmt"
	"log/slog"

	"isobar/internal/cells"
	"isobar/internal/dataset"
	"isobar/internal/gsql"
	"isobar/internal/plan"
	"isobar/internal/privacy/ladder"
	"isobar/pipelines"
)

// generalised gives the plan of a table in which values that too few sites share become coarser. Where they
// cannot, that is a finding about the table's .yaml.
//
// Only rounded counts can be generalised. With exact ones, a row of what is left over would be a difference between
// other rows, which suppression would have to hide again.
func generalised(q *plan.Query, t dataset.Table, ds *dataset.Dataset) (*plan.Query, error) {
	general, err := q.Generalise(t.Generalise.Column, ds.Privacy.Ladders)
	if err != nil {
		return nil, gsql.Findings{{Code: gsql.Unsupported, File: t.MetaFile, Line: t.Generalise.At.Line, Column: t.Generalise.At.Column, Message: "generalise: " + err.Error()}}
	}
	return general, nil
}

// generalise makes the cells of the tables with coarser values, rounded where counts are.
func (r *run) generalise(results *pipelines.Results) error {
	if r.mode == dataset.CountsExact {
		for _, t := range r.sources {
			if t.Generalise != nil {
				slog.Warn("counts are exact, so that values which too few sites share are withheld and not generalised", "table", t.Name)
			}
		}
	}
	for i, q := range r.queries {
		if !q.Generalised() {
			continue
		}
		group := q.Groups[0]
		judge := ladder.AtLeast(int64(q.K))
		if r.mode == dataset.CountsRounded {
			rounder, err := r.rounder(q.K)
			if err != nil {
				return err
			}
			judge = func(set *cells.Set) (*cells.Set, error) { return rounder.Round(set, group, r.Workers) }
		}
		var listed func([]byte) bool
		if list := r.ds.Privacy.Allow[group.Keys[group.Ladder.Key].Source]; list != nil {
			listed = list.Has
		}
		set, err := ladder.Publish(results.Sets[i][0], group, judge, listed)
		if err != nil {
			return fmt.Errorf("%s: %w", q.File, err)
		}
		results.Sets[i][0] = set
	}
	return nil
}
