package yamldoc

import (
	"fmt"
	"math"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// Node is one value of a document that is data and no setting: what may stand there is for the caller to
// say, who asks for its form and reports what does not fit with Problem. As elsewhere nothing is
// converted: of the methods that read a scalar, at most one and Number answer.
type Node struct {
	file string
	node ast.Node
}

// Place is where something is in a document, from 1; the column counts characters.
type Place struct{ Line, Column int }

func placeOf(at *token.Position) Place {
	if at == nil {
		return Place{1, 1}
	}
	return Place{max(at.Line, 1), max(at.Column, 1)}
}

// Node returns the value of key as data.
func (m *Map) Node(key string) (Node, bool) {
	e, ok := m.find(key)
	if !ok {
		return Node{}, false
	}
	return Node{m.doc.file, e.value}, true
}

// Place is where the mapping begins.
func (m *Map) Place() Place { return placeOf(m.at) }

// KeyPlace is where key stands, or the mapping if it has no such key.
func (m *Map) KeyPlace(key string) Place {
	if e, ok := m.find(key); ok {
		return placeOf(e.at)
	}
	return m.Place()
}

// Place is where the value begins.
func (n Node) Place() Place { return placeOf(position(n.node)) }

// Problem says what is wrong with the value, at its place.
func (n Node) Problem(format string, args ...any) *Problem {
	return n.problemAt(n.Place(), format, args)
}

func (n Node) problemAt(at Place, format string, args []any) *Problem {
	return &Problem{File: n.file, Line: at.Line, Column: at.Column, Text: fmt.Sprintf(format, args...)}
}

// Form names the value's form for sentences: "text", "a number", "a list".
func (n Node) Form() string { return typeName(n.node) }

// Field is one key of a mapping with its value.
type Field struct {
	Key   string
	Value Node
	at    Place
}

// Problem says what is wrong with the key, at its place.
func (f Field) Problem(format string, args ...any) *Problem {
	return f.Value.problemAt(f.at, format, args)
}

// Fields are the keys and values of a mapping, in the order of the file; ok is false if it is none. A key
// that is no plain word has the text that the file has.
func (n Node) Fields() (fields []Field, ok bool) {
	values, ok := pairs(n.node)
	for _, v := range values {
		field := Field{Value: Node{n.file, v.Value}, at: placeOf(position(v))}
		if key, isText := v.Key.(*ast.StringNode); isText {
			field.Key = key.Value
		} else {
			field.Key = v.Key.GetToken().Value
		}
		fields = append(fields, field)
	}
	return fields, ok
}

// Items are the values of a list; ok is false if it is none.
func (n Node) Items() (items []Node, ok bool) {
	list, ok := n.node.(*ast.SequenceNode)
	if !ok {
		return nil, false
	}
	for _, v := range list.Values {
		items = append(items, Node{n.file, v})
	}
	return items, true
}

// Dashes are the places of the dashes of a list that is written as a block, one for each item.
func (n Node) Dashes() (dashes []Place) {
	if list, ok := n.node.(*ast.SequenceNode); ok && !list.IsFlowStyle {
		for _, e := range list.Entries {
			dashes = append(dashes, placeOf(e.Start.Position))
		}
	}
	return dashes
}

// Brackets are the places of [ and ] of a list that is written with them; ok is false of any other value.
func (n Node) Brackets() (opening, closing Place, ok bool) {
	list, ok := n.node.(*ast.SequenceNode)
	if !ok || !list.IsFlowStyle || list.Start == nil || list.End == nil {
		return Place{}, Place{}, false
	}
	return placeOf(list.Start.Position), placeOf(list.End.Position), true
}

// IsNull says that the value is empty, ~ or null.
func (n Node) IsNull() bool {
	_, ok := n.node.(*ast.NullNode)
	return ok
}

// Bool is the value of true or false.
func (n Node) Bool() (v, ok bool) {
	if b, ok := n.node.(*ast.BoolNode); ok {
		return b.Value, true
	}
	return false, false
}

// Text is a text, which may be empty.
func (n Node) Text() (text string, ok bool) {
	switch n := n.node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	}
	return "", false
}

// Int is a whole number that fits 64 bits.
func (n Node) Int() (int64, bool) { return integer(n.node) }

// Float is a number; a whole one is rounded to the next FLOAT64.
func (n Node) Float() (float64, bool) {
	switch n := n.node.(type) {
	case *ast.InfinityNode:
		return n.Value, true
	case *ast.NanNode:
		return math.NaN(), true
	case *ast.IntegerNode:
		if u, ok := n.Value.(uint64); ok {
			return float64(u), true
		}
	case *ast.FloatNode:
		return n.Value, true
	}
	i, ok := integer(n.node)
	return float64(i), ok
}

// Number is a finite number as the file has it.
func (n Node) Number() (string, bool) {
	switch n.node.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		return n.Source(), true
	}
	return "", false
}

// Source is a scalar without quotes as the file has it; "" for other values, and for one that the file has
// in several lines. An empty value is said to be null.
func (n Node) Source() string {
	switch n.node.(type) {
	case *ast.NullNode, *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode, *ast.StringNode:
	default:
		return ""
	}
	at := n.node.GetToken()
	source := strings.TrimSpace(at.Origin)
	if at.Type == token.SingleQuoteType || at.Type == token.DoubleQuoteType || strings.Contains(source, "\n") {
		return ""
	}
	return source
}
