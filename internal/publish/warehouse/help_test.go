package warehouse

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"strings"
	"testing"

	bq "cloud.google.com/go/bigquery"
	gcsclient "cloud.google.com/go/storage"
	"github.com/fsouza/fake-gcs-server/fakestorage"
	"google.golang.org/api/option"

	"isobar/internal/bigquery"
	"isobar/internal/bigquery/bigquerytest"
	"isobar/internal/publish/bucket"
	"isobar/internal/publish/faulttest"
	"isobar/internal/publish/sinktest"
	"isobar/internal/release"
	"isobar/internal/storage/gcs"
)

// world is a Google Cloud in this process.
type world struct {
	gcs       *fakestorage.Server
	bigquery  *bigquerytest.Fake
	transport *faulttest.Transport
	consumer  *gcs.Bucket // reads past the transport
	sink      *Sink
}

// RoundTrip sends a call to the service that it is for.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.URL.Path, "/bigquery/") {
		return w.bigquery.RoundTrip(r)
	}
	return w.gcs.HTTPClient().Transport.RoundTrip(r)
}

// Get implements bigquerytest.Objects.
func (w *world) Get(uri string) ([]byte, error) {
	bucket, name, err := gcs.Split(uri)
	if err != nil {
		return nil, err
	}
	o, err := w.gcs.GetObject(bucket, name)
	return o.Content, err
}

// Put implements bigquerytest.Objects.
func (w *world) Put(uri string, data []byte) error {
	bucket, name, err := gcs.Split(uri)
	if err == nil {
		w.gcs.CreateObject(fakestorage.Object{ObjectAttrs: fakestorage.ObjectAttrs{BucketName: bucket, Name: name}, Content: data})
	}
	return err
}

func newWorld(t *testing.T) *world {
	t.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{NoListener: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	server.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: "files"})
	w := &world{gcs: server, bigquery: &bigquerytest.Fake{Project: "my-project", Datasets: []string{"public"}}}
	w.bigquery.Objects = w
	w.transport = &faulttest.Transport{Base: w, Label: callLabel}
	client := &http.Client{Transport: w.transport}
	storage, err := gcsclient.NewClient(t.Context(), option.WithHTTPClient(client))
	if err != nil {
		t.Fatal(err)
	}
	place, err := gcs.Wrap(storage).Bucket("gs://files/data")
	if err != nil {
		t.Fatal(err)
	}
	tables, err := bq.NewClient(t.Context(), "my-project", option.WithHTTPClient(client))
	if err != nil {
		t.Fatal(err)
	}
	if w.consumer, err = gcs.Wrap(server.Client()).Bucket("gs://files/data"); err != nil {
		t.Fatal(err)
	}
	w.sink = &Sink{
		Service: bigquery.Wrap(tables), Dataset: bigquery.Name{Project: "my-project", Dataset: "public"},
		Files: &bucket.Sink{Place: place, Scratch: faulttest.Scratch(t)},
	}
	return w
}

// callLabel says what a call does.
func callLabel(r *http.Request) string {
	if _, rest, ok := strings.Cut(r.URL.Path, "/bigquery/v2/projects/my-project/"); ok {
		rest = strings.TrimPrefix(rest, "datasets/public/")
		if strings.HasPrefix(rest, "jobs/") { // an ID may be random
			rest = "jobs/…"
		}
		return "BigQuery " + r.Method + " " + rest
	}
	return "Storage " + r.Method + " " + path.Base(r.URL.Path)
}

// view is what a consumer of BigQuery finds: the weeks of the manifests, and of each the rows in the partitions.
func (w *world) view(t *testing.T) sinktest.View {
	t.Helper()
	weeks, err := w.weeks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v := sinktest.View{Weeks: map[string]sinktest.Week{}}
	for week, found := range weeks {
		v.Weeks[week] = found
		v.Latest = max(v.Latest, week)
	}
	return v
}

// weeks reads all tables. Rows that no manifest knows of are an error.
func (w *world) weeks(ctx context.Context) (map[string]sinktest.Week, error) {
	dataset := w.consumer.Sub(sinktest.Dataset)
	labels, err := release.Weeks(ctx, dataset)
	if err != nil {
		return nil, err
	}
	tables := w.bigquery.Tables("public")
	partitions := 0
	for name, t := range tables {
		if !strings.HasSuffix(name, stagingSuffix) {
			partitions += len(t.Partitions)
		}
	}
	weeks := map[string]sinktest.Week{}
	for _, week := range labels {
		m, err := release.Read(ctx, dataset, week)
		if err != nil {
			return nil, err
		}
		found := sinktest.Week{Manifest: *m, Tables: map[string][][]string{}}
		for _, entry := range m.Tables {
			rows, ok := tables[entry.Name].Partitions[strings.ReplaceAll(week, "-", "")]
			if !ok {
				return nil, fmt.Errorf("table %s has no partition of week %s", entry.Name, week)
			}
			partitions--
			found.Tables[entry.Name] = text(&entry, rows)
		}
		weeks[week] = found
	}
	if partitions != 0 {
		return nil, fmt.Errorf("%d partitions belong to no release", partitions)
	}
	return weeks, nil
}

func text(entry *release.Entry, rows []bigquerytest.Row) [][]string {
	var header []string
	for _, c := range entry.Columns {
		header = append(header, c.Name)
	}
	all := [][]string{header}
	for _, row := range rows {
		var values []string
		for _, c := range entry.Columns {
			values = append(values, fmt.Sprint(row[c.Name]))
		}
		all = append(all, values)
	}
	return all
}

var (
	week1 = sinktest.Fixture{Week: "2026-11-02", Seed: 1, Tables: []string{"totals", "usage"}}
	week2 = sinktest.Fixture{Week: "2026-11-09", Seed: 2, Tables: []string{"totals", "usage"}}
)

func mustPublish(t *testing.T, w *world, fixtures ...sinktest.Fixture) {
	t.Helper()
	for _, f := range fixtures {
		if err := f.Publish(t.Context(), w.sink); err != nil {
			t.Fatalf("publishing %+v: %v", f, err)
		}
	}
}
