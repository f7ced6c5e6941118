package job

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"

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
// Only rounded counts are generalised. With exact ones, a row of what is left over would be a difference between
// other rows, which suppression would have to hide again.
func generalised(q *plan.Query, t dataset.Table, ds *dataset.Dataset) (*plan.Query, error) {
	general, err := q.Generalise(t.Generalise.Column, ds.Privacy.Ladders)
	if err != nil {
		return q, notGeneralised(t, err.Error())
	}
	if ds.Privacy.Counts != dataset.CountsRounded {
		return q, nil
	}
	return general, nil
}

func notGeneralised(t dataset.Table, why string) error {
	at := t.Generalise.At
	return gsql.Findings{{Code: gsql.Unsupported, File: t.MetaFile, Line: at.Line, Column: at.Column, Message: "generalise: " + why}}
}

// sameThresholds refuses tables that show the same from different thresholds on: what is together in a coarser row would
// be rounded once for each.
func sameThresholds(queries []*plan.Query, tables []dataset.Table) error {
	first := map[string]int{}
	var problems []error
	for i, q := range queries {
		if q == nil || !q.Generalised() {
			continue
		}
		m := q.Groups[0].Coarser(0).Meaning()
		same := fmt.Sprintf("%q %q", m.Where, attributeNames(m))
		j, seen := first[same]
		if !seen {
			first[same] = i
		} else if queries[j].K != q.K {
			problems = append(problems, notGeneralised(tables[i], fmt.Sprintf("%s shows the same and has k = %d, not %d: tables that differ in nothing else need one k", tables[j].SQLFile, queries[j].K, q.K)))
		}
	}
	return errors.Join(problems...)
}

// attributeNames are those of a meaning, sorted.
func attributeNames(m plan.Meaning) (names []string) {
	for _, a := range m.Attributes {
		names = append(names, a.Name)
	}
	slices.Sort(names)
	return names
}

// warnExact says that tables are not as they ask to be.
func (r *run) warnExact() {
	for _, t := range r.sources {
		if t.Generalise != nil {
			slog.Warn("counts are exact, so that values which too few sites share are withheld and not generalised", "table", t.Name)
		}
	}
}

// generalise makes the cells of the tables with coarser values, rounded where counts are.
func (r *run) generalise(results *pipelines.Results) error {
	if r.mode == dataset.CountsExact {
		r.warnExact()
		return nil
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
			coarser := group.Coarser(rounder.Threshold())
			judge = func(level int, set *cells.Set) (*cells.Set, error) {
				if level == 0 {
					return rounder.Round(set, group, r.Workers)
				}
				return rounder.Round(set, coarser, r.Workers)
			}
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
