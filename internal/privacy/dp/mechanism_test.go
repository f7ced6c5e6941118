package dp

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"

	"strings"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/secret"
	"isobar/internal/value"
)

func key(t *testing.T, text string) secret.Secret {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(strings.Repeat(text+"0123456789abcdef"[:14], 4)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := secret.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func group(groups int64, measures ...plan.Measure) *plan.Group {
	return &plan.Group{Keys: []plan.Key{{Expr: &plan.Ref{Type: value.Int64}}}, Measures: measures,
		Limit: &plan.GroupLimit{Groups: groups, Unit: "site"}}
}

var siteCount = plan.Measure{Fn: plan.SiteCount, Kind: value.Int64}

func sum(kind value.Kind, bound int64) plan.Measure {
	return plan.Measure{Fn: plan.Sum, Kind: kind, Arg: &plan.Ref{Type: kind}, Bound: bound}
}

func mechanism(t *testing.T, p Parameters, measures ...plan.Measure) *Mechanism {
	t.Helper()
	if len(measures) == 0 {
		measures = []plan.Measure{siteCount}
	}
	m, err := New(p, group(p.MaxGroups, measures...))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// many are cells of n sites each, with sums.
func many(count int, n int64) *cells.Set {
	s := cells.New(1, 3)
	for i := range count {
		s.Keys[0] = append(s.Keys[0], value.OfInt64(int64(i)))
		s.Measures[0] = append(s.Measures[0], value.OfInt64(n))
		s.Measures[1] = append(s.Measures[1], value.OfInt64(7*n))
		s.Measures[2] = append(s.Measures[2], value.OfFloat64(0.3*float64(n)))
		s.Sites = append(s.Sites, n)
	}
	s.N = count
	return s
}

var all = []plan.Measure{siteCount, sum(value.Int64, 100), sum(value.Float64, 3)}

// TestApply protects many equal cells: what is published is right on average, spread as the scales say, and
// appears as often as it should.
func TestApply(t *testing.T) {
	p := Parameters{Epsilon: 3, Delta: 1e-3, MaxGroups: 2, K: 10}
	m := mechanism(t, p, all...)
	n := m.Least() // half of the cells appear
	const count = 20_000
	out := m.Apply(many(count, n), NewSecret(key(t, "ab"), "table"))
	if share := float64(out.N) / count; math.Abs(share-(1-m.outcomes(n)[0])) > 0.02 {
		t.Errorf("%g of the cells appear, want %g", share, 1-m.outcomes(n)[0])
	}
	if out.Withheld != cells.NotCounted {
		t.Errorf("%d groups withheld: that number is exact", out.Withheld)
	}
	for i, want := range []float64{math.NaN(), float64(7 * n), 0.3 * float64(n)} {
		mean, squares, scale := 0.0, 0.0, m.Scales()[i]
		for cell := range out.N {
			v := out.Measures[i][cell]
			x := float64(v.Int64())
			if i == 2 {
				x = v.Float64()
			}
			if i == 0 {
				if v.Int64() < m.Least() || v.Int64() > n+m.sites.most || out.Sites[cell] != v.Int64() {
					t.Fatalf("%d sites are published as %d", n, v.Int64())
				}
				continue
			}
			mean += (x - want) / float64(out.N)
			squares += (x - want) * (x - want) / float64(out.N)
		}
		if i == 0 {
			continue
		}
		if math.Abs(mean) > 5*math.Sqrt2*scale/math.Sqrt(float64(out.N)) {
			t.Errorf("measure %d is %g too large on average, of a scale of %g", i, mean, scale)
		}
		if ratio := math.Sqrt(squares) / (math.Sqrt2 * scale); ratio < 0.95 || ratio > 1.05 {
			t.Errorf("measure %d spreads %g of what its scale says", i, ratio)
		}
	}
	// ε is shared by three numbers: 1 for each, by two groups; sums by 100 and about 3 for a site.
	if s := m.Scales(); s[0] != 2 || s[1] != 200 || s[2] < 6 || s[2] > 6.001 {
		t.Errorf("scales %v", s)
	}
}

// TestRepeatable: the same input gives the same cells; another secret, week, table or number gives other noise.
func TestRepeatable(t *testing.T) {
	p := Parameters{Epsilon: 3, Delta: 1e-3, MaxGroups: 2, K: 10}
	m := mechanism(t, p, all...)
	set := many(100, 200)
	first := m.Apply(set, NewSecret(key(t, "ab"), "table", "2026-11-09"))
	if first.N != 100 || !bytes.Equal(set.Encode(), many(100, 200).Encode()) {
		t.Fatalf("%d cells; or the input has changed", first.N)
	}
	if again := m.Apply(set, NewSecret(key(t, "ab"), "table", "2026-11-09")); !bytes.Equal(first.Encode(), again.Encode()) {
		t.Error("the same input gives other cells")
	}
	for name, s := range map[string]Secret{
		"secret": NewSecret(key(t, "cd"), "table", "2026-11-09"), "week": NewSecret(key(t, "ab"), "table", "2026-11-16"),
		"table": NewSecret(key(t, "ab"), "tables", "2026-11-09"), "no week": NewSecret(key(t, "ab"), "table2026-11-09"),
	} {
		other := m.Apply(set, s)
		same := 0
		for cell := range 100 {
			if first.Measures[1][cell] == other.Measures[1][cell] {
				same++
			}
		}
		if same > 5 { // one in 400 at most, by chance
			t.Errorf("another %s: %d of 100 numbers have the same noise", name, same)
		}
	}
	repeated := map[value.Value]int{}
	for _, v := range first.Measures[2] {
		repeated[v]++
	}
	if len(repeated) < 95 {
		t.Error("cells share their noise")
	}
}

// TestNoneBelow: nothing comes of a cell below the threshold, and a sum without a contribution is 0 and not NULL.
func TestNoneBelow(t *testing.T) {
	m := mechanism(t, Parameters{Epsilon: 20, Delta: 1e-3, MaxGroups: 1, K: 10}, all...)
	if out := m.Apply(many(1000, 9), NewSecret(key(t, "ab"))); out.N != 0 {
		t.Errorf("%d cells of 9 sites appear", out.N)
	}
	set := many(50, 100)
	for cell := range set.N {
		set.Measures[1][cell], set.Measures[2][cell] = value.Value{}, value.Value{}
	}
	out := m.Apply(set, NewSecret(key(t, "ab")))
	zero := 0
	for cell := range out.N {
		a, b := out.Measures[1][cell], out.Measures[2][cell]
		if a.Kind != value.Int64 || b.Kind != value.Float64 {
			t.Fatalf("%v and %v are published", a, b)
		}
		if a.Int64() == 0 {
			zero++
		}
	}
	if out.N != 50 || zero > 25 {
		t.Errorf("%d cells, %d of them with 0: there is no noise", out.N, zero)
	}
}

func TestUnsupported(t *testing.T) {
	arg := &plan.Ref{Type: value.Int64}
	p := Parameters{Epsilon: 1, Delta: 1e-9, MaxGroups: 20, K: 10}
	for want, of := range map[string]plan.Measure{
		"COUNT(DISTINCT …)": {Fn: plan.ValueCount, Kind: value.Int64, Arg: arg},
		"avg cannot":        {Fn: plan.Avg, Kind: value.Float64, Arg: arg, Bound: 4},
		"privacy.bounds":    {Fn: plan.Sum, Kind: value.Int64, Arg: arg},
		"rows of a site":    {Fn: plan.Count, Kind: value.Int64, Arg: arg},
		"sum of NUMERIC":    {Fn: plan.Sum, Kind: value.Numeric, Arg: arg, Bound: 4},
	} {
		_, err := New(p, group(20, siteCount, of))
		var unsupported *Unsupported
		if !errors.As(err, &unsupported) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %s", err, want)
		}
	}
	for _, p := range []Parameters{
		{Delta: 1e-9, MaxGroups: 20, K: 10}, {Epsilon: 21, Delta: 1e-9, MaxGroups: 20, K: 10}, {Epsilon: math.NaN(), Delta: 1e-9, MaxGroups: 20, K: 10},
		{Epsilon: 1, MaxGroups: 20, K: 10}, {Epsilon: 1, Delta: 0.1, MaxGroups: 20, K: 10}, {Epsilon: 1, Delta: 1e-9, MaxGroups: 19, K: 10},
		{Epsilon: 1, Delta: 1e-9, MaxGroups: 20}, {Epsilon: 1e-9, Delta: 1e-9, MaxGroups: 20, K: 10},
	} {
		if _, err := New(p, group(20, sum(value.Int64, math.MaxInt32))); err == nil {
			t.Errorf("%+v are taken", p)
		}
	}
}

func BenchmarkApplyMillion(b *testing.B) {
	m, err := New(Parameters{Epsilon: 1, Delta: 1e-9, MaxGroups: 20, K: 10}, group(20, all...))
	if err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(b.TempDir(), "key")
	s, err := secret.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	set, bits := many(1_000_000, 2*m.Least()), NewSecret(s)
	for b.Loop() {
		if out := m.Apply(set, bits); out.N < 900_000 {
			b.Fatalf("%d cells", out.N)
		}
	}
}
