package gsql

import (
	"strings"

	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// call translates a function.
func (t *translator) call(node *gs.ResolvedFunctionCall) plan.Expr {
	fn := strings.ToLower(take(take(node.Function()).FullName(false)))
	kind, ok := kindOf(take(node.Type()))
	nodes := take(node.ArgumentList())
	if len(take(node.GenericArgumentList())) > 0 {
		t.refuse(BadFunction, "%s with such arguments is not supported", sqlName(fn))
		return null(value.String)
	}
	if e, ok := t.special(fn, nodes); ok {
		return e
	}
	call := &plan.Call{Fn: fn, Type: kind, Safe: take(node.ErrorMode()) == gs.ResolvedFunctionCallBaseEnums_ErrorModeSafeErrorMode}
	kinds := make([]value.Kind, 0, len(nodes))
	for _, arg := range nodes {
		e := t.argument(fn, arg)
		call.Args, kinds = append(call.Args, e), append(kinds, e.Kind())
	}
	if fn == "to_json_string" {
		if kind, isArray := elementKind(take(nodes[0].Type())); isArray && kind == value.Struct {
			t.refuse(BadFunction, "TO_JSON_STRING of an array of records is not supported")
		}
	}
	if len(t.findings) == 0 && (!ok || !t.settings.Supported(fn, kinds)) {
		t.refuse(BadFunction, "%s of %s is not supported", sqlName(fn), kindList(kinds))
	}
	return call
}

// microsPerDay makes the first moment of a day.
const microsPerDay = 86_400_000_000

// special translates the functions that are not simply computed from their arguments.
func (t *translator) special(fn string, nodes []gs.ResolvedExprNode) (plan.Expr, bool) {
	switch fn {
	case "current_date", "current_timestamp", "current_datetime":
		if len(nodes) > 0 {
			t.refuse(BadFunction, "%s takes no time zone: weeks are in UTC", sqlName(fn))
		}
		switch day := t.settings.CurrentDate; fn {
		case "current_date":
			return &plan.Const{Type: value.Date, Word: uint64(day)}, true
		case "current_timestamp":
			return &plan.Const{Type: value.Timestamp, Word: uint64(day * microsPerDay)}, true
		default:
			return &plan.Const{Type: value.Datetime, Word: uint64(day * microsPerDay)}, true
		}
	case "rand", "generate_uuid", "session_user", "current_time":
		t.refuse(Chance, "%s is different in every run", sqlName(fn))
		return null(value.String), true
	case "error":
		t.refuse(DataError, "ERROR would stop the job for everybody when a report makes it so")
		return null(value.String), true
	case "$equal":
		return t.sameSite(nodes)
	case "$is_null":
		return t.missingUnit(nodes[0])
	case "$in_array":
		return t.inLiteral(nodes)
	case "$add", "$subtract":
		return t.shift(fn, nodes)
	}
	return nil, false
}

// shift makes x + INTERVAL n part the same as DATETIME_ADD or TIMESTAMP_ADD.
func (t *translator) shift(fn string, nodes []gs.ResolvedExprNode) (plan.Expr, bool) {
	interval, ok := nodes[1].(*gs.ResolvedFunctionCall)
	if !ok || strings.ToLower(take(take(interval.Function()).Name())) != "$interval" {
		return nil, false
	}
	x := t.expr(nodes[0])
	kind := value.Datetime
	switch x.Kind() {
	case value.Timestamp:
		kind = value.Timestamp
	case value.Date:
		x = &plan.Cast{Arg: x, Type: kind}
	}
	call := &plan.Call{Fn: strings.ToLower(kind.String()) + map[string]string{"$add": "_add", "$subtract": "_sub"}[fn], Type: kind, Args: []plan.Expr{x}}
	kinds := []value.Kind{kind}
	for _, node := range take(interval.ArgumentList()) {
		e := t.expr(node)
		call.Args, kinds = append(call.Args, e), append(kinds, e.Kind())
	}
	if len(t.findings) == 0 && !t.settings.Supported(call.Fn, kinds) {
		t.refuse(BadFunction, "adding such an INTERVAL is not supported: write %s", strings.ToUpper(call.Fn))
	}
	return call, true
}

// argument translates an argument. IS NULL may ask about a record, ARRAY_LENGTH and IN UNNEST about an array
// of the report, which then need not be copied.
func (t *translator) argument(fn string, node gs.ResolvedExprNode) plan.Expr {
	defer t.enter(node)()
	o := t.operand(node)
	if fn == "$is_null" && o.rec != nil {
		return instanceOf(o)
	}
	if list, ok := o.expr.(*plan.List); ok {
		switch fn {
		case "array_length", "$is_null":
			return list
		case "$in_array":
			if list.Elem != value.Record {
				return list
			}
		}
	}
	return t.value(o)
}

// inLiteral makes x IN UNNEST([1, 2]) the same as x IN (1, 2).
func (t *translator) inLiteral(nodes []gs.ResolvedExprNode) (plan.Expr, bool) {
	literal, ok := nodes[1].(*gs.ResolvedLiteral)
	if !ok || take(take(literal.Value()).IsNull()) {
		return nil, false
	}
	elements := take(take(literal.Value()).Elements())
	if len(elements) == 0 {
		return &plan.Const{Type: value.Bool}, true
	}
	call := &plan.Call{Fn: "$in", Args: []plan.Expr{t.expr(nodes[0])}, Type: value.Bool}
	for _, e := range elements {
		call.Args = append(call.Args, t.literal(e))
	}
	return call, true
}

// The unit is no value, but some expressions of it are understood: that two of them are equal, which of
// rows of one site is always so; that one is NULL, which only an outer join or a condition makes it; and the
// unit under a condition, which COUNT(DISTINCT …) can count.

// unitCall translates IF(condition, unit, NULL), the same as CASE, and COALESCE of units.
func (t *translator) unitCall(node *gs.ResolvedFunctionCall) (operand, bool) {
	nodes := take(node.ArgumentList())
	switch strings.ToLower(take(take(node.Function()).Name())) {
	case "if", "$case_no_value":
		if len(nodes) < 2 || len(nodes) > 3 || !t.isUnit(nodes[1]) || len(nodes) == 3 && !isNull(nodes[2]) {
			return operand{}, false
		}
		o := t.operand(nodes[1])
		condition := t.expr(nodes[0])
		if o.present != nil {
			condition = &plan.Call{Fn: "$and", Args: []plan.Expr{condition, o.present}, Type: value.Bool}
		}
		yes := &plan.Const{Type: value.Bool, Word: 1}
		o.present = &plan.Call{Fn: "if", Args: []plan.Expr{condition, yes, null(value.Bool)}, Type: value.Bool}
		return o, true
	case "coalesce", "ifnull":
		call := &plan.Call{Fn: "coalesce", Type: value.Bool}
		for _, arg := range nodes {
			if !t.isUnit(arg) {
				return operand{}, false
			}
			o := t.operand(arg)
			if o.present == nil {
				return operand{unit: true}, true
			}
			call.Args = append(call.Args, o.present)
		}
		return operand{unit: true, present: call}, true
	}
	return operand{}, false
}

func isNull(node gs.ResolvedExprNode) bool {
	literal, ok := node.(*gs.ResolvedLiteral)
	return ok && take(take(literal.Value()).IsNull())
}

// sameSite is unit = unit.
func (t *translator) sameSite(nodes []gs.ResolvedExprNode) (plan.Expr, bool) {
	if len(nodes) != 2 || !t.isUnit(nodes[0]) || !t.isUnit(nodes[1]) {
		return nil, false
	}
	a, b := t.operand(nodes[0]).present, t.operand(nodes[1]).present
	switch {
	case a == nil && b == nil:
		return &plan.Const{Type: value.Bool, Word: 1}, true
	case a == nil:
		return b, true
	case b == nil:
		return a, true
	}
	return &plan.Call{Fn: "$and", Args: []plan.Expr{a, b}, Type: value.Bool}, true
}

// missingUnit is unit IS NULL, of a unit that can be.
func (t *translator) missingUnit(node gs.ResolvedExprNode) (plan.Expr, bool) {
	if !t.isUnit(node) {
		return nil, false
	}
	o := t.operand(node)
	if o.present == nil {
		return nil, false
	}
	return &plan.Call{Fn: "$is_null", Args: []plan.Expr{o.present}, Type: value.Bool}, true
}
