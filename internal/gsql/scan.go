package gsql

import (
	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// scan translates a relation. After a refusal it returns something of the right form, so that the rest
// of the query is examined too.
func (t *translator) scan(node gs.ResolvedScanNode) relation {
	defer t.enter(node)()
	switch node := node.(type) {
	case *gs.ResolvedTableScan:
		return t.tableScan(node)
	case *gs.ResolvedArrayScan:
		return t.arrayScan(node)
	case *gs.ResolvedFilterScan:
		rel := t.scan(take(node.InputScan()))
		rel.op = &plan.Filter{Input: rel.op, Cond: t.expr(take(node.FilterExpr()))}
		return rel
	case *gs.ResolvedProjectScan:
		rel := t.scan(take(node.InputScan()))
		t.project(take(node.ExprList()), &rel)
		return rel
	case *gs.ResolvedAggregateScan:
		return t.aggregateScan(node)
	case *gs.ResolvedOrderByScan:
		return t.orderByScan(node)
	case *gs.ResolvedLimitOffsetScan:
		return t.limitScan(node)
	case *gs.ResolvedWithScan:
		return t.withScan(node)
	case *gs.ResolvedWithRefScan:
		return t.withRefScan(node)
	case *gs.ResolvedSingleRowScan:
		return relation{op: &plan.Single{}}
	case *gs.ResolvedJoinScan:
		t.refuse(Join, "joins between relations are not supported: join an array with UNNEST")
	case *gs.ResolvedSampleScan:
		t.refuse(Chance, "TABLESAMPLE would make every run publish something else")
	case *gs.ResolvedAnalyticScan:
		t.refuse(Window, "window functions are not supported")
	case *gs.ResolvedSetOperationScan:
		t.refuse(SetOperation, "set operations (UNION, EXCEPT, INTERSECT) are not supported")
	case *gs.ResolvedAggregationThresholdAggregateScan:
		t.refuse(ThresholdClause, "AGGREGATION_THRESHOLD is applied by isobar to every table: raise k in the table's .yaml instead")
	default:
		t.refuse(Unsupported, "%s is not supported", describe(node))
	}
	return relation{op: &plan.Single{}}
}

// tableScan is FROM reports: the one row of the site's report. Its columns are read where they are
// used, so nothing is computed here.
func (t *translator) tableScan(node *gs.ResolvedTableScan) relation {
	if take(node.ForSystemTimeExpr()) != nil {
		t.refuse(Unsupported, "FOR SYSTEM_TIME is not supported: a release is of one week")
	}
	indexes := take(node.ColumnIndexList())
	for i, column := range take(node.ColumnList()) {
		c := t.visible[indexes[i]]
		o := t.fieldOf(c, plan.Root)
		if c.Path == t.settings.Unit {
			o = operand{unit: true}
		}
		t.bind(column, o)
	}
	return relation{op: &plan.Report{}, site: &site{}}
}

// arrayScan is FROM input, UNNEST(array), or with LEFT JOIN.
func (t *translator) arrayScan(node *gs.ResolvedArrayScan) relation {
	input := take(node.InputScan())
	if input == nil {
		t.refuse(BadUnnest, "UNNEST stands alone: write FROM %s, UNNEST(…)", t.settings.Table)
		return relation{op: &plan.Single{}}
	}
	rel := t.scan(input)
	arrays := take(node.ArrayExprList())
	if len(arrays) != 1 {
		t.refuse(BadUnnest, "UNNEST of several arrays at once is not supported")
		return rel
	}
	array := t.operand(arrays[0])
	list, ok := array.expr.(*plan.List)
	if !ok || rel.site == nil {
		t.refuse(BadUnnest, "UNNEST is supported for array columns of %s", t.settings.Table)
		for _, column := range take(node.ElementColumnList()) {
			t.bind(column, operand{expr: null(value.String)})
		}
		return rel
	}
	op := &plan.Unnest{Input: rel.op, List: list, Elem: t.newSlot(&rel), Offset: plan.None, Outer: take(node.IsOuter())}
	element := operand{expr: &plan.Ref{Slot: op.Elem, Type: list.Elem}}
	if list.Elem == value.Struct {
		element = operand{rec: t.settings.Schema.All[list.Index], of: op.Elem}
	}
	t.bind(take(node.ElementColumnList())[0], element)
	if holder := take(node.ArrayOffsetColumn()); holder != nil {
		op.Offset = t.newSlot(&rel)
		t.bind(take(holder.Column()), operand{expr: &plan.Ref{Slot: op.Offset, Type: value.Int64}})
	}
	if on := take(node.JoinExpr()); on != nil {
		op.On = t.expr(on)
	}
	rel.op = op
	return rel
}

// project binds computed columns. What costs nothing to read is bound as it is; the rest becomes a slot.
func (t *translator) project(columns []*gs.ResolvedComputedColumn, rel *relation) {
	op := &plan.Project{Input: rel.op}
	for _, column := range columns {
		o := t.operand(take(column.Expr()))
		switch o.expr.(type) {
		case *plan.Call, *plan.Cast:
			slot := t.newSlot(rel)
			op.Columns = append(op.Columns, plan.Column{Slot: slot, Expr: o.expr})
			o = operand{expr: &plan.Ref{Slot: slot, Type: o.expr.Kind()}}
		}
		t.bind(take(column.Column()), o)
	}
	if len(op.Columns) > 0 {
		rel.op = op
	}
}

func (t *translator) orderByScan(node *gs.ResolvedOrderByScan) relation {
	rel := t.scan(take(node.InputScan()))
	if rel.site != nil {
		// The order of one site's rows is lost in the aggregate, as SQL says it is.
		return rel
	}
	op := &plan.Sort{}
	for _, item := range take(node.OrderByItemList()) {
		if take(item.CollationName()) != nil {
			t.refuse(Unsupported, "COLLATE is not supported")
		}
		slot, _ := t.slotOf(t.operand(take(item.ColumnRef())), &rel)
		descending := take(item.IsDescending())
		last := descending
		switch take(item.NullOrder()) {
		case gs.ResolvedOrderByItemEnums_NullOrderModeNullsFirst:
			last = false
		case gs.ResolvedOrderByItemEnums_NullOrderModeNullsLast:
			last = true
		}
		op.By = append(op.By, plan.SortBy{Slot: slot, Descending: descending, NullsLast: last})
	}
	op.Input = rel.op
	rel.op = op
	return rel
}

func (t *translator) limitScan(node *gs.ResolvedLimitOffsetScan) relation {
	rel := t.scan(take(node.InputScan()))
	if rel.site != nil {
		t.refuse(SiteLimit, "LIMIT on rows of single sites would publish a choice among them: aggregate first")
		return rel
	}
	op := &plan.Limit{Input: rel.op, Count: t.rowCount(take(node.Limit()))}
	if offset := take(node.Offset()); offset != nil {
		op.Offset = t.rowCount(offset)
	}
	rel.op = op
	return rel
}

// rowCount reads the number of LIMIT or OFFSET.
func (t *translator) rowCount(node gs.ResolvedExprNode) int64 {
	c, ok := t.expr(node).(*plan.Const)
	if !ok || c.Null || c.Type != value.Int64 || int64(c.Word) < 0 {
		t.refuse(Unsupported, "LIMIT and OFFSET take a number")
		return 0
	}
	return int64(c.Word)
}

// withScan remembers the CTEs by name; each is translated where it is used.
func (t *translator) withScan(node *gs.ResolvedWithScan) relation {
	if take(node.Recursive()) {
		t.refuse(Unsupported, "WITH RECURSIVE is not supported")
		return relation{op: &plan.Single{}}
	}
	for _, entry := range take(node.WithEntryList()) {
		t.with[take(entry.WithQueryName())] = take(entry.WithSubquery())
	}
	return t.scan(take(node.Query()))
}

func (t *translator) withRefScan(node *gs.ResolvedWithRefScan) relation {
	subquery := t.with[take(node.WithQueryName())]
	rel := t.scan(subquery)
	inner := take(subquery.(columnLister).ColumnList())
	for i, column := range take(node.ColumnList()) {
		t.bind(column, t.column(inner[i]))
	}
	return rel
}

// columnLister is every scan; the interface that the bindings export leaves the method out.
type columnLister interface {
	ColumnList() ([]*gs.ResolvedColumn, error)
}

func (t *translator) bind(column *gs.ResolvedColumn, o operand) {
	t.bound[take(column.ColumnId())] = o
}

// column gives what a resolved column stands for.
func (t *translator) column(column *gs.ResolvedColumn) operand {
	o, ok := t.bound[take(column.ColumnId())]
	if !ok {
		if len(t.findings) == 0 {
			t.refuse(Unsupported, "column %s comes from something that is not supported", take(column.Name()))
		}
		return operand{expr: null(value.String)}
	}
	return o
}
