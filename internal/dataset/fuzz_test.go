package dataset

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzPolicy: whatever is in a dataset.yaml, the answer is a dataset that keeps to the rules, or problems that name the
// file; never a panic.
func FuzzPolicy(f *testing.F) {
	files, err := filepath.Glob("../../queries/*/" + File)
	if err != nil || len(files) < 4 {
		f.Fatalf("%d datasets, %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(valid[File]))
	f.Add([]byte(strings.Replace(valid[File], "schema.json", "../../../etc/passwd", 1)))
	f.Add([]byte(strings.Replace(valid[File], "k: 10", "k: 1e9\n  dp_budget: {epsilon: .inf, delta: .nan}\n  rounding: -1", 1)))
	dir := filepath.Join(f.TempDir(), "d")
	if err := os.Mkdir(dir, 0o755); err != nil {
		f.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "schema.json"), []byte(valid["schema.json"]), 0o644); err != nil {
		f.Fatal(err)
	}
	file := filepath.Join(dir, File)
	f.Fuzz(func(t *testing.T, data []byte) {
		d := &Dataset{Dir: dir, Name: "d"}
		if err := d.readPolicy(file, data); err != nil {
			for line := range strings.Lines(err.Error()) {
				if !strings.HasPrefix(line, dir) {
					t.Errorf("a problem without its place: %q", line)
				}
			}
			return
		}
		if d.Privacy.K < MinK || d.Schema == nil || d.Reports.Decoder == "" || d.Privacy.Unit == "" {
			t.Errorf("accepted: %+v", d)
		}
	})
}
