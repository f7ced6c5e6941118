package sample

// weekLines makes the lines of one week's files, in an order that looks shuffled.
//
// The lines are cut into positions 0 … sites-1. A position has the main report of one site, the
// further reports of another, and perhaps a bad line: so that a site's reports are far apart, and any
// range of positions can be written alone.
type weekLines struct {
	population *population
	habits     habits
	week       week
	dirty      odds // of a bad line after each position
	overlong   bool // the week has a line that is too long

	mains, extras order
}

// habits are how sites send, as odds.
type habits struct{ repeated, sameTime, redelivered, edge odds }

func habitsOf(r *Reports) habits {
	return habits{oddsOf(r.Repeated), oddsOf(r.SameTime), oddsOf(r.Redelivered), oddsOf(r.Edge)}
}

func newWeekLines(p *population, h habits, w week, dirty float64) *weekLines {
	l := &weekLines{
		population: p, habits: h, week: w,
		mains:  newOrder(p.n, forOrder, p.seed, uint64(w)),
		extras: newOrder(p.n, forExtras, p.seed, uint64(w)),
	}
	// The share is of all lines, of which there is one for each position besides the bad ones, nearly.
	l.dirty = oddsOf(dirty / (1 - dirty))
	l.overlong = dirty*float64(p.n) >= overlongFrom
	return l
}

// main returns the report that every site of the week sends: anywhere in the week, and now and then in
// its first or last second.
func (l *weekLines) main(s slot) (sending, *random) {
	site := l.population.holder(s, l.week)
	r := &random{}
	r.seed(forWeek, site.key, uint64(l.week))
	at := l.week.start() + int64(r.below(weekSeconds))
	switch r.below(1000) {
	case 0:
		at = l.week.start()
	case 1:
		at = l.week.start() + weekSeconds - 1
	}
	return sending{site: site, at: at, message: r.word()}, r
}

// further appends what else the site in a slot sends.
func (l *weekLines) further(to []sending, s slot) []sending {
	h := l.habits
	main, r := l.main(s)
	if r.hit(h.repeated) {
		for i := range 1 + r.geometric(oddsOf(0.25), 6) {
			again := sending{site: main.site, at: main.at, variant: i + 1, message: r.word()}
			switch kind := odds(r.word()); {
			case kind < h.redelivered:
				again = main
			case kind < h.redelivered+h.sameTime:
			default:
				again.at = l.week.start() + int64(r.below(weekSeconds))
			}
			to = append(to, again)
		}
	}
	// Reports just outside the week are of the neighbouring one: only sites that are there then send them,
	// so that a week has as many sites as were asked for.
	const near = 3600
	if r.hit(h.edge) && l.population.holder(s, l.week-1) == main.site {
		to = append(to, sending{site: main.site, at: l.week.start() - 1 - int64(r.below(near)), message: r.word()})
	}
	if r.hit(h.edge) && l.population.holder(s, l.week+1) == main.site {
		to = append(to, sending{site: main.site, at: l.week.start() + weekSeconds + int64(r.below(near)*r.below(2)), message: r.word()})
	}
	return to
}
