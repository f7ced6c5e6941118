package audit

import "slices"

// combine makes the families of what was gathered.
func (s *snapshot) combine(gathered []*gathering) {
	items := len(s.dict.items)
	orders := make([][]int32, len(gathered))
	bad := map[uint16]bool{}
	for i, g := range gathered {
		orders[i] = g.order(items)
		g.each(orders[i], func(same []int32) {
			if t, twice := s.repeats(g, same); twice && !s.ambiguous(g, same) {
				bad[t] = true
			}
		})
	}
	for i, t := range s.tables {
		if bad[uint16(i)] {
			s.limit("table %s was not searched: it has several rows of the same values", t.name)
		}
	}
	for i, g := range gathered {
		if f := s.family(g, orders[i], bad); len(f.sites) > 0 {
			s.families = append(s.families, f)
			s.byFrame[frame(f.where, f.attrs)] = f
		}
	}
	slices.SortFunc(s.families, func(a, b *family) int {
		if a.where != b.where {
			return int(a.where - b.where)
		}
		return slices.Compare(a.attrs, b.attrs)
	})
}

// repeats finds a table that shows one cell more often than its form makes it: a table of ordered pairs
// of one attribute shows each pair twice.
func (s *snapshot) repeats(g *gathering, same []int32) (t uint16, twice bool) {
	for from := 0; from < len(same); {
		t, to := g.table[same[from]], from+1
		for to < len(same) && g.table[same[to]] == t {
			to++
		}
		if to-from > 1 {
			once := 1
			if !s.tables[t].sets {
				once = arrangements(s.tables[t].attrs, g.attrs)
			}
			if to-from > once {
				return t, true
			}
		}
		from = to
	}
	return 0, false
}

// arrangements is in how many orders the columns of a table can show one cell of a family: more than
// one if columns share an attribute.
func arrangements(columns, attrs []attrID) int {
	n := 1
	for i, a := range attrs {
		if i == 0 || attrs[i-1] != a {
			have, slots := 0, 0
			for _, b := range attrs {
				if b == a {
					have++
				}
			}
			for _, b := range columns {
				if b == a {
					slots++
				}
			}
			n *= surjections(slots, have)
		}
	}
	return n
}

// surjections is in how many ways n columns can show exactly m values.
func surjections(n, m int) int {
	switch {
	case m > n || n > maxKeys:
		return 0
	case m == 0:
		if n == 0 {
			return 1
		}
		return 0
	}
	return m * (surjections(n-1, m) + surjections(n-1, m-1))
}

// ambiguous says that the files may have written different texts of the cell alike.
func (s *snapshot) ambiguous(g *gathering, same []int32) bool {
	return slices.ContainsFunc(g.cell(same[0]), s.dict.ambiguous)
}

// family makes the cells of one family, leaving out the tables that are bad and cells of ambiguous texts.
func (s *snapshot) family(g *gathering, order []int32, bad map[uint16]bool) *family {
	f := &family{where: g.where, attrs: g.attrs, linked: s.linked(g.attrs), hidden: unbounded}
	seen := map[uint16]bool{}
	unclear := 0
	g.each(order, func(same []int32) {
		if _, twice := s.repeats(g, same); twice && s.ambiguous(g, same) {
			unclear += len(same)
			return
		}
		if len(bad) > 0 {
			same = slices.DeleteFunc(slices.Clone(same), func(i int32) bool { return bad[g.table[i]] })
		}
		if len(same) == 0 {
			return
		}
		at := len(f.sites)
		f.items = append(f.items, g.cell(same[0])...)
		f.sites = append(f.sites, span{0, unbounded})
		f.table = append(f.table, g.table[same[0]])
		f.row = append(f.row, g.row[same[0]])
		for _, i := range same {
			seen[g.table[i]] = true
		}
		s.agree(f, at, g, same)
	})
	for t := range seen {
		f.tables = append(f.tables, t)
		f.hidden = min(f.hidden, s.tables[t].mostHidden())
	}
	if unclear > 0 {
		s.limit("%d rows were left out, since the CSV files write different texts in them alike", unclear)
	}
	slices.Sort(f.tables)
	f.index(len(s.dict.items))
	return f
}

// mostHidden is how many sites a row may have that the table does not show. Where counts are rounded, so is the
// threshold: by less than a step.
func (t *table) mostHidden() int64 { return t.k - 1 + t.sites.step - 1 }

// shownAs is what a published number says.
func (t *table) shownAs(shown int64) span {
	if t.sites.step <= 1 {
		return span{shown, shown}
	}
	return span{max(t.k, shown-t.sites.step+1), shown + t.sites.step - 1}
}

// agree puts together what several tables show of one cell, and records where they do not agree.
func (s *snapshot) agree(f *family, at int, g *gathering, same []int32) {
	f.sites[at] = s.tables[g.table[same[0]]].shownAs(g.shown[same[0]])
	if len(same) == 1 {
		return
	}
	all, widest := f.sites[at], f.sites[at]
	c := conflict{fam: f, cell: at, exact: s.tables[g.table[same[0]]].sites.step == 1}
	for n, i := range same[1:] {
		t := s.tables[g.table[i]]
		one := t.shownAs(g.shown[i])
		all = span{max(all.lo, one.lo), min(all.hi, one.hi)}
		widest = span{min(widest.lo, one.lo), max(widest.hi, one.hi)}
		c.exact = c.exact || t.sites.step == 1
		for _, j := range same[:n+1] {
			if s.tables[g.table[j]].sites.step == t.sites.step && g.shown[i] != g.shown[j] || all.lo > all.hi {
				c.tables = append(c.tables, g.table[j], g.table[i])
				c.shown = append(c.shown, g.shown[j], g.shown[i])
				break
			}
		}
	}
	if f.sites[at] = all; all.lo > all.hi {
		f.sites[at] = widest
	}
	if len(c.tables) > 0 {
		s.conflicts = append(s.conflicts, c)
	}
}
