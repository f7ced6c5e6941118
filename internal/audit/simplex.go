package audit

import (
	"math"
	"math/big"
)

// program is a linear program: the component's variables within their bounds, such that the rows hold.
// It is solved with floating-point numbers, and what comes out is only a proposal: a combination of the
// rows. The bound that follows from a combination is computed exactly, so that rounding may cost
// precision and never truth.
type program struct {
	lo, hi  []int64
	rows    []row
	t       [][]float64 // rows of the tableau: the variables, then an artificial one for each row
	reduced []float64   // reduced costs
	basis   []int       // variable of each row
	value   []float64   // of the basic variables
	at      []place     // of each variable
	turned  []bool      // rows that are in the tableau with the opposite sign
	width   int
	pivots  int // made so far
}

// place is where a variable is.
type place uint8

const (
	atLower place = iota
	atUpper
	inBasis
)

const (
	tiny      = 1e-9
	maxPivots = 20_000 // of one program
)

// newProgram makes a program and finds values that satisfy it. It is nil if that fails.
func newProgram(lo, hi []int64, rows []row) *program {
	n, m := len(lo), len(rows)
	p := &program{
		lo: lo, hi: hi, rows: rows, width: n + m, turned: make([]bool, m), basis: make([]int, m),
		value: make([]float64, m), at: make([]place, n+m), reduced: make([]float64, n+m),
	}
	flat := make([]float64, m*p.width)
	for i, r := range rows {
		line := flat[i*p.width : (i+1)*p.width]
		rest := float64(r.value)
		for k, v := range r.index {
			line[v] += float64(r.coef[k])
			rest -= float64(r.coef[k]) * float64(lo[v])
		}
		if rest < 0 {
			p.turned[i], rest = true, -rest
			for v := range n {
				line[v] = -line[v]
			}
		}
		line[n+i] = 1
		p.t = append(p.t, line)
		p.basis[i], p.value[i], p.at[n+i] = n+i, rest, inBasis
	}
	cost := make([]float64, p.width)
	for i := range m {
		cost[n+i] = 1
	}
	p.price(cost)
	if !p.descend(math.Inf(1)) {
		return nil
	}
	for i, v := range p.basis {
		if v >= n && p.value[i] > 1e-6 {
			return nil
		}
	}
	return p
}

// price computes the reduced costs of an objective from the tableau.
func (p *program) price(cost []float64) {
	copy(p.reduced, cost)
	for i, v := range p.basis {
		if c := cost[v]; c != 0 {
			for j, t := range p.t[i] {
				p.reduced[j] -= float64(c * t)
			}
		}
	}
}

// room is by how much a variable can move. Artificial variables are 0 once the program is satisfied.
func (p *program) room(v int, artificial float64) float64 {
	if v >= len(p.lo) {
		return artificial
	}
	return float64(p.hi[v] - p.lo[v])
}

// descend moves to the optimum of the objective that price was given.
func (p *program) descend(artificial float64) bool {
	stalled := 0
	for p.pivots < maxPivots {
		// The steepest column, or, when nothing has moved for long, the first: that cannot cycle.
		enter, best := none, tiny*10
		for j, d := range p.reduced {
			if p.at[j] == inBasis || j >= len(p.lo) {
				continue
			}
			if p.at[j] == atLower {
				d = -d
			}
			if d > best {
				enter = j
				if stalled > 2*len(p.t)+20 {
					break
				}
				best = d
			}
		}
		if enter == none {
			return true
		}
		step := p.move(enter, artificial)
		if math.IsInf(step, 1) {
			return false
		}
		if step > tiny {
			stalled = 0
		} else {
			stalled++
		}
		p.pivots++
	}
	return false
}

