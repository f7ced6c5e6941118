package pipelines

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"isobar/internal/report"
)

// row is a report of the test's schema.
type row struct {
	Site    string    `parquet:"site"`
	Time    time.Time `parquet:"time,timestamp(microsecond)"`
	Modules []slug    `parquet:"modules,list"`
}

type slug struct {
	Slug string `parquet:"slug"`
}

// laterTable are later reports of all sites of smallJob and some more, in seven row groups.
func laterTable(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w := parquet.NewGenericWriter[row](&out, parquet.MaxRowsPerRowGroup(10))
	for site := range 70 {
		_, err := w.Write([]row{{fmt.Sprint(site), time.Date(2026, 11, 15, 23, 0, 0, 0, time.UTC), []slug{{"x"}, {"y"}}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestDamageInLanes reads a Parquet file, of which one row group is damaged, in one lane or spread over several, on
// each runner of this machine: nothing of it counts, and nothing of another one is missing.
func TestDamageInLanes(t *testing.T) {
	jobServer(t)
	dir := t.TempDir()
	table := laterTable(t)
	damaged := bytes.Clone(table)
	damaged[len(table)/8] ^= 0xff // two row groups, of which the first is told
	damaged[len(table)/5] ^= 0xff
	base := smallJob(t)
	honest := base.Shards[0].File
	whole, broken := filepath.Join(dir, "whole.parquet"), filepath.Join(dir, "broken.parquet")
	for file, data := range map[string][]byte{whole: table, broken: damaged} {
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	outcomeOf := func(runner Runner, lanes int, inputs ...string) outcome {
		job := *base
		job.Scratch, job.Rejects, job.Lanes = t.TempDir(), filepath.Join(t.TempDir(), "rejects"), lanes
		var err error
		if job.Shards, err = report.Find(t.Context(), inputs, 300); err != nil {
			t.Fatal(err)
		}
		got := do(t, runner, &job, func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(job.Rejects, name)) })
		if len(got.Stats.Lines) != len(job.Shards) || got.Stats.Apart != nil {
			t.Errorf("%s, %d lanes: of %d shards the lines of %d are known", runner, lanes, len(job.Shards), len(got.Stats.Lines))
		}
		got.Stats.Lines = nil
		for i, d := range got.Stats.Damaged {
			if file := job.Shards[d.Shard].File; file != broken {
				t.Errorf("%s is damaged: %s", file, d.Reason)
			}
			got.Stats.Damaged[i].Shard = 0
		}
		return got
	}
	without, with := outcomeOf(Direct, 1, honest), outcomeOf(Direct, 1, honest, whole)
	if with.Stats.Scan.InWindow < without.Stats.Scan.InWindow+50 || reflect.DeepEqual(with.Cells, without.Cells) {
		t.Fatalf("the file adds nothing: %+v", with.Stats)
	}
	for _, way := range []struct {
		runner Runner
		lanes  int
	}{{Direct, 1}, {Direct, 2}, {Direct, 5}, {Prism, 1}, {Prism, 3}, {Portable, 3}} {
		if got := outcomeOf(way.runner, way.lanes, honest, whole); !reflect.DeepEqual(got, with) {
			t.Errorf("%+v: %+v, want %+v", way, got, with)
		}
		got := outcomeOf(way.runner, way.lanes, honest, broken)
		if len(got.Stats.Damaged) != 1 || !strings.Contains(got.Stats.Damaged[0].Reason, "row group 1,") {
			t.Errorf("%+v: damaged are %+v", way, got.Stats.Damaged)
		}
		if got.Stats.Damaged = nil; !reflect.DeepEqual(got, without) {
			t.Errorf("%+v: %+v, want %+v", way, got, without)
		}
	}
}
