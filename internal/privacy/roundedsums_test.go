package privacy_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/privacy"
	"isobar/internal/secret"
	"isobar/internal/value"
)

// number reads a published sum.
func number(v value.Value) float64 {
	if v.Kind == value.Int64 {
		return float64(v.Int64())
	}
	return v.Float64()
}

// sumOf makes the sum of its argument's type.
func sumOf(m plan.Measure, x float64) value.Value {
	if m.Kind == value.Int64 {
		return value.OfInt64(int64(x))
	}
	return value.OfFloat64(x)
}

// A sum is right on average, less than a step of r·B away, of either sign and either type; a site's B more
// moves it by one step at most, and with probability 1/r.
func TestRoundedSums(t *testing.T) {
	const n, r, k = 4000, 10, 10
	rounder := rounder(t, 4, "d", r, k)
	for _, m := range []plan.Measure{intSum, sum} {
		g, step := modules(m), float64(r*m.Bound)
		for _, x := range []float64{200, 231, -200, -233, -1000, 7e6, 12345.75, -0x1p50 - 13} {
			if m.Kind == value.Int64 {
				x = math.Trunc(x)
			}
			at := func(x float64) []value.Value {
				return round(t, rounder, column(n, same(1000), sumOf(m, x)), g).Measures[0]
			}
			before, after := at(x), at(x+float64(m.Bound))
			total, moved := 0.0, 0
			for cell := range before {
				p, q := number(before[cell]), number(after[cell])
				if math.Mod(p, step) != 0 || math.Abs(p-x) >= step {
					t.Fatalf("%s of %g is published as %g", m.Kind, x, p)
				}
				total += (p - x) / step
				if p != q {
					if moved++; q != p+step {
						t.Fatalf("%s of %g and of one site more: %g and %g", m.Kind, x, p, q)
					}
				}
			}
			over := x/step - math.Floor(x/step)
			if sigma := math.Sqrt(n * over * (1 - over)); math.Abs(total) > 4*sigma+1e-9*n {
				t.Errorf("%s of %g is off by %.1f steps in all, sigma is %.1f", m.Kind, x, total, sigma)
			}
			if math.Abs(float64(moved)-n/r) > 4*math.Sqrt(n*(1-1.0/r)/r) {
				t.Errorf("%s of %g: %d of %d move", m.Kind, x, moved, n)
			}
		}
	}
}

// A sum that fewer than k sites could have made is NULL, and to appear is one step: from 0 on, each B more
// lets one sum in r appear, at T·B, until all have.
func TestSumsAppearStepByStep(t *testing.T) {
	const n = 1000
	for _, c := range []struct{ r, k int64 }{{1, 5}, {10, 10}, {7, 10}, {10, 31}} {
		rounder := rounder(t, 5, "d", c.r, c.k)
		for _, m := range []plan.Measure{intSum, sum} {
			for _, sign := range []float64{1, -1} {
				seen := 0
				for by := int64(0); by <= rounder.Threshold(); by++ {
					x := sign * float64(by*m.Bound)
					appear := 0
					for _, v := range round(t, rounder, column(n, same(1000), sumOf(m, x)), modules(m)).Measures[0] {
						if v.IsNull() {
							continue
						}
						if appear++; number(v) != sign*float64(rounder.Threshold()*m.Bound) {
							t.Fatalf("%g appears as %g", x, number(v))
						}
					}
					if by < c.k && appear > 0 {
						t.Fatalf("r %d, k %d: a sum of %d sites at most appears", c.r, c.k, by)
					}
					if more, q := float64(appear-seen), 1/float64(c.r); more != 0 && math.Abs(more-n*q) > 5*math.Sqrt(n*q*(1-q)) {
						t.Errorf("r %d, k %d: at %g, %g of %d appear", c.r, c.k, x, more, n)
					}
					seen = appear
				}
				if seen != n {
					t.Errorf("r %d, k %d: at T, %d of %d appear", c.r, c.k, seen, n)
				}
			}
		}
	}
}

// Rounding keeps the order of exact numbers.
func TestRoundingIsMonotone(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	rounder := rounder(t, 6, "d", 10, 10)
	last := map[int]float64{}
	for x := -30000.0; x < 30000; x += 100 * r.Float64() {
		for i, m := range []plan.Measure{intSum, sum} {
			if v := round(t, rounder, column(1, same(1000), sumOf(m, x)), modules(m)).Measures[0][0]; !v.IsNull() {
				if before, ok := last[i]; ok && number(v) < before {
					t.Fatalf("%g is published as %g, less than before", x, number(v))
				}
				last[i] = number(v)
			}
		}
	}
	sites := int64(0)
	for n := range int64(500) {
		p := published(round(t, rounder, column(1, same(n)), modules()))["slug 0"]
		if p < sites {
			t.Fatalf("%d sites are published as %d", n, p)
		}
		sites = p
	}
}

