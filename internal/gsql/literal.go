package gsql

import (
	"math"
	"time"

	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// literal translates a value that the analyzer has computed. Names of enumerations, such as date parts, are
// texts.
func (t *translator) literal(v *gs.Value) plan.Expr {
	if take(v.TypeKind()) == gs.TypeKindTypeEnum {
		return &plan.Const{Type: value.String, Text: []byte(take(v.EnumDisplayName()))}
	}
	kind, ok := kindOf(take(v.Type()))
	if !ok {
		t.refuse(BadFunction, "a literal of this type is not supported")
		return null(value.String)
	}
	if take(v.IsNull()) {
		return null(kind)
	}
	c := &plan.Const{Type: kind}
	switch kind {
	case value.Bool:
		c.Word = value.OfBool(take(v.BoolValue())).Bits
	case value.Int64:
		c.Word = uint64(take(v.Int64Value()))
	case value.Float64:
		c.Word = math.Float64bits(take(v.DoubleValue()))
	case value.String:
		c.Text = []byte(take(v.StringValue()))
	case value.Bytes:
		c.Text = []byte(take(v.BytesValue()))
	case value.Date:
		c.Word = uint64(take(v.DateValue()))
	case value.Timestamp:
		c.Word = uint64(take(v.ToUnixMicros()))
	case value.Datetime:
		c.Word = uint64(microsOf(take(v.DatetimeValue())))
	case value.Numeric:
		text, ok := value.ParseNumeric(take(take(v.NumericValue()).ToString()))
		if !ok {
			t.refuse(BadFunction, "this NUMERIC literal is not supported")
		}
		c.Text = text[:]
	case value.Array:
		return t.compound("$make_array", kind, take(v.Elements()))
	case value.Struct:
		return t.compound("$make_struct", kind, take(v.Fields()))
	}
	return c
}

func (t *translator) compound(fn string, kind value.Kind, parts []*gs.Value) plan.Expr {
	call := &plan.Call{Fn: fn, Type: kind}
	for _, part := range parts {
		call.Args = append(call.Args, t.literal(part))
	}
	return call
}

// microsOf counts the microseconds from 1970-01-01 00:00:00 to a DATETIME.
func microsOf(d *gs.DatetimeValue) int64 {
	at := time.Date(int(take(d.Year())), time.Month(take(d.Month())), int(take(d.Day())),
		int(take(d.Hour())), int(take(d.Minute())), int(take(d.Second())), 1000*int(take(d.Microseconds())), time.UTC)
	return at.UnixMicro()
}
