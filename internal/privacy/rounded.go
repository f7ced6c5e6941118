package privacy

import (
	"errors"
	"fmt"
	"math"
	"sync"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/secret"
	"isobar/internal/value"
)

// Rounder protects the numbers of a release against subtraction between cells and between weeks. A count n
// is published as
//
//	P = r·⌊(n + u)/r⌋,  u = HMAC(secret, what the cell means) mod r
//
// so that P is right on average over secrets, less than r from n, and one site more or less moves it with
// probability 1/r, by one step. u depends on the meaning of the cell (plan.Meaning) and on nothing else:
// not on the table, so that a number that stands in two tables is rounded alike in both, nor on the week, so
// that a number that stays the same is published the same.
//
// A cell appears if its rounded number of sites is at least
//
//	T = r·⌈(k + r - 1)/r⌉
//
// which implies n ≥ k, and makes appearing one more of the steps: with r above 1, a site that lifts a cell
// from k-1 to k does not thereby show it. Sums, and counts of rows of which a site has up to B, are rounded
// in the same way in steps of r·B, with a u of their own, and are NULL where the result is less than T·B from
// 0; that again takes at least k sites, and every appearance is a step of probability at most 1/r.
// COUNT(DISTINCT x) is rounded in steps of r and never NULL; every one of the values that it counts has k
// sites already, but one site adds as many of them as it is the k-th of.
//
// AVG must have been divided into SUM and COUNT (plan.Query.SplitAverages), and rows must be bounded
// (plan.Query.BoundRows).
type Rounder struct {
	secret  secret.Secret
	dataset string
	step, k int64
}

// maxStep keeps the bias of a 64-bit number modulo r below one in 2³².
const maxStep = 1 << 32

// NewRounder makes a Rounder for a dataset with step r, which should be one number for all its tables: two
// steps of one cell are two hints at its number. k is the threshold in sites. With r = 1 counts of sites are exact.
func NewRounder(s secret.Secret, dataset string, r, k int64) (*Rounder, error) {
	switch {
	case s.IsZero():
		return nil, errors.New("privacy: rounding needs a secret")
	case dataset == "":
		return nil, errors.New("privacy: rounding needs the dataset's name")
	case r < 1 || r > maxStep:
		return nil, fmt.Errorf("privacy: the step is %d; it must be between 1 and %d", r, int64(maxStep))
	case k < 1 || k > math.MaxInt64-2*maxStep:
		return nil, fmt.Errorf("privacy: the threshold is %d sites; it must be at least 1", k)
	}
	return &Rounder{secret: s, dataset: dataset, step: r, k: k}, nil
}

// steps is how many steps from 0 a number has to be to be published: T/r.
func (r *Rounder) steps() int64 { return (r.k + r.step - 1 + r.step - 1) / r.step }

// Threshold is T, the least number of sites that is published.
func (r *Rounder) Threshold() int64 { return r.step * r.steps() }

// Total rounds a number that stands for the whole dataset, of sites (plan.SiteCount) or of something else
// that each site adds at most one to; 0 means fewer than Threshold. That of sites is the number that a query
// without keys and conditions publishes.
func (r *Rounder) Total(name string, n int64) int64 {
	w := r.worker(r.keyed(name, nil, nil, nil))
	p, ok := roundInt(n, uniform(w.sum(nil, 0), r.step), r.step)
	if !ok || p < r.Threshold() {
		return 0
	}
	return p
}

// Steps gives for each measure of a group the distance between two numbers that can be published.
func (r *Rounder) Steps(g *plan.Group) ([]int64, error) {
	measures, err := r.measures(g, g.Meaning())
	if err != nil {
		return nil, err
	}
	steps := make([]int64, len(measures))
	for i, m := range measures {
		steps[i] = m.step
	}
	return steps, nil
}

