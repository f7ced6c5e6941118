package gsql

import (
	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// windowOnly are the window functions that are no aggregates.
var windowOnly = map[string]plan.Fn{
	"row_number": plan.RowNumber, "rank": plan.Rank, "dense_rank": plan.DenseRank, "percent_rank": plan.PercentRank,
	"cume_dist": plan.CumeDist, "ntile": plan.NTile, "lag": plan.Lag, "lead": plan.Lead,
	"first_value": plan.FirstValue, "last_value": plan.LastValue, "nth_value": plan.NthValue,
}

// analyticScan is FN(…) OVER (…), over public rows only: over rows of sites it would compare sites.
func (t *translator) analyticScan(node *gs.ResolvedAnalyticScan) relation {
	rel := t.scan(take(node.InputScan()))
	if rel.class == private || t.nested > 0 {
		calls := take(take(node.FunctionGroupList())[0].AnalyticFunctionList())
		defer t.enter(take(calls[0].Expr()))()
		if rel.class == private {
			t.refuse(Window, "a window function would compare rows of different sites: aggregate first, or use a subquery over the site's own array")
		} else {
			t.refuse(Window, "window functions in a subquery of an expression are not supported: use WITH")
		}
		for _, group := range take(node.FunctionGroupList()) {
			for _, column := range take(group.AnalyticFunctionList()) {
				t.bind(take(column.Column()), operand{expr: null(value.Int64)})
			}
		}
		return rel
	}
	rel.class = public
	op := &plan.Window{}
	leave := t.over(&rel)
	for _, group := range take(node.FunctionGroupList()) {
		var partition []plan.Expr
		if by := take(group.PartitionBy()); by != nil {
			for _, ref := range take(by.PartitionByList()) {
				partition = append(partition, t.scalar(t.operand(ref)))
			}
		}
		var order []plan.OrderBy
		if by := take(group.OrderBy()); by != nil {
			order = t.orderBy(take(by.OrderByItemList()), &rel)
		}
		for _, column := range take(group.AnalyticFunctionList()) {
			call := t.windowCall(column)
			call.PartitionBy, call.OrderBy, call.Public = partition, order, t.newSlot()
			op.Calls = append(op.Calls, call)
			t.bind(take(column.Column()), operand{expr: &plan.Ref{Slot: call.Public, Type: call.Kind}})
		}
	}
	leave()
	op.Input = rel.op
	rel.op = op
	return rel
}

func (t *translator) windowCall(column gs.ResolvedComputedColumnBaseNode) plan.WindowCall {
	node, ok := take(column.Expr()).(*gs.ResolvedAnalyticFunctionCall)
	if !ok {
		t.refuse(Window, "%s is not supported as a window function", describe(take(column.Expr())))
		return plan.WindowCall{Measure: plan.Measure{Fn: plan.RowNumber, Kind: value.Int64}}
	}
	defer t.enter(node)()
	call := plan.WindowCall{Frame: t.frame(take(node.WindowFrame()))}
	name := functionName(node)
	fn, numbering := windowOnly[name]
	if !numbering {
		call.Measure = t.measure(node, false)
		return call
	}
	kind, known := kindOf(take(node.Type()))
	if !known || !kind.Scalar() {
		t.refuse(Window, "%s of this type is not supported", sqlName(name))
	}
	call.Measure = plan.Measure{Fn: fn, Kind: kind, IgnoreNulls: ignoresNulls(node)}
	args := take(node.ArgumentList())
	places := []*plan.Expr{&call.Arg, &call.Arg2, &call.Default}
	if fn == plan.NTile {
		places = places[1:2]
	}
	for i, arg := range args {
		if i == len(places) {
			t.refuse(Window, "%s with %d arguments is not supported", sqlName(name), len(args))
			break
		}
		*places[i] = t.expr(arg)
	}
	if call.Arg2 != nil {
		if _, ok := call.Arg2.(*plan.Const); !ok {
			t.refuse(Window, "the number in %s must be a literal", sqlName(name))
		}
	}
	return call
}

var boundKinds = map[gs.ResolvedWindowFrameExprEnums_BoundaryType]plan.BoundKind{
	gs.ResolvedWindowFrameExprEnums_BoundaryTypeUnboundedPreceding: plan.UnboundedPreceding,
	gs.ResolvedWindowFrameExprEnums_BoundaryTypeOffsetPreceding:    plan.Preceding,
	gs.ResolvedWindowFrameExprEnums_BoundaryTypeCurrentRow:         plan.CurrentRow,
	gs.ResolvedWindowFrameExprEnums_BoundaryTypeOffsetFollowing:    plan.Following,
	gs.ResolvedWindowFrameExprEnums_BoundaryTypeUnboundedFollowing: plan.UnboundedFollowing,
}

// frame translates the rows that a window function reads; without one it is the whole partition.
func (t *translator) frame(node *gs.ResolvedWindowFrame) plan.Frame {
	if node == nil {
		return plan.Frame{From: plan.Bound{Kind: plan.UnboundedPreceding}, To: plan.Bound{Kind: plan.UnboundedFollowing}}
	}
	return plan.Frame{
		Range: take(node.FrameUnit()) == gs.ResolvedWindowFrameEnums_FrameUnitRange,
		From:  t.frameBound(take(node.StartExpr())), To: t.frameBound(take(node.EndExpr())),
	}
}

func (t *translator) frameBound(node *gs.ResolvedWindowFrameExpr) plan.Bound {
	b := plan.Bound{Kind: boundKinds[take(node.BoundaryType())]}
	if e := take(node.Expression()); e != nil {
		b.Offset = t.expr(e)
		if _, ok := b.Offset.(*plan.Const); !ok {
			t.refuse(Window, "the offset of a window frame must be a literal")
		}
	}
	return b
}
