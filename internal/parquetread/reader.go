package parquetread

import (
	"fmt"

	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// Options says what to read of a file. The zero value means all of it.
type Options struct {
	// Columns marks the wanted columns by schema.Column.Index; the columns above a wanted one are wanted
	// too. Optional: nil means all.
	Columns []bool
	// FirstGroup and LastGroup are the half-open range of row groups to read. Optional: 0, 0 means all.
	FirstGroup, LastGroup int
	// ParseTime reads the text of a TIMESTAMP column that the file has as strings: microseconds since
	// the epoch, UTC. It must depend on the text alone and not keep it. Optional: without it such a file
	// is refused.
	ParseTime func(text []byte) (micros int64, ok bool)
	// TextField names the field of a record that a plain text in the record's place stands for: with
	// "name", the text "x" is read as {name: "x"}. Dropsonde's probe sends some lists so. Optional:
	// without it, or for a record without such a STRING field, the file is refused.
	TextField string
}

// Reader reads the rows of one file in their order. It belongs to one goroutine.
type Reader struct {
	in      *input
	reading *reading
	schema  *schema.Schema
	missing []*schema.Column
	extra   []string

	rows        int64 // in the wanted row groups
	group, last int   // next row group, and the end of the range
	left        int64 // rows of the current group
	scratch     scratch
	instances   []int
	unfit       unfitCounter
	err         error
}

func newReader(in *input, s *schema.Schema, o Options) (*Reader, error) {
	if o.Columns != nil && len(o.Columns) != len(s.All) {
		return nil, fmt.Errorf("%s: asked for %d columns of a schema of %d", in.name, len(o.Columns), len(s.All))
	}
	first, last := o.FirstGroup, o.LastGroup
	if first == 0 && last == 0 {
		last = len(in.groups)
	}
	if first < 0 || first > last || last > len(in.groups) {
		return nil, fmt.Errorf("%s: asked for row groups %d to %d of %d: the file has changed", in.name, first, last, len(in.groups))
	}
	b, err := bindSchema(s, in.root, &o)
	if err != nil {
		return nil, fmt.Errorf("%s: it does not match the schema: %w", in.name, err)
	}
	r := &Reader{in: in, schema: s, missing: b.missing, extra: b.extra, group: first, last: last,
		reading: planReading(in, s, b, o.Columns), instances: make([]int, len(s.All))}
	r.unfit.counts = make([]int, len(s.All))
	for g := first; g < last; g++ {
		r.rows += in.groups[g].NumRows
		for _, l := range r.reading.leaves {
			if _, err := in.chunkOf(g, l.node); err != nil {
				return nil, r.fault(g, l, err)
			}
		}
	}
	for _, l := range r.reading.leaves {
		l.parseTime = o.ParseTime
		l.pages.scratch = &r.scratch
	}
	return r, nil
}

// fault says where in the file err is.
func (r *Reader) fault(group int, l *leafReader, err error) error {
	return fmt.Errorf("%s: row group %d, column %s: %w", r.in.name, group, l.label, err)
}

// Next empties rec and fills the wanted vectors with the next row. It returns false after the last row
// and on an error, which Err then gives; what rec holds then is undefined.
func (r *Reader) Next(rec *record.Record) bool {
	rec.Reset()
	r.unfit.reset()
	if r.err != nil {
		return false
	}
	if len(rec.Vectors) != len(r.schema.All) {
		r.err = fmt.Errorf("%s: the record has %d vectors for %d columns", r.in.name, len(rec.Vectors), len(r.schema.All))
		return false
	}
	for r.left == 0 {
		if r.group == r.last {
			return false
		}
		if r.err = r.openGroup(); r.err != nil {
			return false
		}
	}
	r.left--
	if r.err = r.readRow(rec); r.err == nil && r.left == 0 {
		r.err = r.finishGroup()
	}
	return r.err == nil
}

func (r *Reader) openGroup() error {
	r.left = r.in.groups[r.group].NumRows
	for _, l := range r.reading.leaves {
		if err := l.open(r.in, r.group); err != nil {
			return r.fault(r.group, l, err)
		}
	}
	r.group++
	return nil
}

// finishGroup runs with a group's last row, so that a group that has more than it should is an error
// before the caller takes it for complete.
func (r *Reader) finishGroup() error {
	for _, l := range r.reading.leaves {
		if err := l.finish(); err != nil {
			return r.fault(r.group-1, l, err)
		}
	}
	return nil
}

func (r *Reader) readRow(rec *record.Record) error {
	for _, l := range r.reading.leaves {
		if err := l.readRow(rec, &r.unfit); err != nil {
			return r.fault(r.group-1, l, err)
		}
	}
	for i := range r.reading.steps {
		s := &r.reading.steps[i]
		if err := s.assemble(rec, r.instances); err != nil {
			return r.fault(r.group-1, s.leaf, err)
		}
	}
	return nil
}

// Err is the error that ended the rows, nil if they ended because there are no more.
func (r *Reader) Err() error { return r.err }

// Close releases the file. It does not report Err's error again.
func (r *Reader) Close() error {
	r.scratch.decompressor.close()
	return r.in.close()
}

// NumRows is the number of rows in the wanted row groups.
func (r *Reader) NumRows() int64 { return r.rows }

// BadTime says whether a wanted TIMESTAMP of the last row could not be read and became NULL.
func (r *Reader) BadTime() bool {
	for _, c := range r.unfit.dirty {
		if r.schema.All[c].Kind == value.Timestamp {
			return true
		}
	}
	return false
}

// Bad is how many values of a column, by schema.Column.Index, did not fit in the last row and became
// NULL: unreadable or impossible times and dates, and numbers out of the range of INT64 or NUMERIC.
func (r *Reader) Bad(column int) int { return r.unfit.counts[column] }

// Missing lists the columns of the schema that the file lacks, wanted or not, without the fields of a
// missing record.
func (r *Reader) Missing() []*schema.Column { return r.missing }

// Extra lists the columns of the file that the schema lacks, as dotted paths in the dataset's terms,
// without what is below them.
func (r *Reader) Extra() []string { return r.extra }
