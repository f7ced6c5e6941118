package report

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// runRejects scans shards in random order, some of them twice as after a failure, and returns the lines
// of the file of rejects.
func runRejects(t *testing.T, r *rand.Rand, cfg *Config, shards []Shard, dir string) []rejectLine {
	t.Helper()
	if err := PrepareRejects(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	lines := make([]int64, len(shards))
	total := int64(0)
	for i, at := range append(r.Perm(len(shards)), r.Perm(len(shards))[:len(shards)/2]...) {
		w := NewRejectWriter(t.Context(), dir, shards[at])
		stats, err := Scan(t.Context(), shards[at], cfg, NewIndex(1), w.Write, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if i < len(shards) {
			total += stats.RejectedTotal()
		}
		lines[at] = stats.Lines
	}
	n, err := FinishRejects(t.Context(), dir, shards, lines, nil)
	if err != nil || n != total {
		t.Fatalf("%d rejects, %d counted: %v", n, total, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Fatalf("the directory holds %v, %v", entries, err)
	}
	info, err := entries[0].Info()
	if err != nil || info.Mode().Perm()&0o077 != 0 || info.Name() != RejectsFile {
		t.Fatalf("%s has mode %v, %v", info.Name(), info.Mode(), err)
	}
	data, err := os.ReadFile(filepath.Join(dir, RejectsFile))
	if err != nil {
		t.Fatal(err)
	}
	got := []rejectLine{}
	for d := json.NewDecoder(strings.NewReader(string(data))); d.More(); {
		var line rejectLine
		if err := d.Decode(&line); err != nil {
			t.Fatal(err)
		}
		got = append(got, line)
	}
	return got
}

// Every reject is in the file with its line and reason, whatever the shards and the order in which they
// are read.
func TestRejects(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	cfg.MaxLine = 4500
	r := rand.New(rand.NewPCG(40, 41))
	in := t.TempDir()
	want := []rejectLine{}
	for _, name := range []string{"a.jsonl", "b.jsonl.gz", "c.jsonl"} {
		var text strings.Builder
		file := filepath.Join(in, name)
		for i, p := range randomInput(r, 200, cfg) {
			text.WriteString(p.line + "\n")
			if p.reason != "" {
				raw := strings.ToValidUTF8(p.line[:min(len(p.line), RawLimit)], "\uFFFD")
				want = append(want, rejectLine{file, int64(i + 1), p.reason, raw, len(p.line) > RawLimit})
			}
		}
		data := []byte(text.String())
		if strings.HasSuffix(name, ".gz") {
			data = gzipped(text.String())
		}
		writeFile(t, in, name, data)
	}
	for _, split := range []int64{0, 700, 5000} {
		got := runRejects(t, r, cfg, find(t, split, in), filepath.Join(t.TempDir(), "deep", "rejects"))
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("split %d: %d rejects, want %d", split, len(got), len(want))
		}
	}
	clean := find(t, 0, writeFile(t, t.TempDir(), "clean.jsonl", []byte("{"+fine+"}\n")))
	if got := runRejects(t, r, cfg, clean, filepath.Join(t.TempDir(), "rejects")); len(got) != 0 {
		t.Errorf("rejects of a clean file: %v", got)
	}
}

func TestRejectsOfParquet(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	rows := dropsondeRows(t, 100)
	file := writeFile(t, t.TempDir(), "a.parquet", parquetBytes(t, rows, 10))
	want := []rejectLine{}
	for i, row := range rows {
		switch {
		case row.SiteID == nil:
			want = append(want, rejectLine{file, int64(i + 1), NoSite, "", false})
		case row.Timestamp == nil:
			want = append(want, rejectLine{file, int64(i + 1), NoTime, "", false})
		}
	}
	r := rand.New(rand.NewPCG(42, 43))
	got := runRejects(t, r, cfg, find(t, 500, file), filepath.Join(t.TempDir(), "rejects"))
	if !reflect.DeepEqual(got, want) || len(want) == 0 {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestPrepareRejects(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x[y]*")
	if err := PrepareRejects(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	for _, name := range []string{RejectsFile, rejectParts + "000000001.jsonl", rejectParts + "tmp-1", "mine.txt"} {
		writeFile(t, dir, name, []byte("x"))
	}
	if err := PrepareRejects(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 || left[0].Name() != "mine.txt" {
		t.Errorf("left: %v, %v", left, err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := PrepareRejects(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "chmod 700") {
		t.Errorf("a directory that others can read: %v", err)
	}
	file := writeFile(t, t.TempDir(), "file", nil)
	if err := PrepareRejects(t.Context(), file); err == nil {
		t.Error("a file is no directory")
	}
	w := NewRejectWriter(t.Context(), filepath.Join(t.TempDir(), "nowhere"), Shard{})
	w.Write(Reject{})
	w.Write(Reject{})
	if err := w.Close(); err == nil {
		t.Error("writing to a directory that is not there is no error")
	}
	if _, err := FinishRejects(t.Context(), dir, make([]Shard, 2), nil, nil); err == nil {
		t.Error("lines of shards are missing, and that is no error")
	}
}
