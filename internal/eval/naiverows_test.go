package eval

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"isobar/internal/plan"
)

// rowsOf computes a relation of one report by nested loops.
func (n *naive) rowsOf(op plan.Op) (out []map[plan.Slot]any) {
	switch op := op.(type) {
	case *plan.Report, *plan.Single:
		return []map[plan.Slot]any{naiveMerge(n.outer)}
	case *plan.Shared:
		for _, row := range n.shared[op.Index] {
			c := naiveMerge(n.outer)
			for _, r := range op.Columns {
				c[r.To] = row[r.From]
			}
			out = append(out, c)
		}
		return out
	case *plan.Filter:
		return slices.DeleteFunc(n.rowsOf(op.Input), func(row map[plan.Slot]any) bool {
			n.row = row
			return n.eval(op.Cond) != true
		})
	case *plan.Project:
		out = n.rowsOf(op.Input)
		for _, row := range out {
			n.row = row
			for _, c := range op.Columns {
				row[c.Slot] = n.eval(c.Expr)
			}
		}
		return out
	case *plan.Unnest:
		for _, row := range n.rowsOf(op.Input) {
			n.row = row
			joined := false
			for i, v := range n.elements(op.List) {
				c := naiveMerge(row)
				c[op.Elem], c[op.Offset] = v, big.NewInt(int64(i))
				n.row = c
				if op.On == nil || n.eval(op.On) == true {
					out, joined = append(out, c), true
				}
			}
			if op.Outer && !joined {
				c := naiveMerge(row)
				c[op.Elem], c[op.Offset] = nil, nil
				out = append(out, c)
			}
		}
		return out
	case *plan.GroupBy:
		return n.groupBy(op, n.rowsOf(op.Input))
	case *plan.Join:
		return n.join(op)
	case *plan.SetOp:
		return n.set(op)
	case *plan.Sort:
		out = n.rowsOf(op.Input)
		naiveSort(out, op.By)
		return out
	case *plan.Limit:
		out = n.rowsOf(op.Input)
		out = out[min(op.Offset, int64(len(out))):]
		return out[:min(op.Count, int64(len(out)))]
	}
	panic(fmt.Sprintf("%T", op))
}

func (n *naive) groupBy(op *plan.GroupBy, rows []map[plan.Slot]any) (out []map[plan.Slot]any) {
	args := map[string][][]any{} // by group, of each measure: of each row
	var order []string
	keys := map[string]map[plan.Slot]any{}
	group := func(row map[plan.Slot]any) string {
		var texts []string
		for _, k := range op.Keys {
			texts = append(texts, showNaive(row[k.Slot]))
		}
		key := strings.Join(texts, "|")
		if keys[key] == nil {
			keys[key] = row
			order = append(order, key)
		}
		return key
	}
	for _, row := range rows {
		n.row = row
		made := naiveMerge(n.outer)
		for _, k := range op.Keys {
			made[k.Slot] = n.eval(k.Expr)
		}
		key := group(made)
		if args[key] == nil {
			args[key] = make([][]any, len(op.Measures))
		}
		for i, m := range op.Measures {
			if v, ok := n.argument(m, args[key][i]); ok {
				args[key][i] = append(args[key][i], v)
			}
		}
	}
	if len(op.Keys) == 0 && len(rows) == 0 {
		group(naiveMerge(n.outer))
	}
	for _, key := range order {
		row := keys[key]
		for i, m := range op.Measures {
			var column []any
			if args[key] != nil {
				column = args[key][i]
			}
			row[m.Public] = n.aggregate(m, column)
		}
		out = append(out, row)
	}
	return out
}

