package audit

// system is linear equations between numbers of sites that are known within bounds.
type system struct {
	vars      []variable
	equations []equation
}

// variable is one number.
type variable struct {
	span
	published bool
	cell      int32 // of the layer's family, if published
	hidden    bool  // no row shows it, though one would if it had enough sites
}

// equation says that a number is the sum of others.
type equation struct {
	total int
	parts []int
}

// maxSweeps bounds the work of propagate. Stopping early loses nothing but precision.
const maxSweeps = 200

// propagate tightens all bounds by all equations until nothing changes. It returns false if the numbers
// contradict each other. Each sweep takes time in proportion to the equations' length.
func (s *system) propagate() bool {
	for range maxSweeps {
		changed := false
		for i := range s.equations {
			e := &s.equations[i]
			var sum span
			for _, p := range e.parts {
				sum.lo += s.vars[p].lo
				sum.hi = min(sum.hi+s.vars[p].hi, unbounded)
			}
			total := &s.vars[e.total].span
			changed = total.cut(sum.lo, sum.hi) || changed
			if total.lo > total.hi {
				return false
			}
			for _, p := range e.parts {
				part := &s.vars[p].span
				lo := total.lo - (sum.hi - part.hi)
				if sum.hi >= unbounded {
					lo = 0 // some of the others may be as large as you like
				}
				hi := total.hi - (sum.lo - part.lo)
				before := *part
				if part.cut(lo, hi) {
					changed = true
					if part.lo > part.hi {
						return false
					}
					sum.lo += part.lo - before.lo
					if sum.hi < unbounded {
						sum.hi += part.hi - before.hi
					}
				}
			}
		}
		if !changed {
			break
		}
	}
	return true
}

// cut narrows a span and says whether that changed it.
func (s *span) cut(lo, hi int64) bool {
	changed := lo > s.lo || hi < s.hi
	s.lo, s.hi = max(s.lo, lo), min(s.hi, hi)
	return changed
}

// component is variables that are not known exactly and that equations link, with those equations.
type component struct {
	vars []int // sorted
	rows []row
}

// row is an equation among a component's variables: the sum of each variable times its coefficient.
type row struct {
	index []int // into the component's vars
	coef  []int64
	value int64
}

// components finds the parts of the system that are left to solve: what is known exactly becomes part of
// the rows' values.
func (s *system) components() []component {
	group := make([]int, len(s.vars))
	for i := range group {
		group[i] = i
	}
	root := func(v int) int {
		for group[v] != v {
			group[v] = group[group[v]]
			v = group[v]
		}
		return v
	}
	open := func(v int) bool { return !s.vars[v].exact() }
	head := func(e *equation) int {
		if open(e.total) {
			return e.total
		}
		for _, p := range e.parts {
			if open(p) {
				return p
			}
		}
		return none
	}
	for i := range s.equations {
		e := &s.equations[i]
		first := head(e)
		for _, p := range e.parts {
			if open(p) {
				a, b := root(first), root(p)
				group[max(a, b)] = min(a, b)
			}
		}
	}
	number := map[int]int{}
	place := make([]int, len(s.vars))
	var all []component
	for v := range s.vars {
		if !open(v) {
			continue
		}
		at, ok := number[root(v)]
		if !ok {
			at = len(all)
			number[root(v)] = at
			all = append(all, component{})
		}
		place[v] = len(all[at].vars)
		all[at].vars = append(all[at].vars, v)
	}
	for i := range s.equations {
		e := &s.equations[i]
		first := head(e)
		if first == none {
			continue
		}
		var r row
		add := func(v int, coef int64) {
			if open(v) {
				r.index, r.coef = append(r.index, place[v]), append(r.coef, coef)
			} else {
				r.value -= coef * s.vars[v].lo
			}
		}
		add(e.total, -1)
		for _, p := range e.parts {
			add(p, 1)
		}
		c := &all[number[root(first)]]
		c.rows = append(c.rows, r)
	}
	return all
}
