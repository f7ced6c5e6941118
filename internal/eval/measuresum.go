package eval

import (
	"math/big"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// sums makes SUM and AVG, and gives the kind of the result.
func sums(a *aggregate, fn plan.Fn, arg value.Kind) (value.Kind, error) {
	average := fn == plan.Avg
	switch arg {
	case value.Int64:
		if a.add, a.result = addInt, sumResult; average {
			a.result = averageResult
			return value.Float64, nil
		}
	case value.Float64:
		if a.add, a.result = addFloat, floatSumResult; average {
			a.result = floatAverageResult
		}
	case value.Numeric:
		if a.add, a.result = addNumeric, numericSumResult; average {
			a.result = numericAverageResult
		}
	default:
		return value.Null, wants(fn, arg, value.Int64, value.Float64, value.Numeric)
	}
	return arg, nil
}

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
		return settled(f, failure(overflow))
	}
	return intOf(n)
}

func averageResult(_ *frame, s *state) value.Value {
	if s.rows == 0 {
		return null
	}
	return value.OfFloat64(s.whole.float64() / float64(s.rows))
}

func addFloat(_ *frame, s *state, v value.Value) {
	s.rows++
	s.sum.add(v.Float64())
}

func floatSumResult(f *frame, s *state) value.Value { return floatQuotient(f, s, 1) }

func floatAverageResult(f *frame, s *state) value.Value { return floatQuotient(f, s, s.rows) }

func floatQuotient(f *frame, s *state, n int64) value.Value {
	if s.rows == 0 {
		return null
	}
	total, ok := s.sum.float64()
	if !ok {
		return settled(f, failure(overflow))
	}
	return value.OfFloat64(total / float64(n))
}

func addNumeric(f *frame, s *state, v value.Value) {
	s.rows++
	total := &s.more().numeric
	total.Add(total, value.NumericOf(f.read(v)))
}

func numericSumResult(f *frame, s *state) value.Value { return numericQuotient(f, s, 1) }

func numericAverageResult(f *frame, s *state) value.Value { return numericQuotient(f, s, s.rows) }

// numericQuotient divides the total, rounding half away from zero.
func numericQuotient(f *frame, s *state, n int64) value.Value {
	if s.rows == 0 {
		return null
	}
	total := &s.more().numeric
	half := big.NewInt(n / 2)
	if total.Sign() < 0 {
		half.Neg(half)
	}
	// The quotient of total ± n/2, cut off, is the rounded one; for an odd n no quotient lies halfway.
	text, ok := value.NumericText(half.Add(half, total).Quo(half, big.NewInt(n)))
	if !ok {
		return settled(f, failure(overflow))
	}
	return settled(f, f.textOf(value.Numeric, text[:]))
}
