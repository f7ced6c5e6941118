package gsql

import (
	"math"
	"strings"

	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
)

func null(k value.Kind) plan.Expr { return &plan.Const{Type: k, Null: true} }

// expr translates an expression that must be a scalar.
func (t *translator) expr(node gs.ResolvedExprNode) plan.Expr {
	defer t.enter(node)()
	return t.scalar(t.operand(node))
}

// scalar refuses what is no value: the unit, a whole record, an array.
func (t *translator) scalar(o operand) plan.Expr {
	switch {
	case o.unit:
		t.refuse(UnitAsValue, "%s identifies a site and may be used only in COUNT(DISTINCT %[1]s), as a key of an inner GROUP BY, or in an inner SELECT DISTINCT", t.settings.Unit)
	case o.rec != nil:
		t.refuse(NotScalar, "%s is a whole record: name one of its fields", o.rec.Path)
	case o.expr.Kind() == value.List:
		t.refuse(NotScalar, "%s is an array: use UNNEST or ARRAY_LENGTH", o.expr.(*plan.List).Column)
	default:
		return o.expr
	}
	return null(value.String)
}

// operand translates any expression.
func (t *translator) operand(node gs.ResolvedExprNode) operand {
	defer t.enter(node)()
	switch node := node.(type) {
	case *gs.ResolvedColumnRef:
		return t.column(take(node.Column()))
	case *gs.ResolvedLiteral:
		return operand{expr: t.literal(take(node.Value()))}
	case *gs.ResolvedGetStructField:
		return t.structField(node)
	case *gs.ResolvedFunctionCall:
		return operand{expr: t.call(node)}
	case *gs.ResolvedCast:
		return operand{expr: t.cast(node)}
	case *gs.ResolvedSubqueryExpr:
		t.refuse(Subquery, "subqueries inside expressions are not supported: use a subquery in FROM, or UNNEST")
	case *gs.ResolvedParameter:
		t.refuse(Unsupported, "query parameters are not supported")
	default:
		t.refuse(Unsupported, "%s is not supported", describe(node))
	}
	return operand{expr: null(value.String)}
}

// fieldOf gives the operand of column c at the instance in slot of.
func (t *translator) fieldOf(c *schema.Column, of plan.Slot) operand {
	switch {
	case c.Repeated:
		return operand{expr: &plan.List{Column: c.Path, Index: c.Index, Of: of, Elem: c.Kind}}
	case c.Kind == value.Struct:
		return operand{rec: c, of: of}
	}
	return operand{expr: &plan.Field{Column: c.Path, Index: c.Index, Of: of, Type: c.Kind}}
}

func (t *translator) structField(node *gs.ResolvedGetStructField) operand {
	o := t.operand(take(node.Expr()))
	if o.rec == nil {
		t.refuse(Unsupported, "fields are supported for records of %s", t.settings.Table)
		return operand{expr: null(value.String)}
	}
	return t.fieldOf(t.visibleOf(o.rec.Fields)[take(node.FieldIdx())], o.of)
}

// call translates a function. Null tests are the only functions of a whole record.
func (t *translator) call(node *gs.ResolvedFunctionCall) plan.Expr {
	fn := strings.ToLower(take(take(node.Function()).Name()))
	kind, ok := kindOf(take(node.Type()))
	nodes := take(node.ArgumentList())
	if len(take(node.GenericArgumentList())) > 0 {
		t.refuse(BadFunction, "%s with such arguments is not supported", sqlName(fn))
		return null(value.String)
	}
	if fn == "current_date" {
		if len(nodes) > 0 {
			t.refuse(BadFunction, "CURRENT_DATE takes no time zone: weeks are in UTC")
		}
		return &plan.Const{Type: value.Date, Word: uint64(t.settings.CurrentDate)}
	}
	call := &plan.Call{Fn: fn, Type: kind, Safe: take(node.ErrorMode()) == gs.ResolvedFunctionCallBaseEnums_ErrorModeSafeErrorMode}
	kinds := make([]value.Kind, 0, len(nodes))
	for _, arg := range nodes {
		e := t.argument(fn, arg)
		call.Args, kinds = append(call.Args, e), append(kinds, e.Kind())
	}
	if len(t.findings) == 0 && (!ok || !t.settings.Supported(fn, kinds)) {
		t.refuse(BadFunction, "%s of %s is not supported", sqlName(fn), kindList(kinds))
	}
	return call
}

// argument translates an argument. IS NULL may ask about a record, ARRAY_LENGTH about an array.
func (t *translator) argument(fn string, node gs.ResolvedExprNode) plan.Expr {
	defer t.enter(node)()
	o := t.operand(node)
	if fn == "$is_null" && o.rec != nil {
		return &plan.Field{Column: o.rec.Path, Index: o.rec.Index, Of: o.of, Type: value.Struct}
	}
	if fn == "array_length" && o.expr != nil && o.expr.Kind() == value.List {
		return o.expr
	}
	return t.scalar(o)
}

func (t *translator) cast(node *gs.ResolvedCast) plan.Expr {
	e := t.expr(take(node.Expr()))
	kind, ok := kindOf(take(node.Type()))
	switch {
	case !ok:
		t.refuse(BadFunction, "CAST to this type is not supported")
		return null(value.String)
	case take(node.Format()) != nil || take(node.TimeZone()) != nil || take(node.ExtendedCast()) != nil:
		t.refuse(BadFunction, "CAST with FORMAT or AT TIME ZONE is not supported")
		return null(kind)
	}
	if e.Kind() == kind {
		return e
	}
	if c, ok := e.(*plan.Const); ok && c.Null {
		return null(kind)
	}
	if len(t.findings) == 0 && !t.settings.Supported("cast", []value.Kind{e.Kind(), kind}) {
		t.refuse(BadFunction, "CAST from %s to %s is not supported", e.Kind(), kind)
	}
	return &plan.Cast{Arg: e, Type: kind, Safe: take(node.ReturnNullOnError())}
}

func (t *translator) literal(v *gs.Value) plan.Expr {
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
	}
	return c
}

var scalarKinds = map[gs.TypeKind]value.Kind{
	gs.TypeKindTypeBool: value.Bool, gs.TypeKindTypeInt64: value.Int64, gs.TypeKindTypeDouble: value.Float64,
	gs.TypeKindTypeString: value.String, gs.TypeKindTypeBytes: value.Bytes, gs.TypeKindTypeDate: value.Date,
	gs.TypeKindTypeTimestamp: value.Timestamp,
}

// kindOf maps a GoogleSQL type; ok is false for one that is no scalar of this engine.
func kindOf(t gs.Googlesql_TypeNode) (kind value.Kind, ok bool) {
	// Every type has the method; the interface that the bindings export leaves it out.
	kind, ok = scalarKinds[take(t.(interface{ Kind() (gs.TypeKind, error) }).Kind())]
	return kind, ok
}

// sqlName writes a resolver's function name as people write it: "$less" is "operator <".
func sqlName(fn string) string {
	if name, ok := strings.CutPrefix(fn, "$"); ok {
		return "operator " + strings.ToUpper(strings.ReplaceAll(name, "_", " "))
	}
	return strings.ToUpper(fn)
}

func kindList(kinds []value.Kind) string {
	if len(kinds) == 0 {
		return "no arguments"
	}
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.String()
	}
	return "(" + strings.Join(names, ", ") + ")"
}
