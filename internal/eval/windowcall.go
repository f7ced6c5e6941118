package eval

import (
	"errors"
	"fmt"
	"math"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// windowCall compiles the function of a call: what it computes within a partition.
func (c publicCompiler) windowCall(call *plan.WindowCall) (*windowCall, error) {
	w := &windowCall{slot: call.Public}
	var err error
	if call.Arg != nil {
		if w.arg, err = c.argument(call.Arg); err != nil {
			return nil, err
		}
	}
	if len(call.By) > 0 || call.Limit != 0 {
		return nil, errors.New("ORDER BY or LIMIT of the arguments is not supported")
	}
	if ranking, ok := rankings[call.Fn]; ok {
		if call.Kind != ranking.kind || call.Arg != nil {
			return nil, fmt.Errorf("it gives %s and has no argument", ranking.kind)
		}
		w.compute = ranking.compute
		return w, nil
	}
	switch call.Fn {
	case plan.NTile:
		n, err := positive(call.Arg2, 1)
		if err == nil && call.Kind != value.Int64 {
			err = errors.New("it gives INT64")
		}
		w.compute = ntile(n)
		return w, err
	case plan.Lag, plan.Lead, plan.FirstValue, plan.LastValue, plan.NthValue:
		if call.Arg == nil || call.Arg.Kind() != call.Kind && call.Arg.Kind() != value.Null {
			return nil, fmt.Errorf("it has no argument of type %s", call.Kind)
		}
		if call.Distinct {
			return nil, errors.New("DISTINCT is not supported")
		}
	}
	switch call.Fn {
	case plan.Lag, plan.Lead:
		return w, c.shift(w, call)
	}
	bounds, err := frameAround(call)
	if err != nil {
		return nil, err
	}
	switch call.Fn {
	case plan.FirstValue, plan.LastValue, plan.NthValue:
		return w, pickValue(w, call, bounds)
	}
	return w, c.windowAggregate(w, call, bounds)
}

// argument compiles an expression that is computed once for each row.
func (c publicCompiler) argument(e plan.Expr) (*computedKey, error) {
	s, err := c.scalar(e)
	return &computedKey{expr: e, scalar: s}, err
}

// positive reads the constant number of a function, which is at least least.
func positive(e plan.Expr, least int64) (int, error) {
	n, ok := e.(*plan.Const)
	if !ok || n.Type != value.Int64 || n.Null || int64(n.Word) < least {
		return 0, fmt.Errorf("its number must be a constant from %d on", least)
	}
	return int(min(int64(n.Word), math.MaxInt32)), nil
}

// shift compiles LAG and LEAD.
func (c publicCompiler) shift(w *windowCall, call *plan.WindowCall) (err error) {
	if call.IgnoreNulls {
		return errors.New("IGNORE NULLS is not supported")
	}
	by := 1
	if call.Arg2 != nil {
		if by, err = positive(call.Arg2, 0); err != nil {
			return err
		}
	}
	if call.Default != nil {
		if kind := call.Default.Kind(); kind != call.Kind && kind != value.Null {
			return fmt.Errorf("its default is %s, not %s", kind, call.Kind)
		}
		if w.fallback, err = c.argument(call.Default); err != nil {
			return err
		}
	}
	if call.Fn == plan.Lag {
		by = -by
	}
	w.compute = func(_ *frame, p *partition) error {
		for i, row := range p.rows {
			switch from := i + by; {
			case from >= 0 && from < len(p.rows):
				p.out[row] = p.args[p.rows[from]]
			case p.defaults != nil:
				p.out[row] = p.defaults[row]
			}
		}
		return nil
	}
	return nil
}

// pickValue compiles FIRST_VALUE, LAST_VALUE and NTH_VALUE: the value at a place among the rows of the
// frame or, with IGNORE NULLS, among those of them that have one.
func pickValue(w *windowCall, call *plan.WindowCall, bounds *windowFrame) (err error) {
	nth := 1
	if call.Fn == plan.NthValue {
		if nth, err = positive(call.Arg2, 1); err != nil {
			return err
		}
	}
	last := call.Fn == plan.LastValue
	w.compute = func(f *frame, p *partition) error {
		in := bounds.in(f, p)
		held, before := p.candidates(call.IgnoreNulls)
		for i, row := range p.rows {
			a, b := in(i)
			begin, end := int(before[a]), int(before[b])
			at := begin + nth - 1
			if last {
				at = end - 1
			}
			if at >= begin && at < end {
				p.out[row] = p.args[p.rows[held[at]]]
			}
		}
		return nil
	}
	return nil
}

// candidates gives the positions of the rows that count, and for each position up to the end how many of
// them come before it.
func (p *partition) candidates(ignoreNulls bool) (held, before []int32) {
	before = make([]int32, len(p.rows)+1)
	for i, row := range p.rows {
		before[i] = int32(len(held))
		if !ignoreNulls || !p.args[row].IsNull() {
			held = append(held, int32(i))
		}
	}
	before[len(p.rows)] = int32(len(held))
	return held, before
}
