package warehouse

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	bq "google.golang.org/api/bigquery/v2"
)

// alter changes the metadata of table usage as its owner could.
func alter(t *testing.T, w *world, change map[string]any) {
	t.Helper()
	data, err := json.Marshal(change)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPatch, "https://x/bigquery/v2/projects/my-project/datasets/public/tables/usage", strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := w.bigquery.RoundTrip(r)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatal(answer, err)
	}
}

func makeTable(t *testing.T, w *world, table *bq.Table) {
	t.Helper()
	table.TableReference = &bq.TableReference{ProjectId: "my-project", DatasetId: "public", TableId: "usage"}
	data, err := json.Marshal(table)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, "https://x/bigquery/v2/projects/my-project/datasets/public/tables", strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := w.bigquery.RoundTrip(r)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatal(answer, err)
	}
}

var ours = map[string]string{datasetLabel: "dropsonde"}

func fields(columns ...string) *bq.TableSchema {
	s := &bq.TableSchema{}
	for _, c := range columns {
		name, kind, _ := strings.Cut(c, " ")
		s.Fields = append(s.Fields, &bq.TableFieldSchema{Name: name, Type: kind})
	}
	return s
}

// A table that lacks a column gets it, behind its own; its rows stay.
func TestSchemaGrows(t *testing.T) {
	w := newWorld(t)
	makeTable(t, w, &bq.Table{Labels: ours, TimePartitioning: &bq.TimePartitioning{Type: "DAY", Field: "week"}, Schema: fields("sites INTEGER", "week DATE")})
	mustPublish(t, w, week1)
	meta := w.bigquery.Tables("public")["usage"].Meta
	var names []string
	for _, f := range meta.Schema.Fields {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "sites week slug" || meta.Description != "Table usage." {
		t.Errorf("columns %s, description %q", got, meta.Description)
	}
	alter(t, w, map[string]any{"description": "Meddled with."})
	mustPublish(t, w, week2)
	if meta = w.bigquery.Tables("public")["usage"].Meta; meta.Description != "Table usage." {
		t.Errorf("description %q", meta.Description)
	}
}

// A table that is another one now, or not isobar's, is refused before anything changes, with the way out.
func TestSchemaIsRefused(t *testing.T) {
	byWeek := &bq.TimePartitioning{Type: "DAY", Field: "week"}
	for name, c := range map[string]struct {
		table *bq.Table
		want  []string
	}{
		"another type":     {&bq.Table{Labels: ours, TimePartitioning: byWeek, Schema: fields("week DATE", "slug STRING", "sites FLOAT")}, []string{"sites", "FLOAT", "usage_v2"}},
		"a column is gone": {&bq.Table{Labels: ours, TimePartitioning: byWeek, Schema: fields("week DATE", "slug STRING", "sites INTEGER", "nodes INTEGER")}, []string{"nodes", "usage_v2"}},
		"no partitions":    {&bq.Table{Labels: ours, Schema: fields("week DATE", "slug STRING", "sites INTEGER")}, []string{"not partitioned", "usage_v2"}},
		"somebody else's":  {&bq.Table{TimePartitioning: byWeek, Schema: fields("week DATE", "slug STRING", "sites INTEGER")}, []string{"label", "rename"}},
		"another dataset's": {&bq.Table{Labels: map[string]string{datasetLabel: "other"}, TimePartitioning: byWeek,
			Schema: fields("week DATE", "slug STRING", "sites INTEGER")}, []string{"label", "rename"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			makeTable(t, w, c.table)
			err := week1.Publish(t.Context(), w.sink)
			if err == nil {
				t.Fatal("published")
			}
			for _, want := range append(c.want, "bq://my-project.public.usage") {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %v, want %q in it", err, want)
				}
			}
			if tables := w.bigquery.Tables("public"); len(tables) != 1 || len(tables["usage"].Partitions) != 0 || len(w.bigquery.Jobs()) != 0 {
				t.Errorf("something was done: %v, jobs %v", tables, w.bigquery.Jobs())
			}
		})
	}
}

func TestNames(t *testing.T) {
	w := newWorld(t)
	for _, table := range []string{"a.b", "usage_staging"} {
		f := week1
		f.Tables = []string{table}
		if err := f.Publish(t.Context(), w.sink); err == nil || !strings.Contains(err.Error(), "rename the .sql file") {
			t.Errorf("table %s: %v", table, err)
		}
	}
	w.sink.Dataset.Dataset = "nowhere"
	if err := week1.Publish(t.Context(), w.sink); err == nil || !strings.Contains(err.Error(), "no such dataset") {
		t.Errorf("a dataset that is not there: %v", err)
	}
}
