package eval

import "isobar/internal/value"

// block is rows that a columnar part hands on, column by column.
type block struct {
	keys, args [][]value.Value // the record's own memory or what follows
	// memory holds columns that had to be made: keys, and then arguments.
	memory [][]value.Value
}

func (p *columnar) block() *block {
	n, m := len(p.keys), len(p.args)
	return &block{make([][]value.Value, n), make([][]value.Value, m), make([][]value.Value, n+m)}
}

// run hands the rows of the report to the table. It is false, and has done nothing, if the report needs the
// closures: for the row without an element, or to be cut off at the right place.
func (p *columnar) run(f *frame) bool {
	lo, hi, _ := p.elements(f)
	n := hi - lo
	if n <= 0 {
		return !p.outer
	}
	if int64(n) >= f.steps || int64(n) > f.rows || !p.covers(f, hi) {
		return false
	}
	for ; lo < hi; lo += blockRows {
		p.add(f, lo, min(hi, lo+blockRows))
	}
	return true
}

// blockRows is how many elements are handed on at a time: what is kept for them stays small, whatever the report.
const blockRows = 1 << 12

// add hands on the rows of the elements from lo up to, not including, hi.
func (p *columnar) add(f *frame, lo, hi int) {
	b, n := f.block, hi-lo
	if p.computes || p.anyNull(f, lo, hi) {
		n = p.gather(f, lo, hi)
	} else {
		for i, o := range p.keys {
			b.keys[i] = f.rec.Vectors[o.column].Vals[lo:hi]
		}
		for i, o := range p.args {
			if o.column != noColumn {
				b.args[i] = f.rec.Vectors[o.column].Vals[lo:hi]
			}
		}
	}
	if f.sets != nil {
		f.sets.AddRows(n, b.keys)
		return
	}
	f.table.AddRows(n, b.keys, b.args)
}

// covers says whether all columns have the elements before hi.
func (p *columnar) covers(f *frame, hi int) bool {
	for _, column := range p.reads {
		if len(f.rec.Vectors[column].Vals) < hi {
			return false
		}
	}
	return true
}

// anyNull says whether an element is left out because a column is NULL.
func (p *columnar) anyNull(f *frame, lo, hi int) bool {
	for _, column := range p.present {
		for _, v := range f.rec.Vectors[column].Vals[lo:hi] {
			if v.IsNull() {
				return true
			}
		}
	}
	return false
}

// gather makes the columns of the rows, element by element as closures would, and returns their number.
func (p *columnar) gather(f *frame, lo, hi int) (n int) {
	b := f.block
	for i, column := range b.memory {
		b.memory[i] = column[:0]
	}
	for i := lo; i < hi; i++ {
		if !p.selects(f, i) {
			continue
		}
		n++
		for j, o := range p.keys {
			b.memory[j] = append(b.memory[j], o.of(f, i))
		}
		for j, o := range p.args {
			if o.column != noColumn || o.scalar != nil {
				b.memory[len(p.keys)+j] = append(b.memory[len(p.keys)+j], o.of(f, i))
			}
		}
	}
	copy(b.keys, b.memory)
	copy(b.args, b.memory[len(p.keys):])
	return n
}

// selects says whether element i is a row, and puts it where scalars look for it.
func (p *columnar) selects(f *frame, i int) bool {
	for _, column := range p.present {
		if f.rec.Vectors[column].Vals[i].IsNull() {
			return false
		}
	}
	if p.computes {
		f.slots[p.elem] = f.rec.At(p.list, i)
	}
	for _, cond := range p.conds {
		if !cond(f).Bool() {
			return false
		}
	}
	return true
}

// of is the operand of element i.
func (o *operand) of(f *frame, i int) value.Value {
	if o.column != noColumn {
		return f.rec.Vectors[o.column].Vals[i]
	}
	return o.scalar(f)
}
