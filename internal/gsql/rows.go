package gsql

import (
	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
)

// ownRows refuses to count rows that the query makes up. The rows of the report's own arrays are as many as
// the site sent; of others the query could make a thousand for one site and one for every other.
func (t *translator) ownRows(call gs.ResolvedComputedColumnBaseNode, m plan.Measure, op plan.Op) {
	switch m.Fn {
	case plan.RowCount, plan.Count, plan.CountIf, plan.Avg:
	default:
		return
	}
	if m.Fn == plan.CountIf && m.Bound == 1 || !makesRows(op) {
		return // a site counts once, or its own elements do
	}
	defer t.enter(take(call.Expr()))()
	t.refuse(MadeRows, "this counts rows, and the query makes rows that are no elements of the report's own arrays: count sites, with COUNT(DISTINCT %s)", t.settings.Unit)
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
		return makesRows(op.Input)
	case *plan.Join:
		return op.Kind != plan.InnerJoin || makesRows(op.Left) || makesRows(op.Right)
	}
	return true
}
