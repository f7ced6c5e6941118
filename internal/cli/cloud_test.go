package cli

import (
	"strings"
	"testing"

	"github.com/fsouza/fake-gcs-server/fakestorage"
)

// emulated makes empty buckets, which gs:// names then mean.
func emulated(t *testing.T, buckets ...string) *fakestorage.Server {
	t.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{Scheme: "http", Host: "127.0.0.1", PublicHost: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	t.Setenv("STORAGE_EMULATOR_HOST", server.URL())
	for _, name := range buckets {
		server.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: name})
	}
	return server
}

// Of several outputs, a week counts as published that all of them have.
func TestOperateInTheCloud(t *testing.T) {
	emulated(t, "public")
	reports, here, secret := t.TempDir(), t.TempDir(), fixedSecret(t)
	for _, args := range [][]string{
		{"sample", "--dataset", spartakus, "--sites", "60", "--weeks", "2", "--week", "2025-11-17", "--output", reports},
		{"run", "--dataset", spartakus, "--input", reports, "--week", "2025-11-17", "--secret", secret, "--output", "gs://public/data"},
	} {
		if code, _, stderr := isobar(t, args...); code != 0 {
			t.Fatalf("%v: %s", args, stderr)
		}
	}
	backfill := func(outputs ...string) string {
		t.Helper()
		args := []string{"backfill", "--from", "2025-11-10", "--to", "2025-11-17", "--dataset", spartakus, "--input", reports, "--secret", secret}
		for _, output := range outputs {
			args = append(args, "--output", output)
		}
		code, stdout, stderr := isobar(t, args...)
		if code != 0 {
			t.Fatal(stderr)
		}
		var words []string
		for line := range strings.Lines(stdout) {
			words = append(words, strings.Fields(line)[3])
		}
		return strings.Join(words, " ")
	}
	if got := backfill("gs://public/data"); got != "published skipped" {
		t.Errorf("backfill: %s", got)
	}
	if got := backfill("gs://public/data", here); got != "published published" {
		t.Errorf("backfill of a second output: %s", got)
	}
	for _, output := range []string{"gs://public/data", "gs://public/data/spartakus", here} {
		code, stdout, stderr := isobar(t, "status", output)
		if code != 0 || !strings.Contains(stdout, "2025-11-10") || !strings.Contains(stdout, "2025-11-17") {
			t.Errorf("%s: status %d\n%s%s", output, code, stdout, stderr)
		}
	}
}
