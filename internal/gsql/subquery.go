package gsql

import (
	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// subquery translates a subquery in an expression. It sees the row around it, and may read the arrays of
// that row; in a public part also public relations, which WITH computes once.
func (t *translator) subquery(node *gs.ResolvedSubqueryExpr) operand {
	kind, ok := kindOf(take(node.Type()))
	if !ok {
		t.refuse(Subquery, "a subquery of this type is not supported")
		return operand{expr: null(value.String)}
	}
	e := &plan.Subquery{Type: kind}
	switch take(node.SubqueryType()) {
	case gs.ResolvedSubqueryExprEnums_SubqueryTypeScalar:
		e.Ask = plan.ScalarSubquery
	case gs.ResolvedSubqueryExprEnums_SubqueryTypeArray:
		e.Ask = plan.ArraySubquery
	case gs.ResolvedSubqueryExprEnums_SubqueryTypeExists:
		e.Ask = plan.ExistsSubquery
	case gs.ResolvedSubqueryExprEnums_SubqueryTypeIn:
		e.Ask, e.Arg = plan.InSubquery, t.expr(take(node.InExpr()))
	default:
		t.refuse(Subquery, "LIKE ANY and LIKE ALL of a subquery are not supported")
		return operand{expr: null(kind)}
	}
	outer, before := t.row, len(t.findings)
	t.nested++
	scan := take(node.Subquery())
	rel := t.scan(scan)
	if e.Ask != plan.ExistsSubquery {
		leave := t.over(&rel)
		e.Value = t.value(t.column(columnsOf(scan)[0]))
		leave()
	}
	t.nested--
	e.Input = rel.op
	if rel.class == public && outer != nil && len(t.findings) == before {
		switch outer.class {
		case private:
			t.refuse(Subquery, "rows of sites cannot be compared with published groups, which are known only after all sites were counted")
		case constant:
			outer.class = public
		}
	}
	return operand{expr: e}
}

// arrayOf makes an array of a repeated column of the report, as ARRAY(SELECT element FROM UNNEST(column)).
func (t *translator) arrayOf(list *plan.List) plan.Expr {
	op := &plan.Unnest{Input: &plan.Single{}, List: list, Elem: t.newSlot(), Offset: plan.None}
	element := operand{expr: &plan.Ref{Slot: op.Elem, Type: list.Elem}}
	if list.Elem == value.Record {
		element = operand{rec: t.settings.Schema.All[list.Index], of: op.Elem}
	}
	return &plan.Subquery{Ask: plan.ArraySubquery, Input: op, Value: t.value(element), Type: value.Array}
}

// instanceOf is the record itself, of which can be asked whether it is NULL: the element of an array is what
// its slot holds, any other record a field.
func instanceOf(o operand) plan.Expr {
	if o.rec.Repeated {
		return &plan.Ref{Slot: o.of, Type: value.Record}
	}
	return &plan.Field{Column: o.rec.Path, Index: o.rec.Index, Of: o.of, Type: value.Record}
}

// structOf makes a struct of the visible fields of a record, or NULL if the record is.
func (t *translator) structOf(o operand) plan.Expr {
	fields := []operand{}
	for _, c := range t.visibleOf(o.rec.Fields) {
		fields = append(fields, t.fieldOf(c, o.of))
	}
	made := t.value(operand{fields: fields})
	missing := &plan.Call{Fn: "$is_null", Type: value.Bool, Args: []plan.Expr{instanceOf(o)}}
	return &plan.Call{Fn: "if", Args: []plan.Expr{missing, null(value.Struct), made}, Type: value.Struct}
}
