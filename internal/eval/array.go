package eval

import (
	"fmt"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// elementOf makes a function that gives one element of an array. It is an error if there is none; number finds
// its number, counted from 0, or says that it is NULL.
func elementOf(call *plan.Call, array scalar, number func(f *frame, n func() int64) (i int64, null bool)) (scalar, error) {
	kind := call.Type
	if !isElement(kind) {
		return nil, fmt.Errorf("%s of an array of %s", call.Fn, kind)
	}
	return strict1(array, func(f *frame, a value.Value) value.Value {
		i, isNull := number(f, func() int64 { return f.partCount(a) })
		if isNull {
			return null
		}
		if i >= 0 {
			if v, ok := f.partAt(a, i, kind); ok {
				return v
			}
		}
		return failure(badArgument)
	}), nil
}

// buildElement makes array[OFFSET(i)] for a first number of 0 and array[ORDINAL(i)] for 1.
func buildElement(first int64) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		index := args[1]
		return elementOf(call, args[0], func(f *frame, _ func() int64) (i int64, isNull bool) {
			v := index(f)
			if i = v.Int64(); i < first {
				return -1, v.IsNull()
			}
			return i - first, v.IsNull()
		})
	}
}

func buildArrayFirst(call *plan.Call, args []scalar) (scalar, error) {
	return elementOf(call, args[0], func(*frame, func() int64) (int64, bool) { return 0, false })
}

func buildArrayLast(call *plan.Call, args []scalar) (scalar, error) {
	return elementOf(call, args[0], func(_ *frame, n func() int64) (int64, bool) { return n() - 1, false })
}

func arrayLength(f *frame, a value.Value) value.Value { return intOf(f.partCount(a)) }

// buildArrayConcat puts the texts of arrays together, which is that of all their elements.
func buildArrayConcat(_ *plan.Call, args []scalar) (scalar, error) {
	return func(f *frame) value.Value {
		start := len(f.stack)
		size, missing := int64(0), false
		for _, arg := range args {
			v := arg(f)
			if missing = v.IsNull(); missing {
				break
			}
			f.stack = append(f.stack, v)
			size += int64(len(f.read(v)))
		}
		arrays := f.stack[start:]
		f.stack = f.stack[:start]
		if missing {
			return null
		}
		if size > f.text {
			f.charge(int(size))
			return failure(tooMuchText)
		}
		f.buf = f.buf[:0]
		for _, a := range arrays {
			f.buf = append(f.buf, f.read(a)...)
		}
		return f.textOf(value.Array, f.buf)
	}, nil
}

func arrayReverse(f *frame, a value.Value) value.Value {
	return f.withParts(a, value.Null, func(parts []value.Value) value.Value {
		slices.Reverse(parts)
		return f.compoundOf(value.Array, parts)
	})
}

func buildArraySlice(_ *plan.Call, args []scalar) (scalar, error) {
	return strict3(args[0], args[1], args[2], arraySlice), nil
}

// arraySlice keeps the elements from one offset to another, both counted from the end if they are
// negative.
func arraySlice(f *frame, a, from, to value.Value) value.Value {
	return f.withParts(a, value.Null, func(parts []value.Value) value.Value {
		n := int64(len(parts))
		lo, hi := from.Int64(), to.Int64()
		if lo < 0 {
			lo += n
		}
		if hi < 0 {
			hi += n
		}
		if lo, hi = max(lo, 0), min(hi, n-1); lo > hi {
			return f.compoundOf(value.Array, nil)
		}
		return f.compoundOf(value.Array, parts[lo:hi+1])
	})
}

// buildArrayToString makes ARRAY_TO_STRING: elements that are NULL are left out, or written as the third
// argument says.
func buildArrayToString(call *plan.Call, args []scalar) (scalar, error) {
	kind := call.Type
	join := func(f *frame, a, separator, missing value.Value) value.Value {
		return f.withParts(a, kind, func(parts []value.Value) value.Value {
			f.buf = f.buf[:0]
			first := true
			for _, part := range parts {
				if part.IsNull() {
					part = missing
				}
				if part.IsNull() {
					continue
				}
				if !first {
					f.buf = append(f.buf, f.read(separator)...)
				}
				first = false
				f.buf = append(f.buf, f.read(part)...)
				if int64(len(f.buf)) > f.text {
					break // which textOf says
				}
			}
			return f.textOf(kind, f.buf)
		})
	}
	if len(args) == 2 {
		return strict2(args[0], args[1], func(f *frame, a, b value.Value) value.Value { return join(f, a, b, null) }), nil
	}
	return strict3(args[0], args[1], args[2], join), nil
}

// arrayHas says whether a value that is not NULL is among the elements.
func arrayHas(f *frame, a, x value.Value) (found, nulls bool) {
	equal := equality(x.Kind)
	rest, ok := f.read(a), true
	for {
		var v value.Value
		if v, rest, ok = value.ReadValue(rest, f.dict); !ok {
			return false, nulls
		}
		switch {
		case v.Kind != x.Kind:
			nulls = true
		case equal(v, x):
			return true, nulls
		}
	}
}

// buildInArray makes x IN UNNEST(array). A NULL array has no elements.
func buildInArray(_ *plan.Call, args []scalar) (scalar, error) {
	x, array := args[0], args[1]
	return func(f *frame) value.Value {
		v, a := x(f), array(f)
		switch {
		case a.IsNull() || len(f.read(a)) == 0:
			return boolOf(false)
		case v.IsNull():
			return null
		}
		found, nulls := arrayHas(f, a, v)
		if nulls && !found {
			return null
		}
		return boolOf(found)
	}, nil
}

func arrayIncludes(f *frame, a, x value.Value) value.Value {
	found, _ := arrayHas(f, a, x)
	return boolOf(found)
}
