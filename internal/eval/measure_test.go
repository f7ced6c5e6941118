package eval

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// aggregated computes a measure over the elements of an array, which stand in slot 0.
func aggregated(t testing.TB, kind value.Kind, elements array, m plan.Measure) (result string, faults int64) {
	t.Helper()
	m.Arg, m.Public = slotRef(0, kind), 1
	b := newBench()
	b.compiler.slots = make([]slotType, 2)
	b.frame.slots = make([]value.Value, 2)
	s := b.compile(t, &plan.Subquery{Ask: plan.ScalarSubquery, Type: m.Kind, Value: slotRef(1, m.Kind),
		Input: &plan.GroupBy{Input: elementsOf(kind, elements...), Measures: []plan.Measure{m}}})
	return show(b.frame.dict, s(b.frame)), b.faultCount()
}

func TestMeasures(t *testing.T) {
	const big38 = "99999999999999999999999999999.999999999"
	list := func(fn plan.Fn, change func(m *plan.Measure)) plan.Measure {
		m := plan.Measure{Fn: fn, Kind: value.String}
		if fn == plan.ArrayAgg {
			m.Kind, m.Elem = value.Array, value.Int64
		}
		if change != nil {
			change(&m)
		}
		return m
	}
	by := func(e plan.Expr, descending, last bool) func(*plan.Measure) {
		return func(m *plan.Measure) { m.By = []plan.OrderBy{{Expr: e, Descending: descending, NullsLast: last}} }
	}
	of := func(fn plan.Fn, kind value.Kind) plan.Measure { return plan.Measure{Fn: fn, Kind: kind} }
	distinct := func(m plan.Measure) plan.Measure {
		m.Distinct = true
		return m
	}
	for i, c := range []struct {
		kind     value.Kind
		elements array
		m        plan.Measure
		want     string
	}{
		{value.Int64, array{3, ni, 1}, of(plan.AnyValue, value.Int64), "3"}, {value.Int64, array{ni, 1}, of(plan.AnyValue, value.Int64), "1"}, {value.Int64, array{}, of(plan.AnyValue, value.Int64), "NULL"},
		{value.Struct, array{structure{1, ns}}, of(plan.AnyValue, value.Struct), "(1 NULL)"}, {value.Struct, array{nk, structure{1}}, of(plan.Count, value.Int64), "1"},

		{value.Int64, array{3, ni, 1, 3}, list(plan.ArrayAgg, nil), "[3 NULL 1 3]"}, {value.Int64, array{}, list(plan.ArrayAgg, nil), "NULL"}, {value.Int64, array{ni}, list(plan.ArrayAgg, nil), "[NULL]"},
		{value.Int64, array{3, ni, 1}, list(plan.ArrayAgg, func(m *plan.Measure) { m.IgnoreNulls = true }), "[3 1]"}, {value.Int64, array{ni}, list(plan.ArrayAgg, func(m *plan.Measure) { m.IgnoreNulls = true }), "NULL"},
		{value.Int64, array{3, ni, 1, ni, 3}, distinct(list(plan.ArrayAgg, nil)), "[3 NULL 1]"}, {value.Int64, array{3, ni, 1}, list(plan.ArrayAgg, by(slotRef(0, value.Int64), false, false)), "[NULL 1 3]"},
		{value.Int64, array{3, ni, 1}, list(plan.ArrayAgg, by(slotRef(0, value.Int64), true, true)), "[3 1 NULL]"}, {value.Int64, array{12, 21, 11, 22}, list(plan.ArrayAgg, by(fnCall("mod", slotRef(0, value.Int64), lit(10)), false, false)), "[21 11 12 22]"},
		{value.Int64, array{3, ni, 1}, list(plan.ArrayAgg, func(m *plan.Measure) { m.Limit = 2 }), "[3 NULL]"},
		{value.Int64, array{3, ni, 1}, list(plan.ArrayAgg, func(m *plan.Measure) { by(slotRef(0, value.Int64), true, true)(m); m.Limit = 2 }), "[3 1]"},

		{value.String, array{"a", ns, "b"}, list(plan.StringAgg, nil), `"a,b"`}, {value.String, array{ns}, list(plan.StringAgg, nil), `NULL`}, {value.String, array{""}, list(plan.StringAgg, nil), `""`}, {value.String, array{}, list(plan.StringAgg, nil), `NULL`},
		{value.String, array{"a", "b"}, list(plan.StringAgg, func(m *plan.Measure) { m.Separator = lit("–") }), `"a–b"`}, {value.String, array{"a", "b"}, list(plan.StringAgg, func(m *plan.Measure) { m.Separator = lit("") }), `"ab"`},
		{value.String, array{"a", "b"}, list(plan.StringAgg, func(m *plan.Measure) { m.Separator = lit(ns) }), `NULL`}, {value.String, array{"b", "a", "b"}, distinct(list(plan.StringAgg, by(slotRef(0, value.String), false, false))), `"a,b"`},
		{value.String, array{"b", ns, "a", "c"}, list(plan.StringAgg, func(m *plan.Measure) { by(slotRef(0, value.String), true, true)(m); m.Limit = 2 }), `"c,b"`},
		{value.Bytes, array{[]byte{0xff}, []byte("x")}, list(plan.StringAgg, func(m *plan.Measure) { m.Kind = value.Bytes }), `b"\xff,x"`},

		{value.Float64, array{1.0, nf, 3.0}, of(plan.VarSamp, value.Float64), "2.0"}, {value.Float64, array{1.0, nf, 3.0}, of(plan.VarPop, value.Float64), "1.0"}, {value.Float64, array{1.0, 3.0}, of(plan.StddevPop, value.Float64), "1.0"},
		{value.Float64, array{1.0, 3.0, 5.0}, of(plan.StddevSamp, value.Float64), "2.0"}, {value.Float64, array{7.0}, of(plan.VarSamp, value.Float64), "NULL"}, {value.Float64, array{7.0}, of(plan.VarPop, value.Float64), "0.0"}, {value.Float64, array{nf}, of(plan.StddevPop, value.Float64), "NULL"},
		{value.Float64, array{1.0, nan}, of(plan.VarSamp, value.Float64), "NaN"}, {value.Float64, array{1.0, inf}, of(plan.StddevPop, value.Float64), "NaN"}, {value.Float64, array{inf}, of(plan.VarPop, value.Float64), "NaN"}, {value.Float64, array{-1.7e308, 1.7e308}, of(plan.VarPop, value.Float64), failed},
		{value.Float64, array{1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16}, of(plan.VarSamp, value.Float64), "30.0"}, {value.Int64, array{1, 3}, of(plan.VarSamp, value.Float64), "2.0"}, {value.Numeric, array{numeric("1.5"), numeric("3.5")}, of(plan.VarSamp, value.Float64), "2.0"},
		{value.Float64, array{1.0, 3.0, 3.0}, distinct(of(plan.VarSamp, value.Float64)), "2.0"},

		{value.Int64, array{6, ni, 3}, of(plan.BitAnd, value.Int64), "2"}, {value.Int64, array{6, ni, 3}, of(plan.BitOr, value.Int64), "7"}, {value.Int64, array{6, ni, 3}, of(plan.BitXor, value.Int64), "5"}, {value.Int64, array{-1}, of(plan.BitAnd, value.Int64), "-1"},
		{value.Int64, array{ni}, of(plan.BitAnd, value.Int64), "NULL"}, {value.Int64, array{}, of(plan.BitXor, value.Int64), "NULL"}, {value.Int64, array{5, 5}, distinct(of(plan.BitXor, value.Int64)), "5"},

		{value.Numeric, array{numeric("1.5"), numeric("-0.25"), nullOf(value.Numeric)}, of(plan.Sum, value.Numeric), "1.25"}, {value.Numeric, array{nullOf(value.Numeric)}, of(plan.Sum, value.Numeric), "NULL"}, {value.Numeric, array{numeric(big38), numeric("0.000000001")}, of(plan.Sum, value.Numeric), failed},
		{value.Numeric, array{numeric(big38), numeric(big38), numeric("-" + big38)}, of(plan.Sum, value.Numeric), big38}, {value.Numeric, array{numeric(big38), numeric(big38)}, of(plan.Avg, value.Numeric), big38},
		{value.Numeric, array{numeric("1"), numeric("1"), numeric("0")}, of(plan.Avg, value.Numeric), "0.666666667"}, {value.Numeric, array{numeric("-1"), numeric("-1"), numeric("0")}, of(plan.Avg, value.Numeric), "-0.666666667"}, {value.Numeric, array{numeric("0.000000001"), numeric("0")}, of(plan.Avg, value.Numeric), "0.000000001"},
		{value.Numeric, array{numeric("-0.000000001"), numeric("0")}, of(plan.Avg, value.Numeric), "-0.000000001"}, {value.Numeric, array{numeric("0.000000001"), numeric("0"), numeric("0")}, of(plan.Avg, value.Numeric), "0"}, {value.Numeric, array{numeric("2"), numeric("2"), numeric("1")}, distinct(of(plan.Avg, value.Numeric)), "1.5"},
		{value.Numeric, array{numeric("2"), numeric("-3")}, of(plan.Min, value.Numeric), "-3"}, {value.Numeric, array{numeric("2"), numeric("-3")}, of(plan.Max, value.Numeric), "2"}, {value.Datetime, array{datetime(5), datetime(-5)}, of(plan.Max, value.Datetime), "1970-01-01T00:00:00.000005"}, {value.Bytes, array{[]byte("b"), []byte("a")}, of(plan.Min, value.Bytes), `b"a"`},
		{value.Int64, array{math.MaxInt64, 1}, of(plan.Sum, value.Int64), failed}, {value.Float64, array{1e308, 1e308}, of(plan.Avg, value.Float64), failed},
	} {
		want, wantFaults := c.want, int64(0)
		if want == failed {
			want, wantFaults = "NULL", 1
		}
		if got, faults := aggregated(t, c.kind, c.elements, c.m); got != want || faults != wantFaults {
			t.Errorf("%d: %s of %v: %s with %d faults, want %s with %d", i, c.m.Fn, c.elements, got, faults, want, wantFaults)
		}
	}
}

