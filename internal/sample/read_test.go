package sample

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

var monday = time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC)

func profile(t *testing.T) *Profile {
	t.Helper()
	p, err := ProfileOf("dropsonde")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// generate makes a sample of one week, unless change says otherwise, in a new folder.
func generate(t *testing.T, sites int64, change func(*Options)) Summary {
	t.Helper()
	o := Options{Profile: profile(t), Sites: sites, Weeks: 1, Last: monday, Seed: 1, Output: t.TempDir()}
	if change != nil {
		change(&o)
	}
	s, err := Generate(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// content is the lines of a file, decompressed.
func content(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var r io.Reader = bytes.NewReader(data)
	switch {
	case strings.HasSuffix(file, ".gz"):
		if r, err = gzip.NewReader(r); err != nil {
			t.Fatal(err)
		}
	case strings.HasSuffix(file, ".zst"):
		decoder, err := zstd.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		defer decoder.Close()
		r = decoder
	}
	if data, err = io.ReadAll(r); err != nil {
		t.Fatal(err)
	}
	return data
}

func contents(t *testing.T, s Summary) []byte {
	t.Helper()
	var all []byte
	for _, f := range s.Files {
		all = append(all, content(t, f)...)
	}
	return all
}

func lines(data []byte) []string { return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") }

// parsed is one report as a reader of JSON sees it, in either form.
type parsed struct {
	site, message string
	at            time.Time
	submitted     bool
	columns       map[string]any
}

// parse reads a good line.
func parse(t *testing.T, line string) parsed {
	t.Helper()
	var top map[string]any
	if err := json.Unmarshal([]byte(line), &top); err != nil {
		t.Fatalf("not JSON: %v", err)
	}
	at, err := time.Parse("2006-01-02 15:04:05 UTC", top["timestamp"].(string))
	if err != nil {
		t.Fatal(err)
	}
	r := parsed{site: top["site_id"].(string), message: top["message_id"].(string), at: at, columns: top}
	if analytics, ok := top["self-service-analytics"].(map[string]any); ok {
		r.submitted, r.columns = true, map[string]any{}
		for name, snapshot := range analytics["snapshots"].(map[string]any) {
			if _, err := time.Parse(time.RFC3339, snapshot.(map[string]any)["timestamp"].(string)); err != nil {
				t.Fatal(err)
			}
			r.columns[name] = snapshot.(map[string]any)["value"]
		}
	}
	return r
}

func parseAll(t *testing.T, data []byte) []parsed {
	t.Helper()
	var all []parsed
	for _, line := range lines(data) {
		all = append(all, parse(t, line))
	}
	return all
}

// list is a repeated column; empty if it is null or not there.
func (r parsed) list(name string) []any {
	list, _ := r.columns[name].([]any)
	return list
}

// field is a text field of an entry; "" if there is none.
func field(entry any, name string) string {
	m, _ := entry.(map[string]any)
	text, _ := m[name].(string)
	return text
}
