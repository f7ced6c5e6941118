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
	items    *itemPart
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
	last, err := c.feed(g)
	if err != nil {
		return nil, err
	}
	part.rows = rows(last)
	return part, nil
}

// feed makes the last step, which hands a row to the aggregate part.
func (c *compiler) feed(g *plan.Group) (step, error) {
	keys := make([]scalar, len(g.Keys))
	for i, k := range g.Keys {
		var err error
		if keys[i], err = c.scalar(k.Expr); err != nil {
			return nil, err
		}
		if err := groupable(k.Expr.Kind()); err != nil {
			return nil, err
		}
	}
	// COUNT(DISTINCT unit) is counted by Group alone.
	var observed []int
	var args []scalar // of those that are observed; nil for COUNT(*)
	for i, m := range g.Measures {
		var arg scalar
		if m.Arg != nil {
			var err error
			if arg, err = c.scalar(m.Arg); err != nil {
				return nil, err
			}
		}
		if m.Fn != plan.SiteCount {
			observed, args = append(observed, i), append(args, arg)
		}
	}
	return func(f *frame) {
		if !f.take() {
			return
		}
		for i, key := range keys {
			f.keys[i] = key(f)
		}
		for i, arg := range args {
			if arg != nil {
				f.args[i] = arg(f)
			}
		}
		if f.steps == 0 { // a subquery was cut off
			return
		}
		id := f.table.Group(f.keys)
		for i, measure := range observed {
			f.table.Observe(id, measure, f.args[i])
		}
	}, nil
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
	return f
}
