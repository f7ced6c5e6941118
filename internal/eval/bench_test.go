package eval

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// dropsondeQueries are site parts like those of queries/dropsonde.
func dropsondeQueries(s *schema.Schema) []*plan.Query {
	modules := func() *plan.Unnest { return unnest(&plan.Report{}, listOf(s, "modules", plan.Root), 0) }
	classes := func() *plan.Unnest { return unnest(&plan.Report{}, listOf(s, "classes", plan.Root), 0) }
	slug, version := fieldOf(s, "modules.slug", 0), fieldOf(s, "modules.version", 0)
	class, count := fieldOf(s, "classes.name", 0), fieldOf(s, "classes.count", 0)
	notNull := func(e plan.Expr) plan.Expr { return fnCall("$not", fnCall("$is_null", e)) }
	length := fnCall("array_length", listOf(s, "modules", plan.Root))
	return []*plan.Query{
		sitesBy("totals", 0, &plan.Report{}, nil),
		sitesBy("module_usage", 1, &plan.Filter{Input: modules(), Cond: notNull(slug)}, []plan.Expr{slug}),
		sitesBy("module_versions", 1, modules(), []plan.Expr{slug, version}),
		sitesBy("authors", 1, modules(), []plan.Expr{fnCall("lower", fnCall("regexp_extract", slug, lit("^([^-]+)-")))}),
		sitesBy("class_usage", 1, classes(), []plan.Expr{class}, plan.Measure{Fn: plan.Sum, Arg: count, Kind: value.Int64, Bound: 10_000}),
		sitesBy("big_classes", 2, &plan.Project{Input: &plan.Filter{Input: classes(), Cond: fnCall("$greater", count, lit(2))}, Columns: []plan.Column{{Slot: 1, Expr: fnCall("least", count, lit(10))}}},
			[]plan.Expr{class, &plan.Ref{Slot: 1, Type: value.Int64}}),
		sitesBy("distinct_classes", 3, &plan.GroupBy{Input: classes(), Keys: []plan.Column{{Slot: 1, Expr: class}}, Measures: []plan.Measure{{Fn: plan.Max, Arg: count, Kind: value.Int64, Public: 2}}},
			[]plan.Expr{&plan.Ref{Slot: 1, Type: value.String}}),
		sitesBy("modules_per_site", 0, &plan.Report{}, []plan.Expr{fnCall("least", fnCall("div", length, lit(10)), lit(20))}),
	}
}

func dropsondeReport(rng *rand.Rand) map[string]any {
	var modules, classes []any
	for range 50 {
		n := int(rng.ExpFloat64() * 300)
		modules = append(modules, map[string]any{"name": fmt.Sprint("m", n), "slug": fmt.Sprintf("author%d-m%d", n%97, n), "version": fmt.Sprintf("%d.%d.0", n%9, rng.IntN(4))})
	}
	for range 260 {
		n := int(rng.ExpFloat64() * 2000)
		classes = append(classes, map[string]any{"name": fmt.Sprintf("m%d::class%d", n%500, n), "count": big.NewInt(int64(1 + rng.IntN(40)))})
	}
	return map[string]any{"modules": modules, "classes": classes}
}

// BenchmarkSite runs eight site parts on a report of 50 modules and 260 classes: 310 elements, each of
// them visited three to four times.
func BenchmarkSite(b *testing.B) {
	s := parseSchema(b, dropsonde)
	queries := dropsondeQueries(s)
	run := func(name string, queries ...*plan.Query) {
		b.Run(name, func(b *testing.B) {
			p := compileAll(b, s, queries...)
			rng := rand.New(rand.NewPCG(1, 1))
			var reports []map[string]any
			for range 500 {
				reports = append(reports, dropsondeReport(rng))
			}
			w := p.NewWorker()
			var records []func()
			for _, report := range reports {
				shred(w.Record(), s, p.Columns(), report)
				vectors := w.Record().Vectors
				w.Record().Vectors = append(vectors[:0:0], vectors...)
				for i := range w.Record().Vectors {
					w.Record().Vectors[i].Vals, w.Record().Vectors[i].Off = nil, nil
				}
				records = append(records, func() { w.Record().Vectors = vectors })
			}
			b.ResetTimer()
			b.ReportAllocs()
			for i := range b.N {
				records[i%len(records)]()
				w.Site()
			}
		})
	}
	run("all", queries...)
	for _, q := range queries {
		run(q.Table, q)
	}
}

