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
		return t.filterScan(node)
	case *gs.ResolvedProjectScan:
		rel := t.scan(take(node.InputScan()))
		t.project(take(node.ExprList()), &rel)
		return rel
	case *gs.ResolvedAggregateScan:
		return t.aggregateScan(node)
	case *gs.ResolvedAggregationThresholdAggregateScan:
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
		return t.joinScan(node, nil)
	case *gs.ResolvedSetOperationScan:
		return t.setScan(node)
	case *gs.ResolvedAnalyticScan:
		return t.analyticScan(node)
	case *gs.ResolvedSampleScan:
		t.refuse(Chance, "TABLESAMPLE would make every run publish something else")
	default:
		t.refuse(Unsupported, "%s is not supported", describe(node))
	}
	return relation{op: &plan.Single{}}
}

func reportsInExpression(table string) string {
	return "a subquery in an expression can read the arrays of the row around it, or published groups, but not " + table
}

// tableScan is FROM reports: the one row of the site's report. Its columns are read where they are
// used, so nothing is computed here.
func (t *translator) tableScan(node *gs.ResolvedTableScan) relation {
	if take(node.ForSystemTimeExpr()) != nil {
		t.refuse(Unsupported, "FOR SYSTEM_TIME is not supported: a release is of one week")
	}
	if take(node.LockMode()) != nil {
		t.refuse(Unsupported, "FOR UPDATE is not supported")
	}
	if t.nested > 0 {
		t.refuse(Subquery, "%s", reportsInExpression(t.settings.Table))
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
	if t.nested > 0 {
		return relation{op: &plan.Single{}} // refused; what follows is none the worse
	}
	return relation{op: &plan.Report{}, class: private}
}

// arrayScan is FROM input, UNNEST(array), or with LEFT JOIN, or UNNEST(array) alone.
func (t *translator) arrayScan(node *gs.ResolvedArrayScan) relation {
	rel := relation{op: &plan.Single{}}
	if input := take(node.InputScan()); input != nil {
		rel = t.scan(input)
	}
	leave := t.over(&rel)
	defer leave()
	arrays, elements := take(node.ArrayExprList()), take(node.ElementColumnList())
	if len(arrays) != 1 {
		t.refuse(BadUnnest, "UNNEST of several arrays at once is not supported")
		for _, column := range elements {
			t.bind(column, operand{expr: null(value.String)})
		}
		return rel
	}
	op := &plan.Unnest{Input: rel.op, Elem: t.newSlot(), Offset: plan.None, Outer: take(node.IsOuter())}
	element := t.unnested(arrays[0], op)
	t.bind(elements[0], element)
	if holder := take(node.ArrayOffsetColumn()); holder != nil {
		op.Offset = t.newSlot()
		t.bind(take(holder.Column()), operand{expr: &plan.Ref{Slot: op.Offset, Type: value.Int64}})
	}
	if on := take(node.JoinExpr()); on != nil {
		op.On = t.expr(on)
	}
	rel.op = op
	return rel
}

// unnested sets what an Unnest reads and gives what its element stands for.
func (t *translator) unnested(array gs.ResolvedExprNode, op *plan.Unnest) operand {
	defer t.enter(array)()
	o := t.operand(array)
	if list, ok := o.expr.(*plan.List); ok {
		op.List = list
		if list.Elem == value.Record {
			return operand{rec: t.settings.Schema.All[list.Index], of: op.Elem}
		}
		return operand{expr: &plan.Ref{Slot: op.Elem, Type: list.Elem}}
	}
	op.List = t.value(o)
	kind, ok := elementKind(take(array.Type()))
	if !ok {
		t.refuse(BadUnnest, "UNNEST of an array of this type is not supported")
	}
	op.Kind = kind
	return operand{expr: &plan.Ref{Slot: op.Elem, Type: kind}}
}

// filterScan is WHERE, HAVING or QUALIFY. The conditions of FROM a, b WHERE … are those of the join.
func (t *translator) filterScan(node *gs.ResolvedFilterScan) relation {
	condition := take(node.FilterExpr())
	if join, ok := take(node.InputScan()).(*gs.ResolvedJoinScan); ok && isInner(join) {
		return t.joinScan(join, conjuncts(condition, nil))
	}
	rel := t.scan(take(node.InputScan()))
	defer t.over(&rel)()
	rel.op = &plan.Filter{Input: rel.op, Cond: t.expr(condition)}
	return rel
}

// project binds computed columns. What costs nothing to read is bound as it is; the rest becomes a slot.
func (t *translator) project(columns []*gs.ResolvedComputedColumn, rel *relation) {
	leave := t.over(rel)
	op := &plan.Project{Input: rel.op}
	for _, column := range columns {
		t.bind(take(column.Column()), t.computed(t.operand(take(column.Expr())), op))
	}
	leave()
	if len(op.Columns) > 0 {
		rel.op = op
	}
}

// computed gives an operand that costs nothing to read, with a column of op for what has to be computed.
func (t *translator) computed(o operand, op *plan.Project) operand {
	for i := range o.fields {
		o.fields[i] = t.computed(o.fields[i], op)
	}
	switch o.expr.(type) {
	case *plan.Call, *plan.Cast, *plan.Subquery:
		slot := t.newSlot()
		op.Columns = append(op.Columns, plan.Column{Slot: slot, Expr: o.expr})
		o.expr = &plan.Ref{Slot: slot, Type: o.expr.Kind()}
	}
	return o
}

func (t *translator) orderByScan(node *gs.ResolvedOrderByScan) relation {
	rel := t.scan(take(node.InputScan()))
	if rel.class == private {
		// The order of one site's rows is lost in the aggregate, as SQL says it is.
		return rel
	}
	op := &plan.Sort{}
	for _, by := range t.orderBy(take(node.OrderByItemList()), &rel) {
		op.By = append(op.By, plan.SortBy{Slot: t.slotOf(by.Expr, &rel), Descending: by.Descending, NullsLast: by.NullsLast})
	}
	op.Input = rel.op
	rel.op = op
	return rel
}

// orderBy translates the items of an ORDER BY over rel.
func (t *translator) orderBy(items []*gs.ResolvedOrderByItem, rel *relation) []plan.OrderBy {
	defer t.over(rel)()
	var list []plan.OrderBy
	for _, item := range items {
		leave := t.enter(item)
		if take(item.CollationName()) != nil {
			t.refuse(Unsupported, "COLLATE is not supported")
		}
		by := plan.OrderBy{Expr: t.scalar(t.operand(take(item.ColumnRef()))), Descending: take(item.IsDescending())}
		by.NullsLast = by.Descending
		switch take(item.NullOrder()) {
		case gs.ResolvedOrderByItemEnums_NullOrderModeNullsFirst:
			by.NullsLast = false
		case gs.ResolvedOrderByItemEnums_NullOrderModeNullsLast:
			by.NullsLast = true
		}
		list = append(list, by)
		leave()
	}
	return list
}

func (t *translator) limitScan(node *gs.ResolvedLimitOffsetScan) relation {
	rel := t.scan(take(node.InputScan()))
	if rel.class == private {
		defer t.enter(take(node.Limit()))()
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
