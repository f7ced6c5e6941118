package job_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/week"
)

// reportsOf makes a report for each site from first on, each with one module.
func reportsOf(first, n int, day, module string) (lines []string) {
	for i := range n {
		lines = append(lines, fmt.Sprintf(`{"site_id":"site %d","timestamp":"%s 12:00:00 UTC","modules":[{"slug":"%s","version":"1"}]}`, first+i, day, module))
	}
	return lines
}

// TestOptOut: a release without some sites is that of reports without theirs, and nothing is left out by
// other ids.
func TestOptOut(t *testing.T) {
	all := append(reportsOf(0, 30, "2026-11-10", "a-a"), reportsOf(30, 14, "2026-11-10", "b-b")...)
	o := options(t, all)
	whole := run(t, o)
	list := filepath.Join(t.TempDir(), "opt-out")
	if err := os.WriteFile(list, []byte("# asked to be left out\n\nsite 3\n  site 40 \r\nsite 41\nsite 42\nsite 43\nsite 999"), 0o600); err != nil {
		t.Fatal(err)
	}
	o.OptOut, o.Output = list, t.TempDir()
	o.Version = "test"
	done, err := job.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if done.Stats.Scan.LeftOut != 5 || done.Stats.Sites != 39 {
		t.Errorf("%d reports left out, %d sites", done.Stats.Scan.LeftOut, done.Stats.Sites)
	}
	var rest []string
	for i, line := range all {
		if i != 3 && i < 40 {
			rest = append(rest, line)
		}
	}
	o.Input, o.OptOut = []string{write(t, rest, 1)}, ""
	with := digests(t, filepath.Join(o.Output, "dropsonde"))
	o.Output = t.TempDir()
	if !maps.Equal(with, digests(t, run(t, o))) {
		t.Error("leaving sites out is not the same as not having their reports")
	}
	if maps.Equal(with, digests(t, whole)) {
		t.Error("leaving sites out changed nothing")
	}
	o.OptOut = filepath.Join(t.TempDir(), "none")
	var usage *job.UsageError
	if _, err := job.Run(t.Context(), o); !errors.As(err, &usage) {
		t.Errorf("error %v", err)
	}
}

// TestMinAge: sites that turn up do not count until they are old enough, also in a second run of the week; those
// of the first run always do.
func TestMinAge(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dropsonde")
	if err := os.CopyFS(dir, os.DirFS(dropsonde)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, dataset.File))
	if err != nil {
		t.Fatal(err)
	}
	text = []byte(strings.Replace(string(text), "  counts: rounded\n", "  counts: rounded\n  min_age: 1\n", 1))
	if err := os.WriteFile(filepath.Join(dir, dataset.File), text, 0o644); err != nil {
		t.Fatal(err)
	}
	w := theWeek(t)
	o := job.Options{Dataset: load(t, dir), Output: t.TempDir(), Counts: job.CountsThreshold, Window: w.Previous(),
		Input: []string{write(t, reportsOf(0, 20, "2026-11-03", "a-a"), 1)}}
	var usage *job.UsageError
	if _, err := job.Run(t.Context(), o); !errors.As(err, &usage) || !strings.Contains(err.Error(), "--first-seen") {
		t.Errorf("error %v", err)
	}
	o.FirstSeen = filepath.Join(t.TempDir(), "seen")
	release := func(label string) string {
		var rows []string
		for _, row := range rowsIn(t, run(t, o), "module_usage", label) {
			rows = append(rows, strings.ReplaceAll(row, "\x00", " "))
		}
		return strings.Join(rows, ", ")
	}
	have := []string{release("2026-11-02"), release("2026-11-02")}
	// A week later, 20 more sites come, and again in the week after.
	o.Window, o.Input = w, []string{write(t, append(reportsOf(0, 20, "2026-11-10", "a-a"), reportsOf(20, 20, "2026-11-10", "b-b")...), 1)}
	have = append(have, release("2026-11-09"), release("2026-11-09"))
	next, err := week.Parse("2026-W47")
	if err != nil {
		t.Fatal(err)
	}
	o.Window, o.Input = next, []string{write(t, append(reportsOf(0, 20, "2026-11-17", "a-a"), reportsOf(20, 20, "2026-11-17", "b-b")...), 1)}
	have = append(have, release("2026-11-16"))
	want := []string{"a-a 20", "a-a 20", "a-a 20", "a-a 20", "a-a 20, b-b 20"}
	if strings.Join(have, "; ") != strings.Join(want, "; ") {
		t.Errorf("have %q, want %q", have, want)
	}
	if info, err := os.Stat(o.FirstSeen); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	before, err := os.ReadFile(o.FirstSeen)
	if err != nil || strings.Contains(string(before), "site") || strings.Count(string(before), "\n") != 41 {
		t.Errorf("%s, %v", before, err)
	}
	if err := os.WriteFile(o.FirstSeen, append(before, "zz 2026-11-16\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := job.Run(t.Context(), o); !errors.As(err, &usage) || !strings.Contains(err.Error(), ":42: not a site and a week") {
		t.Errorf("error %v", err)
	}
}

// The private lists may lie in a bucket, for runs that have no disk.
func TestListsInTheCloud(t *testing.T) {
	private, _ := emulate(t)
	o := options(t, reportsOf(0, 30, "2026-11-10", "a-a"))
	o.OptOut, o.FirstSeen = "gs://private/lists/opt-out", "gs://private/lists/seen"
	o.Version = "test"
	var usage *job.UsageError
	if _, err := job.Run(t.Context(), o); !errors.As(err, &usage) || !strings.Contains(err.Error(), "the list of sites to leave out") {
		t.Errorf("error %v", err)
	}
	err := private.Write(t.Context(), "lists/opt-out", func(w io.Writer) error {
		_, err := io.WriteString(w, "site 3\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		done, err := job.Run(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if done.Stats.Scan.LeftOut != 1 || done.Stats.Sites != 29 {
			t.Errorf("%d reports left out, %d sites", done.Stats.Scan.LeftOut, done.Stats.Sites)
		}
		f, err := private.Open(t.Context(), "lists/seen")
		if err != nil {
			t.Fatal(err)
		}
		seen, err := io.ReadAll(f)
		if err != nil || strings.Count(string(seen), " always\n") != 29 {
			t.Errorf("first seen: %s, %v", seen, err)
		}
	}
	o.FirstSeen, o.Also = "gs://public/seen", []string{"gs://public/data"}
	if _, err := job.Run(t.Context(), o); !errors.As(err, &usage) || !strings.Contains(err.Error(), "name another bucket") {
		t.Errorf("error %v", err)
	}
}
