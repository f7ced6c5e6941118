package eval

import (
	"fmt"

	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// sitePart is the site part of one group, compiled: the rows of one report, and what becomes of them.
//
// Operators push rows: each is a step that calls the next one for every row it makes (see source).
type sitePart struct {
	table    string
	group    *plan.Group
	key      Key
	compiler *compiler // which knows what frames need
	rows     step      // takes every row of the report that the workspace holds to the aggregate part
	columns  *columnar // the same for most reports; nil if the part has another shape
	items    *itemPart
	counter  int // the part, by its number in the program, that counts the items: this one or one before it
	unit     int // column that tells sites apart, of a group with a limit
	bound    *rowBound
}

// compileSite compiles group number i of a query.
func compileSite(q *plan.Query, i int, p *pool, s *schema.Schema, needed []bool) (*sitePart, error) {
	g := q.Groups[i]
	if err := checkSlots(g.Slots); err != nil {
		return nil, err
	}
	c := newCompiler(p, s, g.Slots, needed)
	part := &sitePart{table: q.Table, group: g, compiler: c}
	if g.Itemset != nil {
		var err error
		part.items, err = c.itemset(g)
		return part, err
	}
	rows, err := c.source(g.Input)
	if err != nil {
		return nil, err
	}
	keys, args, err := c.operands(g)
	if err != nil {
		return nil, err
	}
	part.rows = rows(feed(g, keys, args))
	part.bound = newRowBound(g)
	if g.Limit == nil {
		part.columns = c.columnar(g, keys, args)
		return part, nil
	}
	part.unit, err = c.unit(g.Limit)
	return part, err
}

// unit is the column by which a limit tells sites apart.
func (c *compiler) unit(l *plan.GroupLimit) (int, error) {
	column, ok := c.schema.Lookup(l.Unit)
	if !ok || column.Parent != nil || column.Repeated || column.Kind != value.String && column.Kind != value.Bytes {
		return 0, fmt.Errorf("%s does not tell sites apart", l.Unit)
	}
	c.need(column)
	return column.Index, nil
}

// operands compiles the keys, and the arguments by measure: nil where nothing is observed.
func (c *compiler) operands(g *plan.Group) (keys, args []scalar, err error) {
	keys, args = make([]scalar, len(g.Keys)), make([]scalar, len(g.Measures))
	for i, k := range g.Keys {
		if keys[i], err = c.scalar(k.Expr); err != nil {
			return nil, nil, err
		}
		if err := groupable(k.Expr.Kind()); err != nil {
			return nil, nil, err
		}
	}
	for i, m := range g.Measures {
		if m.Arg != nil {
			if args[i], err = c.scalar(m.Arg); err != nil {
				return nil, nil, err
			}
		}
	}
	return keys, args, nil
}

// feed makes the last step, which hands a row to the aggregate part.
func feed(g *plan.Group, keys, args []scalar) step {
	// COUNT(DISTINCT unit) is counted by Group alone.
	var observed []int
	for i, m := range g.Measures {
		if m.Fn != plan.SiteCount {
			observed = append(observed, i)
		}
	}
	return func(f *frame) {
		if !f.take() {
			return
		}
		for i, key := range keys {
			f.keys[i] = key(f)
		}
		for _, i := range observed {
			if args[i] != nil {
				f.args[i] = args[i](f)
			}
		}
		if f.steps == 0 { // a subquery was cut off
			return
		}
		if f.limited != nil {
			f.limited.Add(f.keys, f.args)
			return
		}
		if f.choice != nil && !f.counts(f.keys) {
			return
		}
		if f.sets != nil {
			f.sets.Add(f.keys)
			return
		}
		id := f.table.Group(f.keys)
		for _, i := range observed {
			f.table.Observe(id, i, f.args[i])
		}
	}
}

func groupable(kind value.Kind) error {
	if !kind.Scalar() {
		return fmt.Errorf("%s cannot be grouped by", kind)
	}
	return nil
}

// frame makes the state of the part in one worker.
func (p *sitePart) frame(w *workspace) *frame {
	f := p.compiler.frame(w)
	f.keys, f.args = make([]value.Value, len(p.group.Keys)), make([]value.Value, len(p.group.Measures))
	if p.columns != nil {
		f.block = p.columns.block()
	}
	return f
}
