package plan

import (
	"fmt"
	"slices"

	"isobar/internal/value"
)

// scope is a relation of a site part taken apart: its rows are the combinations of one of each of its
// elements that fulfil all conditions.
type scope struct {
	elements []*element
	conds    []Expr
	// distinct are the places where rows became one for each combination of values.
	distinct []distinct
	// keyed says that the values of rowKey tell a site's rows apart: with none, it has one row at most.
	keyed  bool
	rowKey []Expr
	order  []orderKey // of a subquery, ORDER BY
	slots  []Slot     // that it writes
}

// element is what a row has one of: an element of an array, or a row of a relation that cannot be taken
// apart any further.
type element struct {
	id     int // in order of sight
	number int // in names, from 1; 0 for none
	// list is the array, a *List, a *part or a computed one; nil for a row of a relation.
	list Expr
	// rows is the relation; nil for an element of an array.
	rows  *relation
	outer bool   // if there is none, the row is kept with NULLs
	on    []Expr // of outer: what it has to fulfil
	// exists says that its number makes no rows: it only has to be there.
	exists bool
	one    bool // a site has one at most
}

// relation is a relation that stays whole.
type relation struct {
	what   string   // "group", "left", "full", "limit 5 after 0", or a SetKind
	inputs []*scope // whose elements have their numbers
	on     []Expr   // of "full": over both inputs
	values [][]Expr // of a set operation: what each input gives for each column
	by     []Expr   // of "group"
}

// distinct is one place where equal rows became one.
type distinct struct {
	by []Expr
	of []*element
}

type orderKey struct {
	expr                  Expr
	descending, nullsLast bool
}

// part is a column of an element, or the element itself.
type part struct {
	of     *element
	column string // of an array's element: its path in the schema; "" for the element itself
	offset bool   // the element's place in the array
	// values is of a row of a relation: the value over each of its inputs, or nil of those that have no part
	// in it.
	values []Expr
	kind   value.Kind
}

// query is a subquery in an expression.
type query struct {
	ask        SubqueryKind
	scope      *scope
	value, arg Expr
	kind       value.Kind
}

// total is a measure over the rows of a relation, as a value of a part.
type total struct{ Measure }

func (*part) expr()  {}
func (*query) expr() {}
func (*total) expr() {}

// Kind is the column's type.
func (e *part) Kind() value.Kind { return e.kind }

// Kind is the subquery's type.
func (e *query) Kind() value.Kind { return e.kind }

// Kind is the measure's type.
func (e *total) Kind() value.Kind { return e.Measure.Kind }

// flattener takes a site part apart.
type flattener struct {
	env  map[Slot]Expr // what the slots hold, in terms of the report
	read map[Slot]bool // slots that some expression reads
	next int           // elements
}

func (f *flattener) element(e element) *element {
	f.next++
	e.id = f.next
	return &e
}

func (f *flattener) define(s *scope, slot Slot, e Expr) {
	if slot != None {
		f.env[slot] = e
		s.slots = append(s.slots, slot)
	}
}

// op takes a relation apart.
func (f *flattener) op(op Op) *scope {
	switch op := op.(type) {
	case *Report, *Single:
		return &scope{keyed: true}
	case *Filter:
		s := f.op(op.Input)
		f.where(s, f.sub(op.Cond))
		return s
	case *Project:
		s := f.op(op.Input)
		for _, c := range op.Columns {
			f.define(s, c.Slot, f.sub(c.Expr))
		}
		return s
	case *Unnest:
		return f.unnest(op)
	case *GroupBy:
		return f.groupBy(op)
	case *Join:
		return f.join(op)
	case *SetOp:
		return f.setOp(op)
	case *Sort:
		s := f.op(op.Input)
		var by []orderKey
		for _, b := range op.By {
			by = append(by, orderKey{f.slot(b.Slot, value.Null), b.Descending, b.NullsLast})
		}
		s.order = append(by, s.order...)
		return s
	case *Limit:
		return f.whole(&relation{what: fmt.Sprintf("limit %d after %d", op.Count, op.Offset), inputs: []*scope{f.op(op.Input)}})
	}
	p := &printer{} // nothing else stands in a site part; if it does, it means what it says
	p.op(0, op)
	return f.whole(&relation{what: p.b.String()})
}

func (f *flattener) unnest(op *Unnest) *scope {
	s := f.op(op.Input)
	e := f.element(element{list: f.sub(op.List), outer: op.Outer})
	f.define(s, op.Elem, &part{of: e, kind: elementKind(op)})
	f.define(s, op.Offset, &part{of: e, offset: true, kind: value.Int64})
	s.elements, s.keyed, s.rowKey = append(s.elements, e), false, nil
	if op.On != nil {
		if on := f.sub(op.On); op.Outer {
			e.on = conjuncts(on)
		} else {
			f.where(s, on)
		}
	}
	return s
}

func elementKind(op *Unnest) value.Kind {
	if list, ok := op.List.(*List); ok {
		return list.Elem
	}
	return op.Kind
}

