package complement

// leak is variables of a grid of which something is certain that must not be.
type leak []int32

// propagate narrows the bounds of all variables by each sum in turn, until nothing moves. ok is false if
// that takes too many steps. A sum that cannot be met is left as it is: it is then unsafe anyway.
func (g *grid) propagate(steps *int64) (ok bool) {
	queue := make([]int32, len(g.sums))
	waits := make([]bool, len(g.sums))
	for i := range queue {
		queue[i], waits[i] = int32(i), true
	}
	for len(queue) > 0 {
		i := queue[0]
		queue, waits[i] = queue[1:], false
		s := &g.sums[i]
		if *steps -= int64(len(s.vars)); *steps < 0 {
			return false
		}
		var lo, hi int64 // of the signed sum
		for j, x := range s.vars {
			a, b := g.signed(x, s.signs[j])
			lo, hi = lo+a, hi+b
		}
		for j, x := range s.vars {
			v := &g.vars[x]
			a, b := g.signed(x, s.signs[j])
			// This one is the value less the others.
			newLo, newHi := s.value-(hi-b), s.value-(lo-a)
			if s.signs[j] < 0 {
				newLo, newHi = -newHi, -newLo
			}
			newLo, newHi = max(newLo, v.lo), min(newHi, v.hi)
			if newLo > newHi || newLo == v.lo && newHi == v.hi {
				continue
			}
			v.lo, v.hi = newLo, newHi
			c, d := g.signed(x, s.signs[j])
			lo, hi = lo-a+c, hi-b+d
			for _, other := range g.in[x] {
				if !waits[other] && other != i {
					queue, waits[other] = append(queue, other), true
				}
			}
		}
	}
	return true
}

// signed is the bounds of a variable or its negative.
func (g *grid) signed(x int32, sign int8) (lo, hi int64) {
	if sign < 0 {
		return -g.vars[x].hi, -g.vars[x].lo
	}
	return g.vars[x].lo, g.vars[x].hi
}

// leaks finds what the sums show; ok is false if that takes too many steps.
func (g *grid) leaks() (found []leak, ok bool) {
	steps := g.m.options.Steps
	if !g.propagate(&steps) {
		return nil, false
	}
	for x := range g.vars {
		if g.tells(int32(x)) {
			found = append(found, leak{int32(x)})
		}
	}
	if len(found) > 0 {
		return found, true // closing them moves everything else
	}
	return g.solve(steps)
}

// tells tells whether the bounds of a variable make a group certain.
func (g *grid) tells(x int32) bool {
	v, k := &g.vars[x], g.m.k
	switch v.kind {
	case given:
		return false
	case low:
		return v.lo >= 1
	case loose:
		return v.lo >= 1 && v.hi < k
	}
	if v.lo == v.hi {
		return true
	}
	return g.m.tells(v.s, v.row, v.lo, v.hi, make([]uint32, maxColumns))
}

// tellsValue tells whether it makes a group certain that a variable has this value.
func (g *grid) tellsValue(x int32, value int64) bool {
	return g.vars[x].kind == chosen || value != 0 && value < g.m.k // less than none included: see confirm
}
