package eval

import (
	"math"
	"math/big"
	"slices"
	"strings"

	"isobar/internal/plan"
)

// isNullList says whether a repeated column, or any other value, is NULL.
func (n *naive) isNullList(e plan.Expr) bool {
	if l, isList := e.(*plan.List); isList {
		return n.field(l.Column, l.Of) == nil
	}
	return n.eval(e) == nil
}

// elements gives those of a repeated column or a computed array.
func (n *naive) elements(e plan.Expr) (list []any) {
	l, isList := e.(*plan.List)
	if !isList {
		list, _ := n.eval(e).(array)
		return list
	}
	column, _ := n.field(l.Column, l.Of).([]any)
	for _, v := range column {
		if record, ok := v.(map[string]any); ok {
			v = instance{l.Column, record}
		}
		list = append(list, v)
	}
	return list
}

func (n *naive) in(v any, list []any) any {
	var result any = false
	for _, w := range list {
		switch {
		case v == nil || w == nil:
			result = nil
		case naiveEqual(v, w):
			return true
		}
	}
	return result
}

// subquery computes all rows of a subquery, and then looks at them.
func (n *naive) subquery(e *plan.Subquery) any {
	var sought any
	if e.Arg != nil {
		sought = n.eval(e.Arg)
	}
	row, outer := n.row, n.outer
	n.outer = naiveMerge(row)
	values := array{}
	for _, r := range n.rowsOf(e.Input) {
		n.row = r
		if e.Value == nil {
			values = append(values, true)
		} else {
			values = append(values, n.eval(e.Value))
		}
	}
	n.row, n.outer = row, outer
	switch e.Ask {
	case plan.ExistsSubquery:
		return len(values) > 0
	case plan.InSubquery:
		return n.in(sought, values)
	case plan.ArraySubquery:
		return values
	}
	if len(values) == 0 {
		return nil
	}
	if len(values) > 1 {
		n.faults++
		return nil
	}
	return values[0]
}

func (n *naive) join(op *plan.Join) (out []map[plan.Slot]any) {
	// key is nil if it equals nothing.
	key := func(row map[plan.Slot]any, side func(plan.Pair) plan.Expr) (key []string, ok bool) {
		n.row = row
		for _, p := range op.Equal {
			v := n.eval(side(p))
			if f, isFloat := v.(float64); v == nil || isFloat && math.IsNaN(f) {
				return nil, false
			}
			key = append(key, showNaive(v))
		}
		return key, true
	}
	type side struct {
		row  map[plan.Slot]any
		key  []string
		ok   bool
		used bool
	}
	var right []*side
	for _, row := range n.rowsOf(op.Right) {
		s := &side{row: row}
		s.key, s.ok = key(row, func(p plan.Pair) plan.Expr { return p.Right })
		right = append(right, s)
	}
	for _, row := range n.rowsOf(op.Left) {
		leftKey, ok := key(row, func(p plan.Pair) plan.Expr { return p.Left })
		joined := false
		for _, r := range right {
			if !ok || !r.ok || !slices.Equal(leftKey, r.key) {
				continue
			}
			n.row = naiveMerge(row, r.row)
			if op.On == nil || n.eval(op.On) == true {
				joined, r.used = true, true
				out = append(out, n.row)
			}
		}
		if !joined && (op.Kind == plan.LeftJoin || op.Kind == plan.FullJoin) {
			out = append(out, naiveMerge(row)) // slots of the right side are absent, which reads as NULL
		}
	}
	for _, r := range right {
		if !r.used && (op.Kind == plan.RightJoin || op.Kind == plan.FullJoin) {
			out = append(out, naiveMerge(r.row))
		}
	}
	return out
}

