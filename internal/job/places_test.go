package job_test

import (
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fsouza/fake-gcs-server/fakestorage"

	"isobar/internal/job"
	"isobar/internal/secret"
	"isobar/internal/storage/gcs"
)

// emulate makes two empty buckets, which gs:// names then mean.
func emulate(t *testing.T) (private, public *gcs.Bucket) {
	t.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{Scheme: "http", Host: "127.0.0.1", PublicHost: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	t.Setenv("STORAGE_EMULATOR_HOST", server.URL())
	service, err := gcs.Default(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var stores []*gcs.Bucket
	for _, name := range []string{"private", "public"} {
		server.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: name})
		b, err := service.Bucket("gs://" + name)
		if err != nil {
			t.Fatal(err)
		}
		stores = append(stores, b)
	}
	return stores[0], stores[1]
}

// Reports in a bucket make the same bytes as the same reports here, in a folder and in a bucket at once.
func TestBuckets(t *testing.T) {
	private, public := emulate(t)
	reports := "../../sampledata/dropsonde/reports"
	entries, err := os.ReadDir(reports)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(reports, e.Name()))
		if err == nil {
			err = private.Write(t.Context(), "reports/2026/"+e.Name(), func(w io.Writer) error {
				_, err := w.Write(data)
				return err
			})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	key := filepath.Join(t.TempDir(), "key")
	if _, err := secret.Create(key); err != nil {
		t.Fatal(err)
	}
	here, also := t.TempDir(), t.TempDir()
	run := func(input, output string, others ...string) {
		t.Helper()
		rep, err := job.Run(t.Context(), job.Options{Dataset: load(t, dropsonde), Input: []string{input}, Window: theWeek(t), Output: output, Also: others, Secret: key})
		if err != nil || !strings.HasPrefix(rep.Output, output) {
			t.Fatal(rep, err)
		}
	}
	run(reports, here)
	run("gs://private/reports/**", also, "gs://public/data")
	want := files(t, here)
	if len(want) < 3 || !maps.Equal(want, files(t, also)) {
		t.Errorf("%d files here, and other ones from the bucket", len(want))
	}
	objects, err := public.Sub("data").Objects(t.Context(), ".")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, o := range objects {
		_, data, err := public.Sub("data").Read(t.Context(), o.Name)
		if err != nil {
			t.Fatal(err)
		}
		got[o.Name] = string(data)
	}
	if !maps.Equal(want, got) {
		t.Errorf("files here %v, in the bucket %v, or their contents differ", slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got)))
	}
}

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, relErr := filepath.Rel(dir, path)
		found[filepath.ToSlash(rel)] = string(data)
		return errors.Join(err, relErr)
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// What cannot be is said before a report is read.
func TestPlacesAreRefused(t *testing.T) {
	emulate(t)
	key := filepath.Join(t.TempDir(), "key")
	if _, err := secret.Create(key); err != nil {
		t.Fatal(err)
	}
	reports := "../../sampledata/dropsonde/reports"
	for _, c := range []struct {
		input, output, also, secret, want string
	}{
		{reports, "gs://public/data", "", "", "--secret is missing"},
		{reports, t.TempDir(), "gs://public/data", "", "--secret is missing"},
		{reports, "s3://public/data", "", key, "name a folder, gs://BUCKET/PREFIX or bq://PROJECT.DATASET"},
		{reports, "gs://public/data", "gs://public/data/", key, "given twice"},
		{reports, "bq://my-project.public", "", key, "--staging"},
		{reports, "bq://my-project", "", key, "no dataset of BigQuery"},
		{"bq://my-project.private", t.TempDir(), "", key, "no table of BigQuery"},
		{"bq://my-project.private.reports", t.TempDir(), "", key, "--staging"},
		{"gs://private/nothing/**", t.TempDir(), "", key, "there are no files of reports"},
	} {
		o := job.Options{Dataset: load(t, dropsonde), Input: []string{c.input}, Window: theWeek(t), Output: c.output, Secret: c.secret}
		if c.also != "" {
			o.Also = []string{c.also}
		}
		if _, err := job.Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s to %s %s: %v, want %q", c.input, c.output, c.also, err, c.want)
		}
	}
}
