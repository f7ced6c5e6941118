package eval

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// produce is a group with the keys item ($0) and category ($1) and the measures purchases ($2), an INT64, and
// price ($3), a FLOAT64. The table of a window call has the item and the result, in $4.
type produce struct {
	item, category string
	purchases      any // int or nil
	price          any // float64 or nil
}

var (
	itemRef      = &plan.Ref{Slot: 0, Type: value.String}
	categoryRef  = &plan.Ref{Slot: 1, Type: value.String}
	purchasesRef = &plan.Ref{Slot: 2, Type: value.Int64}
	priceRef     = &plan.Ref{Slot: 3, Type: value.Float64}
)

// groceries are the example of BigQuery's documentation of window functions, with prices added.
var groceries = []produce{
	{"kale", "vegetable", 23, 2.5}, {"banana", "fruit", 2, nil}, {"cabbage", "vegetable", 9, nan},
	{"apple", "fruit", 8, 0.5}, {"leek", "vegetable", 2, 1.0}, {"lettuce", "vegetable", 10, nil},
}

func windowQuery(call plan.WindowCall) *plan.Query {
	call.Public = 4
	q := sitesBy("t", 0, &plan.Report{}, []plan.Expr{lit(nullOf(value.String)), lit(nullOf(value.String))})
	q.Groups[0].Measures = []plan.Measure{
		{Fn: plan.Sum, Arg: lit(nullOf(value.Int64)), Kind: value.Int64, Public: 2},
		{Fn: plan.Sum, Arg: lit(nullOf(value.Float64)), Kind: value.Float64, Public: 3},
	}
	q.Slots = 5
	q.Public = &plan.Window{Input: &plan.Cells{}, Calls: []plan.WindowCall{call}}
	q.Output = []plan.Output{{Name: "item", Kind: value.String, Slot: 0}, {Name: "x", Kind: call.Kind, Slot: 4}}
	return q
}

func produceSet(rows []produce) *cells.Set {
	set := cells.New(2, 2)
	for _, row := range rows {
		purchases, price := value.Value{}, value.Value{}
		if n, ok := row.purchases.(int); ok {
			purchases = value.OfInt64(int64(n))
		}
		if x, ok := row.price.(float64); ok {
			price = value.OfFloat64(x)
		}
		for i, v := range []value.Value{value.OfString(set.Dict.CodeOf(row.item)), value.OfString(set.Dict.CodeOf(row.category))} {
			set.Keys[i] = append(set.Keys[i], v)
		}
		set.Measures[0], set.Measures[1] = append(set.Measures[0], purchases), append(set.Measures[1], price)
		set.N++
	}
	return set
}

// over writes the result of a call for every row, by item.
func over(q *plan.Query, rows []produce) string {
	table, err := Public(q, []*cells.Set{produceSet(rows)})
	if err != nil {
		return "error: " + err.Error()
	}
	var parts []string
	for i := range table.N {
		parts = append(parts, table.Dict.String(table.Columns[0][i].Code())+" "+show(table.Dict, table.Columns[1][i]))
	}
	return strings.Join(parts, ", ")
}

func asc(e plan.Expr) []plan.OrderBy { return []plan.OrderBy{{Expr: e}} }

func desc(e plan.Expr) []plan.OrderBy {
	return []plan.OrderBy{{Expr: e, Descending: true, NullsLast: true}}
}

// frameOf reads "rows 1 preceding, current" and the like.
func frameOf(text string, kind value.Kind) plan.Frame {
	mode, bounds, _ := strings.Cut(text, " ")
	from, to, _ := strings.Cut(bounds, ", ")
	bound := func(text string) plan.Bound {
		number, name, ok := strings.Cut(text, " ")
		if !ok {
			return plan.Bound{Kind: map[string]plan.BoundKind{"first": plan.UnboundedPreceding, "last": plan.UnboundedFollowing, "current": plan.CurrentRow}[text]}
		}
		n := 0
		fmt.Sscan(number, &n)
		b := plan.Bound{Kind: plan.BoundKind(name), Offset: lit(n)}
		if mode == "range" && kind == value.Float64 {
			b.Offset = lit(float64(n))
		}
		return b
	}
	return plan.Frame{Range: mode == "range", From: bound(from), To: bound(to)}
}

