package eval

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// TestRandomLimits: under limits, a site hands on the first of the rows that it has without them. None of them is
// computed from a part of a relation.
func TestRandomLimits(t *testing.T) {
	s := parseSchema(t, testSchema)
	rng := rand.New(rand.NewPCG(51, 52))
	cut, whole := 0, 0
	for round := range 600 {
		q := randomQuery(rng, s, "t")
		g := q.Groups[0]
		g.Measures = []plan.Measure{{Fn: plan.RowCount, Kind: value.Int64, Public: plan.Slot(len(g.Keys))}}
		q.Output = []plan.Output{{Name: "n", Kind: value.Int64, Slot: plan.Slot(len(g.Keys))}}
		q.Slots = len(g.Keys) + 1
		p, err := Compile([]*plan.Query{q}, s)
		if err != nil {
			if strings.Contains(err.Error(), "LIKE pattern") {
				continue
			}
			t.Fatalf("%v\n%s", err, q)
		}
		report := randomRecord(rng, s.Columns)
		run := func(l limits) (rows map[string]int, faults int64) {
			p.limits = l
			w := p.NewWorker()
			shred(w.Record(), s, p.Columns(), report)
			w.Site()
			var batches [][]byte
			w.Flush(1, func(_ Key, batch []byte) { batches = append(batches, batch) })
			rows = map[string]int{}
			for key, line := range mergedGroups(t, q, batches) {
				var n int
				if _, err := fmt.Sscanf(line, "sites 1: %d", &n); err != nil {
					t.Fatal(line, err)
				}
				rows[key] = n
			}
			return rows, w.Faults()[Fault{"t", TooManyRows}]
		}
		free := limits{1 << 40, 1 << 40, 1 << 40}
		all, faults := run(free)
		if faults != 0 {
			t.Fatalf("round %d: %d faults without limits", round, faults)
		}
		for _, l := range []limits{{1 + rng.Int64N(30), free.rows, free.text}, {free.steps, rng.Int64N(12), free.text}} {
			rows, faults := run(l)
			for key, n := range rows {
				if n > all[key] || faults == 0 && n != all[key] {
					t.Fatalf("round %d, %+v: %d rows of %s with %d faults, of %d\n%s", round, l, n, key, faults, all[key], q)
				}
			}
			if faults == 0 && len(rows) != len(all) || faults > 1 {
				t.Fatalf("round %d, %+v: %v with %d faults, of %v\n%s", round, l, rows, faults, all, q)
			}
			if faults > 0 {
				cut++
			} else {
				whole++
			}
		}
	}
	if cut < 100 || whole < 100 {
		t.Errorf("%d were cut and %d not: the limits test little", cut, whole)
	}
}
