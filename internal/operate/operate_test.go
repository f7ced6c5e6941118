package operate

import (
	"context"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	bq "cloud.google.com/go/bigquery"
	"github.com/fsouza/fake-gcs-server/fakestorage"
	api "google.golang.org/api/bigquery/v2"
	"google.golang.org/api/option"

	"isobar/internal/bigquery"
	"isobar/internal/bigquery/bigquerytest"
	"isobar/internal/publish"
	"isobar/internal/publish/sinktest"
	"isobar/internal/schema"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
	"isobar/internal/week"
)

func day(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestStatus(t *testing.T) {
	out := t.TempDir()
	dataset := storage.NewLocal(filepath.Join(out, sinktest.Dataset))
	s, err := Read(t.Context(), dataset, day(t, "2026-11-20"))
	if err != nil || len(s.Releases) != 0 || !s.Stale || len(s.Missing) != 0 {
		t.Errorf("nothing published: %+v (%v)", s, err)
	}
	for i, label := range []string{"2026-10-26", "2026-11-09"} {
		f := sinktest.Fixture{Week: label, Seed: uint64(i), Tables: []string{"usage", "totals"}}
		if err := f.Publish(t.Context(), &publish.Local{Dir: out}); err != nil {
			t.Fatal(err)
		}
	}
	for now, want := range map[string]struct {
		missing string
		stale   bool
	}{
		"2026-11-17": {"2026-11-02", false}, "2026-11-23": {"2026-11-02 2026-11-16", false}, "2026-11-25": {"2026-11-02 2026-11-16", true},
	} {
		s, err := Read(t.Context(), dataset, day(t, now))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Join(s.Missing, " ") != want.missing || s.Stale != want.stale || s.Age != day(t, now).Sub(day(t, "2026-11-16")) {
			t.Errorf("at %s: %+v, want %+v", now, s, want)
		}
		r := s.Releases[1]
		if len(s.Releases) != 2 || !r.Ended.Equal(day(t, "2026-11-16")) || r.Week != "2026-11-09" || r.Tables != 2 || r.Rows < 2 || r.K != 10 || r.Sites == nil || *r.Sites != 500 {
			t.Errorf("releases %+v", s.Releases)
		}
	}
}

func TestBackfill(t *testing.T) {
	first, err := week.Parse("2026-W52")
	if err != nil {
		t.Fatal(err)
	}
	last, err := week.Parse("2027-W01")
	if err != nil {
		t.Fatal(err)
	}
	labels := func(weeks []week.Window) (all []string) {
		for _, w := range weeks {
			all = append(all, w.Label)
		}
		return all
	}
	published := []string{"2026-12-28"}
	skip, run := Backfill(first, last, published, false)
	if !slices.Equal(labels(skip), published) || !slices.Equal(labels(run), []string{"2026-12-21", "2027-01-04"}) {
		t.Errorf("skip %v, run %v", labels(skip), labels(run))
	}
	if skip, run := Backfill(first, last, published, true); len(skip) != 0 || len(run) != 3 {
		t.Errorf("with force: skip %v, run %v", labels(skip), labels(run))
	}
	if skip, run := Backfill(last, first, nil, false); len(skip)+len(run) != 0 {
		t.Error("weeks before the first")
	}
}

func TestAccessAndClock(t *testing.T) {
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{NoListener: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	server.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: "b"})
	place, err := gcs.Wrap(server.Client()).Bucket("gs://b/p")
	if err != nil {
		t.Fatal(err)
	}
	for _, store := range []storage.Store{place, storage.NewLocal(t.TempDir())} {
		if c := Access(t.Context(), store); c.Result != OK {
			t.Errorf("%+v", c)
		}
		if left, err := store.List(t.Context(), "."); err != nil || len(left) > 0 {
			t.Errorf("left are %v (%v)", left, err)
		}
	}
	if c := Clock(t.Context(), place); c.Result != OK {
		t.Errorf("%+v", c)
	}
	if c := Access(t.Context(), &deaf{storage.NewLocal(t.TempDir())}); c.Result != Failed || !strings.Contains(c.Detail, "out of order") {
		t.Errorf("%+v", c)
	}
}

// deaf is a store that takes nothing.
type deaf struct{ *storage.Local }

func (*deaf) Write(context.Context, string, func(io.Writer) error) error {
	return errors.New("out of order")
}

func newBigQuery(t *testing.T, fake *bigquerytest.Fake) *bigquery.Service {
	t.Helper()
	client, err := bq.NewClient(t.Context(), "my-project", option.WithHTTPClient(&http.Client{Transport: fake}))
	if err != nil {
		t.Fatal(err)
	}
	return bigquery.Wrap(client)
}

