package warehouse

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"isobar/internal/publish/sinktest"
	"isobar/internal/release"
)

func TestConformance(t *testing.T) {
	for name, without := range map[string]bool{"statistics": false, "no statistics": true} {
		t.Run(name, func(t *testing.T) {
			sinktest.Run(t, func(t *testing.T) sinktest.Place {
				w := newWorld(t)
				w.bigquery.NoStatistics = without
				t.Cleanup(func() { nothingLeft(t, w) })
				return sinktest.Place{Sink: w.sink, View: func(t *testing.T, _ string) sinktest.View { return w.view(t) }}
			})
		})
	}
}

func nothingLeft(t *testing.T, w *world) {
	t.Helper()
	for name := range w.bigquery.Tables("public") {
		if strings.HasSuffix(name, stagingSuffix) {
			t.Errorf("table %s was left", name)
		}
	}
	objects, err := w.consumer.Objects(context.Background(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range objects {
		if strings.HasPrefix(o.Name, ".") && !strings.HasPrefix(o.Name, marksPrefix) {
			t.Errorf("%s was left in the bucket", o.Name)
		}
	}
}

// A table is partitioned by week, clustered by its keys, described and labelled; and each week is one load job
// into its partition, which has the same ID when it is tried again.
func TestTablesAndJobs(t *testing.T) {
	w := newWorld(t)
	mustPublish(t, w, week1, week2)
	meta := w.bigquery.Tables("public")["usage"].Meta
	if p := meta.TimePartitioning; p == nil || p.Type != "DAY" || p.Field != "week" {
		t.Errorf("partitioned by %+v", p)
	}
	if c := meta.Clustering; c == nil || !slices.Equal(c.Fields, []string{"slug"}) {
		t.Errorf("clustered by %+v", c)
	}
	if meta.Description != "Table usage." || meta.Labels[datasetLabel] != "dropsonde" || meta.Labels[kLabel] != "10" {
		t.Errorf("description %q, labels %v", meta.Description, meta.Labels)
	}
	var columns []string
	for _, f := range meta.Schema.Fields {
		columns = append(columns, f.Name+" "+f.Type)
		if f.Description == "" {
			t.Errorf("column %s is not described", f.Name)
		}
	}
	if want := []string{"week DATE", "slug STRING", "sites INTEGER"}; !slices.Equal(columns, want) {
		t.Errorf("columns %v, want %v", columns, want)
	}
	loads := func() (public []string) {
		for _, id := range w.bigquery.Jobs() {
			if !strings.Contains(id, "-staging-") {
				public = append(public, id)
			}
		}
		return public
	}
	if got := loads(); len(got) != 4 || !strings.HasPrefix(got[0], "isobar-dropsonde-totals-2026-11-02-") {
		t.Errorf("public jobs %v, want one for each table and week", got)
	}
	mustPublish(t, w, week2)
	if got := loads(); len(got) != 4 {
		t.Errorf("publishing the same again began %v", got[4:])
	}
}

// Nothing public changes if a staging table does not hold what was loaded.
func TestStagingIsChecked(t *testing.T) {
	w := newWorld(t)
	mustPublish(t, w, week1)
	damaged := false
	w.transport.Base = roundTripper(func(r *http.Request) (*http.Response, error) {
		answer, err := w.RoundTrip(r)
		if !damaged && strings.HasSuffix(r.URL.Path, "/usage"+stagingSuffix+"/data") {
			damaged = true
			return w.RoundTrip(mustRequest(t, strings.Replace(r.URL.String(), "/usage"+stagingSuffix, "/totals"+stagingSuffix, 1)))
		}
		return answer, err
	})
	err := week2.Publish(t.Context(), w.sink)
	if err == nil || !strings.Contains(err.Error(), "does not hold the rows") || !damaged {
		t.Fatalf("error %v, want one about rows", err)
	}
	if v := w.view(t); len(v.Weeks) != 1 {
		t.Errorf("published are %v", v.Weeks)
	}
	for _, row := range w.bigquery.Tables("public")["usage"].Partitions["20261102"] {
		if slug, _ := row["slug"].(string); strings.Contains(err.Error(), slug) {
			t.Errorf("the error quotes a row: %v", err)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func mustRequest(t *testing.T, url string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A release that is in the files and not in the tables, for whatever reason, gets there with the next run, of
// whatever week.
func TestCatchesUp(t *testing.T) {
	w := newWorld(t)
	for _, f := range []sinktest.Fixture{week1, week2} {
		if err := f.Publish(t.Context(), w.sink.Files); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.weeks(t.Context()); err == nil {
		t.Fatal("the tables have the weeks already")
	}
	s, err := w.sink.Begin(t.Context(), week1.Target())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if v := w.view(t); len(v.Weeks) != 2 || v.Weeks[week2.Week].Manifest.Week != week2.Week {
		t.Errorf("the tables have %v", v.Weeks)
	}
	if problems, err := release.Verify(t.Context(), w.consumer.Sub(sinktest.Dataset)); err != nil || len(problems) > 0 {
		t.Errorf("%v %v", problems, err)
	}
}

// Values of every kind, at the ends of their ranges, reach the tables as they are: the sink reads them back.
func TestKinds(t *testing.T) {
	for seed := range uint64(5) {
		w := newWorld(t)
		if err := sinktest.PublishKinds(t.Context(), w.sink, seed, nil); err != nil {
			t.Fatal(err)
		}
		if got := len(w.bigquery.Tables("public")[sinktest.KindsTable].Partitions["20261109"]); got != 200 {
			t.Errorf("%d rows", got)
		}
	}
}
