package job_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fsouza/fake-gcs-server/fakestorage"

	"isobar/internal/job"
	"isobar/internal/storage/gcs"
	"isobar/pipelines"
)

// What is private is refused where all may read it.
func TestPrivatePlaces(t *testing.T) {
	for _, c := range []struct {
		rejects, staging, output string
		refused                  bool
	}{
		{"gs://private/rejects", "", "gs://b/data", false},
		{"gs://b-private/rejects", "gs://private", "gs://b/data", false},
		{"gs://b/rejects", "", "gs://b/data", true},
		{"gs://b/data/rejects", "", "gs://b/data", true},
		{"gs://b/rejects", "", "gs://b", true},
		{"", "gs://b/staging/", "gs://b/data", true},
		{"", "gs://b", "bq://b.data", false},
		{"s3://b/rejects", "", "gs://b/data", true},
		{"gs://", "", "gs://b/data", true},
		{"rejects", "", "gs://b/data", false},
	} {
		o := job.Options{Rejects: c.rejects, Staging: c.staging, Output: t.TempDir(), Also: []string{c.output}}
		var usage *job.UsageError
		if err := o.Apart(); errors.As(err, &usage) != c.refused || (err != nil) != c.refused {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// A run whose workers are elsewhere leaves nothing in the staging place, whatever becomes of it, and takes away what
// was left there more than a day ago.
func TestScratchIsRemoved(t *testing.T) {
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{Scheme: "http", Host: "127.0.0.1", PublicHost: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	t.Setenv("STORAGE_EMULATOR_HOST", server.URL())
	put := func(name string, age time.Duration) {
		server.CreateObject(fakestorage.Object{Content: []byte("x"), ObjectAttrs: fakestorage.ObjectAttrs{BucketName: "private", Name: name, Updated: time.Now().Add(-age)}})
	}
	put("staging/isobar-run/killed/cells/1", 25*time.Hour)
	put("staging/isobar-run/running/cells/1", 23*time.Hour)
	put("staging/other/old", 100*time.Hour)
	put("reports/r.jsonl", 0)
	list := filepath.Join(t.TempDir(), "opt-out")
	if err := os.WriteFile(list, []byte("s\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	restore, err := pipelines.Configure(map[string]string{"endpoint": "127.0.0.1:1", "environment_type": "LOOPBACK"})
	if err != nil {
		t.Fatal(err)
	}
	defer restore()
	o := job.Options{Dataset: load(t, dropsonde), Input: []string{"gs://private/reports/**"}, Window: theWeek(t), Output: t.TempDir(), Counts: job.CountsThreshold,
		Runner: pipelines.Portable, Staging: "gs://private/staging", OptOut: list}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second) // nobody answers
	defer cancel()
	if _, err := job.Run(ctx, o); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	service, err := gcs.Default(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bucket, err := service.Bucket("gs://private/staging")
	if err != nil {
		t.Fatal(err)
	}
	left, err := bucket.List(t.Context(), ".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range left {
		names = append(names, e.Name)
	}
	if got := strings.Join(names, " "); got != "isobar-run/running/cells/1 other/old" {
		t.Errorf("left: %s", got)
	}
}
