package eval

import (
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// columnar is a site part that only takes one array of the report apart: its rows are elements, and most of what it
// asks of an element is a column. It hands the columns of the record to the aggregate part as they are,
// without a call for each row. It gives what the closures of the same part give, faults included.
type columnar struct {
	elements func(f *frame) (lo, hi int, ok bool)
	outer    bool // a report without elements has a row all the same
	list     int  // column of the elements, which go into slot elem
	elem     plan.Slot
	// A row is an element none of whose present columns is NULL and for which all conditions are TRUE, asked in
	// this order.
	present []int
	conds   []scalar
	keys    []operand
	args    []operand // by measure
	// computes says that some operand is a scalar, or that there are conditions.
	computes bool
	reads    []int // all columns above
}

// operand is a column of the list's record or, if it is no such column, a scalar; neither for no argument.
type operand struct {
	column int
	scalar scalar
}

// noColumn marks an operand that is no column.
const noColumn = -1

// columnar compiles a site part that the compiler has compiled before, with its keys and arguments as
// closures. It is nil for one of another shape.
func (c *compiler) columnar(g *plan.Group, keys, args []scalar) *columnar {
	var filters []plan.Expr
	op := g.Input
	for filter, ok := op.(*plan.Filter); ok; filter, ok = op.(*plan.Filter) {
		filters = append(filters, filter.Cond)
		op = filter.Input
	}
	unnest, ok := op.(*plan.Unnest)
	if !ok || unnest.On != nil || unnest.Offset != plan.None {
		return nil
	}
	_, ofReport := unnest.Input.(*plan.Report)
	list, isList := unnest.List.(*plan.List)
	if !ofReport || !isList || list.Of != plan.Root {
		return nil
	}
	p := &columnar{outer: unnest.Outer, list: list.Index, elem: unnest.Elem}
	var err error
	if p.elements, _, err = c.list(list); err != nil {
		return nil
	}
	slices.Reverse(filters) // the innermost is asked first
	for _, cond := range filters {
		if !p.where(c, cond) {
			return nil
		}
	}
	for i, k := range g.Keys {
		p.keys = append(p.keys, p.operand(k.Expr, keys[i]))
		ok = ok && !hasSubquery(k.Expr)
	}
	for i, m := range g.Measures {
		if m.Fn == plan.SiteCount { // which Table counts by itself
			p.args = append(p.args, operand{column: noColumn})
			continue
		}
		p.args = append(p.args, p.operand(m.Arg, args[i]))
		ok = ok && !hasSubquery(m.Arg)
	}
	if !ok {
		return nil
	}
	p.reads = append(p.reads, p.present...)
	for _, o := range slices.Concat(p.keys, p.args) {
		if o.column != noColumn {
			p.reads = append(p.reads, o.column)
		}
	}
	return p
}

// where adds a condition; it is false for one that has to be left to closures.
func (p *columnar) where(c *compiler, cond plan.Expr) bool {
	if hasSubquery(cond) {
		return false
	}
	if len(p.conds) == 0 {
		cond = p.presence(cond)
	}
	if cond == nil {
		return true
	}
	s, err := c.boolean(cond)
	p.conds, p.computes = append(p.conds, s), true
	return err == nil
}

// presence takes off a condition what it begins with: columns that are not NULL. It returns the rest, nil for
// nothing. To ask the rest first could meet errors of the data that a row without those columns does not
// have.
func (p *columnar) presence(cond plan.Expr) (rest plan.Expr) {
	call, ok := cond.(*plan.Call)
	if !ok {
		return cond
	}
	switch call.Fn {
	case "$not":
		if inner, ok := call.Args[0].(*plan.Call); ok && inner.Fn == "$is_null" {
			if column := p.column(inner.Args[0]); column != noColumn {
				p.present = append(p.present, column)
				return nil
			}
		}
	case "$and":
		for i, arg := range call.Args {
			if rest = p.presence(arg); rest == nil {
				continue
			}
			if i == len(call.Args)-1 {
				return rest
			}
			and := *call
			and.Args = append([]plan.Expr{rest}, call.Args[i+1:]...)
			return &and
		}
		return nil
	}
	return cond
}

// column is the column that an expression is of the element, or noColumn.
func (p *columnar) column(e plan.Expr) int {
	switch e := e.(type) {
	case *plan.Field:
		if e.Of == p.elem && e.Type != value.Record {
			return e.Index
		}
	case *plan.Ref:
		if e.Slot == p.elem && e.Type != value.Record {
			return p.list
		}
	}
	return noColumn
}

func (p *columnar) operand(e plan.Expr, s scalar) operand {
	o := operand{column: noColumn, scalar: s}
	switch column := p.column(e); {
	case column != noColumn:
		o = operand{column: column}
	case s != nil:
		p.computes = true
	}
	return o
}

// hasSubquery says whether an expression contains a subquery, which uses up what a site may visit.
func hasSubquery(e plan.Expr) bool {
	switch e := e.(type) {
	case *plan.Subquery:
		return true
	case *plan.Call:
		return slices.ContainsFunc(e.Args, hasSubquery)
	case *plan.Cast:
		return hasSubquery(e.Arg)
	}
	return false
}
