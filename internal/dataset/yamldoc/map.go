package yamldoc

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// Map is one mapping of a document. The methods that read a key report what is wrong with its value
// and leave the target as it was, which is how defaults are given. A nil Map is one that is missing: it
// has no keys, and asking it for one reports nothing, because its own absence was reported or allowed.
type Map struct {
	doc     *document
	path    string // dotted, from the document's root; "" for the root
	at      *token.Position
	entries []entry
	asked   map[string]bool
}

type entry struct {
	key   string
	at    *token.Position
	value ast.Node
}

func (d *document) newMap(path string, at *token.Position, values []*ast.MappingValueNode) *Map {
	m := &Map{doc: d, path: path, at: at, asked: map[string]bool{}}
	for _, v := range values {
		e := entry{at: position(v), value: v.Value}
		switch key := v.Key.(type) {
		case *ast.StringNode:
			e.key = key.Value
		case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
			e.key = key.GetToken().Value
		default:
			d.fail(e.at, "%s cannot be a key", typeName(v.Key))
			continue
		}
		if slices.ContainsFunc(m.entries, func(o entry) bool { return o.key == e.key }) {
			d.fail(e.at, "%s is given twice", m.name(e.key))
			continue
		}
		m.entries = append(m.entries, e)
	}
	d.maps = append(d.maps, m)
	return m
}

// name is the dotted path of a key.
func (m *Map) name(key string) string {
	if m.path == "" {
		return key
	}
	return m.path + "." + key
}

// find returns the entry of key and marks the key as known.
func (m *Map) find(key string) (entry, bool) {
	if m == nil {
		return entry{}, false
	}
	m.asked[key] = true
	i := slices.IndexFunc(m.entries, func(e entry) bool { return e.key == key })
	if i < 0 {
		return entry{}, false
	}
	return m.entries[i], true
}

// Has says whether key is there, and makes it known.
func (m *Map) Has(key string) bool {
	_, ok := m.find(key)
	return ok
}

// Keys returns all keys in the order of the file: for mappings whose keys are data.
func (m *Map) Keys() []string {
	if m == nil {
		return nil
	}
	keys := make([]string, len(m.entries))
	for i, e := range m.entries {
		keys[i] = e.key
	}
	return keys
}

// Require reports key if it is not there; meaning completes the sentence "… is missing: give …". The
// place of the problem is the section the key belongs in.
func (m *Map) Require(key, meaning string) {
	if m != nil && !m.Has(key) {
		m.doc.fail(m.at, "%s is missing: give %s", m.name(key), meaning)
	}
}

// Refuse reports key, if it is there, with the given sentence.
func (m *Map) Refuse(key, sentence string) {
	if m.Has(key) {
		m.FailKey(key, sentence)
	}
}

// Fail reports a problem with the value of key, or with the whole mapping if there is none.
func (m *Map) Fail(key, sentence string) {
	if m == nil {
		return
	}
	at := m.at
	if e, ok := m.find(key); ok {
		at = position(e.value)
	}
	m.doc.fail(at, "%s: %s", m.name(key), sentence)
}

// FailKey reports a problem with key itself.
func (m *Map) FailKey(key, sentence string) {
	if e, ok := m.find(key); ok {
		m.doc.fail(e.at, "%s: %s", m.name(key), sentence)
	}
}

func (m *Map) reportUnknown() {
	var known []string
	for k := range m.asked {
		known = append(known, k)
	}
	slices.Sort(known)
	for _, e := range m.entries {
		if m.asked[e.key] {
			continue
		}
		if len(known) == 0 {
			m.doc.fail(e.at, "%s is not a key that can stand here", m.name(e.key))
		} else {
			m.doc.fail(e.at, "%s is not a key that can stand here; known are %s", m.name(e.key), strings.Join(known, ", "))
		}
	}
}

// Map returns the mapping at key; nil if it is missing or not a mapping.
func (m *Map) Map(key string) *Map {
	e, ok := m.find(key)
	if !ok {
		return nil
	}
	return m.sub(m.name(key), e.at, e.value)
}

// Maps returns the list of mappings at key.
func (m *Map) Maps(key string) []*Map {
	e, ok := m.find(key)
	if !ok {
		return nil
	}
	list, ok := e.value.(*ast.SequenceNode)
	if !ok {
		m.doc.fail(position(e.value), "%s must be a list of mappings, not %s", m.name(key), typeName(e.value))
		return nil
	}
	var maps []*Map
	for _, item := range list.Values {
		if sub := m.sub(m.name(key), position(item), item); sub != nil {
			maps = append(maps, sub)
		}
	}
	return maps
}

func (m *Map) sub(path string, at *token.Position, n ast.Node) *Map {
	values, ok := pairs(n)
	if !ok {
		m.doc.fail(position(n), "%s must be a mapping, not %s", path, typeName(n))
		return nil
	}
	return m.doc.newMap(path, at, values)
}
