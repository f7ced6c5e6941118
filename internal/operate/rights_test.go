package operate

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	bq "cloud.google.com/go/bigquery"
	"github.com/fsouza/fake-gcs-server/fakestorage"

	"isobar/internal/bigquery"
	"isobar/internal/bigquery/bigquerytest"
	"isobar/internal/publish/outputs"
	"isobar/internal/storage/gcs"
	"isobar/internal/storage/gcs/iamtest"
)

// cloudWith makes empty buckets, in which something is granted.
func cloudWith(t *testing.T, buckets map[string]iamtest.Bucket) *gcs.Service {
	t.Helper()
	emulator, err := fakestorage.NewServerWithOptions(fakestorage.Options{NoListener: true, PublicHost: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(emulator.Stop)
	for name := range buckets {
		emulator.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: name})
	}
	server := httptest.NewServer(&iamtest.Server{Buckets: buckets, Next: emulator.HTTPHandler()})
	t.Cleanup(server.Close)
	t.Setenv("STORAGE_EMULATOR_HOST", server.URL)
	service, err := gcs.Default(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return service
}

var (
	reader = slices.Clone(toRead)
	writer = slices.Concat(toRead, toWrite, toLoad)
)

func TestExamineRights(t *testing.T) {
	viewers := func(members ...string) map[string][]string {
		return map[string][]string{"roles/storage.objectViewer": members}
	}
	buckets := map[string]iamtest.Bucket{
		"reports":  {Rights: reader, Prevented: true, Uniform: true, Members: viewers("serviceAccount:job@x", "projectViewer:p")},
		"staging":  {Rights: writer, Uniform: true, Members: map[string][]string{"roles/storage.objectUser": {"serviceAccount:job@x"}}},
		"runs":     {Rights: writer, Prevented: true, Uniform: true},
		"releases": {Rights: writer, Uniform: true, Members: viewers("allUsers", "group:team@x", "projectViewer:p")},
	}
	examine := func() map[string]Check {
		t.Helper()
		service := cloudWith(t, buckets)
		results, _ := examined(t, Setup{
			Dataset: exactDataset(t, "STRING"), Now: day(t, "2026-11-17"), Input: []string{"gs://reports/d/**"}, Output: []string{"gs://releases"},
			Staging: "gs://staging", Journal: "gs://runs", Connections: outputs.Connections{Storage: func(context.Context) (*gcs.Service, error) { return service, nil }},
		})
		return results
	}
	want := func(results map[string]Check, name string, result Result, detail string) {
		t.Helper()
		if c := results[name]; c.Result != result || !strings.Contains(c.Detail, detail) {
			t.Errorf("%s: %+v, want %s with %q", name, c, result, detail)
		}
	}

	results := examine()
	for _, bucket := range []string{"reports", "staging", "runs", "releases"} {
		want(results, "rights in gs://"+bucket, OK, "no more")
	}
	for _, private := range []string{"reports", "runs"} {
		want(results, "gs://"+private+" is private", OK, "prevented")
		want(results, "readers of gs://releases cannot read gs://"+private, OK, "")
	}
	want(results, "gs://staging is private", OK, "it stays so")
	if _, there := results["gs://releases is private"]; there {
		t.Error("what is public is to be private")
	}
	for name, c := range results {
		if c.Result == Failed && !strings.HasPrefix(name, "input ") { // there are no reports
			t.Errorf("%+v", c)
		}
	}

	// Everything is too open, and something too narrow.
	buckets["reports"] = iamtest.Bucket{Rights: slices.Concat(reader, toWrite), Uniform: true, Members: viewers("group:team@x", "allAuthenticatedUsers")}
	buckets["staging"] = iamtest.Bucket{Rights: slices.Concat(writer, toOwn[:1])}
	buckets["runs"] = iamtest.Bucket{Rights: reader, Hidden: true, Uniform: true}
	results = examine()
	want(results, "rights in gs://reports", Warning, "(storage.objects.create, storage.objects.delete)")
	want(results, "rights in gs://staging", Warning, "storage.buckets.delete")
	want(results, "rights in gs://runs", Warning, "no storage.objects.create, storage.objects.delete;")
	want(results, "gs://reports is private", Failed, "allAuthenticatedUsers may read it")
	want(results, "gs://staging is private", Warning, "single objects")
	want(results, "gs://runs is private", Warning, "was not to be seen")
	want(results, "readers of gs://releases cannot read gs://reports", Failed, "in both policies: group:team@x:")
	want(results, "readers of gs://releases cannot read gs://staging", OK, "")
	want(results, "readers of gs://releases cannot read gs://runs", Skipped, "no permission")
}

func TestTableRights(t *testing.T) {
	table := bigquery.Name{Project: "my-project", Dataset: "private", Table: "reports"}
	for name, c := range map[string]struct {
		rights []string
		result Result
		want   string
	}{
		"what it needs": {toSelect, OK, "no more"},
		"more":          {slices.Concat(toSelect, toChange), Warning, "bigquery.tables.updateData"},
		"less":          {toSelect[:1], Failed, "no bigquery.tables.getData: make it a READER"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &bigquerytest.Fake{Project: "my-project", Datasets: []string{"private"}, Rights: map[string][]string{"private.reports": c.rights}}
			fake.Create("private", "reports", bq.Schema{{Name: "site_id", Type: bq.StringFieldType}})
			if got := tableRights(t.Context(), newBigQuery(t, fake), table); got.Result != c.result || !strings.Contains(got.Detail, c.want) {
				t.Errorf("%+v, want %s with %q", got, c.result, c.want)
			}
		})
	}
	if got := tableRights(t.Context(), newBigQuery(t, &bigquerytest.Fake{}), table); got.Result != Skipped {
		t.Errorf("no table: %+v", got)
	}
}

func TestOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, mode := range map[string]os.FileMode{"closed": 0o700, "open": 0o750} {
		if err := os.Mkdir(filepath.Join(dir, path), mode); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]Result{"closed": OK, "open": Failed, "new": OK, "file": Failed, "file/below": Failed} {
		if c := ownersAlone(filepath.Join(dir, path)); c.Result != want {
			t.Errorf("%s: %+v, want %s", path, c, want)
		}
	}
}
