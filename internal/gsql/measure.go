package gsql

import (
	"strings"

	gs "github.com/goccy/go-googlesql"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// aggregateCall is a call of an aggregate, in a GROUP BY or with OVER.
type aggregateCall interface {
	gs.ResolvedExprNode
	Function() (*gs.Function, error)
	ArgumentList() ([]gs.ResolvedExprNode, error)
	Distinct() (bool, error)
	NullHandlingModifier() (gs.ResolvedNonScalarFunctionCallBaseEnums_NullHandlingModifier, error)
	WhereExpr() (gs.ResolvedExprNode, error)
}

func functionName(call aggregateCall) string {
	return strings.ToLower(take(take(call.Function()).FullName(false)))
}

func ignoresNulls(call aggregateCall) bool {
	return take(call.NullHandlingModifier()) == gs.ResolvedNonScalarFunctionCallBaseEnums_NullHandlingModifierIgnoreNulls
}

// placeholder stands where an aggregate was refused.
var placeholder = plan.Measure{Fn: plan.RowCount, Kind: value.Int64}

// measure translates one aggregate call: over rows of sites, towards public cells (fromSites), or over
// rows of one site or public rows.
func (t *translator) measure(node gs.ResolvedExprNode, fromSites bool) plan.Measure {
	defer t.enter(node)()
	call, ok := node.(aggregateCall)
	if !ok {
		t.refuse(BadAggregate, "%s is not supported as an aggregate", describe(node))
		return placeholder
	}
	fn := functionName(call)
	kind, known := kindOf(take(call.Type()))
	if !known {
		t.refuse(BadAggregate, "%s to this type is not supported", sqlName(fn))
	}
	m := plan.Measure{Kind: kind, Distinct: take(call.Distinct())}
	t.modifiers(&m, call, fn, fromSites)
	args := take(call.ArgumentList())
	if fn == "$count_star" {
		m.Fn = plan.RowCount
		return m
	}
	if fn == "string_agg" && len(args) == 2 {
		m.Separator = t.expr(args[1])
		if _, ok := m.Separator.(*plan.Const); !ok {
			t.refuse(BadAggregate, "the separator of STRING_AGG must be a literal")
		}
		args = args[:1]
	}
	if len(args) != 1 {
		if fromSites && valueAggregates[fn] {
			return t.fromSites(m, fn)
		}
		t.refuse(BadAggregate, "%s with %d arguments is not supported", sqlName(fn), len(args))
		return placeholder
	}
	before := len(t.findings)
	arg := t.operand(args[0])
	if arg.unit && fromSites {
		switch fn {
		case "count":
			return t.siteCount(arg, m.Distinct)
		case "approx_count_distinct":
			t.refuse(CountOfUnit, "sites are counted exactly: write COUNT(DISTINCT %s)", t.settings.Unit)
			return placeholder
		}
	}
	if m.Arg = t.value(arg); len(t.findings) > before {
		return placeholder
	}
	if fromSites {
		return t.fromSites(m, fn)
	}
	return t.ordinary(m, fn, args[0])
}

// siteCount is COUNT(DISTINCT unit), or COUNT(DISTINCT IF(condition, unit, NULL)).
func (t *translator) siteCount(unit operand, distinct bool) plan.Measure {
	if !distinct {
		t.refuse(CountOfUnit, "COUNT(%s) counts rows, not sites: write COUNT(DISTINCT %[1]s)", t.settings.Unit)
	}
	if unit.present != nil {
		return plan.Measure{Fn: plan.CountIf, Arg: unit.present, Kind: value.Int64, Bound: 1} // one a site, that is: sites
	}
	return plan.Measure{Fn: plan.SiteCount, Kind: value.Int64}
}

// ordinaries are the aggregates within one site and over public rows.
var ordinaries = map[string]plan.Fn{
	"count": plan.Count, "countif": plan.CountIf, "sum": plan.Sum, "avg": plan.Avg, "min": plan.Min, "max": plan.Max,
	"logical_or": plan.LogicalOr, "logical_and": plan.LogicalAnd, "any_value": plan.AnyValue, "array_agg": plan.ArrayAgg,
	"string_agg": plan.StringAgg, "var_samp": plan.VarSamp, "variance": plan.VarSamp, "var_pop": plan.VarPop,
	"stddev_samp": plan.StddevSamp, "stddev": plan.StddevSamp, "stddev_pop": plan.StddevPop,
	"bit_and": plan.BitAnd, "bit_or": plan.BitOr, "bit_xor": plan.BitXor, "approx_count_distinct": plan.Count,
}

// ordinary is an aggregate within one site or over public rows.
func (t *translator) ordinary(m plan.Measure, fn string, arg gs.ResolvedExprNode) plan.Measure {
	m.Fn = ordinaries[fn]
	if m.Fn == "" {
		t.refuse(BadAggregate, "%s is not supported here", callName(fn, m.Distinct))
		return placeholder
	}
	switch m.Fn {
	case plan.ArrayAgg:
		m.Elem, _ = kindOf(take(arg.Type()))
	case plan.Count:
		m.Distinct = m.Distinct || fn == "approx_count_distinct" // exact, which is near enough
		if m.Distinct && !m.Arg.Kind().Scalar() {
			t.refuse(BadAggregate, "COUNT(DISTINCT …) of %s is not supported", m.Arg.Kind())
		}
	case plan.AnyValue:
	default:
		if !m.Arg.Kind().Scalar() {
			t.refuse(BadAggregate, "%s of %s is not supported", callName(fn, m.Distinct), m.Arg.Kind())
		}
	}
	return m
}

// valueAggregates give a value that some site sent.
var valueAggregates = map[string]bool{
	"min": true, "max": true, "any_value": true, "array_agg": true, "array_concat_agg": true, "string_agg": true,
	"approx_top_count": true, "approx_top_sum": true, "approx_quantiles": true, "percentile_cont": true, "percentile_disc": true,
	"min_by": true, "max_by": true, "logical_or": true, "logical_and": true, "bit_and": true, "bit_or": true, "bit_xor": true,
}

// fromSites lets out of a site only what no single site controls.
func (t *translator) fromSites(m plan.Measure, fn string) plan.Measure {
	if valueAggregates[fn] {
		t.refuse(ValueAggregate, "%s publishes values of single sites", strings.ToUpper(fn))
		return placeholder
	}
	if m.Arg != nil && !m.Arg.Kind().Scalar() {
		t.refuse(BadAggregate, "%s of %s is not supported over rows of sites", callName(fn, m.Distinct), m.Arg.Kind())
		return placeholder
	}
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
		m.Fn = ordinaries[fn]
		field, ok := m.Arg.(*plan.Field)
		if ok && m.Arg.Kind() == value.Numeric {
			t.refuse(BadAggregate, "%s of NUMERIC over rows of sites is not supported", strings.ToUpper(fn))
			return placeholder
		}
		if !ok {
			t.refuse(SumOfExpression, "%s adds a column that dataset.yaml bounds for each site (privacy.bounds), not an expression, which could single a site out", strings.ToUpper(fn))
			break
		}
		if m.Bound, ok = t.settings.Bounds[field.Column]; !ok {
			t.refuse(SumWithoutBound, "%s(%s) would let one site decide the result: give %[2]s a bound in dataset.yaml (privacy.bounds)", strings.ToUpper(fn), field.Column)
		}
	default:
		t.refuse(BadAggregate, "%s over rows of sites is not supported", callName(fn, m.Distinct))
		return placeholder
	}
	return m
}

