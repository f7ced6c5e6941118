package audit

import "slices"

// forcedCells looks at the rows of which the caller says that they were withheld (Options.Withheld), and puts
// into the report the cells that the numbers show to have more sites than a missing row may have: of these it
// is plain that they were withheld and did not just have too few sites.
func (r *search) forcedCells() {
	for _, row := range r.withheld {
		at := slices.IndexFunc(r.tables, func(t *table) bool { return t.name == row.Table })
		p, ok := r.dict.resolve(row.Cell)
		if !ok || at == none {
			continue
		}
		few := r.tables[at].mostHidden()
		if r.overlaps(p, few) {
			r.tellForced(Forced{Cell: row.Cell})
		} else if by := r.partsAbove(p, few); len(by) > 0 {
			r.tellForced(Forced{row.Cell, by})
		}
	}
}

func (r *search) tellForced(f Forced) {
	at := slices.IndexFunc(r.report.Forced, func(old Forced) bool { return old.Cell == f.Cell })
	switch {
	case at == none:
		r.report.Forced = append(r.report.Forced, f)
	case f.By == nil:
		r.report.Forced[at].By = nil
	}
}

// partsAbove gives the published rows with more than few sites that are all among those of a cell. It takes time in
// proportion to the number of cells.
func (r *search) partsAbove(p point, few int64) (rows []Row) {
	attrs := r.attrsOf(p.items)
	for _, f := range r.families {
		if !r.dict.within(f.where, p.where) || !containsAttrs(f.attrs, attrs) {
			continue
		}
		for i, n := range f.sites {
			if n.lo > few && containsItems(f.cell(i), p.items) {
				rows = append(rows, Row{r.tables[f.table[i]].name, int(f.row[i]), r.nameOf(f, i)})
			}
		}
	}
	return rows
}

// overlaps says that two cells that each have part of a cell's values, and have a third cell in common, leave it
// more than few sites: |x| ≥ |A∪C| + |B∪C| - |C| where A and B together have the values of x.
func (r *search) overlaps(p point, few int64) bool {
	if r.linked(r.attrsOf(p.items)) {
		return false // it counts fewer sites than have its values
	}
	for _, g := range r.families {
		if g.arity() > 1 || g.arity() == 1 && g.where != p.where || !r.dict.within(p.where, g.where) {
			continue
		}
		for i, n := range g.sites {
			if r.overlap(p, g.cell(i), n, few) {
				return true
			}
		}
	}
	return false
}

// overlap looks at all ways to divide the values of x that a cell lacks into two parts.
func (r *search) overlap(p point, common []itemID, all span, few int64) bool {
	var rest []itemID
	for _, it := range p.items {
		if !slices.Contains(common, it) {
			rest = append(rest, it)
		}
	}
	for part := 1; part < 1<<len(rest)/2; part++ { // the last value is in the second part
		a, b := slices.Clone(common), slices.Clone(common)
		for i, it := range rest {
			if part>>i&1 == 1 {
				a = append(a, it)
			} else {
				b = append(b, it)
			}
		}
		x, ok := r.shown(p.where, a)
		y, too := r.shown(p.where, b)
		if ok && too && x.lo+y.lo-all.hi > few {
			return true
		}
	}
	return false
}

// doubted is called for a hidden cell of a grid that has more sites than a missing row may have.
func (r *search) doubted(g *grid, v int) {
	for _, row := range r.withheld {
		p, ok := r.dict.resolve(row.Cell)
		if !ok || p.where != g.where {
			continue
		}
		has := g.group(v).has
		slices.SortFunc(has, r.dict.inFrame)
		if slices.Equal(has, p.items) {
			r.tellForced(Forced{Cell: row.Cell})
		}
	}
}

// shown is what is published of a cell.
func (s *snapshot) shown(where whereID, items []itemID) (span, bool) {
	slices.SortFunc(items, s.dict.inFrame)
	if f := s.byFrame[frame(where, s.attrsOf(items))]; f != nil {
		if at := f.find(items); at != none {
			return f.sites[at], true
		}
	}
	return span{}, false
}

// attrsOf gives the attributes of items in a family's order.
func (s *snapshot) attrsOf(items []itemID) []attrID {
	attrs := make([]attrID, len(items))
	for i, it := range items {
		attrs[i] = s.dict.items[it].attr
	}
	return attrs
}

// containsAttrs says that a sorted list has all of another one, as often.
func containsAttrs(all, some []attrID) bool {
	for _, a := range all {
		if len(some) > 0 && some[0] == a {
			some = some[1:]
		}
	}
	return len(some) == 0
}

func containsItems(all, some []itemID) bool {
	for _, it := range some {
		if !slices.Contains(all, it) {
			return false
		}
	}
	return true
}
