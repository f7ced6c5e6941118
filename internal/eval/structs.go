package eval

import (
	"fmt"

	"isobar/internal/plan"
	"isobar/internal/value"
)

func buildMakeStruct(_ *plan.Call, args []scalar) (scalar, error) {
	return func(f *frame) value.Value { return f.compoundOfArgs(value.Struct, args) }, nil
}

// buildField makes the access to a field of a STRUCT by its number.
func buildField(call *plan.Call, args []scalar) (scalar, error) {
	number, ok := call.Args[1].(*plan.Const)
	if !ok || number.Null || number.Type != value.Int64 || int64(number.Word) < 0 {
		return nil, fmt.Errorf("a field of a STRUCT without its number")
	}
	if call.Type == value.Null || call.Type > value.Struct {
		return nil, fmt.Errorf("a field of type %s", call.Type)
	}
	i, kind := int64(number.Word), call.Type
	return strict1(args[0], func(f *frame, a value.Value) value.Value {
		v, _ := f.partAt(a, i, kind)
		return v
	}), nil
}

// orStructs chooses the form of a comparison for STRUCTs.
func orStructs(build, structs builder) builder {
	return func(call *plan.Call, args []scalar) (scalar, error) {
		if common(call.Args) == value.Struct {
			return structs(call, args)
		}
		return build(call, args)
	}
}

func buildStructEqual(equal bool) builder {
	return binary(func(f *frame, a, b value.Value) value.Value {
		v := structsEqual(f, a, b)
		if v.IsNull() {
			return null
		}
		return boolOf(v.Bool() == equal)
	})
}

// structsEqual is FALSE if two fields differ, else NULL if one is NULL.
func structsEqual(f *frame, a, b value.Value) value.Value {
	start := len(f.stack)
	f.stack = f.parts(f.stack, a, value.Null)
	middle := len(f.stack)
	f.stack = f.parts(f.stack, b, value.Null)
	x, y := f.stack[start:middle], f.stack[middle:]
	result := boolOf(len(x) == len(y))
	for i := 0; i < min(len(x), len(y)) && result != boolOf(false); i++ {
		same := boolOf(false)
		switch p, q := x[i], y[i]; {
		case p.IsNull() || q.IsNull():
			same = null
		case p.Kind != q.Kind:
		case p.Kind == value.Struct:
			same = structsEqual(f, p, q)
		default:
			same = boolOf(equality(p.Kind)(p, q))
		}
		if !same.Bool() {
			result = same
		}
	}
	f.stack = f.stack[:start]
	return result
}

// buildStructIn makes x IN (a, b, …) of STRUCTs.
func buildStructIn(_ *plan.Call, args []scalar) (scalar, error) {
	x, list := args[0], args[1:]
	return func(f *frame) value.Value {
		v := x(f)
		if v.IsNull() {
			return null
		}
		result := boolOf(false)
		for _, item := range list {
			same := null
			if w := item(f); !w.IsNull() {
				same = structsEqual(f, v, w)
			}
			if same.Bool() {
				return same
			}
			if same.IsNull() {
				result = null
			}
		}
		return result
	}, nil
}
