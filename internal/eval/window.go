package eval

import (
	"errors"
	"fmt"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// window compiles window functions over public rows. The base order becomes the input's, then that of the
// results.
func (c publicCompiler) window(op *plan.Window) (*relation, error) {
	input, err := c.relation(op.Input)
	if err != nil {
		return nil, err
	}
	var windows []*window
	for i := range op.Calls {
		call := &op.Calls[i]
		w, err := c.over(call, input.base)
		if err != nil {
			return nil, fmt.Errorf("%s OVER: %w", call.Fn, err)
		}
		compiled, err := c.windowCall(call)
		if err != nil {
			return nil, fmt.Errorf("%s OVER: %w", call.Fn, err)
		}
		if same := slices.IndexFunc(windows, w.equal); same >= 0 {
			w = windows[same]
		} else {
			windows = append(windows, w)
		}
		w.calls = append(w.calls, compiled)
	}
	base := slices.Clip(input.base)
	for _, call := range op.Calls { // none sees the result of another
		if err := c.define(call.Public, slotType{kind: call.Kind}); err != nil {
			return nil, err
		}
		base = append(base, plan.SortBy{Slot: call.Public})
	}
	rel := after(input, func(run *publicRun, r *rows) error {
		for _, w := range windows {
			if err := w.run(run.frame, r); err != nil {
				return err
			}
		}
		return nil
	})
	rel.base = base
	return rel, nil
}

// window is partitions of rows in an order, and what is to be computed over them.
type window struct {
	computed  []computedKey
	partition []plan.Slot
	order     []plan.SortBy
	sort      []plan.SortBy // by both, then by the base order
	calls     []*windowCall
}

// computedKey is an expression to partition or order by that is no slot already.
type computedKey struct {
	slot plan.Slot
	expr plan.Expr
	scalar
}

// windowCall is one window function, compiled.
type windowCall struct {
	slot          plan.Slot
	arg, fallback *computedKey // nil for none; their slots are not used
	// compute fills p.out for the rows of a partition.
	compute func(f *frame, p *partition) error
}

// partition is the rows of one partition in the order of its window. Positions are from 0.
type partition struct {
	rows []int32 // at each position
	// peers[i] and ends[i] are where the rows begin and end that ORDER BY leaves equal to the one at i.
	peers, ends         []int32
	key                 []value.Value // by row: the one value to order by, for RANGE
	args, defaults, out []value.Value // by row
}

// over compiles PARTITION BY and ORDER BY.
func (c publicCompiler) over(call *plan.WindowCall, base []plan.SortBy) (*window, error) {
	w := &window{}
	slot := func(e plan.Expr) (plan.Slot, error) {
		if e == nil {
			return plan.None, errors.New("an expression is missing")
		}
		s, err := c.scalar(e)
		if err == nil {
			err = groupable(e.Kind())
		}
		if err != nil {
			return plan.None, err
		}
		if ref, ok := e.(*plan.Ref); ok {
			return ref.Slot, nil
		}
		w.computed = append(w.computed, computedKey{slot: c.hidden(), expr: e, scalar: s})
		return w.computed[len(w.computed)-1].slot, nil
	}
	for _, e := range call.PartitionBy {
		s, err := slot(e)
		if err != nil {
			return nil, err
		}
		w.partition = append(w.partition, s)
		w.sort = append(w.sort, plan.SortBy{Slot: s})
	}
	for _, by := range call.OrderBy {
		s, err := slot(by.Expr)
		if err != nil {
			return nil, err
		}
		w.order = append(w.order, plan.SortBy{Slot: s, Descending: by.Descending, NullsLast: by.NullsLast})
	}
	w.sort = slices.Concat(w.sort, w.order, base)
	return w, nil
}

// equal says that the rows are in the same partitions and order.
func (w *window) equal(v *window) bool {
	return slices.Equal(w.partition, v.partition) && slices.Equal(w.order, v.order)
}

// run computes the calls and adds their columns.
func (w *window) run(f *frame, r *rows) error {
	for _, key := range w.computed {
		r.put(key.slot, r.column(f, key.expr, key.scalar))
	}
	sorted := *r
	sorted.live = slices.Clone(r.live)
	sorted.sort(w.sort)
	partitions := w.split(&sorted)
	for _, call := range w.calls {
		args, defaults := call.arg.column(f, r), call.fallback.column(f, r)
		out := make([]value.Value, r.n)
		for i := range partitions {
			p := &partitions[i]
			p.args, p.defaults, p.out = args, defaults, out
			if !f.work(len(p.rows)) {
				return errTooMuchWork
			}
			if err := call.compute(f, p); err != nil {
				return err
			}
		}
		r.put(call.slot, out)
	}
	for _, key := range w.computed {
		r.columns[key.slot] = nil
	}
	return nil
}

// column computes the values of an argument, if there is one.
func (k *computedKey) column(f *frame, r *rows) []value.Value {
	if k == nil {
		return nil
	}
	return r.column(f, k.expr, k.scalar)
}

// split finds the partitions, and in them the rows that ORDER BY leaves equal.
func (w *window) split(r *rows) (partitions []partition) {
	n := len(r.live)
	peers, ends := make([]int32, n), make([]int32, n)
	var key []value.Value
	if len(w.order) == 1 {
		key = r.columns[w.order[0].Slot]
	}
	order := make([]plan.Slot, len(w.order))
	for i, by := range w.order {
		order[i] = by.Slot
	}
	for begin := 0; begin < n; {
		end := r.sameUntil(w.partition, begin, n)
		for at := begin; at < end; {
			next := r.sameUntil(order, at, end)
			for i := at; i < next; i++ {
				peers[i], ends[i] = int32(at-begin), int32(next-begin)
			}
			at = next
		}
		partitions = append(partitions, partition{rows: r.live[begin:end], peers: peers[begin:end], ends: ends[begin:end], key: key})
		begin = end
	}
	return partitions
}

// sameUntil gives the end of the live rows from begin on, before limit, that are equal in all of slots.
func (r *rows) sameUntil(slots []plan.Slot, begin, limit int) int {
	end := begin + 1
	for ; end < limit; end++ {
		for _, s := range slots {
			if r.columns[s][r.live[end]] != r.columns[s][r.live[begin]] {
				return end
			}
		}
	}
	return end
}
