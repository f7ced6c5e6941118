package plan

import (
	"slices"

	"isobar/internal/value"
)

// sub writes an expression in terms of the report, with one form for the ways of writing the same operator.
func (f *flattener) sub(e Expr) Expr {
	switch e := e.(type) {
	case *Ref:
		return f.slot(e.Slot, e.Type)
	case *Field:
		if e.Of != Root {
			return column(f.slot(e.Of, value.Record), e.Column, e.Type)
		}
	case *List:
		if e.Of != Root {
			return column(f.slot(e.Of, value.Record), e.Column, value.List)
		}
	case *Call:
		return normal(&Call{Fn: e.Fn, Args: f.subs(e.Args), Type: e.Type, Safe: e.Safe})
	case *Cast:
		arg := f.sub(e.Arg)
		if arg.Kind() == e.Type {
			return arg
		}
		return &Cast{Arg: arg, Type: e.Type, Safe: e.Safe}
	case *Subquery:
		q := &query{ask: e.Ask, scope: f.op(e.Input), kind: e.Type}
		if e.Value != nil {
			q.value = f.sub(e.Value)
		}
		if e.Arg != nil {
			q.arg = f.sub(e.Arg)
		}
		q.scope.settle()
		return q
	}
	return e
}

func (f *flattener) subs(list []Expr) []Expr {
	subs := make([]Expr, len(list))
	for i, e := range list {
		subs[i] = f.sub(e)
	}
	return subs
}

// slot is what a slot holds; the slot itself, if that is nothing.
func (f *flattener) slot(s Slot, kind value.Kind) Expr {
	if e, ok := f.env[s]; ok {
		return e
	}
	return &Ref{Slot: s, Type: kind}
}

// total is a measure over a relation's rows.
func (f *flattener) total(m Measure) Expr {
	if m.Arg != nil {
		m.Arg = f.sub(m.Arg)
	}
	m.By = slices.Clone(m.By)
	for i := range m.By {
		m.By[i].Expr = f.sub(m.By[i].Expr)
	}
	return &total{m}
}

// column is a column of the record that base is.
func column(base Expr, path string, kind value.Kind) Expr {
	p, ok := base.(*part)
	switch {
	case !ok:
		return &Call{Fn: "$column " + path, Args: []Expr{base}, Type: kind}
	case p.values == nil:
		return &part{of: p.of, column: path, kind: kind}
	}
	values := make([]Expr, len(p.values))
	for i, v := range p.values {
		if v != nil {
			values[i] = column(v, path, kind)
		}
	}
	return &part{of: p.of, values: values, kind: kind}
}

// commutative are the operators whose operands may change places; they are written in the order of texts.
var commutative = map[string]bool{"$and": true, "$or": true, "$equal": true, "$not_equal": true, "$add": true, "$multiply": true,
	"$is_distinct_from": true, "$is_not_distinct_from": true, "$bitwise_and": true, "$bitwise_or": true, "$bitwise_xor": true}

// mirrored are the operators that are written with their operands changed.
var mirrored = map[string]string{"$greater": "$less", "$greater_or_equal": "$less_or_equal"}

// normal gives a call one form. Operands of commutative operators are put in order where texts are made.
func normal(c *Call) Expr {
	if other, ok := mirrored[c.Fn]; ok && len(c.Args) == 2 {
		return &Call{Fn: other, Args: []Expr{c.Args[1], c.Args[0]}, Type: c.Type, Safe: c.Safe}
	}
	if c.Fn == "$in" && len(c.Args) == 2 {
		return &Call{Fn: "$equal", Args: c.Args, Type: c.Type, Safe: c.Safe}
	}
	if c.Fn != "$not" || len(c.Args) != 1 {
		return c
	}
	inner, ok := c.Args[0].(*Call)
	if !ok || inner.Safe {
		return c
	}
	switch inner.Fn {
	case "$not":
		return inner.Args[0]
	case "$equal":
		return &Call{Fn: "$not_equal", Args: inner.Args, Type: c.Type}
	case "$not_equal":
		return &Call{Fn: "$equal", Args: inner.Args, Type: c.Type}
	}
	return c
}

func isNotNull(e Expr) Expr {
	return &Call{Fn: "$not", Args: []Expr{&Call{Fn: "$is_null", Args: []Expr{e}, Type: value.Bool}}, Type: value.Bool}
}

