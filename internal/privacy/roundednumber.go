package privacy

import (
	"encoding/binary"
	"math"
	"math/bits"

	"isobar/internal/value"
)

// round gives the measure's number as it may be published, or NULL.
func (m rounding) round(v value.Value, sum *[macSize]byte) value.Value {
	switch v.Kind {
	case value.Int64:
		p, ok := roundInt(v.Int64(), uniform(sum, m.step), m.step)
		if ok && (p >= m.least || p <= -m.least) {
			return value.OfInt64(p)
		}
	case value.Float64:
		p, ok := roundFloat(v.Float64(), fraction(sum), m.step)
		if ok && math.Abs(p) >= float64(m.least) {
			return value.OfFloat64(p)
		}
	}
	return value.Value{}
}

// uniform makes a number from 0 to step-1 of a message authentication code.
func uniform(sum *[macSize]byte, step int64) uint64 {
	first := binary.BigEndian.Uint64(sum[:])
	if step <= maxStep {
		return first % uint64(step)
	}
	second := binary.BigEndian.Uint64(sum[8:])
	_, rest := bits.Div64(first%uint64(step), second, uint64(step))
	return rest
}

// fraction makes a number from 0 up to but without 1 of a message authentication code.
func fraction(sum *[macSize]byte) float64 {
	return float64(binary.BigEndian.Uint64(sum[:])>>11) / (1 << 53)
}

// roundInt is step·⌊(n+u)/step⌋ for u from 0 to step-1; ok is false if that is no INT64.
func roundInt(n int64, u uint64, step int64) (p int64, ok bool) {
	over := n % step
	if over < 0 {
		over += step
	}
	if n < math.MinInt64+over {
		return 0, false
	}
	p = n - over
	if uint64(over)+u < uint64(step) {
		return p, true
	}
	if p > math.MaxInt64-step {
		return 0, false
	}
	return p + step, true
}

// roundFloat is step·⌊x/step + f⌋ for f from 0 to 1; ok is false if x or the result is not finite. The
// result depends on x by that floor alone.
func roundFloat(x, f float64, step int64) (p float64, ok bool) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, false
	}
	s := float64(step)
	over := math.Mod(x, s) // exact, as is x - over but for the last rounding
	p = x - over
	if over < 0 {
		over += s
		p -= s
	}
	if over+f*s >= s {
		p += s
	}
	return p, !math.IsInf(p, 0)
}
