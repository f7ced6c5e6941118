package parquetread

import (
	"errors"
	"fmt"
	"math"

	"isobar/internal/schema"
	"isobar/internal/value"
)

// binding says where a column of the schema is in the file, in terms of the levels that each entry of a
// leaf below it carries.
type binding struct {
	column *schema.Column
	node   *node // what holds the values, or the elements of a list; nil if the file lacks the column
	// An entry begins an instance of the column if its repetition level is at most rep and its
	// definition level at least inst: those of the innermost list around or at the column.
	rep, inst uint8
	// The instance is not NULL if the definition level is at least present.
	present uint8
	how     conversion // of a scalar
}

// never is a definition level that no entry has.
const never = math.MaxUint8

// binder binds every column of a schema, wanted or not, so that a file that does not match is refused
// in the first pass over it and not in the second.
type binder struct {
	options  *Options
	all      []binding // by schema.Column.Index
	missing  []*schema.Column
	extra    []string
	problems []error
}

func bindSchema(s *schema.Schema, root *node, o *Options) (*binder, error) {
	b := &binder{options: o, all: make([]binding, len(s.All))}
	b.fields(s.Columns, root, binding{}, "")
	if len(b.problems) == 0 && len(b.missing) == len(s.Columns) && b.nothing(s.Columns) {
		b.problems = append(b.problems, errors.New("it has none of the schema's columns"))
	}
	return b, errors.Join(b.problems...)
}

// nothing says whether all columns are absent.
func (b *binder) nothing(columns []*schema.Column) bool {
	for _, c := range columns {
		if b.all[c.Index].node != nil {
			return false
		}
	}
	return true
}

// fields binds columns to the children of group, and notes what only one side has. prefix is the path
// of group in the dataset's terms.
func (b *binder) fields(columns []*schema.Column, group *node, parent binding, prefix string) {
	used := map[*node]bool{}
	for _, c := range columns {
		n, err := group.child(c.Name)
		switch {
		case err != nil:
			b.problem(c, err)
		case n == nil:
			b.missing = append(b.missing, c)
			b.absent(c)
		default:
			used[n] = true
			b.bind(c, n, parent)
		}
	}
	for _, n := range group.children {
		if !used[n] {
			b.extra = append(b.extra, prefix+n.name)
		}
	}
}

// absent binds c and its fields to nothing.
func (b *binder) absent(c *schema.Column) {
	b.all[c.Index] = binding{column: c}
	for _, f := range c.Fields {
		b.absent(f)
	}
}

func (b *binder) problem(c *schema.Column, err error) {
	b.problems = append(b.problems, fmt.Errorf("column %s: %w", c.Path, err))
}

func (b *binder) bind(c *schema.Column, n *node, parent binding) {
	at := binding{column: c, node: n, rep: parent.rep, inst: parent.inst, present: n.maxDef}
	switch {
	case n.isNull() && !n.repeated():
		b.absent(c) // a column in which there was never a value, whatever its shape
		return
	case c.Repeated:
		list, element, err := bindList(c, n)
		if err != nil {
			b.problem(c, err)
			return
		}
		at.node, at.rep, at.inst, at.present = element, list.maxRep, list.maxDef, element.maxDef
	case n.repeated():
		b.problem(c, errors.New("the schema says it is one value and the file has a list"))
		return
	}
	if c.Kind == value.Record {
		b.record(c, at)
		return
	}
	if !at.node.isLeaf() {
		b.problem(c, fmt.Errorf("the schema says %v and the file has %s", c.Kind, describe(at.node)))
		return
	}
	how, err := conversionOf(c, at.node, b.options.ParseTime != nil)
	if err != nil {
		b.problem(c, err)
		return
	}
	at.how = how
	b.all[c.Index] = at
}

func (b *binder) record(c *schema.Column, at binding) {
	if at.node.isNull() { // a list in which no element ever had a value
		at.present = never
		for _, f := range c.Fields {
			b.absent(f)
		}
		b.all[c.Index] = at
		return
	}
	switch {
	case at.node.isLeaf() && b.text(c, at):
		return
	case at.node.isLeaf():
		b.problem(c, fmt.Errorf("the schema says RECORD and the file has %s", describe(at.node)))
		return
	case len(at.node.leaves()) == 0:
		b.problem(c, errors.New("the file has a record without fields"))
		return
	case !c.Repeated && looksLikeList(at.node) && !anyField(c, at.node):
		b.problem(c, errors.New("the schema says it is one record and the file has a list"))
		return
	}
	b.all[c.Index] = at
	b.fields(c.Fields, at.node, at, c.Path+".")
}

// text binds record c, for which the file has a text, as Options.TextField says. It returns false if
// that does not apply.
func (b *binder) text(c *schema.Column, at binding) bool {
	var field *schema.Column
	for _, f := range c.Fields {
		if f.Name == b.options.TextField && f.Kind == value.String && !f.Repeated {
			field = f
		}
	}
	if field == nil {
		return false
	}
	how, err := conversionOf(field, at.node, false)
	if err != nil {
		return false
	}
	for _, f := range c.Fields {
		b.absent(f)
	}
	b.all[c.Index] = at
	at.column, at.how = field, how
	b.all[field.Index] = at
	return true
}

// looksLikeList says whether group n has the shape of a list: one repeated child and nothing else.
func looksLikeList(n *node) bool {
	return len(n.children) == 1 && n.children[0].repeated()
}

// anyField says whether a child of group n has the name of a field of c.
func anyField(c *schema.Column, n *node) bool {
	for _, f := range c.Fields {
		if found, err := n.child(f.Name); found != nil || err != nil {
			return true
		}
	}
	return false
}

// bindList finds in n the repeated node of the list that column c is, and the node of its elements. The
// rules are those of
// https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists
// of which the following forms matter (the names other than "array" and "x_tuple" are free, and so is
// the annotation LIST, since the schema says that the column is a list):
//
//	three levels:  optional group x (LIST) { repeated group list { optional ELEMENT element } }
//	two levels:    optional group x (LIST) { repeated ELEMENT array }
//	a map:         optional group x (MAP) { repeated group key_value { ... } }
//	bare:          repeated ELEMENT x
//
// Three levels and two levels cannot always be told apart for an ELEMENT with one field; the names of
// the schema's fields then decide.
func bindList(c *schema.Column, n *node) (list, element *node, err error) {
	if n.repeated() {
		return n, n, nil
	}
	if !looksLikeList(n) {
		return nil, nil, fmt.Errorf("the schema says REPEATED and the file has one value (%s)", describe(n))
	}
	list = n.children[0]
	element = list
	if !n.isMap() && wrapsElement(c, n, list) {
		element = list.children[0]
	}
	if element != list && (element.repeated() || element.isList() || element.isMap()) {
		return nil, nil, errors.New("the file has a list of lists or of maps, which the schema cannot express")
	}
	return list, element, nil
}

// wrapsElement says whether the repeated node list of group n is not itself the element but has it as
// its only child.
func wrapsElement(c *schema.Column, n, list *node) bool {
	if len(list.children) != 1 {
		return false
	}
	child := list.children[0]
	if c.Kind != value.Record {
		return true
	}
	if list.name == "array" || list.name == n.name+"_tuple" || child.repeated() {
		return false
	}
	if child.isLeaf() {
		return !anyField(c, list)
	}
	return anyField(c, child) || !anyField(c, list)
}
