package operate

import (
	"context"
	"io"
	"strings"
	"testing"

	bq "cloud.google.com/go/bigquery"

	"isobar/internal/bigquery"
	"isobar/internal/bigquery/bigquerytest"
	"isobar/internal/publish/outputs"
	"isobar/internal/release"
	"isobar/internal/schema"
	"isobar/internal/storage"
)

func TestLoads(t *testing.T) {
	for name, c := range map[string]struct {
		volume volume
		result Result
		want   string
	}{
		"nothing":          {volume{}, Skipped, "nothing is published"},
		"a usual dataset":  {volume{weeks: 52, missing: 2, tables: 14, largest: 300 << 20, name: "pairs"}, OK, "84 loads, 55 partitions of each table, at most 300 MB"},
		"a long gap":       {volume{weeks: 2, missing: 1500, tables: 1}, Warning, "1501 loads of each table"},
		"at the limit":     {volume{weeks: 2, missing: 1499, tables: 1}, OK, ""},
		"many tables":      {volume{weeks: 2, missing: 99, tables: 501}, Warning, "100200 loads in all"},
		"two centuries":    {volume{weeks: 10_000, tables: 1}, Warning, "10001 partitions"},
		"a large table":    {volume{weeks: 1, tables: 2, largest: 5 << 30, name: "pairs"}, Warning, "the rows of pairs are 5120 MB"},
		"too large":        {volume{weeks: 1, tables: 2, largest: 41 << 30, name: "pairs"}, Failed, "publish less in one table"},
		"as large as fits": {volume{weeks: 1, tables: 2, largest: loadedFile, name: "pairs"}, OK, ""},
	} {
		if got := loads(&c.volume); got.Result != c.result || !strings.Contains(got.Detail, c.want) {
			t.Errorf("%s: %+v, want %s with %q", name, got, c.result, c.want)
		}
	}
}

// Of several places, the one with the most releases counts; of a release, its largest CSV.
func TestVolume(t *testing.T) {
	file := func(name string, bytes int64) release.File { return release.File{Path: name, Bytes: bytes} }
	m := &release.Manifest{Tables: []release.Entry{
		{Name: "small", Files: []release.File{file("s.csv", 10), file("s.parquet", 99)}},
		{Name: "large", Files: []release.File{file("l.csv", 20), file("l.parquet", 5)}},
	}}
	var v volume
	v.grow(m, &Status{Releases: make([]Release, 3), Missing: []string{"2026-11-02"}})
	v.grow(&release.Manifest{}, &Status{Releases: make([]Release, 2)})
	if v != (volume{weeks: 3, missing: 1, tables: 2, largest: 20, name: "large"}) {
		t.Errorf("%+v", v)
	}
}

func TestExamineSizeOfAWeek(t *testing.T) {
	const name = "size of a week in bq://my-project.private.reports"
	asked, answer := "", int64(3_000_000)
	fake := &bigquerytest.Fake{Project: "my-project", Datasets: []string{"private", "public"}, Estimate: func(sql string) (int64, error) {
		asked = sql
		return answer, nil
	}}
	fake.Create("private", "reports", bq.Schema{{Name: "site_id", Type: bq.StringFieldType}})
	ds := exactDataset(t, "STRING")
	ds.Reports.Timestamp = "at"
	var err error
	if ds.Schema, err = schema.Parse("schema.json", []byte(`[{"name":"site_id","type":"STRING"},{"name":"at","type":"TIMESTAMP"}]`)); err != nil {
		t.Fatal(err)
	}
	setup := Setup{Dataset: ds, Now: day(t, "2026-11-18"), Input: []string{"bq://my-project.private.reports"},
		Connections: outputs.Connections{BigQuery: func(context.Context, string) (*bigquery.Service, error) { return newBigQuery(t, fake), nil }}}
	results, _ := examined(t, setup)
	if c := results[name]; c.Result != OK || c.Detail != "a run reads at most 3 MB of it" || !strings.Contains(asked, "t.`at` >= TIMESTAMP '2026-11-09 00:00:00+00' AND t.`at` < TIMESTAMP '2026-11-16") {
		t.Errorf("%+v, asked:\n%s", c, asked)
	}
	if len(fake.Jobs()) != 0 {
		t.Errorf("jobs were begun: %v", fake.Jobs())
	}
	answer = queriedResult + 1
	if results, _ = examined(t, setup); results[name].Result != Warning || !strings.Contains(results[name].Detail, "may be 10240 MB") {
		t.Errorf("%+v", results[name])
	}
	fake.Estimate = nil
	if results, _ = examined(t, setup); results[name].Result != Failed {
		t.Errorf("%+v", results[name])
	}
}

func TestCrowd(t *testing.T) {
	dir := storage.NewLocal(t.TempDir())
	for _, name := range []string{"a/1", "b"} {
		if err := dir.Write(t.Context(), name, func(w io.Writer) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	for many, want := range map[int]Result{1: Warning, 2: OK} {
		if c := crowd(t.Context(), outputs.Place{Store: dir}, many); c.Result != want || !strings.HasPrefix(c.Detail, "2") {
			t.Errorf("%+v, want %s", c, want)
		}
	}
}
