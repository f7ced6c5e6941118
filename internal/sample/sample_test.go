package sample

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// files reads what a folder holds, by name.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(data)
	}
	return all
}

func equalFiles(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for name, text := range a {
		if other, ok := b[name]; !ok || other != text {
			return false
		}
	}
	return true
}

// TestSameBytes: the files depend on the options alone, not on how many goroutines make them or on
// how many files the lines are spread over.
func TestSameBytes(t *testing.T) {
	for _, format := range Formats {
		t.Run(string(format), func(t *testing.T) {
			change := func(o *Options) { o.Weeks, o.FilesPerWeek, o.Format, o.Dirty = 2, 3, format, 0.02 }
			one := t.TempDir()
			before := runtime.GOMAXPROCS(1)
			first := generate(t, 300, func(o *Options) { change(o); o.Output = one })
			runtime.GOMAXPROCS(max(before, 4))
			many := t.TempDir()
			second := generate(t, 300, func(o *Options) { change(o); o.Output = many })
			runtime.GOMAXPROCS(before)
			if len(files(t, one)) != 6 || !equalFiles(files(t, one), files(t, many)) {
				t.Error("one goroutine and four make different files")
			}
			var onDisk int64
			for _, text := range files(t, one) {
				onDisk += int64(len(text))
			}
			if first.Written != onDisk || second.Written != onDisk {
				t.Errorf("the summary says %d bytes, the folder has %d", first.Written, onDisk)
			}
			whole := generate(t, 300, func(o *Options) { change(o); o.FilesPerWeek, o.Format = 1, JSONL })
			if !bytes.Equal(contents(t, whole), contents(t, first)) {
				t.Error("one uncompressed file a week has other lines than three of this format")
			}
			if whole.Bytes != first.Bytes || whole.Bytes != int64(len(contents(t, whole))) {
				t.Errorf("the summaries say %d and %d bytes of lines", whole.Bytes, first.Bytes)
			}
		})
	}
}

// TestSeedsAndSizes: another seed is another population, and a week is the same whatever else is made
// with it.
func TestSeedsAndSizes(t *testing.T) {
	base := contents(t, generate(t, 200, nil))
	other := contents(t, generate(t, 200, func(o *Options) { o.Seed = 2 }))
	here := map[string]bool{}
	for _, r := range parseAll(t, base) {
		here[r.site] = true
	}
	for _, r := range parseAll(t, other) {
		if here[r.site] {
			t.Fatal("seeds 1 and 2 share a site")
		}
	}
	long := generate(t, 200, func(o *Options) { o.Weeks, o.Last = 4, monday.AddDate(0, 0, 7) })
	if !bytes.Equal(content(t, long.Files[2]), base) {
		t.Error("a week made among four is not the week made alone")
	}
	if name := filepath.Base(long.Files[2]); name != "reports-2026-11-09-00000.jsonl" {
		t.Errorf("the file is called %s", name)
	}
}

func TestOneSite(t *testing.T) {
	made := generate(t, 1, nil)
	for _, r := range parseAll(t, contents(t, made)) {
		if r.at.Before(monday) || !r.at.Before(monday.AddDate(0, 0, 7)) {
			t.Errorf("a report of %s", r.at)
		}
	}
}

