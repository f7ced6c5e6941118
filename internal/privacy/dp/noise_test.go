package dp

import (
	"math"
	"math/rand/v2"
	"testing"
)

// random is a source of bits for tests.
type random struct{ *rand.PCG }

func (r random) word() uint64 { return r.Uint64() }

func seeded(seed uint64) random { return random{rand.NewPCG(seed, 9)} }

// probability is that of the value x.
func (c scale) probability(x int64) float64 {
	r := 1 / c.float()
	return math.Exp(-r*math.Abs(float64(x))) * -math.Expm1(-r) / (1 + math.Exp(-r))
}

func (t truncated) probability(x int64) float64 {
	if x < -t.most || x > t.most {
		return 0
	}
	return t.last() * math.Exp(float64(t.most-max(x, -x))/t.float())
}

// chiSquared is Pearson's statistic of counts of values, from -n to n and of all beyond, in standard
// deviations from what is expected of it.
func chiSquared(counts map[int64]int, total int, n int64, probability func(int64) float64) float64 {
	sum, cells, rest, restSeen := 0.0, 0, 1.0, total
	add := func(seen int, p float64) {
		if expected := p * float64(total); expected >= 5 {
			sum += (float64(seen) - expected) * (float64(seen) - expected) / expected
			cells++
		}
	}
	for x := -n; x <= n; x++ {
		add(counts[x], probability(x))
		rest -= probability(x)
		restSeen -= counts[x]
	}
	add(restSeen, rest)
	return (sum - float64(cells-1)) / math.Sqrt(2*float64(cells-1))
}

// TestDistribution draws noise and compares how often each value comes with its probability.
func TestDistribution(t *testing.T) {
	const total = 200_000
	for _, tt := range []struct {
		epsilon                    float64
		parts, groups, sensitivity int64
	}{{1, 1, 1, 1}, {0.3, 2, 1, 1}, {3, 1, 1, 1}, {1.7, 1, 4, 2}, {0.7, 3, 1, 1}, {5, 1, 1, 1}} {
		c, err := newScale(tt.epsilon, tt.parts, tt.groups, tt.sensitivity)
		if err != nil {
			t.Fatal(err)
		}
		r, counts, sum, squares := seeded(uint64(tt.groups)), map[int64]int{}, 0.0, 0.0
		for range total {
			x := c.draw(r)
			counts[x]++
			sum += float64(x)
			squares += float64(x * x)
		}
		if off := chiSquared(counts, total, int64(5*c.float())+2, c.probability); off > 5 || off < -4 {
			t.Errorf("%+v: %g standard deviations off", tt, off)
		}
		// Mean 0 and variance 2e^-r/(1-e^-r)².
		rate := 1 / c.float()
		variance := 2 * math.Exp(-rate) / (math.Expm1(-rate) * math.Expm1(-rate))
		if off := sum / math.Sqrt(variance*total); math.Abs(off) > 5 {
			t.Errorf("%+v: the mean is %g standard deviations off", tt, off)
		}
		if got := squares / total; math.Abs(got/variance-1) > 0.05 {
			t.Errorf("%+v: variance %g, want %g", tt, got, variance)
		}
	}
}

