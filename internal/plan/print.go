package plan

import (
	"fmt"
	"strings"
)

// String prints the three parts of a query as an indented tree, for people and for golden files.
func (q *Query) String() string {
	p := &printer{}
	p.line(0, "table %s, k = %d", q.Table, q.K)
	for i, g := range q.Groups {
		p.line(0, "group %d", i)
		p.line(1, "site part")
		p.op(2, g.Input)
		p.line(1, "aggregate part")
		for _, k := range g.Keys {
			p.line(2, "key $%d = %s", k.Public, text(k.Expr))
		}
		for _, m := range g.Measures {
			p.line(2, "measure $%d = %s", m.Public, m)
		}
		if s := g.Itemset; s != nil {
			p.line(2, "item sets of %d from %s, ranks %v", s.Size, s.Item, s.Rank)
		}
		if l := g.Ladder; l != nil {
			p.line(2, "values of $%d that too few sites share climb %q", g.Keys[l.Key].Public, l.Levels)
		}
		if l := g.Limit; l != nil {
			p.line(2, "at most %d groups a %s", l.Groups, l.Unit)
		}
		if b := g.Bound; b != nil && b.Declared {
			p.line(2, "at most %d groups a site, as declared", b.Groups)
		}
	}
	p.line(0, "public part")
	for i, op := range q.With {
		p.line(1, "shared relation %d", i)
		p.op(2, op)
	}
	p.op(1, q.Public)
	for _, out := range q.Output {
		what := "column"
		if out.Key {
			what = "key column"
		}
		p.line(0, "%s %s %s = $%d", what, out.Name, out.Kind, out.Slot)
	}
	if q.Ordered {
		p.line(0, "in the order of the query")
	}
	return p.b.String()
}

// String writes the measure as a call.
func (m Measure) String() string {
	arg := ""
	if m.Arg != nil {
		arg = text(m.Arg)
	}
	if m.Distinct {
		arg = "distinct " + arg
	}
	if len(m.By) > 0 {
		arg += " order by " + orderText(m.By)
	}
	if m.Limit != 0 {
		arg += fmt.Sprintf(" limit %d", m.Limit)
	}
	if m.IgnoreNulls {
		arg += " ignore nulls"
	}
	if m.Separator != nil {
		arg += " between " + text(m.Separator)
	}
	if m.Bound != 0 {
		arg += fmt.Sprintf(", at most %d a site", m.Bound)
	}
	return fmt.Sprintf("%s(%s)", m.Fn, arg)
}

type printer struct{ b strings.Builder }

func (p *printer) line(depth int, format string, args ...any) {
	p.b.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(&p.b, format, args...)
	p.b.WriteByte('\n')
}

func (p *printer) op(depth int, op Op) {
	switch op := op.(type) {
	case *Single:
		p.line(depth, "one row")
	case *Report:
		p.line(depth, "report of the site")
	case *Cells:
		p.line(depth, "cells of group %d", op.Group)
	case *Unnest:
		s := fmt.Sprintf("unnest %s as $%d", text(op.List), op.Elem)
		if op.Offset != None {
			s += fmt.Sprintf(" with offset $%d", op.Offset)
		}
		if op.Outer {
			s += " or a row of NULLs"
		}
		if op.On != nil {
			s += " on " + text(op.On)
		}
		p.line(depth, "%s", s)
		p.op(depth+1, op.Input)
	case *Filter:
		p.line(depth, "where %s", text(op.Cond))
		p.op(depth+1, op.Input)
	case *Project:
		p.line(depth, "compute %s", columnsText(op.Columns))
		p.op(depth+1, op.Input)
	case *GroupBy:
		parts := []string{columnsText(op.Keys)}
		for _, m := range op.Measures {
			parts = append(parts, fmt.Sprintf("$%d = %s", m.Public, m))
		}
		p.line(depth, "group by %s", strings.Join(parts, "; "))
		p.op(depth+1, op.Input)
	case *Sort:
		p.line(depth, "sort by %s", sortText(op.By))
		p.op(depth+1, op.Input)
	case *Limit:
		p.line(depth, "limit %d after %d", op.Count, op.Offset)
		p.op(depth+1, op.Input)
	default:
		p.relation(depth, op)
	}
}