// aggregate computes a measure of all its arguments.
func (n *naive) aggregate(m plan.Measure, args []any) any {
	if m.Fn == plan.ArrayAgg || m.Fn == plan.StringAgg {
		return naiveList(m, args)
	}
	args = slices.DeleteFunc(args, func(v any) bool { return v == nil })
	if (m.Distinct || m.Fn == plan.ValueCount) && m.Arg != nil {
		seen := map[string]bool{}
		args = slices.DeleteFunc(args, func(v any) bool {
			again := seen[showNaive(v)]
			seen[showNaive(v)] = true
			return again
		})
	}
	count := big.NewInt(int64(len(args)))
	switch m.Fn {
	case plan.SiteCount:
		return big.NewInt(int64(min(len(args), 1)))
	case plan.CountIf:
		trues := 0
		for _, v := range args {
			if v == true {
				trues++
			}
		}
		return big.NewInt(int64(trues))
	case plan.RowCount, plan.Count, plan.ValueCount:
		return count
	}
	if len(args) == 0 {
		return nil
	}
	switch m.Fn {
	case plan.Min, plan.LogicalAnd:
		return naiveExtreme(args, -1)
	case plan.Max, plan.LogicalOr:
		return naiveExtreme(args, 1)
	case plan.AnyValue:
		return args[0]
	case plan.BitAnd, plan.BitOr, plan.BitXor:
		bits := args[0].(*big.Int).Int64()
		for _, v := range args[1:] {
			switch n := v.(*big.Int).Int64(); m.Fn {
			case plan.BitAnd:
				bits &= n
			case plan.BitOr:
				bits |= n
			default:
				bits ^= n
			}
		}
		return big.NewInt(bits)
	}
	if _, isInt := args[0].(*big.Int); isInt {
		total := new(big.Int)
		for _, v := range args {
			total.Add(total, v.(*big.Int))
		}
		if m.Fn == plan.Avg {
			f, _ := new(big.Float).SetInt(total).Float64()
			return f / float64(len(args))
		}
		return n.guard(false, func() any { return fitsInt64(total) })
	}
	total := 0.0
	for _, v := range args {
		total += v.(float64)
	}
	if m.Fn == plan.Avg {
		return total / float64(len(args))
	}
	return total
}

func naiveExtreme(args []any, sign int) any {
	best := args[0]
	for _, v := range args {
		if o := naiveOrder(v, best); o == 2 && v != v || o != 2 && o*sign > 0 {
			best = v
		}
	}
	return best
}

// naiveGroups computes the merged groups of a query over sites, as text by key.
func naiveGroups(q *plan.Query, reports []map[string]any) (groups map[string]string, faults int64) {
	g := q.Groups[0]
	type total struct {
		sites int
		args  [][]any // of each site: of each row and measure
	}
	totals := map[string]*total{}
	for _, report := range reports {
		n := &naive{root: instance{"", report}}
		rows := n.rowsOf(g.Input)
		bySite := map[string][][]any{}
		for _, row := range rows {
			n.row = row
			var texts []string
			for _, k := range g.Keys {
				texts = append(texts, showNaive(n.eval(k.Expr)))
			}
			key := strings.Join(texts, "|")
			var args []any
			for _, m := range g.Measures {
				if m.Arg == nil {
					args = append(args, true)
				} else {
					args = append(args, n.eval(m.Arg))
				}
			}
			bySite[key] = append(bySite[key], args)
		}
		for key, args := range bySite {
			if totals[key] == nil {
				totals[key] = &total{}
			}
			totals[key].sites++
			totals[key].args = append(totals[key].args, args...)
		}
		faults += n.faults
	}
	groups = map[string]string{}
	for key, total := range totals {
		line := fmt.Sprintf("sites %d:", total.sites)
		for i, m := range g.Measures {
			if m.Fn == plan.Sum {
				continue // which sites contribute, and so NULL or not, is package agg's to say
			}
			var column []any
			for _, args := range total.args {
				column = append(column, args[i])
			}
			result := (&naive{}).aggregate(m, column)
			if m.Fn == plan.SiteCount {
				result = big.NewInt(int64(total.sites))
			}
			line += " " + showNaive(result)
		}
		groups[key] = line
	}
	return groups, faults
}
