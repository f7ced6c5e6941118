package gsql

import (
	"slices"

	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// groupingSets is ROLLUP, CUBE and GROUPING SETS: one grouping for each set, and their rows one after the
// other. Each set is an aggregate part of its own, so that the threshold is applied to each.
func (t *translator) groupingSets(node aggregateNode, rel relation) relation {
	if rel.class == private && t.nested > 0 {
		return rel
	}
	var shared *withQuery
	columns := slices.DeleteFunc(columnsOf(take(node.InputScan())), func(c *gs.ResolvedColumn) bool { return !t.used[take(c.ColumnId())] })
	if rel.class != private {
		if t.nested > 0 {
			t.refuse(Unsupported, "ROLLUP, CUBE and GROUPING SETS in a subquery of an expression are not supported: use WITH")
			return rel
		}
		shared = &withQuery{}
		shared.share(t, &rel, columns)
	}
	var values [][]plan.Expr
	var inputs []plan.Op
	for _, base := range take(node.GroupingSetList()) {
		set, ok := base.(*gs.ResolvedGroupingSet)
		if !ok {
			t.refuse(Unsupported, "this form of %s is not supported: list the sets with GROUPING SETS", describe(base))
			return rel
		}
		in := map[int32]bool{}
		for _, ref := range take(set.GroupByColumnList()) {
			in[take(take(ref.Column()).ColumnId())] = true
		}
		from := rel
		if shared != nil {
			from = t.readShared(shared, columns)
		}
		leave := t.over(&from)
		keys, withinSite := t.groupKeys(node)
		leave()
		if withinSite && rel.class == private {
			t.refuse(Unsupported, "ROLLUP, CUBE and GROUPING SETS within one site are not supported")
			return relation{op: rel.op, class: public}
		}
		inputs, values = append(inputs, nil), append(values, nil)
		last := len(inputs) - 1
		inputs[last], values[last] = t.groupingSet(node, from, keys, in)
	}
	return t.unionOfSets(node, inputs, values)
}

// groupingSet groups by the keys that are in the set, and gives the values of all of the node's columns:
// NULL for the keys that are not.
func (t *translator) groupingSet(node aggregateNode, from relation, keys []groupKey, in map[int32]bool) (plan.Op, []plan.Expr) {
	var held []groupKey
	for _, key := range keys {
		if in[take(key.column.ColumnId())] {
			held = append(held, key)
		}
	}
	grouped := relation{}
	if from.class == private {
		grouped = t.aggregatePart(from, held, take(node.AggregateList()))
	} else {
		grouped = t.groupBy(from, held, take(node.AggregateList()))
	}
	var values []plan.Expr
	for _, key := range keys {
		if in[take(key.column.ColumnId())] {
			values = append(values, t.value(t.column(key.column)))
		} else {
			values = append(values, null(key.expr.Kind()))
		}
	}
	for _, call := range take(node.AggregateList()) {
		values = append(values, t.value(t.column(take(call.Column()))))
	}
	for _, call := range take(node.GroupingCallList()) {
		rolledUp := &plan.Const{Type: value.Int64}
		if !in[take(take(take(call.GroupByColumn()).Column()).ColumnId())] {
			rolledUp.Word = 1
		}
		values = append(values, rolledUp)
	}
	return grouped.op, values
}

// unionOfSets lists the rows of all sets and binds the node's columns to them.
func (t *translator) unionOfSets(node aggregateNode, inputs []plan.Op, values [][]plan.Expr) relation {
	op := &plan.SetOp{Kind: plan.UnionAll, Inputs: inputs, Values: values}
	var columns []*gs.ResolvedColumn
	for _, column := range take(node.GroupByList()) {
		columns = append(columns, take(column.Column()))
	}
	for _, call := range take(node.AggregateList()) {
		columns = append(columns, take(call.Column()))
	}
	for _, call := range take(node.GroupingCallList()) {
		columns = append(columns, take(call.OutputColumn()))
	}
	for j, column := range columns {
		slot := plan.SlotKind{Slot: t.newSlot(), Kind: values[0][j].Kind()}
		t.keys[slot.Slot] = true
		for _, row := range values {
			t.keys[slot.Slot] = t.keys[slot.Slot] && t.isKey(row[j])
		}
		op.Slots = append(op.Slots, slot)
		t.bind(column, operand{expr: &plan.Ref{Slot: slot.Slot, Type: slot.Kind}})
	}
	return relation{op: op, class: public}
}
