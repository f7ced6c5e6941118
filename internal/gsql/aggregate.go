package gsql

import (
	"strings"

	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// aggregateScan is GROUP BY and SELECT DISTINCT. Over rows of sites it is the aggregate part, unless
// the unit is one of the keys: then every group lies within a site, and so does the whole relation.
func (t *translator) aggregateScan(node *gs.ResolvedAggregateScan) relation {
	rel := t.scan(take(node.InputScan()))
	if len(take(node.RollupColumnList())) > 0 || len(take(node.GroupingCallList())) > 0 || len(take(node.GroupingSetList())) > 0 {
		t.refuse(Unsupported, "ROLLUP, CUBE and GROUPING SETS are not supported")
	}
	var keys []groupKey
	withinSite := false
	for _, column := range take(node.GroupByList()) {
		leave := t.enter(take(column.Expr()))
		o := t.operand(take(column.Expr()))
		key := groupKey{column: take(column.Column()), unit: o.unit}
		if withinSite = withinSite || o.unit; !o.unit {
			key.expr = t.scalar(o)
		}
		keys = append(keys, key)
		leave()
	}
	calls := take(node.AggregateList())
	if rel.site != nil && !withinSite {
		return t.aggregatePart(rel, keys, calls)
	}
	return t.groupBy(rel, keys, calls)
}

type groupKey struct {
	column *gs.ResolvedColumn
	expr   plan.Expr // nil for the unit
	unit   bool
}

// aggregatePart leads from the rows of sites to public cells.
func (t *translator) aggregatePart(rel relation, keys []groupKey, calls []gs.ResolvedComputedColumnBaseNode) relation {
	group := &plan.Group{Input: rel.op}
	out := relation{op: &plan.Cells{Group: len(t.query.Groups)}}
	for _, key := range keys {
		k := plan.Key{Expr: key.expr, Public: t.newSlot(&out)}
		if f, ok := key.expr.(*plan.Field); ok {
			k.Source = f.Column
		}
		group.Keys = append(group.Keys, k)
		t.bind(key.column, operand{expr: &plan.Ref{Slot: k.Public, Type: key.expr.Kind()}})
	}
	for _, call := range calls {
		m := t.measure(call, fromSites)
		m.Public = t.newSlot(&out)
		group.Measures = append(group.Measures, m)
		t.bind(take(call.Column()), operand{expr: &plan.Ref{Slot: m.Public, Type: m.Kind}})
	}
	group.Slots = rel.site.slots
	t.query.Groups = append(t.query.Groups, group)
	return out
}

// groupBy is an ordinary GROUP BY, within one site or over public rows.
func (t *translator) groupBy(rel relation, keys []groupKey, calls []gs.ResolvedComputedColumnBaseNode) relation {
	op := &plan.GroupBy{Input: rel.op}
	for _, key := range keys {
		if key.unit {
			t.bind(key.column, operand{unit: true})
			continue
		}
		slot := t.newSlot(&rel)
		op.Keys = append(op.Keys, plan.Column{Slot: slot, Expr: key.expr})
		t.bind(key.column, operand{expr: &plan.Ref{Slot: slot, Type: key.expr.Kind()}})
	}
	for _, call := range calls {
		m := t.measure(call, withinSiteOrPublic)
		m.Public = t.newSlot(&rel)
		op.Measures = append(op.Measures, m)
		t.bind(take(call.Column()), operand{expr: &plan.Ref{Slot: m.Public, Type: m.Kind}})
	}
	if rel.site != nil && len(op.Keys) == 0 {
		// GROUP BY the unit alone: a site without rows has no group, where a GROUP BY without keys
		// would make one.
		slot := t.newSlot(&rel)
		op.Keys = []plan.Column{{Slot: slot, Expr: &plan.Const{Type: value.Bool, Word: 1}}}
	}
	rel.op = op
	return rel
}

// direction says what kind of rows an aggregate reads.
type direction int

const (
	fromSites          direction = iota // rows of many sites, to public cells
	withinSiteOrPublic                  // rows of one site to rows of that site, or public rows to public rows
)

// measure translates one aggregate call.
func (t *translator) measure(node gs.ResolvedComputedColumnBaseNode, dir direction) plan.Measure {
	expr := take(node.Expr())
	defer t.enter(expr)()
	call, ok := expr.(*gs.ResolvedAggregateFunctionCall)
	if !ok {
		t.refuse(BadAggregate, "%s is not supported as an aggregate", describe(expr))
		return plan.Measure{Fn: plan.RowCount, Kind: value.Int64}
	}
	fn := strings.ToLower(take(take(call.Function()).Name()))
	kind, known := kindOf(take(call.Type()))
	if !known {
		t.refuse(BadAggregate, "%s to this type is not supported", sqlName(fn))
	}
	m := plan.Measure{Kind: kind, Distinct: take(call.Distinct())}
	t.plainCall(call, fn)
	args := take(call.ArgumentList())
	if fn == "$count_star" {
		m.Fn = plan.RowCount
		return m
	}
	if len(args) != 1 {
		t.refuse(BadAggregate, "%s with %d arguments is not supported", sqlName(fn), len(args))
		m.Fn = plan.RowCount
		return m
	}
	arg := t.operand(args[0])
	if fn == "count" && arg.unit && dir == fromSites {
		if !m.Distinct {
			t.refuse(CountOfUnit, "COUNT(%s) counts rows, not sites: write COUNT(DISTINCT %[1]s)", t.settings.Unit)
		}
		return plan.Measure{Fn: plan.SiteCount, Kind: value.Int64}
	}
	m.Arg = t.scalar(arg)
	if dir == fromSites {
		return t.fromSites(m, fn)
	}
	m.Fn = ordinary[fn]
	if m.Fn == "" || m.Distinct && m.Fn != plan.Count {
		t.refuse(BadAggregate, "%s is not supported here", callName(fn, m.Distinct))
		m.Fn = plan.Count
	}
	return m
}

// ordinary are the aggregates within one site and over public rows.
var ordinary = map[string]plan.Fn{
	"count": plan.Count, "countif": plan.CountIf, "sum": plan.Sum, "avg": plan.Avg, "min": plan.Min, "max": plan.Max,
	"logical_or": plan.LogicalOr, "logical_and": plan.LogicalAnd,
}

// fromSites lets out of a site only what no single site controls.
func (t *translator) fromSites(m plan.Measure, fn string) plan.Measure {
	if m.Distinct && fn != "count" {
		t.refuse(BadAggregate, "%s is not supported", callName(fn, true))
	}
	switch fn {
	case "count":
		m.Fn = plan.Count
		if m.Distinct {
			m.Fn, m.Distinct = plan.ValueCount, false
		}
	case "countif":
		m.Fn = plan.CountIf
	case "sum", "avg":
		m.Fn = ordinary[fn]
		field, ok := m.Arg.(*plan.Field)
		if !ok {
			t.refuse(SumOfExpression, "%s adds a column that dataset.yaml bounds for each site (privacy.bounds), not an expression, which could single a site out", strings.ToUpper(fn))
			break
		}
		if m.Bound, ok = t.settings.Bounds[field.Column]; !ok {
			t.refuse(SumWithoutBound, "%s(%s) would let one site decide the result: give %[2]s a bound in dataset.yaml (privacy.bounds)", strings.ToUpper(fn), field.Column)
		}
	case "min", "max", "any_value", "array_agg", "array_concat_agg", "string_agg", "approx_top_count", "approx_top_sum", "approx_quantiles":
		t.refuse(ValueAggregate, "%s publishes values of single sites", strings.ToUpper(fn))
		m.Fn = plan.Count
	default:
		t.refuse(BadAggregate, "%s is not supported", callName(fn, m.Distinct))
		m.Fn = plan.Count
	}
	return m
}

// plainCall refuses the modifiers of an aggregate call.
func (t *translator) plainCall(call *gs.ResolvedAggregateFunctionCall, fn string) {
	switch {
	case take(call.HavingModifier()) != nil || take(call.HavingExpr()) != nil:
		t.refuse(BadAggregate, "HAVING inside %s is not supported", sqlName(fn))
	case take(call.Limit()) != nil || len(take(call.OrderByItemList())) > 0:
		t.refuse(BadAggregate, "ORDER BY and LIMIT inside %s are not supported", sqlName(fn))
	case len(take(call.GroupByList())) > 0 || len(take(call.GroupByAggregateList())) > 0:
		t.refuse(BadAggregate, "GROUP BY inside %s is not supported", sqlName(fn))
	case take(call.WhereExpr()) != nil:
		t.refuse(BadAggregate, "WHERE inside %s is not supported: use COUNTIF", sqlName(fn))
	}
}

func callName(fn string, distinct bool) string {
	if distinct {
		return strings.ToUpper(fn) + "(DISTINCT …)"
	}
	return strings.ToUpper(fn)
}