// conjuncts takes a condition apart into those that all have to be TRUE; FALSE and NULL are the same.
func conjuncts(e Expr) []Expr {
	var all []Expr
	seen := map[Expr]bool{} // of conditions that are computed once and used twice, one suffices
	var split func(e Expr)
	split = func(e Expr) {
		if seen[e] || isTrue(e) {
			return
		}
		seen[e] = true
		call, ok := e.(*Call)
		switch {
		case !ok:
			all = append(all, e)
		case call.Fn == "$and":
			for _, arg := range call.Args {
				split(arg)
			}
		case choosesTrue(call):
			split(call.Args[0])
		case call.Fn == "$between" && len(call.Args) == 3:
			x := call.Args[0]
			all = append(all, compare("$less_or_equal", call.Args[1], x), compare("$less_or_equal", x, call.Args[2]))
		case call.Fn == "$is_not_distinct_from" && len(call.Args) == 2 && (isValue(call.Args[0]) || isValue(call.Args[1])):
			all = append(all, compare("$equal", call.Args[0], call.Args[1]))
		default:
			all = append(all, e)
		}
	}
	split(e)
	return all
}

// choosesTrue recognises IF(x, TRUE, NULL) and its like, which are TRUE exactly where x is.
func choosesTrue(c *Call) bool {
	switch {
	case c.Fn == "$case_no_value" && len(c.Args) == 2:
		return isTrue(c.Args[1])
	case (c.Fn == "if" || c.Fn == "$case_no_value") && len(c.Args) == 3:
		return isTrue(c.Args[1]) && neverTrue(c.Args[2])
	}
	return false
}

func isTrue(e Expr) bool {
	c, ok := e.(*Const)
	return ok && c.Type == value.Bool && !c.Null && c.Word == 1
}

func neverTrue(e Expr) bool {
	c, ok := e.(*Const)
	return ok && (c.Null || c.Type == value.Bool && c.Word == 0)
}

// isValue says that an expression is a constant other than NULL.
func isValue(e Expr) bool {
	c, ok := e.(*Const)
	return ok && !c.Null && c.Type != value.Null
}

// where adds a condition. That something exists in an array is said by an element that makes no rows.
func (f *flattener) where(s *scope, cond Expr) {
	for _, e := range conjuncts(cond) {
		switch e := e.(type) {
		case *query:
			if e.ask == ExistsSubquery || e.ask == InSubquery {
				f.exists(s, e)
				continue
			}
		case *Call:
			if e.Fn == "$in_array" && len(e.Args) == 2 && e.Args[1].Kind() == value.List {
				member := f.element(element{list: e.Args[1], exists: true})
				s.elements = append(s.elements, member)
				s.conds = append(s.conds, compare("$equal", e.Args[0], &part{of: member, kind: e.Args[0].Kind()}))
				continue
			}
		}
		s.conds = append(s.conds, e)
	}
}

// exists adds that a subquery has a row, or for IN one with a certain value.
func (f *flattener) exists(s *scope, q *query) {
	for _, e := range q.scope.elements {
		e.exists, e.number = true, 0
	}
	s.elements = append(s.elements, q.scope.elements...)
	s.conds = append(s.conds, q.scope.conds...)
	if q.ask == InSubquery {
		s.conds = append(s.conds, compare("$equal", q.arg, q.value))
	}
}

func compare(fn string, a, b Expr) Expr {
	return &Call{Fn: fn, Args: []Expr{a, b}, Type: value.Bool}
}

// rejectsNull says that a condition cannot be TRUE where one of its operands, as column tells, is NULL.
func rejectsNull(cond Expr, column func(Expr) bool) bool {
	call, ok := cond.(*Call)
	if !ok || len(call.Args) == 0 {
		return false
	}
	switch call.Fn {
	case "$equal", "$not_equal", "$less", "$less_or_equal", "$like":
		return slices.ContainsFunc(call.Args, column)
	case "$in":
		return column(call.Args[0])
	case "$not":
		inner, ok := call.Args[0].(*Call)
		return ok && inner.Fn == "$is_null" && len(inner.Args) == 1 && column(inner.Args[0])
	}
	return false
}
