package job_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/week"
)

// pieces is a dataset whose sites report what happened since they last did.
func pieces(t *testing.T, keep, privacy string) *dataset.Dataset {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "pieces")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"dataset.yaml": "description: Pieces.\nreports: {table: reports, schema: schema.json, decoder: json, timestamp: at, keep: " + keep + "}\n" +
			"privacy:\n  unit: site\n  k: 10\n  bounds: {events.n: 1000}\n" + privacy,
		"schema.json": `[{"name":"site","type":"STRING"},{"name":"at","type":"TIMESTAMP"},{"name":"version","type":"STRING"},
			{"name":"events","type":"RECORD","mode":"REPEATED","fields":[{"name":"kind","type":"STRING"},{"name":"n","type":"INTEGER"}]}]`,
		"kinds.sql": "SELECT version, e.kind AS kind, COUNT(DISTINCT site) AS sites, SUM(e.n) AS n FROM reports, UNNEST(events) AS e GROUP BY version, kind\n",
		"sizes.sql": "SELECT ARRAY_LENGTH(events) AS events, COUNT(DISTINCT site) AS sites FROM reports GROUP BY events\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return load(t, dir)
}

// TestKeepAll: what sites report in pieces makes the tables of what they would report at once.
func TestKeepAll(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var apart, whole []string
	for site := range 200 {
		var events []string
		for range r.IntN(7) {
			events = append(events, fmt.Sprintf(`{"kind":"%c","n":%d}`, 'a'+r.IntN(3), r.IntN(50)))
		}
		version := fmt.Sprint(r.IntN(3))
		line := func(minute int, version string, events []string) string {
			return fmt.Sprintf(`{"site":"s%d","at":"2026-11-10T10:%02d:00Z","version":%s,"events":[%s]}`, site, minute, version, strings.Join(events, ","))
		}
		whole = append(whole, line(59, `"`+version+`"`, events))
		rest := events
		for minute := range r.IntN(4) {
			n := r.IntN(len(rest) + 1)
			apart = append(apart, line(minute, []string{"null", `"older"`}[r.IntN(2)], rest[:n]))
			rest = rest[n:]
		}
		apart = append(apart, line(50, `"`+version+`"`, rest), line(55, "null", nil))
		if r.IntN(3) == 0 {
			apart = append(apart, apart[len(apart)-1], apart[len(apart)-2]) // delivered twice
		}
	}
	r.Shuffle(len(apart), func(i, j int) { apart[i], apart[j] = apart[j], apart[i] })
	tables := func(ds *dataset.Dataset, lines []string) (all []string) {
		output := t.TempDir()
		done, err := job.Run(t.Context(), job.Options{Dataset: ds, Input: []string{write(t, lines, 4)}, Window: theWeek(t), Output: output, Version: "test",
			Counts: job.CountsThreshold, Workers: 3, SplitBytes: 3000})
		if err != nil {
			t.Fatal(err)
		}
		if done.Stats.Sites != 200 || done.Stats.Scan.InWindow != int64(len(lines)) {
			t.Errorf("%d sites, %d reports of %d", done.Stats.Sites, done.Stats.Scan.InWindow, len(lines))
		}
		for _, table := range []string{"kinds", "sizes"} {
			all = append(append(all, table), rowsOf(t, filepath.Join(output, "pieces"), table)...)
		}
		return all
	}
	want := tables(pieces(t, "latest", ""), whole)
	if len(want) < 12 {
		t.Fatalf("only %q", want)
	}
	if got := tables(pieces(t, "all", ""), apart); !slices.Equal(got, want) {
		t.Errorf("in pieces %q, at once %q", got, want)
	}
	if got := tables(pieces(t, "latest", ""), apart); slices.Equal(got, want) {
		t.Error("the latest pieces alone make the same tables: the test tests nothing")
	}
}

// TestKeepAllAndRoll: sites that are left out, or too young, are so though their reports are made one.
func TestKeepAllAndRoll(t *testing.T) {
	lines := func(day string, sites int) (all []string) {
		for i := range sites {
			for minute := range 2 {
				all = append(all, fmt.Sprintf(`{"site":"s%d","at":"2026-11-%sT10:0%d:00Z","version":"1","events":[{"kind":"a","n":1}]}`, i, day, minute))
			}
		}
		return all
	}
	list := filepath.Join(t.TempDir(), "opt-out")
	if err := os.WriteFile(list, []byte("s0\ns1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := theWeek(t)
	next, err := week.Parse("2026-W47")
	if err != nil {
		t.Fatal(err)
	}
	o := job.Options{Dataset: pieces(t, "all", "  min_age: 1\n"), Window: w.Previous(), Input: []string{write(t, lines("03", 20), 1)},
		Output: t.TempDir(), Counts: job.CountsThreshold, Version: "test", OptOut: list, FirstSeen: filepath.Join(t.TempDir(), "seen")}
	for _, step := range []struct{ sites, leftOut, young int64 }{{18, 4, 0}, {18, 4, 30}, {33, 4, 0}} {
		done, err := job.Run(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if scan := done.Stats.Scan; done.Stats.Sites != step.sites || scan.LeftOut != step.leftOut || scan.Young != step.young {
			t.Errorf("%d sites, %d left out, %d young; want %+v", done.Stats.Sites, scan.LeftOut, scan.Young, step)
		}
		if o.Window == w {
			o.Window, o.Input = next, []string{write(t, lines("17", 35), 1)}
		} else {
			o.Window, o.Input = w, []string{write(t, lines("10", 35), 1)}
		}
	}
}
