package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"isobar/internal/value"
)

// maxText is the length of an expression beyond which its text is a hash: computed columns of computed
// columns may double it at every step.
const maxText = 1000

// wording writes expressions in terms of the report, with the elements' numbers as they are.
type wording struct {
	// identity names elements by their ids, so that equal texts are equal expressions over the same elements.
	identity bool
	memo     map[Expr]string
	names    map[*element]string
}

func newWording() *wording { return &wording{memo: map[Expr]string{}, names: map[*element]string{}} }

func (t *wording) expr(e Expr) string {
	s, ok := t.memo[e]
	if !ok {
		if s = t.compose(e); len(s) > maxText {
			s = shortened(s)
		}
		t.memo[e] = s
	}
	return s
}

func shortened(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "#" + hex.EncodeToString(sum[:16])
}

func (t *wording) exprs(list []Expr) []string {
	all := make([]string, len(list))
	for i, e := range list {
		all[i] = t.expr(e)
	}
	return all
}

func (t *wording) compose(e Expr) string {
	switch e := e.(type) {
	case *Const:
		return constText(e)
	case *Ref:
		return text(e)
	case *Field:
		return e.Column
	case *List:
		return e.Column
	case *Call:
		return t.call(e)
	case *Cast:
		s := fmt.Sprintf("cast(%s as %s)", t.expr(e.Arg), e.Type)
		if e.Safe {
			s = "safe_" + s
		}
		return s
	case *part:
		return t.part(e)
	case *query:
		s := string(e.ask) + " {" + t.scope(e.scope)
		if e.value != nil {
			s += " give " + t.expr(e.value)
		}
		if e.arg != nil {
			s = t.expr(e.arg) + " " + s
		}
		return s + "}"
	case *total:
		return t.total(e.Measure)
	}
	return "?"
}

// constText writes a constant so that no two of different types look alike.
func constText(c *Const) string {
	switch {
	case c.Null || c.Type == value.Bool || c.Type == value.Int64 || c.Type == value.String || c.Type == value.Bytes:
		return c.text()
	}
	return c.Type.String() + " '" + c.text() + "'"
}

func (t *wording) call(e *Call) string {
	args := make([]string, len(e.Args))
	for i, arg := range e.Args {
		args[i] = t.expr(arg)
		if inner, ok := arg.(*Call); ok && infix[inner.Fn] != "" {
			args[i] = "(" + args[i] + ")"
		}
	}
	if commutative[e.Fn] {
		slices.Sort(args)
	} else if e.Fn == "$in" && len(args) > 1 {
		slices.Sort(args[1:])
		args = slices.Concat(args[:1], slices.Compact(args[1:]))
	}
	sign := infix[e.Fn]
	switch {
	case e.Safe:
		return "safe." + e.Fn + "(" + strings.Join(args, ", ") + ")"
	case sign != "" && len(args) > 1:
		return strings.Join(args, " "+sign+" ")
	case e.Fn == "$is_null" && len(args) == 1:
		return args[0] + " IS NULL"
	case e.Fn == "$not" && len(args) == 1:
		return "NOT (" + args[0] + ")"
	}
	return strings.TrimPrefix(e.Fn, "$") + "(" + strings.Join(args, ", ") + ")"
}

// part writes modules.slug, or modules[2].slug, or the column of a relation behind the relation itself.
func (t *wording) part(e *part) string {
	name := t.name(e.of)
	switch {
	case e.offset:
		return "offset(" + name + ")"
	case e.values != nil:
		return name + "." + t.columnOf(e.of.rows, e.values)
	case e.column == "":
		return name
	}
	if path := listPath(e.of); path != "" && strings.HasPrefix(e.column, path+".") {
		return name + e.column[len(path):]
	}
	return name + "." + e.column
}

// listPath is the column of the report that an element is of; "" for a computed array or a relation.
func listPath(e *element) string {
	switch list := e.list.(type) {
	case *List:
		return list.Column
	case *part:
		return list.column
	}
	return ""
}

// name is an element's name with its number.
func (t *wording) name(e *element) string {
	if t.identity {
		return fmt.Sprintf("#%d", e.id)
	}
	base, ok := t.names[e]
	if !ok {
		switch {
		case e.rows != nil:
			base = t.relation(e.rows)
		case listPath(e) != "":
			base = listPath(e)
		default:
			base = "unnest(" + t.expr(e.list) + ")"
		}
		t.names[e] = base
	}
	if e.number > 0 {
		base += fmt.Sprintf("[%d]", e.number)
	}
	return base
}

