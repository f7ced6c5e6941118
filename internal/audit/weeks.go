package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
)

// Kinds of findings of attacks A8 and A9.
const (
	kindChange  = "change"
	kindProfile = "profile"
	kindBirth   = "birth"
	kindDeath   = "death"
)

// since searches a release together with the one before it.
//
// A8: a number that certainly changed by 1 to k-1 sites. It is only likely that so few sites did it,
// since those that came and those that went cancel out; it is a finding where several values and all pairs
// of them changed by the same number (see profiles).
//
// A9: a row that appears with n sites had at most k-1 before, so that at least n-k+1 sites are new to it;
// where that is fewer than k, a few sites may be all. They are likely findings, too: what is certain is
// only that bound. The same for rows that disappear. Both need exact numbers.
//
// Rounded numbers do not lead to either, because two numbers that are each known only within a step do
// not have a difference that is certain to be small. Only neighbouring releases are compared.
func (r *search) since(ctx context.Context, before *snapshot) error {
	if before.secret != "" && r.secret != "" && before.secret != r.secret {
		r.warned.add(kindOf{attack: averaging, kind: kindKeys}, func() Finding {
			return Finding{Dataset: r.dataset, Weeks: []string{before.week, r.week}, Tables: []string{}, Evidence: []string{},
				Group: "every rounded number that did not change: with each new key its bounds get narrower"}
		})
	}
	moved := map[whereID]*movement{}
	for _, f := range r.families {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		old := before.byFrame[frame(f.where, f.attrs)]
		if old == nil {
			continue
		}
		m := moved[f.where]
		if m == nil {
			m = &movement{}
			moved[f.where] = m
		}
		r.step(before, old, f, m)
	}
	for where := range r.dict.wheres {
		if m := moved[whereID(where)]; m != nil {
			if err := r.profiles(ctx, before, whereID(where), m); err != nil {
				return err
			}
		}
	}
	return nil
}

// movement is the changes of values and pairs under the same conditions.
type movement struct {
	values map[itemID]int64
	pairs  []pairMoved
}

type pairMoved struct {
	a, b itemID
	by   int64
}

// step goes through the cells of one family in both weeks.
func (r *search) step(before *snapshot, old, f *family, m *movement) {
	i, j := 0, 0
	for i < len(old.sites) || j < len(f.sites) {
		order := 0
		switch {
		case i == len(old.sites):
			order = 1
		case j == len(f.sites):
			order = -1
		default:
			order = slices.Compare(old.cell(i), f.cell(j))
		}
		switch {
		case order < 0:
			r.crossing(before, kindDeath, f, cellOf{old, i}, before)
			i++
		case order > 0:
			r.crossing(before, kindBirth, old, cellOf{f, j}, r.snapshot)
			j++
		default:
			if f.arity() <= 2 {
				r.change(before, cellOf{old, i}, cellOf{f, j}, m)
			}
			i++
			j++
		}
	}
}

// crossing looks at a row that is in one week only; other is its family in the other week.
func (r *search) crossing(before *snapshot, kind string, other *family, c cellOf, in *snapshot) {
	n := c.fam.sites[c.at]
	if !n.exact() || r.moreHidden || n.lo <= other.hidden || n.lo-other.hidden >= r.k {
		return
	}
	r.found.add(kindOf{threshold, kind, true}, func() Finding {
		g := group{where: c.fam.where, under: c.fam.where, has: c.fam.cell(c.at), joined: c.fam.linked}
		f := in.finding(g, span{n.lo - other.hidden, n.lo}, c)
		f.Weeks = []string{before.week, r.week}
		f.Assumes, f.askable = hiddenIsFew, false
		what := "new since"
		if kind == kindDeath {
			what = "gone after"
		}
		f.Group += fmt.Sprintf(", %s week %s", what, before.week)
		f.Evidence = append(f.Evidence, fmt.Sprintf("at most %d in the other week, which has no such row", other.hidden))
		return f
	})
}