func TestSchema(t *testing.T) {
	fake := &bigquerytest.Fake{Project: "my-project", Datasets: []string{"private"}}
	s := newBigQuery(t, fake)
	table := bigquery.Name{Project: "my-project", Dataset: "private", Table: "reports"}
	want, err := schema.Parse("schema.json", []byte(`[{"name":"site_id","type":"STRING"},{"name":"n","type":"INTEGER"},
 {"name":"modules","type":"RECORD","mode":"REPEATED","fields":[{"name":"slug","type":"STRING"}]}]`))
	if err != nil {
		t.Fatal(err)
	}
	if c := Schema(t.Context(), s, table, want); c.Result != Failed || !strings.Contains(c.Detail, "does not exist") {
		t.Errorf("no table: %+v", c)
	}
	fields := func() bq.Schema {
		return bq.Schema{{Name: "site_id", Type: bq.StringFieldType}, {Name: "n", Type: bq.IntegerFieldType},
			{Name: "modules", Type: bq.RecordFieldType, Repeated: true, Schema: bq.Schema{{Name: "slug", Type: bq.StringFieldType}}}}
	}
	for name, c := range map[string]struct {
		change func(bq.Schema) bq.Schema
		result Result
		want   string
	}{
		"the same":     {func(s bq.Schema) bq.Schema { return s }, OK, ""},
		"another type": {func(s bq.Schema) bq.Schema { s[1].Type = bq.FloatFieldType; return s }, Failed, "n is FLOAT in the table and INT64 in the schema"},
		"one less":     {func(s bq.Schema) bq.Schema { return s[1:] }, Failed, "site_id is not in the table"},
		"no list":      {func(s bq.Schema) bq.Schema { s[2].Repeated = false; return s }, Failed, "modules is repeated"},
		"one more": {func(s bq.Schema) bq.Schema {
			s[2].Schema = append(s[2].Schema, &bq.FieldSchema{Name: "version", Type: bq.StringFieldType})
			return append(s, &bq.FieldSchema{Name: "ip", Type: bq.StringFieldType})
		}, Warning, "modules.version, ip"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &bigquerytest.Fake{Project: "my-project", Datasets: []string{"private"}}
			s := newBigQuery(t, fake)
			fake.Create("private", "reports", c.change(fields()))
			got := Schema(t.Context(), s, table, want)
			if got.Result != c.result || !strings.Contains(got.Detail, c.want) {
				t.Errorf("%+v, want %s with %q", got, c.result, c.want)
			}
		})
	}
}

func TestSeparation(t *testing.T) {
	private, public := bigquery.Name{Project: "my-project", Dataset: "private"}, bigquery.Name{Project: "my-project", Dataset: "public"}
	owners := &api.DatasetAccess{Role: "OWNER", SpecialGroup: "projectOwners"}
	all := &api.DatasetAccess{Role: "READER", IamMember: "allUsers"}
	for name, c := range map[string]struct {
		private []*api.DatasetAccess
		want    string
	}{
		"apart":     {[]*api.DatasetAccess{owners, {Role: "READER", UserByEmail: "worker@example.com"}}, ""},
		"publisher": {[]*api.DatasetAccess{{Role: "READER", UserByEmail: "job@example.com"}}, ""},
		"everybody": {[]*api.DatasetAccess{{Role: "READER", SpecialGroup: "allAuthenticatedUsers"}}, "special:allAuthenticatedUsers"},
		"a group":   {[]*api.DatasetAccess{{Role: "WRITER", GroupByEmail: "team@example.com"}}, "group:team@example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &bigquerytest.Fake{Project: "my-project", Datasets: []string{"private", "public"}, Access: map[string][]*api.DatasetAccess{
				"private": c.private, "public": {owners, all, {Role: "READER", GroupByEmail: "team@example.com"}, {Role: "WRITER", UserByEmail: "job@example.com"}},
			}}
			got := Separation(t.Context(), newBigQuery(t, fake), private, public)
			if (got.Result == OK) != (c.want == "") || !strings.Contains(got.Detail, c.want) {
				t.Errorf("%+v, want %q", got, c.want)
			}
		})
	}
	if c := Separation(t.Context(), newBigQuery(t, &bigquerytest.Fake{Datasets: []string{"public"}}), private, public); c.Result != Failed {
		t.Errorf("no dataset: %+v", c)
	}
}
