package privacy

import (
	"math"
	"math/bits"

	"isobar/internal/agg"
	"isobar/internal/value"
)

// Dominated says that a measure of a group must not be published exactly, because the second largest
// contributor could tell from it what the largest contributed to within percent % (the p %-rule):
//
//	X − x₁ − x₂ < (p/100)·x₁
//
// where X is the sum and x₁ ≥ x₂ are the two largest totals of single sites. Contributions count by their
// absolute values; where they have both signs, |X| stands in for the sum of absolute values, which is no
// less: such a sum may be refused though it is safe, and never the reverse. Measures whose largest totals
// agg does not keep are never dominated. An average, whose sum m does not give, is compared as if it
// were the sum, and so nearly always refused: split averages first (plan.Query.SplitAverages). With 0 % or
// less, nothing is dominated.
func Dominated(m *agg.Merger, g agg.GroupID, measure int, percent int64) bool {
	if percent <= 0 {
		return false
	}
	first, second, ok := m.Largest(g, measure)
	if !ok {
		return false
	}
	x := m.Value(g, measure, 1)
	switch {
	case x.IsNull(): // nothing to publish
		return false
	case x.Kind == value.Int64:
		return dominatedInt(magnitude(x.Int64()), magnitude(first.Int64()), magnitude(second.Int64()), uint64(percent))
	case first.Kind == value.Int64: // an average of integers
		return dominatedFloat(x.Float64(), float64(first.Int64()), float64(second.Int64()), percent)
	}
	return dominatedFloat(x.Float64(), first.Float64(), second.Float64(), percent)
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// dominatedInt compares 100·(x − first − second) with percent·first in 128 bits.
func dominatedInt(x, first, second, percent uint64) bool {
	if x < first || x-first < second {
		return true
	}
	restHigh, restLow := bits.Mul64(x-first-second, 100)
	high, low := bits.Mul64(first, percent)
	return restHigh < high || restHigh == high && restLow < low
}

// dominatedFloat is true of anything that is not finite.
func dominatedFloat(x, first, second float64, percent int64) bool {
	return !(math.Abs(x)-first-second >= float64(percent)/100*first) || math.IsInf(x, 0) || math.IsInf(first, 0)
}
