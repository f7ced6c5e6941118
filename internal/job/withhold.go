package job

import (
	"cmp"
	"context"
	"slices"

	"isobar/internal/audit"
	"isobar/internal/cells"
	"isobar/internal/parallel"
	"isobar/internal/plan"
	"isobar/internal/privacy"
	"isobar/internal/release"
	"isobar/internal/value"
	"isobar/pipelines"
)

// withholding is what was withheld of a rounded release because its audit found groups of a few sites. It
// decides by the rounded numbers that were to be published, and by nothing that is behind them.
//
// A cell that is withheld is missing in all tables, as if it had too few sites, before their public parts see
// it, and nothing in the release says that it happened: whoever knew that a row was withheld, and by which rule,
// could often work out its number, and with it the group. That holds up only if the rest of the release allows
// the row to have too few sites. The audit says if it does not (audit.Report.Forced), and then another row is
// withheld.
type withholding struct {
	*run
	packed    *packed
	protected *pipelines.Results // before anything was withheld; nil until it is needed
	hidden    []hiddenCell
	refuted   map[privacy.Identity]bool // cells that must not be missing
	climbing  map[privacy.Identity]bool // see generalisedCells; nil until they are needed
	// found is the last report with findings that were to be closed, in shown, from which before was missing.
	found  *audit.Report
	shown  []release.Table
	before []hiddenCell
}

func newWithholding(r *run, protected *packed) *withholding {
	return &withholding{run: r, packed: protected, refuted: map[privacy.Identity]bool{}}
}

// unpack prepares for withholding something.
func (w *withholding) unpack(ctx context.Context) (err error) {
	if w.protected == nil {
		w.protected, err = w.packed.results(ctx, w.Workers)
	}
	return err
}

// hiddenCell is a cell, and a row that showed it.
type hiddenCell struct {
	identity privacy.Identity
	row      audit.Row
	// cause is the cell for whose sake it is withheld: its own, or one that it is part of.
	cause privacy.Identity
}

// candidate is a published row that could be withheld.
type candidate struct {
	hiddenCell
	keys   int   // values that its sites have together
	sites  int64 // as published
	table  int   // its place in the release
	at     int   // and in the table
	closes []int // findings that it is part of
}

// revise withholds a row for every finding of an audit of tables; or, if the audit tells of something withheld that it
// must not be missing, the rows that tell it, or others than before. It returns false if that is not possible.
func (w *withholding) revise(report *audit.Report, tables []release.Table) (bool, error) {
	if len(report.Forced) == 0 {
		w.found, w.shown, w.before = report, tables, w.hidden
	} else if able, err := w.support(report.Forced, tables); able || err != nil {
		return able, err
	}
	w.hidden = slices.DeleteFunc(slices.Clone(w.before), func(h hiddenCell) bool { return w.refuted[h.cause] })
	findings := slices.DeleteFunc(slices.Clone(w.found.Findings), func(f audit.Finding) bool { return f.Likely })
	if w.found.Incomplete || int64(len(findings)) < w.found.Certain() {
		return false, nil
	}
	rows, err := w.candidates(findings, w.shown)
	if err != nil {
		return false, err
	}
	open := map[int]bool{}
	for i := range findings {
		open[i] = true
	}
	for len(open) > 0 {
		if len(rows) == 0 {
			return false, nil
		}
		best := slices.MinFunc(rows, func(a, b *candidate) int { return order(a, b, open) })
		if best.open(open) == 0 {
			return false, nil
		}
		w.hidden = append(w.hidden, best.hiddenCell)
		for _, f := range best.closes {
			delete(open, f)
		}
	}
	return true, nil
}

// support withholds the rows that are part of what is withheld and have too many sites for it to be missing. It
// returns false, and remembers what must not be missing, if other rows show that it has many sites.
func (w *withholding) support(forced []audit.Forced, tables []release.Table) (bool, error) {
	able := true
	var parts []hiddenCell
	for _, f := range forced {
		at := slices.IndexFunc(w.hidden, func(h hiddenCell) bool { return h.row.Cell == f.Cell })
		removable := len(f.By) > 0
		for _, row := range f.By {
			c, err := w.candidate(row, tables)
			if err != nil {
				return false, err
			}
			if c == nil {
				removable = false
				break
			}
			c.cause = w.hidden[at].cause
			parts = append(parts, c.hiddenCell)
		}
		if !removable {
			w.refuted[w.hidden[at].cause] = true
			able = false
		}
	}
	if able {
		w.hidden = append(w.hidden, parts...)
	}
	return able, nil
}

// open is how many findings without a withheld row a row is part of.
func (c *candidate) open(open map[int]bool) (n int) {
	for _, f := range c.closes {
		if open[f] {
			n++
		}
	}
	return n
}

// order puts the row first that closes the most findings and then the one that is missed least: of the largest
// set, with the smallest number, and the first in its table.
func order(a, b *candidate, open map[int]bool) int {
	return cmp.Or(cmp.Compare(b.open(open), a.open(open)), cmp.Compare(b.keys, a.keys), cmp.Compare(a.sites, b.sites),
		cmp.Compare(a.table, b.table), cmp.Compare(a.at, b.at))
}

