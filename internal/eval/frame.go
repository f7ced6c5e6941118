package eval

import (
	"isobar/internal/agg"
	"isobar/internal/itemset"
	"isobar/internal/record"
	"isobar/internal/value"
)

// Limits that keep one report from stopping everybody's job. They depend on the report alone, never on
// what a worker did before, so that the same input gives the same release however it is spread.
const (
	// maxSiteSteps bounds the array elements that one site part visits for one site.
	maxSiteSteps = 1 << 28
	// maxSiteRows bounds the rows that one site part hands on for one site.
	maxSiteRows = 1 << 24
	// maxSiteText bounds the bytes of text that one site part computes for one site.
	maxSiteText = 256 << 20
	// maxWorkerText bounds the same over all site parts of a program, below value.MaxDictBytes.
	maxWorkerText = 2 << 30
	// maxPublicSteps and maxPublicRows bound what one public part visits and keeps, as above.
	maxPublicSteps = 1 << 34
	maxPublicRows  = 1 << 28
	// maxPublicText bounds the bytes of text that one public part computes.
	maxPublicText = 2 << 30
)

// scalar computes one expression on the row that a frame holds. Scalars are made once and shared by
// all workers: what changes lives in the frame.
type scalar func(f *frame) value.Value

// step takes the row that a frame holds one operator further.
type step func(f *frame)

// workspace is what the frames of one worker share.
type workspace struct {
	rec  *record.Record
	dict *value.Dict
	// texts holds the codes of the program's constant texts; they change with the dictionary.
	texts []value.Code
	memos []memo
	// hole passes the argument of a memoised function to the function itself.
	hole value.Value
	buf  []byte
	// stack holds values that expressions are working on; each takes off what it put there.
	stack []value.Value
}

// frame is the state of one part of a plan in one worker: the row that flows, and what its operators
// keep between rows.
type frame struct {
	*workspace
	slots []value.Value // the row of a site part or of a subquery in an expression

	columns [][]value.Value // the rows of a public part, by slot
	row     int             // the one that is being looked at

	shared []*rows // of Query.With, those that were computed so far

	limits       // what is left of them
	kept   []any // see place
	run    int64 // number of the site, from 1
	faults [faultKinds]int64

	table *agg.Table
	// limited stands before table where a site contributes to a limited number of groups; else nil.
	limited *agg.Limited
	// sets stands before table where values of a key climb a ladder; else nil.
	sets *agg.ValueSets
	// choice chooses among the groups of a site that has too many, nil where any number counts. choosing says that it is
	// under way, chose that it has left some out; cut is the number of such sites.
	choice          *agg.Choice
	choosing, chose bool
	cut             int64

	keys  []value.Value
	args  []value.Value // of measures
	block *block        // of a columnar part
	items *itemset.Counter
}

// sharedRows is a relation of public rows that is complete, in order.
type sharedRows struct {
	n       int
	columns [][]value.Value // by slot, of n values each; nil for slots that it does not have
}

// place is where a frame holds what one operator or expression remembers from row to row.
type place[T any] int

// keep makes a place in the frames of the part that is being compiled, with what create makes for each of them.
func keep[T any](c *compiler, create func() *T) place[T] {
	c.kept = append(c.kept, func() any { return create() })
	return place[T](len(c.kept) - 1)
}

// of is what the place holds in a frame.
func (p place[T]) of(f *frame) *T { return f.kept[p].(*T) }

// frame makes a frame for one worker.
func (c *compiler) frame(w *workspace) *frame {
	f := &frame{workspace: w, slots: make([]value.Value, len(c.slots)), kept: make([]any, len(c.kept))}
	for i, create := range c.kept {
		f.kept[i] = create()
	}
	return f
}

// limits is what one site part may use up for one site.
type limits struct{ steps, rows, text int64 }

// begin prepares the frame for the next site, or for its public part.
func (f *frame) begin(l limits) {
	f.limits = l
	f.run++
}

// take uses up one of the rows that a site may hand on or keep, or ends the site part. Nothing is handed on
// that was computed when the part had ended.
func (f *frame) take() bool {
	if f.rows > 0 && f.steps > 0 {
		f.rows--
		return true
	}
	if f.steps != 0 {
		f.faults[tooManyRows]++
		f.steps = 0
	}
	return false
}

// visit uses up one of the elements that a site may visit, or ends the site part.
func (f *frame) visit() bool {
	if f.steps <= 1 {
		if f.steps == 1 {
			f.faults[tooManyRows]++
			f.steps = 0
		}
		return false
	}
	f.steps--
	return true
}

// charge counts n bytes of computed text. It is asked for every text that an expression gives, new or
// known, computed or remembered, because only that count is the same on every worker.
func (f *frame) charge(n int) bool {
	f.text -= int64(n)
	return f.text >= 0
}

// textOf makes a STRING or BYTES of a computed text.
func (f *frame) textOf(kind value.Kind, text []byte) value.Value {
	if !f.charge(len(text)) {
		return failure(tooMuchText)
	}
	return value.Value{Kind: kind, Bits: uint64(f.dict.Code(text))}
}

// read is the text of a STRING or BYTES.
func (f *frame) read(v value.Value) []byte { return f.dict.Text(v.Code()) }

var null = value.Value{}

func intOf(n int64) value.Value { return value.OfInt64(n) }

func boolOf(b bool) value.Value { return value.OfBool(b) }
