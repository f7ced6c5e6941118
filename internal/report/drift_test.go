package report

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// drifted scans lines and gives what differs from the schema, less what only counts.
func drifted(t *testing.T, cfg *Config, lines []string, files int, split int64) *Drift {
	t.Helper()
	dir := t.TempDir()
	for i := range files {
		var part []string
		for k := i; k < len(lines); k += files {
			part = append(part, lines[k])
		}
		writeFile(t, dir, fmt.Sprintf("%d.jsonl", i), []byte(strings.Join(part, "\n")))
	}
	var all []Stats
	for _, shard := range find(t, split, dir) {
		stats, err := Scan(t.Context(), shard, cfg, NewIndex(1), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, stats)
	}
	rand.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	var total Stats
	for _, stats := range all {
		total.Merge(stats)
	}
	total.Drift.Shrink()
	return &total.Drift
}

// Unknown columns are counted by report and site, in both forms of a report, whatever a sender adds to them; and
// a wrong type is told by its column and first place.
func TestDrift(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	line := func(site int, rest string) string {
		return fmt.Sprintf(`{"site_id":"s%d","timestamp":"2026-11-10T00:00:00Z"%s}`, site, rest)
	}
	var lines []string
	for i := range 60 {
		lines = append(lines, line(i, `,"colour":1,"colour":2`), line(0, `,"shade":[]`))
	}
	lines = append(lines,
		line(7, `,"colo\u0075r":true`), line(8, `,"a\nb":1,"":2,"`+strings.Repeat("x", 301)+`":3`),
		`{"site_id":"s1","self-service-analytics":{"snapshots":{"modules":{"value":[],"timestamp":"2026-11-10T00:00:00Z"},"moons":{"value":1}}}}`,
		strings.Replace(line(9, `,"early":1`), "11-10", "11-01", 1),
		line(9, `,"modules":{},"environment_count":"many"`), line(9, `,"environment_count":[]`), `[1]`)

	d := drifted(t, cfg, lines, 1, 0)
	got := map[string][2]int64{}
	for name, u := range d.Unknown {
		got[name] = [2]int64{u.Reports, int64(len(u.Sites))}
	}
	if want := (map[string][2]int64{"colour": {61, ManySites}, "shade": {60, 1}, "moons": {1, 1}}); !reflect.DeepEqual(got, want) {
		t.Errorf("unknown %v, want %v", got, want)
	}
	want := map[string]Cases{"environment_count": {2, 0, 125}} // the first of the schema's, where it is one of two
	if !reflect.DeepEqual(d.Mistyped, want) {
		t.Errorf("wrong types %v, want %v", d.Mistyped, want)
	}
}

// Very many names leave some of them, the same however the input is cut, with all that there is to count of each.
func TestDriftOfManyNames(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	r := rand.New(rand.NewPCG(1, 2))
	times := map[string]int64{}
	var lines []string
	for range 3000 {
		name := fmt.Sprintf("column %d", r.IntN(1500))
		times[name]++
		lines = append(lines, fmt.Sprintf(`{"site_id":"s%d","timestamp":"2026-11-10T00:00:00Z","%s":1}`, r.IntN(50), name))
	}
	var want []string
	for _, way := range []struct {
		files int
		split int64
	}{{1, 0}, {7, 0}, {3, 5000}} {
		d := drifted(t, cfg, lines, way.files, way.split)
		var got []string
		for name, u := range d.Unknown {
			got = append(got, name)
			if u.Reports != times[name] {
				t.Errorf("%s was counted in %d reports of %d", name, u.Reports, times[name])
			}
		}
		slices.Sort(got)
		if want == nil {
			want = got
		}
		if len(got) != manyNames || !slices.Equal(got, want) {
			t.Errorf("%d files: %d names, not the same as of one", way.files, len(got))
		}
	}
}
