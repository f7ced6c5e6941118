package complement

import "slices"

// grid is the linked tables of a family for one key of its other items: unknown numbers of sites, and
// sums of them that are known.
type grid struct {
	m      *model
	f      *family
	values [][]uint32 // by dim: the values that rows have, in order
	size   []int      // by dim: their number, and one more if there are others
	others []int64    // by dim: how many others there are, at least
	masks  map[int]*face
	vars   []variable
	sums   []sum
	in     [][]int32 // by variable: the sums that it is in
	sumsOf map[place][]int32
}

// face is the cells of one set of dims. A face without a table has only unknown cells.
type face struct {
	mask   int
	member int // -1 without a table
	row    []int32
	vars   []int32
}

// variable is a hidden cell.
type variable struct {
	lo, hi int64
	kind   kind
	s      *shape // of a cell that was hidden here
	row    int32
}

// kind is what a variable stands for.
type kind uint8

const (
	loose  kind = iota // a cell of no table, or all values together that no row has
	low                // a cell that primary suppression withheld: at most k-1 sites
	chosen             // a cell that was hidden here: at least k sites
	given              // a published number
)

// sum says that some variables, with signs, add up to a number.
type sum struct {
	vars  []int32
	signs []int8
	value int64
	known []place // the published numbers in it that can be hidden
}

// newGrid sets up the sums; ok is false if there are too many cells.
func (m *model) newGrid(f *family, cells []cellRef) (g *grid, ok bool) {
	g = &grid{m: m, f: f, masks: map[int]*face{}, sumsOf: map[place][]int32{}}
	g.values, g.size, g.others = make([][]uint32, len(f.dims)), make([]int, len(f.dims)), make([]int64, len(f.dims))
	for _, r := range cells {
		x := &f.members[r.member]
		for d := range f.dims {
			if x.mask>>d&1 != 0 {
				g.values[d] = append(g.values[d], x.s.cols[x.cols[d]][r.row])
			}
		}
		for mask := x.mask; ; mask = (mask - 1) & x.mask {
			if g.masks[mask] == nil {
				g.masks[mask] = &face{mask: mask, member: -1}
			}
			if mask == 0 {
				break
			}
		}
		g.masks[x.mask].member = r.member
	}
	for d := range f.dims {
		slices.Sort(g.values[d])
		g.values[d] = slices.Compact(g.values[d])
		g.size[d] = len(g.values[d])
	}
	if !g.lay(cells) {
		return nil, false
	}
	g.addOthers()
	if !g.lay(cells) {
		return nil, false
	}
	g.addVariables()
	for _, mask := range g.order() {
		for d := range f.dims {
			if mask>>d&1 != 0 {
				g.addSums(g.masks[mask], d)
			}
		}
	}
	return g, true
}

// order is the sets of dims in a fixed order.
func (g *grid) order() []int {
	var list []int
	for mask := range g.masks {
		list = append(list, mask)
	}
	slices.Sort(list)
	return list
}

// lay makes room for all cells and finds the rows; false if there are too many.
func (g *grid) lay(cells []cellRef) bool {
	room := g.m.options.Cells
	for _, fc := range g.masks {
		n := 1
		for d, size := range g.size {
			if fc.mask>>d&1 != 0 {
				n *= size
			}
			if n > room {
				return false
			}
		}
		room -= n
		fc.row, fc.vars = make([]int32, n), make([]int32, n)
		for i := range n {
			fc.row[i], fc.vars[i] = -1, -1
		}
	}
	for _, r := range cells {
		x := &g.f.members[r.member]
		at := 0
		for d := range g.f.dims {
			if x.mask>>d&1 != 0 {
				v, _ := slices.BinarySearch(g.values[d], x.s.cols[x.cols[d]][r.row])
				at = at*g.size[d] + v
			}
		}
		g.masks[x.mask].row[at] = r.row
	}
	return true
}

// stride is how far apart cells are that differ by one in a dim.
func (g *grid) stride(mask, dim int) int {
	n := 1
	for d := dim + 1; d < len(g.size); d++ {
		if mask>>d&1 != 0 {
			n *= g.size[d]
		}
	}
	return n
}

