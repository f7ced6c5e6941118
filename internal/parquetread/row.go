package parquetread

import (
	"bytes"
	"errors"

	"isobar/internal/record"
	"isobar/internal/value"
)

// maxRowEntries bounds how many elements one column of one row has.
const maxRowEntries = 1 << 24

var errLongRow = errors.New("a row has more than 16777216 elements in it")

// unfitCounter counts values that became NULL, by column.
type unfitCounter struct {
	counts []int // by schema.Column.Index
	dirty  []int // the columns whose count is not 0
}

func (u *unfitCounter) add(column int) {
	if u.counts[column] == 0 {
		u.dirty = append(u.dirty, column)
	}
	u.counts[column]++
}

func (u *unfitCounter) reset() {
	for _, c := range u.dirty {
		u.counts[c] = 0
	}
	u.dirty = u.dirty[:0]
}

// readRow reads the entries of the next row: its levels into l.rowReps and l.rowDefs, its values into
// the record.
func (l *leafReader) readRow(rec *record.Record, unfit *unfitCounter) error {
	if l.at == l.count {
		if l.entries == 0 {
			return errCut
		}
		if err := l.load(); err != nil {
			return err
		}
	}
	if l.node.maxRep == 0 { // one entry a row
		l.rowDefs = l.defsOf(l.at, l.at+1)
		l.emit(l.at, l.at+1, rec, unfit)
		l.at++
		return nil
	}
	if l.reps[l.at] != 0 { // only the first page of a chunk can do this: others continue the row
		return errPages
	}
	from := l.at
	to := l.rowEnd(from + 1)
	if to-from > maxRowEntries {
		return errLongRow
	}
	l.emit(from, to, rec, unfit)
	l.at = to
	l.rowReps, l.rowDefs = l.reps[from:to], l.defs[from:to]
	if to < l.count || l.entries == 0 {
		return nil
	}
	// The row may go on in the next page, which takes the memory of this one.
	l.spillReps = append(l.spillReps[:0], l.rowReps...)
	l.spillDefs = append(l.spillDefs[:0], l.rowDefs...)
	for l.at == l.count && l.entries > 0 {
		if err := l.load(); err != nil {
			return err
		}
		l.at = l.rowEnd(0)
		if len(l.spillReps)+l.at > maxRowEntries {
			return errLongRow
		}
		l.emit(0, l.at, rec, unfit)
		l.spillReps = append(l.spillReps, l.reps[:l.at]...)
		l.spillDefs = append(l.spillDefs, l.defs[:l.at]...)
	}
	l.rowReps, l.rowDefs = l.spillReps, l.spillDefs
	return nil
}

// rowEnd finds the first entry from i on that begins a row, or the page's end.
func (l *leafReader) rowEnd(i int) int {
	if n := bytes.IndexByte(l.reps[i:l.count], 0); n >= 0 {
		return i + n
	}
	return l.count
}

// defsOf is the definition levels of some entries, empty if the leaf has none.
func (l *leafReader) defsOf(from, to int) []uint8 {
	if l.node.maxDef == 0 {
		return nil
	}
	return l.defs[from:to]
}

// emit appends the values of entries of the page to the record.
func (l *leafReader) emit(from, to int, rec *record.Record, unfit *unfitCounter) {
	if l.index < 0 {
		return
	}
	v := &rec.Vectors[l.index]
	switch {
	case l.how == toNothing:
		for _, d := range l.defs[from:to] {
			if d >= l.inst {
				v.Vals = append(v.Vals, value.Value{})
			}
		}
	case l.node.maxDef == 0:
		for range to - from {
			v.Vals = append(v.Vals, l.take(rec.Dict, unfit))
		}
	default:
		most, inst := l.node.maxDef, l.inst
		for _, d := range l.defs[from:to] {
			if d == most {
				v.Vals = append(v.Vals, l.take(rec.Dict, unfit))
			} else if d >= inst {
				v.Vals = append(v.Vals, value.Value{})
			}
		}
	}
}

// take returns the page's next value.
func (l *leafReader) take(d *value.Dict, bad *unfitCounter) value.Value {
	i := l.next
	l.next++
	if !l.how.isText() {
		v := l.vals[i]
		if v.Kind == unfit {
			bad.add(l.index)
			return value.Value{}
		}
		return v
	}
	if l.unit != nil && l.span(i).to == l.span(i).from { // a number that no NUMERIC is
		bad.add(l.index)
		return value.Value{}
	}
	var c value.Code
	if l.picked {
		c = l.codeOf(d, l.picks[i])
	} else {
		c = d.Code(l.texts.text(uint32(i)))
	}
	switch {
	case l.unit != nil:
		return value.Value{Kind: value.Numeric, Bits: uint64(c)}
	case l.how == toBytes:
		return value.OfBytes(c)
	}
	return value.OfString(c)
}

// span is where the page's text number i lies.
func (l *leafReader) span(i int) span {
	if l.picked {
		return l.dict.spans[l.picks[i]]
	}
	return l.texts.spans[i]
}

// codeOf is the code in d of the chunk's dictionary entry p. The code that it had before is tried
// first: comparing is cheaper than hashing. It may be another text's if the caller has changed or
// reset its dictionary in the meantime.
func (l *leafReader) codeOf(d *value.Dict, p uint32) value.Code {
	text := l.dict.text(p)
	if c := l.codes[p]; c != 0 && int(c) <= d.Len() && bytes.Equal(d.Text(c-1), text) {
		return c - 1
	}
	c := d.Code(text)
	l.codes[p] = c + 1
	return c
}