// describe writes what an element is: its name, whose it is if there are several, and how it is joined.
func (t *wording) describe(e *element) string {
	s := t.name(e) + t.owner(e)
	if e.outer {
		s = t.outer(e)
	}
	if e.exists {
		s = "exists " + s
	}
	return s
}

func (t *wording) outer(e *element) string {
	s := "outer " + t.name(e) + t.owner(e)
	if len(e.on) > 0 {
		s += " on " + strings.Join(sorted(t.exprs(e.on)), " and ")
	}
	return s
}

// owner says which of several elements an element of a nested array is in.
func (t *wording) owner(e *element) string {
	if list, ok := e.list.(*part); ok && (list.of.number > 0 || t.identity) {
		return " of " + t.name(list.of)
	}
	return ""
}

// scope writes a whole relation.
func (t *wording) scope(s *scope) string {
	var from, distinct, order []string
	for _, e := range s.elements {
		from = append(from, t.describe(e))
	}
	for _, d := range s.distinct {
		distinct = append(distinct, t.distinct(d))
	}
	for _, by := range s.order {
		order = append(order, t.expr(by.expr)+direction(by.descending, by.nullsLast))
	}
	text := "from " + strings.Join(append([]string{"report"}, sorted(from)...), ", ")
	for _, clause := range []struct {
		word  string
		texts []string
	}{{"where", sorted(t.exprs(s.conds))}, {"distinct", sorted(distinct)}, {"order by", order}} {
		if len(clause.texts) > 0 {
			text += " " + clause.word + " " + strings.Join(slices.Compact(clause.texts), ", ")
		}
	}
	return text
}

func (t *wording) distinct(d distinct) string {
	s := "(" + strings.Join(sorted(t.exprs(d.by)), ", ") + ")"
	var of []string
	for _, e := range d.of {
		of = append(of, t.name(e))
	}
	if len(of) > 0 {
		s += " of " + strings.Join(sorted(of), ", ")
	}
	return s
}

// relation writes what an element is a row of. The measures and columns that it has are not part of it,
// unless they decide which rows there are.
func (t *wording) relation(r *relation) string {
	inputs := make([]string, len(r.inputs))
	for i, place := range t.inputOrder(r) {
		inputs[i] = t.scope(r.inputs[place])
		if r.values != nil && r.what != string(UnionAll) {
			inputs[i] += " give (" + strings.Join(t.exprs(r.values[place]), ", ") + ")"
		}
	}
	s := r.what + " {" + strings.Join(inputs, "; ") + "}"
	if r.what == "group" {
		s = "group by (" + strings.Join(sorted(t.exprs(r.by)), ", ") + ") {" + inputs[0] + "}"
	}
	if len(r.on) > 0 {
		s += " on " + strings.Join(sorted(t.exprs(r.on)), " and ")
	}
	if len(s) > maxText {
		s = shortened(s)
	}
	return s
}

// inputOrder puts the inputs of a relation in an order that does not depend on how they are written, where
// their order means nothing.
func (t *wording) inputOrder(r *relation) []int {
	places, keys := make([]int, len(r.inputs)), make([]string, len(r.inputs))
	for i := range r.inputs {
		places[i] = i
		if r.values != nil && r.what != string(ExceptDistinct) {
			keys[i] = t.scope(r.inputs[i]) + " give " + strings.Join(sorted(t.exprs(r.values[i])), ", ")
		}
	}
	slices.SortStableFunc(places, func(a, b int) int { return cmp.Compare(keys[a], keys[b]) })
	return places
}

// columnOf writes a column of a relation as its values over the inputs.
func (t *wording) columnOf(r *relation, values []Expr) string {
	var all []string
	for _, i := range t.inputOrder(r) {
		if values[i] != nil {
			all = append(all, t.expr(values[i]))
		} else {
			all = append(all, "")
		}
	}
	return "(" + strings.Join(all, " | ") + ")"
}

// total writes a measure over a relation's rows.
func (t *wording) total(m Measure) string {
	s := string(m.Fn) + "("
	if m.Arg != nil {
		s += t.expr(m.Arg)
	}
	s += ")"
	rest := m
	rest.Arg, rest.By = nil, nil
	if more := rest.String(); more != string(m.Fn)+"()" {
		s += " " + more
	}
	for _, by := range m.By {
		s += " by " + t.expr(by.Expr) + direction(by.Descending, by.NullsLast)
	}
	return s
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}
