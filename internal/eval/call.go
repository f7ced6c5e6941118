package eval

import (
	"fmt"
	"slices"
	"strings"

	"isobar/internal/plan"
	"isobar/internal/value"
)

var functionByName = func() map[string]*function {
	m := make(map[string]*function, len(functions))
	for i := range functions {
		m[functions[i].name] = &functions[i]
	}
	return m
}()

func (c *compiler) call(e *plan.Call) (scalar, error) {
	fn, ok := functionByName[e.Fn]
	if !ok {
		return nil, fmt.Errorf("function %q is not supported", e.Fn)
	}
	kinds := make([]value.Kind, len(e.Args))
	for i, arg := range e.Args {
		if arg == nil {
			return nil, fmt.Errorf("%s: argument %d is missing", e.Fn, i)
		}
		kinds[i] = arg.Kind()
	}
	result, ok := resultOf(e.Fn, kinds)
	if !ok || result != e.Type && result != value.Null {
		return nil, fmt.Errorf("%s of %v with result %s is not supported", e.Fn, kinds, e.Type)
	}
	if slices.Contains(kinds, value.List) {
		return c.arrayCall(e)
	}
	args := make([]scalar, len(e.Args))
	for i, arg := range e.Args {
		var err error
		if args[i], err = c.scalar(arg); err != nil {
			return nil, err
		}
	}
	built, err := c.build(fn, e, args)
	if err != nil {
		return nil, err
	}
	if fn.fails {
		built = guarded(built, e.Safe)
	}
	if (e.Type == value.Array || e.Type == value.Struct) && isLiteral(e) {
		built = c.remember(built)
	}
	return built, nil
}

// isLiteral says whether an expression is made of literals alone.
func isLiteral(e plan.Expr) bool {
	if call, ok := e.(*plan.Call); ok {
		return !slices.ContainsFunc(call.Args, func(arg plan.Expr) bool { return !isLiteral(arg) })
	}
	_, ok := e.(*plan.Const)
	return ok
}

// build makes the function, with a memo if all its arguments but one text are literals.
func (c *compiler) build(fn *function, e *plan.Call, args []scalar) (scalar, error) {
	varying, key := -1, new(strings.Builder)
	fmt.Fprintf(key, "%s to %s", fn.name, e.Type)
	for i, arg := range e.Args {
		literal, isConst := arg.(*plan.Const)
		switch {
		case isConst:
			fmt.Fprintf(key, " %s:%t:%d:%q", literal.Type, literal.Null, literal.Word, literal.Text)
		case varying >= 0 || arg.Kind() != value.String && arg.Kind() != value.Bytes:
			return fn.build(e, args)
		default:
			varying = i
			fmt.Fprintf(key, " %s", arg.Kind())
		}
	}
	if !fn.dear || varying < 0 || fn.name == "$in" && (varying > 0 || len(args) < minMemoIn) {
		return fn.build(e, args)
	}
	arg := args[varying]
	args = slices.Clone(args)
	args[varying] = hole
	built, err := fn.build(e, args)
	if err != nil {
		return nil, err
	}
	return memoised(c.pool.memo(key.String()), arg, built), nil
}

// minMemoIn is the number of arguments from which on a memo beats comparing one by one. The memo holds
// for the first argument only: of the others, a NULL need not give NULL.
const minMemoIn = 8

// arrayCall compiles the functions of an array.
func (c *compiler) arrayCall(e *plan.Call) (scalar, error) {
	elements, column, err := c.list(e.Args[len(e.Args)-1])
	if err != nil {
		return nil, err
	}
	switch e.Fn {
	case "$is_null":
		return func(f *frame) value.Value {
			_, _, ok := elements(f)
			return boolOf(!ok)
		}, nil
	case "array_length":
		return func(f *frame) value.Value {
			lo, hi, ok := elements(f)
			if !ok {
				return null
			}
			return intOf(int64(hi - lo))
		}, nil
	case "$in_array":
		x, err := c.scalar(e.Args[0])
		if err != nil {
			return nil, err
		}
		if kind := e.Args[0].Kind(); kind != column.Kind && kind != value.Null {
			return nil, fmt.Errorf("%s IN UNNEST(%s), which holds %s", kind, column.Path, column.Kind)
		}
		equal, index := equality(column.Kind), column.Index
		return func(f *frame) value.Value {
			lo, hi, _ := elements(f) // a NULL array has no elements
			v, result := x(f), boolOf(false)
			for i := lo; i < hi; i++ {
				switch w := f.rec.At(index, i); {
				case v.IsNull() || w.IsNull():
					result = null
				case equal(v, w):
					return boolOf(true)
				}
			}
			return result
		}, nil
	}
	return nil, fmt.Errorf("%s of an array is not supported", e.Fn)
}
