package audit

import (
	"context"
	"sync"
	"sync/atomic"
)

// search is the search of one release, by itself or together with the one before it.
type search struct {
	*snapshot
	most       int // findings that are kept of each kind
	workers    int
	moreHidden bool
	found      *collector
	warned     *collector
	withheld   []Row   // of Options
	report     *Report // for what is found of withheld cells
	odd        int64   // contradictions between numbers that should fit together
	unsolved   int64   // systems of equations that are too large
	doubtful   int64   // systems in which hidden cells have many sites
}

// outcome is what one part of a search found.
type outcome struct {
	found, warned *collector
	hidden        *absence // nil if nothing
	odd           int64
}

func (o *outcome) absent() *absence {
	if o.hidden == nil {
		o.hidden = newAbsence(o.found.most)
	}
	return o.hidden
}

// cellsPerPart is how many cells one part of a search takes.
const cellsPerPart = 8192

// spread calls do for consecutive ranges of 0 to n-1, each of at most per, on several goroutines, and
// adds what they found in the order of the ranges: the number of goroutines does not show.
func (r *search) spread(ctx context.Context, n, per int, do func(from, to int, out *outcome)) ([]*outcome, error) {
	outs := make([]*outcome, (n+per-1)/per)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(r.workers, len(outs)) {
		wait.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(outs) {
					return
				}
				out := &outcome{found: newCollector(r.most), warned: newCollector(r.most)}
				do(i*per, min(n, (i+1)*per), out)
				outs[i] = out
			}
		})
	}
	wait.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	for _, out := range outs {
		r.found.merge(out.found)
		r.warned.merge(out.warned)
		r.odd += out.odd
	}
	return outs, nil
}

// alone searches one release by itself.
func (r *search) alone(ctx context.Context) error {
	r.disagreements()
	r.narrow()
	for _, attack := range []func(context.Context) error{r.rollUps, r.solve, r.inclusion, r.triangles} {
		if err := attack(ctx); err != nil {
			return err
		}
	}
	r.forcedCells()
	if r.odd > 0 {
		r.limit("%d times a number contradicts others: the manifest's meanings of columns may be wrong, and findings with them", r.odd)
	}
	if r.unsolved > 0 {
		r.limit("%d systems of equations were too large to be solved", r.unsolved)
	}
	if r.doubtful > 0 {
		r.limit("in %d groups of tables rows are missing that have many sites, so that nothing was concluded from missing rows", r.doubtful)
	}
	return nil
}

// Kinds of findings of attack A6.
const (
	kindNoise         = "rounded differently"
	kindContradiction = "different numbers"
	kindKeys          = "different keys"
)

// disagreements searches for A6: tables that show one cell with different numbers although they round
// alike, so that every further table would narrow it down.
func (r *search) disagreements() {
	for _, c := range r.conflicts {
		kind := kindOf{attack: averaging, kind: kindNoise}
		if c.exact {
			kind.kind = kindContradiction
		}
		r.found.add(kind, func() Finding {
			g := group{where: c.fam.where, under: c.fam.where, has: c.fam.cell(c.cell), joined: c.fam.linked}
			f := r.finding(g, c.fam.sites[c.cell])
			seen := map[uint16]bool{}
			for i, t := range c.tables {
				if !seen[t] {
					seen[t] = true
					f.Tables = append(f.Tables, r.tables[t].name)
					f.Evidence = append(f.Evidence, number(c.shown[i])+" published in "+r.tables[t].name)
				}
			}
			f.Tables = sortedOnce(f.Tables)
			return f
		})
	}
}
