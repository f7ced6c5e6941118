package pipelines

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/report"
	"isobar/internal/schema"
	"isobar/internal/value"
	"isobar/internal/week"
)

const testSchema = `[{"name":"site","type":"STRING"},{"name":"time","type":"TIMESTAMP"},
	{"name":"modules","type":"RECORD","mode":"REPEATED","fields":[{"name":"slug","type":"STRING"}]}]`

// together is the co-occurrence query of n copies as a plan, with the recognised item set or without it.
func together(t *testing.T, n, k int, kernel bool) *plan.Query {
	t.Helper()
	s, err := schema.Parse("schema", []byte(testSchema))
	if err != nil {
		t.Fatal(err)
	}
	modules, _ := s.Lookup("modules")
	slug, _ := s.Lookup("modules.slug")
	q := &plan.Query{Table: fmt.Sprintf("sets_of_%d", n), File: "t.sql", K: k, Slots: n + 1, Public: &plan.Cells{}}
	g := &plan.Group{Slots: n, Input: &plan.Report{}}
	field := func(i int) plan.Expr {
		return &plan.Field{Column: slug.Path, Index: slug.Index, Of: plan.Slot(i), Type: value.String}
	}
	for i := range n {
		g.Input = &plan.Unnest{Input: g.Input, List: &plan.List{Column: modules.Path, Index: modules.Index, Of: plan.Root, Elem: value.Record}, Elem: plan.Slot(i), Offset: plan.None}
		if i > 0 {
			g.Input = &plan.Filter{Input: g.Input, Cond: &plan.Call{Fn: "$less", Args: []plan.Expr{field(i - 1), field(i)}, Type: value.Bool}}
		}
		g.Keys = append(g.Keys, plan.Key{Expr: field(i), Public: plan.Slot(i)})
		q.Output = append(q.Output, plan.Output{Name: fmt.Sprintf("slug_%d", i), Kind: value.String, Slot: plan.Slot(i), Key: true})
	}
	g.Measures = []plan.Measure{{Fn: plan.SiteCount, Kind: value.Int64, Public: plan.Slot(n)}}
	q.Output = append(q.Output, plan.Output{Name: "sites", Kind: value.Int64, Slot: plan.Slot(n)})
	if kernel {
		if g.Itemset = plan.FindItemset(g); g.Itemset == nil {
			t.Fatal("the query is not recognised as one of item sets")
		}
	}
	q.Groups = []*plan.Group{g}
	return q
}

// cellsOf lists the cells of a set as text, sorted.
func cellsOf(s *cells.Set) []string {
	rows := make([]string, s.N)
	for i := range rows {
		var b strings.Builder
		for _, key := range s.Keys {
			b.WriteString(s.Dict.String(key[i].Code()) + " ")
		}
		fmt.Fprint(&b, s.Measures[0][i].Int64(), s.Sites[i])
		rows[i] = b.String()
	}
	slices.Sort(rows)
	return rows
}

// TestKernelAgreesWithEvaluator counts pairs and triples with the kernel and row by row, over lanes and
// runners: the cells are the same.
func TestKernelAgreesWithEvaluator(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for site := range 400 {
		var modules []string
		for range r.IntN(12) {
			modules = append(modules, fmt.Sprintf(`{"slug":"m%02d"}`, int(30*r.Float64()*r.Float64())))
		}
		modules = append(modules, `{}`, `{"slug":null}`)
		fmt.Fprintf(&b, `{"site":"%d","time":"2026-11-10 00:00:00 UTC","modules":[%s]}`+"\n", site, strings.Join(modules, ","))
	}
	file := filepath.Join(t.TempDir(), "r.jsonl")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	shards, err := report.Find(t.Context(), []string{file}, 5000)
	if err != nil {
		t.Fatal(err)
	}
	window, err := week.Parse("2026-11-09")
	if err != nil {
		t.Fatal(err)
	}
	var want [][]string
	for _, way := range []struct {
		kernel bool
		runner Runner
		lanes  int
		memory int64
	}{{false, Direct, 1, 0}, {true, Direct, 1, 0}, {false, Direct, len(shards), 1 << 10}, {true, Prism, len(shards), 1 << 10}, {true, Direct, 3, 1}} {
		job := &Job{Shards: shards, Schema: []byte(testSchema), Decoder: "json", Unit: "site", Timestamp: "time", Window: window,
			Queries: []*plan.Query{together(t, 2, 10, way.kernel), together(t, 3, 5, way.kernel)},
			Scratch: t.TempDir(), Workers: 2, Lanes: way.lanes, MemoryPerWorker: way.memory}
		results, err := Run(t.Context(), way.runner, job)
		if err != nil {
			t.Fatalf("%+v: %v", way, err)
		}
		if results.Stats.Sites != 400 || results.Stats.Scan.InWindow != 400 {
			t.Errorf("%+v: %+v", way, results.Stats)
		}
		var got [][]string
		for _, sets := range results.Sets {
			got = append(got, cellsOf(sets[0]))
		}
		if want == nil {
			want = got
			if len(want[0]) < 50 || len(want[1]) < 50 {
				t.Fatalf("%d pairs and %d triples test nothing", len(want[0]), len(want[1]))
			}
		}
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%+v: %d pairs and %d triples, want %d and %d", way, len(got[0]), len(got[1]), len(want[0]), len(want[1]))
		}
	}
}

// TestErrorsArePlain: an error inside a DoFn reaches the operator as its own sentence.
func TestErrorsArePlain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "r.jsonl")
	if err := os.WriteFile(file, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	shards, err := report.Find(t.Context(), []string{file}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("{}\n{}\n"), 0o600); err != nil { // a change
		t.Fatal(err)
	}
	window, err := week.Parse("2026-11-09")
	if err != nil {
		t.Fatal(err)
	}
	for _, runner := range []Runner{Direct, Prism} {
		job := &Job{Shards: shards, Schema: []byte(testSchema), Decoder: "json", Unit: "site", Timestamp: "time", Window: window,
			Queries: []*plan.Query{together(t, 2, 10, true)}, Scratch: t.TempDir(), Workers: 1}
		_, err := Run(t.Context(), runner, job)
		if err == nil || !strings.Contains(err.Error(), file) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", runner, err)
		}
	}
}
