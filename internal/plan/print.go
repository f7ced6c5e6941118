package plan

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"

	"isobar/internal/value"
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
	}
	p.line(0, "public part")
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
		var by []string
		for _, b := range op.By {
			s := fmt.Sprintf("$%d", b.Slot)
			if b.Descending {
				s += " descending"
			}
			if b.NullsLast {
				s += " nulls last"
			}
			by = append(by, s)
		}
		p.line(depth, "sort by %s", strings.Join(by, ", "))
		p.op(depth+1, op.Input)
	case *Limit:
		p.line(depth, "limit %d after %d", op.Count, op.Offset)
		p.op(depth+1, op.Input)
	}
}

func columnsText(columns []Column) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = fmt.Sprintf("$%d = %s", c.Slot, text(c.Expr))
	}
	return strings.Join(parts, ", ")
}

// text writes an expression as nested calls.
func text(e Expr) string {
	switch e := e.(type) {
	case *Const:
		return e.text()
	case *Ref:
		return fmt.Sprintf("$%d", e.Slot)
	case *Field:
		return instanceText(e.Column, e.Of)
	case *List:
		return instanceText(e.Column, e.Of)
	case *Call:
		args := make([]string, len(e.Args))
		for i, arg := range e.Args {
			args[i] = text(arg)
		}
		s := fmt.Sprintf("%s(%s)", e.Fn, strings.Join(args, ", "))
		if e.Safe {
			s = "safe." + s
		}
		return s
	case *Cast:
		s := fmt.Sprintf("cast(%s as %s)", text(e.Arg), e.Type)
		if e.Safe {
			s = "safe_" + s
		}
		return s
	}
	return "?"
}

// instanceText writes modules.slug of the instance in slot 3 as $3:modules.slug.
func instanceText(column string, of Slot) string {
	if of == Root {
		return column
	}
	return fmt.Sprintf("$%d:%s", of, column)
}

func (e *Const) text() string {
	if e.Null {
		return "NULL"
	}
	switch e.Type {
	case value.Bool:
		return strings.ToUpper(strconv.FormatBool(e.Word == 1))
	case value.Float64:
		return strconv.FormatFloat(math.Float64frombits(e.Word), 'g', -1, 64)
	case value.String:
		return strconv.Quote(string(e.Text))
	case value.Bytes:
		return "x'" + hex.EncodeToString(e.Text) + "'"
	case value.Date:
		return value.DateString(int64(e.Word))
	case value.Timestamp:
		return value.TimestampString(int64(e.Word))
	}
	return strconv.FormatInt(int64(e.Word), 10)
}
