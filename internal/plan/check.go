package plan

import (
	"fmt"
	"slices"

	"isobar/internal/value"
)

// Check holds a plan to the shape that makes it publishable: reports are read only below a Group,
// cells only above, and every reference is to something that is there. It does not trust the compiler
// that made the plan, nor the wire that brought it.
func Check(q *Query) error {
	if q.K < 1 {
		return fmt.Errorf("plan %s: k is %d", q.Table, q.K)
	}
	if len(q.Output) == 0 {
		return fmt.Errorf("plan %s: no output columns", q.Table)
	}
	c := checker{query: q}
	for _, g := range q.Groups {
		c.group(g)
	}
	c.slots, c.site = q.Slots, false
	for i, op := range q.With {
		c.with = i
		c.op(op)
	}
	c.with = len(q.With)
	c.op(q.Public)
	for _, out := range q.Output {
		c.slot(out.Slot)
	}
	return c.err
}

type checker struct {
	query  *Query
	slots  int
	site   bool // in a site part
	nested bool // in a subquery of an expression
	with   int  // how many of Query.With may be read
	err    error
}

func (c *checker) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("plan %s: %s", c.query.Table, fmt.Sprintf(format, args...))
	}
}

func (c *checker) slot(s Slot) {
	if s < 0 || int(s) >= c.slots {
		c.fail("slot %d of %d", s, c.slots)
	}
}

func (c *checker) group(g *Group) {
	c.slots, c.site = g.Slots, true
	c.op(g.Input)
	for _, k := range g.Keys {
		c.expr(k.Expr)
	}
	for _, m := range g.Measures {
		c.measure(m)
		switch m.Fn {
		case SiteCount, RowCount, Count, CountIf, ValueCount, Sum, Avg:
		default:
			c.fail("%s may not leave a site", m.Fn)
		}
	}
	c.slots = c.query.Slots
	for _, k := range g.Keys {
		c.slot(k.Public)
	}
	for _, m := range g.Measures {
		c.slot(m.Public)
	}
	if s := g.Itemset; s != nil && (s.Size < 2 || len(s.Rank) != s.Size || len(g.Keys) != s.Size) {
		c.fail("an item set of %d with %d keys", s.Size, len(g.Keys))
	}
	if l := g.Ladder; l != nil && (g.Itemset != nil || l.Key < 0 || l.Key >= len(g.Keys) || g.Keys[l.Key].Expr.Kind() != value.String ||
		slices.ContainsFunc(g.Measures, func(m Measure) bool { return m.Fn != SiteCount })) {
		c.fail("a ladder that its group cannot have")
	}
	if l := g.Limit; l != nil && (l.Groups < 1 || l.Unit == "" || g.Itemset != nil) {
		c.fail("a limit of %d groups a site", l.Groups)
	}
	if b := g.Bound; b != nil && (b.Groups < 1 || g.Itemset != nil || g.Limit != nil) {
		c.fail("a bound of %d groups a site", b.Groups)
	}
}

func (c *checker) measure(m Measure) {
	if m.Arg != nil {
		c.expr(m.Arg)
	} else if m.Fn != SiteCount && m.Fn != RowCount {
		c.fail("%s without an argument", m.Fn)
	}
	c.orderBy(m.By)
	if m.Separator != nil {
		c.expr(m.Separator)
	}
}

