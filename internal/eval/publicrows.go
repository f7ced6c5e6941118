package eval

import (
	"errors"
	"fmt"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// rows is a relation of public rows, in columns. Its columns may be another's too: operators add columns,
// or choose and order rows, and never change a column that is there.
type rows struct {
	dict    *value.Dict
	columns [][]value.Value // by slot; nil for those that the relation does not have
	n       int             // rows that the columns hold
	live    []int32         // those that are left, in order; the relation's own
	// base are the slots that order rows when nothing else does. Rows that are equal in them are equal in all
	// columns, or follow each other as the columns hold them.
	base    []plan.SortBy
	ordered bool        // live is in an order that depends on the cells alone
	dense   *sharedRows // see frame.sharedRows
}

// relation is an operator with its inputs, compiled.
type relation struct {
	compute func(run *publicRun) (*rows, error)
	base    []plan.SortBy // of the rows that it gives
}

// publicRun is one execution of a public part.
type publicRun struct {
	*frame
	sets []*cells.Set // by group, of one dictionary; nil where cells are not read
}

// rows computes the relation.
func (r *relation) rows(run *publicRun) (*rows, error) {
	rows, err := r.compute(run)
	if err == nil {
		err = run.spent()
	}
	if err != nil {
		return nil, err
	}
	rows.base = r.base
	return rows, nil
}

var errTooMuchWork = errors.New("the public part does too much work")

// spent says which limit of a public part is used up.
func (f *frame) spent() error {
	switch {
	case f.text < 0:
		return fmt.Errorf("the public part computes more text than %d GiB", maxPublicText>>30)
	case f.steps == 0:
		return errTooMuchWork
	}
	return nil
}

// work uses up n steps; false says that there are none left.
func (f *frame) work(n int) bool {
	f.steps = max(f.steps-int64(n), 0)
	return f.steps > 0
}

// newRows makes a relation of n rows, all of them live, with places for columns.
func (p *publicPart) newRows(run *publicRun, n int) *rows {
	r := &rows{dict: run.dict, columns: make([][]value.Value, p.width), n: n, live: make([]int32, n)}
	for i := range r.live {
		r.live[i] = int32(i)
	}
	return r
}

// checkRows holds what an operator makes of other relations to the limit.
func checkRows(n int) error {
	if n > maxRelation {
		return fmt.Errorf("the public part makes a relation of more than %d rows", maxRelation)
	}
	return nil
}

// put adds a column. It is there from then on, even if it is nil because there are no rows.
func (r *rows) put(slot plan.Slot, column []value.Value) {
	if column == nil {
		column = []value.Value{}
	}
	r.columns[slot] = column
}

// look points the frame at the relation, whose rows expressions then read as f.row says.
func (r *rows) look(f *frame) { f.columns = r.columns }

// column gives an expression's values for the live rows as a column: that of a slot itself, unless it has to
// be computed.
func (r *rows) column(f *frame, e plan.Expr, compiled scalar) []value.Value {
	if ref, ok := e.(*plan.Ref); ok {
		return r.columns[ref.Slot]
	}
	r.look(f)
	column := make([]value.Value, r.n)
	for _, row := range r.live {
		f.row = int(row)
		column[row] = compiled(f)
	}
	return column
}

// settle puts the rows into the base order unless they have an order already.
func (r *rows) settle() {
	if !r.ordered {
		r.sort(r.base)
	}
}

// gather copies a column's values in the order of the rows.
func (r *rows) gather(column []value.Value) []value.Value { return pick(column, r.live) }

// pick copies the values of a column at places; NULL for those below zero.
func pick(column []value.Value, places []int32) []value.Value {
	values := make([]value.Value, len(places))
	for i, row := range places {
		if row >= 0 {
			values[i] = column[row]
		}
	}
	return values
}

// column copies member i of every tuple.
func (t *keyTable) column(i int) []value.Value {
	values := make([]value.Value, t.n)
	for id := range values {
		values[id] = t.at(id)[i]
	}
	return values
}