// What cannot be rounded is NULL: never a number that wrapped, nor one that is not finite.
func TestSumsAtTheEnds(t *testing.T) {
	wide := intSum
	wide.Bound = 1 << 40
	for seed := range 200 {
		rounder := rounder(t, seed, "d", 10, 10)
		for _, c := range []struct {
			m plan.Measure
			v value.Value
		}{
			{intSum, value.OfInt64(math.MaxInt64)}, {intSum, value.OfInt64(math.MinInt64)}, {intSum, value.OfInt64(math.MaxInt64 - 35)},
			{wide, value.OfInt64(math.MaxInt64)}, {wide, value.OfInt64(math.MinInt64)}, {wide, value.OfInt64(math.MinInt64 + 1<<42)},
			{sum, value.OfFloat64(math.MaxFloat64)}, {sum, value.OfFloat64(-math.MaxFloat64)},
			{sum, value.OfFloat64(math.Inf(1))}, {sum, value.OfFloat64(math.NaN())}, {intSum, value.Value{}}, {sum, value.Value{}},
		} {
			p := round(t, rounder, column(1, same(1000), c.v), modules(c.m)).Measures[0][0]
			switch {
			case p.IsNull():
			case c.v.Kind == value.Int64 && c.v.Kind == p.Kind:
				if step := 10 * c.m.Bound; p.Int64()%step != 0 || (p.Int64() < 0) != (c.v.Int64() < 0) {
					t.Errorf("%d becomes %d", c.v.Int64(), p.Int64())
				}
			case p.Kind != value.Float64 || math.Abs(p.Float64()) > math.MaxFloat64 || math.Abs(c.v.Float64()) > math.MaxFloat64 || c.v.Kind == value.Null:
				t.Errorf("%s %x becomes %s %x", c.v.Kind, c.v.Bits, p.Kind, p.Bits)
			}
		}
	}
	// Tiny sums, whose remainder is lost beside a step.
	for _, x := range []float64{0, 1e-300, -1e-300, math.Copysign(0, -1)} {
		if v := round(t, rounder(t, 1, "d", 1, 1), column(1, same(10), value.OfFloat64(x)), modules(sum)).Measures[0][0]; !v.IsNull() {
			t.Errorf("%g becomes %g", x, v.Float64())
		}
	}
}

// Counts of rows under a bound are rounded in steps of the bound; of one row a site, they are sites.
func TestRoundedCounts(t *testing.T) {
	version := &plan.Field{Column: "modules.version", Of: 0, Type: value.String}
	rows := plan.Measure{Fn: plan.RowCount, Kind: value.Int64, Bound: 1}
	three := rows
	three.Bound = 3
	versions := plan.Measure{Fn: plan.Count, Arg: version, Kind: value.Int64, Bound: 1}
	set := column(500, same(44), value.OfInt64(44), value.OfInt64(44), value.OfInt64(130), value.OfInt64(9), value.OfInt64(44))
	g := modules(sites, rows, three, versions, values)
	out := round(t, rounder(t, 1, "d", 10, 10), set, g)
	differ, zero := 0, 0
	for cell := range out.N {
		m := func(i int) value.Value { return out.Measures[i][cell] }
		if m(0) != m(1) || m(0).Int64() != out.Sites[cell] {
			t.Fatalf("%d sites, %d rows of one a site", m(0).Int64(), m(1).Int64())
		}
		if m(2).Int64()%30 != 0 || m(2).Int64() < 120 || m(2).Int64() > 150 {
			t.Fatalf("130 rows are published as %d", m(2).Int64())
		}
		if !m(3).IsNull() {
			t.Fatalf("9 sites are published as %d", m(3).Int64())
		}
		if m(4) != m(0) {
			differ++
		}
	}
	if out.N != 500 || differ < 150 {
		t.Errorf("%d cells, %d with another u for another measure", out.N, differ)
	}
	few := round(t, rounder(t, 1, "d", 10, 10), column(500, same(44), value.OfInt64(4)), modules(values))
	for _, v := range few.Measures[0] {
		if v.IsNull() || v.Int64() != 0 && v.Int64() != 10 {
			t.Fatalf("4 values are published as %d (%s)", v.Int64(), v.Kind)
		}
		if v.Int64() == 0 {
			zero++
		}
	}
	if zero < 250 || zero > 350 {
		t.Errorf("4 values are 0 in %d of 500", zero)
	}
	steps, err := rounder(t, 1, "d", 10, 10).Steps(modules(sites, rows, three, intSum, values))
	if err != nil || fmt.Sprint(steps) != "[10 10 30 70 10]" {
		t.Errorf("steps %v, %v", steps, err)
	}
}

func TestRounderRefuses(t *testing.T) {
	s, err := secret.Parse([]byte(strings.Repeat("0123456789abcdef", 4)))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		s       secret.Secret
		dataset string
		r, k    int64
	}{{secret.Secret{}, "d", 10, 10}, {s, "", 10, 10}, {s, "d", 0, 10}, {s, "d", 1 << 33, 10}, {s, "d", 10, 0}, {s, "d", 10, math.MaxInt64}} {
		if _, err := privacy.NewRounder(c.s, c.dataset, c.r, c.k); err == nil {
			t.Errorf("%q, %d, %d: accepted", c.dataset, c.r, c.k)
		}
	}
	rounder := rounder(t, 1, "d", 10, 10)
	mean, unbounded, rows, wide := sum, sum, plan.Measure{Fn: plan.RowCount, Kind: value.Int64}, intSum
	mean.Fn, unbounded.Bound, wide.Bound = plan.Avg, 0, math.MaxInt64/15
	for name, g := range map[string]*plan.Group{"a mean": modules(mean), "a sum without a bound": modules(unbounded), "rows without a bound": modules(rows),
		"too wide a step": modules(wide), "other measures": modules(sites, sites)} {
		if _, err := rounder.Round(column(1, same(50), value.OfInt64(1)), g, 1); err == nil {
			t.Errorf("%s is rounded", name)
		}
	}
	if out, err := rounder.Round(cells.New(1, 1), modules(sites), 4); err != nil || out.N != 0 {
		t.Errorf("no cells: %v", err)
	}
}
