package outputs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestPlaced(t *testing.T) {
	c := nowhere(t)
	for _, test := range []struct{ outputs, staging, want string }{
		{outputs: "out", want: "out"},
		{outputs: "out/ gs://b/p", want: "out gs://b/p"},
		{outputs: "bq://my-project.public gs://b/p", want: "gs://b/p"},
		{outputs: "bq://my-project.public out", staging: "gs://s/t", want: "gs://s/t/isobar-published/my-project.public out"},
		{outputs: "bq://my-project.one bq://my-project.two gs://b", staging: "gs://s", want: "gs://s/isobar-published/my-project.two gs://b"},
		{outputs: ""},
		{outputs: "bq://my-project.public", want: "--staging"},
		{outputs: "bq://my-project.public.table", staging: "gs://s", want: "no dataset of BigQuery"},
		{outputs: "gs://", want: "no place in Cloud Storage"},
		{outputs: "https://example.com", want: "name a folder"},
	} {
		places, err := Placed(t.Context(), c, strings.Fields(test.outputs), test.staging)
		var names []string
		for _, p := range places {
			names = append(names, p.String())
			if below := p.Dataset("d"); below.String() != p.String()+"/d" || (below.Bucket == nil) != (p.Bucket == nil) {
				t.Errorf("below %s: %s", p, below)
			}
		}
		got := strings.Join(names, " ")
		if err != nil {
			got = err.Error()
		}
		if got != test.want && (err == nil || !strings.Contains(got, test.want)) {
			t.Errorf("%q gives %q, want %q", test.outputs, got, test.want)
		}
	}
	if _, err := Files(t.Context(), c, "", ""); err == nil {
		t.Error("an empty name")
	}
}

func TestDatasets(t *testing.T) {
	out := t.TempDir()
	for _, name := range []string{
		"b/_releases/week=2026-11-09/manifest.json", "b/totals/week=2026-11-09/totals.csv", "a/_releases/latest.json", "other/file", "file",
		".isobar-staging-a-x/_releases/latest.json",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(out, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(out, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for dir, want := range map[string][]string{out: {"a", "b"}, filepath.Join(out, "b"): {"."}, filepath.Join(out, "other"): nil, filepath.Join(out, "gone"): nil} {
		place, err := Files(t.Context(), Connections{}, dir, "")
		if err != nil {
			t.Fatal(err)
		}
		if names, err := place.Datasets(t.Context()); err != nil || !slices.Equal(names, want) {
			t.Errorf("%s has %q (%v), want %q", dir, names, err, want)
		}
	}
}
