package sinktest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/publish"
	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/value"
	"isobar/internal/week"
)

// Dataset is the dataset of all fixtures.
const Dataset = "dropsonde"

const k = 10

// Fixture is a small release whose content follows from these fields.
type Fixture struct {
	Week   string // label: a Monday
	Seed   uint64
	Tables []string
	Days   int // length of the window. Optional: 7
}

// Target is what a session for the fixture begins with.
func (f Fixture) Target() publish.Target {
	w, err := week.Parse(f.Week)
	if f.Days > 0 {
		w.To = w.From + int64(f.Days)*24*time.Hour.Microseconds()
	}
	if err != nil || w.Label != f.Week {
		panic("sinktest: a fixture's week is no Monday") // a mistake in a test
	}
	return publish.Target{Dataset: Dataset, Window: w}
}

// Stage stages the fixture, one file after the other.
func (f Fixture) Stage(ctx context.Context, store storage.Store) (*release.Staged, error) {
	target := f.Target()
	info := release.Info{
		Dataset: target.Dataset, Description: "A fixture.", Window: target.Window,
		K: k, Mode: "exact", Unit: "site_id", Version: "test", Sites: 500, Reports: 600,
		Gate: release.Gate{MaxRejected: 0.05, MaxDamaged: 0.05, MinSitesOfLastWeek: 0.5},
	}
	var tables []release.Table
	for _, name := range f.Tables {
		rows := &cells.Rows{Dict: value.NewDict(), Columns: make([][]value.Value, 2)}
		for _, r := range f.rows(name) {
			rows.Columns[0] = append(rows.Columns[0], value.OfString(rows.Dict.CodeOf(r.slug)))
			rows.Columns[1] = append(rows.Columns[1], value.OfInt64(r.sites))
			rows.N++
		}
		tables = append(tables, release.Table{
			Query: &plan.Query{Table: name, K: k, Output: []plan.Output{
				{Name: "slug", Kind: value.String, Key: true}, {Name: "sites", Kind: value.Int64},
			}},
			SQL: "SELECT " + name, Description: "Table " + name + ".", Owner: "nobody",
			Columns: map[string]string{"slug": "A module.", "sites": "Sites that have it."}, Rows: rows, Withheld: 37,
		})
	}
	return release.Stage(ctx, release.Options{Store: store, Workers: 1}, info, tables)
}

// Publish runs a whole session.
func (f Fixture) Publish(ctx context.Context, sink publish.Sink) (err error) {
	session, err := sink.Begin(ctx, f.Target())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, session.Close()) }()
	staged, err := f.Stage(ctx, session.Staging())
	if err != nil {
		return err
	}
	return session.Publish(ctx, staged)
}

type row struct {
	slug  string
	sites int64
}

func (f Fixture) rows(table string) []row {
	rng := rand.New(rand.NewPCG(f.Seed, uint64(len(table))))
	rows := make([]row, 1+rng.IntN(20))
	for i := range rows {
		rows[i] = row{fmt.Sprintf("%s-%03d, \"%s\"", table, i, f.Week), k + rng.Int64N(400)}
	}
	return rows
}

// Texts are the tables as a consumer reads them.
func (f Fixture) Texts() map[string][][]string {
	tables := map[string][][]string{}
	for _, name := range f.Tables {
		tables[name] = [][]string{{"slug", "sites"}}
		for _, r := range f.rows(name) {
			tables[name] = append(tables[name], []string{r.slug, strconv.FormatInt(r.sites, 10)})
		}
	}
	return tables
}
