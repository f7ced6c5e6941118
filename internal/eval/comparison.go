package eval

import (
	"bytes"
	"cmp"
	"math"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// outcomes is a set of the outcomes of comparing two values that satisfy an operator.
type outcomes uint8

const (
	isLess outcomes = 1 << iota
	isEqual
	isGreater
)

// has says whether the outcome of cmp.Compare is in the set.
func (r outcomes) has(outcome int) bool { return r>>(outcome+1)&1 != 0 }

// comparison makes the six comparison operators. NaN equals nothing and orders with nothing.
func comparison(want outcomes) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		x, y := args[0], args[1]
		kind := common(call.Args)
		switch {
		case kind == value.Float64:
			return strict2(x, y, func(_ *frame, a, b value.Value) value.Value {
				return boolOf(floatRelation(want, a.Float64(), b.Float64()))
			}), nil
		case want == isEqual:
			return strict2(x, y, func(_ *frame, a, b value.Value) value.Value { return boolOf(a.Bits == b.Bits) }), nil
		case want == isLess|isGreater:
			return strict2(x, y, func(_ *frame, a, b value.Value) value.Value { return boolOf(a.Bits != b.Bits) }), nil
		case kind.Coded():
			return strict2(x, y, func(f *frame, a, b value.Value) value.Value {
				return boolOf(want.has(compareTexts(f, a, b)))
			}), nil
		}
		return strict2(x, y, func(_ *frame, a, b value.Value) value.Value {
			return boolOf(want.has(cmp.Compare(a.Int64(), b.Int64())))
		}), nil
	}
}

func floatRelation(want outcomes, a, b float64) bool {
	if math.IsNaN(a) || math.IsNaN(b) {
		return want == isLess|isGreater
	}
	return want.has(cmp.Compare(a, b))
}

func compareTexts(f *frame, a, b value.Value) int {
	if a.Bits == b.Bits {
		return 0
	}
	return bytes.Compare(f.read(a), f.read(b))
}

// common is the kind of arguments that share one; a NULL literal without a type shares any.
func common(args []plan.Expr) value.Kind {
	for _, e := range args {
		if k := e.Kind(); k != value.Null {
			return k
		}
	}
	return value.Null
}

// equality is the operator = for values of one kind that are not NULL.
func equality(kind value.Kind) func(a, b value.Value) bool {
	if kind == value.Float64 {
		return func(a, b value.Value) bool { return a.Float64() == b.Float64() }
	}
	return func(a, b value.Value) bool { return a.Bits == b.Bits }
}

// ordering is the operator <= for values of one kind that are not NULL.
func ordering(kind value.Kind) func(f *frame, a, b value.Value) bool {
	switch kind {
	case value.Float64:
		return func(_ *frame, a, b value.Value) bool { return a.Float64() <= b.Float64() }
	case value.String, value.Bytes, value.Numeric:
		return func(f *frame, a, b value.Value) bool { return compareTexts(f, a, b) <= 0 }
	}
	return func(_ *frame, a, b value.Value) bool { return a.Int64() <= b.Int64() }
}

// buildBetween makes x BETWEEN low AND high, which is low <= x AND x <= high with x computed once.
func buildBetween(call *plan.Call, args []scalar) (scalar, error) {
	x, low, high := args[0], args[1], args[2]
	atMost := ordering(common(call.Args))
	return func(f *frame) value.Value {
		v := x(f)
		if v.IsNull() {
			return null
		}
		lo := low(f)
		if !lo.IsNull() && !atMost(f, lo, v) {
			return boolOf(false)
		}
		hi := high(f)
		if !hi.IsNull() && !atMost(f, v, hi) {
			return boolOf(false)
		}
		if lo.IsNull() || hi.IsNull() {
			return null
		}
		return boolOf(true)
	}, nil
}

// buildIn makes x IN (a, b, …), which is x = a OR x = b OR …
func buildIn(call *plan.Call, args []scalar) (scalar, error) {
	x, list := args[0], args[1:]
	equal := equality(common(call.Args))
	return func(f *frame) value.Value {
		v := x(f)
		if v.IsNull() {
			return null
		}
		result := boolOf(false)
		for _, item := range list {
			switch w := item(f); {
			case w.IsNull():
				result = null
			case equal(v, w):
				return boolOf(true)
			}
		}
		return result
	}, nil
}

// buildDistinct makes IS [NOT] DISTINCT FROM, for which NULL is a value like another, and so is NaN.
func buildDistinct(distinct bool) builder {
	return func(_ *plan.Call, args []scalar) (scalar, error) {
		x, y := args[0], args[1]
		return func(f *frame) value.Value { return boolOf((x(f) == y(f)) != distinct) }, nil
	}
}

// buildExtreme makes GREATEST for 1, LEAST for -1: NULL if an argument is NULL, else NaN if one is NaN.
func buildExtreme(sign int) builder {
	return func(_ *plan.Call, args []scalar) (scalar, error) {
		return func(f *frame) value.Value {
			best := args[0](f)
			if best.IsNull() {
				return null
			}
			for _, arg := range args[1:] {
				v := arg(f)
				if v.IsNull() {
					return null
				}
				if beats(f, v, best, sign) {
					best = v
				}
			}
			return best
		}, nil
	}
}

// beats says whether v replaces best as the greatest (sign 1) or least (sign -1) value so far.
func beats(f *frame, v, best value.Value, sign int) bool {
	if v.Kind == value.Float64 && (math.IsNaN(v.Float64()) || math.IsNaN(best.Float64())) {
		return !math.IsNaN(best.Float64())
	}
	return sign*value.Compare(f.dict, v, best) > 0
}
