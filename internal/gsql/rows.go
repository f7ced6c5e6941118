package gsql

import (
	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
)

// ownRows refuses to count, or add up over, rows that the query makes up. The rows of the report's own arrays are as many as
// the site sent; of others the query could make a thousand for one site and one for every other.
func (t *translator) ownRows(call gs.ResolvedComputedColumnBaseNode, m plan.Measure, op plan.Op) {
	switch m.Fn {
	case plan.RowCount, plan.Count, plan.CountIf, plan.Sum, plan.Avg:
	default:
		return
	}
	if m.Fn == plan.CountIf && m.Bound == 1 || !makesRows(op) {
		return // a site counts once, or its own elements do
	}
	defer t.enter(take(call.Expr()))()
	t.refuse(MadeRows, "this counts or adds up rows, and the query makes rows that are no elements of the report's own arrays: count sites, with COUNT(DISTINCT %s)", t.settings.Unit)
}

// makesRows says whether a relation of one site's rows has other rows than the combinations of the elements of
// the report's arrays: those of computed arrays, of relations that depend on no report, of set operations, and
// of outer joins under a condition.
func makesRows(op plan.Op) bool {
	switch op := op.(type) {
	case *plan.Report:
		return false
	case *plan.Unnest:
		_, own := op.List.(*plan.List)
		return !own || op.Outer && op.On != nil || makesRows(op.Input)
	case *plan.Filter:
		return makesRows(op.Input)
	case *plan.Project:
		return makesRows(op.Input)
	case *plan.GroupBy:
		return !oneRow(op.Keys) && makesRows(op.Input)
	case *plan.SetOp:
		return op.Kind == plan.UnionAll || len(op.Slots) > 0 // otherwise the unit is its only column
	case *plan.Join:
		return op.Kind != plan.InnerJoin || makesRows(op.Left) || makesRows(op.Right)
	}
	return true
}

// oneRow says whether a GROUP BY of these keys has at most one group: that of the unit, which is no key of
// the plan.
func oneRow(keys []plan.Column) bool {
	for _, key := range keys {
		if _, same := key.Expr.(*plan.Const); !same {
			return false
		}
	}
	return true
}
