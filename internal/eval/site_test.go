package eval

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"isobar/internal/agg"
	"isobar/internal/plan"
)

// mergedGroups merges the batches of a query's group.
func mergedGroups(t testing.TB, q *plan.Query, batches [][]byte) map[string]string {
	t.Helper()
	g := q.Groups[0]
	m := agg.NewMerger(g)
	for _, b := range batches {
		if err := m.Add(b); err != nil {
			t.Fatal(err)
		}
	}
	groups := map[string]string{}
	for id := range m.Groups() {
		id := agg.GroupID(id)
		var texts []string
		for i := range g.Keys {
			texts = append(texts, show(m.Dict(), m.Key(id, i)))
		}
		line := fmt.Sprintf("sites %d:", m.Sites(id))
		for i, measure := range g.Measures {
			if measure.Fn != plan.Sum {
				line += " " + show(m.Dict(), m.Value(id, i, 1))
			}
		}
		groups[strings.Join(texts, "|")] = line
	}
	return groups
}

// TestRandomSiteParts runs random site parts over random reports, spread over two workers and flushed in
// between, and compares groups and faults with nested loops.
func TestRandomSiteParts(t *testing.T) {
	s := parseSchema(t, testSchema)
	rng := rand.New(rand.NewPCG(3, 4))
	withGroups, withFaults, withSubqueries := 0, 0, 0
	for round := range 150 {
		var queries []*plan.Query
		var p *Program
		for len(queries) < 4 {
			q := randomQuery(rng, s, fmt.Sprintf("t%d", len(queries)))
			if _, err := Compile([]*plan.Query{q}, s); err != nil {
				if strings.Contains(err.Error(), "LIKE pattern") {
					continue
				}
				t.Fatalf("%v\n%s", err, q)
			}
			queries = append(queries, q)
		}
		p, err := Compile(queries, s)
		if err != nil {
			t.Fatal(err)
		}
		var reports []map[string]any
		for range 8 {
			reports = append(reports, randomRecord(rng, s.Columns))
		}
		batches := map[Key][][]byte{}
		emit := func(key Key, batch []byte) { batches[key] = append(batches[key], batch) }
		faults := map[string]int64{}
		workers := []*Worker{p.NewWorker(), p.NewWorker()}
		for i, report := range reports {
			w := workers[rng.IntN(2)]
			shred(w.Record(), s, p.Columns(), report)
			w.Site()
			if i == 4 {
				w.Flush(3, emit)
			}
		}
		for _, w := range workers {
			w.Flush(3, emit)
			for f, n := range w.Faults() {
				faults[f.Table] += n
			}
		}
		for i, q := range queries {
			want, wantFaults := naiveGroups(q, reports)
			got := map[string]string{}
			for part := range 3 {
				for key, line := range mergedGroups(t, q, batches[Key{Query: i, Part: part}]) {
					got[key] = line
				}
			}
			for _, key := range slices.Compact(slices.Sorted(allKeys(got, want))) {
				if got[key] != want[key] {
					t.Fatalf("round %d, group %s: %q, want %q\n%s", round, key, got[key], want[key], q)
				}
			}
			// A subquery ends as soon as its result is known, and what it leaves out cannot fail.
			if text, err := plan.Marshal(q); err != nil {
				t.Fatal(err)
			} else if bytes.Contains(text, []byte(`{"query":`)) {
				withSubqueries++
			} else if faults[q.Table] != wantFaults {
				t.Fatalf("round %d: %d faults, want %d\n%s", round, faults[q.Table], wantFaults, q)
			}
			if len(want) > 1 {
				withGroups++
			}
			if wantFaults > 0 {
				withFaults++
			}
		}
	}
	if withGroups < 100 || withFaults < 50 || withSubqueries < 50 {
		t.Errorf("of 600 queries, %d with several groups, %d with faults, %d with subqueries: they test little", withGroups, withFaults, withSubqueries)
	}
}

func allKeys(ms ...map[string]string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, m := range ms {
			for k := range m {
				if !yield(k) {
					return
				}
			}
		}
	}
}
