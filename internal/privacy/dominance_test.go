package privacy_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"isobar/internal/agg"
	"isobar/internal/plan"
	"isobar/internal/privacy"
	"isobar/internal/value"
)

// merged is one group to which each site contributes one total.
func merged(t *testing.T, measure plan.Measure, totals ...float64) *agg.Merger {
	t.Helper()
	g := &plan.Group{Measures: []plan.Measure{measure}}
	d := value.NewDict()
	table := agg.NewTable(g, d)
	for _, x := range totals {
		v := value.OfFloat64(x)
		if measure.Arg.Kind() == value.Int64 {
			v = value.OfInt64(int64(x))
		}
		table.Observe(table.Group(nil), 0, v)
		table.EndSite()
	}
	m := agg.NewMerger(g)
	table.Flush(1, func(_ int, batch []byte) {
		if err := m.Add(batch); err != nil {
			t.Fatal(err)
		}
	})
	return m
}

func TestDominated(t *testing.T) {
	ints := plan.Measure{Fn: plan.Sum, Arg: &plan.Ref{Type: value.Int64}, Kind: value.Int64}
	floats := plan.Measure{Fn: plan.Sum, Arg: &plan.Ref{Type: value.Float64}, Kind: value.Float64}
	even := slices.Repeat([]float64{100}, 12)
	for _, c := range []struct {
		name    string
		totals  []float64
		percent int64
		want    bool
	}{
		// SUM 10,400 over 12 sites, largest 10,000, next 150: the second site knows the first to 2.5 %.
		{"one large", append([]float64{10000, 150}, slices.Repeat([]float64{25}, 10)...), 10, true},
		{"one large, 2 %", append([]float64{10000, 150}, slices.Repeat([]float64{25}, 10)...), 2, false},
		{"even", even, 10, false},
		{"two", []float64{100, 100}, 10, true},
		{"one", []float64{100}, 10, true},
		{"exactly p", []float64{100, 50, 10}, 10, false},
		{"just below p", []float64{100, 50, 9}, 10, true},
		{"negative", []float64{-100, -50, -9}, 10, true},
		{"negative and even", []float64{-100, -100, -100}, 10, false},
		{"signs that cancel", []float64{100, -100, 100, -100, 100}, 10, true},
		{"no rule", []float64{100}, 0, false},
		{"nothing", []float64{0, 0}, 10, false},
		{"more than all", even, 2000, true},
	} {
		for _, m := range []plan.Measure{ints, floats} {
			if got := privacy.Dominated(merged(t, m, c.totals...), 0, 0, c.percent); got != c.want {
				t.Errorf("%s of %s: %v", c.name, m.Kind, got)
			}
		}
	}
	for _, totals := range [][]float64{{math.NaN(), 1, 1, 1, 1}, {math.Inf(1), 1, 1, 1, 1}} {
		if !privacy.Dominated(merged(t, floats, totals...), 0, 0, 10) {
			t.Errorf("%v: published", totals)
		}
	}
	for _, arg := range []value.Kind{value.Int64, value.Float64} { // on the safe side
		if !privacy.Dominated(merged(t, plan.Measure{Fn: plan.Avg, Arg: &plan.Ref{Type: arg}, Kind: value.Float64}, 10000, 1, 1, 1), 0, 0, 10) {
			t.Error("an average shows its sum")
		}
	}
	values := plan.Measure{Fn: plan.ValueCount, Arg: &plan.Ref{Type: value.Float64}, Kind: value.Int64}
	if privacy.Dominated(merged(t, values, 10000, 1), 0, 0, 10) {
		t.Error("a number of values is dominated")
	}
}

// Whatever the sizes, up to the ends of INT64, the answer is the rule's in exact arithmetic.
func TestDominatedIsTheRule(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	ints := plan.Measure{Fn: plan.Sum, Arg: &plan.Ref{Type: value.Int64}, Kind: value.Int64}
	unsafe := 0
	for range 3000 {
		totals := make([]float64, 1+r.IntN(12))
		size := int64(1) << (1 + r.IntN(58))
		sum, largest := new(big.Int), []*big.Int{new(big.Int), new(big.Int)}
		for i := range totals {
			totals[i] = float64(r.Int64N(size) - size/100)
			x := big.NewInt(int64(totals[i]))
			sum.Add(sum, x)
			largest = append(largest, x.Abs(x))
		}
		slices.SortFunc(largest, func(a, b *big.Int) int { return b.Cmp(a) })
		p := int64(1 + r.IntN(200))
		rest := new(big.Int).Abs(sum)
		rest.Sub(rest.Sub(rest, largest[0]), largest[1])
		want := rest.Mul(rest, big.NewInt(100)).Cmp(new(big.Int).Mul(largest[0], big.NewInt(p))) < 0
		if largest[0].Sign() == 0 {
			want = false
		}
		if want {
			unsafe++
		}
		if got := privacy.Dominated(merged(t, ints, totals...), 0, 0, p); got != want {
			t.Fatalf("%v, %d %%: %v", totals, p, got)
		}
	}
	if unsafe < 500 || unsafe > 2900 {
		t.Errorf("%d of 3000 are dominated", unsafe)
	}
}
