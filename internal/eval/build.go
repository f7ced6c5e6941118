package eval

import (
	"isobar/internal/plan"
	"isobar/internal/value"
)

// The builders below make scalars of functions that are NULL wherever an argument is. Arguments are
// computed from the left, up to the first that is NULL.

type (
	fn1 func(f *frame, a value.Value) value.Value
	fn2 func(f *frame, a, b value.Value) value.Value
	fn3 func(f *frame, a, b, c value.Value) value.Value
)

func unary(fn fn1) builder {
	return func(_ *plan.Call, args []scalar) (scalar, error) { return strict1(args[0], fn), nil }
}

func strict1(x scalar, fn fn1) scalar {
	return func(f *frame) value.Value {
		a := x(f)
		if a.IsNull() {
			return null
		}
		return fn(f, a)
	}
}

func binary(fn fn2) builder {
	return func(_ *plan.Call, args []scalar) (scalar, error) { return strict2(args[0], args[1], fn), nil }
}

func strict2(x, y scalar, fn fn2) scalar {
	return func(f *frame) value.Value {
		a := x(f)
		if a.IsNull() {
			return null
		}
		b := y(f)
		if b.IsNull() {
			return null
		}
		return fn(f, a, b)
	}
}

func strict3(x, y, z scalar, fn fn3) scalar {
	return func(f *frame) value.Value {
		a := x(f)
		if a.IsNull() {
			return null
		}
		b := y(f)
		if b.IsNull() {
			return null
		}
		c := z(f)
		if c.IsNull() {
			return null
		}
		return fn(f, a, b, c)
	}
}

// strictN is for functions whose number of arguments varies. fn may not keep the slice that it gets.
func strictN(args []scalar, fn func(f *frame, args []value.Value) value.Value) scalar {
	return func(f *frame) value.Value {
		start := len(f.stack)
		for _, arg := range args {
			v := arg(f)
			if v.IsNull() {
				f.stack = f.stack[:start]
				return null
			}
			f.stack = append(f.stack, v)
		}
		result := fn(f, f.stack[start:])
		f.stack = f.stack[:start]
		return result
	}
}

// byKind chooses between the INT64 and the FLOAT64 form of a function of two arguments.
func byKind(ints, floats fn2) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		if call.Type == value.Float64 {
			return strict2(args[0], args[1], floats), nil
		}
		return strict2(args[0], args[1], ints), nil
	}
}

// byKind1 is byKind for one argument.
func byKind1(ints, floats fn1) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		if call.Type == value.Float64 {
			return strict1(args[0], floats), nil
		}
		return strict1(args[0], ints), nil
	}
}

// byText1 chooses between the STRING and the BYTES form of a function of one argument.
func byText1(strings, bytes fn1) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		if call.Args[0].Kind() == value.Bytes {
			return strict1(args[0], bytes), nil
		}
		return strict1(args[0], strings), nil
	}
}

// safely makes the SAFE_ form of a function, whose failures are not counted.
func safely(build builder) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		fn, err := build(call, args)
		if err != nil {
			return nil, err
		}
		return guarded(fn, true), nil
	}
}

// constant is the text of an argument that is a literal of STRING or BYTES, not NULL.
func constant(e plan.Expr) (text []byte, ok bool) {
	c, isConst := e.(*plan.Const)
	if !isConst || c.Null || (c.Type != value.String && c.Type != value.Bytes) {
		return nil, false
	}
	return c.Text, true
}
