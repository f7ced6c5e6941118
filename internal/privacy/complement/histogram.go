package complement

import (
	"context"
	"fmt"
	"slices"
)

// line is what the groups of a shape add up to that differ in some columns' values only.
type line struct {
	sites   int64 // of the groups that are shown
	hidden  int64 // of those that are hidden
	shown   int32 // their number
	hides   int32 // the number of hidden ones
	unseen  int32 // those of them with a value that no group shows
	most    int64 // the sites that those can have at most
	least   int32 // the smallest group that is shown; -1 if there is none
	differs int64 // see differences
	in      int32 // see differences; -1 before
}

// parts is a shape without some columns: the totals that the shape's groups are parts of.
type parts struct {
	s      *shape
	total  *embedding // where the totals are
	cols   []int
	attrs  []attr // of cols
	single bool   // the parts share no site and make up the total, which is of the same population
}

// partsOf finds the columns of a shape over which its groups can be added up.
func (m *model) partsOf(s *shape) []parts {
	var found []parts
	attrs := s.attrs()
	for i := range s.up {
		p := parts{s: s, total: &s.up[i], cols: s.up[i].dropped(s)}
		times, disjoint := 0, true
		for _, c := range p.cols {
			p.attrs = append(p.attrs, attrs[c])
			disjoint = disjoint && m.single[attrs[c]]
			for _, a := range attrs {
				if a == attrs[c] {
					times++
				}
			}
		}
		// Sums over one of several items are no part of anything; nor are those over several columns,
		// unless the groups share no site.
		if times > 0 && times == len(p.cols) && (times == 1 || disjoint) {
			p.single = disjoint && p.total.in.population == s.population
			found = append(found, p)
		}
	}
	return found
}

// lines adds up the groups of each total, by its row.
func (c parts) lines(m *model) []line {
	lines := make([]line, c.total.in.rows())
	for i := range lines {
		lines[i].least, lines[i].in = -1, -1
	}
	scratch := make([]uint32, maxColumns)
	for row, n := range c.s.n {
		i := c.total.find(c.s, int32(row), scratch)
		if i < 0 {
			continue
		}
		l := &lines[i]
		if c.s.why[row] != shown {
			l.hidden += n
			l.hides++
			l.most += m.most(c.s, int32(row), c.total, scratch)
			for i, a := range c.attrs {
				if !m.isSeen(a, c.s.cols[c.cols[i]][row]) {
					l.unseen++
					break
				}
			}
			continue
		}
		l.sites += n
		l.shown++
		if l.least < 0 || n < c.s.n[l.least] {
			l.least = int32(row) // rows are in the order of codes: the first of equals
		}
	}
	return lines
}

// most is the most sites that a hidden group can have, by what is shown of groups that contain it, of
// which one may be left out.
func (m *model) most(s *shape, row int32, except *embedding, scratch []uint32) int64 {
	n := m.n
	for i := range s.up {
		if e := &s.up[i]; e != except {
			if at := e.find(s, row, scratch); at >= 0 && e.in.why[at] == shown {
				n = min(n, e.in.n[at])
			}
		}
	}
	return n
}

// histograms closes what rows that add up to a known total leave of it.
func (m *model) histograms(ctx context.Context) error {
	m.look()
	for _, s := range m.shapes {
		for _, c := range m.partsOf(s) {
			if err := ctx.Err(); err != nil {
				return err
			}
			lines := c.lines(m)
			why := make([]Reason, len(lines))
			for i := range lines {
				l := &lines[i]
				if c.total.in.why[i] != shown {
					continue
				}
				if c.single && c.total.in.n[i]-l.sites < l.hidden {
					return fmt.Errorf("table %s: groups that share no site have more than their total: %w", s.name, ErrInconsistent)
				}
				why[i] = m.judge(c, l, c.total.in.n[i]-l.sites)
			}
			if c.single {
				m.judgeHidden(c, lines, why)
			}
			for i, reason := range why {
				switch {
				case reason == shown:
				case lines[i].least >= 0:
					m.hide(s, lines[i].least, reason)
				case c.total.in != m.populations[0].all: // nothing but the total itself can be hidden
					m.hide(c.total.in, int32(i), reason)
				}
			}
		}
	}
	return m.differences(ctx)
}

// judge tells whether what is left of a total says something about the groups that were withheld.
func (m *model) judge(c parts, l *line, rest int64) Reason {
	if m.small(rest) {
		return Remainder
	}
	if low := m.low(c, l, rest); c.single && !m.open(c.s) && low > 0 && rest-l.most-(low-1)*(m.k-1) >= 1 {
		return Interval // one has sites even if all others have as many as they can
	}
	return shown
}