// candidates are the rows that lead to findings and can be withheld.
func (w *withholding) candidates(findings []audit.Finding, tables []release.Table) ([]*candidate, error) {
	var all []*candidate
	byIdentity := map[privacy.Identity]*candidate{}
	for i, f := range findings {
		if len(f.Weeks) != 1 || f.Weeks[0] != w.Window.Label {
			continue
		}
		for _, row := range f.Rows {
			c, err := w.candidate(row, tables)
			if err != nil {
				return nil, err
			}
			if c == nil || w.refuted[c.identity] {
				continue
			}
			if known := byIdentity[c.identity]; known != nil {
				c = known
			} else {
				byIdentity[c.identity] = c
				all = append(all, c)
			}
			if !slices.Contains(c.closes, i) {
				c.closes = append(c.closes, i)
			}
		}
	}
	return all, nil
}

// candidate finds the cell of a published row. It is nil if the row cannot be withheld: because it does not show a
// cell as it is, has no keys, or stands in a table in which its sites would have to count in a coarser row.
func (w *withholding) candidate(row audit.Row, tables []release.Table) (*candidate, error) {
	i := slices.IndexFunc(tables, func(t release.Table) bool { return t.Query.Table == row.Table })
	if i < 0 || w.queries[i].Limited() {
		return nil, nil
	}
	q, rows := w.queries[i], tables[i].Rows
	group, set := cellsShown(q, rows)
	sites := slices.IndexFunc(tables[i].Meanings, func(m release.Meaning) bool { return m.Measure == string(plan.SiteCount) })
	if set == nil || len(set.Keys) == 0 || sites < 0 || row.At >= rows.N {
		return nil, nil
	}
	rounder, err := w.rounder(q.K)
	if err != nil {
		return nil, err
	}
	ids, err := rounder.Identities(q.Groups[group])
	if err != nil {
		return nil, err
	}
	if w.climbing == nil {
		if w.climbing, err = w.generalisedCells(); err != nil {
			return nil, err
		}
	}
	id := ids.Cell(set, row.At)
	if w.climbing[id] {
		return nil, nil
	}
	return &candidate{hiddenCell: hiddenCell{id, row, id}, keys: len(set.Keys), sites: rows.Columns[sites][row.At].Int64(), table: i, at: row.At}, nil
}

// cellsShown gives the keys of the cells that the rows of a table show, and their group; nil if the rows do not
// show all keys of one group's cells.
func cellsShown(q *plan.Query, rows *cells.Rows) (group int, set *cells.Set) {
	group = -1
	for column, shown := range q.Shown() {
		if !shown.OK {
			continue
		}
		if group < 0 {
			group, set = shown.Group, &cells.Set{Dict: rows.Dict, N: rows.N}
			set.Keys = make([][]value.Value, len(q.Groups[group].Keys))
		}
		if shown.Group != group {
			return 0, nil
		}
		if shown.Key >= 0 {
			set.Keys[shown.Key] = rows.Columns[column]
		}
	}
	if set == nil || slices.ContainsFunc(set.Keys, func(column []value.Value) bool { return column == nil }) {
		return 0, nil
	}
	return group, set
}

// generalisedCells are those of tables in which the sites of a missing row count in a coarser one: there it is too
// late to withhold them.
func (w *withholding) generalisedCells() (map[privacy.Identity]bool, error) {
	found := map[privacy.Identity]bool{}
	for i, q := range w.queries {
		if !q.Generalised() {
			continue
		}
		rounder, err := w.rounder(q.K)
		if err != nil {
			return nil, err
		}
		for g, group := range q.Groups {
			ids, err := rounder.Identities(group)
			if err != nil {
				return nil, err
			}
			set := w.protected.Sets[i][g]
			for cell := range set.N {
				found[ids.Cell(set, cell)] = true
			}
		}
	}
	return found, nil
}

// results are the protected cells without the hidden ones, and how many each table lacks.
func (w *withholding) results(ctx context.Context) (*pipelines.Results, []int64, error) {
	hidden := map[privacy.Identity]bool{}
	for _, h := range w.hidden {
		hidden[h.identity] = true
	}
	out := &pipelines.Results{Stats: w.protected.Stats, Sets: slices.Clone(w.protected.Sets)}
	dropped := make([]int64, len(w.queries))
	return out, dropped, parallel.Each(ctx, len(w.queries), w.Workers, func(_ context.Context, _, i int) error {
		q := w.queries[i]
		if q.Limited() || q.Generalised() {
			return nil
		}
		rounder, err := w.rounder(q.K)
		if err != nil {
			return err
		}
		out.Sets[i] = make([]*cells.Set, len(q.Groups))
		for g, group := range q.Groups {
			ids, err := rounder.Identities(group)
			if err != nil {
				return err
			}
			set, n := ids.Withhold(w.protected.Sets[i][g], hidden)
			out.Sets[i][g] = set
			dropped[i] += int64(n)
		}
		return nil
	})
}

// rows are what is withheld, as the audit named it.
func (w *withholding) rows() []audit.Row {
	var rows []audit.Row
	for _, h := range w.hidden {
		rows = append(rows, h.row)
	}
	return rows
}
