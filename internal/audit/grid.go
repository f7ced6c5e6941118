package audit

import (
	"cmp"
	"slices"
)

// A grid is all that is known of how the sites of one context (those with some values of attributes that
// a site may have several of, usually none: all sites) divide by attributes of which a site has one value.
// Each family is a layer of the grid: a number for each combination of values. A layer with fewer
// attributes is the margin of one with more, which gives an equation for each of its cells.
//
// Values that no table shows are gathered in one more value of each axis, "the rest", so that the
// equations hold without knowing them.
type grid struct {
	*system
	where  whereID
	items  []itemID // the context
	axes   []axis
	layers []*layer
}

// axis is one attribute of which a site has one value.
type axis struct {
	attr   attrID
	values []itemID // the rest comes after them
	index  map[itemID]int
}

// layer is the cells for some of the axes.
type layer struct {
	fam   *family // nil if no table shows them
	axes  []int   // sorted
	base  int     // first variable
	size  int
	few   int64 // most sites of a hidden cell
	doubt bool  // some hidden cell has more
}

// Limits of what is solved.
const (
	maxVariables   = 300_000 // of a grid
	maxLayers      = 16
	maxKnownValues = 64 // of an axis that are looked for in every context
)

// newGrid sets up the cells of one context. cells has for each family of the stack which of its cells
// belong to it. known is what is known of axes already. It is nil if there are too many cells.
func (r *search) newGrid(st *stack, items []itemID, cells [][]int32, known map[attrID]knownAxis) *grid {
	g := &grid{system: &system{}, where: st.where, items: items}
	position := map[attrID]int{}
	for _, f := range st.families {
		for _, a := range f.attrs {
			if _, ok := position[a]; !ok && r.single[a] {
				position[a] = 0
				g.axes = append(g.axes, axis{attr: a, index: map[itemID]int{}})
			}
		}
	}
	slices.SortFunc(g.axes, func(a, b axis) int { return cmp.Compare(a.attr, b.attr) })
	for i := range g.axes {
		position[g.axes[i].attr] = i
		for _, it := range known[g.axes[i].attr].values {
			g.axes[i].add(it)
		}
	}
	for n, f := range st.families {
		for _, i := range cells[n] {
			for _, it := range f.cell(int(i)) {
				if a := r.dict.items[it].attr; r.single[a] {
					g.axes[position[a]].add(it)
				}
			}
		}
		l := &layer{fam: f, few: f.hidden}
		for _, a := range f.attrs {
			if r.single[a] {
				l.axes = append(l.axes, position[a])
			}
		}
		slices.Sort(l.axes)
		g.layers = append(g.layers, l)
	}
	if !g.close() || !g.allot() {
		return nil
	}
	g.fill(r, st, cells, position)
	g.bound(known)
	g.equate()
	return g
}

func (a *axis) add(it itemID) {
	if _, ok := a.index[it]; !ok {
		a.index[it] = len(a.values)
		a.values = append(a.values, it)
	}
}

// close adds the layers that two layers have in common, and the layer of no axes: through them layers
// are linked that no table shows the margin of.
func (g *grid) close() bool {
	add := func(axes []int) {
		if !slices.ContainsFunc(g.layers, func(l *layer) bool { return slices.Equal(l.axes, axes) }) {
			g.layers = append(g.layers, &layer{axes: axes})
		}
	}
	add(nil)
	for i := 0; i < len(g.layers); i++ {
		for j := range i {
			add(intersection(g.layers[i].axes, g.layers[j].axes))
		}
		if len(g.layers) > maxLayers {
			return false
		}
	}
	slices.SortStableFunc(g.layers, func(a, b *layer) int { return len(a.axes) - len(b.axes) })
	return true
}

func intersection(a, b []int) []int {
	var both []int
	for _, x := range a {
		if slices.Contains(b, x) {
			both = append(both, x)
		}
	}
	return both
}

func contains(a, b []int) bool { return len(intersection(a, b)) == len(b) }

// allot gives each cell a variable.
func (g *grid) allot() bool {
	n := 0
	for _, l := range g.layers {
		l.base, l.size = n, 1
		for _, x := range l.axes {
			l.size *= len(g.axes[x].values) + 1
			if l.size > maxVariables {
				return false
			}
		}
		n += l.size
	}
	if n > maxVariables {
		return false
	}
	g.vars = make([]variable, n)
	return true
}

