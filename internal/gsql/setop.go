package gsql

import (
	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
	"isobar/internal/value"
)

var setKinds = map[gs.ResolvedSetOperationScanEnums_SetOperationType]plan.SetKind{
	gs.ResolvedSetOperationScanEnums_SetOperationTypeUnionAll:          plan.UnionAll,
	gs.ResolvedSetOperationScanEnums_SetOperationTypeUnionDistinct:     plan.UnionDistinct,
	gs.ResolvedSetOperationScanEnums_SetOperationTypeIntersectDistinct: plan.IntersectDistinct,
	gs.ResolvedSetOperationScanEnums_SetOperationTypeExceptDistinct:    plan.ExceptDistinct,
}

// setScan is UNION, INTERSECT or EXCEPT of public relations, or of relations of one site's rows. But for
// UNION ALL, which only lists rows, the latter must have the unit in the same column: otherwise rows of
// different sites would meet.
func (t *translator) setScan(node *gs.ResolvedSetOperationScan) relation {
	kind, known := setKinds[take(node.OpType())]
	if !known {
		t.refuse(SetOperation, "INTERSECT ALL and EXCEPT ALL are not supported: write DISTINCT")
	}
	columns := take(node.ColumnList())
	op := &plan.SetOp{Kind: kind}
	out := relation{op: op}
	operands := make([][]operand, len(columns)) // of each column, by input
	mixed := false
	var rows []relation
	items := take(node.InputItemList())
	for i, item := range items {
		rel := t.scan(take(item.Scan()))
		rows = append(rows, rel)
		mixed = mixed || i > 0 && (rel.class == private) != (out.class == private)
		out.class = max(out.class, rel.class)
		for j, column := range take(item.OutputColumnList()) {
			operands[j] = append(operands[j], t.column(column))
		}
	}
	if mixed {
		t.refuse(SetOperation, "rows of sites cannot be combined with rows that belong to no site: every branch must read %s, or none", t.settings.Table)
	}
	sites := 0 // columns that are the unit
	op.Values = make([][]plan.Expr, len(rows))
	for j, column := range columns {
		if all, some := units(operands[j]); some {
			sites++
			if t.bind(column, operand{unit: true}); !all {
				t.bind(column, operand{expr: null(value.String)})
				t.refuse(SetOperation, "column %d is %s in some branches and something else in others: select it in every branch", j+1, t.settings.Unit)
			}
			continue
		}
		slot := plan.SlotKind{Slot: t.newSlot()}
		t.keys[slot.Slot] = true
		for i, o := range operands[j] {
			leave, back := t.over(&rows[i]), t.enter(take(items[i].Scan()))
			e := t.value(o)
			leave()
			back()
			op.Values[i] = append(op.Values[i], e)
			slot.Kind = max(slot.Kind, e.Kind()) // a NULL literal has no kind
			t.keys[slot.Slot] = t.keys[slot.Slot] && t.isKey(e)
		}
		op.Slots = append(op.Slots, slot)
		t.bind(column, operand{expr: &plan.Ref{Slot: slot.Slot, Type: slot.Kind}})
	}
	if out.class == private && kind != plan.UnionAll && sites == 0 {
		t.refuse(SetOperation, "this would compare rows of different sites: select %s in every branch, or use UNION ALL", t.settings.Unit)
	}
	for _, rel := range rows {
		op.Inputs = append(op.Inputs, rel.op)
	}
	return out
}

// units says whether all, and whether some of a column's branches are the unit.
func units(list []operand) (all, some bool) {
	all = len(list) > 0
	for _, o := range list {
		all, some = all && o.unit && o.present == nil, some || o.unit
	}
	return all, some
}
