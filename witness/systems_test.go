package witness

import (
	"path/filepath"
	"testing"
)

// TestOtherSystems holds a sample of every other dataset's reports, one line in a hundred of which is none,
// against DuckDB. The witnesses of a dataset are in a folder of its name: to add a system is to add files.
func TestOtherSystems(t *testing.T) {
	found, err := filepath.Glob(filepath.Join(root, "queries", "*", "dataset.yaml"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no datasets: %v", err)
	}
	for _, file := range found {
		name := filepath.Base(filepath.Dir(file))
		if name == filepath.Base(dataset) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			input, queries := t.TempDir(), filepath.Join("queries", name)
			isobar(t, "sample", "--dataset", queries, "--sites", "1500", "--weeks", "1", "--week", week,
				"--seed", "5", "--dirty", "0.02", "--output", input)
			checkRelease(t, publish(t, queries, filepath.Join("sql", name), input), input, "*.jsonl")
		})
	}
}