// TestWindowCalls holds calls to results worked out by hand; those of the first six are BigQuery's own.
func TestWindowCalls(t *testing.T) {
	category := []plan.Expr{categoryRef}
	measure := func(fn plan.Fn, arg plan.Expr, kind value.Kind) plan.Measure {
		return plan.Measure{Fn: fn, Arg: arg, Kind: kind}
	}
	count := measure(plan.RowCount, nil, value.Int64)
	sum := measure(plan.Sum, purchasesRef, value.Int64)
	ignoring := func(m plan.Measure) plan.Measure { m.IgnoreNulls = true; return m }
	distinct := func(m plan.Measure) plan.Measure { m.Distinct = true; return m }
	for _, c := range []struct {
		name  string
		call  plan.WindowCall
		frame string
		want  string
	}{
		{"grand total", plan.WindowCall{Measure: sum}, "rows first, last", "apple 54, banana 54, cabbage 54, kale 54, leek 54, lettuce 54"},
		{"subtotal", plan.WindowCall{Measure: sum, PartitionBy: category, OrderBy: asc(purchasesRef)}, "rows first, last", "apple 10, banana 10, cabbage 44, kale 44, leek 44, lettuce 44"},
		{"cumulative sum", plan.WindowCall{Measure: sum, PartitionBy: category, OrderBy: asc(purchasesRef)}, "rows first, current", "apple 10, banana 2, cabbage 11, kale 44, leek 2, lettuce 21"},
		{"sum of those before", plan.WindowCall{Measure: sum, OrderBy: asc(purchasesRef)}, "rows first, 2 preceding", "apple 2, banana NULL, cabbage 4, kale 21, leek NULL, lettuce 12"},
		{"moving average", plan.WindowCall{Measure: measure(plan.Avg, purchasesRef, value.Float64), OrderBy: asc(purchasesRef)}, "rows 1 preceding, 1 following",
			"apple 6.333333333333333, banana 2.0, cabbage 9.0, kale 16.5, leek 4.0, lettuce 14.0"},
		{"most popular", plan.WindowCall{Measure: measure(plan.LastValue, itemRef, value.String), PartitionBy: category, OrderBy: asc(purchasesRef)}, "rows first, last",
			`apple "apple", banana "apple", cabbage "kale", kale "kale", leek "kale", lettuce "kale"`},

		{"peers of a default frame", plan.WindowCall{Measure: sum, OrderBy: asc(purchasesRef)}, "range first, current", "apple 12, banana 4, cabbage 21, kale 54, leek 4, lettuce 31"},
		{"peers of nothing", plan.WindowCall{Measure: sum}, "range first, current", "apple 54, banana 54, cabbage 54, kale 54, leek 54, lettuce 54"},
		{"range of numbers", plan.WindowCall{Measure: count, OrderBy: asc(purchasesRef)}, "range 1 preceding, 1 following", "apple 2, banana 2, cabbage 3, kale 1, leek 2, lettuce 2"},
		{"range down", plan.WindowCall{Measure: sum, OrderBy: desc(purchasesRef)}, "range 2 following, last", "apple 4, banana NULL, cabbage 4, kale 31, leek NULL, lettuce 12"},
		{"range of floats", plan.WindowCall{Measure: count, OrderBy: asc(priceRef)}, "range 1 preceding, current", "apple 1, banana 2, cabbage 1, kale 1, leek 2, lettuce 2"},
		{"range from a number on", plan.WindowCall{Measure: count, OrderBy: desc(priceRef)}, "range 1 following, last", "apple 3, banana 2, cabbage 3, kale 5, leek 3, lettuce 2"},
		{"frames that shrink", plan.WindowCall{Measure: sum, OrderBy: asc(purchasesRef)}, "rows current, last", "apple 50, banana 54, cabbage 42, kale 23, leek 52, lettuce 33"},
		{"frames ahead", plan.WindowCall{Measure: sum, OrderBy: asc(purchasesRef)}, "rows 1 following, 2 following", "apple 19, banana 10, cabbage 33, kale NULL, leek 17, lettuce 23"},
		{"frames of nothing", plan.WindowCall{Measure: count, OrderBy: asc(purchasesRef)}, "rows 1 following, 1 preceding", "apple 0, banana 0, cabbage 0, kale 0, leek 0, lettuce 0"},
		{"distinct", plan.WindowCall{Measure: distinct(measure(plan.Sum, purchasesRef, value.Int64))}, "rows first, last", "apple 52, banana 52, cabbage 52, kale 52, leek 52, lettuce 52"},
		{"distinct categories", plan.WindowCall{Measure: distinct(measure(plan.Count, categoryRef, value.Int64))}, "rows first, last", "apple 2, banana 2, cabbage 2, kale 2, leek 2, lettuce 2"},
		{"count of values", plan.WindowCall{Measure: measure(plan.Count, priceRef, value.Int64), OrderBy: asc(itemRef)}, "rows first, current", "apple 1, banana 1, cabbage 2, kale 3, leek 4, lettuce 4"},
		{"greatest", plan.WindowCall{Measure: measure(plan.Max, itemRef, value.String), OrderBy: asc(purchasesRef)}, "rows current, last", `apple "lettuce", banana "lettuce", cabbage "lettuce", kale "kale", leek "lettuce", lettuce "lettuce"`},
		{"running text", plan.WindowCall{Measure: measure(plan.StringAgg, itemRef, value.String), PartitionBy: category, OrderBy: asc(purchasesRef)}, "rows first, current",
			`apple "banana,apple", banana "banana", cabbage "leek,cabbage", kale "leek,cabbage,lettuce,kale", leek "leek", lettuce "leek,cabbage,lettuce"`},
		{"text of what follows", plan.WindowCall{Measure: measure(plan.StringAgg, itemRef, value.String), PartitionBy: category, OrderBy: asc(purchasesRef)}, "rows current, last",
			`apple "apple", banana "banana,apple", cabbage "cabbage,lettuce,kale", kale "kale", leek "leek,cabbage,lettuce,kale", lettuce "lettuce,kale"`},
		{"any value", plan.WindowCall{Measure: measure(plan.AnyValue, priceRef, value.Float64), OrderBy: asc(purchasesRef)}, "rows current, last", "apple 0.5, banana 1.0, cabbage NaN, kale 2.5, leek 1.0, lettuce 2.5"},
		{"variance", plan.WindowCall{Measure: measure(plan.VarPop, purchasesRef, value.Float64), OrderBy: asc(purchasesRef)}, "rows 1 preceding, current", "apple 9.0, banana 0.0, cabbage 0.25, kale 42.25, leek 0.0, lettuce 0.25"},

		{"row number", plan.WindowCall{Measure: measure(plan.RowNumber, nil, value.Int64), OrderBy: asc(purchasesRef)}, "", "apple 3, banana 1, cabbage 4, kale 6, leek 2, lettuce 5"},
		{"row number of nothing", plan.WindowCall{Measure: measure(plan.RowNumber, nil, value.Int64)}, "", "apple 1, banana 2, cabbage 3, kale 4, leek 5, lettuce 6"},
		{"rank", plan.WindowCall{Measure: measure(plan.Rank, nil, value.Int64), OrderBy: asc(purchasesRef)}, "", "apple 3, banana 1, cabbage 4, kale 6, leek 1, lettuce 5"},
		{"rank down", plan.WindowCall{Measure: measure(plan.Rank, nil, value.Int64), OrderBy: desc(purchasesRef)}, "", "apple 4, banana 5, cabbage 3, kale 1, leek 5, lettuce 2"},
		{"dense rank", plan.WindowCall{Measure: measure(plan.DenseRank, nil, value.Int64), OrderBy: asc(purchasesRef)}, "", "apple 2, banana 1, cabbage 3, kale 5, leek 1, lettuce 4"},
		{"rank of prices", plan.WindowCall{Measure: measure(plan.Rank, nil, value.Int64), OrderBy: asc(priceRef)}, "", "apple 4, banana 1, cabbage 3, kale 6, leek 5, lettuce 1"},
		{"percent rank", plan.WindowCall{Measure: measure(plan.PercentRank, nil, value.Float64), OrderBy: asc(purchasesRef)}, "", "apple 0.4, banana 0.0, cabbage 0.6, kale 1.0, leek 0.0, lettuce 0.8"},
		{"percent rank of one", plan.WindowCall{Measure: measure(plan.PercentRank, nil, value.Float64), PartitionBy: []plan.Expr{itemRef}, OrderBy: asc(purchasesRef)}, "", "apple 0.0, banana 0.0, cabbage 0.0, kale 0.0, leek 0.0, lettuce 0.0"},
		{"cume dist", plan.WindowCall{Measure: measure(plan.CumeDist, nil, value.Float64), PartitionBy: category, OrderBy: asc(purchasesRef)}, "", "apple 1.0, banana 0.5, cabbage 0.5, kale 1.0, leek 0.25, lettuce 0.75"},
		{"ntile", plan.WindowCall{Measure: measure(plan.NTile, nil, value.Int64), Arg2: lit(4), OrderBy: asc(purchasesRef)}, "", "apple 2, banana 1, cabbage 2, kale 4, leek 1, lettuce 3"},
		{"ntile of more than rows", plan.WindowCall{Measure: measure(plan.NTile, nil, value.Int64), Arg2: lit(100), PartitionBy: category, OrderBy: asc(purchasesRef)}, "", "apple 2, banana 1, cabbage 2, kale 4, leek 1, lettuce 3"},
		{"lag", plan.WindowCall{Measure: measure(plan.Lag, itemRef, value.String), OrderBy: asc(purchasesRef)}, "", `apple "leek", banana NULL, cabbage "apple", kale "lettuce", leek "banana", lettuce "cabbage"`},
		{"lag with a default", plan.WindowCall{Measure: measure(plan.Lag, purchasesRef, value.Int64), Arg2: lit(2), Default: lit(-1), PartitionBy: category, OrderBy: asc(purchasesRef)}, "", "apple -1, banana -1, cabbage -1, kale 9, leek -1, lettuce 2"},
		{"lead", plan.WindowCall{Measure: measure(plan.Lead, priceRef, value.Float64), Default: lit(7.0), OrderBy: asc(itemRef)}, "", "apple NULL, banana NaN, cabbage 2.5, kale 1.0, leek NULL, lettuce 7.0"},
		{"lead by nothing", plan.WindowCall{Measure: measure(plan.Lead, purchasesRef, value.Int64), Arg2: lit(0), OrderBy: asc(itemRef)}, "", "apple 8, banana 2, cabbage 9, kale 23, leek 2, lettuce 10"},
		{"first value", plan.WindowCall{Measure: measure(plan.FirstValue, priceRef, value.Float64), OrderBy: asc(itemRef)}, "rows 1 preceding, current", "apple 0.5, banana 0.5, cabbage NULL, kale NaN, leek 2.5, lettuce 1.0"},
		{"first value there is", plan.WindowCall{Measure: ignoring(measure(plan.FirstValue, priceRef, value.Float64)), OrderBy: asc(itemRef)}, "rows 1 following, last", "apple NaN, banana NaN, cabbage 2.5, kale 1.0, leek NULL, lettuce NULL"},
		{"last value there was", plan.WindowCall{Measure: ignoring(measure(plan.LastValue, priceRef, value.Float64)), OrderBy: asc(itemRef)}, "rows first, current", "apple 0.5, banana 0.5, cabbage NaN, kale 2.5, leek 1.0, lettuce 1.0"},
		{"last value by default", plan.WindowCall{Measure: measure(plan.LastValue, itemRef, value.String), OrderBy: asc(purchasesRef)}, "range first, current", `apple "apple", banana "leek", cabbage "cabbage", kale "kale", leek "leek", lettuce "lettuce"`},
		{"second value", plan.WindowCall{Measure: measure(plan.NthValue, itemRef, value.String), Arg2: lit(2), OrderBy: asc(purchasesRef)}, "rows first, current", `apple "leek", banana NULL, cabbage "leek", kale "leek", leek "leek", lettuce "leek"`},
		{"second value there is", plan.WindowCall{Measure: ignoring(measure(plan.NthValue, priceRef, value.Float64)), Arg2: lit(2), OrderBy: asc(itemRef)}, "rows first, last", "apple NaN, banana NaN, cabbage NaN, kale NaN, leek NaN, lettuce NaN"},
	} {
		kind := value.Int64
		if len(c.call.OrderBy) > 0 {
			kind = c.call.OrderBy[0].Expr.Kind()
		}
		if c.frame != "" {
			c.call.Frame = frameOf(c.frame, kind)
		}
		for range 2 {
			if got := over(windowQuery(c.call), groceries); got != c.want {
				t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
			}
			groceries = append(groceries[1:], groceries[0]) // in another order of cells
		}
	}
}

