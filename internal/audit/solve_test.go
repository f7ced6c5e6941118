package audit

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// randomTable is a two-way table of which some cells are hidden: a system with the hidden cells as
// variables, and the numbers that are hidden.
func randomTable(rng *rand.Rand, wide, high int, most int64) (lo, hi []int64, rows []row, truth []int64) {
	lines := make([]row, wide+high)
	for i := range high {
		for j := range wide {
			if rng.IntN(3) == 0 {
				continue
			}
			n := rng.Int64N(most + 1)
			for _, l := range []int{i, high + j} {
				lines[l].index = append(lines[l].index, len(truth))
				lines[l].coef = append(lines[l].coef, 1)
				lines[l].value += n
			}
			truth = append(truth, n)
			lo, hi = append(lo, 0), append(hi, most)
		}
	}
	for _, l := range lines {
		if len(l.index) > 0 {
			rows = append(rows, l)
		}
	}
	return lo, hi, rows, truth
}

// fitting calls do for every way to fill the hidden cells.
func fitting(hi []int64, rows []row, do func(x []int64)) {
	x := make([]int64, len(hi))
	left := make([]int64, len(rows))
	of := make([][]int, len(hi))
	last := make([]int, len(rows))
	for i, r := range rows {
		left[i] = r.value
		for _, v := range r.index {
			of[v] = append(of[v], i)
			last[i] = max(last[i], v)
		}
	}
	var fill func(v int)
	fill = func(v int) {
		if v == len(x) {
			do(x)
			return
		}
		for n := int64(0); n <= hi[v]; n++ {
			ok := true
			for _, i := range of[v] {
				left[i] -= n
				ok = ok && left[i] >= 0 && (last[i] != v || left[i] == 0)
			}
			x[v] = n
			if ok {
				fill(v + 1)
			}
			for _, i := range of[v] {
				left[i] += n
			}
		}
	}
	fill(0)
}

// Linear programming gives the least and greatest number that any filling of a two-way table has, and
// propagation and the sums of elimination contradict none.
func TestSystemsAgreeWithEnumeration(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	narrowed, summed := 0, 0
	for range 300 {
		lo, hi, rows, truth := randomTable(rng, 2+rng.IntN(2), 2+rng.IntN(2), 1+rng.Int64N(4))
		if len(truth) == 0 {
			continue
		}
		c := component{rows: rows, vars: make([]int, len(truth))}
		subsets := c.subsets()
		summed += len(subsets)
		want := make([]span, len(truth))
		for i := range want {
			want[i] = span{unbounded, 0}
		}
		fitting(hi, rows, func(x []int64) {
			for i, n := range x {
				want[i] = span{min(want[i].lo, n), max(want[i].hi, n)}
			}
			for _, s := range subsets {
				var sum int64
				for _, v := range s.vars {
					sum += x[v]
				}
				if sum != s.sum {
					t.Fatalf("%v has the sum %d", s, sum)
				}
			}
		})
		p := newProgram(lo, hi, rows)
		if p == nil {
			t.Fatalf("no solution of %v", rows)
		}
		for i := range truth {
			if have := (span{p.least(i), p.greatest(i)}); have != want[i] {
				t.Fatalf("variable %d of %v: %v instead of %v", i, rows, have, want[i])
			}
			if want[i].lo > 0 {
				narrowed++
			}
		}
	}
	if narrowed < 50 || summed < 500 {
		t.Errorf("%d lower bounds and %d sums: the test shows little", narrowed, summed)
	}
}

// Whatever the multipliers, the bound that a certificate gives is true of every filling.
func TestCertificatesAreTrueForAnyMultipliers(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for range 200 {
		lo, hi, rows, truth := randomTable(rng, 3, 3, 9)
		if len(truth) == 0 {
			continue
		}
		p := newProgram(lo, hi, rows)
		if p == nil {
			t.Fatalf("no solution of %v", rows)
		}
		for v := range truth {
			for i := range p.reduced {
				p.reduced[i] = rng.Float64()*4 - 2
			}
			if n := p.certify(v, 1); n > truth[v] {
				t.Fatalf("variable %d is %d and certified to be at least %d", v, truth[v], n)
			}
			if n := -p.certify(v, -1); n < truth[v] {
				t.Fatalf("variable %d is %d and certified to be at most %d", v, truth[v], n)
			}
		}
	}
}

func TestContradictionsAreNoticed(t *testing.T) {
	r := audited(t, Options{}, given{sites: 100, tables: []givenTable{
		{name: "os", columns: []string{"os!"}, rows: rows("linux 80", "windows 80")},
	}})
	expect(t, r, ``)
	if len(r.Limits) != 1 {
		t.Errorf("limits: %q", r.Limits)
	}
}

// In a context of one module the systems are known from all sites.
func TestHiddenCellsWithinAModule(t *testing.T) {
	g := given{sites: 100, tables: []givenTable{
		{name: "os", columns: []string{"os!"}, rows: rows("x 40", "y 30", "z 30")},
		{name: "modules", columns: []string{"m.slug"}, rows: rows("a 38")},
		{name: "modules_os", columns: []string{"m.slug", "os!"}, rows: rows("a x 20")},
	}}
	expect(t, audited(t, Options{}, g), `
		A5 hidden cell: sites with m.slug = a and os = y: 9 assumed
		A5 hidden cell: sites with m.slug = a and os = z: 9 assumed`)
	g.tables[0].rows = rows("x 40", "y 30", "z 15")
	expect(t, audited(t, Options{}, g), ``)
}

// A value that is NULL may be left out by a query, so that a missing row of it says nothing.
func TestMissingNullSaysNothing(t *testing.T) {
	g := given{sites: 100, tables: []givenTable{
		{name: "county", columns: []string{"county!"}, rows: rows("a 38", "b 62")},
		{name: "size", columns: []string{"size!"}, rows: rows("x 72", "y 14", "NULL 14")},
		{name: "county_size", columns: []string{"county!", "size!"}, rows: rows("a x 20", "b x 52")},
	}}
	r := audited(t, Options{}, g)
	if i := slices.IndexFunc(r.Findings, func(f Finding) bool {
		return slices.ContainsFunc(f.Has, func(a Attribute) bool { return a.Null }) && f.Hi == 9 && f.Lo == 9
	}); i >= 0 {
		t.Errorf("found %s", r.Findings[i].short())
	}
}