// millionPairs are cells like those of pairs of modules: two texts, in no order, and their sites.
func millionPairs(n int) (*plan.Query, *cells.Set) {
	rng := rand.New(rand.NewPCG(2, 2))
	set := &cells.Set{Dict: value.NewDict(), N: n, Keys: make([][]value.Value, 2), Measures: make([][]value.Value, 1)}
	var codes []value.Code
	for i := range 5000 {
		codes = append(codes, set.Dict.CodeOf(fmt.Sprintf("author%d-module%d", rng.IntN(900), i)))
	}
	for range n {
		set.Keys[0] = append(set.Keys[0], value.OfString(codes[rng.IntN(len(codes))]))
		set.Keys[1] = append(set.Keys[1], value.OfString(codes[rng.IntN(len(codes))]))
		set.Measures[0] = append(set.Measures[0], value.OfInt64(10+int64(rng.ExpFloat64()*40)))
	}
	text := lit(nullOf(value.String))
	q := sitesBy("pairs", 0, &plan.Report{}, []plan.Expr{text, text})
	return q, set
}

// orderBySites is HAVING sites > 11 … ORDER BY sites DESC, with a computed column.
func orderBySites(q *plan.Query) {
	sites := &plan.Ref{Slot: 2, Type: value.Int64}
	q.Slots, q.Ordered = 4, true
	q.Public = &plan.Sort{By: []plan.SortBy{{Slot: 2, Descending: true, NullsLast: true}}, Input: &plan.Project{
		Input:   &plan.Filter{Input: &plan.Cells{}, Cond: fnCall("$greater", sites, lit(11))},
		Columns: []plan.Column{{Slot: 3, Expr: fnCall("$divide", &plan.Cast{Arg: sites, Type: value.Float64}, lit(1e5))}},
	}}
	q.Output = append(q.Output, plan.Output{Name: "share", Kind: value.Float64, Slot: 3})
}

func BenchmarkPublicMillion(b *testing.B) {
	const n = 1_000_000
	b.Run("unordered", func(b *testing.B) {
		q, set := millionPairs(n)
		for b.Loop() {
			if _, err := Public(q, []*cells.Set{set}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("ordered", func(b *testing.B) {
		q, set := millionPairs(n)
		orderBySites(q)
		for b.Loop() {
			if _, err := Public(q, []*cells.Set{set}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("million texts", func(b *testing.B) {
		q, set := millionPairs(n)
		q.Slots = 4
		q.Public = &plan.Project{Input: &plan.Cells{}, Columns: []plan.Column{{Slot: 3, Expr: fnCall("concat", &plan.Ref{Slot: 0, Type: value.String}, lit("+"), &plan.Ref{Slot: 1, Type: value.String})}}}
		q.Output = []plan.Output{{Name: "both", Kind: value.String, Slot: 3}, q.Output[2]}
		for b.Loop() {
			if _, err := Public(q, []*cells.Set{set}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestPublicIsQuick is a guard against accidental quadratic work, with much room for a busy machine.
func TestPublicIsQuick(t *testing.T) {
	q, set := millionPairs(200_000)
	orderBySites(q)
	start := time.Now()
	rows, err := Public(q, []*cells.Set{set})
	if err != nil || rows.N == 0 {
		t.Fatal(rows, err)
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("200,000 rows took %s", d)
	}
}
