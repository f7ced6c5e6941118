package gsql

import (
	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
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
	for i, item := range take(node.InputItemList()) {
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
	units := 0
	op.Values = make([][]plan.Expr, len(rows))
	for j, column := range columns {
		if t.allUnits(operands[j]) {
			t.bind(column, operand{unit: true})
			units++
			continue
		}
		slot := plan.SlotKind{Slot: t.newSlot()}
		t.keys[slot.Slot] = true
		for i, o := range operands[j] {
			leave := t.over(&rows[i])
			e := t.value(o)
			leave()
			op.Values[i] = append(op.Values[i], e)
			slot.Kind = max(slot.Kind, e.Kind()) // a NULL literal has no kind
			t.keys[slot.Slot] = t.keys[slot.Slot] && t.isKey(e)
		}
		op.Slots = append(op.Slots, slot)
		t.bind(column, operand{expr: &plan.Ref{Slot: slot.Slot, Type: slot.Kind}})
	}
	if out.class == private && kind != plan.UnionAll && units == 0 {
		t.refuse(SetOperation, "this would compare rows of different sites: select %s in every branch, or use UNION ALL", t.settings.Unit)
	}
	for _, rel := range rows {
		op.Inputs = append(op.Inputs, rel.op)
	}
	return out
}

func (t *translator) allUnits(list []operand) bool {
	for _, o := range list {
		if !o.unit || o.present != nil {
			return false
		}
	}
	return len(list) > 0
}
