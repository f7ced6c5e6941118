package complement

import (
	"cmp"
	"math/big"
	"math/bits"
	"slices"
)

// prime is the modulus of the arithmetic: 2^61-1. A number of sites is far smaller. What is certain over
// the rationals is certain modulo the prime too, unless the prime divides a minor of the sums' matrix, all
// of whose entries are 0, 1 and -1; what is certain modulo the prime is confirmed over the rationals.
const prime uint64 = 1<<61 - 1

// solve finds the variables that the sums determine, and the groups of them of which they determine the
// total, by elimination. ok is false if that takes too many steps.
func (g *grid) solve(steps int64) (found []leak, ok bool) {
	sys := newSystem[uint64](modular{}, g, nil)
	if !sys.reduce(&steps) {
		return nil, false
	}
	var single []int32
	var likely []leak
	for _, r := range sys.rows {
		if len(r.cols) == 1 {
			single = append(single, r.cols[0])
			if g.tellsValue(r.cols[0], int64(r.value)) {
				likely = append(likely, leak{r.cols[0]})
			}
			continue
		}
		// A sum of numbers none of which is negative is the size of a group.
		plain := len(r.cols) > 0
		for _, v := range r.vals {
			plain = plain && v == 1
		}
		if plain && r.value != 0 && r.value < uint64(g.m.k) {
			found = append(found, slices.Clone(r.cols))
		}
	}
	if len(likely) > 0 {
		steps = min(steps, confirmSteps)
		if confirmed, ok := g.confirm(single, &steps); ok {
			likely = confirmed
		}
	}
	slices.SortFunc(likely, func(a, b leak) int { return cmp.Compare(a[0], b[0]) })
	return append(likely, found...), true
}

// confirmSteps bounds the work to confirm what is certain modulo the prime. Beyond, it is believed, which
// hides a row too many at worst.
const confirmSteps = 2e7

// confirm solves the sums that are linked with the given variables over the rationals.
func (g *grid) confirm(single []int32, steps *int64) (found []leak, ok bool) {
	linked := make([]bool, len(g.sums))
	seen := make([]bool, len(g.vars))
	stack := slices.Clone(single)
	for len(stack) > 0 {
		x := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[x] || g.vars[x].lo == g.vars[x].hi {
			continue
		}
		seen[x] = true
		for _, i := range g.in[x] {
			if !linked[i] {
				linked[i] = true
				stack = append(stack, g.sums[i].vars...)
			}
		}
	}
	sys := newSystem[*big.Rat](rational{}, g, linked)
	if !sys.reduce(steps) {
		return nil, false
	}
	for _, r := range sys.rows {
		if len(r.cols) != 1 {
			continue
		}
		// What is no number of sites at all comes from others of which we know nothing: it tells too.
		v := r.value
		if !v.IsInt() || !v.Num().IsInt64() || g.tellsValue(r.cols[0], v.Num().Int64()) {
			found = append(found, leak{r.cols[0]})
		}
	}
	return found, true
}

// system is linear equations over a field.
type system[T any] struct {
	field  field[T]
	rows   []row[T]
	occurs [][]int32 // by column: rows that have or had it
}

// row is one equation, its columns in order.
type row[T any] struct {
	cols  []int32
	vals  []T
	value T
	done  bool // has a pivot
}

// field is the arithmetic of a system.
type field[T any] interface {
	of(n int64) T
	zero(a T) bool
	less(a, b, c T) T // a - b*c
	over(a, b T) T
	cost() int64 // in steps
}

// newSystem makes the equations of a grid's sums, or of some, with the variables whose value is fixed
// left out.
func newSystem[T any](f field[T], g *grid, only []bool) *system[T] {
	sys := &system[T]{field: f, occurs: make([][]int32, len(g.vars))}
	for i, s := range g.sums {
		if only != nil && !only[i] {
			continue
		}
		type term struct {
			x    int32
			sign int8
		}
		var terms []term
		value := s.value
		for j, x := range s.vars {
			if v := g.vars[x]; v.lo == v.hi {
				value -= int64(s.signs[j]) * v.lo
			} else {
				terms = append(terms, term{x, s.signs[j]})
			}
		}
		if len(terms) == 0 {
			continue
		}
		slices.SortFunc(terms, func(a, b term) int { return cmp.Compare(a.x, b.x) })
		r := row[T]{value: f.of(value)}
		for _, t := range terms {
			r.cols = append(r.cols, t.x)
			r.vals = append(r.vals, f.of(int64(t.sign)))
			sys.occurs[t.x] = append(sys.occurs[t.x], int32(len(sys.rows)))
		}
		sys.rows = append(sys.rows, r)
	}
	return sys
}

