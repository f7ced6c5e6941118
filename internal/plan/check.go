package plan

import "fmt"

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
	c.op(q.Public)
	for _, out := range q.Output {
		c.slot(out.Slot)
	}
	return c.err
}

type checker struct {
	query *Query
	slots int
	site  bool // in a site part
	err   error
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
}

func (c *checker) measure(m Measure) {
	if m.Arg != nil {
		c.expr(m.Arg)
	} else if m.Fn != SiteCount && m.Fn != RowCount {
		c.fail("%s without an argument", m.Fn)
	}
}

func (c *checker) op(op Op) {
	switch op := op.(type) {
	case *Single:
	case *Report:
		if !c.site {
			c.fail("the public part reads reports")
		}
	case *Cells:
		if c.site || op.Group < 0 || op.Group >= len(c.query.Groups) {
			c.fail("cells of group %d", op.Group)
		}
	case *Unnest:
		if !c.site {
			c.fail("the public part reads an array of a report")
		}
		c.op(op.Input)
		if _, ok := op.List.(*List); !ok {
			c.fail("UNNEST of something that is no array")
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

func (c *checker) publicOnly(what string) {
	if c.site {
		c.fail("%s inside a site", what)
	}
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