// groupBy leaves the rows as they are, and notes that equal ones become one, unless it counts them. With no
// keys, there is a row even of no input.
func (f *flattener) groupBy(op *GroupBy) *scope {
	s := f.op(op.Input)
	keys := make([]Expr, len(op.Keys))
	for i, c := range op.Keys {
		keys[i] = f.sub(c.Expr)
	}
	counted := slices.ContainsFunc(op.Measures, func(m Measure) bool { return f.read[m.Public] })
	if len(keys) > 0 && !counted {
		for i, c := range op.Keys {
			f.define(s, c.Slot, keys[i])
		}
		s.distinct = append(s.distinct, distinct{by: keys, of: slices.Clone(s.elements)})
		s.keyed, s.rowKey = true, keys
		return s
	}
	for i, c := range op.Keys {
		f.define(s, c.Slot, keys[i])
	}
	for _, m := range op.Measures {
		f.define(s, m.Public, f.total(m))
	}
	one := !slices.ContainsFunc(keys, func(e Expr) bool { return !siteConstant(e, s.elements) })
	whole := f.whole(&relation{what: "group", inputs: []*scope{s}, by: keys})
	whole.elements[0].one = one
	whole.keyed, whole.rowKey = true, nil
	for _, c := range op.Keys {
		whole.rowKey = append(whole.rowKey, f.env[c.Slot])
	}
	return whole
}

// whole makes a scope whose only element is a row of a relation. The slots of its inputs are then parts of
// that element.
func (f *flattener) whole(r *relation) *scope {
	e := f.element(element{rows: r})
	s := &scope{elements: []*element{e}}
	for i, input := range r.inputs {
		input.settle()
		for _, slot := range input.slots {
			values := make([]Expr, len(r.inputs))
			values[i] = f.env[slot]
			f.define(s, slot, &part{of: e, values: values, kind: f.env[slot].Kind()})
		}
	}
	return s
}

func (f *flattener) join(op *Join) *scope {
	switch op.Kind {
	case LeftJoin:
		return f.outerJoin(op, op.Left, op.Right)
	case RightJoin:
		return f.outerJoin(op, op.Right, op.Left)
	case FullJoin:
		l, r := f.op(op.Left), f.op(op.Right)
		on := f.joinConditions(op)
		return f.whole(&relation{what: "full", inputs: []*scope{l, r}, on: on})
	}
	l, r := f.op(op.Left), f.op(op.Right)
	s := &scope{elements: append(l.elements, r.elements...), conds: append(l.conds, r.conds...), distinct: append(l.distinct, r.distinct...),
		slots: append(l.slots, r.slots...), keyed: l.keyed && r.keyed, rowKey: append(slices.Clone(l.rowKey), r.rowKey...)}
	for _, e := range f.joinConditions(op) {
		f.where(s, e)
	}
	return s
}

// outerJoin makes an element of the rows of the side whose partner may be missing.
func (f *flattener) outerJoin(op *Join, kept, optional Op) *scope {
	s, o := f.op(kept), f.op(optional)
	keyed, rowKey := o.keyed, o.rowKey
	one := keyed && len(rowKey) == 0
	partner := f.whole(&relation{what: "left", inputs: []*scope{o}})
	e := partner.elements[0]
	e.outer = true
	for _, on := range f.joinConditions(op) {
		e.on = append(e.on, conjuncts(on)...)
	}
	e.one = one && !slices.ContainsFunc(e.on, func(on Expr) bool { return !siteConstant(on, s.elements) })
	s.elements, s.slots = append(s.elements, e), append(s.slots, partner.slots...)
	s.keyed = s.keyed && keyed
	for _, key := range rowKey {
		s.rowKey = append(s.rowKey, &part{of: e, values: []Expr{key}, kind: key.Kind()})
	}
	return s
}

func (f *flattener) joinConditions(op *Join) (on []Expr) {
	for _, p := range op.Equal {
		on = append(on, compare("$equal", f.sub(p.Left), f.sub(p.Right)))
	}
	if op.On != nil {
		on = append(on, f.sub(op.On))
	}
	return on
}

func (f *flattener) setOp(op *SetOp) *scope {
	r := &relation{what: string(op.Kind)}
	for i, input := range op.Inputs {
		s := f.op(input)
		values := make([]Expr, len(op.Values[i]))
		for j, e := range op.Values[i] {
			values[j] = f.sub(e)
		}
		s.settle()
		s.slots = nil // what goes on is the columns
		r.inputs, r.values = append(r.inputs, s), append(r.values, values)
	}
	s := f.whole(r)
	for j, c := range op.Slots {
		values := make([]Expr, len(r.inputs))
		for i := range r.inputs {
			values[i] = r.values[i][j]
		}
		column := &part{of: s.elements[0], values: values, kind: c.Kind}
		f.define(s, c.Slot, column)
		s.rowKey = append(s.rowKey, column)
	}
	if s.keyed = op.Kind != UnionAll; !s.keyed {
		s.rowKey = nil
	}
	s.elements[0].one = s.keyed && len(s.rowKey) == 0
	return s
}
