package eval

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// TestGroupBound runs random plans over random reports, one site at a time, with no bound and with one: within the bound
// nothing changes; beyond it a site is in as many groups as it may, with all that it adds to them, in the same
// ones every time and however the part is run; and such sites are counted.
func TestGroupBound(t *testing.T) {
	s := parseSchema(t, testSchema)
	rng := rand.New(rand.NewPCG(75, 1))
	cuts, fast := 0, 0
	for round := range 300 {
		free := randomQuery(rng, s, "t")
		if round%3 == 0 {
			free = bySlug(t, 0)
		}
		free.Groups = free.Groups[:1]
		if free.Groups[0].Itemset != nil || plan.Check(free) != nil {
			continue
		}
		most := 1 + rng.Int64N(4)
		bound := free.BoundGroups(most, false)
		p, err := Compile([]*plan.Query{free, bound, bound}, s)
		if err != nil {
			continue // what no engine has to have
		}
		p.parts[2].columns = nil
		if p.parts[1].columns != nil {
			fast++
		}
		for range 4 {
			w := p.NewWorker()
			shred(w.Record(), s, p.Columns(), randomRecord(rng, s.Columns))
			w.Site()
			faults := [3][faultKinds]int64{w.frames[0].faults, w.frames[1].faults, w.frames[2].faults}
			cut := w.Cut()[bound.Table]
			groups := make([]map[string]string, 3)
			batches := make([][][]byte, 3)
			w.Flush(1, func(key Key, batch []byte) { batches[key.Query] = append(batches[key.Query], batch) })
			for i, q := range []*plan.Query{free, bound, bound} {
				groups[i] = mergedGroups(t, q, batches[i])
			}
			all, some := groups[0], groups[1]
			if len(some) != min(len(all), int(most)) {
				t.Fatalf("%s\nin %d groups of %d, with at most %d", bound, len(some), len(all), most)
			}
			for key, group := range some {
				if all[key] != group {
					t.Fatalf("%s\nin group %s %q, without a bound %q", bound, key, group, all[key])
				}
			}
			if !maps.Equal(some, groups[2]) {
				t.Fatalf("%s\nby columns %v, by rows %v", bound, some, groups[2])
			}
			if faults[0] != faults[1] || faults[1] != faults[2] {
				t.Fatalf("%s\nfaults %v", bound, faults)
			}
			want := int64(0)
			if len(all) > int(most) {
				want = 2 // both bounded parts
				cuts++
			}
			if cut != want {
				t.Fatalf("%d sites with too many groups, want %d", cut, want)
			}
		}
	}
	if cuts < 50 || fast < 20 {
		t.Errorf("only %d cuts, %d plans that run by columns", cuts, fast)
	}
}

// TestCountRows: no site part has more rows than the number that says whether there is something to choose.
func TestCountRows(t *testing.T) {
	s := parseSchema(t, testSchema)
	rng := rand.New(rand.NewPCG(76, 1))
	tight := 0
	for range 400 {
		q := randomQuery(rng, s, "t")
		q.Groups = q.Groups[:1]
		q.Groups[0].Measures = []plan.Measure{{Fn: plan.SiteCount, Kind: value.Int64, Public: q.Groups[0].Measures[0].Public}}
		p, err := Compile([]*plan.Query{q}, s)
		if err != nil {
			continue
		}
		rows := int64(0)
		count := newCompiler(newPool(), s, q.Groups[0].Slots, make([]bool, len(s.All)))
		input, err := count.source(q.Groups[0].Input)
		if err != nil {
			continue
		}
		run := input(func(*frame) { rows++ })
		for range 3 {
			w := p.NewWorker()
			needed := slices.Repeat([]bool{true}, len(s.All))
			shred(w.Record(), s, needed, randomRecord(rng, s.Columns))
			f := count.frame(w.space)
			w.space.number(count.pool)
			f.begin(p.limits)
			rows = 0
			run(f)
			most := countRows(q.Groups[0].Input)(w.Record())
			if rows > most {
				t.Fatalf("%s\n%d rows, where there should be at most %d", q, rows, most)
			}
			if rows > 1 && rows == most {
				tight++
			}
		}
	}
	if tight < 20 {
		t.Errorf("only %d parts with as many rows as they may have", tight)
	}
}
