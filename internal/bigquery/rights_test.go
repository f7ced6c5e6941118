package bigquery

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	bq "cloud.google.com/go/bigquery"
)

func TestRights(t *testing.T) {
	c, s, _ := newCloud(t)
	table := Name{"my-project", "private", "reports"}
	asked := []string{"bigquery.tables.getData", "bigquery.tables.update", "bigquery.tables.get"}
	if _, err := s.Rights(t.Context(), table, asked); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no table: %v", err)
	}
	c.fake.Create("private", "reports", bq.Schema{{Name: "site_id", Type: bq.StringFieldType}})
	c.fake.Rights = map[string][]string{"private.reports": {"bigquery.tables.get", "bigquery.tables.getData", "bigquery.tables.delete"}}
	if have, err := s.Rights(t.Context(), table, asked); err != nil || !slices.Equal(have, []string{"bigquery.tables.getData", "bigquery.tables.get"}) {
		t.Errorf("%q (%v)", have, err)
	}
}

// The query that is estimated is the one that would be run, and it is not run.
func TestEstimate(t *testing.T) {
	c, s, _ := newCloud(t)
	e := extraction(t, "site_id")
	want, err := e.query()
	if err != nil {
		t.Fatal(err)
	}
	c.fake.Estimate = func(sql string) (int64, error) {
		if sql != want {
			t.Errorf("asked for\n%s\nwant\n%s", sql, want)
		}
		return 12345, nil
	}
	if n, err := s.Estimate(t.Context(), e); err != nil || n != 12345 || len(c.fake.Jobs()) != 0 {
		t.Errorf("%d bytes (%v), jobs %v", n, err, c.fake.Jobs())
	}
	c.fake.Estimate = func(string) (int64, error) { return 0, errors.New("Bad value: site-of-somebody") }
	if _, err := s.Estimate(t.Context(), e); err == nil || strings.Contains(err.Error(), "somebody") {
		t.Errorf("error %v, want one without rows", err)
	}
	e.Timestamp = "site_id"
	if _, err := s.Estimate(t.Context(), e); err == nil {
		t.Error("a timestamp that is none was accepted")
	}
	e.Table.Dataset = "nowhere"
	if _, err := s.Estimate(t.Context(), e); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no dataset: %v", err)
	}
}
