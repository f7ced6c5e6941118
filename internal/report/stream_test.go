package report

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func gzipped(parts ...string) []byte {
	var out bytes.Buffer
	for _, part := range parts { // a member each
		w := gzip.NewWriter(&out)
		w.Write([]byte(part))
		w.Close()
	}
	return out.Bytes()
}

func zstded(parts ...string) []byte {
	var out bytes.Buffer
	for _, part := range parts { // a frame each
		w, err := zstd.NewWriter(&out)
		if err != nil {
			panic(err)
		}
		w.Write([]byte(part))
		w.Close()
	}
	return out.Bytes()
}

// readShards reads all reports' raw lines.
func readShards(t *testing.T, cfg *Config, shards []Shard) (lines []string, err error) {
	t.Helper()
	for _, shard := range shards {
		src, err := Open(t.Context(), shard, cfg, nil)
		if err != nil {
			return lines, err
		}
		for src.Next() {
			lines = append(lines, string(src.Raw()))
		}
		err = src.Err()
		if closeErr := src.Close(); closeErr != nil {
			t.Error(closeErr)
		}
		if err != nil {
			return lines, err
		}
	}
	return lines, nil
}

func TestCompressedFiles(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	want := []string{`{"a":1}`, `{"b":2}`, `{"c":3}`, `{"d":4}`}
	first, second := "\ufeff{\"a\":1}\r\n\n{\"b\":2}\n{\"c\"", ":3}\n \n{\"d\":4}"
	dir := t.TempDir()
	for name, data := range map[string][]byte{
		"a.jsonl": []byte(first + second), "a.jsonl.gz": gzipped(first, second, ""), "a.jsonl.zst": zstded(first, second),
		"skippable.jsonl.zst": append([]byte{0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 'x', 'x'}, zstded(first+second)...),
	} {
		for _, split := range []int64{0, 3} {
			lines, err := readShards(t, cfg, find(t, split, writeFile(t, dir, name, data)))
			if err != nil || fmt.Sprint(lines) != fmt.Sprint(want) {
				t.Errorf("%s: %q, %v", name, lines, err)
			}
		}
	}
	for _, name := range []string{"empty.jsonl", "none.jsonl.gz", "none.jsonl.zst"} {
		data := map[string][]byte{"empty.jsonl": nil, "none.jsonl.gz": gzipped(""), "none.jsonl.zst": zstded("")}[name]
		if lines, err := readShards(t, cfg, find(t, 0, writeFile(t, dir, name, data))); err != nil || len(lines) != 0 {
			t.Errorf("%s: %q, %v", name, lines, err)
		}
	}
}

// A file that is cut short, wherever, or whose bytes are damaged, gives an error that names it and
// holds nothing of it. It never reads as a whole file.
func TestDamagedFiles(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	dir := t.TempDir()
	var text strings.Builder
	for i := range 300 {
		fmt.Fprintf(&text, "{\"secret\":\"%x\"}\n", i*i*i)
	}
	for name, data := range map[string][]byte{"cut.jsonl.gz": gzipped(text.String()), "cut.jsonl.zst": zstded(text.String())} {
		for n := 0; n < len(data); n += 1 + len(data)/50 {
			shards := find(t, 0, writeFile(t, dir, name, data[:n]))
			if _, err := readShards(t, cfg, shards); err == nil || !strings.Contains(err.Error(), name+": the file is cut short") && n > 10 || !strings.Contains(err.Error(), name) {
				t.Fatalf("%s, %d of %d bytes: %v", name, n, len(data), err)
			}
			damaged := bytes.Clone(data)
			damaged[n] ^= 0x55
			lines, err := readShards(t, cfg, find(t, 0, writeFile(t, dir, name, damaged)))
			if err == nil && strings.Join(lines, "\n")+"\n" != text.String() || err != nil && (!strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "secret")) {
				t.Fatalf("%s, byte %d damaged: %d lines, %v", name, n, len(lines), err)
			}
		}
	}
	misnamed := map[string][]byte{"a.jsonl": gzipped("{}"), "b.jsonl": zstded("{}"), "c.jsonl.zst": gzipped("{}"), "d.jsonl": []byte("PAR1....PAR1")}
	for name, data := range misnamed {
		_, err := readShards(t, cfg, find(t, 0, writeFile(t, dir, name, data)))
		if err == nil || !strings.Contains(err.Error(), "the file's name says") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := readShards(t, cfg, find(t, 0, writeFile(t, dir, "text.jsonl.gz", []byte("{\"secret\":1}\n{\"secret\":2}\n"))))
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("text that is named gzip: %v", err)
	}
	// A zstd frame that asks for 2 GiB of memory.
	huge := []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00}
	if _, err := readShards(t, cfg, find(t, 0, writeFile(t, dir, "huge.jsonl.zst", huge))); err == nil {
		t.Error("a zstd window of 2 GiB was accepted")
	}
}

func TestChangedFiles(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	file := writeFile(t, t.TempDir(), "a.jsonl", []byte("{}\n{}\n"))
	shards := find(t, 0, file)
	at := time.Unix(0, shards[0].Modified)
	for name, change := range map[string]func() error{
		"longer":  func() error { return os.WriteFile(file, []byte("{}\n{}\n{}\n"), 0o600) },
		"touched": func() error { return os.Chtimes(file, at, at.Add(time.Second)) },
		"gone":    func() error { return os.Remove(file) },
	} {
		if err := os.WriteFile(file, []byte("{}\n{}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
		if _, err := readShards(t, cfg, shards); err != nil {
			t.Fatalf("unchanged: %v", err)
		}
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if _, err := readShards(t, cfg, shards); err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Progress adds up to the size of the files, however they are cut.
func TestProgress(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	dir := t.TempDir()
	text := strings.Repeat("{\"a\":\"bcdefgh\"}\n", 1000)
	writeFile(t, dir, "a.jsonl", []byte(text))
	writeFile(t, dir, "b.jsonl.gz", gzipped(text, text))
	writeFile(t, dir, "c.jsonl.zst", zstded(text))
	writeFile(t, dir, "d.parquet", parquetBytes(t, dropsondeRows(t, 300), 50))
	for _, split := range []int64{0, 300, 5000} {
		shards := find(t, split, dir)
		var sum int64
		for _, shard := range shards {
			if _, err := Scan(t.Context(), shard, cfg, NewIndex(1), nil, func(n int64) { sum += n }); err != nil {
				t.Fatal(err)
			}
		}
		if want := TotalBytes(shards); sum != want {
			t.Errorf("split %d: progress adds up to %d of %d bytes", split, sum, want)
		}
	}
}

func TestCancelled(t *testing.T) {
	cfg := config(t, dropsondeSchema(t), "dropsonde")
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	writeFile(t, dir, "a.jsonl", []byte("{}\n"))
	writeFile(t, dir, "b.jsonl.gz", gzipped("{}\n"))
	writeFile(t, dir, "c.parquet", parquetBytes(t, dropsondeRows(t, 3), 50))
	for _, shard := range find(t, 0, dir) {
		if _, err := Scan(ctx, shard, cfg, NewIndex(1), nil, nil); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), filepath.Base(shard.File)) {
			t.Errorf("%s: %v", shard.File, err)
		}
	}
}
