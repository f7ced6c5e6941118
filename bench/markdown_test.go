package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What --json writes can be read again, and is a table with all figures: ratios of one run by several, a way
// of asking DuckDB that took no part, and a size that failed.
func TestMarkdown(t *testing.T) {
	m := twoRuns()
	m.Protected = m.Isobar
	r := &results{
		Started: "now", Measured: []*measured{m},
		Tables: []*tableResult{{Name: "t", Alone: m, Added: []added{{With: usage{Wall: 3}, Without: usage{Wall: 1}}}, Steps: []stepTimes{{"best", figures{7}}}}},
		Scale:  []scaleResult{{Sites: 1000, Counts: rounded, Bytes: 5e6, Runs: m.Isobar[:1]}, {Sites: 2000, Counts: threshold, Bytes: 1e7, Error: "no"}},
	}
	o := options{json: filepath.Join(t.TempDir(), "results.json")}
	if err := o.writeJSON(r); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run(t.Context(), []string{"markdown", o.json}, nil, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| " + allButTriples + " | wall time | 1.50 s [1.00–2.00] | – | 17.5 [15.0–20.0] | – |\n",
		"|  | peak memory | 150 MB [100–200] | – | 3.25 [2.50–4.00] | – |\n",
		"|  | least wall time | 1.00 s | – | 20.0 | – |\n",
		"| " + allButTriples + "; isobar rounded, audited | wall time | 1.50 s",
		"| " + allButTriples + " | rounded | 1.00 s [1.00–1.00] | none | none | 2.00 s [1.50–2.50] | 5 |\n",
		"| t | 1.50 s [1.00–2.00] | – | 17.5 [15.0–20.0] | – | 2.00 s [1.50–2.50] | – | 18.0 [16.0–20.0] | – | 2.00 s | 7.00 s |\n",
		"| 1,000 | rounded | 5.00 MB | 1.00 s | 1.50 s | 100 MB | 5 | 1,000 µs |\n",
		"| 2,000 | threshold | 10.0 MB | failed |", "| reached |\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	if err := os.WriteFile(o.json, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"markdown"}, {"markdown", o.json}, {"markdown", "/nowhere"}} {
		if err := run(t.Context(), args, nil, io.Discard, io.Discard); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
}
