package eval

import (
	"math"

	"isobar/internal/plan"
	"isobar/internal/record"
	"isobar/internal/value"
)

// rowBound is a plan.GroupBound, compiled: what says quickly of nearly every report that it has no more rows than a site
// may count in groups, so that there is nothing to choose.
type rowBound struct {
	most int64
	rows rowCount
}

// rowCount is a number of rows that a relation of a report has no more than; it stops at manyRows.
type rowCount func(rec *record.Record) int64

// manyRows is a number of rows that is above every bound.
const manyRows = math.MaxInt32 + 1

// newRowBound compiles the bound of a group, nil if there is none.
func newRowBound(g *plan.Group) *rowBound {
	if g.Bound == nil {
		return nil
	}
	return &rowBound{g.Bound.Groups, countRows(g.Input)}
}

func countRows(op plan.Op) rowCount {
	var inputs []rowCount
	for _, input := range plan.Inputs(op) {
		inputs = append(inputs, countRows(input))
	}
	switch op := op.(type) {
	case *plan.Report, *plan.Single:
		return func(*record.Record) int64 { return 1 }
	case *plan.Unnest:
		list, ofReport := op.List.(*plan.List)
		if !ofReport { // its length is known only when it has been computed
			return func(*record.Record) int64 { return manyRows }
		}
		return func(rec *record.Record) int64 {
			return min(manyRows, inputs[0](rec)*int64(max(1, len(rec.Vectors[list.Index].Vals))))
		}
	case *plan.Join:
		return func(rec *record.Record) int64 {
			left, right := inputs[0](rec), inputs[1](rec)
			return min(manyRows, left*right+left+right)
		}
	case *plan.SetOp:
		return func(rec *record.Record) (n int64) {
			for _, input := range inputs {
				n += input(rec)
			}
			return min(manyRows, n)
		}
	case *plan.Filter, *plan.Project, *plan.GroupBy, *plan.Sort, *plan.Limit:
		return func(rec *record.Record) int64 { return max(1, inputs[0](rec)) } // one for a GroupBy of no rows
	}
	return func(*record.Record) int64 { return manyRows }
}

// reached says whether a report may have rows of more groups than a site may count in.
func (b *rowBound) reached(rec *record.Record) bool { return b != nil && b.rows(rec) > b.most }

// chosen runs the site part of a report that may have too many groups: once to choose among them, and once for the rows
// of those chosen. What an expression computes, and where a limit ends the part, is the same both times.
func (p *sitePart) chosen(f *frame, l limits) {
	faults := f.faults
	f.choice.Reset()
	f.choosing = true
	p.rows(f)
	f.choosing, f.faults = false, faults
	f.chose = f.choice.Close()
	if f.chose {
		f.cut++
	}
	f.begin(l)
	p.rows(f)
	f.chose = false
}

// counts says whether a row goes to the table.
func (f *frame) counts(keys []value.Value) bool {
	if f.choosing {
		f.choice.Offer(keys)
		return false
	}
	return !f.chose || f.choice.Has(keys)
}

// Cut counts, by table, the sites that have more groups than count, since the worker began.
func (w *Worker) Cut() map[string]int64 {
	counts := map[string]int64{}
	for i, part := range w.program.parts {
		if n := w.frames[i].cut; n > 0 {
			counts[part.table] += n
		}
	}
	return counts
}