// each calls do for all lines of a face along a dim, with the cell of the face without the dim.
func (g *grid) each(fc *face, dim int, do func(total, first, stride int)) {
	stride := g.stride(fc.mask, dim)
	total := 0
	for first := 0; first < len(fc.row); first++ {
		if first/stride%g.size[dim] == 0 {
			do(total, first, stride)
			total++
		}
	}
}

// addOthers makes room for the values that no row has, where the true numbers say that there are some.
// Elsewhere everybody is taken to know that there are none. How many there are is not known unless the
// caller said it; they are taken for as few as can have so many sites, which makes most certain.
func (g *grid) addOthers() {
	for d := range g.size {
		alone := g.masks[1<<d] != nil && g.masks[1<<d].member >= 0
		for mask, fc := range g.masks {
			if mask>>d&1 == 0 || fc.member < 0 || alone && mask != 1<<d {
				continue
			}
			total := g.masks[mask&^(1<<d)]
			if total.member < 0 {
				continue
			}
			most := g.f.members[fc.member].s.k - 1 // that a withheld cell can have
			g.each(fc, d, func(t, first, stride int) {
				if total.row[t] < 0 {
					return
				}
				rest := g.sites(total, t)
				for v := range g.size[d] {
					if at := first + v*stride; fc.row[at] >= 0 {
						rest -= g.sites(fc, at)
					} else {
						rest -= most
					}
				}
				g.others[d] = max(g.others[d], (rest+most-1)/most)
			})
		}
	}
	for d, a := range g.f.dims {
		if g.others[d] > 0 {
			if s := g.m.byKey[shapeKey(g.f.members[0].s.population, []item{{a}})]; s != nil {
				g.others[d] = max(g.others[d], s.withheld)
			}
		}
		if g.others[d] > 0 || g.size[d] == 0 {
			g.size[d]++
		}
	}
}

// sites is the true number of a cell that has a row.
func (g *grid) sites(fc *face, at int) int64 { return g.f.members[fc.member].s.n[fc.row[at]] }

// groups is how many groups a cell of a table stands for: 1, or more for the values that no row has.
func (g *grid) groups(fc *face, at int) int64 {
	n := int64(1)
	for d := range g.size {
		if fc.mask>>d&1 != 0 && at/g.stride(fc.mask, d)%g.size[d] == len(g.values[d]) {
			n = min(n*max(1, g.others[d]), g.m.n)
		}
	}
	return n
}

func (g *grid) addVariables() {
	for _, mask := range g.order() {
		fc := g.masks[mask]
		for at, row := range fc.row {
			x := variable{hi: g.m.n}
			switch {
			case row >= 0:
				x.s, x.row = g.f.members[fc.member].s, row
				if x.s.why[row] == shown {
					continue
				}
				x.kind, x.lo, x.hi = chosen, g.m.k, min(x.hi, g.m.most(x.s, row, nil, make([]uint32, maxColumns)))
			case fc.member >= 0 && mask != 0:
				groups, of := g.groups(fc, at), g.f.members[fc.member].s
				x.hi = min(x.hi, groups*(of.k-1))
				if groups == 1 && !g.m.open(of) {
					x.kind = low
				}
			}
			fc.vars[at] = int32(len(g.vars))
			g.vars = append(g.vars, x)
		}
	}
	g.in = make([][]int32, len(g.vars))
}

// addSums adds the sums over one dim of a face: a cell of the face without it is the sum of its line.
func (g *grid) addSums(fc *face, dim int) {
	totals := g.masks[fc.mask&^(1<<dim)]
	g.each(fc, dim, func(t, first, stride int) {
		var s sum
		g.term(&s, totals, t, -1)
		for v := range g.size[dim] {
			g.term(&s, fc, first+v*stride, 1)
		}
		i := int32(len(g.sums))
		for _, x := range s.vars {
			g.in[x] = append(g.in[x], i)
		}
		for _, p := range s.known {
			g.sumsOf[p] = append(g.sumsOf[p], i)
		}
		g.sums = append(g.sums, s)
	})
}

// term adds a cell to a sum.
func (g *grid) term(s *sum, fc *face, at int, sign int8) {
	if x := fc.vars[at]; x >= 0 {
		s.vars = append(s.vars, x)
		s.signs = append(s.signs, sign)
		return
	}
	of := g.f.members[fc.member].s
	s.value -= int64(sign) * of.n[fc.row[at]]
	if of != g.m.populations[0].all {
		s.known = append(s.known, place{of, fc.row[at]})
	}
}
