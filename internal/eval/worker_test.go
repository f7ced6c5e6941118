package eval

import (
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// dropsonde is the part of Dropsonde's schema that the tests below use.
const dropsonde = `[
 {"name": "site_id", "type": "STRING"},
 {"name": "modules", "type": "RECORD", "mode": "REPEATED", "fields": [
  {"name": "name", "type": "STRING"}, {"name": "slug", "type": "STRING"}, {"name": "version", "type": "STRING"}]},
 {"name": "classes", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "name", "type": "STRING"}, {"name": "count", "type": "INTEGER"}]},
 {"name": "platforms", "type": "STRING", "mode": "REPEATED"}]`

func fieldOf(s *schema.Schema, path string, of plan.Slot) *plan.Field {
	c, _ := s.Lookup(path)
	return &plan.Field{Column: path, Index: c.Index, Of: of, Type: c.Kind}
}

func listOf(s *schema.Schema, path string, of plan.Slot) *plan.List {
	c, _ := s.Lookup(path)
	return &plan.List{Column: path, Index: c.Index, Of: of, Elem: c.Kind}
}

func unnest(input plan.Op, list *plan.List, elem plan.Slot) *plan.Unnest {
	return &plan.Unnest{Input: input, List: list, Elem: elem, Offset: plan.None}
}

// sitesBy is SELECT keys, COUNT(DISTINCT site) … GROUP BY keys, with further measures.
func sitesBy(table string, slots int, input plan.Op, keys []plan.Expr, measures ...plan.Measure) *plan.Query {
	g := &plan.Group{Slots: slots, Input: input}
	q := &plan.Query{Table: table, File: table + ".sql", K: 1, Groups: []*plan.Group{g}, Public: &plan.Cells{}}
	for _, e := range keys {
		g.Keys = append(g.Keys, plan.Key{Expr: e, Public: plan.Slot(q.Slots)})
		q.Output = append(q.Output, plan.Output{Name: fmt.Sprint("c", q.Slots), Kind: e.Kind(), Slot: plan.Slot(q.Slots), Key: true})
		q.Slots++
	}
	for _, m := range append([]plan.Measure{{Fn: plan.SiteCount, Kind: value.Int64}}, measures...) {
		m.Public = plan.Slot(q.Slots)
		g.Measures = append(g.Measures, m)
		q.Output = append(q.Output, plan.Output{Name: fmt.Sprint("c", q.Slots), Kind: m.Kind, Slot: m.Public})
		q.Slots++
	}
	return q
}

func compileAll(t testing.TB, s *schema.Schema, queries ...*plan.Query) *Program {
	t.Helper()
	p, err := Compile(queries, s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// gather runs reports through one worker and merges each query's groups.
func gather(t testing.TB, p *Program, s *schema.Schema, queries []*plan.Query, reports []map[string]any) ([]map[string]string, *Worker) {
	t.Helper()
	w := p.NewWorker()
	for _, report := range reports {
		shred(w.Record(), s, p.Columns(), report)
		w.Site()
	}
	batches := make([][][]byte, len(queries))
	w.Flush(1, func(key Key, batch []byte) { batches[key.Query] = append(batches[key.Query], batch) })
	var all []map[string]string
	for i, q := range queries {
		all = append(all, mergedGroups(t, q, batches[i]))
	}
	return all, w
}

func modulesReport(slugs ...any) map[string]any {
	list := []any{}
	for _, slug := range slugs {
		list = append(list, map[string]any{"slug": slug})
	}
	return map[string]any{"modules": list}
}

func TestColumnsHoldParents(t *testing.T) {
	s := parseSchema(t, testSchema)
	name, _ := s.Lookup("mods.deps.on")
	deps := unnest(unnest(&plan.Report{}, listOf(s, "mods", plan.Root), 0), listOf(s, "mods.deps", 0), 1)
	p := compileAll(t, s, sitesBy("t", 2, deps, []plan.Expr{fieldOf(s, "mods.deps.on", 1)}))
	var got []string
	for i, needed := range p.Columns() {
		if needed {
			got = append(got, s.All[i].Path)
		}
	}
	if want := []string{"mods", "mods.deps", name.Path}; !slices.Equal(got, want) {
		t.Errorf("columns %v, want %v", got, want)
	}
	p.Columns()[0] = true
	if p.Columns()[0] {
		t.Error("the caller can change the program's columns")
	}
}

// TestOffsets: WITH OFFSET counts from 0 in every array, wherever it lies among its column's elements.
func TestOffsets(t *testing.T) {
	s := parseSchema(t, testSchema)
	deps := unnest(unnest(&plan.Report{}, listOf(s, "mods", plan.Root), 0), listOf(s, "mods.deps", 0), 1)
	deps.Offset, deps.Outer = 2, true
	q := sitesBy("t", 3, deps, []plan.Expr{fieldOf(s, "mods.deps.on", 1), &plan.Ref{Slot: 2, Type: value.Int64}})
	dep := func(on string) map[string]any { return map[string]any{"on": on} }
	got, _ := gather(t, compileAll(t, s, q), s, []*plan.Query{q}, []map[string]any{{"mods": []any{
		map[string]any{"deps": []any{dep("a"), dep("b")}}, nil, map[string]any{}, map[string]any{"deps": []any{dep("c"), nil}},
	}}})
	one := "sites 1: 1"
	want := map[string]string{`"a"|0`: one, `"b"|1`: one, `"c"|0`: one, "NULL|1": one, "NULL|NULL": one}
	if !maps.Equal(got[0], want) {
		t.Errorf("%v, want %v", got[0], want)
	}
}

// TestWorkersAreIndependent runs many workers of one program at once; each must give what it gives alone.
func TestWorkersAreIndependent(t *testing.T) {
	s := parseSchema(t, testSchema)
	rng := rand.New(rand.NewPCG(7, 8))
	var queries []*plan.Query
	for len(queries) < 12 {
		q := randomQuery(rng, s, fmt.Sprint("t", len(queries)))
		if _, err := Compile([]*plan.Query{q}, s); err == nil {
			queries = append(queries, q)
		}
	}
	p := compileAll(t, s, queries...)
	reports := make([][]map[string]any, 4)
	want := make([][]map[string]string, 4)
	for i := range reports {
		for range 30 {
			reports[i] = append(reports[i], randomRecord(rng, s.Columns))
		}
		want[i], _ = gather(t, p, s, queries, reports[i])
	}
	var wait sync.WaitGroup
	for i := range reports {
		wait.Go(func() {
			got, _ := gather(t, p, s, queries, reports[i])
			for j := range got {
				if !maps.Equal(got[j], want[i][j]) {
					t.Errorf("worker %d, query %d: %v, want %v", i, j, got[j], want[i][j])
				}
			}
		})
	}
	wait.Wait()
}

// TestFlushBeginsAnew: after a Flush, a worker with other texts under the same codes gives the right
// constants and remembers nothing.
func TestFlushBeginsAnew(t *testing.T) {
	s := parseSchema(t, dropsonde)
	slug := fieldOf(s, "modules.slug", 0)
	lower := fnCall("lower", slug)
	input := &plan.Filter{Input: unnest(&plan.Report{}, listOf(s, "modules", plan.Root), 0), Cond: fnCall("$not_equal", slug, lit("skip"))}
	q := sitesBy("t", 1, input, []plan.Expr{fnCall("concat", lower, lit("-x"))})
	p := compileAll(t, s, q)
	w := p.NewWorker()
	empty := w.Size()
	for round := range 3 {
		first, second := fmt.Sprintf("A%d", round), fmt.Sprintf("B%d", 2-round)
		shred(w.Record(), s, p.Columns(), modulesReport(first, "skip", second))
		w.Site()
		if w.Size() <= empty {
			t.Errorf("size %d with a report, %d without", w.Size(), empty)
		}
		var batches [][]byte
		w.Flush(1, func(_ Key, batch []byte) { batches = append(batches, batch) })
		want := map[string]string{
			fmt.Sprintf("%q", strings.ToLower(first)+"-x"):  "sites 1: 1",
			fmt.Sprintf("%q", strings.ToLower(second)+"-x"): "sites 1: 1",
		}
		if got := mergedGroups(t, q, batches); !maps.Equal(got, want) {
			t.Errorf("round %d: %v, want %v", round, got, want)
		}
		if w.Size() != empty {
			t.Errorf("size %d after Flush, %d when new", w.Size(), empty)
		}
	}
}

// TestLimits: a report that would stop the job is cut off, counted, and always at the same place.
func TestLimits(t *testing.T) {
	s := parseSchema(t, dropsonde)
	slug := fieldOf(s, "modules.slug", 0)
	var slugs []any
	for i := range 10 {
		slugs = append(slugs, fmt.Sprintf("m%d", i))
	}
	input := unnest(unnest(&plan.Report{}, listOf(s, "modules", plan.Root), 0), listOf(s, "modules", plan.Root), 1)
	rowCount := plan.Measure{Fn: plan.RowCount, Kind: value.Int64}
	long := fnCall("repeat", slug, lit(5))
	texts := sitesBy("texts", 2, input, []plan.Expr{fnCall("$is_null", long)}, rowCount)
	rows := sitesBy("rows", 2, input, nil, rowCount)
	grouped := sitesBy("grouped", 3, &plan.GroupBy{Input: input, Keys: []plan.Column{{Slot: 2, Expr: slug}}}, nil, rowCount)
	queries := []*plan.Query{texts, rows, grouped}
	p := compileAll(t, s, queries...)
	p.limits = limits{steps: 1 << 20, rows: 45, text: 12 * 10}

	reports := []map[string]any{modulesReport(slugs...), modulesReport("m1", "m2"), modulesReport(slugs...)}
	got, w := gather(t, p, s, queries, reports)
	want := []map[string]string{
		{"false": "sites 3: 3 28", "true": "sites 2: 2 66"}, // 12 texts of each large site, 4 rows of the small one; 45 - 12 without
		{"": "sites 3: 3 94"},
		{"": "sites 1: 1 2"}, // groups that lack rows would be wrong
	}
	for i := range want {
		if !maps.Equal(got[i], want[i]) {
			t.Errorf("%s: %v, want %v", queries[i].Table, got[i], want[i])
		}
	}
	wantFaults := map[Fault]int64{
		{"texts", TooMuchText}: 66, {"texts", TooManyRows}: 2, {"rows", TooManyRows}: 2, {"grouped", TooManyRows}: 2,
	}
	if faults := w.Faults(); !maps.Equal(faults, wantFaults) {
		t.Errorf("faults %v, want %v", faults, wantFaults)
	}

	p.limits = limits{steps: 8, rows: 1 << 20, text: 1 << 20}
	got, w = gather(t, p, s, queries, reports)
	if want := (map[string]string{"": "sites 3: 3 16"}); !maps.Equal(got[1], want) { // 7 elements: 1 outer and 6 inner; 4 of the small site
		t.Errorf("steps: %v, want %v", got[1], want)
	}
	if want := (map[string]string{"": "sites 1: 1 2"}); !maps.Equal(got[2], want) {
		t.Errorf("steps, grouped: %v, want %v", got[2], want)
	}
	if n := w.Faults()[Fault{"rows", TooManyRows}]; n != 2 {
		t.Errorf("%d faults, want 2", n)
	}
}

// TestFaultsByReason counts errors of the data by table and reason, and not those that are safe or never
// computed.
func TestFaultsByReason(t *testing.T) {
	s := parseSchema(t, testSchema)
	n := fieldOf(s, "n", plan.Root)
	name := fieldOf(s, "name", plan.Root)
	asFloat := &plan.Cast{Arg: n, Type: value.Float64}
	divide := fnCall("$divide", asFloat, &plan.Cast{Arg: fnCall("$subtract", n, lit(2)), Type: value.Float64})
	guardedDivide := fnCall("if", fnCall("$equal", n, lit(2)), lit(0.0), divide)
	shortCircuit := fnCall("$or", fnCall("$equal", n, lit(2)), fnCall("$greater", divide, lit(0.0)))
	safe := *divide
	safe.Safe = true
	overflowing := fnCall("$add", n, lit(int64(1<<63-2)))
	cast := &plan.Cast{Arg: name, Type: value.Int64}
	queries := []*plan.Query{
		sitesBy("divide", 0, &plan.Report{}, []plan.Expr{divide}),
		sitesBy("guarded", 0, &plan.Report{}, []plan.Expr{guardedDivide, shortCircuit}),
		sitesBy("safe", 0, &plan.Report{}, []plan.Expr{&safe, fnCall("safe_divide", asFloat, lit(0.0)), &plan.Cast{Arg: name, Type: value.Int64, Safe: true}}),
		sitesBy("overflow", 0, &plan.Report{}, []plan.Expr{overflowing, cast}),
	}
	p := compileAll(t, s, queries...)
	_, w := gather(t, p, s, queries, []map[string]any{
		{"n": big.NewInt(2), "name": "x"}, {"n": big.NewInt(1), "name": "7"}, {"name": "y"}, {"n": big.NewInt(2), "name": "x"},
	})
	want := map[Fault]int64{{"divide", DivisionByZero}: 2, {"overflow", Overflow}: 2, {"overflow", BadCast}: 3}
	if got := w.Faults(); !maps.Equal(got, want) {
		t.Errorf("faults %v, want %v", got, want)
	}
}
