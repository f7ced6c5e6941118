package yamldoc

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// A check says what is wrong with a value, or returns nil. Its error is one sentence without a place.
type check[T any] = func(T) error

// Text reads the text at key into *to, if it is there, not empty and passes the checks.
func (m *Map) Text(key string, to *string, checks ...check[string]) {
	if e, ok := m.find(key); ok {
		if text, ok := m.text(m.name(key), e.value); ok && passes(m, key, e.value, text, checks) {
			*to = text
		}
	}
}

// Texts reads the list of texts at key into *to. The checks apply to each of them.
func (m *Map) Texts(key string, to *[]string, checks ...check[string]) {
	e, ok := m.find(key)
	if !ok {
		return
	}
	list, ok := e.value.(*ast.SequenceNode)
	if !ok {
		m.doc.fail(position(e.value), "%s must be a list such as [a, b], not %s", m.name(key), typeName(e.value))
		return
	}
	texts := make([]string, 0, len(list.Values))
	for _, item := range list.Values {
		if text, ok := m.text(m.name(key), item); ok && passes(m, key, item, text, checks) {
			texts = append(texts, text)
		}
	}
	*to = texts
}

// Int reads the whole number at key into *to.
func (m *Map) Int(key string, to *int64, checks ...check[int64]) {
	e, ok := m.find(key)
	if !ok {
		return
	}
	if n, ok := integer(e.value); !ok {
		m.doc.fail(position(e.value), "%s must be a whole number, not %s", m.name(key), typeName(e.value))
	} else if passes(m, key, e.value, n, checks) {
		*to = n
	}
}

// Float reads the number at key into *to. It is finite.
func (m *Map) Float(key string, to *float64, checks ...check[float64]) {
	e, ok := m.find(key)
	if !ok {
		return
	}
	if f, ok := number(e.value); !ok {
		m.doc.fail(position(e.value), "%s must be a number, not %s", m.name(key), typeName(e.value))
	} else if passes(m, key, e.value, f, checks) {
		*to = f
	}
}

func passes[T any](m *Map, key string, n ast.Node, v T, checks []check[T]) bool {
	for _, check := range checks {
		if err := check(v); err != nil {
			m.doc.fail(position(n), "%s: %v", m.name(key), err)
			return false
		}
	}
	return true
}

func (m *Map) text(name string, n ast.Node) (string, bool) {
	var text string
	switch n := n.(type) {
	case *ast.StringNode:
		text = n.Value
	case *ast.LiteralNode:
		text = strings.TrimRight(n.Value.Value, "\n")
	default:
		m.doc.fail(position(n), "%s must be text, not %s; quote it if text is meant", name, typeName(n))
		return "", false
	}
	if strings.TrimSpace(text) == "" {
		m.doc.fail(position(n), "%s is empty", name)
		return "", false
	}
	return text, true
}

func integer(n ast.Node) (int64, bool) {
	node, ok := n.(*ast.IntegerNode)
	if !ok {
		return 0, false
	}
	switch v := node.Value.(type) {
	case int64:
		return v, true
	case uint64:
		return int64(v), v <= math.MaxInt64
	}
	return 0, false
}

// power is how YAML 1.2 lets a number be written that the parser, which follows 1.1 here, takes for text: 1e-9.
var power = regexp.MustCompile(`^[-+]?[0-9]+[eE][-+]?[0-9]+$`)

func number(n ast.Node) (float64, bool) {
	if s, ok := n.(*ast.StringNode); ok && s.Token.Type == token.StringType && power.MatchString(s.Value) {
		f, err := strconv.ParseFloat(s.Value, 64)
		return f, err == nil
	}
	if f, ok := n.(*ast.FloatNode); ok {
		return f.Value, !math.IsNaN(f.Value) && !math.IsInf(f.Value, 0)
	}
	i, ok := integer(n)
	return float64(i), ok
}
