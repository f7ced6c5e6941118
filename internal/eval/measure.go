package eval

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// state is what one measure of a GROUP BY within a site or over public rows has seen of one group.
type state struct {
	rows  int64       // that count: all, not NULL, or TRUE, as the measure says
	best  value.Value // of MIN, MAX, LOGICAL_OR, LOGICAL_AND, ANY_VALUE, and of bits
	whole int128      // of SUM and AVG of INT64
	sum   floatSum    // of SUM and AVG of FLOAT64
	large *largeState // of the others; nil as long as there is nothing
}

// largeState is what few measures need.
type largeState struct {
	spread       spread        // of variances
	numeric      big.Int       // of SUM and AVG of NUMERIC, in billionths
	values, keys []value.Value // of ARRAY_AGG and STRING_AGG
}

func (s *state) more() *largeState {
	if s.large == nil {
		s.large = &largeState{}
	}
	return s.large
}

// aggregate is one measure, compiled. Rows that it is to see are handed to see one after the other; the
// result may be asked for at any time, and again after more rows.
type aggregate struct {
	arg      scalar // nil for COUNT(*)
	distinct bool   // the caller adds equal arguments once only
	nulls    bool   // NULL arguments count as well
	add      func(f *frame, s *state, v value.Value)
	result   func(f *frame, s *state) value.Value
}

// argument computes the argument for the row that the frame holds; ok is false if the measure leaves the row
// out.
func (a *aggregate) argument(f *frame) (v value.Value, ok bool) {
	if a.arg == nil {
		return v, true
	}
	v = a.arg(f)
	return v, a.nulls || !v.IsNull()
}

// aggregate compiles a measure and checks the kind of its result.
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
	if a.distinct && !arg.Scalar() {
		return a, fmt.Errorf("%s of DISTINCT %s", m.Fn, arg)
	}
	var kind value.Kind
	switch m.Fn {
	case plan.SiteCount, plan.RowCount, plan.Count, plan.ValueCount, plan.CountIf:
		kind, err = value.Int64, c.count(&a, m.Fn, arg)
	case plan.Sum, plan.Avg:
		kind, err = sums(&a, m.Fn, arg)
	case plan.Min, plan.Max, plan.LogicalOr, plan.LogicalAnd, plan.AnyValue:
		kind, err = arg, chosen(&a, m.Fn, arg)
	case plan.BitAnd, plan.BitOr, plan.BitXor:
		kind, err = value.Int64, wants(m.Fn, arg, value.Int64)
		a.add, a.result = addBits(m.Fn), bestResult
	case plan.VarSamp, plan.VarPop, plan.StddevSamp, plan.StddevPop:
		kind, err = value.Float64, wants(m.Fn, arg, value.Int64, value.Float64, value.Numeric)
		a.add, a.result = addSpread(arg), spreadResult(m.Fn)
	case plan.ArrayAgg:
		kind, err = value.Array, c.arrayAgg(&a, m)
	case plan.StringAgg:
		kind, err = arg, c.stringAgg(&a, m)
	default:
		return a, fmt.Errorf("aggregate %q is not supported", m.Fn)
	}
	if err == nil && kind != m.Kind {
		err = fmt.Errorf("%s of %s gives %s, not %s", m.Fn, arg, kind, m.Kind)
	}
	return a, err
}

func wants(fn plan.Fn, got value.Kind, want ...value.Kind) error {
	if slices.Contains(want, got) {
		return nil
	}
	return fmt.Errorf("%s of %s", fn, got)
}

// settled turns a failure of a result into NULL and counts it.
func settled(f *frame, v value.Value) value.Value {
	if v.Kind == faulty {
		f.faults[v.Bits]++
		return null
	}
	return v
}

func (c *compiler) count(a *aggregate, fn plan.Fn, arg value.Kind) error {
	a.add = func(_ *frame, s *state, _ value.Value) { s.rows++ }
	a.result = func(_ *frame, s *state) value.Value { return intOf(s.rows) }
	switch fn {
	case plan.RowCount:
		a.arg, a.distinct = nil, false
	case plan.SiteCount:
		if c.schema == nil {
			return fmt.Errorf("%s over public rows", fn)
		}
		a.arg, a.distinct = nil, false
		a.add = func(_ *frame, s *state, _ value.Value) { s.rows = 1 }
	case plan.CountIf:
		a.add = func(_ *frame, s *state, v value.Value) {
			if v.Bool() {
				s.rows++
			}
		}
		return wants(fn, arg, value.Bool)
	}
	return nil
}

// chosen makes the measures whose result is one of the arguments.
func chosen(a *aggregate, fn plan.Fn, arg value.Kind) error {
	a.result = bestResult
	switch fn {
	case plan.AnyValue: // the first that is not NULL, as GoogleSQL has it
		a.add = func(_ *frame, s *state, v value.Value) {
			if s.best.IsNull() {
				s.best = v
			}
		}
		if arg > value.Struct {
			return fmt.Errorf("%s of %s", fn, arg)
		}
		return nil
	case plan.LogicalOr, plan.LogicalAnd:
		a.add = keepBest(1)
		if fn == plan.LogicalAnd {
			a.add = keepBest(-1)
		}
		return wants(fn, arg, value.Bool)
	}
	a.add = keepBest(1)
	if fn == plan.Min {
		a.add = keepBest(-1)
	}
	if !arg.Scalar() || arg == value.Null {
		return fmt.Errorf("%s of %s", fn, arg)
	}
	return nil
}

// keepBest keeps the greatest value for 1, the least for -1; NaN beats all.
func keepBest(sign int) func(f *frame, s *state, v value.Value) {
	return func(f *frame, s *state, v value.Value) {
		if s.best.IsNull() || beats(f, v, s.best, sign) {
			s.best = v
		}
	}
}

func bestResult(_ *frame, s *state) value.Value { return s.best }

func addBits(fn plan.Fn) func(f *frame, s *state, v value.Value) {
	return func(_ *frame, s *state, v value.Value) {
		switch {
		case s.best.IsNull():
			s.best = v
		case fn == plan.BitAnd:
			s.best.Bits &= v.Bits
		case fn == plan.BitOr:
			s.best.Bits |= v.Bits
		default:
			s.best.Bits ^= v.Bits
		}
	}
}

func addSpread(kind value.Kind) func(f *frame, s *state, v value.Value) {
	switch kind {
	case value.Int64:
		return func(_ *frame, s *state, v value.Value) { s.more().spread.add(float64(v.Int64())) }
	case value.Numeric:
		return func(f *frame, s *state, v value.Value) {
			x, _ := new(big.Rat).SetFrac(value.NumericOf(f.read(v)), big.NewInt(value.NumericUnit)).Float64()
			s.more().spread.add(x)
		}
	}
	return func(_ *frame, s *state, v value.Value) { s.more().spread.add(v.Float64()) }
}

// spreadResult is NULL for too few values: a population has one, a sample two.
func spreadResult(fn plan.Fn) func(f *frame, s *state) value.Value {
	least := int64(1)
	if fn == plan.VarSamp || fn == plan.StddevSamp {
		least = 2
	}
	root := fn == plan.StddevSamp || fn == plan.StddevPop
	return func(f *frame, s *state) value.Value {
		spread := &s.more().spread
		if spread.n < least {
			return null
		}
		v, ok := spread.variance(least - 1)
		if !ok {
			return settled(f, failure(overflow))
		}
		if root {
			v = math.Sqrt(v)
		}
		return value.OfFloat64(v)
	}
}
