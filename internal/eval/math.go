package eval

import (
	"math"
	"strconv"
	"strings"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// float1 makes a function of one FLOAT64 that never fails.
func float1(fn func(float64) float64) fn1 {
	return func(_ *frame, a value.Value) value.Value { return value.OfFloat64(fn(a.Float64())) }
}

// finite1 makes a function of one FLOAT64 that fails outside its domain or range.
func finite1(fn func(float64) float64) fn1 {
	return func(_ *frame, a value.Value) value.Value {
		return finite(fn(a.Float64()), badArgument, a.Float64())
	}
}

// finite2 is finite1 for two arguments.
func finite2(fn func(x, y float64) float64) fn2 {
	return func(_ *frame, a, b value.Value) value.Value {
		return finite(fn(a.Float64(), b.Float64()), badArgument, a.Float64(), b.Float64())
	}
}

var (
	absFloat = math.Abs
	floor    = math.Floor
	ceil     = math.Ceil
	exp      = math.Exp
	ln       = math.Log
	log10    = math.Log10
	pow      = math.Pow
)

func buildPi(*plan.Call, []scalar) (scalar, error) {
	return func(*frame) value.Value { return value.OfFloat64(math.Pi) }, nil
}

// inverse is 1/fn, of which some functions are made.
func inverse(fn func(float64) float64) func(float64) float64 {
	return func(x float64) float64 { return 1 / fn(x) }
}

func atan2(_ *frame, a, b value.Value) value.Value {
	return value.OfFloat64(math.Atan2(a.Float64(), b.Float64()))
}

func signFloat(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x
}

func isNaN(_ *frame, a value.Value) value.Value { return boolOf(math.IsNaN(a.Float64())) }

func isInf(_ *frame, a value.Value) value.Value { return boolOf(math.IsInf(a.Float64(), 0)) }

// sqrt fails for every negative argument, infinity included.
func sqrt(_ *frame, a value.Value) value.Value {
	if a.Float64() < 0 {
		return failure(badArgument)
	}
	return value.OfFloat64(math.Sqrt(a.Float64()))
}

// buildLog makes LOG(x), which is LN(x), and LOG(x, base).
func buildLog(call *plan.Call, args []scalar) (scalar, error) {
	if len(args) == 1 {
		return strict1(args[0], finite1(ln)), nil
	}
	return strict2(args[0], args[1], finite2(logBase)), nil
}

func logBase(x, base float64) float64 {
	if !isFinite(base) || base <= 0 {
		return math.NaN()
	}
	return math.Log(x) / math.Log(base)
}

// buildRound makes ROUND and TRUNC, with or without the number of decimal places.
func buildRound(fn func(x float64, places int64) float64) builder {
	return func(_ *plan.Call, args []scalar) (scalar, error) {
		if len(args) == 1 {
			return strict1(args[0], float1(func(x float64) float64 { return fn(x, 0) })), nil
		}
		return strict2(args[0], args[1], func(_ *frame, a, b value.Value) value.Value {
			return finite(fn(a.Float64(), b.Int64()), overflow, a.Float64())
		}), nil
	}
}

// roundDigits rounds to decimal places, or for negative places to a power of ten; halves go away from
// zero. What is rounded is the exact value of x: 2.675 is a little less than it looks and gives 2.67.
func roundDigits(x float64, places int64) float64 { return cut(x, places, true) }

// truncDigits drops what lies beyond the decimal places of the exact value of x.
func truncDigits(x float64, places int64) float64 { return cut(x, places, false) }

func cut(x float64, places int64, round bool) float64 {
	switch {
	case !isFinite(x):
		return x
	case places == 0 && round:
		return math.Round(x)
	case places == 0:
		return math.Trunc(x)
	case places >= int64(len(pow10)) || places <= -int64(len(pow10)):
		return cutDecimal(x, places, round)
	}
	// scaled+rest is exactly x scaled: of rest only the sign matters.
	var scaled, rest, scale float64
	if places > 0 {
		scale = pow10[places]
		scaled = x * scale
		rest = math.FMA(x, scale, -scaled)
	} else {
		scale = pow10[-places]
		scaled = x / scale
		rest = math.FMA(-scaled, scale, x)
	}
	switch {
	case math.Abs(scaled) >= 1<<62:
		return x // the distance to the next FLOAT64 is larger than the unit to round to
	case math.Abs(scaled) >= 1<<52:
		return cutDecimal(x, places, round)
	}
	whole := math.Trunc(scaled)
	nearer := rest != 0 && (rest < 0) == (x > 0) // x scaled is a little nearer to zero than scaled
	switch fraction := math.Abs(scaled - whole); {
	case round && !(fraction == 0.5 && nearer):
		whole = math.Round(scaled)
	case !round && fraction == 0 && nearer:
		whole -= math.Copysign(1, x)
	}
	if places > 0 {
		return whole / scale
	}
	return whole * scale
}

var pow10 = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// exactPlaces is enough decimal places to write any FLOAT64 exactly.
const exactPlaces = 1074

// cutDecimal rounds or truncates by writing x out in full. It is exact for all x, and slow.
func cutDecimal(x float64, places int64, round bool) float64 {
	switch {
	case places > exactPlaces:
		return x
	case places < -310:
		return 0
	}
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(math.Abs(x), 'f', exactPlaces, 64), ".")
	digits := []byte("0" + whole + fraction) // a leading zero takes a carry
	cut := 1 + len(whole) + int(places)
	if cut < 1 {
		return 0 // too small even to round up
	}
	if round && cut < len(digits) && digits[cut] >= '5' {
		increment(digits[:cut])
	}
	for i := cut; i < len(digits); i++ {
		digits[i] = '0'
	}
	text := string(digits[:1+len(whole)]) + "." + string(digits[1+len(whole):])
	result, _ := strconv.ParseFloat(text, 64) // infinite if out of range, which the caller refuses
	return math.Copysign(result, x)
}

// increment adds one to a decimal number whose first digit is zero.
func increment(digits []byte) {
	for i := len(digits) - 1; i >= 0; i-- {
		if digits[i] < '9' {
			digits[i]++
			return
		}
		digits[i] = '0'
	}
}
