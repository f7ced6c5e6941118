package job_test

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/week"
	"isobar/pipelines"
)

const dropsonde = "../../queries/dropsonde"

func load(t testing.TB, dir string) *dataset.Dataset {
	t.Helper()
	ds, err := dataset.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return ds
}

func theWeek(t testing.TB) week.Window {
	t.Helper()
	w, err := week.Parse("2026-11-09")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// write spreads lines over n files of all line formats in a new folder.
func write(t testing.TB, lines []string, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		name := filepath.Join(dir, fmt.Sprintf("reports-%02d.jsonl", i))
		var part []string
		for j := i; j < len(lines); j += n {
			part = append(part, lines[j])
		}
		text := strings.Join(part, "\n")
		switch i % 3 {
		case 0:
			writeFile(t, name, func(w io.Writer) io.WriteCloser { return nopCloser{w} }, text+"\n")
		case 1:
			writeFile(t, name+".gz", func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }, text)
		case 2:
			writeFile(t, name+".zst", func(w io.Writer) io.WriteCloser {
				z, err := zstd.NewWriter(w)
				if err != nil {
					t.Fatal(err)
				}
				return z
			}, text)
		}
	}
	return dir
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func writeFile(t testing.TB, name string, wrap func(io.Writer) io.WriteCloser, text string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := wrap(f)
	_, err = io.WriteString(w, text)
	if err = errors.Join(err, w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// rowsOf reads a published table as rows joined by NUL, sorted.
func rowsOf(t testing.TB, output, table string) []string {
	t.Helper()
	return rowsIn(t, output, table, "2026-11-09")
}

// rowsIn is the same of the week with a label.
func rowsIn(t testing.TB, output, table, label string) []string {
	t.Helper()
	f, err := os.Open(filepath.Join(output, table, "week="+label, table+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]string, 0, len(records))
	for _, record := range records[1:] {
		rows = append(rows, strings.Join(record, "\x00"))
	}
	sort.Strings(rows)
	return rows
}

// asCSV writes a value as CSV files have it: what a spreadsheet would take for a formula begins with '.
func asCSV(row string) string {
	fields := strings.Split(row, "\x00")
	for i, f := range fields {
		if f != "" && strings.ContainsRune("=+-@\t\r", rune(f[0])) {
			fields[i] = "'" + f
		}
	}
	return strings.Join(fields, "\x00")
}

// TestEveryTableAgainstNaive compares all tables of generated weeks with the naive calculation.
func TestEveryTableAgainstNaive(t *testing.T) {
	ds, w := load(t, dropsonde), theWeek(t)
	const kTriples = 30 // the dataset's own would need thousands of sites
	for i := range ds.Tables {
		if ds.Tables[i].Name == "module_triples" {
			ds.Tables[i].K = kTriples
		}
	}
	for seed := range uint64(4) {
		g := &generator{r: rand.New(rand.NewPCG(seed, 2)), from: w.From, to: w.To}
		reports, lines, bad := g.week(150 + 150*int(seed))
		output := t.TempDir()
		done, err := job.Run(t.Context(), job.Options{Dataset: ds, Input: []string{write(t, lines, 5)}, Window: w, Output: output, Version: "test", Counts: job.CountsThreshold})
		if err != nil {
			t.Fatal(err)
		}
		if got := done.Stats.Scan.RejectedTotal(); got != int64(bad) {
			t.Errorf("seed %d: %d rejected, want %d: %v", seed, got, bad, done.Stats.Scan.Rejected)
		}
		for table, want := range naive(readable(reports), w.From, w.To, ds.Privacy.K, kTriples) {
			if table == "totals" || table == "modules_per_site" || table == "environments" {
				// Numbers alone: asCSV would quote a negative one.
			} else {
				for i := range want {
					want[i] = asCSV(want[i])
				}
				sort.Strings(want)
			}
			got := rowsOf(t, filepath.Join(output, ds.Name), table)
			if !slices.Equal(got, want) {
				t.Errorf("seed %d, table %s: %s", seed, table, difference(got, want))
			}
		}
		if len(done.Tables) != len(ds.Tables) {
			t.Errorf("%d tables of %d", len(done.Tables), len(ds.Tables))
		}
	}
}

func difference(got, want []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows, want %d", len(got), len(want))
	for _, row := range got {
		if !slices.Contains(want, row) {
			fmt.Fprintf(&b, "\n  too many: %q", row)
		}
	}
	for _, row := range want {
		if !slices.Contains(got, row) {
			fmt.Fprintf(&b, "\n  missing:  %q", row)
		}
	}
	return b.String()
}

// digests gives the SHA-256 of every file below a folder, by its relative path.
func digests(t testing.TB, dir string) map[string][32]byte {
	t.Helper()
	all := map[string][32]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, dir)] = sha256.Sum256(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestSameReportsSameBytes shuffles the lines and spreads them over files, shards, goroutines and
// runners differently: not a byte of the release may change.
func TestSameReportsSameBytes(t *testing.T) {
	ds, w := load(t, dropsonde), theWeek(t)
	g := &generator{r: rand.New(rand.NewPCG(7, 7)), from: w.From, to: w.To}
	_, lines, _ := g.week(250)
	var want map[string][32]byte
	for i, way := range []struct {
		runner  pipelines.Runner
		files   int
		split   int64
		workers int
	}{
		{pipelines.Direct, 1, 0, 1},
		{pipelines.Direct, 1, 4096, 3},
		{pipelines.Direct, 9, 10000, 2},
		{pipelines.Prism, 1, 0, 2},
		{pipelines.Prism, 7, 5000, 4},
	} {
		g.r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		output := t.TempDir()
		_, err := job.Run(t.Context(), job.Options{Dataset: ds, Input: []string{write(t, lines, way.files)}, Window: w, Output: output, Counts: job.CountsThreshold,
			Runner: way.runner, SplitBytes: way.split, Workers: way.workers, Version: "test"})
		if err != nil {
			t.Fatalf("way %d: %v", i, err)
		}
		got := digests(t, filepath.Join(output, ds.Name))
		if want == nil {
			want = got
			if len(want) != 2*len(ds.Tables)+2 {
				t.Errorf("%d files in the release of %d tables", len(want), len(ds.Tables))
			}
		}
		if !maps.Equal(got, want) {
			for name := range want {
				if got[name] != want[name] {
					t.Errorf("way %d (%+v): %s differs", i, way, name)
				}
			}
		}
	}
}

// TestRerunReplacesAndKeeps publishes two weeks and the first again: nothing changes, and the dataset
// stays whole.
func TestRerunReplacesAndKeeps(t *testing.T) {
	ds, w := load(t, dropsonde), theWeek(t)
	output := t.TempDir()
	run := func(w week.Window, seed uint64) {
		t.Helper()
		g := &generator{r: rand.New(rand.NewPCG(seed, 1)), from: w.From, to: w.To}
		_, lines, _ := g.week(120)
		if _, err := job.Run(t.Context(), job.Options{Dataset: ds, Input: []string{write(t, lines, 2)}, Window: w, Output: output, Version: "test", Counts: job.CountsThreshold}); err != nil {
			t.Fatal(err)
		}
	}
	run(w.Previous(), 1)
	run(w, 2)
	before := digests(t, output)
	run(w.Previous(), 1)
	if !maps.Equal(before, digests(t, output)) {
		t.Error("the same week twice is not the same release")
	}
	problems, err := release.Verify(context.Background(), storage.NewLocal(filepath.Join(output, ds.Name)))
	if err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}
