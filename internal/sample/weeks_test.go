package sample

import (
	"maps"
	"slices"
	"testing"
	"time"
)

// TestWeeks reads three weeks as one folder, as isobar does. Every week must have exactly the sites
// that were asked for, though some send again, and some just outside the week.
func TestWeeks(t *testing.T) {
	const sites, weeks = 1500, 3
	made := generate(t, sites, func(o *Options) { o.Weeks = weeks; o.Seed = 3 })
	reports := parseAll(t, contents(t, made))
	first := monday.AddDate(0, 0, -7*(weeks-1))
	inWeek := make([]map[string]int, weeks)
	for i := range inWeek {
		inWeek[i] = map[string]int{}
	}
	var early, late, onMonday, lastSecond int
	for _, r := range reports {
		since := r.at.Sub(first)
		switch {
		case since < 0:
			early++
			if since < -time.Hour {
				t.Errorf("a report of %s is far before the first week", r.at)
			}
			continue
		case since >= weeks*7*24*time.Hour:
			late++
			if since >= weeks*7*24*time.Hour+time.Hour {
				t.Errorf("a report of %s is far after the last week", r.at)
			}
			continue
		case since%(7*24*time.Hour) == 0:
			onMonday++
		case since%(7*24*time.Hour) == 7*24*time.Hour-time.Second:
			lastSecond++
		}
		inWeek[since/(7*24*time.Hour)][r.site]++
	}
	if early == 0 || late == 0 || onMonday == 0 || lastSecond == 0 {
		t.Errorf("%d early, %d late, %d in a week's first second, %d in its last: some of each are needed", early, late, onMonday, lastSecond)
	}
	for i, week := range inWeek {
		if len(week) != sites {
			t.Errorf("week %d has %d sites", i, len(week))
		}
		again := 0
		for _, n := range week {
			if n > 1 {
				again++
			}
		}
		within(t, "sites that report again", float64(again)/sites, 0.02, 0.065)
	}
	for i := 1; i < weeks; i++ {
		left := 0
		for site := range inWeek[i-1] {
			if inWeek[i][site] == 0 {
				left++
			}
		}
		within(t, "sites that left", float64(left)/sites, 0.002, 0.022)
	}
}

// TestRepeats: among a site's reports of a week are such with the same time and other contents, and
// such that were only delivered again.
func TestRepeats(t *testing.T) {
	_, reports := commonSample(t)
	type moment struct {
		site string
		at   time.Time
	}
	byMoment := map[moment][]string{}
	again := map[string]int{}
	for i, line := range common.lines {
		r := reports[i]
		byMoment[moment{r.site, r.at}] = append(byMoment[moment{r.site, r.at}], line)
		again[line]++
	}
	sameTime, redelivered := 0, 0
	for _, group := range byMoment {
		slices.Sort(group)
		if len(slices.Compact(group)) > 1 {
			sameTime++
		}
	}
	for _, n := range again {
		if n > 1 {
			redelivered++
		}
	}
	if sameTime < 3 || redelivered < 3 {
		t.Errorf("%d sites sent different reports of one time, %d reports came twice", sameTime, redelivered)
	}
}

// TestAdoption follows a module over half a year: the share of sites that have at least a certain
// release grows along a logistic curve, from none to nearly all that follow at all.
func TestAdoption(t *testing.T) {
	c, err := newCatalogue(profile(t), weekOf(monday)+30)
	if err != nil {
		t.Fatal(err)
	}
	module := &c.modules[0]
	out := slices.IndexFunc(module.releases, func(r release) bool { return int64(r.day)*86400 < monday.Unix()-30*86400 })
	day := module.releases[out].day
	p := &population{seed: 1, n: 2000}
	share := func(weeks int32) float64 {
		adopted, all := 0, 0
		var inv inventory
		for s := range slot(p.n) {
			inv.load(c, site{slot: s, key: hash(forKey, uint64(s))}, weekOf(monday), 0)
			if !slices.Contains(inv.modules, 0) {
				continue
			}
			all++
			if release := inv.release(c, 0, day+7*weeks); release <= out {
				adopted++
			}
		}
		return float64(adopted) / float64(all)
	}
	var shares []float64
	for _, weeks := range []int32{-1, 0, 7, 14, 21, 40} {
		shares = append(shares, share(weeks))
	}
	if !slices.IsSorted(shares) {
		t.Errorf("shares of adopters fall: %v", shares)
	}
	within(t, "before its release", shares[0], 0, 0)
	within(t, "after 7 weeks", shares[2], 0.05, 0.25)
	within(t, "after 14 weeks", shares[3], 0.35, 0.55)
	within(t, "after 21 weeks", shares[4], 0.65, 0.88)
	within(t, "after 40 weeks", shares[5], 0.88, 0.97) // all but those that are stuck
}

// TestHolders: a site keeps its slot from its birth on, whichever week one asks about first.
func TestHolders(t *testing.T) {
	p := &population{seed: 9, n: 50, churn: oddsOf(0.02)}
	lives := map[site]int{}
	for s := range slot(p.n) {
		var before site
		for w := week(2900); w < 3400; w++ {
			now := p.holder(s, w)
			if now.birth > w || now.slot != s || (now != before) != (now.birth == w) && w > 2900 {
				t.Fatalf("slot %d in week %d is held by %+v, before by %+v", s, w, now, before)
			}
			before = now
			lives[now]++
		}
	}
	within(t, "sites that held 50 slots over 500 weeks", float64(len(lives)), 400, 700)
	for n := range maps.Values(lives) {
		if n > longestLife {
			t.Errorf("a site lived %d weeks", n)
		}
	}
}
