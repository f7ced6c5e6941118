package eval

import (
	"errors"
	"fmt"

	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// instance checks a reference to a column at the instance in slot of, and notes that it is read.
func (c *compiler) instance(path string, index int, of plan.Slot) (*schema.Column, error) {
	if c.schema == nil {
		return nil, fmt.Errorf("the public part reads %s of a report", path)
	}
	if index < 0 || index >= len(c.schema.All) || c.schema.All[index].Path != path {
		return nil, fmt.Errorf("column %s is not in the schema at %d", path, index)
	}
	column := c.schema.All[index]
	// The instance is of the nearest column above that is repeated, or of one between.
	var holder *schema.Column
	if of != plan.Root {
		t, err := c.lookup(of)
		if err != nil {
			return nil, err
		}
		if holder = t.column; holder == nil {
			return nil, fmt.Errorf("slot %d holds no record to read %s of", of, path)
		}
		c.reach = min(c.reach, t.depth)
	}
	for at := column.Parent; at != holder; at = at.Parent {
		if at == nil || at.Repeated {
			return nil, fmt.Errorf("column %s does not belong to slot %d", path, of)
		}
	}
	c.need(column)
	return column, nil
}

func (c *compiler) need(column *schema.Column) {
	for ; column != nil; column = column.Parent {
		c.needed[column.Index] = true
	}
}

func (c *compiler) field(e *plan.Field) (scalar, error) {
	column, err := c.instance(e.Column, e.Index, e.Of)
	if err != nil {
		return nil, err
	}
	if column.Repeated || column.Kind != e.Type {
		return nil, fmt.Errorf("column %s is no %s", e.Column, e.Type)
	}
	index, of := e.Index, e.Of
	if of == plan.Root {
		return func(f *frame) value.Value { return f.rec.At(index, 0) }, nil
	}
	return func(f *frame) value.Value {
		holder := f.slots[of]
		if holder.IsNull() {
			return null
		}
		return f.rec.At(index, holder.Index())
	}, nil
}

// list compiles an array to its range of instances; ok is false for a NULL array, which is one of a
// record that is NULL.
func (c *compiler) list(e plan.Expr) (elements func(f *frame) (lo, hi int, ok bool), column *schema.Column, err error) {
	l, isList := e.(*plan.List)
	if !isList {
		return nil, nil, errors.New("something that is no array stands where one is needed")
	}
	if column, err = c.instance(l.Column, l.Index, l.Of); err != nil {
		return nil, nil, err
	}
	if !column.Repeated || column.Kind != l.Elem {
		return nil, nil, fmt.Errorf("column %s is no array of %s", l.Column, l.Elem)
	}
	index, of := l.Index, l.Of
	instance := func(*frame) int { return 0 }
	if of != plan.Root {
		instance = func(f *frame) int {
			if holder := f.slots[of]; !holder.IsNull() {
				return holder.Index()
			}
			return -1
		}
	}
	parent := -1
	if column.Parent != nil {
		parent = column.Parent.Index
	}
	return func(f *frame) (lo, hi int, ok bool) {
		i := instance(f)
		if i < 0 || parent >= 0 && f.rec.At(parent, i).IsNull() {
			return 0, 0, false
		}
		lo, hi = f.rec.Range(index, i)
		return lo, hi, true
	}, column, nil
}
