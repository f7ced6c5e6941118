package attack

import (
	"math"
	"slices"
	"testing"
)

// utility says what of the naive release is left: the share of its cells, and the median relative error of
// their numbers.
func utility(c counts, out published) (kept, medianError float64) {
	all := naive.publish(c)
	var errors []float64
	for at, n := range out {
		errors = append(errors, math.Abs(float64(n-all[at]))/float64(all[at]))
	}
	slices.Sort(errors)
	if len(errors) > 0 {
		medianError = errors[len(errors)/2]
	}
	return float64(len(out)) / float64(max(len(all), 1)), medianError
}

// TestWeeklyDifferencing: 80,000 baskets of T10I4D100K stay, 100 leave and 100 join (attack A8). There are two
// attackers. One takes every clique of pairs that moved the same way for a profile, the other only those
// whose items moved as well.
func TestWeeklyDifferencing(t *testing.T) {
	all := baskets(t, "T10I4D100K")
	const stay, change = 80_000, 100
	ways := []struct {
		protection
		pairs, items float64 // most that each attacker may profile
	}{
		{naive, 1, 1},
		{exact(t, stay), 1, 1}, // exact mode is for one release: the next one shows who changed
		{rounded(t, k), 0.12, 0.01},
		{rounded(t, 2*k), 0.02, 0.01},
		{rounded(t, 3*k), 0.01, 0.01},
	}
	pairs, items := make([]outcome, len(ways)), make([]outcome, len(ways))
	for seed := range uint64(2) {
		w := turn(all, stay, change, seed+1)
		for i, way := range ways {
			if seed > 0 && way.name == "exact" {
				continue // one draw says enough
			}
			before, after := way.publish(w.before), way.publish(w.after)
			pairs[i].add(differencing(w, before, after, way.protection, false))
			items[i].add(differencing(w, before, after, way.protection, true))
			if seed == 0 {
				kept, err := utility(w.before, before)
				t.Logf("%-16s %5.1f %% of the cells kept, median error %.1f %%", way.name, 100*kept, 100*err)
			}
		}
	}
	for i, way := range ways {
		p, q := pairs[i], items[i]
		t.Logf("%-16s pairs: %5.1f %% of the sites profiled, %d claims, %.0f %% right; with items: %5.1f %%, %d claims, %.0f %% right", way.name,
			100*p.share(), p.claims, 100*p.precision(), 100*q.share(), q.claims, 100*q.precision())
		if p.share() > way.pairs || q.share() > way.items {
			t.Errorf("%s: %.3f and %.3f of the sites were profiled, more than %.3f and %.3f", way.name, p.share(), q.share(), way.pairs, way.items)
		}
	}
	if pairs[0].share() < 0.5 {
		t.Errorf("the attack profiles %.2f of the sites in a naive release: it is no test of the others", pairs[0].share())
	}
}
