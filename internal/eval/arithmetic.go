package eval

import (
	"math"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// INT64 arithmetic fails where the result does not fit; FLOAT64 arithmetic fails where finite arguments
// give an infinite result.

func addInts(_ *frame, a, b value.Value) value.Value {
	x, y := a.Int64(), b.Int64()
	sum := x + y
	if (sum > x) != (y > 0) {
		return failure(overflow)
	}
	return intOf(sum)
}

func subtractInts(_ *frame, a, b value.Value) value.Value {
	x, y := a.Int64(), b.Int64()
	diff := x - y
	if (diff < x) != (y > 0) {
		return failure(overflow)
	}
	return intOf(diff)
}

func multiplyInts(_ *frame, a, b value.Value) value.Value {
	x, y := a.Int64(), b.Int64()
	product := x * y
	if x != 0 && (product/x != y || x == -1 && y == math.MinInt64) {
		return failure(overflow)
	}
	return intOf(product)
}

func divideInts(_ *frame, a, b value.Value) value.Value {
	switch {
	case b.Int64() == 0:
		return failure(divisionByZero)
	case b.Int64() == -1:
		return negateInt(nil, a)
	}
	return intOf(a.Int64() / b.Int64())
}

func moduloInts(_ *frame, a, b value.Value) value.Value {
	switch b.Int64() {
	case 0:
		return failure(divisionByZero)
	case -1:
		return intOf(0)
	}
	return intOf(a.Int64() % b.Int64())
}

func negateInt(_ *frame, a value.Value) value.Value {
	if a.Int64() == math.MinInt64 {
		return failure(overflow)
	}
	return intOf(-a.Int64())
}

func absInt(_ *frame, a value.Value) value.Value {
	if a.Int64() < 0 {
		return negateInt(nil, a)
	}
	return a
}

func signInt(_ *frame, a value.Value) value.Value {
	switch n := a.Int64(); {
	case n > 0:
		return intOf(1)
	case n < 0:
		return intOf(-1)
	}
	return intOf(0)
}

// finite makes a FLOAT64 of a result, which fails if it became infinite or NaN where the arguments were
// finite.
func finite(result float64, why fault, args ...float64) value.Value {
	if isFinite(result) {
		return value.OfFloat64(result)
	}
	for _, arg := range args {
		if !isFinite(arg) {
			return value.OfFloat64(result)
		}
	}
	return failure(why)
}

func isFinite(f float64) bool { return !math.IsInf(f, 0) && !math.IsNaN(f) }

func addFloats(_ *frame, a, b value.Value) value.Value {
	return finite(a.Float64()+b.Float64(), overflow, a.Float64(), b.Float64())
}

func subtractFloats(_ *frame, a, b value.Value) value.Value {
	return finite(a.Float64()-b.Float64(), overflow, a.Float64(), b.Float64())
}

func multiplyFloats(_ *frame, a, b value.Value) value.Value {
	return finite(a.Float64()*b.Float64(), overflow, a.Float64(), b.Float64())
}

func divideFloats(_ *frame, a, b value.Value) value.Value {
	if b.Float64() == 0 {
		return failure(divisionByZero)
	}
	return finite(a.Float64()/b.Float64(), overflow, a.Float64(), b.Float64())
}

// divideIEEE is IEEE_DIVIDE, which never fails. Zero has no sign here, so that x/0 takes that of x.
func divideIEEE(_ *frame, a, b value.Value) value.Value {
	return value.OfFloat64(a.Float64() / b.Float64())
}

func negateFloat(_ *frame, a value.Value) value.Value { return value.OfFloat64(-a.Float64()) }

// buildAdd makes x + y, of numbers, or of a DATE and a number of days in either order.
func buildAdd(call *plan.Call, args []scalar) (scalar, error) {
	switch {
	case call.Type != value.Date:
		return byKind(addInts, addFloats)(call, args)
	case call.Args[0].Kind() == value.Date:
		return strict2(args[0], args[1], addDays), nil
	}
	return strict2(args[1], args[0], addDays), nil
}

func buildSubtract(call *plan.Call, args []scalar) (scalar, error) {
	if call.Type != value.Date {
		return byKind(subtractInts, subtractFloats)(call, args)
	}
	return strict2(args[0], args[1], func(f *frame, a, b value.Value) value.Value {
		if b.Int64() == math.MinInt64 {
			return failure(overflow)
		}
		return addDays(f, a, intOf(-b.Int64()))
	}), nil
}

func addDays(_ *frame, a, b value.Value) value.Value {
	day := a.Int64() + b.Int64()
	if (day > a.Int64()) != (b.Int64() > 0) || !validDate(day) {
		return failure(overflow)
	}
	return value.OfDate(day)
}
