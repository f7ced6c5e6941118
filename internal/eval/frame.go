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
}

// frame is the state of one part of a plan in one worker: the row that flows, and what its operators
// keep between rows.
type frame struct {
	*workspace
	slots []value.Value // the row of a site part

	columns [][]value.Value // the rows of a public part, by slot
	row     int             // the one that is being looked at

	limits    // what is left of them
	groupings []*grouping
	faults    [faultKinds]int64

	table *agg.Table
	keys  []value.Value
	items *itemset.Counter
}

// limits is what one site part may use up for one site.
type limits struct{ steps, rows, text int64 }

// begin prepares the frame for the next site.
func (f *frame) begin(l limits) { f.limits = l }

// take uses up one of the rows that a site may hand on, or ends the site part.
func (f *frame) take() bool {
	if f.rows == 0 {
		if f.steps != 0 {
			f.faults[tooManyRows]++
			f.steps = 0
		}
		return false
	}
	f.rows--
	return true
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
