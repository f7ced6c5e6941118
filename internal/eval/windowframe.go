package eval

import (
	"errors"
	"fmt"
	"math"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// windowFrame is the rows around each that a window function reads, compiled.
type windowFrame struct {
	from, to edge
	// fromStart and toEnd say that it begins with the partition, or ends with it.
	fromStart, toEnd bool
}

// edge gives, for the position of a row in a partition, that of the first row of its frame or that of the first
// row after it.
type edge func(f *frame, p *partition) func(i int) int

// in gives the frames of a partition: the rows from begin to before end, none if these are equal.
func (w *windowFrame) in(f *frame, p *partition) func(i int) (begin, end int) {
	from, to := w.from(f, p), w.to(f, p)
	return func(i int) (begin, end int) {
		begin = from(i)
		return begin, max(to(i), begin)
	}
}

// frameAround compiles the frame of a call.
func frameAround(call *plan.WindowCall) (*windowFrame, error) {
	from, to := call.Frame.From, call.Frame.To
	w := &windowFrame{fromStart: from.Kind == plan.UnboundedPreceding, toEnd: to.Kind == plan.UnboundedFollowing}
	if from.Kind == plan.UnboundedFollowing || to.Kind == plan.UnboundedPreceding {
		return nil, errors.New("its frame begins after its rows, or ends before them")
	}
	compile := rowsEdge
	if call.Frame.Range {
		compile = func(b plan.Bound, isEnd bool) (edge, error) { return rangeEdge(call.OrderBy, b, isEnd) }
	}
	var err error
	if w.from, err = compile(from, false); err != nil {
		return nil, err
	}
	w.to, err = compile(to, true)
	return w, err
}

// rowsEdge compiles a bound of a ROWS frame.
func rowsEdge(b plan.Bound, isEnd bool) (edge, error) {
	by := 0
	switch b.Kind {
	case plan.UnboundedPreceding, plan.UnboundedFollowing:
		return unbounded(isEnd), nil
	case plan.CurrentRow:
	case plan.Preceding, plan.Following:
		n, err := positive(b.Offset, 0)
		if err != nil {
			return nil, fmt.Errorf("a bound of its frame: %w", err)
		}
		if by = n; b.Kind == plan.Preceding {
			by = -n
		}
	default:
		return nil, fmt.Errorf("a frame with bound %q", b.Kind)
	}
	if isEnd {
		by++
	}
	return func(_ *frame, p *partition) func(i int) int {
		n := len(p.rows)
		return func(i int) int { return max(0, min(i+by, n)) }
	}, nil
}

func unbounded(isEnd bool) edge {
	return func(_ *frame, p *partition) func(i int) int {
		at := 0
		if isEnd {
			at = len(p.rows)
		}
		return func(int) int { return at }
	}
}

// peersEdge is CURRENT ROW of a RANGE frame, which means all rows that are equal to it.
func peersEdge(isEnd bool) edge {
	return func(_ *frame, p *partition) func(i int) int {
		at := p.peers
		if isEnd {
			at = p.ends
		}
		return func(i int) int { return int(at[i]) }
	}
}

// rangeEdge compiles a bound of a RANGE frame.
func rangeEdge(order []plan.OrderBy, b plan.Bound, isEnd bool) (edge, error) {
	switch b.Kind {
	case plan.UnboundedPreceding, plan.UnboundedFollowing:
		return unbounded(isEnd), nil
	case plan.CurrentRow:
		return peersEdge(isEnd), nil
	case plan.Preceding, plan.Following:
	default:
		return nil, fmt.Errorf("a frame with bound %q", b.Kind)
	}
	offset, ok := b.Offset.(*plan.Const)
	if !ok || offset.Null || len(order) != 1 || order[0].Expr.Kind() != offset.Type {
		return nil, errors.New("RANGE with an offset needs one ORDER BY and a constant of its type")
	}
	backward, descending := b.Kind == plan.Preceding, order[0].Descending
	v := value.Value{Kind: offset.Type, Bits: offset.Word}
	switch offset.Type {
	case value.Int64:
		return measured(wholeOf(v.Int64()), backward, isEnd, descending, func(_ *frame, v value.Value) (whole, bool) {
			return wholeOf(v.Int64()), true
		})
	case value.Float64:
		if !isFinite(v.Float64()) {
			return nil, errors.New("RANGE with an offset that is no finite number")
		}
		return measured(real64(v.Float64()), backward, isEnd, descending, func(_ *frame, v value.Value) (real64, bool) {
			return real64(v.Float64()), !math.IsNaN(v.Float64())
		})
	case value.Numeric:
		return measured(wholeOfNumeric(offset.Text), backward, isEnd, descending, func(f *frame, v value.Value) (whole, bool) {
			return wholeOfNumeric(f.read(v)), true
		})
	}
	return nil, fmt.Errorf("RANGE with an offset of type %s", offset.Type)
}