// judgeHidden notes the totals of which what is left says something about a group that was hidden here.
func (m *model) judgeHidden(c parts, lines []line, why []Reason) {
	scratch := make([]uint32, maxColumns)
	for row := range c.s.n {
		if c.s.why[row] == shown {
			continue
		}
		i := c.total.find(c.s, int32(row), scratch)
		if i < 0 || c.total.in.why[i] != shown || why[i] != shown {
			continue
		}
		l := &lines[i]
		rest, most := c.total.in.n[i]-l.sites, m.most(c.s, int32(row), c.total, scratch)
		lo := max(m.k, rest-(l.most-most)-m.low(c, l, rest)*(c.s.k-1))
		hi := min(most, rest-m.k*int64(l.hides-1))
		if lo >= hi || m.tells(c.s, int32(row), lo, hi, scratch) {
			why[i] = Alone
		}
	}
}

// tells tells whether the bounds of a hidden group make it certain that a group that is shown has 1 to
// k-1 sites more.
func (m *model) tells(s *shape, row int32, lo, hi int64, scratch []uint32) bool {
	for i := range s.up {
		e := &s.up[i]
		if at := e.find(s, row, scratch); at >= 0 && e.in.why[at] == shown {
			if n := e.in.n[at]; n-hi >= 1 && n-lo < m.k {
				return true
			}
		}
	}
	return false
}

// low is how many withheld groups a total may have: of the values that are shown elsewhere, and of those
// that primary suppression withheld everywhere. Where that is not known, it is taken for as few as can
// have so many sites, which makes most certain.
func (m *model) low(c parts, l *line, rest int64) int64 {
	n := int64(1)
	for _, a := range c.attrs {
		n = min(n*int64(m.seenCount[a]), m.n+1) // beyond that the number does not matter
	}
	n += m.withheldOf(c) - int64(l.shown) - int64(l.hides-l.unseen)
	return max(n, (rest-l.hidden+c.s.k-2)/(c.s.k-1))
}

// withheldOf is how many values of a column's attribute primary suppression withheld, at least; 0 if not
// known.
func (m *model) withheldOf(c parts) int64 {
	var n int64
	for _, a := range c.attrs {
		if s := m.byKey[shapeKey(c.s.population, []item{{a}})]; s != nil {
			n = max(n, s.withheld)
		}
	}
	return n
}

// differences closes histograms of a difference: where a group lies in another and both have the
// numbers of the same attribute's values, then so have the sites of the one that are not in the other.
func (m *model) differences(ctx context.Context) error {
	for _, s := range m.shapes {
		for _, c := range m.partsOf(s) {
			if !c.single {
				continue
			}
			for i := range s.up {
				if err := ctx.Err(); err != nil {
					return err
				}
				e := &s.up[i]
				for _, d := range m.partsOf(e.in) {
					if d.single && c.sameAs(d, e) {
						if err := m.difference(c, e, d); err != nil {
							return err
						}
					}
				}
			}
		}
	}
	return nil
}

// sameAs tells whether d leaves out the columns of the larger groups that c leaves out of the smaller.
func (c parts) sameAs(d parts, e *embedding) bool {
	if len(c.cols) != len(d.cols) {
		return false
	}
	for _, col := range d.cols {
		if !slices.Contains(c.cols, e.pick[col]) {
			return false
		}
	}
	return true
}

// difference closes the histograms of the differences of groups of d and of c, whose groups lie in d's as
// e says.
func (m *model) difference(c parts, e *embedding, d parts) error {
	s, total, larger := c.s, c.total.in, d.total.in
	lines := c.lines(m)
	scratch := make([]uint32, maxColumns)
	for row, n := range s.n {
		i := c.total.find(s, int32(row), scratch)
		in := e.find(s, int32(row), scratch)
		if i < 0 || in < 0 {
			continue
		}
		lines[i].in = d.total.find(e.in, in, scratch)
		if s.why[row] == shown {
			lines[i].differs += e.in.n[in] - n
		}
	}
	for i := range lines {
		l := &lines[i]
		if l.least < 0 || l.in < 0 || total.why[i] != shown || larger.why[l.in] != shown {
			continue
		}
		rest := larger.n[l.in] - total.n[i] - l.differs
		if rest < 0 {
			return fmt.Errorf("table %s: groups that share no site have more than their total: %w", s.name, ErrInconsistent)
		}
		if m.small(rest) && s.why[l.least] == shown {
			m.hide(s, l.least, Remainder)
		}
	}
	return nil
}