// TestVariances compares with exact arithmetic.
func TestVariances(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	for range 300 {
		var s state
		var xs []*big.Rat
		add, sum := addSpread(value.Float64), new(big.Rat)
		offset := math.Pow(10, float64(rng.IntN(12)))
		for range 2 + rng.IntN(30) {
			x := offset + rng.NormFloat64()*5
			add(nil, &s, value.OfFloat64(x))
			xs = append(xs, new(big.Rat).SetFloat64(x))
			sum.Add(sum, xs[len(xs)-1])
		}
		n := new(big.Rat).SetInt64(int64(len(xs)))
		mean, squares := sum.Quo(sum, n), new(big.Rat)
		for _, x := range xs {
			d := new(big.Rat).Sub(x, mean)
			squares.Add(squares, d.Mul(d, d))
		}
		want, _ := squares.Quo(squares, n).Float64()
		if got := spreadResult(plan.VarPop)(nil, &s).Float64(); math.Abs(got-want) > 1e-9*want+1e-15*offset {
			t.Fatalf("%d numbers about %g: %g, want %g", len(xs), offset, got, want)
		}
	}
}

func TestMeasuresRefused(t *testing.T) {
	for name, c := range map[string]struct {
		kind value.Kind
		m    plan.Measure
	}{
		"array of another type": {value.Int64, plan.Measure{Fn: plan.ArrayAgg, Kind: value.Array, Elem: value.String}},
		"array of arrays":       {value.Array, plan.Measure{Fn: plan.ArrayAgg, Kind: value.Array, Elem: value.Array}},
		"array that is none":    {value.Int64, plan.Measure{Fn: plan.ArrayAgg, Kind: value.Int64, Elem: value.Int64}},
		"texts of numbers":      {value.Int64, plan.Measure{Fn: plan.StringAgg, Kind: value.String}},
		"separator of bytes":    {value.String, plan.Measure{Fn: plan.StringAgg, Kind: value.String, Separator: lit([]byte("x"))}},
		"separator that varies": {value.String, plan.Measure{Fn: plan.StringAgg, Kind: value.String, Separator: slotRef(0, value.String)}},
		"negative limit":        {value.Int64, plan.Measure{Fn: plan.ArrayAgg, Kind: value.Array, Elem: value.Int64, Limit: -1}},
		"order by an array":     {value.Array, plan.Measure{Fn: plan.Count, Kind: value.Int64, Distinct: true}},
		"variance of texts":     {value.String, plan.Measure{Fn: plan.VarPop, Kind: value.Float64}},
		"bits of FLOAT64":       {value.Float64, plan.Measure{Fn: plan.BitOr, Kind: value.Int64}},
		"greatest of structs":   {value.Struct, plan.Measure{Fn: plan.Max, Kind: value.Struct}},
		"window function":       {value.Int64, plan.Measure{Fn: plan.Rank, Kind: value.Int64}},
		"sum of DATETIME":       {value.Datetime, plan.Measure{Fn: plan.Sum, Kind: value.Datetime}},
	} {
		c.m.Arg = slotRef(0, c.kind)
		b := newBench()
		b.compiler.slots = []slotType{{kind: c.kind}}
		if _, err := b.compiler.aggregate(c.m); err == nil {
			t.Errorf("%s: compiled", name)
		}
	}
}
