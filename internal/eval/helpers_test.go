package eval

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// typed NULLs, as literals
type nullOf value.Kind

type date int64

type timestamp int64

type datetime int64

// numeric is a NUMERIC in decimal.
type numeric string

// lit makes a literal of a Go value: bool, int, float64, string, []byte, date, timestamp, datetime, numeric,
// nullOf; of an ARRAY or a STRUCT, of which there are no literals, what a bench puts into a slot.
func lit(v any) *plan.Const {
	switch v := v.(type) {
	case nullOf:
		return &plan.Const{Type: value.Kind(v), Null: true}
	case bool:
		return &plan.Const{Type: value.Bool, Word: value.OfBool(v).Bits}
	case int:
		return &plan.Const{Type: value.Int64, Word: uint64(v)}
	case int64:
		return &plan.Const{Type: value.Int64, Word: uint64(v)}
	case float64:
		return &plan.Const{Type: value.Float64, Word: math.Float64bits(v)}
	case string:
		return &plan.Const{Type: value.String, Text: []byte(v)}
	case []byte:
		return &plan.Const{Type: value.Bytes, Text: v}
	case date:
		return &plan.Const{Type: value.Date, Word: uint64(v)}
	case timestamp:
		return &plan.Const{Type: value.Timestamp, Word: uint64(v)}
	case datetime:
		return &plan.Const{Type: value.Datetime, Word: uint64(v)}
	case numeric:
		text, ok := value.ParseNumeric(string(v))
		if !ok {
			panic(fmt.Sprintf("numeric(%s)", v))
		}
		return &plan.Const{Type: value.Numeric, Text: text[:]}
	case []any:
		return &plan.Const{Type: value.Array, Text: appendParts(nil, v)}
	case structure:
		return &plan.Const{Type: value.Struct, Text: appendParts(nil, v)}
	}
	panic(fmt.Sprintf("lit(%T)", v))
}

func appendParts(dst []byte, vs []any) []byte {
	for _, v := range vs {
		switch c := lit(v); {
		case c.Null:
			dst = value.AppendTo(dst, nil, null)
		case c.Type.Coded():
			dst = value.AppendText(dst, c.Type, c.Text)
		default:
			dst = value.AppendTo(dst, nil, value.Value{Kind: c.Type, Bits: c.Word})
		}
	}
	return dst
}

func lits(vs []any) []plan.Expr {
	es := make([]plan.Expr, len(vs))
	for i, v := range vs {
		es[i] = lit(v)
	}
	return es
}

func kindsOf(es []plan.Expr) []value.Kind {
	kinds := make([]value.Kind, len(es))
	for i, e := range es {
		kinds[i] = e.Kind()
	}
	return kinds
}

func fnCall(fn string, args ...plan.Expr) *plan.Call {
	result, ok := resultOf(fn, kindsOf(args))
	if !ok {
		panic(fmt.Sprintf("%s of %v", fn, kindsOf(args)))
	}
	return &plan.Call{Fn: fn, Args: args, Type: result}
}

// show writes a value with its type.
func show(d *value.Dict, v value.Value) string {
	switch v.Kind {
	case value.Null:
		return "NULL"
	case value.Bool:
		return strconv.FormatBool(v.Bool())
	case value.Int64:
		return strconv.FormatInt(v.Int64(), 10)
	case value.Float64:
		s := strconv.FormatFloat(v.Float64(), 'g', -1, 64)
		if isFinite(v.Float64()) && v.Float64() == math.Trunc(v.Float64()) && math.Abs(v.Float64()) < 1e15 {
			s = strconv.FormatFloat(v.Float64(), 'f', 1, 64)
		}
		return s
	case value.String:
		return strconv.Quote(d.String(v.Code()))
	case value.Bytes:
		return "b" + strconv.Quote(d.String(v.Code()))
	case value.Date:
		return value.DateString(v.Int64())
	case value.Timestamp:
		return value.TimestampString(v.Int64())
	case value.Datetime:
		return value.DatetimeString(v.Int64())
	case value.Numeric:
		return value.NumericString(d.Text(v.Code()))
	case value.Array:
		return "[" + showParts(d, v) + "]"
	case value.Struct:
		return "(" + showParts(d, v) + ")"
	}
	return fmt.Sprintf("%s %d", v.Kind, v.Bits)
}

// showParts writes the elements of an array or the fields of a struct.
func showParts(d *value.Dict, v value.Value) string {
	var parts []string
	rest := d.Text(v.Code())
	for {
		part, after, ok := value.ReadValue(rest, d)
		if !ok {
			return strings.Join(parts, " ")
		}
		parts, rest = append(parts, show(d, part)), after
	}
}

// bench evaluates expressions over slots that hold given values, as a public part does.
type bench struct {
	frame    *frame
	compiler *compiler
	pool     *pool
}

func newBench(values ...*plan.Const) *bench {
	p := newPool()
	b := &bench{pool: p, compiler: newCompiler(p, nil, len(values), nil)}
	b.frame = b.compiler.frame(&workspace{dict: value.NewDict()})
	b.frame.begin(limits{maxSiteSteps, maxSiteRows, maxSiteText})
	for i, c := range values {
		b.compiler.slots[i] = slotType{kind: c.Type, columnar: true}
		v := value.Value{Kind: c.Type, Bits: c.Word}
		switch {
		case c.Null:
			v = null
		case c.Type == value.Float64:
			v = value.OfFloat64(v.Float64())
		case c.Type.Coded():
			v.Bits = uint64(b.frame.dict.Code(c.Text))
		}
		b.frame.columns = append(b.frame.columns, []value.Value{v})
	}
	return b
}

func (b *bench) compile(t testing.TB, e plan.Expr) scalar {
	t.Helper()
	s, err := b.compiler.scalar(e)
	if err != nil {
		t.Fatalf("compile: %v", err)
	}
	for i := len(b.frame.kept); i < len(b.compiler.kept); i++ {
		b.frame.kept = append(b.frame.kept, b.compiler.kept[i]())
	}
	w := b.pool.workspace(b.frame.dict)
	w.rec = b.frame.rec
	b.frame.workspace = w
	return s
}

func (b *bench) faultCount() (n int64) {
	for _, f := range b.frame.faults {
		n += f
	}
	return n
}

// evaluate computes an expression of literals.
func evaluate(t testing.TB, e plan.Expr) (result string, faults int64) {
	t.Helper()
	return newBench().evaluate(t, e)
}

func (b *bench) evaluate(t testing.TB, e plan.Expr) (result string, faults int64) {
	t.Helper()
	s := b.compile(t, e)
	v := s(b.frame)
	return show(b.frame.dict, v), b.faultCount()
}
