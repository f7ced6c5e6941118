package audit

import (
	"encoding/binary"
	"slices"
)

// Limits of what linear algebra is used for.
const (
	maxEntries    = 120_000 // variables times rows of a component
	maxObjectives = 400     // variables of a component that are bounded by linear programming
	maxCoef       = 1 << 30
	maxSubsets    = 500 // sums, or rows, that are compared with each other
)

// subset is variables of which the sum is known.
type subset struct {
	vars []int // sorted, of the component
	sum  int64
}

// sums collects subsets, each once.
type sums struct {
	list []subset
	seen map[string]bool
}

// subsets gives sets of variables whose sum the rows determine: rows of which all coefficients are equal,
// as they stand, after elimination, and as the sum or difference of two of either; and then the
// differences of a set and one that it contains. It does not give all there are: those are too many.
func (c *component) subsets() []subset {
	found := &sums{seen: map[string]bool{}}
	var lines []row
	for _, r := range c.rows {
		lines = append(lines, sortedRow(r))
	}
	lines = append(lines, eliminate(c.rows, len(c.vars))...)
	for _, r := range lines {
		found.addRow(r)
	}
	if len(lines) <= maxSubsets {
		for i, a := range lines {
			for _, b := range lines[:i] {
				found.addRow(combine(a, b, 1))
				found.addRow(combine(a, b, -1))
			}
		}
	}
	for i := 0; i < len(found.list) && len(found.list) < maxSubsets; i++ {
		for j := range i {
			found.addDifference(found.list[i], found.list[j])
			found.addDifference(found.list[j], found.list[i])
		}
	}
	return found.list
}

func sortedRow(r row) row {
	order := make([]int, len(r.index))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return r.index[i] - r.index[j] })
	s := row{value: r.value}
	for _, i := range order {
		s.index, s.coef = append(s.index, r.index[i]), append(s.coef, r.coef[i])
	}
	return s
}

// combine adds times b to a.
func combine(a, b row, times int64) row {
	sum := row{value: a.value + times*b.value}
	i, j := 0, 0
	for i < len(a.index) || j < len(b.index) {
		var v int
		var k int64
		switch {
		case j == len(b.index) || i < len(a.index) && a.index[i] < b.index[j]:
			v, k = a.index[i], a.coef[i]
			i++
		case i == len(a.index) || b.index[j] < a.index[i]:
			v, k = b.index[j], times*b.coef[j]
			j++
		default:
			v, k = a.index[i], a.coef[i]+times*b.coef[j]
			i++
			j++
		}
		if k != 0 {
			sum.index, sum.coef = append(sum.index, v), append(sum.coef, k)
		}
	}
	return sum
}

func (f *sums) add(s subset) {
	if s.sum < 0 {
		return
	}
	key := make([]byte, 0, 4*len(s.vars))
	for _, v := range s.vars {
		key = binary.BigEndian.AppendUint32(key, uint32(v))
	}
	if !f.seen[string(key)] {
		f.seen[string(key)] = true
		f.list = append(f.list, s)
	}
}

func (f *sums) addRow(r row) {
	if len(r.index) == 0 || r.value%r.coef[0] != 0 {
		return
	}
	for _, k := range r.coef {
		if k != r.coef[0] {
			return
		}
	}
	f.add(subset{slices.Clone(r.index), r.value / r.coef[0]})
}

// addDifference adds what is in a and not in b if all of b is in a.
func (f *sums) addDifference(a, b subset) {
	if len(b.vars) >= len(a.vars) {
		return
	}
	rest := make([]int, 0, len(a.vars)-len(b.vars))
	n := 0
	for i, v := range a.vars {
		switch {
		case n < len(b.vars) && b.vars[n] == v:
			n++
		case n < len(b.vars) && b.vars[n] < v || len(rest) == cap(rest):
			return // b has something else, or a has too much besides
		default:
			rest = append(rest, a.vars[i])
		}
	}
	f.add(subset{rest, a.sum - b.sum})
}

// eliminate brings rows into reduced echelon form, in whole numbers. It gives up, and gives what it has,
// where numbers get too large. It takes time in proportion to rows² times variables.
func eliminate(rows []row, vars int) []row {
	lines := make([][]int64, len(rows)) // the last entry is the value
	for i, r := range rows {
		lines[i] = make([]int64, vars+1)
		for k, v := range r.index {
			lines[i][v] += r.coef[k]
		}
		lines[i][vars] = r.value
	}
	done := 0
	for v := 0; v < vars && done < len(lines); v++ {
		at := none
		for i := done; i < len(lines); i++ {
			if lines[i][v] != 0 {
				at = i
				break
			}
		}
		if at == none {
			continue
		}
		lines[done], lines[at] = lines[at], lines[done]
		for i := range lines {
			if i != done && lines[i][v] != 0 && !reduce(lines[i], lines[done], v) {
				return nil
			}
		}
		done++
	}
	var out []row
	for _, line := range lines[:done] {
		r := row{value: line[vars]}
		for v, k := range line[:vars] {
			if k != 0 {
				r.index, r.coef = append(r.index, v), append(r.coef, k)
			}
		}
		out = append(out, r)
	}
	return out
}

// reduce subtracts from line what makes its entry at v zero, and divides by what all entries share.
func reduce(line, by []int64, v int) bool {
	a, b := by[v], line[v]
	g := gcd(a, b)
	a, b = a/g, b/g
	var all int64
	for j := range line {
		n := a*line[j] - b*by[j]
		if n > maxCoef || n < -maxCoef {
			return false
		}
		line[j] = n
		if all != 1 {
			all = gcd(all, n)
		}
	}
	if all > 1 {
		for j := range line {
			line[j] /= all
		}
	}
	return true
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	if a < 0 {
		return -a
	}
	return a
}