// rounding is how one measure is rounded.
type rounding struct {
	key   int   // its place among the group's keyings
	step  int64 // r times what a site adds at most
	least int64 // numbers closer to 0 are NULL
}

// measures says how the measures of a group are rounded; their keys are numbered from 0, in order.
func (r *Rounder) measures(g *plan.Group, meaning plan.Meaning) ([]rounding, error) {
	all := make([]rounding, len(g.Measures))
	for i, m := range g.Measures {
		mm := meaning.Measures[i]
		switch {
		case m.Fn == plan.Avg:
			return nil, fmt.Errorf("privacy: measure %d is an average: it must be a sum and a count before it is rounded", i)
		case mm.PerSite < 1:
			return nil, fmt.Errorf("privacy: measure %d, %s, has no bound on what one site adds: it cannot be rounded", i, m.Fn)
		case mm.PerSite > math.MaxInt64/r.Threshold():
			return nil, fmt.Errorf("privacy: measure %d, %s: steps of %d times %d are too wide", i, m.Fn, r.step, mm.PerSite)
		}
		all[i] = rounding{step: r.step * mm.PerSite, least: r.Threshold() * mm.PerSite}
		if m.Fn == plan.ValueCount {
			all[i].least = 0
		}
	}
	return all, nil
}

// Round gives the cells of a group as they may be published: those that appear, with rounded measures, in
// their order. Sites are rounded as well. The cells that do not appear count as withheld. set holds the
// exact numbers that have passed the threshold (Primary) and stays as it is; the result may share its
// dictionary and keys. workers is the number of goroutines; the result does not depend on it.
func (r *Rounder) Round(set *cells.Set, g *plan.Group, workers int) (*cells.Set, error) {
	if len(set.Keys) != len(g.Keys) || len(set.Measures) != len(g.Measures) || len(set.Sites) != set.N {
		return nil, errors.New("privacy: cells of another group")
	}
	meaning := g.Meaning()
	measures, err := r.measures(g, meaning)
	if err != nil {
		return nil, err
	}
	keyings := r.keyings(meaning, measures)
	out := &cells.Set{Dict: set.Dict, N: set.N, Keys: set.Keys, Measures: make([][]value.Value, len(measures)), Sites: make([]int64, set.N), Withheld: set.Withheld}
	for i := range out.Measures {
		out.Measures[i] = make([]value.Value, set.N)
	}
	workers = min(max(workers, 1), set.N)
	appearing := make([]int, workers)
	var wait sync.WaitGroup
	for i := range workers {
		wait.Go(func() {
			appearing[i] = r.part(out, set, measures, keyings, i*set.N/workers, (i+1)*set.N/workers)
		})
	}
	wait.Wait()
	total := 0
	for _, n := range appearing {
		total += n
	}
	if total < set.N {
		out = out.Keep(func(cell int) bool { return out.Sites[cell] > 0 })
	}
	return out, nil
}

// part rounds the cells from first to last-1, gives those that do not appear no sites, and counts the others.
func (r *Rounder) part(out, set *cells.Set, measures []rounding, keyings []keying, first, last int) (appearing int) {
	workers := make([]*keyWorker, len(keyings))
	for i, k := range keyings {
		workers[i] = r.worker(k)
	}
	sums := make([]*[macSize]byte, len(keyings))
	for cell := first; cell < last; cell++ {
		sites := workers[0].sum(set, cell)
		p, ok := roundInt(set.Sites[cell], uniform(sites, r.step), r.step)
		if !ok || p < r.Threshold() {
			continue
		}
		appearing++
		out.Sites[cell] = p
		clear(sums)
		sums[0] = sites
		for i, m := range measures {
			v := set.Measures[i][cell]
			if v.IsNull() {
				continue
			}
			if sums[m.key] == nil {
				sums[m.key] = workers[m.key].sum(set, cell)
			}
			out.Measures[i][cell] = m.round(v, sums[m.key])
		}
	}
	return appearing
}
