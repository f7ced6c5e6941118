package eval

import (
	"math"
	"math/big"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// buildMakeArray makes [a, b, …].
func buildMakeArray(_ *plan.Call, args []scalar) (scalar, error) {
	return func(f *frame) value.Value { return f.compoundOfArgs(value.Array, args) }, nil
}

// generator writes a sequence of values as an ARRAY.
type generator struct {
	frame *frame
	text  []byte
}

// add writes the next value; it is false when the array has become too large.
func (g *generator) add(v value.Value) bool {
	g.text = value.AppendTo(g.text, g.frame.dict, v)
	return int64(len(g.text)) <= g.frame.text
}

func (g *generator) array() value.Value {
	g.frame.buf = g.text
	return g.frame.textOf(value.Array, g.text)
}

func (f *frame) generator() generator { return generator{f, f.buf[:0]} }

// wordSize is what an element of one word takes in an array's text.
const wordSize = 9

// numericSize is the same of a NUMERIC.
const numericSize = 18

// tooLong is what an array gives that would be longer than the limit allows, without building it.
func (f *frame) tooLong() value.Value {
	f.text = min(f.text, -1)
	return failure(tooMuchText)
}

// buildGenerateArray makes GENERATE_ARRAY(start, end [, step]).
func buildGenerateArray(call *plan.Call, args []scalar) (scalar, error) {
	generate, one := generateInts, func(*frame) value.Value { return intOf(1) }
	switch common(call.Args) {
	case value.Float64:
		generate, one = generateFloats, func(*frame) value.Value { return value.OfFloat64(1) }
	case value.Numeric:
		return numericSequence(args), nil
	}
	if len(args) == 2 {
		args = append(args[:2:2], one)
	}
	return strict3(args[0], args[1], args[2], generate), nil
}

// generateInts ends before the next value would pass the end, or overflow.
func generateInts(f *frame, start, end, step value.Value) value.Value {
	x, last, by := start.Int64(), end.Int64(), step.Int64()
	if by == 0 {
		return failure(badArgument)
	}
	distance, stride := uint64(last)-uint64(x), uint64(by)
	if by < 0 {
		distance, stride = -distance, -stride
	}
	if x <= last == (by > 0) && int64(min(distance/stride, math.MaxInt64)) >= f.text/wordSize {
		return f.tooLong()
	}
	g := f.generator()
	for (by > 0 && x <= last || by < 0 && x >= last) && g.add(intOf(x)) {
		if by > 0 && x > math.MaxInt64-by || by < 0 && x < math.MinInt64-by {
			break
		}
		x += by
	}
	return g.array()
}

// generateFloats multiplies, so that errors do not add up.
func generateFloats(f *frame, start, end, step value.Value) value.Value {
	first, last, by := start.Float64(), end.Float64(), step.Float64()
	if by == 0 || !isFinite(by) || math.IsNaN(first) || math.IsNaN(last) {
		return failure(badArgument)
	}
	g := f.generator()
	switch {
	case first == last:
		g.add(start)
		return g.array()
	case first < last != (by > 0):
		return g.array()
	case !isFinite(first) || !isFinite(last):
		return failure(badArgument)
	case !((last-first)/by < float64(f.text/wordSize)):
		return f.tooLong()
	}
	for i, x := 1.0, first; (by > 0 && x <= last || by < 0 && x >= last) && g.add(value.OfFloat64(x)); i++ {
		x = first + i*by
	}
	return g.array()
}

// numericSequence is GENERATE_ARRAY of NUMERIC.
func numericSequence(args []scalar) scalar {
	generate := func(f *frame, start, end value.Value, by *big.Int) value.Value {
		if by.Sign() == 0 {
			return failure(badArgument)
		}
		x, last := value.NumericOf(f.read(start)), value.NumericOf(f.read(end))
		if steps := new(big.Int).Sub(last, x); steps.Quo(steps, by).Cmp(big.NewInt(f.text/numericSize)) >= 0 {
			return f.tooLong()
		}
		g := f.generator()
		for x.Cmp(last)*by.Sign() <= 0 {
			text, ok := value.NumericText(x)
			if !ok || !g.add(value.Value{Kind: value.Numeric, Bits: uint64(f.dict.Code(text[:]))}) {
				break
			}
			x.Add(x, by)
		}
		return g.array()
	}
	if len(args) == 2 {
		return strict2(args[0], args[1], func(f *frame, start, end value.Value) value.Value {
			return generate(f, start, end, big.NewInt(value.NumericUnit))
		})
	}
	return strict3(args[0], args[1], args[2], func(f *frame, start, end, step value.Value) value.Value {
		return generate(f, start, end, value.NumericOf(f.read(step)))
	})
}

// buildGenerateTimes makes GENERATE_DATE_ARRAY(start, end [, step, part]) and GENERATE_TIMESTAMP_ARRAY. Each value
// is moved on from the one before: a month after 31 January is 28 February, and then 28 March.
func buildGenerateTimes(kind value.Kind) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		p, step := part{unit: days}, scalar(func(*frame) value.Value { return intOf(1) })
		if len(args) > 2 {
			possible := isStep
			if kind == value.Timestamp {
				possible = isExact
			}
			var err error
			if p, err = partFor(call, 3, kind, possible); err != nil {
				return nil, err
			}
			step = args[2]
		}
		return strict3(args[0], args[1], step, func(f *frame, start, end, step value.Value) value.Value {
			by := step.Int64()
			if by == 0 {
				return failure(badArgument)
			}
			x, last, ok := clockOf(start), clockOf(end), true
			g := f.generator()
			for ok && (by > 0 && x <= last || by < 0 && x >= last) && g.add(ofClock(kind, x)) {
				x, ok = p.add(x, by)
			}
			return g.array()
		}), nil
	}
}
