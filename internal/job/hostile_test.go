package job_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"isobar/internal/job"
	"isobar/internal/report"
	"isobar/pipelines"
)

// hostileScale multiplies how much the attacks send: with ISOBAR_HOSTILE=50 the long line has 10 GB.
func hostileScale(t *testing.T) int {
	text := os.Getenv("ISOBAR_HOSTILE")
	if text == "" {
		return 1
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("ISOBAR_HOSTILE=%s is not a whole number from 1 up", text)
	}
	return n
}

// An attack is a file that is put beside honest ones.
type attack struct {
	name string
	// file is its name, whose suffix says how write is compressed.
	file  string
	write func(w *bufio.Writer, scale int)

	// sites is how many sites it adds: the release is then that with as many sites that say nothing.
	sites int
	// rejected are its reports that have to be, by reason; times the scale if grows.
	rejected map[report.Reason]int64
	grows    bool
	// limited is what the dataset's limits have to keep out of its reports.
	limited report.Limited
	// damaged is in the reason for which the file is left out, if it cannot be read to its end.
	damaged string
	// besides are tables that the sites of the attack may change.
	besides []string
}

// mostMemory is how far an attack may make the heap grow, in bytes, garbage included, which on a busy machine may be
// as much as what is alive. The honest job alone takes a part of it.
const mostMemory = 1 << 30

// mostTime is a bound far above what any attack takes, at scale 1, and far below what it would take if something
// grew with its square.
const mostTime = 30 * time.Second

// TestHostile puts attacks beside honest reports: each costs at most itself, in bounded memory and time, and what is
// published of the honest reports is the same to the byte. With -v it prints what became of each.
func TestHostile(t *testing.T) {
	scale := hostileScale(t)
	w := theWeek(t)
	ds := *load(t, dropsonde)
	ds.Gate.MaxRejected = 1 // which is there to stop runs
	honest := generated(t, w, 5, 200)
	options := job.Options{Dataset: &ds, Window: w, Secret: secretFile(t, aSecret), Version: "test"}
	baselines := map[int]string{}
	var alone *job.Report // of the honest reports, some of which are bad, too
	baseline := func(sites int) string {
		if baselines[sites] == "" {
			var lines []string
			for i := range sites {
				lines = append(lines, reportOf(fmt.Sprintf("extra %d", i), ""))
			}
			o := options
			o.Input, o.Output = []string{honest, write(t, append(lines, ""), 1)}, t.TempDir()
			done, err := job.Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			alone, baselines[sites] = done, filepath.Join(o.Output, ds.Name)
		}
		return baselines[sites]
	}
	baseline(0) // the first run of a process takes longest
	var table bytes.Buffer
	columns := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(columns, "case\tfile\toutcome\tmemory\ttime")
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			o := options
			file := filepath.Join(t.TempDir(), a.file)
			writeAttack(t, file, a, scale)
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			want := baseline(a.sites)
			o.Input, o.Output = []string{honest, file}, t.TempDir()
			var done *job.Report
			memory, took := measured(func() { done, err = job.Run(t.Context(), o) })
			if err != nil {
				t.Fatal(err)
			}
			outcome := outcomeOf(t, &done.Stats, &alone.Stats, a, scale)
			sameRelease(t, filepath.Join(o.Output, ds.Name), want, a)
			if a.damaged != "" {
				outcome = "left out"
				if len(done.Damaged) != 1 || done.Damaged[0].File != file || done.Damaged[0].Bytes != info.Size() || !strings.Contains(done.Damaged[0].Reason, a.damaged) {
					t.Errorf("left out are %+v, want %s: %s", done.Damaged, a.file, a.damaged)
				}
				stops(t, o, want, file+": "+done.Damaged[0].Reason)
			} else if len(done.Damaged) != 0 {
				t.Errorf("left out are %+v", done.Damaged)
			}
			if memory > mostMemory {
				t.Errorf("the heap grew by %d MB", memory>>20)
			}
			if took > mostTime*time.Duration(scale) {
				t.Errorf("it took %v", took)
			}
			fmt.Fprintf(columns, "%s\t%.1f MB\t%s\t%d MB\t%.2f s\n", a.name, float64(info.Size())/1e6, outcome, memory/1e6, took.Seconds())
		})
	}
	columns.Flush()
	t.Logf("beside %d honest sites:\n%s", 200, table.String())
}

