package eval

import (
	"fmt"
	"math"
	"math/bits"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// state is what one measure of a GROUP BY within a site or over public rows has seen of one group.
type state struct {
	rows  int64       // that count: all, not NULL, or TRUE, as the measure says
	best  value.Value // of MIN, MAX, LOGICAL_OR, LOGICAL_AND
	whole int128      // of SUM and AVG of INT64
	sum   floatSum    // of SUM and AVG of FLOAT64
}

// aggregate is one measure, compiled.
type aggregate struct {
	arg      scalar // nil for COUNT(*)
	distinct bool
	add      func(f *frame, s *state, v value.Value)
	result   func(f *frame, s *state) value.Value
}

// aggregate compiles a measure and gives the kind of its result.
func (c *compiler) aggregate(m plan.Measure) (a aggregate, err error) {
	arg := value.Null
	if m.Arg != nil {
		if a.arg, err = c.scalar(m.Arg); err != nil {
			return a, err
		}
		arg = m.Arg.Kind()
	} else if m.Fn != plan.RowCount && m.Fn != plan.SiteCount {
		return a, fmt.Errorf("%s without an argument", m.Fn)
	}
	a.distinct = m.Distinct || m.Fn == plan.ValueCount
	a.result = countResult
	kind := value.Int64
	switch m.Fn {
	case plan.RowCount:
		a.arg, a.distinct = nil, false
		a.add = func(_ *frame, s *state, _ value.Value) { s.rows++ }
	case plan.SiteCount:
		if c.schema == nil {
			return a, fmt.Errorf("%s over public rows", m.Fn)
		}
		a.arg, a.distinct = nil, false
		a.add = func(_ *frame, s *state, _ value.Value) { s.rows = 1 }
	case plan.Count, plan.ValueCount:
		if arg > value.Timestamp {
			return a, fmt.Errorf("%s of %s", m.Fn, arg)
		}
		a.add = func(_ *frame, s *state, _ value.Value) { s.rows++ }
	case plan.CountIf:
		kind, err = value.Int64, wants(m.Fn, arg, value.Bool)
		a.add = func(_ *frame, s *state, v value.Value) {
			if v.Bool() {
				s.rows++
			}
		}
	case plan.Sum, plan.Avg:
		kind, err = arg, wants(m.Fn, arg, value.Int64, value.Float64)
		a.add, a.result = addInt, sumResult
		if arg == value.Float64 {
			a.add, a.result = addFloat, floatSumResult
		}
		if m.Fn == plan.Avg {
			kind, a.result = value.Float64, averageOf(arg)
		}
	case plan.Min, plan.Max:
		if kind = arg; arg > value.Timestamp || arg == value.Null {
			return a, fmt.Errorf("%s of %s", m.Fn, arg)
		}
		sign := 1
		if m.Fn == plan.Min {
			sign = -1
		}
		a.add, a.result = keepBest(sign), bestResult
	case plan.LogicalOr:
		kind, err = value.Bool, wants(m.Fn, arg, value.Bool)
		a.add, a.result = keepBest(1), bestResult
	case plan.LogicalAnd:
		kind, err = value.Bool, wants(m.Fn, arg, value.Bool)
		a.add, a.result = keepBest(-1), bestResult
	default:
		return a, fmt.Errorf("aggregate %q is not supported", m.Fn)
	}
	if err == nil && kind != m.Kind {
		err = fmt.Errorf("%s of %s gives %s, not %s", m.Fn, arg, kind, m.Kind)
	}
	return a, err
}

func wants(fn plan.Fn, got value.Kind, want ...value.Kind) error {
	for _, k := range want {
		if got == k {
			return nil
		}
	}
	return fmt.Errorf("%s of %s", fn, got)
}

func countResult(_ *frame, s *state) value.Value { return intOf(s.rows) }

// keepBest keeps the greatest value for 1, the least for -1; NaN beats all.
func keepBest(sign int) func(f *frame, s *state, v value.Value) {
	return func(f *frame, s *state, v value.Value) {
		if s.best.IsNull() || beats(f, v, s.best, sign) {
			s.best = v
		}
	}
}

func bestResult(_ *frame, s *state) value.Value { return s.best }

func addInt(_ *frame, s *state, v value.Value) {
	s.rows++
	s.whole.add(v.Int64())
}

func sumResult(f *frame, s *state) value.Value {
	if s.rows == 0 {
		return null
	}
	n, ok := s.whole.int64()
	if !ok {
		f.faults[overflow]++
		return null
	}
	return intOf(n)
}

func addFloat(_ *frame, s *state, v value.Value) {
	s.rows++
	s.sum.add(v.Float64())
}

func floatSumResult(f *frame, s *state) value.Value {
	if s.rows == 0 {
		return null
	}
	total, ok := s.sum.float64()
	if !ok {
		f.faults[overflow]++
		return null
	}
	return value.OfFloat64(total)
}

func averageOf(kind value.Kind) func(f *frame, s *state) value.Value {
	return func(f *frame, s *state) value.Value {
		if s.rows == 0 {
			return null
		}
		if kind == value.Int64 {
			return value.OfFloat64(s.whole.float64() / float64(s.rows))
		}
		total, ok := s.sum.float64()
		if !ok {
			f.faults[overflow]++
			return null
		}
		return value.OfFloat64(total / float64(s.rows))
	}
}

// int128 is a sum of INT64s, which never overflows.
type int128 struct {
	hi int64
	lo uint64
}

func (s *int128) add(n int64) {
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, uint64(n), 0)
	s.hi += n>>63 + int64(carry)
}

func (s *int128) int64() (n int64, ok bool) { return int64(s.lo), s.hi == int64(s.lo)>>63 }

func (s *int128) float64() float64 {
	if n, ok := s.int64(); ok {
		return float64(n)
	}
	return float64(s.hi)*(1<<64) + float64(s.lo)
}

// floatSum adds FLOAT64s with a second one for what rounding loses (Neumaier's summation), in the order
// of the rows, which is always the same.
type floatSum struct {
	sum, lost float64 // of finite arguments
	rest      float64 // of the others, by IEEE 754: zero while there is none
}

func (s *floatSum) add(x float64) {
	if !isFinite(x) {
		s.rest += x
		return
	}
	total := s.sum + x
	if math.Abs(s.sum) >= math.Abs(x) {
		s.lost += (s.sum - total) + x
	} else {
		s.lost += (x - total) + s.sum
	}
	s.sum = total
}

// float64 is the sum; ok is false if finite arguments went out of range.
func (s *floatSum) float64() (total float64, ok bool) {
	if s.rest != 0 {
		return s.rest, true
	}
	total = s.sum + s.lost
	return total, isFinite(total)
}
