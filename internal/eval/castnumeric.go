package eval

import (
	"math"
	"math/big"
	"strconv"

	"isobar/internal/value"
)

func intToNumeric(f *frame, a value.Value) value.Value {
	return f.numericOf(new(big.Int).Mul(big.NewInt(a.Int64()), oneNumeric))
}

// floatToNumeric rounds the exact value of a FLOAT64.
func floatToNumeric(f *frame, a value.Value) value.Value {
	x := a.Float64()
	switch {
	case !isFinite(x) || math.Abs(x) > 1e30:
		return failure(overflow)
	case math.Abs(x) < 1e-10:
		return f.numericOf(new(big.Int))
	}
	exact := new(big.Rat).SetFloat64(x)
	return f.numericOf(divideRound(new(big.Int).Mul(exact.Num(), oneNumeric), exact.Denom()))
}

// textToNumeric reads a decimal number with white space around.
func textToNumeric(f *frame, a value.Value) value.Value {
	return f.parseNumeric(trimASCII(f.read(a)), badCast)
}

func (f *frame) parseNumeric(text []byte, otherwise fault) value.Value {
	n, ok := value.ParseNumeric(string(text))
	if !ok {
		return failure(otherwise)
	}
	return f.textOf(value.Numeric, n[:])
}

func numericToText(f *frame, a value.Value) value.Value {
	return f.textOf(value.String, append(f.buf[:0], value.NumericString(f.read(a))...))
}

// numericToInt rounds to the nearest INT64, halves away from zero.
func numericToInt(f *frame, a value.Value) value.Value {
	n := divideRound(f.number(a), oneNumeric)
	if !n.IsInt64() {
		return failure(overflow)
	}
	return intOf(n.Int64())
}

// numericToFloat gives the nearest FLOAT64.
func numericToFloat(f *frame, a value.Value) value.Value {
	x, _ := strconv.ParseFloat(value.NumericString(f.read(a)), 64) // every NUMERIC is in its range
	return value.OfFloat64(x)
}

// readNumeric is PARSE_NUMERIC: besides what CAST reads, there may be commas among the digits before the point, white
// space after a sign, and the sign may stand at the end.
func readNumeric(f *frame, a value.Value) value.Value {
	text := trimASCII(f.read(a))
	number := make([]byte, 1, len(text)+1)
	number[0] = '+'
	signed := false
	if len(text) > 0 && (text[0] == '+' || text[0] == '-') {
		number[0], signed, text = text[0], true, trimASCII(text[1:])
	}
	if n := len(text); n > 0 && !signed && (text[n-1] == '+' || text[n-1] == '-') {
		number[0], text = text[n-1], trimASCII(text[:n-1])
	}
	whole := true
	for i, c := range text {
		if c == ',' && whole {
			continue
		}
		if c < '0' || c > '9' {
			if whole && len(number) == 1 && i > 0 {
				return failure(badArgument) // commas alone before the point
			}
			whole = false
		}
		number = append(number, c)
	}
	return f.parseNumeric(number, badArgument)
}
