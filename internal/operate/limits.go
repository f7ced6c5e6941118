package operate

import (
	"context"
	"fmt"
	"strings"

	"isobar/internal/bigquery"
	"isobar/internal/publish/outputs"
	"isobar/internal/release"
	"isobar/internal/week"
)

// BigQuery's limits (https://cloud.google.com/bigquery/quotas), and what a place can take.
const (
	loadsOfTable  = 1500    // load jobs of one table in a day, failed ones included
	loadsOfAll    = 100_000 // load jobs of a project in a day
	partitions    = 10_000  // of one table
	loadedFile    = 4 << 30 // bytes of one compressed file
	queriedResult = 10 << 30
	// compression is how many times smaller a table's file for BigQuery is than its CSV, at least, if it is a
	// table of any size.
	compression = 10
	// manyObjects is so many that listing them takes minutes, which is as long as a call may take: a thousand
	// come with each answer.
	manyObjects = 500_000
)

// volume is what the published releases of a dataset amount to, as far as limits are about it.
type volume struct {
	weeks, missing int    // releases, and weeks without one
	tables         int    // of the newest release
	largest        int64  // bytes of the CSV of its largest table
	name           string // of that
}

// grow takes in the newest release and the state of the dataset.
func (v *volume) grow(m *release.Manifest, s *Status) {
	if len(s.Releases) < v.weeks {
		return
	}
	*v = volume{weeks: len(s.Releases), missing: len(s.Missing), tables: len(m.Tables)}
	for _, t := range m.Tables {
		for _, f := range t.Files {
			if strings.HasSuffix(f.Path, ".csv") && f.Bytes >= v.largest {
				v.largest, v.name = f.Bytes, t.Name
			}
		}
	}
}

// limits compares what a run does with what the services take.
func (x *examination) limits(ctx context.Context) {
	if len(named(x.Output, bigquery.ParseDataset)) > 0 {
		x.tell(loads(&x.volume))
	}
	for _, table := range named(x.Input, bigquery.ParseTable) {
		name := "size of a week in " + table.String()
		x.bigquery(ctx, name, table, func(s *bigquery.Service) Check { return x.selected(ctx, s, name, table) })
	}
	for _, place := range x.files {
		if place.Bucket != nil {
			x.tell(crowd(ctx, place.Dataset(x.Dataset.Name), manyObjects))
		}
	}
}

// loads compares a release, and all that is missing before it, with the limits of loading. What is made up for on
// one day counts for that day.
func loads(v *volume) Check {
	const name = "BigQuery's limits of loading"
	if v.weeks == 0 {
		return skipped(name, "nothing is published yet")
	}
	weeks := int64(v.missing + 1)
	var close []string
	for _, l := range []struct {
		n, limit int64
		what     string
	}{
		{weeks, loadsOfTable, "loads of each table, for the weeks that are missing and the next"},
		{2 * weeks * int64(v.tables), loadsOfAll, "loads in all, for the weeks that are missing and the next"},
		{int64(v.weeks + v.missing + 1), partitions, "partitions of each table"},
	} {
		if l.n > l.limit {
			close = append(close, fmt.Sprintf("%d %s, and BigQuery takes %d: backfill on several days, or begin new tables", l.n, l.what, l.limit))
		}
	}
	c := Check{Name: name, Result: Warning}
	switch {
	case v.largest > compression*loadedFile:
		c.Result = Failed
		fallthrough
	case v.largest > loadedFile:
		close = append(close, fmt.Sprintf("the rows of %s are %d MB as CSV; they are loaded as one compressed file, of which BigQuery takes %d MB: publish less in one table", v.name, v.largest>>20, int64(loadedFile)>>20))
	}
	if len(close) == 0 {
		return Check{name, OK, fmt.Sprintf("%d loads, %d partitions of each table, at most %d MB of one table as CSV", 2*weeks*int64(v.tables), v.weeks+v.missing+1, (v.largest+1<<20-1)>>20)}
	}
	c.Detail = strings.Join(close, "; ")
	return c
}

// selected asks how much of a table of reports a run would read. That it is answered also shows that this identity may
// run queries of the table.
func (x *examination) selected(ctx context.Context, s *bigquery.Service, name string, table bigquery.Name) Check {
	bytes, err := s.Estimate(ctx, bigquery.Extraction{Table: table, Schema: x.Dataset.Schema, Timestamp: x.Dataset.Reports.Timestamp, Window: week.LastComplete(x.Now)})
	if err != nil {
		return failed(name, err)
	}
	found := fmt.Sprintf("a run reads at most %d MB of it", (bytes+1<<20-1)>>20)
	if bytes > queriedResult {
		return Check{name, Warning, found + fmt.Sprintf("; the reports of a week may be %d MB, compressed, by BigQuery's limit: see that the table is partitioned by the reports' time, or deliver files", int64(queriedResult)>>20)}
	}
	return Check{name, OK, found}
}

// crowd counts the objects of a dataset's releases, all of which a run lists.
func crowd(ctx context.Context, place outputs.Place, many int) Check {
	name := "objects in " + place.String()
	files, err := place.List(ctx, ".")
	switch {
	case err != nil:
		return failed(name, err)
	case len(files) > many:
		return Check{name, Warning, fmt.Sprintf("%d, and every run lists them, which may take longer than it waits: withdraw old weeks, or begin anew in another place", len(files))}
	}
	return Check{name, OK, fmt.Sprint(len(files))}
}
