package job_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"

	"isobar/internal/job"
	"isobar/internal/report"
	"isobar/pipelines"
)

// laterReports are reports of the sites 20 to 59 from the end of the week, with modules of their own; as lines, with one
// that is none, and as the same rows of Parquet, in row groups of ten.
func laterReports(t *testing.T) (text string, table []byte) {
	t.Helper()
	var rows []fullRow
	at := time.Date(2026, 11, 15, 23, 0, 0, 0, time.UTC)
	for i := range 40 {
		site := fmt.Sprintf("site %d", 20+i)
		text += fmt.Sprintf(`{"site_id":%q,"timestamp":%q,"modules":[{"name":"z","slug":"x-later"}]}`+"\n", site, at.Format(time.RFC3339))
		rows = append(rows, fullRow{SiteID: []byte(site), Timestamp: at, Modules: []fullEntry{{Name: "z", Slug: "x-later"}}})
	}
	var out bytes.Buffer
	w := parquet.NewGenericWriter[fullRow](&out, parquet.MaxRowsPerRowGroup(10))
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return text + "{\n", out.Bytes()
}

func compressed(t *testing.T, text string) (gz, zst []byte) {
	t.Helper()
	var a, b bytes.Buffer
	g := gzip.NewWriter(&a)
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []interface {
		Write([]byte) (int, error)
		Close() error
	}{g, z} {
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return a.Bytes(), b.Bytes()
}

// harmed flips a bit before end, or cuts the data short.
func harmed(r *rand.Rand, data []byte, end int) (changed []byte, what string) {
	if r.IntN(4) == 0 {
		n := r.IntN(len(data))
		return data[:n], fmt.Sprintf("the first %d bytes", n)
	}
	bit := r.IntN(8 * end)
	changed = bytes.Clone(data)
	changed[bit/8] ^= 1 << (bit % 8)
	return changed, fmt.Sprintf("bit %d flipped", bit)
}

// TestHostileDamage harms files that hold later reports of honest sites. What is published is what is published
// without the file, or, where the harm does none, with all of it: never anything else.
func TestHostileDamage(t *testing.T) {
	ds := *load(t, dropsonde)
	ds.Gate.MaxRejected, ds.Gate.MaxDamaged = 1, 1
	var lines []string
	for i := range 60 {
		lines = append(lines, reportOf(fmt.Sprint("site ", i), fmt.Sprintf(`,"modules":[{"name":"a","slug":"x-a"},{"name":"b","slug":"x-b%d"}]`, i%2)))
	}
	honest := write(t, append(lines, ""), 1)
	o := job.Options{Dataset: &ds, Window: theWeek(t), Secret: secretFile(t, aSecret), Version: "test", SplitBytes: 2000, Workers: 2}
	rejects := filepath.Join(t.TempDir(), "rejects")
	release := func(o job.Options, inputs ...string) (string, *job.Report) {
		o.Input, o.Output, o.Rejects = inputs, t.TempDir(), rejects
		done, err := job.Run(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		return filepath.Join(o.Output, ds.Name), done
	}
	without, _ := release(o, honest)
	text, table := laterReports(t)
	gz, zst := compressed(t, text)
	for name, data := range map[string][]byte{"later.jsonl.gz": gz, "later.jsonl.zst": zst, "later.parquet": table} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), name)
			put := func(data []byte) {
				if err := os.WriteFile(file, data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			put(data)
			with, whole := release(o, honest, file)
			if same(t, with, without) {
				t.Fatal("the file makes no difference")
			}
			end := len(data)
			if strings.HasSuffix(name, ".parquet") { // whose footer has no checksum
				end -= 8 + int(binary.LittleEndian.Uint32(data[end-8:]))
			}
			left, r := 0, rand.New(rand.NewPCG(12, 21))
			for i := range 16 {
				changed, what := harmed(r, data, end)
				put(changed)
				o := o
				if i < 2 {
					o.Runner = pipelines.Prism
				}
				got, done := release(o, honest, file)
				rejected, err := os.ReadFile(filepath.Join(rejects, report.RejectsFile))
				if err != nil {
					t.Fatal(err)
				}
				if len(done.Damaged) == 0 {
					if !same(t, got, with) || done.Stats.Scan.InWindow != whole.Stats.Scan.InWindow {
						t.Errorf("%s: it is said to be whole, and the release is another one", what)
					}
					continue
				}
				left++
				if !same(t, got, without) || len(rejected) > 0 || done.Stats.Scan.InWindow != 60 || done.Stats.Scan.Reports != 60 {
					t.Errorf("%s: %s; and yet something of it counts: %d reports, rejects %q", what, done.Damaged[0].Reason, done.Stats.Scan.Reports, rejected)
				}
			}
			if left < 5 {
				t.Errorf("only %d of the changed files were damaged", left)
			}
		})
	}
}