// modifiers reads what may stand inside the parentheses of an aggregate call.
func (t *translator) modifiers(m *plan.Measure, call aggregateCall, fn string, fromSites bool) {
	if take(call.WhereExpr()) != nil {
		t.refuse(BadAggregate, "WHERE inside %s is not supported: use COUNTIF", sqlName(fn))
	}
	m.IgnoreNulls = ignoresNulls(call)
	node, ok := call.(*gs.ResolvedAggregateFunctionCall)
	if !ok {
		return
	}
	items, limit := take(node.OrderByItemList()), take(node.Limit())
	switch {
	case fromSites && valueAggregates[fn]: // refused for more
	case take(node.HavingModifier()) != nil || take(node.HavingExpr()) != nil:
		t.refuse(BadAggregate, "HAVING inside %s is not supported", sqlName(fn))
	case len(take(node.GroupByList())) > 0 || len(take(node.GroupByAggregateList())) > 0:
		t.refuse(BadAggregate, "GROUP BY inside %s is not supported", sqlName(fn))
	case (limit != nil || len(items) > 0) && (fromSites || ordinaries[fn] != plan.ArrayAgg && ordinaries[fn] != plan.StringAgg):
		t.refuse(BadAggregate, "ORDER BY and LIMIT inside %s are not supported", sqlName(fn))
	case limit != nil || len(items) > 0:
		m.By = t.orderBy(items, t.row)
		if limit != nil {
			if m.Limit = t.rowCount(limit); m.Limit == 0 {
				t.refuse(BadAggregate, "LIMIT 0 inside %s is not supported", sqlName(fn))
			}
		}
	}
}

func callName(fn string, distinct bool) string {
	if distinct {
		return strings.ToUpper(fn) + "(DISTINCT …)"
	}
	return strings.ToUpper(fn)
}