// stops runs a job that may not leave out what is damaged, and must leave the release in folder as it is.
func stops(t *testing.T, o job.Options, folder, want string) {
	t.Helper()
	strict := *o.Dataset
	strict.Gate.MaxDamaged = 0
	o.Dataset, o.Output = &strict, filepath.Dir(folder)
	before := digests(t, folder)
	var refusal *job.Refusal
	if done, err := job.Run(t.Context(), o); err == nil || done != nil || errors.As(err, &refusal) || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "gate.max_damaged") {
		t.Errorf("the run ended with %v, want: %s", err, want)
	}
	if !maps.Equal(digests(t, folder), before) {
		t.Error("the release that was there has changed")
	}
}

// outcomeOf compares what was rejected of an attack with what had to be, and says it.
func outcomeOf(t *testing.T, stats, alone *pipelines.Stats, a attack, scale int) string {
	t.Helper()
	want := maps.Clone(a.rejected)
	if a.grows {
		for reason := range want {
			want[reason] *= int64(scale)
		}
	}
	got := reasons{}
	for reason, n := range stats.Scan.Rejected {
		if n -= alone.Scan.Rejected[reason]; n != 0 {
			got[reason] = n
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("rejected %v, want %v", got, want)
	}
	limited, before := stats.Limited, alone.Limited
	limited.Merge(report.Limited{Entries: -before.Entries, Long: -before.Long, Control: -before.Control, Direction: -before.Direction})
	if limited != a.limited {
		t.Errorf("limited %+v, want %+v", limited, a.limited)
	}
	var parts []string
	for _, reason := range slices.Sorted(maps.Keys(got)) {
		parts = append(parts, fmt.Sprintf("%d× %s", got[reason], reason))
	}
	if a.sites > 0 {
		parts = append(parts, fmt.Sprintf("%d of its sites count", a.sites))
	}
	if n := stats.Skipped - alone.Skipped; n > 0 {
		parts = append(parts, fmt.Sprintf("%d entries skipped", n))
	}
	for _, kept := range []struct {
		n    int64
		what string
	}{{limited.Entries, "entries too many"}, {limited.Long, "texts too long"}, {limited.Control, "with control characters"}, {limited.Direction, "that turn direction"}} {
		if kept.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", kept.n, kept.what))
		}
	}
	if len(parts) == 0 {
		return "nothing of the week in it"
	}
	return strings.Join(parts, ", ")
}

// sameRelease compares two releases to the byte. How many groups were withheld, and how many reports there
// were, may differ by what the sites of an attack sent.
func sameRelease(t *testing.T, folder, want string, a attack) {
	t.Helper()
	got, wanted := digests(t, folder), digests(t, want)
	for _, files := range []map[string][32]byte{got, wanted} {
		maps.DeleteFunc(files, func(name string, _ [32]byte) bool {
			return slices.ContainsFunc(a.besides, func(table string) bool { return strings.Contains(name, table) }) ||
				a.sites > 0 && strings.HasSuffix(name, "manifest.json")
		})
	}
	if len(got) != len(wanted) || len(got) < 20 {
		t.Errorf("%d files, want %d", len(got), len(wanted))
	}
	for name, digest := range wanted {
		if got[name] != digest {
			t.Errorf("%s is not what it is without the attack", name)
		}
	}
	if m, base := manifestOf(t, folder), manifestOf(t, want); *m.Sites != *base.Sites {
		t.Errorf("%d sites, want %d", *m.Sites, *base.Sites)
	}
}

func writeAttack(t *testing.T, name string, a attack, scale int) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	var out io.WriteCloser = nopCloser{f}
	switch filepath.Ext(name) {
	case ".gz":
		out, err = gzip.NewWriterLevel(f, gzip.BestSpeed)
	case ".zst":
		out, err = zstd.NewWriter(f, zstd.WithEncoderConcurrency(1))
	}
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(out, 1<<16)
	a.write(w, scale)
	if err := errors.Join(w.Flush(), out.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// measured runs f and gives by how much the heap grew at most, garbage included, and how long it took.
func measured(f func()) (bytes int64, took time.Duration) {
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	read := func() int64 { metrics.Read(heap); return int64(heap[0].Value.Uint64()) }
	runtime.GC()
	before := read()
	most := before
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			most = max(most, read())
			time.Sleep(time.Millisecond)
		}
	}()
	started := time.Now()
	f()
	took = time.Since(started)
	cancel()
	<-ended
	return most - before, took
}