// TestWindowExtremes: sums are exact, a sum out of range is NULL, and bounds beyond the numbers hold.
func TestWindowExtremes(t *testing.T) {
	most := 1<<63 - 1
	rows := []produce{{"a", "", most, nil}, {"b", "", most, nil}, {"c", "", -most - 1, nil}, {"d", "", nil, inf}, {"e", "", nil, -inf}, {"f", "", 0, 0.0}}
	sum := plan.Measure{Fn: plan.Sum, Arg: purchasesRef, Kind: value.Int64}
	count := plan.Measure{Fn: plan.RowCount, Kind: value.Int64}
	for _, c := range []struct {
		call  plan.WindowCall
		frame string
		want  string
	}{
		{plan.WindowCall{Measure: sum, OrderBy: asc(itemRef)}, "rows first, current", "a 9223372036854775807, b NULL, c 9223372036854775806, d 9223372036854775806, e 9223372036854775806, f 9223372036854775806"},
		{plan.WindowCall{Measure: count, OrderBy: asc(purchasesRef)}, "range 1 following, last", "a 0, b 0, c 3, d 6, e 6, f 2"},
		{plan.WindowCall{Measure: count, OrderBy: asc(purchasesRef)}, "range 9223372036854775807 preceding, current", "a 3, b 3, c 1, d 2, e 2, f 1"},
		{plan.WindowCall{Measure: count, OrderBy: desc(purchasesRef)}, "range 9223372036854775807 preceding, 1 following", "a 2, b 2, c 1, d 2, e 2, f 3"},
		{plan.WindowCall{Measure: count, OrderBy: asc(priceRef)}, "range 5 preceding, 5 following", "a 3, b 3, c 3, d 1, e 1, f 1"},
	} {
		c.call.Frame = frameOf(c.frame, c.call.OrderBy[0].Expr.Kind())
		if got := over(windowQuery(c.call), rows); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.frame, got, c.want)
		}
	}
}

