package cli

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"isobar/internal/operate"
	"isobar/internal/publish"
	"isobar/internal/publish/sinktest"
)

// publishedWeeks publishes made-up releases of one dataset and returns the output.
func publishedWeeks(t *testing.T, labels ...string) string {
	t.Helper()
	out := t.TempDir()
	for i, label := range labels {
		f := sinktest.Fixture{Week: label, Seed: uint64(i), Tables: []string{"totals"}}
		if err := f.Publish(t.Context(), &publish.Local{Dir: out}); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestStatus(t *testing.T) {
	out := publishedWeeks(t, "2020-11-02", "2020-11-16")
	dataset := filepath.Join(out, sinktest.Dataset)
	type status struct {
		Datasets []struct {
			Dataset, Place string
			Age            int64 `json:"age_seconds"`
			Stale          bool
			Missing        []string
			Releases       []struct {
				Week, Mode string
				Ended      time.Time
				Sites      int64
			}
		}
	}
	code, stdout, stderr := isobar(t, "status", out, "--json")
	if code != 0 || stderr != "" {
		t.Fatalf("status %d, standard error:\n%s", code, stderr)
	}
	s := decode[status](t, stdout)
	if len(s.Datasets) != 1 || len(s.Datasets[0].Releases) != 2 {
		t.Fatalf("%s", stdout)
	}
	d := s.Datasets[0]
	if d.Dataset != sinktest.Dataset || d.Place != dataset || !d.Stale || len(d.Missing) < 2 || d.Missing[0] != "2020-11-09" || d.Missing[1] != "2020-11-23" {
		t.Errorf("%s", stdout)
	}
	ended := time.Date(2020, 11, 23, 0, 0, 0, 0, time.UTC)
	if r := d.Releases[1]; r.Week != "2020-11-16" || !r.Ended.Equal(ended) || r.Sites != 500 || r.Mode == "" {
		t.Errorf("%+v", r)
	}
	if off := time.Since(ended) - time.Duration(d.Age)*time.Second; off < 0 || off > time.Minute {
		t.Errorf("the age is %d s", d.Age)
	}

	// The dataset's own folder says the same; an age that is exceeded is the exit status.
	if _, again, _ := isobar(t, "status", dataset, "--json"); decode[status](t, again).Datasets[0].Dataset != sinktest.Dataset {
		t.Errorf("of the folder itself:\n%s", again)
	}
	code, stdout, stderr = isobar(t, "status", out, "--max-age", "8d")
	if code != ExitFailed || !strings.Contains(stdout, "2020-11-02") || !strings.Contains(last(t, stderr).Message, "the newest release, of week 2020-11-16, ended") {
		t.Errorf("status %d\n%s%s", code, stdout, stderr)
	}
	if code, _, _ = isobar(t, "status", out, "--max-age", "9999d"); code != 0 {
		t.Errorf("status %d of what is young enough", code)
	}
	if code, _, stderr = isobar(t, "status", t.TempDir()); code != ExitFailed || !strings.Contains(stderr, "nothing is published in") {
		t.Errorf("nothing: status %d, %s", code, stderr)
	}
}

func TestStatusUsage(t *testing.T) {
	for args, sentence := range map[string]string{
		"":                         "status takes the places",
		"x --max-age eight":        `--max-age "eight": write days, such as 8d, or hours`,
		"x --max-age -1d":          `--max-age "-1d": write days`,
		"bq://project.public":      "output bq://project.public: which releases its tables have is in the files",
		"s3://bucket":              "output s3://bucket: name a folder",
		"bq://x --staging gs://b ": "bq://x",
	} {
		code, stdout, stderr := isobar(t, strings.Fields("status "+args)...)
		if code != ExitUsage || stdout != "" || !strings.Contains(stderr, sentence) {
			t.Errorf("%s: status %d, %q, %q", args, code, stdout, stderr)
		}
	}
}

func TestStatusText(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	sites := int64(2000)
	s := &operate.Status{Age: 5*aDay + time.Hour, Missing: []string{"2026-11-02"}, Releases: []operate.Release{
		{Week: "2026-10-26", Ended: day(2), Mode: "rounded", K: 10, Tables: 14, Rows: 25000, Sites: &sites},
		{Week: "2026-11-09", Ended: day(16), Mode: "exact", K: 20, Tables: 1, Rows: 7},
	}}
	var b bytes.Buffer
	if err := writeStatus(&b, []publication{{"d", "public/d", s, nil}}); err != nil {
		t.Fatal(err)
	}
	const want = `public/d

        week        ended     mode   k  tables    rows     sites
  2026-10-26  19 days ago  rounded  10      14  25,000     2,000
  2026-11-09   5 days ago    exact  20       1       7  withheld

Missing: 2026-11-02. ` + "`isobar backfill`" + ` makes up for them.
`
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
	}
}
