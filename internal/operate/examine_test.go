package operate

import (
	"context"
	"strings"
	"testing"

	bq "cloud.google.com/go/bigquery"
	"github.com/fsouza/fake-gcs-server/fakestorage"
	api "google.golang.org/api/bigquery/v2"

	"isobar/internal/bigquery"
	"isobar/internal/bigquery/bigquerytest"
	"isobar/internal/dataset"
	"isobar/internal/publish"
	"isobar/internal/publish/outputs"
	"isobar/internal/publish/sinktest"
	"isobar/internal/schema"
	"isobar/internal/storage/gcs"
)

// examined makes all checks and gives their results by name.
func examined(t *testing.T, s Setup) (results map[string]Check, order []string) {
	t.Helper()
	results = map[string]Check{}
	Examine(t.Context(), s, func(c Check) {
		if _, twice := results[c.Name]; twice {
			t.Errorf("%s is checked twice", c.Name)
		}
		results[c.Name] = c
		order = append(order, c.Name)
	})
	return results, order
}

func exactDataset(t *testing.T, siteID string) *dataset.Dataset {
	t.Helper()
	s, err := schema.Parse("schema.json", []byte(`[{"name":"site_id","type":"`+siteID+`"}]`))
	if err != nil {
		t.Fatal(err)
	}
	return &dataset.Dataset{Name: sinktest.Dataset, Schema: s, Privacy: dataset.Privacy{Counts: dataset.CountsExact}}
}

func TestExamineBigQuery(t *testing.T) {
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{NoListener: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	server.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: "staging"})
	fake := &bigquerytest.Fake{Project: "my-project", Datasets: []string{"private", "public"}, Access: map[string][]*api.DatasetAccess{
		"private": {{Role: "READER", GroupByEmail: "team@example.com"}}, "public": {{Role: "READER", IamMember: "allUsers"}},
	}}
	fake.Create("private", "reports", bq.Schema{{Name: "site_id", Type: bq.StringFieldType}})
	setup := Setup{
		Dataset: exactDataset(t, "STRING"), Now: day(t, "2026-11-17"), Input: []string{"bq://my-project.private.reports"},
		Output: []string{"bq://my-project.public"}, Staging: "gs://staging/s",
		Connections: outputs.Connections{
			Storage:  func(context.Context) (*gcs.Service, error) { return gcs.Wrap(server.Client()), nil },
			BigQuery: func(context.Context, string) (*bigquery.Service, error) { return newBigQuery(t, fake), nil },
		},
	}
	const schemaOf, readers = "schema of bq://my-project.private.reports", "readers of bq://my-project.public cannot read bq://my-project.private"
	results, order := examined(t, setup)
	for _, name := range []string{"access to bq://my-project.public", schemaOf, "clock", "write access to gs://staging/s", readers} {
		if results[name].Result != OK {
			t.Errorf("%s: %+v of %q", name, results[name], order)
		}
	}
	if results["secret"].Result != Skipped {
		t.Errorf("%+v", results["secret"])
	}

	fake.Access["private"] = append(fake.Access["private"], &api.DatasetAccess{Role: "READER", SpecialGroup: "allAuthenticatedUsers"})
	setup.Dataset = exactDataset(t, "INTEGER")
	setup.Output = append(setup.Output, "bq://my-project.gone")
	results, again := examined(t, setup)
	for _, name := range []string{"access to bq://my-project.gone", schemaOf, readers} {
		if results[name].Result != Failed {
			t.Errorf("%s: %+v", name, results[name])
		}
	}
	if results["access to bq://my-project.public"].Result != OK || len(again) <= len(order) {
		t.Errorf("%q", again)
	}

	// What has no place for its files, and what is no name.
	setup.Output, setup.Staging, setup.Input = []string{"bq://my-project.public"}, "", []string{"bq://my-project.private"}
	results, _ = examined(t, setup)
	if c := results["outputs"]; c.Result != Failed || !strings.Contains(c.Detail, "--staging") {
		t.Errorf("%+v", c)
	}
	if c := results["input bq://my-project.private"]; c.Result != Failed {
		t.Errorf("%+v", results)
	}
}

func TestExamineNothing(t *testing.T) {
	results, order := examined(t, Setup{Dataset: exactDataset(t, "STRING"), Now: day(t, "2026-11-17")})
	for _, name := range order {
		if results[name].Result != Skipped && !strings.HasPrefix(name, "free space for temporary files") {
			t.Errorf("%+v", results[name])
		}
	}
	if len(order) != 7 {
		t.Errorf("%q", order)
	}
}

// A clock before the end of a release is wrong.
func TestExamineClock(t *testing.T) {
	out := t.TempDir()
	f := sinktest.Fixture{Week: "2026-11-09", Tables: []string{"totals"}}
	if err := f.Publish(t.Context(), &publish.Local{Dir: out}); err != nil {
		t.Fatal(err)
	}
	for now, want := range map[string]Result{"2026-11-15": Failed, "2026-11-16": Skipped} {
		results, _ := examined(t, Setup{Dataset: exactDataset(t, "STRING"), Now: day(t, now), Output: []string{out}})
		if results["clock"].Result != want {
			t.Errorf("at %s: %+v", now, results["clock"])
		}
	}
}

func TestSpace(t *testing.T) {
	dir := t.TempDir()
	if c := space("x", dir, 1); c.Result == Failed {
		t.Errorf("%+v", c)
	}
	if c := space("x", dir, 1<<62); c.Result == OK || c.Result == Failed && !strings.Contains(c.Detail, "make room") {
		t.Errorf("%+v", c)
	}
	if c := space("x", dir+"/nowhere", 1); c.Result == OK {
		t.Errorf("%+v", c)
	}
}