func (n *naive) set(op *plan.SetOp) (out []map[plan.Slot]any) {
	var inputs [][]map[plan.Slot]any
	counts := map[string]int{} // how many inputs have a row
	text := func(row map[plan.Slot]any) string {
		var texts []string
		for _, s := range op.Slots {
			texts = append(texts, showNaive(row[s.Slot]))
		}
		return strings.Join(texts, "|")
	}
	for i, input := range op.Inputs {
		var rows []map[plan.Slot]any
		met := map[string]bool{}
		for _, row := range n.rowsOf(input) {
			n.row = row
			made := naiveMerge(n.outer)
			for j, e := range op.Values[i] {
				made[op.Slots[j].Slot] = n.eval(e)
			}
			rows = append(rows, made)
			if !met[text(made)] {
				met[text(made)] = true
				counts[text(made)]++
			}
		}
		inputs = append(inputs, rows)
	}
	if op.Kind == plan.UnionAll {
		return slices.Concat(inputs...)
	}
	seen := map[string]bool{}
	for i, rows := range inputs {
		if op.Kind != plan.UnionDistinct && i > 0 {
			break
		}
		for _, row := range rows {
			key := text(row)
			if !seen[key] && (op.Kind == plan.UnionDistinct || op.Kind == plan.IntersectDistinct && counts[key] == len(inputs) || op.Kind == plan.ExceptDistinct && counts[key] == 1) {
				out = append(out, row)
			}
			seen[key] = true
		}
	}
	return out
}

// listed is one argument of ARRAY_AGG or STRING_AGG.
type listed struct {
	value any
	by    []any
}

// argument computes a measure's argument for the row, given those of the rows before; ok is false if the
// measure leaves it out.
func (n *naive) argument(m plan.Measure, before []any) (v any, ok bool) {
	if m.Arg == nil {
		return true, true
	}
	v = n.eval(m.Arg)
	if m.Fn != plan.ArrayAgg && m.Fn != plan.StringAgg {
		return v, true
	}
	again := func(b any) bool { return showNaive(b.(listed).value) == showNaive(v) }
	if v == nil && (m.Fn == plan.StringAgg || m.IgnoreNulls) || m.Distinct && slices.ContainsFunc(before, again) {
		return nil, false
	}
	l := listed{value: v}
	for _, by := range m.By {
		if m.Limit == 0 || len(m.By) > 0 {
			l.by = append(l.by, n.eval(by.Expr))
		}
	}
	return l, true
}

// naiveList puts the arguments of ARRAY_AGG or STRING_AGG together.
func naiveList(m plan.Measure, args []any) any {
	if len(args) == 0 {
		return nil
	}
	var rows []map[plan.Slot]any
	var by []plan.SortBy
	for i, b := range m.By {
		by = append(by, plan.SortBy{Slot: plan.Slot(i), Descending: b.Descending, NullsLast: b.NullsLast})
	}
	for _, arg := range args {
		row := map[plan.Slot]any{-1: arg.(listed).value}
		for i, v := range arg.(listed).by {
			row[plan.Slot(i)] = v
		}
		rows = append(rows, row)
	}
	naiveSort(rows, by)
	if m.Limit > 0 {
		rows = rows[:min(m.Limit, int64(len(rows)))]
	}
	all, texts := array{}, []string{}
	for _, row := range rows {
		all = append(all, row[-1])
		if m.Fn == plan.StringAgg {
			texts = append(texts, row[-1].(string))
		}
	}
	if m.Fn == plan.ArrayAgg {
		return all
	}
	separator := ","
	if m.Separator != nil {
		separator = string(m.Separator.(*plan.Const).Text)
	}
	return strings.Join(texts, separator)
}

// naiveArrays are functions of computed arrays whose arguments are not NULL.
var naiveArrays = map[string]func(args []any) any{
	"array_concat": func(args []any) any {
		all := array{}
		for _, a := range args {
			all = append(all, a.(array)...)
		}
		return all
	},
	"array_reverse": func(args []any) any {
		reversed := slices.Clone(args[0].(array))
		slices.Reverse(reversed)
		return reversed
	},
	"$array_at_offset": func(args []any) any {
		i := args[1].(*big.Int)
		if i.Sign() < 0 || i.Cmp(big.NewInt(int64(len(args[0].(array))))) >= 0 {
			panic(stop{})
		}
		return args[0].(array)[i.Int64()]
	},
	"array_to_string": func(args []any) any {
		var texts []string
		for _, v := range args[0].(array) {
			if v != nil {
				texts = append(texts, v.(string))
			}
		}
		return strings.Join(texts, args[1].(string))
	},
}