func (c *checker) op(op Op) {
	switch op := op.(type) {
	case *Single:
	case *Report:
		if !c.site {
			c.fail("the public part reads reports")
		}
	case *Shared:
		if c.site || op.Index < 0 || op.Index >= c.with {
			c.fail("shared relation %d", op.Index)
		}
		for _, r := range op.Columns {
			c.slot(r.From)
			c.slot(r.To)
		}
	case *Cells:
		if c.site || c.nested || op.Group < 0 || op.Group >= len(c.query.Groups) {
			c.fail("cells of group %d", op.Group)
		}
	case *Unnest:
		c.op(op.Input)
		if op.List == nil || op.List.Kind() != value.List && op.List.Kind() != value.Array {
			c.fail("UNNEST of something that is no array")
			return
		}
		c.expr(op.List)
		c.slot(op.Elem)
		if op.Offset != None {
			c.slot(op.Offset)
		}
		if op.On != nil {
			c.expr(op.On)
		}
	case *Filter:
		c.op(op.Input)
		c.expr(op.Cond)
	case *Project:
		c.op(op.Input)
		c.columns(op.Columns)
	case *GroupBy:
		c.op(op.Input)
		c.columns(op.Keys)
		for _, m := range op.Measures {
			c.measure(m)
			c.slot(m.Public)
		}
	case *Join:
		c.op(op.Left)
		c.op(op.Right)
		for _, p := range op.Equal {
			c.expr(p.Left)
			c.expr(p.Right)
		}
		if op.On != nil {
			c.expr(op.On)
		}
	case *SetOp:
		c.set(op)
	case *Window:
		if c.site || c.nested {
			c.fail("a window over rows of a site")
		}
		c.op(op.Input)
		for _, call := range op.Calls {
			c.window(call)
		}
	case *Sort:
		c.publicOnly("ORDER BY")
		c.op(op.Input)
		for _, by := range op.By {
			c.slot(by.Slot)
		}
	case *Limit:
		c.publicOnly("LIMIT")
		c.op(op.Input)
	default:
		c.fail("operator %T", op)
	}
}

// publicOnly refuses what would choose among the rows of sites, unless it chooses among those that a
// subquery makes of one row.
func (c *checker) publicOnly(what string) {
	if c.site && !c.nested {
		c.fail("%s inside a site", what)
	}
}

func (c *checker) set(op *SetOp) {
	if len(op.Inputs) == 0 || len(op.Values) != len(op.Inputs) {
		c.fail("a set operation of %d inputs and %d rows of values", len(op.Inputs), len(op.Values))
		return
	}
	for i, input := range op.Inputs {
		c.op(input)
		if len(op.Values[i]) != len(op.Slots) {
			c.fail("a set operation with %d values for %d slots", len(op.Values[i]), len(op.Slots))
		}
		for _, e := range op.Values[i] {
			c.expr(e)
		}
	}
	for _, s := range op.Slots {
		c.slot(s.Slot)
	}
}

func (c *checker) window(call WindowCall) {
	c.slot(call.Public)
	for _, e := range call.PartitionBy {
		c.expr(e)
	}
	c.orderBy(call.OrderBy)
	for _, e := range []Expr{call.Arg, call.Arg2, call.Default, call.Separator, call.Frame.From.Offset, call.Frame.To.Offset} {
		if e != nil {
			c.expr(e)
		}
	}
}

func (c *checker) orderBy(list []OrderBy) {
	for _, by := range list {
		c.expr(by.Expr)
	}
}

func (c *checker) subquery(e *Subquery) {
	if (e.Ask == InSubquery) != (e.Arg != nil) || (e.Ask == ExistsSubquery) != (e.Value == nil) {
		c.fail("a subquery that asks %q of the wrong operands", e.Ask)
	}
	if e.Arg != nil {
		c.expr(e.Arg)
	}
	nested := c.nested
	c.nested = true
	c.op(e.Input)
	if e.Value != nil {
		c.expr(e.Value)
	}
	c.nested = nested
}

func (c *checker) columns(columns []Column) {
	for _, col := range columns {
		c.slot(col.Slot)
		c.expr(col.Expr)
	}
}

func (c *checker) expr(e Expr) {
	switch e := e.(type) {
	case *Const:
	case *Ref:
		c.slot(e.Slot)
	case *Field:
		c.instance(e.Column, e.Of)
	case *List:
		c.instance(e.Column, e.Of)
	case *Call:
		for _, arg := range e.Args {
			c.expr(arg)
		}
	case *Cast:
		c.expr(e.Arg)
	case *Subquery:
		c.subquery(e)
	default:
		c.fail("expression %T", e)
	}
}

func (c *checker) instance(column string, of Slot) {
	if !c.site {
		c.fail("the public part reads %s of a report", column)
	}
	if of != Root {
		c.slot(of)
	}
}
