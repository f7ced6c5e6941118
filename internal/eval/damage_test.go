package eval

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// damage changes a few places of a JSON document: numbers, texts, members that go missing, and values that stand in
// another's place.
func damage(rng *rand.Rand, doc any) any {
	var all []any
	var gather func(v any)
	gather = func(v any) {
		all = append(all, v)
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				gather(e)
			}
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(v)) {
				gather(v[name])
			}
		}
	}
	gather(doc)
	one := func(v any) any {
		switch v.(type) {
		case float64:
			return float64(rng.IntN(12) - 2)
		case string:
			for {
				if s, ok := all[rng.IntN(len(all))].(string); ok {
					return s
				}
			}
		}
		return all[rng.IntN(len(all))]
	}
	var walk func(v any) any
	chance := 1 + len(all)/(1+rng.IntN(3))
	walk = func(v any) any {
		switch v := v.(type) {
		case []any:
			out := []any{}
			for _, e := range v {
				if rng.IntN(chance) > 0 {
					out = append(out, walk(e))
				}
			}
			return out
		case map[string]any:
			out := map[string]any{}
			for _, name := range slices.Sorted(maps.Keys(v)) {
				if rng.IntN(chance) > 0 {
					out[name] = walk(v[name])
				}
			}
			return out
		}
		if rng.IntN(chance) == 0 {
			return one(v)
		}
		return v
	}
	return walk(doc)
}

// damaged gives what is left of a plan, or nil if it is no plan.
func damaged(t testing.TB, rng *rand.Rand, q *plan.Query) *plan.Query {
	t.Helper()
	text, err := plan.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	if text, err = json.Marshal(damage(rng, doc)); err != nil {
		t.Fatal(err)
	}
	spoiled, err := plan.Unmarshal(text)
	if err != nil {
		return nil
	}
	return spoiled
}

// TestDamagedPlans: a plan that was damaged on its way is refused or runs; it does not panic.
func TestDamagedPlans(t *testing.T) {
	s := parseSchema(t, testSchema)
	rng := rand.New(rand.NewPCG(41, 42))
	run, refused := 0, 0
	for range 1200 {
		q := damaged(t, rng, randomQuery(rng, s, "t"))
		if q == nil {
			continue
		}
		p, err := Compile([]*plan.Query{q}, s)
		if err != nil {
			refused++
			continue
		}
		run++
		w := p.NewWorker()
		for range 2 {
			shred(w.Record(), s, p.Columns(), randomRecord(rng, s.Columns))
			w.Site()
		}
		w.Flush(1, func(Key, []byte) {})
	}
	if run < 100 || refused < 100 {
		t.Errorf("%d ran and %d were refused: the damage tests little", run, refused)
	}
}

// TestDamagedPublicParts is the same of public parts.
func TestDamagedPublicParts(t *testing.T) {
	rng := rand.New(rand.NewPCG(43, 44))
	run, refused := 0, 0
	for range 500 {
		whole, sets, _ := randomPublic(rng)
		if rng.IntN(2) == 0 {
			whole, sets, _ = randomPublicSubqueries(rng)
		}
		q := damaged(t, rng, whole)
		if q == nil {
			continue
		}
		if _, err := compilePublic(q, newPool()); err != nil {
			refused++
			continue
		}
		for i := range sets { // of the keys and measures that the plan has now
			sets[i] = cellsLike(rng, q, i)
		}
		if len(sets) != len(q.Groups) {
			continue
		}
		run++
		Public(q, sets)
	}
	if run < 50 || refused < 50 {
		t.Errorf("%d ran and %d were refused: the damage tests little", run, refused)
	}
}

// cellsLike makes cells of a group's keys and measures.
func cellsLike(rng *rand.Rand, q *plan.Query, group int) *cells.Set {
	if group >= len(q.Groups) {
		return &cells.Set{Dict: value.NewDict()}
	}
	t := &trees{Rand: rng, leaves: map[value.Kind][]plan.Expr{}}
	g := *q.Groups[group]
	for _, k := range g.Keys {
		if k.Expr.Kind() > value.String {
			return &cells.Set{Dict: value.NewDict()}
		}
	}
	for _, m := range g.Measures {
		if m.Kind > value.String {
			return &cells.Set{Dict: value.NewDict()}
		}
	}
	set, _ := randomCells(rng, t, &g)
	return set
}
