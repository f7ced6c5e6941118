package eval

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// randomColumnar makes a random query over the elements of one array.
func randomColumnar(rng *rand.Rand, s *schema.Schema) *plan.Query {
	p := &plans{trees: trees{Rand: rng, leaves: map[value.Kind][]plan.Expr{}}, schema: s, arrays: map[value.Kind][]plan.Expr{}}
	if rng.IntN(4) == 0 { // subqueries
		p.more = p.another
	}
	p.leaf = func() plan.Op { return &plan.Report{} }
	p.visible(s.Columns, plan.Root)
	p.around = p.scope()
	l := p.lists[rng.IntN(len(p.lists))]
	u := &plan.Unnest{Input: &plan.Report{}, List: l, Elem: p.slot(), Offset: plan.None, Outer: rng.IntN(3) == 0}
	if rng.IntN(2) == 0 { // the element's columns alone
		p.leaves = map[value.Kind][]plan.Expr{}
	}
	if l.Elem == value.Record {
		p.visible(s.All[l.Index].Fields, u.Elem)
	} else {
		p.leaves[l.Elem] = append(p.leaves[l.Elem], &plan.Ref{Slot: u.Elem, Type: l.Elem})
	}
	depth := func() int { return max(0, rng.IntN(4)-2) }
	var op plan.Op = u
	for range rng.IntN(3) {
		cond := p.expr(value.Bool, 2)
		present := fnCall("$not", fnCall("$is_null", p.present()))
		switch rng.IntN(5) {
		case 0:
			cond = present
		case 1:
			cond = fnCall("$and", present, cond)
		case 2:
			cond = fnCall("$and", fnCall("$and", present, cond), p.expr(value.Bool, 1))
		case 3:
			cond = fnCall("$and", cond, present)
		}
		op = &plan.Filter{Input: op, Cond: cond}
	}
	g := &plan.Group{Input: op}
	for range rng.IntN(3) {
		g.Keys = append(g.Keys, plan.Key{Expr: p.expr(p.kind(), depth()), Public: plan.Slot(len(g.Keys))})
	}
	for range 1 + rng.IntN(3) {
		m := p.measure(plan.SiteCount, plan.SiteCount, plan.RowCount, plan.Count, plan.CountIf, plan.ValueCount)
		m.Public, m.Distinct = plan.Slot(len(g.Keys)+len(g.Measures)), false
		g.Measures = append(g.Measures, m)
	}
	g.Slots = p.slots
	q := &plan.Query{Table: "t", File: "t.sql", K: 1, Slots: len(g.Keys) + len(g.Measures), Groups: []*plan.Group{g}, Public: &plan.Cells{}}
	q.Output = []plan.Output{{Name: "m", Kind: g.Measures[0].Kind, Slot: g.Measures[0].Public}}
	return q
}

// present is a column that a condition may ask for.
func (p *plans) present() plan.Expr {
	for {
		if leaves := p.leaves[p.kind()]; len(leaves) > 0 {
			return leaves[p.IntN(len(leaves))]
		}
	}
}

// TestColumnarEqualsRows: a columnar part gives the groups and the faults that its closures give row by row,
// NULLs, errors of the data and limits included.
func TestColumnarEqualsRows(t *testing.T) {
	s := parseSchema(t, testSchema)
	rng := rand.New(rand.NewPCG(61, 62))
	direct, other, cut, faulty := 0, 0, 0, 0
	for round := range 2500 {
		q := randomColumnar(rng, s)
		queries := []*plan.Query{q}
		p, err := Compile(queries, s)
		if err != nil {
			if strings.Contains(err.Error(), "LIKE pattern") {
				continue
			}
			t.Fatalf("%v\n%s", err, q)
		}
		if p.parts[0].columns == nil {
			other++
			continue
		}
		var reports []map[string]any
		for range 1 + rng.IntN(6) {
			reports = append(reports, randomRecord(rng, s.Columns))
		}
		if rng.IntN(3) == 0 {
			p.limits = limits{1 + rng.Int64N(6), rng.Int64N(6), rng.Int64N(40)}
		}
		got, w := gather(t, p, s, queries, reports)
		byRow := *p.parts[0]
		byRow.columns = nil
		p.parts[0] = &byRow
		want, v := gather(t, p, s, queries, reports)
		if !maps.Equal(got[0], want[0]) || !maps.Equal(w.Faults(), v.Faults()) {
			t.Fatalf("round %d, limits %+v: %v with faults %v, row by row %v with %v\n%s", round, p.limits, got[0], w.Faults(), want[0], v.Faults(), q)
		}
		direct++
		if v.Faults()[Fault{"t", TooManyRows}] > 0 {
			cut++
		} else if len(v.Faults()) > 0 {
			faulty++
		}
	}
	if direct < 900 || other < 50 || cut < 50 || faulty < 50 {
		t.Errorf("%d columnar, %d not, %d cut, %d with faults: they test little", direct, other, cut, faulty)
	}
}

// TestLargeReports: a report of more elements than are handed on at a time gives the same, with elements left
// out here and there or not.
func TestLargeReports(t *testing.T) {
	s := parseSchema(t, dropsonde)
	slug := fieldOf(s, "modules.slug", 0)
	modules := unnest(&plan.Report{}, listOf(s, "modules", plan.Root), 0)
	rows := plan.Measure{Fn: plan.RowCount, Kind: value.Int64}
	queries := []*plan.Query{
		sitesBy("all", 1, modules, []plan.Expr{slug}, rows),
		sitesBy("present", 1, &plan.Filter{Input: modules, Cond: fnCall("$not", fnCall("$is_null", slug))}, []plan.Expr{slug}, rows),
	}
	var slugs []any
	for i := range 2*blockRows + 1 {
		slugs = append(slugs, []any{"a", "b", "c", "d"}[i%4])
	}
	reports := []map[string]any{modulesReport(slugs...)}
	slugs = append([]any{}, slugs...)
	for i := 1; i < len(slugs); i += 8 {
		slugs[i] = nil
	}
	reports = append(reports, modulesReport(slugs...))
	const quarter = blockRows / 2
	got, _ := gather(t, compileAll(t, s, queries...), s, queries, reports)
	want := map[string]string{
		`"a"`: fmt.Sprint("sites 2: 2 ", 2*quarter+2), `"b"`: fmt.Sprint("sites 2: 2 ", 3*quarter/2),
		`"c"`: fmt.Sprint("sites 2: 2 ", 2*quarter), `"d"`: fmt.Sprint("sites 2: 2 ", 2*quarter),
	}
	if !maps.Equal(got[1], want) {
		t.Errorf("present: %v, want %v", got[1], want)
	}
	want["NULL"] = fmt.Sprint("sites 1: 1 ", quarter/2)
	if !maps.Equal(got[0], want) {
		t.Errorf("all: %v, want %v", got[0], want)
	}
}
