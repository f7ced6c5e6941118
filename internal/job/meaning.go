package job

import (
	"isobar/internal/dataset"
	"isobar/internal/plan"
	"isobar/internal/release"
)

// meaning is what a table's rows and columns show, for the manifest.
type meaning struct {
	where   []string
	sets    bool
	columns []release.Meaning // indexed by the table's columns
}

// meaning says what a query's table shows.
func (r *run) meaning(table int) (meaning, error) {
	q := r.queries[table]
	t := meaning{columns: make([]release.Meaning, len(q.Output))}
	groups := map[int]plan.Meaning{}
	steps := map[int][]int64{}
	var noise []float64
	if q.Limited() {
		m, err := r.mechanism(table)
		if err != nil {
			return t, err
		}
		noise = m.Scales()
	}
	for i, shown := range q.Shown() {
		if !shown.OK {
			continue
		}
		m, seen := groups[shown.Group]
		if !seen {
			m = q.Groups[shown.Group].Meaning()
			groups[shown.Group] = m
			t.where, t.sets = m.Where, m.Sets
			if r.mode == dataset.CountsRounded && noise == nil {
				rounder, err := r.rounder(q.K)
				if err != nil {
					return t, err
				}
				if steps[shown.Group], err = rounder.Steps(q.Groups[shown.Group]); err != nil {
					return t, err
				}
			}
		}
		if shown.Key >= 0 {
			a := m.Attributes[shown.Key]
			t.columns[i] = release.Meaning{Attribute: a.Name, Single: a.Single, Missing: a.Missing}
			if l := q.Groups[shown.Group].Ladder; l != nil && l.Key == shown.Key {
				t.columns[i].Ladder = l.Levels
			}
			continue
		}
		if noise != nil {
			t.columns[i].Noise = noise[shown.Measure]
			continue
		}
		t.columns[i].Measure = m.Measures[shown.Measure].String()
		if s := steps[shown.Group]; s != nil {
			t.columns[i].Step = s[shown.Measure]
		}
	}
	if len(groups) != 1 { // rows of several groups have no one meaning
		return meaning{columns: make([]release.Meaning, len(q.Output))}, nil
	}
	return t, nil
}