// relation prints the operators that combine relations, and windows.
func (p *printer) relation(depth int, op Op) {
	switch op := op.(type) {
	case *Shared:
		parts := make([]string, len(op.Columns))
		for i, r := range op.Columns {
			parts[i] = fmt.Sprintf("$%d = $%d", r.To, r.From)
		}
		p.line(depth, "rows of shared relation %d: %s", op.Index, strings.Join(parts, ", "))
	case *Join:
		p.line(depth, "%s join on %s", op.Kind, joinText(op))
		p.op(depth+1, op.Left)
		p.op(depth+1, op.Right)
	case *SetOp:
		slots := make([]string, len(op.Slots))
		for i, s := range op.Slots {
			slots[i] = fmt.Sprintf("$%d", s.Slot)
		}
		p.line(depth, "%s as %s", strings.ReplaceAll(string(op.Kind), "_", " "), strings.Join(slots, ", "))
		for i, input := range op.Inputs {
			p.line(depth+1, "of %s", texts(op.Values[i]))
			p.op(depth+2, input)
		}
	case *Window:
		for _, c := range op.Calls {
			p.line(depth, "window $%d = %s", c.Public, c)
		}
		p.op(depth+1, op.Input)
	}
}

func texts(list []Expr) string {
	parts := make([]string, len(list))
	for i, e := range list {
		parts[i] = text(e)
	}
	return strings.Join(parts, ", ")
}

func joinText(op *Join) string {
	var on []string
	for _, pair := range op.Equal {
		on = append(on, text(pair.Left)+" = "+text(pair.Right))
	}
	if op.On != nil {
		on = append(on, text(op.On))
	}
	if len(on) == 0 {
		return "nothing"
	}
	return strings.Join(on, " and ")
}

func orderText(list []OrderBy) string {
	parts := make([]string, len(list))
	for i, by := range list {
		parts[i] = text(by.Expr) + direction(by.Descending, by.NullsLast)
	}
	return strings.Join(parts, ", ")
}

func sortText(list []SortBy) string {
	parts := make([]string, len(list))
	for i, by := range list {
		parts[i] = fmt.Sprintf("$%d", by.Slot) + direction(by.Descending, by.NullsLast)
	}
	return strings.Join(parts, ", ")
}

func direction(descending, nullsLast bool) (s string) {
	if descending {
		s = " descending"
	}
	if nullsLast {
		s += " nulls last"
	}
	return s
}

// String writes the call with its window.
func (c WindowCall) String() string {
	s := c.Measure.String()
	if c.Arg2 != nil {
		s += " with " + text(c.Arg2)
	}
	if c.Default != nil {
		s += " or " + text(c.Default)
	}
	s += " over ("
	if len(c.PartitionBy) > 0 {
		s += "partition by " + texts(c.PartitionBy) + " "
	}
	if len(c.OrderBy) > 0 {
		s += "order by " + orderText(c.OrderBy) + " "
	}
	unit := "rows"
	if c.Frame.Range {
		unit = "range"
	}
	return s + unit + " from " + c.Frame.From.String() + " to " + c.Frame.To.String() + ")"
}

// String writes one end of a frame.
func (b Bound) String() string {
	s := strings.ReplaceAll(string(b.Kind), "_", " ")
	if b.Offset != nil {
		s = text(b.Offset) + " " + s
	}
	return s
}

func columnsText(columns []Column) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = fmt.Sprintf("$%d = %s", c.Slot, text(c.Expr))
	}
	return strings.Join(parts, ", ")
}
