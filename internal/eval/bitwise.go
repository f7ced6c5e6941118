package eval

import (
	"math/bits"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// byWords makes an operator of two INT64, or of two BYTES of the same length, which it takes byte by byte.
func byWords(op func(x, y uint64) uint64) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		if call.Type == value.Int64 {
			return strict2(args[0], args[1], func(_ *frame, a, b value.Value) value.Value {
				return intOf(int64(op(a.Bits, b.Bits)))
			}), nil
		}
		return strict2(args[0], args[1], func(f *frame, a, b value.Value) value.Value {
			x, y := f.read(a), f.read(b)
			if len(x) != len(y) {
				return failure(badArgument)
			}
			f.buf = f.buf[:0]
			for i := range x {
				f.buf = append(f.buf, byte(op(uint64(x[i]), uint64(y[i]))))
			}
			return f.textOf(value.Bytes, f.buf)
		}), nil
	}
}

var (
	bitAnd = byWords(func(x, y uint64) uint64 { return x & y })
	bitOr  = byWords(func(x, y uint64) uint64 { return x | y })
	bitXor = byWords(func(x, y uint64) uint64 { return x ^ y })
)

func bitNot(f *frame, a value.Value) value.Value {
	if a.Kind == value.Int64 {
		return intOf(^a.Int64())
	}
	f.buf = f.buf[:0]
	for _, c := range f.read(a) {
		f.buf = append(f.buf, ^c)
	}
	return f.textOf(value.Bytes, f.buf)
}

// shift makes << and >>, which fill up with zero bits, the one of an INT64's sign not excepted. A distance
// that is negative is an error.
func shift(toLeft bool) fn2 {
	return func(f *frame, a, b value.Value) value.Value {
		distance := b.Int64()
		switch {
		case distance < 0:
			return failure(badArgument)
		case a.Kind == value.Bytes:
			return f.shiftBytes(a, distance, toLeft)
		case toLeft:
			return intOf(int64(a.Bits << uint64(distance))) // zero from 64 on
		}
		return intOf(int64(a.Bits >> uint64(distance)))
	}
}

func (f *frame) shiftBytes(a value.Value, distance int64, toLeft bool) value.Value {
	text := f.read(a)
	// at is byte i of the text, which is surrounded by zeros.
	at := func(i int64) byte {
		if i < 0 || i >= int64(len(text)) {
			return 0
		}
		return text[i]
	}
	whole, rest := distance/8, distance%8
	f.buf = f.buf[:0]
	for i := range int64(len(text)) {
		if toLeft {
			f.buf = append(f.buf, at(i+whole)<<rest|byte(uint16(at(i+whole+1))>>(8-rest)))
		} else {
			f.buf = append(f.buf, at(i-whole)>>rest|byte(uint16(at(i-whole-1))<<(8-rest)))
		}
	}
	return f.textOf(value.Bytes, f.buf)
}

func bitCount(f *frame, a value.Value) value.Value {
	if a.Kind == value.Int64 {
		return intOf(int64(bits.OnesCount64(a.Bits)))
	}
	n := 0
	for _, c := range f.read(a) {
		n += bits.OnesCount8(c)
	}
	return intOf(int64(n))
}
