package eval

import (
	"errors"
	"fmt"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// gathered is what ARRAY_AGG and STRING_AGG have in common: values, and how to order and cut them.
type gathered struct {
	keys  []scalar
	items []sortItem
	limit int64 // 0 for none
}

func (c *compiler) gather(a *aggregate, m plan.Measure) (g gathered, err error) {
	if g.keys, g.items, err = c.orderKeys(m.By); err != nil {
		return g, err
	}
	if g.limit = m.Limit; g.limit < 0 {
		return g, fmt.Errorf("%s with LIMIT %d", m.Fn, m.Limit)
	}
	a.add = func(f *frame, s *state, v value.Value) {
		if s.rows++; g.limit > 0 && len(g.keys) == 0 && s.rows > g.limit {
			return
		}
		l := s.more()
		l.values = append(l.values, v)
		for _, key := range g.keys {
			l.keys = append(l.keys, key(f))
		}
	}
	return g, nil
}

// ordered gives the values in their order. Those whose keys are equal stay in the order of the rows.
func (g *gathered) ordered(f *frame, l *largeState) []value.Value {
	values := l.values
	if len(g.keys) > 0 {
		order := make([]int32, len(values))
		for i := range order {
			order[i] = int32(i)
		}
		sortKeys(f.dict, order, l.keys, g.items)
		values = make([]value.Value, len(order))
		for i, n := range order {
			values[i] = l.values[n]
		}
	}
	if g.limit > 0 && int64(len(values)) > g.limit {
		values = values[:g.limit]
	}
	return values
}

// arrayAgg makes ARRAY_AGG, which is NULL for no rows.
func (c *compiler) arrayAgg(a *aggregate, m plan.Measure) error {
	if kind := m.Arg.Kind(); m.Elem != kind || !isElement(kind) {
		return fmt.Errorf("%s of %s gives an array of %s", m.Fn, kind, m.Elem)
	}
	a.nulls = !m.IgnoreNulls
	g, err := c.gather(a, m)
	a.result = func(f *frame, s *state) value.Value {
		if s.rows == 0 {
			return null
		}
		return settled(f, f.compoundOf(value.Array, g.ordered(f, s.more())))
	}
	return err
}

// stringAgg makes STRING_AGG of STRING or BYTES, which is NULL if all of them are.
func (c *compiler) stringAgg(a *aggregate, m plan.Measure) error {
	kind := m.Arg.Kind()
	if err := wants(m.Fn, kind, value.String, value.Bytes); err != nil {
		return err
	}
	separator := []byte(",")
	if m.Separator != nil {
		literal, ok := m.Separator.(*plan.Const)
		switch {
		case !ok || literal.Type != kind && literal.Type != value.Null:
			return errors.New("the separator of STRING_AGG is no literal of the type of its values")
		case literal.Null || literal.Type == value.Null:
			separator = nil
		default:
			separator = append([]byte{}, literal.Text...)
		}
	}
	g, err := c.gather(a, m)
	a.result = func(f *frame, s *state) value.Value {
		if s.rows == 0 || separator == nil {
			return null
		}
		f.buf = f.buf[:0]
		for i, v := range g.ordered(f, s.more()) {
			if i > 0 {
				f.buf = append(f.buf, separator...)
			}
			f.buf = append(f.buf, f.read(v)...)
			if int64(len(f.buf)) > f.text {
				break // which textOf says
			}
		}
		return settled(f, f.textOf(kind, f.buf))
	}
	return err
}
