package attack

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"isobar/internal/agg"
	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/privacy"
	"isobar/internal/value"
)

// some is the counts of the items and pairs of the first baskets that a naive release has.
func some(t testing.TB, n int) counts {
	t.Helper()
	all := countAll(baskets(t, "T10I4D100K")[:n])
	for at := range all {
		if all[at] < k {
			delete(all, at)
		}
	}
	return all
}

// TestAveraging (attack A6): whoever sees a number again and again learns nothing new from one secret; with a new
// one every time, the average comes ever closer to the truth, which is why a new secret is refused.
func TestAveraging(t *testing.T) {
	c := some(t, 20_000)
	const releases = 30
	once, often := rounded(t, k).publish(c), map[cell][]int64{}
	for i := range releases {
		for at, n := range rounded(t, k).publish(c) {
			if once[at] != n {
				t.Fatalf("the same cell was published as %d and as %d", once[at], n)
			}
		}
		for at, n := range roundedBy(t, k, i).publish(c) {
			often[at] = append(often[at], n)
		}
	}
	near := func(at cell, guess float64) bool { return math.Abs(guess-float64(c[at])) <= 1 }
	asked, known, known30 := 0, 0, 0
	for at := range c {
		if c[at] < 2*k { // would not be in every release
			continue
		}
		asked++
		if near(at, float64(once[at])) {
			known++
		}
		sum := int64(0)
		for _, n := range often[at] {
			sum += n
		}
		if near(at, float64(sum)/float64(len(often[at]))) {
			known30++
		}
	}
	share := func(n int) float64 { return float64(n) / float64(asked) }
	t.Logf("counts known to within one site, of %d: %.0f %% from one release or from %d with one secret, %.0f %% from %d with %d secrets",
		asked, 100*share(known), releases, 100*share(known30), releases, releases)
	if share(known) > 0.35 || share(known30) < 2*share(known) {
		t.Errorf("%.2f and %.2f", share(known), share(known30))
	}
}

// TestFakeSites (attack A10): the attacker runs k-1 sites that report an item, to see whether one more has it. A
// threshold answers. Rounding answers once in r, and the attacker does not know when.
func TestFakeSites(t *testing.T) {
	const items = 5000
	with, without := counts{}, counts{}
	for i := range items {
		// The attacker may run more sites than k-1; the more, the more often the row is there anyway.
		fakes := int64(k - 1 + i%10)
		without[cell{i, none}], with[cell{i, none}] = fakes, fakes+1
	}
	for _, test := range []struct {
		protection
		most float64
	}{{naive, 1}, {rounded(t, k), 0.12}} {
		a, b := test.publish(without), test.publish(with)
		told, attempts := 0, 0
		for i := range items {
			if test.name == "naive" && i%10 != 0 {
				continue // k-1 is best against a threshold
			}
			attempts++
			if at := (cell{i, none}); a[at] != b[at] {
				told++
			}
		}
		share := float64(told) / float64(attempts)
		t.Logf("%-16s the release depends on the one real site for %.1f %% of the items", test.name, 100*share)
		if share > test.most || test.name == "naive" && share < 1 {
			t.Errorf("%s: %.3f", test.name, share)
		}
	}
}

// TestThresholdCrossing (attack A9): of a row that appears, a threshold says that it has k sites now and had k-1.
func TestThresholdCrossing(t *testing.T) {
	all := baskets(t, "T10I4D100K")
	w := turn(all, 20_000, 200, 7)
	for _, test := range []struct {
		protection
		least, most float64
	}{{naive, 0.5, 1}, {rounded(t, k), 0, 0.2}} {
		before, after := test.publish(w.before), test.publish(w.after)
		births, right := 0, 0
		for at, n := range after {
			if _, ok := before[at]; ok {
				continue
			}
			births++
			// The best guess of what the number was: one less than the least that is published.
			if w.after[at] == n && w.before[at] == n-1 {
				right++
			}
		}
		share := float64(right) / float64(max(births, 1))
		t.Logf("%-16s %d rows appear; %.0f %% of the guesses of both numbers are right", test.name, births, 100*share)
		if births == 0 || share < test.least || share > test.most {
			t.Errorf("%s: %.2f of %d", test.name, share, births)
		}
	}
}

