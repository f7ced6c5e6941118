package value

import (
	"bytes"
	"cmp"
	"math"
)

// Compare orders two values of one dictionary as GoogleSQL's ORDER BY ... ASC does: NULL first, then
// FALSE before TRUE, numbers by size with NaN before all others, texts by their UTF-8 bytes, dates and
// times by time. Arrays and structs have no order in SQL and get some fixed one. Values of different kinds, which a typed query never compares, order by kind.
func Compare(d *Dict, a, b Value) int {
	if a.Kind != b.Kind {
		return cmp.Compare(a.Kind, b.Kind)
	}
	switch a.Kind {
	case Null:
		return 0
	case Bool:
		return cmp.Compare(a.Bits, b.Bits)
	case Float64:
		return compareFloats(a.Float64(), b.Float64())
	case String, Bytes, Numeric, Array, Struct:
		if a.Bits == b.Bits {
			return 0
		}
		return bytes.Compare(d.Text(a.Code()), d.Text(b.Code()))
	default:
		return cmp.Compare(a.Int64(), b.Int64())
	}
}

func compareFloats(a, b float64) int {
	switch {
	case math.IsNaN(a) && math.IsNaN(b):
		return 0
	case math.IsNaN(a):
		return -1
	case math.IsNaN(b):
		return 1
	}
	return cmp.Compare(a, b)
}