// TestWindowOverNumeric takes distances between NUMERICs, the largest there are included.
func TestWindowOverNumeric(t *testing.T) {
	numeric := func(text string) []byte {
		n, ok := value.ParseNumeric(text)
		if !ok {
			t.Fatal(text)
		}
		return n[:]
	}
	most := strings.Repeat("9", 29)
	for _, c := range []struct {
		offset string
		want   []int64
	}{
		{"0", []int64{1, 1, 1, 1, 1}}, {"0.000000001", []int64{1, 1, 2, 1, 1}}, {"1.5", []int64{1, 1, 2, 3, 1}}, {most, []int64{1, 2, 3, 4, 2}},
	} {
		q := windowQuery(plan.WindowCall{})
		key := &plan.Ref{Slot: 0, Type: value.Numeric}
		q.Groups[0].Keys[0].Expr = lit(nullOf(value.Numeric))
		q.Groups[0].Keys[1].Expr = lit(nullOf(value.Int64))
		q.Output = []plan.Output{{Name: "x", Kind: value.Int64, Slot: 4}}
		q.Public = &plan.Sort{By: []plan.SortBy{{Slot: 1}}, Input: &plan.Window{Input: &plan.Cells{}, Calls: []plan.WindowCall{{
			Measure: plan.Measure{Fn: plan.RowCount, Kind: value.Int64, Public: 4}, OrderBy: asc(key),
			Frame: plan.Frame{Range: true, From: plan.Bound{Kind: plan.Preceding, Offset: &plan.Const{Type: value.Numeric, Text: numeric(c.offset)}}, To: plan.Bound{Kind: plan.CurrentRow}},
		}}}}
		q.Ordered = true
		set := cells.New(2, 2)
		for i, text := range []string{"-" + most, "-1.5", "-1.499999999", "0", most} {
			set.Keys[0] = append(set.Keys[0], value.Value{Kind: value.Numeric, Bits: uint64(set.Dict.Code(numeric(text)))})
			set.Keys[1] = append(set.Keys[1], value.OfInt64(int64(i)))
			set.Measures[0], set.Measures[1] = append(set.Measures[0], null), append(set.Measures[1], null)
			set.N++
		}
		rows, err := Public(q, []*cells.Set{set})
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, v := range rows.Columns[0] {
			got = append(got, v.Int64())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s preceding: %d, want %d", c.offset, got, c.want)
		}
	}
}

