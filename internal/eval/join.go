package eval

import (
	"fmt"
	"math"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// A join stores the rows of its right side, by the values that have to be equal, and then looks for the partners
// of each row of the left side. Without such values there is one key, which all rows have. Partners come in
// the order of the left side's rows, then of the right side's; rows of the right side without one come last.

// joiner is a Join, compiled.
type joiner struct {
	left, right           source
	leftKeys, rightKeys   []scalar
	leftSlots, rightSlots []plan.Slot
	on                    scalar // nil for none
	keepLeft, keepRight   bool   // rows without a partner are kept
	at                    place[partners]
}

// partners are the rows of the right side.
type partners struct {
	rows        savedRows
	keys        *keyTable
	key         []value.Value
	first, last []int32 // of each key: its first and last row
	next        []int32 // of each row: the next of its key, or -1
	joined      []bool  // of each row
}

func (c *compiler) join(op *plan.Join) (source, error) {
	j := &joiner{}
	var ok bool
	if j.keepLeft, j.keepRight, ok = op.Kind.Keeps(); !ok {
		return nil, fmt.Errorf("a join of kind %q", op.Kind)
	}
	left, err := c.branch(func() (err error) {
		j.left, j.leftKeys, j.leftSlots, err = c.joinSide(op.Left, op.Equal, func(p plan.Pair) plan.Expr { return p.Left })
		return err
	})
	if err != nil {
		return nil, err
	}
	right, err := c.branch(func() (err error) {
		j.right, j.rightKeys, j.rightSlots, err = c.joinSide(op.Right, op.Equal, func(p plan.Pair) plan.Expr { return p.Right })
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, p := range op.Equal {
		if err := checkEqual(p.Left.Kind(), p.Right.Kind()); err != nil {
			return nil, err
		}
	}
	if err := c.merge(left); err != nil {
		return nil, err
	}
	if err := c.merge(right); err != nil {
		return nil, err
	}
	if op.On != nil {
		if j.on, err = c.boolean(op.On); err != nil {
			return nil, err
		}
	}
	j.at = keep(c, func() *partners {
		return &partners{keys: newKeyTable(len(op.Equal)), key: make([]value.Value, len(op.Equal))}
	})
	return j.source, nil
}

// joinSide compiles one side of a join.
func (c *compiler) joinSide(op plan.Op, pairs []plan.Pair, side func(plan.Pair) plan.Expr) (rows source, keys []scalar, slots []plan.Slot, err error) {
	if rows, err = c.source(op); err != nil {
		return nil, nil, nil, err
	}
	for _, p := range pairs {
		key, err := c.scalar(side(p))
		if err != nil {
			return nil, nil, nil, err
		}
		keys = append(keys, key)
	}
	return rows, keys, c.standing(), nil
}

// checkEqual refuses kinds whose values cannot be equal.
func checkEqual(a, b value.Kind) error {
	if !a.Scalar() || !b.Scalar() || a != b && a != value.Null && b != value.Null {
		return fmt.Errorf("%s = %s", a, b)
	}
	return nil
}

func (j *joiner) source(next step) (run step) {
	store := j.right(func(f *frame) {
		if f.take() {
			j.store(f, j.at.of(f))
		}
	})
	probe := j.left(func(f *frame) { j.probe(f, j.at.of(f), next) })
	return func(f *frame) {
		p := j.at.of(f)
		p.reset()
		if store(f); f.steps == 0 {
			return
		}
		probe(f)
		if !j.keepRight {
			return
		}
		for row, joined := range p.joined {
			if !joined && f.visit() {
				clearSlots(f, j.leftSlots)
				p.rows.load(f, j.rightSlots, row)
				next(f)
			}
		}
	}
}

func (p *partners) reset() {
	p.rows.reset()
	p.keys.reset()
	p.first, p.last, p.next, p.joined = p.first[:0], p.last[:0], p.next[:0], p.joined[:0]
}

// store keeps a row of the right side.
func (j *joiner) store(f *frame, p *partners) {
	joins := joinKey(f, j.rightKeys, p.key)
	if !joins && !j.keepRight {
		return
	}
	row := int32(p.rows.add(f, j.rightSlots))
	p.next, p.joined = append(p.next, -1), append(p.joined, false)
	if !joins {
		return
	}
	key, fresh := p.keys.number(p.key)
	if fresh {
		p.first, p.last = append(p.first, row), append(p.last, row)
		return
	}
	p.next[p.last[key]], p.last[key] = row, row
}

// probe makes the rows that a row of the left side belongs to.
func (j *joiner) probe(f *frame, p *partners, next step) {
	row := int32(-1)
	if joinKey(f, j.leftKeys, p.key) {
		if key, ok := p.keys.find(p.key); ok {
			row = p.first[key]
		}
	}
	found := false
	for ; row >= 0 && f.visit(); row = p.next[row] {
		p.rows.load(f, j.rightSlots, int(row))
		if j.on == nil || j.on(f).Bool() {
			found, p.joined[row] = true, true
			next(f)
		}
	}
	if j.keepLeft && !found && f.steps != 0 {
		clearSlots(f, j.rightSlots)
		next(f)
	}
}

// joinKey computes the values that have to be equal; ok is false if one of them equals nothing: NULL or NaN.
func joinKey(f *frame, keys []scalar, into []value.Value) (ok bool) {
	for i, key := range keys {
		v := key(f)
		if v.IsNull() || v.Kind == value.Float64 && math.IsNaN(v.Float64()) {
			return false
		}
		into[i] = v
	}
	return true
}