// change looks at a row that is in both weeks.
func (r *search) change(before *snapshot, was, is cellOf, m *movement) {
	a, b := was.fam.sites[was.at], is.fam.sites[is.at]
	d := span{b.lo - a.hi, b.hi - a.lo}
	up := d.few(r.k)
	if !up && !(span{-d.hi, -d.lo}).few(r.k) {
		return
	}
	if d.exact() {
		switch cell := is.fam.cell(is.at); {
		case len(cell) == 1:
			if m.values == nil {
				m.values = map[itemID]int64{}
			}
			m.values[cell[0]] = d.lo
		case len(cell) == 2 && !is.fam.linked:
			m.pairs = append(m.pairs, pairMoved{cell[0], cell[1], d.lo})
		}
	}
	r.found.add(kindOf{weekly, kindChange, true}, func() Finding {
		g := group{where: is.fam.where, under: is.fam.where, has: is.fam.cell(is.at), joined: is.fam.linked}
		size, what := d, "more"
		if !up {
			size, what = span{-d.hi, -d.lo}, "fewer"
		}
		f := r.finding(g, size, is)
		f.Weeks = []string{before.week, r.week}
		f.askable = false
		f.Group += fmt.Sprintf(", %s %s than in week %s", size, what, before.week)
		f.Evidence = append([]string{before.evidence(was.fam, was.at) + " in week " + before.week}, f.Evidence...)
		return f
	})
}

// profiles looks for values that changed alike: one site that leaves takes one away from each of its
// values and from each pair of them, and where all pairs of some values changed by the same number, that
// is what those sites have.
func (r *search) profiles(ctx context.Context, before *snapshot, where whereID, m *movement) error {
	byChange := map[int64][][2]itemID{}
	for _, p := range m.pairs {
		if m.values[p.a] == p.by && m.values[p.b] == p.by {
			byChange[p.by] = append(byChange[p.by], [2]itemID{p.a, p.b})
		}
	}
	var changes []int64
	for by := range byChange {
		changes = append(changes, by)
	}
	slices.SortFunc(changes, func(a, b int64) int { return cmp.Or(cmp.Compare(max(a, -a), max(b, -b)), cmp.Compare(a, b)) })
	for _, by := range changes {
		cliques, all, err := cliquesOf(ctx, byChange[by])
		if err != nil {
			return err
		}
		if !all {
			r.limit("not all groups of values that changed alike since week %s were looked for", before.week)
		}
		for _, items := range cliques {
			r.found.add(kindOf{attack: weekly, kind: kindProfile}, func() Finding { return r.profile(before, where, by, items) })
		}
	}
	return nil
}

func (r *search) profile(before *snapshot, where whereID, by int64, items []itemID) Finding {
	few := items[:min(len(items), listedValues)]
	size := max(by, -by)
	f := r.finding(group{where: where, under: where, has: few}, span{size, size})
	f.Weeks = []string{before.week, r.week}
	f.Has, f.askable = r.attributes(items[:min(len(items), 6*listedValues)]), false
	if more := len(items) - len(few); more > 0 {
		f.Group += fmt.Sprintf(" and %d more values", more)
	}
	what := "that came after week "
	if by < 0 {
		what = "that left after week "
	}
	f.Group += ", " + what + before.week
	f.Evidence = []string{fmt.Sprintf("all %d values and all pairs of them changed by %+d", len(items), by)}
	f.Tables = r.tablesOf(where, items)
	return f
}

// tablesOf names the tables of values and pairs under some conditions.
func (r *search) tablesOf(where whereID, items []itemID) []string {
	var names []string
	for _, f := range r.families {
		if f.where != where || f.arity() < 1 || f.arity() > 2 || f.linked {
			continue
		}
		if slices.ContainsFunc(items, func(it itemID) bool { return slices.Contains(f.attrs, r.dict.items[it].attr) }) {
			for _, t := range f.tables {
				names = append(names, r.tables[t].name)
			}
		}
	}
	return sortedOnce(names)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// plural writes a number of things.
func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