// reduce brings the system to a form in which each equation has a variable that no other has: the shortest
// equations first, each by its rarest variable. A variable is determined if it is alone in its equation
// then. ok is false if there are too many steps.
func (sys *system[T]) reduce(steps *int64) (ok bool) {
	f := sys.field
	order := newByLength(len(sys.rows), func(i int32) int { return len(sys.rows[i].cols) })
	for {
		i, ok := order.next(func(i int32) (int, bool) { return len(sys.rows[i].cols), sys.rows[i].done })
		if !ok {
			return true
		}
		r := &sys.rows[i]
		r.done = true
		if len(r.cols) == 0 {
			continue
		}
		pivot := 0
		for j, c := range r.cols {
			if len(sys.occurs[c]) < len(sys.occurs[r.cols[pivot]]) {
				pivot = j
			}
		}
		col, lead := r.cols[pivot], r.vals[pivot]
		for j := range r.vals {
			r.vals[j] = f.over(r.vals[j], lead)
		}
		r.value = f.over(r.value, lead)
		for _, other := range sys.occurs[col] {
			if other == i {
				continue
			}
			o := &sys.rows[other]
			if at, has := slices.BinarySearch(o.cols, col); has {
				if *steps -= f.cost() * int64(len(o.cols)+len(r.cols)); *steps < 0 {
					return false
				}
				sys.subtract(other, r, o.vals[at])
				if !o.done {
					order.add(other, len(o.cols))
				}
			}
		}
		sys.occurs[col] = []int32{i}
	}
}

// subtract takes a multiple of an equation from another.
func (sys *system[T]) subtract(to int32, r *row[T], times T) {
	f, o := sys.field, &sys.rows[to]
	cols, vals := make([]int32, 0, len(o.cols)+len(r.cols)), make([]T, 0, len(o.cols)+len(r.cols))
	i, j := 0, 0
	for i < len(o.cols) || j < len(r.cols) {
		switch {
		case j == len(r.cols) || i < len(o.cols) && o.cols[i] < r.cols[j]:
			cols, vals = append(cols, o.cols[i]), append(vals, o.vals[i])
			i++
		case i == len(o.cols) || r.cols[j] < o.cols[i]:
			cols, vals = append(cols, r.cols[j]), append(vals, f.less(f.of(0), times, r.vals[j]))
			sys.occurs[r.cols[j]] = append(sys.occurs[r.cols[j]], to)
			j++
		default:
			if v := f.less(o.vals[i], times, r.vals[j]); !f.zero(v) {
				cols, vals = append(cols, o.cols[i]), append(vals, v)
			}
			i, j = i+1, j+1
		}
	}
	o.cols, o.vals, o.value = cols, vals, f.less(o.value, times, r.value)
}

// modular is arithmetic modulo prime.
type modular struct{}

func (modular) of(n int64) uint64 {
	if n < 0 {
		return prime - uint64(-n)%prime
	}
	return uint64(n) % prime
}

func (modular) zero(a uint64) bool { return a == 0 }

func (modular) cost() int64 { return 1 }

func (modular) mul(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	_, rest := bits.Div64(hi, lo, prime)
	return rest
}

func (f modular) less(a, b, c uint64) uint64 { return (a + prime - f.mul(b, c)) % prime }

func (f modular) over(a, b uint64) uint64 {
	if b == 1 {
		return a
	}
	inverse, base := uint64(1), b
	for e := prime - 2; e > 0; e >>= 1 {
		if e&1 != 0 {
			inverse = f.mul(inverse, base)
		}
		base = f.mul(base, base)
	}
	return f.mul(a, inverse)
}

// rational is exact arithmetic.
type rational struct{}

func (rational) of(n int64) *big.Rat { return big.NewRat(n, 1) }

func (rational) zero(a *big.Rat) bool { return a.Sign() == 0 }

func (rational) cost() int64 { return 32 }

func (rational) less(a, b, c *big.Rat) *big.Rat { return new(big.Rat).Sub(a, new(big.Rat).Mul(b, c)) }

func (rational) over(a, b *big.Rat) *big.Rat { return new(big.Rat).Quo(a, b) }
