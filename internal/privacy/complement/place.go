package complement

import (
	"cmp"
	"slices"
)

// layout is how a table's columns become items.
type layout struct {
	items []item
	cols  []int // by column of the shape: the table's
}

// layoutOf groups a table's columns by element and puts items and their attributes in order.
func layoutOf(t Table, numbers map[string]attr) layout {
	var groups [][]int
	byElement := map[int]int{}
	for c, col := range t.Columns {
		g, ok := byElement[col.Element]
		if !ok || col.Element == 0 {
			g = len(groups)
			groups = append(groups, nil)
			byElement[col.Element] = g
		}
		groups[g] = append(groups[g], c)
	}
	of := func(c int) attr { return numbers[t.Columns[c].Attribute] }
	attrs := func(g []int) item {
		it := make(item, len(g))
		for i, c := range g {
			it[i] = of(c)
		}
		return it
	}
	for _, g := range groups {
		slices.SortStableFunc(g, func(a, b int) int { return cmp.Compare(of(a), of(b)) })
	}
	slices.SortStableFunc(groups, func(a, b []int) int { return compareItems(attrs(a), attrs(b)) })
	var l layout
	for _, g := range groups {
		l.items = append(l.items, attrs(g))
		l.cols = append(l.cols, g...)
	}
	return l
}

// place adds a table's rows to the shapes that they belong to. Rows with the same item twice, such as
// the diagonal of a table of pairs, belong to a shape of fewer items.
func (m *model) place(t Table, index int, numbers map[string]attr) {
	l := layoutOf(t, numbers)
	population := m.populationOf(t.Where)
	s := m.shapeOf(t.Name, population, l.items)
	s.k = min(s.k, max(m.k, int64(t.K)))
	if len(l.items) <= 1 {
		s.withheld = max(s.withheld, t.Withheld)
	}
	cols := make([][]uint32, len(l.cols))
	for i, c := range l.cols {
		cols[i] = t.Columns[c].Codes
	}
	if rowsAreSets(s, cols, len(t.Sites)) {
		s.sources = append(s.sources, source{table: index, cols: cols, sites: t.Sites})
		return
	}
	parts := map[*shape]*source{}
	var order []*shape
	scratch := make([]uint32, len(cols))
	for row := range t.Sites {
		for c := range cols {
			scratch[c] = cols[c][row]
		}
		to, key := s, scratch
		if s.sortKey(scratch) {
			items, short := s.withoutTwins(scratch)
			to, key = m.shapeOf(t.Name, population, items), short
		}
		part := parts[to]
		if part == nil {
			part = &source{table: index, cols: make([][]uint32, len(key)), rows: []int32{}}
			parts[to] = part
			order = append(order, to)
		}
		for c, code := range key {
			part.cols[c] = append(part.cols[c], code)
		}
		part.sites = append(part.sites, t.Sites[row])
		part.rows = append(part.rows, int32(row))
	}
	for _, to := range order {
		to.sources = append(to.sources, *parts[to])
	}
}

// rowsAreSets tells whether in every row items with the same attributes are in strictly ascending order.
func rowsAreSets(s *shape, cols [][]uint32, rows int) bool {
	for i := 1; i < len(s.items); i++ {
		if compareItems(s.items[i-1], s.items[i]) != 0 {
			continue
		}
		at, width := s.starts[i], len(s.items[i])
		for row := range rows {
			c := 0
			for w := 0; w < width && c == 0; w++ {
				c = cmp.Compare(cols[at-width+w][row], cols[at+w][row])
			}
			if c >= 0 {
				return false
			}
		}
	}
	return true
}

// values is the part of a key that belongs to an item.
func (s *shape) values(key []uint32, i int) []uint32 { return key[s.starts[i]:s.starts[i+1]] }

// sortKey puts items with the same attributes in order, and tells whether two are equal.
func (s *shape) sortKey(key []uint32) (twins bool) {
	for i := 1; i < len(s.items); i++ {
		for j := i; j > 0 && compareItems(s.items[j-1], s.items[j]) == 0; j-- {
			before, after := s.values(key, j-1), s.values(key, j)
			c := slices.Compare(before, after)
			if c == 0 {
				twins = true
			}
			if c <= 0 {
				break
			}
			for w := range before {
				before[w], after[w] = after[w], before[w]
			}
		}
	}
	return twins
}

// withoutTwins drops items of a sorted key that are equal to the one before.
func (s *shape) withoutTwins(key []uint32) (items []item, short []uint32) {
	for i, it := range s.items {
		if i > 0 && compareItems(s.items[i-1], it) == 0 && slices.Equal(s.values(key, i-1), s.values(key, i)) {
			continue
		}
		items = append(items, it)
		short = append(short, s.values(key, i)...)
	}
	return items, short
}