// fill says what is published.
func (g *grid) fill(r *search, st *stack, cells [][]int32, position map[attrID]int) {
	most := unbounded
	for _, t := range r.totals(st.where) {
		most = min(most, t.sites[0].hi)
	}
	for i := range g.vars {
		g.vars[i].span = span{0, most}
	}
	for n, f := range st.families {
		at := slices.IndexFunc(g.layers, func(l *layer) bool { return l.fam == f })
		l := g.layers[at]
		for i := range l.size {
			g.vars[l.base+i].hidden = !g.unnamed(r, l, i)
		}
		places := make([]int, len(g.axes))
		for _, i := range cells[n] {
			for _, it := range f.cell(int(i)) {
				if a := r.dict.items[it].attr; r.single[a] {
					places[position[a]] = g.axes[position[a]].index[it]
				}
			}
			g.vars[l.base+g.offset(l, places)] = variable{span: f.sites[i], published: true, cell: i}
		}
	}
}

// knownAxis is what the grid of all sites tells about an axis for the others.
type knownAxis struct {
	values []itemID
	rest   int64 // most sites with another value
}

// bound gives no cell of the rest of an axis more sites than have such values at all.
func (g *grid) bound(known map[attrID]knownAxis) {
	places := make([]int, len(g.axes))
	for _, l := range g.layers {
		for i := range l.size {
			g.place(l, i, places)
			for _, x := range l.axes {
				axis := &g.axes[x]
				k, ok := known[axis.attr]
				if n := &g.vars[l.base+i]; ok && !n.published && places[x] == len(axis.values) {
					n.hi = min(n.hi, k.rest)
				}
			}
		}
	}
}

// axisFound is what others need to know of an axis.
func (g *grid) axisFound(x int) knownAxis {
	k := knownAxis{g.axes[x].values, unbounded}
	for _, l := range g.layers {
		if len(l.axes) == 1 && l.axes[0] == x {
			k.rest = min(k.rest, g.vars[l.base+l.size-1].hi)
		}
	}
	return k
}

// unnamed says that a cell is of the rest of some axis, or of NULL, which a query may leave out: then its
// absence says nothing.
func (g *grid) unnamed(r *search, l *layer, offset int) bool {
	for _, x := range slices.Backward(l.axes) {
		n := len(g.axes[x].values) + 1
		v := offset % n
		offset /= n
		if v == n-1 || r.dict.items[g.axes[x].values[v]].null {
			return true
		}
	}
	return false
}

// offset is a cell's place in its layer; places has a place on every axis.
func (g *grid) offset(l *layer, places []int) int {
	offset := 0
	for _, x := range l.axes {
		offset = offset*(len(g.axes[x].values)+1) + places[x]
	}
	return offset
}

// place is the inverse of offset.
func (g *grid) place(l *layer, offset int, places []int) {
	for _, x := range slices.Backward(l.axes) {
		n := len(g.axes[x].values) + 1
		places[x] = offset % n
		offset /= n
	}
}

// equate makes an equation of each cell and the cells that it is the sum of. Where one layer is a margin
// of another that is a margin of a third, the first and the third need none.
func (g *grid) equate() {
	places := make([]int, len(g.axes))
	for _, wide := range g.layers {
		for _, narrow := range g.layers {
			if narrow == wide || !contains(wide.axes, narrow.axes) || slices.ContainsFunc(g.layers, func(l *layer) bool {
				return l != wide && l != narrow && contains(wide.axes, l.axes) && contains(l.axes, narrow.axes)
			}) {
				continue
			}
			first := len(g.equations)
			for i := range narrow.size {
				g.equations = append(g.equations, equation{total: narrow.base + i})
			}
			for i := range wide.size {
				g.place(wide, i, places)
				e := &g.equations[first+g.offset(narrow, places)]
				e.parts = append(e.parts, wide.base+i)
			}
		}
	}
}

// layerOf finds the layer of a variable.
func (g *grid) layerOf(v int) *layer {
	at, found := slices.BinarySearchFunc(g.layers, v, func(l *layer, v int) int { return cmp.Compare(l.base, v) })
	if !found {
		at--
	}
	return g.layers[at]
}

// group is the sites of a variable.
func (g *grid) group(v int) group {
	l := g.layerOf(v)
	places := make([]int, len(g.axes))
	g.place(l, v-l.base, places)
	sites := group{where: g.where, under: g.where, has: slices.Clone(g.items)}
	for _, x := range l.axes {
		if values := g.axes[x].values; places[x] < len(values) {
			sites.has = append(sites.has, values[places[x]])
		} else {
			for _, it := range values {
				sites.not = append(sites.not, []itemID{it})
			}
		}
	}
	return sites
}

// beside gives the published cells of all equations that have one of some variables among their parts.
func (g *grid) beside(vars []int) []cellOf {
	var cells []cellOf
	add := func(v int) {
		if n := &g.vars[v]; n.published {
			cells = append(cells, cellOf{g.layerOf(v).fam, int(n.cell)})
		}
	}
	for i := range g.equations {
		if e := &g.equations[i]; slices.ContainsFunc(e.parts, func(p int) bool { return slices.Contains(vars, p) }) {
			add(e.total)
			for _, p := range e.parts {
				add(p)
			}
		}
	}
	return cells
}
