package job_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"isobar/internal/job"
	"isobar/internal/week"
)

// sites makes one line for each of n sites.
func sites(n int) []string {
	var lines []string
	for i := range n {
		lines = append(lines, fmt.Sprintf(`{"site_id":"%04x","timestamp":"2026-11-10 00:00:00 UTC","environment_count":%d,"modules":[{"slug":"puppetlabs-stdlib","version":"1.0.0"}]}`, i, i%3))
	}
	return lines
}

func options(t *testing.T, lines []string) job.Options {
	return job.Options{Dataset: load(t, dropsonde), Input: []string{write(t, lines, 2)}, Window: theWeek(t), Output: t.TempDir(), Version: "test", Counts: job.CountsThreshold}
}

// TestRefusals checks that what must not be published leaves no trace in the output, and is said in
// words.
func TestRefusals(t *testing.T) {
	good := sites(40)
	for name, tt := range map[string]struct {
		lines []string
		want  string
	}{
		"one site, many reports": {append(append(sites(1), sites(1)...), sites(1)...), "1 distinct site, k = 10: nothing can be published"},
		"k - 1 sites":            {sites(9), "9 distinct sites, k = 10: nothing can be published"},
		"nothing in the window":  {[]string{`{"site_id":"a","timestamp":"2020-01-01"}`}, "no site has a report in this window"},
		"too many bad reports":   {append(good, "{", "{", "{", "{"), "of the reports were rejected, more than gate.max_rejected allows"},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t, tt.lines)
			done, err := job.Run(t.Context(), o)
			var refusal *job.Refusal
			if !errors.As(err, &refusal) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("%v; want a refusal: %s", err, tt.want)
			}
			if done == nil || done.Output != "" {
				t.Errorf("report %+v", done)
			}
			if _, err := os.Stat(filepath.Join(o.Output, "dropsonde")); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("something is in the output: %v", err)
			}
		})
	}
}

func TestRefusalKeepsTheOldRelease(t *testing.T) {
	o := options(t, sites(40))
	if _, err := job.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	before := digests(t, o.Output)
	next := o
	next.Input = []string{write(t, append(sites(30), "x", "y", "z"), 1)}
	var refusal *job.Refusal
	if _, err := job.Run(t.Context(), next); !errors.As(err, &refusal) {
		t.Fatalf("%v; want a refusal", err)
	}
	if after := digests(t, o.Output); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Error("the refused run changed the output")
	}
}

// TestFewSitesAfterManyIsRefused: a week with less than half of last week's sites is more likely a fault
// in the collection than the truth.
func TestFewSitesAfterManyIsRefused(t *testing.T) {
	o := options(t, sites(100))
	if _, err := job.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	var next []string
	for _, line := range sites(49) {
		next = append(next, strings.Replace(line, "2026-11-10", "2026-11-17", 1))
	}
	w, err := week.Parse("2026-11-16")
	if err != nil {
		t.Fatal(err)
	}
	o.Input, o.Window = []string{write(t, next, 1)}, w
	var refusal *job.Refusal
	if _, err := job.Run(t.Context(), o); !errors.As(err, &refusal) || !strings.Contains(err.Error(), "min_sites_of_last_week") {
		t.Errorf("%v; want a refusal", err)
	}
}

// TestThresholdIsExact: exactly k sites are published, and k - 1 of them are not, however often each
// reports.
func TestThresholdIsExact(t *testing.T) {
	lines := sites(40)
	add := func(slug string, n int) {
		for i := range n {
			line := strings.Replace(lines[i], `"modules":[`, fmt.Sprintf(`"modules":[{"slug":%q},{"slug":%[1]q},`, slug), 1)
			lines[i] = line
		}
	}
	add("acme-ten", 10)
	add("acme-nine", 9)
	lines = append(lines, lines...) // every report twice
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	o := options(t, lines)
	if _, err := job.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(rowsOf(t, filepath.Join(o.Output, "dropsonde"), "module_usage"))
	if want := "[acme-ten\x0010 puppetlabs-stdlib\x0040]"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for path, data := range contents(t, o.Output) {
		if strings.Contains(data, "acme-nine") {
			t.Errorf("%s names a module of k - 1 sites", path)
		}
		if strings.Contains(data, "0003") && strings.HasSuffix(path, ".csv") {
			t.Errorf("%s holds a site id", path)
		}
	}
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for path := range digests(t, dir) {
		data, err := os.ReadFile(dir + path)
		if err != nil {
			t.Fatal(err)
		}
		all[path] = string(data)
	}
	return all
}

func TestKCanOnlyBeRaised(t *testing.T) {
	o := options(t, sites(40))
	o.K = 9
	var usage *job.UsageError
	if _, err := job.Run(t.Context(), o); !errors.As(err, &usage) {
		t.Errorf("k = 9: %v", err)
	}
	o.K = 41
	var refusal *job.Refusal
	if _, err := job.Run(t.Context(), o); !errors.As(err, &refusal) {
		t.Errorf("k = 41 of 40 sites: %v", err)
	}
}

// TestFaultOfOneSiteDoesNotStopTheJob: whether a run fails would tell everybody that such a site exists.
func TestFaultOfOneSiteDoesNotStopTheJob(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made_up")
	if err := os.CopyFS(dir, os.DirFS(dropsonde)); err != nil {
		t.Fatal(err)
	}
	const sql = "SELECT DIV(12, environment_count) AS twelfth, CAST(SUBSTR(m.version, 1, 1) AS INT64) AS major, COUNT(DISTINCT site_id) AS sites\nFROM reports, UNNEST(modules) AS m GROUP BY 1, 2"
	if err := os.WriteFile(filepath.Join(dir, "faulty.sql"), []byte(sql), 0o600); err != nil {
		t.Fatal(err)
	}
	lines := sites(60)
	lines[7] = strings.Replace(lines[7], "1.0.0", "acme", 1)
	o := options(t, lines)
	o.Dataset = load(t, dir)
	done, err := job.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if done.Stats.Faults["faulty"] != 21 { // 20 divisions by zero and one cast
		t.Errorf("faults: %v", done.Stats.Faults)
	}
	if got := fmt.Sprint(rowsOf(t, filepath.Join(o.Output, "made_up"), "faulty")); got != "[\x001\x0020 12\x001\x0019 6\x001\x0020]" {
		t.Errorf("rows %q", got)
	}
}

func TestDryRunWritesNothing(t *testing.T) {
	o := options(t, sites(40))
	o.DryRun = true
	done, err := job.Run(t.Context(), o)
	if err != nil || len(done.Tables) != len(o.Dataset.Tables) {
		t.Errorf("%v, %v", done, err)
	}
	if len(digests(t, o.Output)) != 0 {
		t.Error("a dry run wrote something")
	}
}

func TestRejectsHaveFileAndLine(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "r.jsonl")
	lines := append(sites(60), "broken", "", `{"timestamp":"2026-11-10 00:00:00 UTC"}`)
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	o := options(t, nil)
	o.Input, o.Rejects, o.SplitBytes = []string{file}, filepath.Join(dir, "rejects"), 1000
	if _, err := job.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(o.Rejects, "rejects.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"line":61,"reason":"not JSON","raw":"broken"`, `"line":63,"reason":"no site id"`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("no %s in\n%s", want, data)
		}
	}
	if n := strings.Count(string(data), "\n"); n != 2 {
		t.Errorf("%d rejects, want 2", n)
	}
}