func TestTruncatedDistribution(t *testing.T) {
	c, err := newScale(0.8, 1, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	cut := newTruncated(c, 0.01)
	r, counts := seeded(3), map[int64]int{}
	const total = 200_000
	for range total {
		counts[cut.draw(r)]++
	}
	if off := chiSquared(counts, total, cut.most, cut.probability); off > 5 || off < -4 {
		t.Errorf("%g standard deviations off", off)
	}
	sum := 0.0
	for x := -cut.most - 5; x <= cut.most+5; x++ {
		sum += cut.probability(x)
		if (counts[x] > 0) != (cut.probability(x) > 0) {
			t.Errorf("%d came %d times", x, counts[x])
		}
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Errorf("probabilities add up to %g", sum)
	}
}

// TestPrivacyOfNoise: of numbers that one site moves by up to its bound, the probabilities of every outcome are
// within e^ε of each other. The true scale is rounded up, so the loss is never more than was asked for.
func TestPrivacyOfNoise(t *testing.T) {
	for _, epsilon := range []float64{0.01, 0.1, 1.0 / 3, 1, 2.5, 7} {
		for _, groups := range []int64{1, 3, 20} {
			for _, bound := range []int64{1, 2, 50} {
				c, err := newScale(epsilon, 1, groups, bound)
				if err != nil {
					t.Fatal(err)
				}
				// A site is in `groups` cells: its share of each is epsilon/groups.
				limit := math.Exp(epsilon / float64(groups) * (1 + 1e-12))
				for shift := int64(1); shift <= bound; shift++ {
					for x := int64(-60); x <= 60; x++ {
						if ratio := c.probability(x) / c.probability(x-shift); ratio > limit*(1+1e-12) || 1/ratio > limit*(1+1e-12) {
							t.Fatalf("ε %g, %d groups, bound %d: %d and %d differ by a factor of %g, more than %g", epsilon, groups, bound, x, x-shift, ratio, limit)
						}
					}
				}
				if c.float() > float64(groups*bound)/epsilon*(1+1e-3)+1.0/scaleDen {
					t.Errorf("ε %g, %d groups, bound %d: the noise is wider than need be: %g", epsilon, groups, bound, c.float())
				}
			}
		}
	}
}

// outcomes are the probabilities of what a cell of n sites is published as, by the count; 0 for a cell that does
// not appear.
func (m *Mechanism) outcomes(n int64) map[int64]float64 {
	all := map[int64]float64{}
	for x := -m.sites.most; x <= m.sites.most; x++ {
		if n >= m.k && n-(m.k-1)+x > m.sites.most {
			all[n+x] += m.sites.probability(x)
		} else {
			all[0] += m.sites.probability(x)
		}
	}
	return all
}

// TestPrivacyOfSelection enumerates every outcome for every two neighbouring numbers of sites: the probability of
// the worst set of outcomes is within e^ε of its neighbour's, but for δ. That of a single site above the
// threshold to appear is at most δ, and below it nothing ever does.
func TestPrivacyOfSelection(t *testing.T) {
	for _, p := range []Parameters{
		{Epsilon: 1, Delta: 1e-4, MaxGroups: 1, K: 1}, {Epsilon: 0.5, Delta: 1e-3, MaxGroups: 2, K: 10},
		{Epsilon: 2, Delta: 1e-3, MaxGroups: 5, K: 5}, {Epsilon: 4, Delta: 1e-9, MaxGroups: 1, K: 10},
	} {
		m := mechanism(t, p)
		share, delta := math.Exp(p.Epsilon/float64(p.MaxGroups)), p.Delta/float64(p.MaxGroups)
		for n := int64(0); n < m.k+2*m.sites.most+5; n++ {
			a, b := m.outcomes(n), m.outcomes(n+1)
			for range 2 {
				excess := 0.0
				for outcome, q := range a {
					if d := q - share*b[outcome]; d > 0 && q > share*(1+1e-9)*b[outcome] {
						excess += d
					}
				}
				if excess > delta*(1+1e-9) {
					t.Fatalf("%+v: %d and %d sites: δ is %g, more than %g", p, n, n+1, excess, delta)
				}
				a, b = b, a
			}
			appears := 1 - m.outcomes(n)[0]
			switch {
			case n < m.k && m.outcomes(n)[0] < 1-1e-12:
				t.Errorf("%+v: %d sites appear", p, n)
			case n == m.k && appears > delta*(1+1e-9)+1e-12:
				t.Errorf("%+v: one site above the threshold appears with %g", p, appears)
			case n == m.k+2*m.sites.most && appears < 1-1e-12:
				t.Errorf("%+v: %d sites appear only with %g", p, n, appears)
			}
			for outcome := range m.outcomes(n) {
				if outcome != 0 && outcome < m.Least() {
					t.Errorf("%+v: a cell is published with %d, below %d", p, outcome, m.Least())
				}
			}
		}
	}
}
