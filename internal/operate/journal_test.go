package operate

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fsouza/fake-gcs-server/fakestorage"

	"isobar/internal/publish/outputs"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
)

// journals are one in a folder and one in a bucket.
func journals(t *testing.T) map[string]*Journal {
	t.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{NoListener: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	server.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: "private"})
	bucket, err := gcs.Wrap(server.Client()).Bucket("gs://private/runs")
	if err != nil {
		t.Fatal(err)
	}
	local, err := OpenJournal(t.Context(), outputs.Connections{}, filepath.Join(t.TempDir(), "private", "runs"))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*Journal{"folder": local, "bucket": {outputs.Place{Store: bucket, Bucket: bucket}}}
}

// noted notes a run that began so many hours into November and ended an hour later; "" is no end.
func noted(t *testing.T, j *Journal, hours int, outcome Outcome, status int, message string) Run {
	t.Helper()
	at := time.Date(2026, 11, 1, hours, 0, 0, 0, time.UTC)
	e, err := j.Begin(t.Context(), Run{Dataset: "d", Week: "2026-11-02", Started: at, Version: "v1"})
	if err == nil && outcome != "" {
		err = e.End(t.Context(), at.Add(time.Hour), outcome, status, message)
	}
	if err != nil {
		t.Fatal(err)
	}
	return e.Run
}

func TestJournal(t *testing.T) {
	for name, j := range journals(t) {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 11, 5, 12, 0, 0, 0, time.UTC)
			read := func(want Runs) {
				t.Helper()
				got, err := j.Read(t.Context(), "d", now)
				if err != nil {
					t.Fatal(err)
				}
				for _, of := range [][2]*Run{{got.Last, want.Last}, {got.Failure, want.Failure}} {
					if (of[0] == nil) != (of[1] == nil) || of[0] != nil && *of[0] != *of[1] {
						t.Errorf("%+v, want %+v", of[0], of[1])
					}
				}
			}
			if names, err := j.Datasets(t.Context()); err != nil || len(names) != 0 {
				t.Errorf("datasets of nothing: %q (%v)", names, err)
			}
			read(Runs{})
			first := noted(t, j, 6, Published, 0, "")
			read(Runs{Last: &first})
			second := noted(t, j, 30, Refused, 3, "not published: <9.5 %> of the reports\nand more")
			read(Runs{Last: &second, Failure: &second})
			noted(t, j, 54, Broken, 1, "a file cannot be read")
			fourth := noted(t, j, 78, Incomplete, 1, "table t was not made")
			read(Runs{Last: &fourth, Failure: &fourth})
			fifth := noted(t, j, 102, Published, 0, "")
			read(Runs{Last: &fifth, Failure: &fourth})
			if names, err := j.Datasets(t.Context()); err != nil || !slices.Equal(names, []string{"d"}) {
				t.Errorf("datasets %q (%v)", names, err)
			}
		})
	}
}

// A run without an end is lost if a later one has published or if a day has passed, and not before.
func TestJournalOfAKilledRun(t *testing.T) {
	for name, j := range journals(t) {
		t.Run(name, func(t *testing.T) {
			killed := noted(t, j, 6, "", 0, "")
			at := func(day, hour int) Runs {
				t.Helper()
				s, err := j.Read(t.Context(), "d", time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC))
				if err != nil {
					t.Fatal(err)
				}
				return s
			}
			if s := at(1, 8); *s.Last != killed || s.Last.Outcome != Running || s.Failure != nil {
				t.Errorf("two hours later: %+v", s)
			}
			if s := at(2, 7); s.Last.Outcome != Lost || s.Failure != s.Last || !s.Last.Ended.IsZero() {
				t.Errorf("a day later: %+v", s)
			}
			// A second start that found the first one's lock says nothing about it; one that published does.
			noted(t, j, 7, Broken, 1, "another run is publishing this dataset there")
			if s := at(1, 8); s.Failure.Outcome != Broken || s.Last != s.Failure {
				t.Errorf("after a second start: %+v", s)
			}
			noted(t, j, 30, Published, 0, "")
			if s := at(2, 8); s.Last.Outcome != Published || s.Failure.Outcome != Broken {
				t.Errorf("after the next week: %+v", s)
			}
		})
	}
	only := summed([]*Run{{Outcome: Running, Started: day(t, "2026-11-02")}, {Outcome: Published}}, day(t, "2026-11-02"))
	if only.Failure == nil || only.Failure.Outcome != Lost {
		t.Errorf("of an unended and a later published run: %+v", only)
	}
}

