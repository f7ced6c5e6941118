package job

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"isobar/internal/eval"
	"isobar/internal/plan"
	"isobar/internal/release"
	"isobar/internal/report"
	"isobar/pipelines"
)

// NewColumn is a column that reports have and the schema lacks.
type NewColumn struct {
	Name    string
	Reports int64 // of the window
}

// maxNewColumns is how many new columns a Report names.
const maxNewColumns = 20

// newColumns are the columns that the schema lacks and at least k sites sent, the most frequent first. Names that
// fewer sent are not told: they may hold what only one site knows.
func newColumns(d *report.Drift, k int) (columns []NewColumn) {
	d.Shrink()
	for name, u := range d.Unknown {
		if len(u.Sites) >= min(k, report.ManySites) {
			columns = append(columns, NewColumn{name, u.Reports})
		}
	}
	slices.SortFunc(columns, func(a, b NewColumn) int {
		return cmp.Or(cmp.Compare(b.Reports, a.Reports), strings.Compare(a.Name, b.Name))
	})
	return columns[:min(len(columns), maxNewColumns)]
}

// StaleTable is a table that was not made, since the input lacks columns that it needs.
type StaleTable struct {
	Name    string
	Week    string   // label of its last release before this one; "" if there is none
	Columns []string // that it needs and that are lacking
	File    string   // the first file that lacks the first of them
}

// Incomplete says that the release was made without some tables.
type Incomplete struct{ Tables []StaleTable }

func (i *Incomplete) Error() string {
	var lines []string
	for _, t := range i.Tables {
		lines = append(lines, fmt.Sprintf("table %s was not made: %s lacks %s, which it needs", t.Name, t.File, strings.Join(t.Columns, ", ")))
	}
	return strings.Join(lines, "\n")
}

// drift logs where columns are of another type, takes the tables out of the run that need columns which the input
// lacks, and gives them. It is an error if no table is left.
func (r *run) drift(ctx context.Context, results *pipelines.Results) ([]StaleTable, error) {
	d := &results.Stats.Scan.Drift
	for _, column := range slices.Sorted(maps.Keys(d.Mistyped)) {
		c := d.Mistyped[column]
		slog.Warn("reports were rejected because of a column's type", "column", column, "reports", c.Reports, "first", r.placeOf(c, results.Stats.Lines))
	}
	missing := r.missing(d.Lacking, results.Stats.Scan.InWindow)
	if len(missing) == 0 {
		return nil, nil
	}
	var stale []StaleTable
	var queries []*plan.Query
	kept := 0
	for i, q := range r.queries {
		lacking, err := r.lacking(q, missing)
		if err != nil {
			return nil, err
		}
		if len(lacking) == 0 {
			queries = append(queries, q)
			r.sources[kept], results.Sets[kept] = r.sources[i], results.Sets[i]
			kept++
			continue
		}
		stale = append(stale, StaleTable{Name: q.Table, Columns: lacking, File: r.shards[missing[lacking[0]].Shard].File})
	}
	r.queries, r.sources, results.Sets = queries, r.sources[:kept], results.Sets[:kept]
	if err := r.lastWeeks(ctx, stale); err != nil {
		return nil, err
	}
	if kept == 0 {
		return nil, &Incomplete{stale}
	}
	return stale, nil
}

// missing are the columns that too many of the window's reports lack to go on without: more than damaged files may
// have. One odd file does not keep back the tables of all others. Its reports have NULL there, as lines without the
// column have.
func (r *run) missing(lacking map[string]report.Cases, reports int64) map[string]report.Cases {
	missing := map[string]report.Cases{}
	for _, column := range slices.Sorted(maps.Keys(lacking)) {
		c := lacking[column]
		if float64(c.Reports) > r.ds.Gate.MaxDamaged*float64(reports) {
			missing[column] = c
		} else {
			slog.Warn("a file lacks a column, which is NULL in its reports", "column", column, "file", r.shards[c.Shard].File)
		}
	}
	return missing
}

// placeOf writes a case's file and line.
func (r *run) placeOf(c report.Cases, lines map[int]int64) string {
	line := c.Line
	for shard := c.Shard - 1; shard >= 0 && r.shards[shard].File == r.shards[c.Shard].File; shard-- {
		line += lines[shard]
	}
	return fmt.Sprintf("%s:%d", r.shards[c.Shard].File, line)
}

// lacking are the columns of which a query reads something, of those that some file lacks.
func (r *run) lacking(q *plan.Query, lacking map[string]report.Cases) (columns []string, err error) {
	program, err := eval.Compile([]*plan.Query{q}, r.ds.Schema)
	if err != nil {
		return nil, err
	}
	for i, read := range program.Columns() {
		if !read {
			continue
		}
		for c := r.ds.Schema.All[i]; c != nil; c = c.Parent {
			if _, ok := lacking[c.Path]; ok && !slices.Contains(columns, c.Path) {
				columns = append(columns, c.Path)
			}
		}
	}
	return columns, nil
}

// lastWeeks finds, for each of the tables, the last week before this one in which it was released.
func (r *run) lastWeeks(ctx context.Context, stale []StaleTable) error {
	if r.session == nil {
		return nil
	}
	weeks, err := release.Weeks(ctx, r.session.Published())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, week := range slices.Backward(weeks) {
		if week >= r.Window.Label {
			continue
		}
		if !slices.ContainsFunc(stale, func(t StaleTable) bool { return t.Week == "" }) {
			return nil
		}
		m, err := release.Read(ctx, r.session.Published(), week)
		if err != nil {
			return err
		}
		for i, t := range stale {
			if t.Week == "" && slices.ContainsFunc(m.Tables, func(e release.Entry) bool { return e.Name == t.Name }) {
				stale[i].Week = week
			}
		}
	}
	return nil
}

// staleTables are the tables that were not made, as a manifest has them.
func (r *Report) staleTables() (stale []release.Stale) {
	for _, t := range r.Stale {
		stale = append(stale, release.Stale{Name: t.Name, Week: t.Week})
	}
	return stale
}
