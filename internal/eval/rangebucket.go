package eval

import (
	"math"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// buildRangeBucket makes RANGE_BUCKET(x, bounds): the number of bounds that are not greater than x. A bound
// that is NULL or NaN, or less than the one before, is an error. NULL if x is NaN.
func buildRangeBucket(call *plan.Call, args []scalar) (scalar, error) {
	kind := call.Args[0].Kind()
	atMost := ordering(kind)
	return strict2(args[0], args[1], func(f *frame, a, b value.Value) value.Value {
		if isNaNValue(a) {
			return null
		}
		return f.withParts(b, kind, func(bounds []value.Value) value.Value {
			for i, bound := range bounds {
				if bound.IsNull() || isNaNValue(bound) || i > 0 && !atMost(f, bounds[i-1], bound) {
					return failure(badArgument)
				}
			}
			n, _ := slices.BinarySearchFunc(bounds, a, func(bound, a value.Value) int {
				if atMost(f, bound, a) {
					return -1
				}
				return 1
			})
			return intOf(int64(n))
		})
	}), nil
}

func isNaNValue(v value.Value) bool { return v.Kind == value.Float64 && math.IsNaN(v.Float64()) }
