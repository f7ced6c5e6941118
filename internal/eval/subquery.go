package eval

import (
	"fmt"
	"math"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// subquery is a Subquery's relation, compiled.
type subquery struct {
	rows  source
	value scalar // nil for EXISTS
	// alone says that it reads nothing of the outer row, and so gives the same for all rows of a report or of a
	// public part.
	alone bool
}

// subquery compiles a subquery in an expression. Its operators run for each outer row, whose slots they see.
func (c *compiler) subquery(e *plan.Subquery) (scalar, error) {
	var arg scalar
	if e.Arg != nil {
		var err error
		if arg, err = c.scalar(e.Arg); err != nil {
			return nil, err
		}
	}
	q, err := c.nested(e)
	if err != nil {
		return nil, err
	}
	result := value.Bool
	switch e.Ask {
	case plan.ExistsSubquery:
		if e.Value != nil || arg != nil {
			return nil, fmt.Errorf("EXISTS with an operand")
		}
	case plan.InSubquery:
		if arg == nil || q.value == nil {
			return nil, fmt.Errorf("IN without an operand")
		}
		if err := checkEqual(e.Arg.Kind(), e.Value.Kind()); err != nil {
			return nil, err
		}
	case plan.ScalarSubquery, plan.ArraySubquery:
		if q.value == nil || arg != nil {
			return nil, fmt.Errorf("a subquery with the wrong operands")
		}
		kind := e.Value.Kind()
		if result = kind; kind == value.Null && e.Type <= value.Struct {
			result = e.Type
		}
		if result > value.Struct || e.Ask == plan.ArraySubquery && kind == value.Array {
			return nil, fmt.Errorf("a subquery of %s", kind)
		}
		if e.Ask == plan.ArraySubquery {
			result = value.Array
		}
	default:
		return nil, fmt.Errorf("a subquery that asks %q", e.Ask)
	}
	if result != e.Type {
		return nil, fmt.Errorf("a subquery of %s gives %s", e.Type, result)
	}
	switch e.Ask {
	case plan.InSubquery:
		if q.alone {
			return q.inAlone(c, arg), nil
		}
		return q.in(c, arg, e), nil
	case plan.ExistsSubquery:
		return q.once(c, q.exists(c)), nil
	case plan.ScalarSubquery:
		return q.once(c, guarded(q.scalar(c), false)), nil
	}
	return q.once(c, guarded(q.array(c), false)), nil
}

// nested compiles the relation of a subquery and its value.
func (c *compiler) nested(e *plan.Subquery) (q subquery, err error) {
	reach := c.reach
	c.depth++
	c.reach = c.depth
	_, err = c.branch(func() (err error) {
		if q.rows, err = c.source(e.Input); err == nil && e.Value != nil {
			q.value, err = c.scalar(e.Value)
		}
		return err
	})
	q.alone = c.reach >= c.depth
	c.depth--
	c.reach = min(c.reach, reach)
	return q, err
}

// once computes a subquery that gives always the same only once.
func (q subquery) once(c *compiler, ask scalar) scalar {
	if !q.alone {
		return ask
	}
	return c.remember(ask)
}

// exists ends at the first row.
func (q subquery) exists(c *compiler) scalar {
	type found struct {
		any bool
		brake
	}
	at := keep(c, func() *found { return &found{} })
	run := q.rows(func(f *frame) {
		s := at.of(f)
		s.any = true
		s.pull(f)
	})
	return func(f *frame) value.Value {
		s := at.of(f)
		s.any = false
		run(f)
		s.release(f)
		return boolOf(s.any)
	}
}

// scalar ends at the second row, which is an error.
func (q subquery) scalar(c *compiler) scalar {
	type found struct {
		n     int
		value value.Value
		brake
	}
	at := keep(c, func() *found { return &found{} })
	run := q.rows(func(f *frame) {
		s := at.of(f)
		if s.n++; s.n > 1 {
			s.pull(f)
			return
		}
		s.value = q.value(f)
	})
	return func(f *frame) value.Value {
		s := at.of(f)
		s.n, s.value = 0, null
		run(f)
		s.release(f)
		if s.n > 1 {
			return failure(severalRows)
		}
		return s.value
	}
}

// array writes the elements as they come, and ends when they exceed what text is left.
func (q subquery) array(c *compiler) scalar {
	type elements struct {
		text []byte
		brake
	}
	at := keep(c, func() *elements { return &elements{} })
	run := q.rows(func(f *frame) {
		s := at.of(f)
		s.text = value.AppendTo(s.text, f.dict, q.value(f))
		if int64(len(s.text)) > f.text {
			s.pull(f)
		}
	})
	return func(f *frame) value.Value {
		s := at.of(f)
		s.text = s.text[:0]
		run(f)
		s.release(f)
		return f.textOf(value.Array, s.text)
	}
}

// in ends at the first value that is equal.
func (q subquery) in(c *compiler, arg scalar, e *plan.Subquery) scalar {
	type found struct {
		sought, result value.Value
		brake
	}
	at := keep(c, func() *found { return &found{} })
	equal := equality(common([]plan.Expr{e.Arg, e.Value}))
	run := q.rows(func(f *frame) {
		s := at.of(f)
		switch v := q.value(f); {
		case s.result.Bool():
		case s.sought.IsNull():
			s.result = null
			s.pull(f)
		case v.IsNull():
			s.result = null
		case equal(s.sought, v):
			s.result = boolOf(true)
			s.pull(f)
		}
	})
	return func(f *frame) value.Value {
		s := at.of(f)
		s.sought, s.result = arg(f), boolOf(false)
		run(f)
		s.release(f)
		return s.result
	}
}

// inAlone looks values up among those of a subquery that gives always the same.
func (q subquery) inAlone(c *compiler, arg scalar) scalar {
	type members struct {
		memory
		null   bool // whether NULL is one
		values *keyTable
		one    []value.Value
	}
	at := keep(c, func() *members { return &members{values: newKeyTable(1), one: make([]value.Value, 1)} })
	run := q.rows(func(f *frame) {
		if !f.take() {
			return
		}
		s := at.of(f)
		if s.one[0] = q.value(f); s.one[0].IsNull() {
			s.null = true
			return
		}
		s.values.number(s.one)
	})
	return func(f *frame) value.Value {
		s := at.of(f)
		s.recall(f, func() {
			s.null = false
			s.values.reset()
			run(f)
		})
		v := arg(f)
		switch {
		case s.values.n == 0 && !s.null:
			return boolOf(false)
		case v.IsNull():
			return null
		case v.Kind != value.Float64 || !math.IsNaN(v.Float64()):
			s.one[0] = v
			if _, ok := s.values.find(s.one); ok {
				return boolOf(true)
			}
		}
		if s.null {
			return null
		}
		return boolOf(false)
	}
}
