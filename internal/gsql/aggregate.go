package gsql

import (
	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// aggregateNode is a GROUP BY, with or without AGGREGATION_THRESHOLD.
type aggregateNode interface {
	gs.ResolvedScanNode
	InputScan() (gs.ResolvedScanNode, error)
	GroupByList() ([]*gs.ResolvedComputedColumn, error)
	AggregateList() ([]gs.ResolvedComputedColumnBaseNode, error)
	GroupingSetList() ([]gs.ResolvedGroupingSetBaseNode, error)
	GroupingCallList() ([]*gs.ResolvedGroupingCall, error)
}

// aggregateScan is GROUP BY and SELECT DISTINCT. Over rows of sites it is the aggregate part, unless
// the unit is one of the keys: then every group lies within a site, and so does the whole relation.
func (t *translator) aggregateScan(node aggregateNode) relation {
	rel := t.scan(take(node.InputScan()))
	if clause, ok := node.(*gs.ResolvedAggregationThresholdAggregateScan); ok {
		t.threshold(clause, rel)
	}
	if len(take(node.GroupingSetList())) > 0 {
		return t.groupingSets(node, rel)
	}
	leave := t.over(&rel)
	keys, withinSite := t.groupKeys(node)
	leave()
	for _, call := range take(node.GroupingCallList()) {
		// Without grouping sets no key is ever rolled up.
		t.bind(take(call.OutputColumn()), operand{expr: &plan.Const{Type: value.Int64}})
	}
	if _, isClause := node.(*gs.ResolvedAggregationThresholdAggregateScan); isClause && withinSite {
		t.refuse(ThresholdClause, "AGGREGATION_THRESHOLD within a site would leave nothing: put it where the rows of all sites are grouped")
	}
	calls := take(node.AggregateList())
	if rel.class == private && !withinSite {
		return t.aggregatePart(rel, keys, calls)
	}
	return t.groupBy(rel, keys, calls)
}

type groupKey struct {
	column *gs.ResolvedColumn
	expr   plan.Expr // nil for the unit
	unit   bool
}

// groupKeys translates the keys; withinSite says that the unit is among them.
func (t *translator) groupKeys(node aggregateNode) (keys []groupKey, withinSite bool) {
	for _, column := range take(node.GroupByList()) {
		leave := t.enter(take(column.Expr()))
		o := t.operand(take(column.Expr()))
		key := groupKey{column: take(column.Column()), unit: o.unit && o.present == nil}
		if withinSite = withinSite || key.unit; !key.unit {
			key.expr = t.scalar(o)
		}
		keys = append(keys, key)
		leave()
	}
	return keys, withinSite
}

// aggregatePart leads from the rows of sites to public cells.
func (t *translator) aggregatePart(rel relation, keys []groupKey, calls []gs.ResolvedComputedColumnBaseNode) relation {
	leave := t.over(&rel)
	defer leave()
	group := &plan.Group{}
	for _, key := range keys {
		k := plan.Key{Expr: key.expr, Public: t.newSlot()}
		t.keys[k.Public] = true
		if f, ok := key.expr.(*plan.Field); ok {
			k.Source = f.Column
		}
		group.Keys = append(group.Keys, k)
		t.bind(key.column, operand{expr: &plan.Ref{Slot: k.Public, Type: key.expr.Kind()}})
	}
	for _, call := range calls {
		before := len(t.findings)
		m := t.measure(take(call.Expr()), true)
		if len(t.findings) == before {
			t.ownRows(call, m, rel.op)
		}
		m.Public = t.newSlot()
		group.Measures = append(group.Measures, m)
		t.bind(take(call.Column()), operand{expr: &plan.Ref{Slot: m.Public, Type: m.Kind}})
	}
	group.Input = rel.op
	t.query.Groups = append(t.query.Groups, group)
	return relation{op: &plan.Cells{Group: len(t.query.Groups) - 1}, class: public}
}

// groupBy is an ordinary GROUP BY, within one site or over public rows.
func (t *translator) groupBy(rel relation, keys []groupKey, calls []gs.ResolvedComputedColumnBaseNode) relation {
	defer t.over(&rel)()
	op := &plan.GroupBy{}
	for _, key := range keys {
		if key.unit {
			t.bind(key.column, operand{unit: true})
			continue
		}
		slot := t.newSlot()
		t.keys[slot] = t.isKey(key.expr)
		op.Keys = append(op.Keys, plan.Column{Slot: slot, Expr: key.expr})
		t.bind(key.column, operand{expr: &plan.Ref{Slot: slot, Type: key.expr.Kind()}})
	}
	for _, call := range calls {
		m := t.measure(take(call.Expr()), false)
		m.Public = t.newSlot()
		op.Measures = append(op.Measures, m)
		t.bind(take(call.Column()), operand{expr: &plan.Ref{Slot: m.Public, Type: m.Kind}})
	}
	if len(keys) > 0 && len(op.Keys) == 0 {
		// GROUP BY the unit alone: a site without rows has no group, where a GROUP BY without keys
		// would make one.
		op.Keys = []plan.Column{{Slot: t.newSlot(), Expr: &plan.Const{Type: value.Bool, Word: 1}}}
	}
	op.Input = rel.op
	return relation{op: op, class: rel.class}
}

// threshold reads SELECT WITH AGGREGATION_THRESHOLD over rel: a threshold above the table's k raises it.
func (t *translator) threshold(node *gs.ResolvedAggregationThresholdAggregateScan, rel relation) {
	if rel.class != private {
		t.refuse(ThresholdClause, "AGGREGATION_THRESHOLD is for the rows of sites; these are groups already")
		return
	}
	k := 50 // BigQuery's default
	for _, option := range take(node.OptionList()) {
		leave := t.enter(option)
		switch name, e := take(option.Name()), take(option.Value()); name {
		case "threshold":
			literal, ok := e.(*gs.ResolvedLiteral)
			if !ok || take(take(literal.Value()).IsNull()) || take(take(literal.Value()).TypeKind()) != gs.TypeKindTypeInt64 {
				t.refuse(ThresholdClause, "the threshold is a number")
				break
			}
			k = int(take(take(literal.Value()).Int64Value()))
			if k < t.src.K {
				t.refuse(ThresholdClause, "a threshold of %d would lower the table's, which is %d", k, t.src.K)
			}
		case "privacy_unit_column":
			if !t.isUnit(e) || t.operand(e).present != nil {
				t.refuse(ThresholdClause, "the privacy unit is %s", t.settings.Unit)
			}
		default:
			t.refuse(ThresholdClause, "option %s is not supported", name)
		}
		leave()
	}
	t.query.K = max(t.query.K, k)
}