// TestWholes compares with numbers of any size.
func TestWholes(t *testing.T) {
	of := func(w whole) *big.Int {
		n := new(big.Int).Lsh(big.NewInt(w.hi), 64)
		return n.Add(n, new(big.Int).SetUint64(w.lo))
	}
	most := of(whole{1<<63 - 1, 1<<64 - 1})
	least := of(whole{-1 << 63, 0})
	numbers := []whole{{}, {0, 1}, {-1, 1<<64 - 1}, {1<<63 - 1, 1<<64 - 1}, {-1 << 63, 1}, {5, 1 << 63}, {-5, 1 << 63}, wholeOf(-1 << 63), wholeOf(1<<63 - 1)}
	for _, a := range numbers {
		if got := of(a.negated()); got.Cmp(new(big.Int).Neg(of(a))) != 0 {
			t.Errorf("-%v = %v", of(a), got)
		}
		for _, b := range numbers {
			want := new(big.Int).Add(of(a), of(b))
			if want.Cmp(most) > 0 {
				want = most
			} else if want.Cmp(least) < 0 {
				want = least
			}
			if got := of(a.plus(b)); got.Cmp(want) != 0 {
				t.Errorf("%v + %v = %v", of(a), of(b), got)
			}
			if a.less(b) != (of(a).Cmp(of(b)) < 0) {
				t.Errorf("%v < %v: %t", of(a), of(b), a.less(b))
			}
		}
	}
}

