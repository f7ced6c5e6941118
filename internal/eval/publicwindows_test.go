package eval

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

func naiveInt(n int) *big.Int { return big.NewInt(int64(n)) }

// window adds random window calls to the plan and computes them row by row from their definitions.
func (p *publicPlans) window(input plan.Op, r *relationNaive) (plan.Op, *relationNaive) {
	op := &plan.Window{Input: p.few(input, r)}
	out := r.copied()
	for range 1 + p.IntN(2) {
		call := p.windowCall()
		if len(op.Calls) > 0 && p.IntN(2) == 0 && !call.Frame.Range && !naiveDistinct(call) {
			call.PartitionBy, call.OrderBy = op.Calls[0].PartitionBy, op.Calls[0].OrderBy
		}
		op.Calls = append(op.Calls, call)
		for i, v := range naiveWindow(call, r.rows, r.base) {
			out.rows[i][call.Public] = v
		}
		out.add(call.Public, call.Kind, true)
	}
	return op, out
}

func naiveDistinct(call plan.WindowCall) bool { return call.Distinct || call.Fn == plan.ValueCount }

func (p *publicPlans) windowCall() plan.WindowCall {
	call := plan.WindowCall{Measure: p.measure()}
	for range p.IntN(3) {
		call.PartitionBy = append(call.PartitionBy, p.expr(p.kind(), p.IntN(2)))
	}
	for range p.IntN(3) {
		call.OrderBy = append(call.OrderBy, p.orderBy(p.kind()))
	}
	call.Frame = plan.Frame{Range: p.IntN(2) == 0, From: plan.Bound{Kind: plan.UnboundedPreceding}, To: plan.Bound{Kind: plan.UnboundedFollowing}}
	kind := value.Int64
	if call.Frame.Range && p.IntN(2) == 0 {
		kind = []value.Kind{value.Int64, value.Float64}[p.IntN(2)]
		call.OrderBy = []plan.OrderBy{p.orderBy(kind)}
	} else if call.Frame.Range {
		kind = value.Null
	}
	if p.IntN(4) > 0 {
		call.Frame.From = p.bound(plan.UnboundedPreceding, kind)
		call.Frame.To = p.bound(plan.UnboundedFollowing, kind)
	}
	if p.IntN(2) == 0 {
		if naiveDistinct(call) { // there can be no ORDER BY
			call.OrderBy, call.Frame = nil, plan.Frame{From: plan.Bound{Kind: plan.UnboundedPreceding}, To: p.bound(plan.UnboundedFollowing, value.Int64)}
		}
		return call
	}
	m := &call.Measure
	*m = plan.Measure{Public: m.Public, Kind: value.Int64}
	m.Fn = []plan.Fn{plan.RowNumber, plan.Rank, plan.DenseRank, plan.PercentRank, plan.CumeDist, plan.NTile, plan.Lag, plan.Lead, plan.FirstValue, plan.LastValue, plan.NthValue}[p.IntN(11)]
	switch m.Fn {
	case plan.PercentRank, plan.CumeDist:
		m.Kind = value.Float64
	case plan.NTile:
		call.Arg2 = lit(1 + p.IntN(6))
	case plan.Lag, plan.Lead, plan.FirstValue, plan.LastValue, plan.NthValue:
		m.Kind = p.kind()
		m.Arg = p.expr(m.Kind, 1)
		switch m.Fn {
		case plan.NthValue:
			call.Arg2 = lit(1 + p.IntN(4))
		case plan.Lag, plan.Lead:
			if p.IntN(2) == 0 {
				call.Arg2 = lit(p.IntN(4))
			}
			if p.IntN(2) == 0 {
				call.Default = p.expr(m.Kind, 1)
			}
			return call
		}
		m.IgnoreNulls = p.IntN(2) == 0
	}
	return call
}

func (p *publicPlans) orderBy(kind value.Kind) plan.OrderBy {
	return plan.OrderBy{Expr: p.expr(kind, p.IntN(2)), Descending: p.IntN(2) == 0, NullsLast: p.IntN(2) == 0}
}

// bound makes a bound of a frame; kind is that of its offset, or value.Null if it can have none.
func (p *publicPlans) bound(end plan.BoundKind, kind value.Kind) plan.Bound {
	choice := p.IntN(4)
	switch {
	case choice == 0:
		return plan.Bound{Kind: end}
	case choice == 1 || kind == value.Null:
		return plan.Bound{Kind: plan.CurrentRow}
	}
	b := plan.Bound{Kind: []plan.BoundKind{plan.Preceding, plan.Following}[choice-2]}
	if b.Offset = lit([]int{0, 1, 2, 5, 100, math.MaxInt64}[p.IntN(6)]); kind == value.Float64 {
		b.Offset = lit([]float64{0, 0.5, 1, 3, 1e300}[p.IntN(5)])
	}
	return b
}

// naiveWindow gives the result of a call for each row.
func naiveWindow(call plan.WindowCall, rows []map[plan.Slot]any, base []plan.SortBy) []any {
	const key, place plan.Slot = -1000, -2000
	var by []plan.SortBy
	for i, o := range call.OrderBy {
		by = append(by, plan.SortBy{Slot: key - plan.Slot(i), Descending: o.Descending, NullsLast: o.NullsLast})
	}
	partitions := map[string][]map[plan.Slot]any{}
	for i, row := range rows {
		n := &naive{row: row}
		made := naiveMerge(row)
		for i, o := range call.OrderBy {
			made[by[i].Slot] = n.eval(o.Expr)
		}
		text := ""
		for _, e := range call.PartitionBy {
			text += showNaive(n.eval(e)) + "|"
		}
		made[place] = i
		partitions[text] = append(partitions[text], made)
	}
	results := make([]any, len(rows))
	for _, rows := range partitions {
		naiveSort(rows, slices.Concat(by, base))
		for i, row := range rows {
			results[row[place].(int)] = naiveOver(call, rows, i, by)
		}
	}
	return results
}