// TestDominance (attack A7): the site with the second greatest part in a sum takes it, and its own part, for what
// the greatest has. Parts are as uneven as the sizes of real sites, of which a few have most.
func TestDominance(t *testing.T) {
	const sums, percent, bound = 5000, 10, 1000
	r := rand.New(rand.NewPCG(4, 4))
	parts, set := make([][]int64, sums), cells.New(1, 1)
	for i := range parts {
		total := int64(0)
		for range int(12 * math.Exp2(5*r.Float64())) {
			part := min(int64(math.Ceil(math.Pow(r.Float64(), -1.5))), bound)
			parts[i] = append(parts[i], part)
			total += part
		}
		slices.Sort(parts[i])
		set.Keys[0] = append(set.Keys[0], value.OfInt64(int64(i)))
		set.Measures[0] = append(set.Measures[0], value.OfInt64(total))
		set.Sites = append(set.Sites, int64(len(parts[i])))
	}
	set.N = sums
	var list plan.Op = &plan.Unnest{Input: &plan.Report{}, List: &plan.List{Column: "items", Of: plan.Root, Elem: value.Int64}, Kind: value.Int64, Elem: 0, Offset: plan.None}
	g := &plan.Group{Input: list, Slots: 1, Keys: []plan.Key{{Expr: &plan.Ref{Slot: 0, Type: value.Int64}}},
		Measures: []plan.Measure{{Fn: plan.Sum, Arg: &plan.Ref{Slot: 0, Type: value.Int64}, Kind: value.Int64, Bound: bound}}}
	out, err := rounderOf(t, k, 0).Round(set, g, 1)
	if err != nil {
		t.Fatal(err)
	}
	published := map[string][]value.Value{"naive": set.Measures[0], "exact": slices.Clone(set.Measures[0]), "rounded": make([]value.Value, sums)}
	for i := range parts {
		if privacy.Dominated(merged(t, g.Measures[0], parts[i]), 0, 0, percent) {
			published["exact"][i] = value.Value{}
		}
	}
	for i := range out.N {
		published["rounded"][out.Keys[0][i].Int64()] = out.Measures[0][i]
	}
	for _, test := range []struct {
		name        string
		least, most float64
	}{{"naive", 0.01, 1}, {"exact", 0, 0}, {"rounded", 0, 0.02}} {
		known, kept := 0, 0
		for i, v := range published[test.name] {
			if v.IsNull() {
				continue
			}
			kept++
			n := len(parts[i])
			guess, truth := v.Int64()-parts[i][n-2], parts[i][n-1]
			if 100*math.Abs(float64(guess-truth)) < percent*float64(truth) {
				known++
			}
		}
		share := float64(known) / sums
		t.Logf("%-8s %4.1f %% of the sums are published; of %4.1f %% the greatest part is known to within %d %%", test.name, 100*float64(kept)/sums, 100*share, percent)
		if share < test.least || share > test.most {
			t.Errorf("%s: %.3f", test.name, share)
		}
	}
}

// merged is one group to which each site adds its part.
func merged(t *testing.T, measure plan.Measure, parts []int64) *agg.Merger {
	t.Helper()
	g := &plan.Group{Measures: []plan.Measure{measure}}
	table, m := agg.NewTable(g, value.NewDict()), agg.NewMerger(g)
	for _, part := range parts {
		table.Observe(table.Group(nil), 0, value.OfInt64(part))
		table.EndSite()
	}
	table.Flush(1, func(_ int, batch []byte) {
		if err := m.Add(batch); err != nil {
			t.Fatal(err)
		}
	})
	return m
}
