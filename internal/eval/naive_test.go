package eval

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// The naive interpreter: an independent, slow reading of expressions on Go values. A value is nil, bool,
// *big.Int (INT64), float64, string, []byte, date, timestamp, or an instance, which is a record.

type instance struct {
	path   string
	record map[string]any
}

type naive struct {
	row    map[plan.Slot]any
	outer  map[plan.Slot]any // the row around a subquery
	root   instance
	shared [][]map[plan.Slot]any // the rows of plan.Query.With
	faults int64
}

// stop is what a function panics with where GoogleSQL has an error.
type stop struct{}

func (n *naive) eval(e plan.Expr) any {
	switch e := e.(type) {
	case *plan.Const:
		return naiveConst(e)
	case *plan.Ref:
		return n.row[e.Slot]
	case *plan.Field:
		return n.field(e.Column, e.Of)
	case *plan.Cast:
		arg := n.eval(e.Arg)
		if arg == nil {
			return nil
		}
		return n.guard(e.Safe, func() any { return naiveCast(arg, e.Type) })
	case *plan.Call:
		return n.call(e)
	case *plan.Subquery:
		return n.subquery(e)
	}
	panic(fmt.Sprintf("%T", e))
}

func naiveConst(e *plan.Const) any {
	if e.Null {
		return nil
	}
	switch e.Type {
	case value.Bool:
		return e.Word == 1
	case value.Int64:
		return big.NewInt(int64(e.Word))
	case value.Float64:
		return math.Float64frombits(e.Word)
	case value.String:
		return string(e.Text)
	case value.Bytes:
		return e.Text
	case value.Date:
		return date(e.Word)
	}
	return timestamp(e.Word)
}

// field follows a path from the record in a slot.
func (n *naive) field(path string, of plan.Slot) any {
	holder := any(n.root)
	if of != plan.Root {
		holder = n.row[of]
	}
	if holder == nil {
		return nil
	}
	at := holder.(instance)
	steps := strings.Split(strings.TrimPrefix(strings.TrimPrefix(path, at.path), "."), ".")
	v := any(at.record)
	for _, name := range steps {
		if v == nil {
			return nil
		}
		v = v.(map[string]any)[name]
	}
	if record, ok := v.(map[string]any); ok {
		return instance{path, record}
	}
	return v
}

func (n *naive) guard(safe bool, compute func() any) (v any) {
	defer func() {
		if r := recover(); r != nil {
			if _, isStop := r.(stop); !isStop {
				panic(r)
			}
			if v = nil; !safe {
				n.faults++
			}
		}
	}()
	return compute()
}

func (n *naive) call(e *plan.Call) any {
	arg := func(i int) any { return n.eval(e.Args[i]) }
	last := len(e.Args) - 1
	switch e.Fn {
	case "$and", "$or":
		deciding := e.Fn == "$or"
		var result any = !deciding
		for i := range e.Args {
			switch v := arg(i); v {
			case deciding:
				return deciding
			case nil:
				result = nil
			}
		}
		return result
	case "if":
		if arg(0) == true {
			return arg(1)
		}
		return arg(2)
	case "coalesce", "ifnull":
		for i := range e.Args {
			if v := arg(i); v != nil {
				return v
			}
		}
		return nil
	case "$case_no_value":
		for i := 0; i < last; i += 2 {
			if arg(i) == true {
				return arg(i + 1)
			}
		}
		return arg(last)
	case "$case_with_value":
		if v := arg(0); v != nil {
			for i := 1; i < last; i += 2 {
				if w := arg(i); w != nil && naiveEqual(v, w) {
					return arg(i + 1)
				}
			}
		}
		return arg(last)
	case "$is_null":
		return n.isNullList(e.Args[0])
	case "$is_true", "$is_false":
		return arg(0) == (e.Fn == "$is_true")
	case "$in":
		v := arg(0)
		if v == nil {
			return nil
		}
		var result any = false
		for i := range e.Args[1:] {
			if w := arg(i + 1); w == nil {
				result = nil
			} else if naiveEqual(v, w) {
				return true
			}
		}
		return result
	case "$between":
		v := arg(0)
		if v == nil {
			return nil
		}
		low := arg(1)
		if low != nil && naiveOrder(low, v) > 0 {
			return false
		}
		high := arg(2)
		if high != nil && naiveOrder(v, high) > 0 {
			return false
		}
		if low == nil || high == nil {
			return nil
		}
		return true
	case "nullif":
		v := arg(0)
		if v == nil {
			return nil
		}
		if w := arg(1); w != nil && naiveEqual(v, w) {
			return nil
		}
		return v
	case "array_length":
		if !n.isNullList(e.Args[0]) {
			return big.NewInt(int64(len(n.elements(e.Args[0]))))
		}
		return nil
	case "$in_array":
		return n.in(arg(0), n.elements(e.Args[1]))
	case "$make_array":
		made := array{}
		for i := range e.Args {
			made = append(made, arg(i))
		}
		return made
	}
	var args []any
	for i := range e.Args {
		v := arg(i)
		if v == nil {
			return nil
		}
		args = append(args, v)
	}
	fn := naiveStrict[e.Fn]
	if fn == nil {
		fn = naiveArrays[e.Fn]
	}
	return n.guard(e.Safe, func() any { return fn(args) })
}

func naiveEqual(v, w any) bool { return naiveOrder(v, w) == 0 }

// naiveOrder compares; values of which one is NaN are neither less, equal nor greater: 2.
func naiveOrder(v, w any) int {
	switch v := v.(type) {
	case bool:
		return len(fmt.Sprint(w.(bool))) - len(fmt.Sprint(v)) // "true" is shorter
	case *big.Int:
		return v.Cmp(w.(*big.Int))
	case float64:
		switch w := w.(float64); {
		case v < w:
			return -1
		case v > w:
			return 1
		case v == w:
			return 0
		}
		return 2
	case string:
		return strings.Compare(v, w.(string))
	case []byte:
		return slices.Compare(v, w.([]byte))
	case date:
		return int(v - w.(date))
	}
	panic(fmt.Sprintf("%T", v))
}

func naiveCast(v any, to value.Kind) any {
	switch v := v.(type) {
	case bool:
		if to == value.String {
			return fmt.Sprint(v)
		}
		return map[bool]*big.Int{true: big.NewInt(1), false: big.NewInt(0)}[v]
	case *big.Int:
		switch to {
		case value.Bool:
			return v.Sign() != 0
		case value.String:
			return v.String()
		}
		return float64(v.Int64())
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			panic(stop{})
		}
		n, _ := big.NewFloat(math.Round(v)).Int(nil)
		return fitsInt64(n)
	case string:
		n, ok := new(big.Int).SetString(strings.TrimSpace(v), 10)
		if !ok {
			panic(stop{})
		}
		return fitsInt64(n)
	}
	panic(fmt.Sprintf("%T to %s", v, to))
}

// showNaive writes a value as show does.
func showNaive(v any) string {
	d := value.NewDict()
	switch v := v.(type) {
	case nil:
		return "NULL"
	case bool:
		return show(d, value.OfBool(v))
	case *big.Int:
		return v.String()
	case float64:
		return show(d, value.OfFloat64(v))
	case string:
		return fmt.Sprintf("%q", v)
	case []byte:
		return fmt.Sprintf("b%q", v)
	case date:
		return value.DateString(int64(v))
	case array:
		var parts []string
		for _, part := range v {
			parts = append(parts, showNaive(part))
		}
		return "[" + strings.Join(parts, " ") + "]"
	}
	panic(fmt.Sprintf("%T", v))
}