// The newest entries are kept, and nothing that is not an entry is removed or read.
func TestJournalKeeps(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "runs")
	j, err := OpenJournal(t.Context(), outputs.Connections{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	noted(t, j, 6, Published, 0, "")
	local := storage.NewLocal(dir)
	put := func(name string) {
		if err := local.Write(t.Context(), name, func(w io.Writer) error { _, err := io.WriteString(w, "{}"); return err }); err != nil {
			t.Fatal(err)
		}
	}
	for i := range keptRuns + 5 {
		put(fmt.Sprintf("d/20200101T000000.%06dZ-abcdefghijkl.json", i))
	}
	put("d/notes.json")
	put("other/20200101T000000.000000Z-abcdefghijkl.json")
	noted(t, j, 30, Published, 0, "")
	names, err := j.entries(t.Context(), "d")
	if err != nil || len(names) != keptRuns || names[0] != "d/20200101T000000.000007Z-abcdefghijkl.json" || !strings.HasPrefix(names[keptRuns-1], "d/20261102T") {
		t.Errorf("%d entries from %s to %s (%v)", len(names), names[0], names[len(names)-1], err)
	}
	for _, other := range []string{"d/notes.json", "other/20200101T000000.000000Z-abcdefghijkl.json"} {
		if _, err := os.Stat(filepath.Join(dir, other)); err != nil {
			t.Error(err)
		}
	}
	if _, err := j.Read(t.Context(), "d", day(t, "2026-11-03")); err == nil || !strings.Contains(err.Error(), "is no entry of a journal") {
		t.Errorf("what is damaged: %v", err)
	}
}

// A journal's folder is its owner's alone, and one that others may read gets nothing.
func TestJournalIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "runs")
	j, err := OpenJournal(t.Context(), outputs.Connections{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	e, err := j.Begin(t.Context(), Run{Dataset: "d", Started: day(t, "2026-11-03")})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v (%v)", info, err)
	}
	if err := os.Chmod(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{e.End(t.Context(), e.Run.Started, Published, 0, ""), func() error { _, err := j.Begin(t.Context(), e.Run); return err }()} {
		if err == nil || !strings.Contains(err.Error(), "chmod 700") {
			t.Errorf("a folder that others may read: %v", err)
		}
	}
	if names, err := j.entries(t.Context(), "d"); err != nil || len(names) != 1 {
		t.Errorf("%q (%v)", names, err)
	}
	if _, err := j.Begin(t.Context(), Run{Dataset: "../d"}); err == nil {
		t.Error("a dataset's name leads out of the journal")
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(dir), "d")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestCheckJournal(t *testing.T) {
	dir := t.TempDir()
	public := filepath.Join(dir, "public")
	if err := os.MkdirAll(filepath.Join(public, "d"), 0o755); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(public, link); err != nil {
		t.Fatal(err)
	}
	for place, want := range map[string]string{
		filepath.Join(dir, "runs"): "", filepath.Join(dir, "public-runs"): "", dir: "", "gs://private/runs": "", "gs://public2": "",
		public: "in the public folder", filepath.Join(public, "d", "runs"): "in the public folder", filepath.Join(dir, "x", "..", "public", "runs"): "in the public folder",
		link: "in the public folder", filepath.Join(link, "new", "runs"): "in the public folder",
		"gs://public/runs": "in the bucket of", "gs://public": "in the bucket of",
		"bq://my-project.private": "name a folder", "s3://b": "name a folder", "gs://": "name a folder", "https://x/y": "name a folder",
	} {
		err := CheckJournal(place, []string{public, "gs://public/data", "bq://my-project.public"})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", place, err, want)
		}
	}
}

func TestShortened(t *testing.T) {
	long := strings.Repeat("ä", longestMessage)
	if got := shortened(long); len(got) > longestMessage+len(" …") || !strings.HasPrefix(long, strings.TrimSuffix(got, " …")) || got == long {
		t.Errorf("%d bytes", len(got))
	}
	if shortened("short") != "short" {
		t.Error("what is short changes")
	}
}
