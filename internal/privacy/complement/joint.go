package complement

// leaks tells whether the numbers of two items show something, now. vars is scratch space.
func (x *crossing) leaks(p [2]vertex, vars *[]variable) bool {
	columns := len(x.values) + 2
	g := *x.joint
	g.vars = (*vars)[:0]
	for cell := range (allParts + 1) * columns {
		v, n, ok := x.number(p, cell/columns, cell%columns)
		if ok {
			v = variable{lo: n, hi: n, kind: given}
		}
		g.vars = append(g.vars, v)
	}
	*vars = g.vars
	steps := g.m.options.Steps
	if !g.propagate(&steps) {
		return true
	}
	for v := range g.vars {
		if g.tells(int32(v)) {
			return true
		}
	}
	return false
}

// The parts of the diagram of two items, as a set.
const (
	neither = 1 << iota
	onlyFirst
	onlySecond
	both
	allParts = neither | onlyFirst | onlySecond | both
)

// newJoint sets up the sums of the parts of two items' diagram and all unions of parts, for each value of
// the attribute, for all values together that no row has, and in sum over all.
func newJoint(m *model, columns int) *grid {
	g := &grid{m: m, in: make([][]int32, (allParts+1)*columns)}
	add := func(total int, parts ...int) {
		s := sum{vars: []int32{int32(total)}, signs: []int8{-1}}
		for _, cell := range parts {
			s.vars, s.signs = append(s.vars, int32(cell)), append(s.signs, 1)
		}
		for _, v := range s.vars {
			g.in[v] = append(g.in[v], int32(len(g.sums)))
		}
		g.sums = append(g.sums, s)
	}
	for union := 1; union <= allParts; union++ {
		for column := range columns {
			for part := (union - 1) & union; part > union&^part; part = (part - 1) & union {
				add(union*columns+column, part*columns+column, (union&^part)*columns+column)
			}
		}
		var all []int
		for column := range columns - 1 {
			all = append(all, union*columns+column)
		}
		add(union*columns+columns-1, all...)
	}
	return g
}

// number gives the number of sites in a union of parts, or what is known of it.
func (x *crossing) number(p [2]vertex, union, column int) (v variable, n int64, ok bool) {
	v.hi = x.g.m.n
	if union == 0 {
		return v, 0, true
	}
	if column == len(x.values) {
		values := x.g.singles[x.by]
		v.hi = min(v.hi, x.others*(values.k-1))
		if x.others == 1 && !x.g.m.open(values) && (union == allParts || union == onlyFirst|both || union == onlySecond|both) {
			v.kind = low
		}
		return v, 0, false
	}
	s, row := x.find(p, union, column)
	switch {
	case s == nil:
	case row < 0 && x.g.m.open(s):
		v.hi = s.k - 1
	case row < 0:
		v.kind, v.hi = low, x.g.m.k-1
	case s.why[row] == shown:
		return v, s.n[row], true
	default:
		v.kind, v.lo, v.s, v.row = chosen, x.g.m.k, s, row
	}
	return v, 0, false
}

// find gives the published group that is a union of parts: nil if no table has such groups, row -1 if this
// one was withheld.
func (x *crossing) find(p [2]vertex, union, column int) (*shape, int32) {
	g := x.g
	var list []vertex // items that the group has
	switch union {
	case onlyFirst | both:
		list = p[:1]
	case onlySecond | both:
		list = p[1:]
	case both:
		list = p[:]
	case allParts:
	default:
		return nil, 0
	}
	if column == len(x.values) {
		return nil, 0
	}
	var at [3]int
	var key []uint32
	n, by := 0, column > len(x.values)
	add := func(i int, values ...uint32) { at[n], key, n = i, append(key, values...), n+1 }
	for _, v := range list {
		i, row := g.where(v)
		if !by && x.by < i {
			add(x.by, x.values[column])
			by = true
		}
		add(i, g.singles[i].appendKey(nil, row)...)
	}
	if !by {
		add(x.by, x.values[column])
	}
	var s *shape
	switch n {
	case 0:
		s = g.m.populations[g.population].all
	case 1:
		s = g.singles[at[0]]
	case 2:
		s = g.shapes[[2]int{at[0], at[1]}]
	case 3:
		s = g.triples[at]
	}
	if s == nil {
		return nil, 0
	}
	return s, s.find(key)
}
