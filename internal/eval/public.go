package eval

import (
	"fmt"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// Public runs the public part of a query on the cells of its groups, sets[i] for q.Groups[i], and gives
// the rows of the public table, in the order of q.Output.
//
// The order of rows is a function of the cells alone. If the query orders its rows, it is that order,
// with ties in the order of all keys and then all measures of the last GROUP BY; otherwise rows ascend by
// all output columns from the first to the last. LIMIT without ORDER BY keeps the first rows in the
// order of keys and measures.
//
// An error in an expression gives NULL. The result shares columns and the dictionary with sets, to which
// computed texts are added: sets must not be used by another goroutine meanwhile.
func Public(q *plan.Query, sets []*cells.Set) (*cells.Rows, error) {
	p := newPool()
	steps, err := compilePublic(q, p)
	if err != nil {
		return nil, fmt.Errorf("%s: public part: %w", q.File, err)
	}
	d, err := checkSets(q, sets)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.File, err)
	}
	r := &rows{frame: &frame{workspace: p.workspace(d), columns: make([][]value.Value, q.Slots)}, sets: sets}
	r.frame.text = min(maxPublicText, value.MaxDictBytes-int64(d.Size()))
	for _, step := range steps {
		step(r)
		if r.frame.text < 0 {
			return nil, fmt.Errorf("%s: the public part computes more text than %d GiB", q.File, maxPublicText>>30)
		}
	}
	output := make([]plan.SortBy, len(q.Output))
	for i, out := range q.Output {
		output[i].Slot = out.Slot
	}
	if q.Ordered {
		r.settle()
	} else {
		r.sort(output)
	}
	result := &cells.Rows{Dict: d, N: len(r.live)}
	for _, by := range output {
		result.Columns = append(result.Columns, r.gather(by.Slot))
	}
	return result, nil
}

// rows is a relation of public rows, in columns by slot. Operators add columns, or choose and order rows;
// they never move values, but for GROUP BY, which begins a new relation.
type rows struct {
	frame *frame // frame.columns[slot][i] is the value of a slot in row i
	sets  []*cells.Set
	n     int     // rows that the columns hold
	live  []int32 // those that are left, in order
	// base are the slots that order rows when nothing else does: all keys, then all measures.
	base    []plan.SortBy
	ordered bool // live is in an order that depends on the cells alone
}

// compilePublic compiles the public part of a query.
func compilePublic(q *plan.Query, p *pool) ([]publicStep, error) {
	if err := plan.Check(q); err != nil {
		return nil, err
	}
	if err := checkSlots(q.Slots); err != nil {
		return nil, err
	}
	ops, err := chain(q.Public)
	if err != nil {
		return nil, err
	}
	c := newCompiler(p, nil, q.Slots, nil)
	var steps []publicStep
	for _, op := range ops {
		step, err := c.publicOp(q, op)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	for _, out := range q.Output {
		t, err := c.lookup(out.Slot)
		if err == nil && t.kind != out.Kind {
			err = fmt.Errorf("slot %d holds %s, not %s", out.Slot, t.kind, out.Kind)
		}
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", out.Name, err)
		}
	}
	return steps, nil
}

// begin makes a relation of n rows without columns.
func (r *rows) begin(n int) {
	r.n, r.ordered, r.base = n, false, nil
	r.live = make([]int32, n)
	for i := range r.live {
		r.live[i] = int32(i)
	}
	clear(r.frame.columns)
}

// settle puts the rows into the base order unless they have an order already.
func (r *rows) settle() {
	if !r.ordered {
		r.sort(r.base)
	}
}

// gather copies a column's values in the order of the rows.
func (r *rows) gather(slot plan.Slot) []value.Value {
	column, values := r.frame.columns[slot], make([]value.Value, len(r.live))
	for i, row := range r.live {
		values[i] = column[row]
	}
	return values
}
