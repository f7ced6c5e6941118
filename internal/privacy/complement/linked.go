package complement

import (
	"cmp"
	"context"
	"encoding/binary"
	"math/bits"
	"slices"
)

// family is the shapes of a population that differ only in which attributes with one value for each site
// they have: the tables by county, by size, and by county and size. Their groups are linked by sums. All
// groups of a family's shapes that agree in the other items, if there are any, make one grid.
type family struct {
	dims    []attr
	members []member
	solved  map[string]int // by the other items' key: the hidden rows when the grid was last found safe
}

// member is one shape of a family.
type member struct {
	s    *shape
	mask int   // the dims that it has
	cols []int // by dim: the column
	rest []int // the columns of the other items
}

// families finds the families with a table of two dims or more. Others are histograms.
func (m *model) families() []*family {
	byRest := map[string]*family{}
	var all []*family
	for _, s := range m.shapes {
		var rest []item
		for _, it := range s.items {
			if len(it) > 1 || !m.single[it[0]] {
				rest = append(rest, it)
			}
		}
		key := shapeKey(s.population, rest)
		f := byRest[key]
		if f == nil {
			f = &family{solved: map[string]int{}}
			byRest[key] = f
			all = append(all, f)
		}
		f.members = append(f.members, m.memberOf(f, s))
	}
	return slices.DeleteFunc(all, func(f *family) bool {
		return !slices.ContainsFunc(f.members, func(x member) bool { return bits.OnesCount(uint(x.mask)) > 1 })
	})
}

// memberOf adds a shape's dims to a family.
func (m *model) memberOf(f *family, s *shape) member {
	x := member{s: s, cols: make([]int, maxColumns)}
	for i, it := range s.items {
		if len(it) > 1 || !m.single[it[0]] {
			x.rest = append(x.rest, s.columns(i)...)
			continue
		}
		d := slices.Index(f.dims, it[0])
		if d < 0 {
			d = len(f.dims)
			f.dims = append(f.dims, it[0])
		}
		for len(x.cols) <= d {
			x.cols = append(x.cols, 0)
		}
		x.cols[d] = s.starts[i]
		x.mask |= 1 << d
	}
	return x
}

// cellRef is a row of a family's member.
type cellRef struct {
	member int
	row    int32
}

// linked closes what the sums of a family's tables show.
func (m *model) linked(ctx context.Context, f *family) error {
	if len(f.dims) > 16 {
		return m.drop(f)
	}
	groups := map[string][]cellRef{}
	for i, x := range f.members {
		var key []byte
		for row := range x.s.rows() {
			key = key[:0]
			for _, c := range x.rest {
				key = binary.BigEndian.AppendUint32(key, x.s.cols[c][row])
			}
			groups[string(key)] = append(groups[string(key)], cellRef{i, int32(row)})
		}
	}
	keys := make([]string, 0, len(groups))
	for key, cells := range groups {
		deep := slices.ContainsFunc(cells, func(r cellRef) bool { return bits.OnesCount(uint(f.members[r.member].mask)) > 1 })
		if last, ok := f.solved[key]; deep && (!ok || last != f.hiddenRows(cells)) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		if err := m.settleGrid(ctx, f, groups[key]); err != nil {
			return err
		}
		f.solved[key] = f.hiddenRows(groups[key])
	}
	return nil
}

func (f *family) hiddenRows(cells []cellRef) int {
	n := 0
	for _, r := range cells {
		if f.members[r.member].s.why[r.row] != shown {
			n++
		}
	}
	return n
}

// settleGrid hides cells of one grid until its sums show nothing.
func (m *model) settleGrid(ctx context.Context, f *family, cells []cellRef) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		g, ok := m.newGrid(f, cells)
		if !ok {
			cells = m.dropFinest(f, cells, "Cells")
			continue
		}
		leaks, ok := g.leaks()
		if !ok {
			cells = m.dropFinest(f, cells, "Steps")
			continue
		}
		if len(leaks) == 0 || !g.close(leaks) {
			return nil
		}
	}
}

// dropFinest hides all rows of a grid's table with the most dims, and gives the other rows.
func (m *model) dropFinest(f *family, cells []cellRef, bound string) []cellRef {
	finest := slices.MaxFunc(cells, func(a, b cellRef) int {
		return cmp.Or(cmp.Compare(bits.OnesCount(uint(f.members[a.member].mask)), bits.OnesCount(uint(f.members[b.member].mask))),
			cmp.Compare(a.member, b.member))
	}).member
	before := m.hidden
	cells = slices.DeleteFunc(slices.Clone(cells), func(r cellRef) bool {
		if r.member != finest {
			return false
		}
		m.hide(f.members[finest].s, r.row, Bounded)
		return true
	})
	m.limit(m.hidden-before, "%s: table %s", bound, f.members[finest].s.name)
	return cells
}

// drop hides all tables of two dims and more of a family.
func (m *model) drop(f *family) error {
	for _, x := range f.members {
		if bits.OnesCount(uint(x.mask)) < 2 {
			continue
		}
		before := m.hidden
		for row := range x.s.rows() {
			m.hide(x.s, int32(row), Bounded)
		}
		if m.hidden > before {
			m.limit(m.hidden-before, "linked tables: table %s", x.s.name)
		}
	}
	return nil
}

// close hides, for each leak, the smallest cell of the sums that it is in, unless one of them has just
// become looser. It tells whether it could hide any.
func (g *grid) close(leaks []leak) bool {
	touched := make([]bool, len(g.sums))
	any := false
	for _, l := range leaks {
		var best *place
		skip := false
		for _, x := range l {
			for _, i := range g.in[x] {
				skip = skip || touched[i]
				for j := range g.sums[i].known {
					if p := &g.sums[i].known[j]; best == nil || p.compare(best) < 0 {
						best = p
					}
				}
			}
		}
		switch {
		case skip:
			continue
		case best == nil: // every number in question is derived: hide the smallest of the grid
			for i := range g.sums {
				for j := range g.sums[i].known {
					if p := &g.sums[i].known[j]; best == nil || p.compare(best) < 0 {
						best = p
					}
				}
			}
			if best == nil {
				return any
			}
		}
		g.m.hide(best.s, best.row, Linked)
		any = true
		for _, i := range g.sumsOf[*best] {
			touched[i] = true
		}
	}
	return any
}

// place is where a published number of a grid can be hidden.
type place struct {
	s   *shape
	row int32
}

func (p *place) compare(o *place) int {
	return cmp.Or(cmp.Compare(p.s.n[p.row], o.s.n[o.row]), cmp.Compare(len(o.s.cols), len(p.s.cols)),
		slices.CompareFunc(p.s.items, o.s.items, compareItems), cmp.Compare(p.row, o.row))
}
