package job_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/report"
	"isobar/internal/value"
	"isobar/pipelines"
)

// event is an entry of a report of the dataset pieces.
type event struct {
	kind string
	n    int64
}

func (e event) String() string { return fmt.Sprintf(`{"n":%d,"kind":"%s"}`, e.n, e.kind) }

func sha(parts ...[]byte) []byte {
	sum := sha256.Sum256(slices.Concat(parts...))
	return sum[:16]
}

// hashed is a text as it is hashed.
func hashed(text string) []byte { return append([]byte{byte(value.String), byte(len(text))}, text...) }

// firstEvents are the events of a site that stay, of those that it sends.
func firstEvents(sent []event, most int) []event {
	type placed struct {
		order []byte
		event
	}
	var all []placed
	seen := map[event]uint64{}
	for _, e := range sent {
		n := binary.LittleEndian.AppendUint64([]byte{byte(value.Int64)}, uint64(e.n))
		order := sha([]byte{byte(value.Record)}, hashed(e.kind), n)
		if rank := seen[e]; rank > 0 {
			order = sha(order, binary.BigEndian.AppendUint64(nil, rank))
		}
		seen[e]++
		all = append(all, placed{order, e})
	}
	slices.SortFunc(all, func(a, b placed) int { return bytes.Compare(a.order, b.order) })
	var first []event
	for _, p := range all[:min(most, len(all))] {
		first = append(first, p.event)
	}
	return first
}

// firstKinds are the kinds of a site of one version in whose rows it counts.
func firstKinds(version string, events []event, most int) []string {
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, e.kind)
	}
	slices.Sort(kinds)
	kinds = slices.Compact(kinds)
	order := func(kind string) []byte { return sha(hashed(version), hashed(kind)) }
	slices.SortFunc(kinds, func(a, b string) int { return bytes.Compare(order(a), order(b)) })
	return kinds[:min(most, len(kinds))]
}

// TestLimits computes by hand what sites with too many entries and too many rows count in, and compares with runs on
// both runners, with any number of workers, with entries and reports in any order, and with reports that come in pieces.
func TestLimits(t *testing.T) {
	const mostEvents, mostRows = 6, 2
	r := rand.New(rand.NewPCG(77, 1))
	sites := make([][]event, 300)
	type cell struct{ version, kind string }
	counts, sums, sizes := map[cell]int64{}, map[cell]int64{}, map[int]int64{}
	dropped, cut := int64(0), int64(0)
	for site := range sites {
		for range r.IntN(12) {
			sites[site] = append(sites[site], event{string(rune('a' + r.IntN(4))), 1 + r.Int64N(3)})
		}
		version := fmt.Sprint(site % 3)
		events := firstEvents(sites[site], mostEvents)
		dropped += int64(len(sites[site]) - len(events))
		sizes[len(events)]++
		kinds := firstKinds(version, events, mostRows)
		if len(firstKinds(version, events, 99)) > mostRows {
			cut++
		}
		for _, kind := range kinds {
			counts[cell{version, kind}]++
			for _, e := range events {
				if e.kind == kind {
					sums[cell{version, kind}] += e.n
				}
			}
		}
	}
	var kinds, lengths [][]any
	for c, n := range counts {
		if n >= 10 {
			kinds = append(kinds, []any{c.version, c.kind, n, sums[c]})
		}
	}
	for size, n := range sizes {
		if n >= 10 {
			lengths = append(lengths, []any{int64(size), n})
		}
	}
	want := append(inOrder(kinds), inOrder(lengths)...)

	lines := func(pieces int) (all []string) {
		for site, events := range sites {
			events = slices.Clone(events)
			r.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
			for piece := range pieces {
				part := events[piece*len(events)/pieces : (piece+1)*len(events)/pieces]
				var texts []string
				for _, e := range part {
					texts = append(texts, e.String())
				}
				all = append(all, fmt.Sprintf(`{"site":"s%d","at":"2026-11-10T10:0%d:00Z","version":"%d","events":[%s]}`, site, piece, site%3, strings.Join(texts, ",")))
			}
		}
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		return all
	}
	for _, way := range []struct {
		keep    string
		pieces  int
		runner  pipelines.Runner
		workers int
	}{
		{dataset.KeepLatest, 1, pipelines.Direct, 1}, {dataset.KeepLatest, 1, pipelines.Direct, 3},
		{dataset.KeepLatest, 1, pipelines.Prism, 2}, {dataset.KeepAll, 3, pipelines.Direct, 2},
	} {
		ds := pieces(t, way.keep, "")
		if err := os.WriteFile(filepath.Join(ds.Dir, "kinds.yaml"), fmt.Appendf(nil, "max_rows: %d\n", mostRows), 0o600); err != nil {
			t.Fatal(err)
		}
		ds = load(t, ds.Dir)
		ds.Limits.MaxEntries = mostEvents
		output := t.TempDir()
		done, err := job.Run(t.Context(), job.Options{Dataset: ds, Input: []string{write(t, lines(way.pieces), 3)}, Window: theWeek(t), Output: output, Version: "test",
			Counts: job.CountsThreshold, Runner: way.runner, Workers: way.workers, SplitBytes: 3000})
		if err != nil {
			t.Fatal(err)
		}
		got := append(rowsOf(t, filepath.Join(output, "pieces"), "kinds"), rowsOf(t, filepath.Join(output, "pieces"), "sizes")...)
		if !slices.Equal(got, want) {
			t.Errorf("%+v:\ngot  %q\nwant %q", way, got, want)
		}
		if done.Stats.Limited != (report.Limited{Entries: dropped}) || done.Stats.Cut["kinds"] != cut || done.Stats.Cut["sizes"] != 0 {
			t.Errorf("%+v: %+v, %v; want %d entries left out and %d sites cut", way, done.Stats.Limited, done.Stats.Cut, dropped, cut)
		}
	}
	if dropped < 100 || cut < 100 || len(want) < 10 {
		t.Errorf("only %d entries left out, %d sites cut, %d rows", dropped, cut, len(want))
	}
}

