package gsql

import (
	"strings"

	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// expr translates an expression that must be a value.
func (t *translator) expr(node gs.ResolvedExprNode) plan.Expr {
	defer t.enter(node)()
	return t.value(t.operand(node))
}

// value makes a value of an operand, if need be by copying an array or a record out of the report. It
// refuses the unit, which is none.
func (t *translator) value(o operand) plan.Expr {
	switch {
	case o.unit:
		t.refuse(UnitAsValue, "%s identifies a site and may be used only in COUNT(DISTINCT %[1]s), as a key of an inner GROUP BY, in an inner SELECT DISTINCT, or in a join on the same site", t.settings.Unit)
		return null(value.String)
	case o.fields != nil:
		call := &plan.Call{Fn: "$make_struct", Type: value.Struct}
		for _, f := range o.fields {
			call.Args = append(call.Args, t.value(f))
		}
		return call
	case o.rec != nil:
		return t.structOf(o)
	}
	if list, ok := o.expr.(*plan.List); ok {
		return t.arrayOf(list)
	}
	return o.expr
}

// scalar is value for a place that takes no array or struct.
func (t *translator) scalar(o operand) plan.Expr {
	kind := value.Struct
	switch list, isList := o.expr.(*plan.List); {
	case o.rec != nil:
		t.refuse(NotScalar, "%s is a whole record: name one of its fields", o.rec.Path)
		return null(value.String)
	case isList:
		t.refuse(NotScalar, "%s is an array: use UNNEST or ARRAY_LENGTH", list.Column)
		return null(value.String)
	case o.expr != nil:
		kind = o.expr.Kind()
	}
	if !o.unit && !kind.Scalar() {
		t.refuse(NotScalar, "this is %s: name one of its elements or fields", article(kind))
		return null(value.String)
	}
	return t.value(o)
}

func article(k value.Kind) string {
	if k == value.Array {
		return "an ARRAY"
	}
	return "a " + k.String()
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
	case *gs.ResolvedMakeStruct:
		fields := []operand{}
		for _, f := range take(node.FieldList()) {
			fields = append(fields, t.operand(f))
		}
		return operand{fields: fields}
	case *gs.ResolvedFunctionCall:
		if o, ok := t.unitCall(node); ok {
			return o
		}
		return operand{expr: t.call(node)}
	case *gs.ResolvedCast:
		return operand{expr: t.cast(node)}
	case *gs.ResolvedSubqueryExpr:
		return t.subquery(node)
	case *gs.ResolvedWithExpr:
		for _, column := range take(node.AssignmentList()) {
			t.bind(take(column.Column()), t.operand(take(column.Expr())))
		}
		return t.operand(take(node.Expr()))
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
	case c.Kind == value.Record:
		return operand{rec: c, of: of}
	}
	return operand{expr: &plan.Field{Column: c.Path, Index: c.Index, Of: of, Type: c.Kind}}
}

func (t *translator) structField(node *gs.ResolvedGetStructField) operand {
	o, i := t.operand(take(node.Expr())), int(take(node.FieldIdx()))
	switch {
	case o.rec != nil:
		return t.fieldOf(t.visibleOf(o.rec.Fields)[i], o.of)
	case i < len(o.fields):
		return o.fields[i]
	}
	kind, ok := kindOf(take(node.Type()))
	if !ok {
		t.refuse(BadFunction, "a field of this type is not supported")
		return operand{expr: null(value.String)}
	}
	index := &plan.Const{Type: value.Int64, Word: uint64(i)}
	return operand{expr: &plan.Call{Fn: "$field", Args: []plan.Expr{t.value(o), index}, Type: kind}}
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
	case !kind.Scalar() && e.Kind() != value.Null:
		if c, isConst := e.(*plan.Const); !isConst || !c.Null {
			t.refuse(BadFunction, "CAST to %s is not supported", kind)
		}
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

// kinds are the types that values have; a report's arrays and records are values too once they are copied
// out of it.
var kinds = map[gs.TypeKind]value.Kind{
	gs.TypeKindTypeBool: value.Bool, gs.TypeKindTypeInt64: value.Int64, gs.TypeKindTypeDouble: value.Float64,
	gs.TypeKindTypeString: value.String, gs.TypeKindTypeBytes: value.Bytes, gs.TypeKindTypeDate: value.Date,
	gs.TypeKindTypeTimestamp: value.Timestamp, gs.TypeKindTypeDatetime: value.Datetime, gs.TypeKindTypeNumeric: value.Numeric,
	gs.TypeKindTypeArray: value.Array, gs.TypeKindTypeStruct: value.Struct,
}

// kindOf maps a GoogleSQL type; ok is false for one that this engine does not have.
func kindOf(t gs.Googlesql_TypeNode) (kind value.Kind, ok bool) {
	// Every type has the method; the interface that the bindings export leaves it out.
	kind, ok = kinds[take(t.(interface{ Kind() (gs.TypeKind, error) }).Kind())]
	return kind, ok
}

// elementKind maps the type of an array's elements.
func elementKind(t gs.Googlesql_TypeNode) (kind value.Kind, ok bool) {
	array, ok := t.(*gs.ArrayType)
	if !ok {
		return value.String, false
	}
	return kindOf(take(array.ElementType()))
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
