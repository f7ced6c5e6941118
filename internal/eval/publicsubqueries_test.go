package eval

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// randomPublicSubqueries makes a plan with subqueries over a shared relation, those that depend on the outer row and
// those that do not, its cells, and the lines of the table that they give, in ascending order.
func randomPublicSubqueries(rng *rand.Rand) (*plan.Query, []*cells.Set, []string) {
	p := &plans{trees: trees{Rand: rng, leaves: map[value.Kind][]plan.Expr{}}, arrays: map[value.Kind][]plan.Expr{}}
	g := &plan.Group{Input: &plan.Report{}}
	q := &plan.Query{Table: "t", File: "t.sql", K: 1, Groups: []*plan.Group{g}}
	var base []plan.SortBy
	var kinds []value.Kind
	for range 2 {
		k := plan.Key{Expr: lit(nullOf(p.kind())), Public: p.slot()}
		g.Keys = append(g.Keys, k)
		base, kinds = append(base, plan.SortBy{Slot: k.Public}), append(kinds, k.Expr.Kind())
	}
	m := plan.Measure{Fn: plan.Sum, Kind: value.Int64, Arg: lit(nullOf(value.Int64)), Public: p.slot()}
	g.Measures = append(g.Measures, m)
	base, kinds = append(base, plan.SortBy{Slot: m.Public}), append(kinds, m.Kind)
	set, rows := randomCells(rng, &p.trees, g)
	naiveSort(rows, base)
	rows = rows[:min(len(rows), 7)]
	q.With = []plan.Op{&plan.Limit{Input: &plan.Cells{}, Count: 7}}

	p.leaf = func() plan.Op {
		if p.IntN(5) == 0 {
			return &plan.Single{}
		}
		shared := &plan.Shared{}
		for from, kind := range kinds {
			r := plan.Rename{From: plan.Slot(from), To: p.slot()}
			shared.Columns = append(shared.Columns, r)
			p.offer(r.To, kind)
		}
		return shared
	}
	p.around = p.scope()
	project := &plan.Project{Input: p.leaf()}
	p.more = p.another
	for i := range 3 {
		kind := p.kind()
		e := p.expr(kind, 2)
		if i == 0 {
			here := p.scope()
			if p.IntN(2) == 0 {
				p.enter(scope{})
			}
			e = p.subquery([]plan.SubqueryKind{plan.ScalarSubquery, plan.InSubquery, plan.ExistsSubquery}[p.IntN(3)], kind)
			p.enter(here)
		}
		project.Columns = append(project.Columns, plan.Column{Slot: p.slot(), Expr: e})
		q.Output = append(q.Output, plan.Output{Name: "c", Kind: e.Kind(), Slot: project.Columns[i].Slot})
	}
	q.Public, q.Slots = project, p.slots

	n := &naive{shared: [][]map[plan.Slot]any{rows}}
	var want []string
	for _, row := range n.rowsOf(project) {
		var texts []string
		for _, out := range q.Output {
			texts = append(texts, showNaive(row[out.Slot]))
		}
		want = append(want, strings.Join(texts, "\t")+"\t")
	}
	slices.Sort(want)
	return q, []*cells.Set{set}, want
}

func TestRandomPublicSubqueries(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	several := 0
	const rounds = 250
	for round := range rounds {
		q, sets, want := randomPublicSubqueries(rng)
		got, err := Public(q, sets)
		if err != nil {
			if strings.Contains(err.Error(), "LIKE pattern") {
				continue
			}
			t.Fatalf("%v\n%s", err, q)
		}
		lines := strings.Split(strings.TrimSuffix(showRows(got), "\n"), "\n")
		if got.N == 0 {
			lines = nil
		}
		slices.Sort(lines)
		if !slices.Equal(lines, want) {
			t.Fatalf("round %d:\n%s\nwant\n%s\n%s", round, strings.Join(lines, "\n"), strings.Join(want, "\n"), q)
		}
		if len(slices.Compact(want)) > 1 {
			several++
		}
	}
	if several < rounds/4 {
		t.Errorf("%d of %d tables with different rows", several, rounds)
	}
}