// TestFolder: own files are replaced, others stay, and files of another call are not mixed with.
func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	o := Options{Profile: profile(t), Sites: 50, Weeks: 1, Last: monday, Seed: 1, Output: dir, FilesPerWeek: 2}
	if _, err := Generate(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	want := files(t, dir)
	for name, text := range map[string]string{"README.md": "kept", "reports-2026-11-09-00001.jsonl": "old"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want["README.md"] = "kept"
	if _, err := Generate(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if !equalFiles(files(t, dir), want) {
		t.Error("the folder is not what the same call and README.md make")
	}
	o.FilesPerWeek = 1
	_, err := Generate(context.Background(), o)
	if err == nil || !strings.Contains(err.Error(), "holds reports-2026-11-09-00001.jsonl, which this call does not make again") {
		t.Errorf("a folder with other reports: %v", err)
	}
	if !equalFiles(files(t, dir), want) {
		t.Error("the refused call changed the folder")
	}
}

func TestCancel(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	o := Options{Profile: profile(t), Sites: 5000, Weeks: 1, Last: monday, Output: dir, FilesPerWeek: 2, Progress: func(int64) { cancel() }}
	if _, err := Generate(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled call returns %v", err)
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("it left %d files", len(left))
	}
}

func TestProgress(t *testing.T) {
	reported := make(chan int64, 1000)
	made := generate(t, 1000, func(o *Options) { o.Progress = func(n int64) { reported <- n } })
	close(reported)
	total := int64(0)
	for n := range reported {
		total += n
	}
	if total != made.Bytes {
		t.Errorf("%d bytes were reported while %d were made", total, made.Bytes)
	}
}

func TestOptions(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name   string
		change func(*Options)
		want   string
	}{
		{"no profile", func(o *Options) { o.Profile = nil }, "no profile"},
		{"no sites", func(o *Options) { o.Sites = 0 }, "the number of sites is 0"},
		{"too many sites", func(o *Options) { o.Sites = 2e9 }, "the number of sites is 2000000000"},
		{"no weeks", func(o *Options) { o.Weeks = 0 }, "the number of weeks is 0"},
		{"a Tuesday", func(o *Options) { o.Last = monday.AddDate(0, 0, 1) }, "2026-11-10T00:00:00Z is not a Monday"},
		{"a Monday elsewhere", func(o *Options) { o.Last = monday.Add(time.Hour) }, "is not a Monday, 00:00 UTC"},
		{"long ago", func(o *Options) { o.Last = time.Unix(week(0).start(), 0) }, "weeks from 2012 to 9998"},
		{"all bad", func(o *Options) { o.Dirty = 1 }, "the share of bad lines is 1"},
		{"negative", func(o *Options) { o.Dirty = -0.1 }, "the share of bad lines is -0.1"},
		{"format", func(o *Options) { o.Format = "csv" }, `format "csv" is not one of jsonl, jsonl.gz, jsonl.zst`},
		{"files", func(o *Options) { o.FilesPerWeek = 11 }, "10 sites cannot be spread over 11 files"},
		{"no output", func(o *Options) { o.Output = "" }, "no folder to write"},
		{"output is a file", func(o *Options) { o.Output = file }, "cannot make the folder for the reports"},
	}
	for _, c := range cases {
		o := Options{Profile: profile(t), Sites: 10, Weeks: 1, Last: monday, Output: t.TempDir()}
		c.change(&o)
		if _, err := Generate(context.Background(), o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// TestOrder: every slot comes once, and not in sequence.
func TestOrder(t *testing.T) {
	for _, n := range []int64{1, 2, 3, 4, 5, 16, 17, 1000, 4097} {
		o := newOrder(n, forOrder, 5)
		var all []int
		inPlace := 0
		for i := range n {
			s := o.at(i)
			all = append(all, int(s))
			if int64(s) == i {
				inPlace++
			}
		}
		slices.Sort(all)
		for i, s := range all {
			if i != s {
				t.Fatalf("of %d slots, the %dth in order is %d", n, i, s)
			}
		}
		if n >= 1000 && inPlace > 20 {
			t.Errorf("%d of %d slots keep their place", inPlace, n)
		}
	}
}

// TestChooser: over all words, evenly spread, each index comes as often as its weight says.
func TestChooser(t *testing.T) {
	weights := []float64{5, 0.001, 3, 0, 2}
	c := newChooser(weights)
	count := make([]float64, len(weights))
	const n = 1 << 20
	for i := range uint64(n) {
		count[c.draw(hash(forKey, i))]++
	}
	for i, w := range weights {
		within(t, "share of a weight", count[i]/n, w/10.001-0.003, w/10.001+0.003)
	}
	if count[3] != 0 {
		t.Errorf("an index without weight was drawn %v times", count[3])
	}
}
