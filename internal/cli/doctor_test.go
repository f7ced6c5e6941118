package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fsouza/fake-gcs-server/fakestorage"

	"isobar/internal/storage/gcs"
)

func TestDoctor(t *testing.T) {
	reports, out := sampled(t, "20"), filepath.Join(t.TempDir(), "out")
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	args := []string{"doctor", "--dataset", dropsonde, "--input", reports, "--output", out}

	code, stdout, stderr := isobar(t, args...)
	if code != 0 || strings.Contains(stdout, "failed") || stderr != "" {
		t.Errorf("status %d\n%s%s", code, stdout, stderr)
	}
	for _, want := range []string{"ok       input " + reports + ": ", "ok       write access to ", "skipped  schema", "ok       secret: there is none yet", "skipped  clock", "ok       free space"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in:\n%s", want, stdout)
		}
	}
	if _, err := os.Stat(out); !os.IsNotExist(err) {
		t.Errorf("the doctor made the output: %v", err)
	}

	// Private places are private, and not below what is public.
	runs := filepath.Join(t.TempDir(), "runs")
	if code, stdout, _ = isobar(t, append(args, "--journal", runs, "--rejects", filepath.Join(out, "rejects"))...); code != ExitFailed {
		t.Errorf("status %d", code)
	}
	for _, want := range []string{"ok       " + runs + " is private: the first run makes it", "ok       readers of " + out + " cannot read " + runs, "failed   readers of " + out + " cannot read " + out + "/rejects: it is in the public folder"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in:\n%s", want, stdout)
		}
	}

	// A release, and then another secret, and reports in the public folder.
	if code, _, stderr := isobar(t, "run", "--dataset", dropsonde, "--input", reports, "--week", "2026-11-09", "--output", out); code != 0 {
		t.Fatal(stderr)
	}
	if _, stdout, _ = isobar(t, args...); !strings.Contains(stdout, "ok       secret: the same as in the releases\n") {
		t.Error(stdout)
	}
	other := filepath.Join(t.TempDir(), "key")
	if code, _, stderr := isobar(t, "init", "--secret", other); code != 0 {
		t.Fatal(stderr)
	}
	code, stdout, stderr = isobar(t, "doctor", "--dataset", dropsonde, "--input", out, "--output", out, "--secret", other, "--json")
	if code != ExitFailed || last(t, stderr).Message != "2 checks failed" {
		t.Errorf("status %d, %s", code, stderr)
	}
	failed := map[string]string{}
	for line := range strings.Lines(stdout) {
		c := decode[struct{ Check, Result, Detail string }](t, line)
		if c.Result == "failed" {
			failed[c.Check] = c.Detail
		}
	}
	if !strings.HasPrefix(failed["secret"], "week 2026-11-09 was rounded with another") || len(failed) != 2 {
		t.Errorf("failed %v", failed)
	}
}

func TestDoctorInTheCloud(t *testing.T) {
	server := emulated(t, "private", "public")
	server.CreateObject(fakestorage.Object{ObjectAttrs: fakestorage.ObjectAttrs{BucketName: "private", Name: "reports/a.jsonl"}, Content: []byte("{}\n")})
	secret := fixedSecret(t)
	args := []string{"doctor", "--dataset", dropsonde, "--input", "gs://private/reports/**", "--staging", "gs://private/staging"}
	code, stdout, stderr := isobar(t, append(args, "--secret", secret, "--output", "gs://public/data")...)
	for _, want := range []string{"ok       input gs://private/reports/**: 1 files, 1 MB\n", "ok       write access to gs://public/data\n", "ok       write access to gs://private/staging\n", "ok       secret\n", "ok       clock\n"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in:\n%s", want, stdout)
		}
	}
	// The emulator knows nothing of rights.
	for _, want := range []string{"skipped  rights in gs://private: ", "warning  gs://private is private: public access is not prevented, and whether it is given was not to be seen", "skipped  readers of gs://public cannot read gs://private: ", "ok       objects in gs://public/data/dropsonde: 0\n"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in:\n%s", want, stdout)
		}
	}
	if code != 0 {
		t.Errorf("status %d, %s", code, stderr)
	}
	code, stdout, _ = isobar(t, append(args, "--output", "gs://private/data", "--output", "gs://nowhere/data")...)
	for _, want := range []string{"failed   write access to gs://nowhere/data", "failed   secret: what is published to gs://private/data needs one", "failed   readers of gs://private/data cannot read gs://private/reports/**: it is in the bucket of gs://private/data"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in:\n%s", want, stdout)
		}
	}
	if code != ExitFailed {
		t.Errorf("status %d", code)
	}
	service, err := gcs.Default(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"gs://private", "gs://public"} {
		bucket, err := service.Bucket(name)
		if err != nil {
			t.Fatal(err)
		}
		if files, err := bucket.List(t.Context(), "."); err != nil || strings.Contains(fmt.Sprint(files), "probe") {
			t.Errorf("left in %s: %v (%v)", bucket, files, err)
		}
	}
}