// same compares two releases.
func same(t *testing.T, a, b string) bool {
	t.Helper()
	x, y := digests(t, a), digests(t, b)
	for name, digest := range x {
		if y[name] != digest {
			return false
		}
	}
	return len(x) == len(y) && len(x) > 20
}

// TestHostileMergedDamage: where all reports of a site are made one, those of a damaged file are not among them.
func TestHostileMergedDamage(t *testing.T) {
	ds := *load(t, "../../queries/vcluster")
	ds.Gate.MaxRejected, ds.Gate.MaxDamaged = 1, 1
	honest := sampled(t, ds.Name, 60, 4)
	files, err := filepath.Glob(filepath.Join(honest, "*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	gz, zst := compressed(t, strings.ReplaceAll(string(text), `"v`, `"w`))
	o := job.Options{Dataset: &ds, Window: theWeek(t), Secret: secretFile(t, aSecret), Version: "test", Input: []string{honest}, Output: t.TempDir()}
	want := run(t, o)
	for name, data := range map[string][]byte{"cut.jsonl.gz": gz[:len(gz)-5], "cut.jsonl.zst": zst[:len(zst)-5], "odd.parquet": []byte("PAR1 PAR1 PAR1")} {
		file := filepath.Join(t.TempDir(), name)
		writeAttack(t, file+".", attack{write: func(w *bufio.Writer, _ int) { w.Write(data) }}, 1)
		if err := os.Rename(file+".", file); err != nil {
			t.Fatal(err)
		}
		o.Input, o.Output = []string{honest, file}, t.TempDir()
		done, err := job.Run(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if len(done.Damaged) != 1 || !same(t, filepath.Join(o.Output, ds.Name), want) {
			t.Errorf("%s: %+v", name, done.Damaged)
		}
		stops(t, o, want, file)
	}
}

// TestDamageGate: the share of bytes decides, the first file in the order of files is named, and how many there are.
func TestDamageGate(t *testing.T) {
	ds := *load(t, dropsonde)
	var lines []string
	for i := range 60 {
		lines = append(lines, reportOf(fmt.Sprint("site ", i), `,"modules":[{"name":"a","slug":"x-a"}]`))
	}
	honest := filepath.Join(write(t, append(lines, strings.Repeat(" ", 10_000)), 1), "reports-00.jsonl")
	info, err := os.Stat(honest)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	bad := func(name string, size int64) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, bytes.Repeat([]byte("?"), int(size)), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	// 5 % of all is 1/19 of what is honest.
	most := info.Size() / 19
	a, b, c := bad("a.jsonl.gz", most/2), bad("b.parquet", most-most/2), bad("c.jsonl.zst", 50)
	o := job.Options{Dataset: &ds, Window: theWeek(t), Secret: secretFile(t, aSecret), Version: "test", Output: t.TempDir(), Input: []string{honest, a, b}}
	done, err := job.Run(t.Context(), o)
	if err != nil || len(done.Damaged) != 2 || done.Damaged[0].File != a || done.Damaged[1].File != b {
		t.Fatalf("as many as are allowed: %v, %+v", err, done)
	}
	before := digests(t, filepath.Join(o.Output, ds.Name))
	for _, runner := range []pipelines.Runner{pipelines.Direct, pipelines.Prism} {
		o.Input, o.Runner, o.Workers = []string{c, b, honest, a}, runner, 2
		_, err := job.Run(t.Context(), o)
		if err == nil || !strings.HasPrefix(err.Error(), a+": ") || !strings.Contains(err.Error(), "; 3 files are damaged, 5.") {
			t.Errorf("%s: more than are allowed: %v", runner, err)
		}
	}
	if after := digests(t, filepath.Join(o.Output, ds.Name)); len(after) != len(before) || len(before) < 20 {
		t.Errorf("%d files, there were %d", len(after), len(before))
	}
}