// naiveOver computes a call for row i of its partition.
func naiveOver(call plan.WindowCall, rows []map[plan.Slot]any, i int, by []plan.SortBy) any {
	n := &naive{row: rows[i]}
	compare := func(j, i int) int { // by ORDER BY, -1 if row j comes before row i
		if naiveSameKeys(rows[i], rows[j], by) {
			return 0
		}
		return cmp.Compare(j, i)
	}
	before, peers, groups := 0, 0, 1
	for j := range rows {
		switch c := compare(j, i); {
		case c < 0:
			before++
			if j == 0 || compare(j-1, j) != 0 {
				groups++
			}
		case c == 0:
			peers++
		}
	}
	arg := func(j int) any { return (&naive{row: rows[j]}).eval(call.Arg) }
	number := func(otherwise int) int {
		if call.Arg2 == nil {
			return otherwise
		}
		return int(call.Arg2.(*plan.Const).Word)
	}
	switch call.Fn {
	case plan.RowNumber:
		return naiveInt(i + 1)
	case plan.Rank:
		return naiveInt(before + 1)
	case plan.DenseRank:
		return naiveInt(groups)
	case plan.PercentRank:
		return float64(before) / float64(max(len(rows)-1, 1))
	case plan.CumeDist:
		return float64(before+peers) / float64(len(rows))
	case plan.NTile:
		var buckets []int
		for b := range number(0) {
			for range len(rows)/number(0) + map[bool]int{true: 1}[b < len(rows)%number(0)] {
				buckets = append(buckets, b+1)
			}
		}
		return naiveInt(buckets[i])
	case plan.Lag, plan.Lead:
		j := i + number(1)
		if call.Fn == plan.Lag {
			j = i - number(1)
		}
		if j >= 0 && j < len(rows) {
			return arg(j)
		}
		if call.Default == nil {
			return nil
		}
		return n.eval(call.Default)
	}
	var args []any
	for j := range rows {
		if !naiveInFrame(call, rows, i, j, compare, by) {
			continue
		}
		switch {
		case call.Arg == nil:
			args = append(args, true)
		case !call.IgnoreNulls || arg(j) != nil:
			args = append(args, arg(j))
		}
	}
	at := 0
	switch call.Fn {
	case plan.LastValue:
		at = len(args) - 1
	case plan.NthValue:
		at = number(0) - 1
	case plan.FirstValue:
	default:
		return n.aggregate(call.Measure, args)
	}
	if at < 0 || at >= len(args) {
		return nil
	}
	return args[at]
}

func naiveSameKeys(a, b map[plan.Slot]any, by []plan.SortBy) bool {
	return !slices.ContainsFunc(by, func(by plan.SortBy) bool { return showNaive(a[by.Slot]) != showNaive(b[by.Slot]) })
}

// naiveInFrame says whether row j is in the frame of row i.
func naiveInFrame(call plan.WindowCall, rows []map[plan.Slot]any, i, j int, compare func(j, i int) int, by []plan.SortBy) bool {
	// beyond says on which side of a bound row j is: -1 before it, 1 after it, 0 at it.
	beyond := func(b plan.Bound) int {
		sign := 1
		switch b.Kind {
		case plan.UnboundedPreceding:
			return 1
		case plan.UnboundedFollowing:
			return -1
		case plan.CurrentRow:
			if call.Frame.Range {
				return compare(j, i)
			}
			return cmp.Compare(j, i)
		case plan.Preceding:
			sign = -1
		}
		offset := new(big.Float).SetPrec(2000)
		switch v := naiveConst(b.Offset.(*plan.Const)).(type) {
		case *big.Int:
			offset.SetInt(v)
		case float64:
			offset.SetFloat64(v)
		}
		if sign < 0 {
			offset.Neg(offset)
		}
		if !call.Frame.Range {
			return new(big.Float).SetInt64(int64(j)).Cmp(offset.Add(offset, new(big.Float).SetInt64(int64(i))))
		}
		v, w := naiveNumber(rows[i][by[0].Slot]), naiveNumber(rows[j][by[0].Slot])
		if v == nil || w == nil {
			return compare(j, i)
		}
		if by[0].Descending {
			v.Neg(v)
			w.Neg(w)
		}
		if !v.IsInf() {
			v.Add(v, offset)
			if _, isFloat := rows[i][by[0].Slot].(float64); isFloat { // sums of FLOAT64 are rounded
				f, _ := v.Float64()
				v.SetFloat64(f)
			}
		}
		return w.Cmp(v)
	}
	return beyond(call.Frame.From) >= 0 && beyond(call.Frame.To) <= 0
}

// naiveNumber is nil for NULL and NaN.
func naiveNumber(v any) *big.Float {
	f := new(big.Float).SetPrec(2000)
	switch v := v.(type) {
	case *big.Int:
		return f.SetInt(v)
	case float64:
		if !math.IsNaN(v) {
			return f.SetFloat64(v)
		}
	}
	return nil
}
