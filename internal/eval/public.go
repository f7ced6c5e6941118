package eval

import (
	"fmt"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// maxRelation bounds the rows of one relation that an operator of a public part makes of others.
const maxRelation = 50_000_000

// Public runs the public part of a query on the cells of its groups, sets[i] for q.Groups[i], and gives
// the rows of the public table, in the order of q.Output.
//
// The order of rows is a function of the cells alone. If the query orders its rows, it is that order,
// with ties in the base order; otherwise rows ascend by all output columns from the first to the last.
// LIMIT without ORDER BY keeps the first rows in the base order, which is that of all keys and then all
// measures of cells or of a GROUP BY, of all columns of a set operation, and of a join the left side's
// before the right side's.
//
// An error in an expression gives NULL; exceeding a limit is an error. The result shares columns and a
// dictionary with sets, to which computed texts are added: sets must not be used by another goroutine
// meanwhile.
func Public(q *plan.Query, sets []*cells.Set) (*cells.Rows, error) {
	p := newPool()
	part, err := compilePublic(q, p)
	if err != nil {
		return nil, fmt.Errorf("%s: public part: %w", q.File, err)
	}
	sets, d, err := part.open(sets)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.File, err)
	}
	f := part.frame(p.workspace(d))
	f.begin(limits{steps: maxPublicSteps, rows: maxPublicRows, text: min(maxPublicText, value.MaxDictBytes-int64(d.Size()))})
	r, err := part.run(&publicRun{frame: f, sets: sets})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.File, err)
	}
	result := &cells.Rows{Dict: d, N: len(r.live)}
	for _, out := range q.Output {
		result.Columns = append(result.Columns, r.gather(r.columns[out.Slot]))
	}
	return result, nil
}

// publicPart is the public part of a query, compiled.
type publicPart struct {
	query  *plan.Query
	with   []*relation // of query.With
	public *relation
	groups []bool // whose cells are read
	width  int    // slots of a relation: the query's, and those that operators have for themselves
	frame  func(w *workspace) *frame
}

// publicCompiler compiles a public part.
type publicCompiler struct {
	*compiler
	part *publicPart
}

// compilePublic compiles the public part of a query.
func compilePublic(q *plan.Query, p *pool) (*publicPart, error) {
	if err := plan.Check(q); err != nil {
		return nil, err
	}
	if err := checkSlots(q.Slots); err != nil {
		return nil, err
	}
	part := &publicPart{query: q, groups: make([]bool, len(q.Groups)), width: q.Slots}
	c := publicCompiler{compiler: newCompiler(p, nil, q.Slots, nil), part: part}
	part.frame = c.compiler.frame
	for i, op := range q.With {
		r, slots, err := c.branch(op)
		if err != nil {
			return nil, fmt.Errorf("shared relation %d: %w", i, err)
		}
		part.with = append(part.with, r)
		c.shared = append(c.shared, slots)
	}
	var err error
	if part.public, err = c.relation(q.Public); err != nil {
		return nil, err
	}
	for _, out := range q.Output {
		t, err := c.lookup(out.Slot)
		if err == nil && (t.kind != out.Kind || !out.Kind.Scalar()) {
			err = fmt.Errorf("slot %d holds %s, not %s", out.Slot, t.kind, out.Kind)
		}
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", out.Name, err)
		}
	}
	return part, nil
}

// hidden gives an operator a slot that no expression of the plan can read.
func (c publicCompiler) hidden() plan.Slot {
	c.part.width++
	return plan.Slot(c.part.width - 1)
}

// branch compiles a relation that is one of several, and gives the slots that stand after it.
func (c publicCompiler) branch(op plan.Op) (r *relation, slots []slotType, err error) {
	slots, err = c.compiler.branch(func() (err error) {
		r, err = c.relation(op)
		return err
	})
	return r, slots, err
}

// run computes the relations that others share, and then the table's.
func (p *publicPart) run(run *publicRun) (*rows, error) {
	for _, with := range p.with {
		r, err := with.rows(run)
		if err != nil {
			return nil, err
		}
		run.shared = append(run.shared, r)
	}
	r, err := p.public.rows(run)
	if err != nil {
		return nil, err
	}
	if p.query.Ordered {
		r.settle()
		return r, nil
	}
	output := make([]plan.SortBy, len(p.query.Output))
	for i, out := range p.query.Output {
		output[i].Slot = out.Slot
	}
	r.sort(output)
	return r, nil
}