// inOrder writes rows as rowsOf does.
func inOrder(rows [][]any) (lines []string) {
	for _, row := range rows {
		var record []string
		for _, v := range row {
			record = append(record, fmt.Sprint(v))
		}
		lines = append(lines, strings.Join(record, "\x00"))
	}
	slices.Sort(lines)
	return lines
}

// readable is what is left of reports when names that no text may be, of those that are generated, are none.
func readable(reports []truth) []truth {
	erase := func(texts ...**string) {
		for _, text := range texts {
			if *text != nil && strings.ContainsAny(**text, "\x00\u202e") {
				*text = nil
			}
		}
	}
	var all []truth
	for _, r := range reports {
		r.modules, r.classes, r.platforms = slices.Clone(r.modules), slices.Clone(r.classes), slices.Clone(r.platforms)
		r.unusedModules, r.unusedClasses, r.dependencies = slices.Clone(r.unusedModules), slices.Clone(r.unusedClasses), slices.Clone(r.dependencies)
		for i := range r.modules {
			erase(&r.modules[i].slug)
		}
		for i := range r.classes {
			erase(&r.classes[i].name)
		}
		for i := range r.platforms {
			erase(&r.platforms[i].class)
		}
		for _, list := range [][]*string{r.unusedModules, r.unusedClasses, r.dependencies} {
			for i := range list {
				erase(&list[i])
			}
		}
		all = append(all, r)
	}
	return all
}

// A table of sets has no rows to bound, and says where it stands what does bound it.
func TestMaxRowsOfSets(t *testing.T) {
	ds := load(t, dropsonde)
	for i := range ds.Tables {
		if table := &ds.Tables[i]; table.Name == "module_pairs" {
			table.MaxRows = &dataset.RowLimit{Rows: 5, Line: 3, Column: 1}
		}
	}
	_, err := job.Compile(ds, ds.Tables, theWeek(t))
	if err == nil || !strings.Contains(err.Error(), "module_pairs.yaml:3:1: ") || !strings.Contains(err.Error(), "lower limits.max_entries") {
		t.Errorf("%v", err)
	}
}