// move brings a variable from one bound towards the other, as far as the basic variables allow, and
// gives the distance.
func (p *program) move(enter int, artificial float64) float64 {
	direction := 1.0
	if p.at[enter] == atUpper {
		direction = -1
	}
	step, leave, toUpper := p.room(enter, artificial), none, false
	for i, v := range p.basis {
		slope := direction * p.t[i][enter]
		var room float64
		switch {
		case slope > tiny:
			room = p.value[i] / slope
		case slope < -tiny:
			room = (p.room(v, artificial) - p.value[i]) / -slope
		default:
			continue
		}
		room = max(room, 0)
		if room < step-tiny || room < step+tiny && leave != none && v < p.basis[leave] {
			step, leave, toUpper = min(room, step), i, slope < 0
		}
	}
	if math.IsInf(step, 1) {
		return step
	}
	for i := range p.basis {
		p.value[i] -= float64(direction * p.t[i][enter] * step)
	}
	if leave == none {
		p.at[enter] = atUpper - p.at[enter]
		return step
	}
	entered := step
	if direction < 0 {
		entered = p.room(enter, artificial) - step
	}
	out := p.basis[leave]
	p.at[out], p.at[enter] = atLower, inBasis
	if toUpper {
		p.at[out] = atUpper
	}
	p.basis[leave], p.value[leave] = enter, entered
	p.pivot(leave, enter)
	return step
}

func (p *program) pivot(at, enter int) {
	line := p.t[at]
	by := 1 / line[enter]
	for j := range line {
		line[j] *= by
	}
	line[enter] = 1
	clear := func(other []float64) {
		if c := other[enter]; c != 0 {
			for j, t := range line {
				if t != 0 {
					other[j] -= float64(c * t)
				}
			}
			other[enter] = 0
		}
	}
	for i, other := range p.t {
		if i != at {
			clear(other)
		}
	}
	clear(p.reduced)
}

// least gives a number that variable v is certain not to be below, greatest one that it is certain not
// to be above. They are the best there are unless rounding went wrong.
func (p *program) least(v int) int64 { return p.extreme(v, 1) }

func (p *program) greatest(v int) int64 { return -p.extreme(v, -1) }

// extreme bounds sign times v from below.
func (p *program) extreme(v int, sign int64) int64 {
	cost := make([]float64, p.width)
	cost[v] = float64(sign)
	p.price(cost)
	trivial := p.lo[v]
	if sign < 0 {
		trivial = -p.hi[v]
	}
	if !p.descend(0) {
		return trivial
	}
	return max(trivial, p.certify(v, sign))
}

// scale is the denominator of the multipliers of a certificate.
const scale = 1 << 40

// certify computes what follows exactly from the multipliers that the tableau proposes. For any
// multipliers y of the rows, cost·x = y·b + (cost - yA)·x, and each variable is within its bounds.
func (p *program) certify(v int, sign int64) int64 {
	n := len(p.lo)
	total := new(big.Int)
	slack := make([]*big.Int, n)
	at := func(j int) *big.Int {
		if slack[j] == nil {
			slack[j] = new(big.Int)
		}
		return slack[j]
	}
	at(v).SetInt64(sign * scale)
	var y, term, num big.Int
	for i, r := range p.rows {
		// The reduced cost of a row's artificial variable, whose own cost is 0, is the multiplier.
		m := -p.reduced[n+i]
		if p.turned[i] {
			m = -m
		}
		if math.Abs(m) > 1<<20 {
			return math.MinInt64
		}
		y.SetInt64(int64(math.Round(m * scale)))
		if y.Sign() == 0 {
			continue
		}
		total.Add(total, term.Mul(&y, num.SetInt64(r.value)))
		for k, j := range r.index {
			s := at(j)
			s.Sub(s, term.Mul(&y, num.SetInt64(r.coef[k])))
		}
	}
	for j, s := range slack {
		if s == nil {
			continue
		}
		bound := p.lo[j]
		if s.Sign() < 0 {
			bound = p.hi[j]
		}
		total.Add(total, term.Mul(s, num.SetInt64(bound)))
	}
	// Up to the next whole number.
	total.Add(total, num.SetInt64(scale-1))
	total.Div(total, num.SetInt64(scale))
	if !total.IsInt64() {
		return math.MinInt64
	}
	return total.Int64()
}
