package job_test

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/sample"
	"isobar/pipelines"
)

// mustNotShow is what made-up reports of all systems say that nothing published may: names of users, command
// lines, values of extensions and of Helm charts, addresses.
var mustNotShow = []string{"somebody@", "payroll", "hunter2", "192.0.2.", "10.1.2.3", "kube-up"}

// TestEverySystem makes a sample of every dataset below queries/ and publishes it: to add a system is to add
// files. Its reports are read or rejected as the sample says, every table is published, and the same
// reports make the same bytes, however they are spread over files, goroutines and runners. That the numbers are
// right is for the witness.
func TestEverySystem(t *testing.T) {
	found, err := filepath.Glob("../../queries/*/" + dataset.File)
	if err != nil || len(found) < 4 {
		t.Fatalf("%d datasets, %v", len(found), err)
	}
	w := theWeek(t)
	for _, file := range found {
		ds := load(t, filepath.Dir(file))
		t.Run(ds.Name, func(t *testing.T) {
			profile, err := sample.ProfileOf(ds.Name)
			if err != nil {
				t.Fatal(err)
			}
			const sites = 250
			var want map[string][32]byte
			for _, way := range []struct {
				files   int
				split   int64
				workers int
				runner  pipelines.Runner
			}{{1, 0, 1, pipelines.Direct}, {5, 20_000, 3, pipelines.Prism}} {
				input, output := t.TempDir(), t.TempDir()
				made, err := sample.Generate(t.Context(), sample.Options{Profile: profile, Sites: sites, Weeks: 1,
					Last: time.UnixMicro(w.From).UTC(), Seed: 4, Dirty: 0.04, Output: input, FilesPerWeek: way.files})
				if err != nil {
					t.Fatal(err)
				}
				ds.Gate.MaxRejected = 0.2
				done, err := job.Run(t.Context(), job.Options{Dataset: ds, Input: []string{input}, Window: w, Output: output, Version: "test",
					Counts: job.CountsThreshold, SplitBytes: way.split, Workers: way.workers, Runner: way.runner, Rejects: filepath.Join(t.TempDir(), "rejects")})
				if err != nil {
					t.Fatal(err)
				}
				rejected := map[string]int64{}
				for reason, n := range done.Stats.Scan.Rejected {
					rejected[string(reason)] = n
				}
				if !maps.Equal(rejected, made.Bad) || len(rejected) < 3 {
					t.Errorf("rejected %v, want %v", rejected, made.Bad)
				}
				if done.Stats.Sites != sites || done.Stats.Scan.Reports != made.Reports+done.Stats.Scan.RejectedTotal() {
					t.Errorf("%d sites, %d reports of %d and %d bad ones", done.Stats.Sites, done.Stats.Scan.Reports, made.Reports, len(made.Bad))
				}
				rows := 0
				for _, table := range done.Tables {
					rows += table.Rows
				}
				if len(done.Tables) != len(ds.Tables) || rows < 2*len(ds.Tables) {
					t.Errorf("%d tables of %d, %d rows in all", len(done.Tables), len(ds.Tables), rows)
				}
				folder := filepath.Join(output, ds.Name)
				if got := digests(t, folder); want == nil {
					want = got
				} else if !maps.Equal(got, want) {
					t.Error("another way of reading the same reports makes another release")
				}
				checkHidden(t, folder)
			}
		})
	}
}

// checkHidden looks for what must not show in every file of a release.
func checkHidden(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, text := range mustNotShow {
			if bytes.Contains(data, []byte(text)) {
				t.Errorf("%s holds %s", strings.TrimPrefix(path, dir), text)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