// TestWindowsAreQuick is a guard against accidental quadratic work, with much room for a busy machine.
func TestWindowsAreQuick(t *testing.T) {
	var rows []produce
	for i := range 100_000 {
		row := produce{fmt.Sprintf("%07d", i), "x", i * 7919 % 100_003, nil}
		if i == 50_000 {
			row.price = 1.0
		}
		rows = append(rows, row)
	}
	order := asc(purchasesRef)
	start := time.Now()
	for _, c := range []struct {
		call  plan.WindowCall
		frame string
	}{
		{plan.WindowCall{Measure: plan.Measure{Fn: plan.Sum, Arg: purchasesRef, Kind: value.Int64}}, "rows first, current"},
		{plan.WindowCall{Measure: plan.Measure{Fn: plan.Max, Arg: itemRef, Kind: value.String}}, "range current, last"},
		{plan.WindowCall{Measure: plan.Measure{Fn: plan.Avg, Arg: priceRef, Kind: value.Float64}}, "rows first, last"},
		{plan.WindowCall{Measure: plan.Measure{Fn: plan.RowCount, Kind: value.Int64}}, "range 3 preceding, 3 following"},
		{plan.WindowCall{Measure: plan.Measure{Fn: plan.Rank, Kind: value.Int64}}, ""},
		{plan.WindowCall{Measure: plan.Measure{Fn: plan.LastValue, Arg: priceRef, Kind: value.Float64, IgnoreNulls: true}}, "rows first, current"},
	} {
		c.call.OrderBy = order
		if c.frame != "" {
			c.call.Frame = frameOf(c.frame, value.Int64)
		}
		if got := over(windowQuery(c.call), rows); strings.HasPrefix(got, "error") {
			t.Error(got)
		}
	}
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("windows over 100,000 rows took %s", d)
	}
}
