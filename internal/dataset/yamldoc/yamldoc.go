// Package yamldoc reads YAML documents that people write by hand and that must not be misread.
//
// What enters: a document's bytes, and a function that asks it for the keys it knows. What leaves:
// their values. Promised: every key that nobody asked for, every value of the wrong type, every missing
// key and every broken rule is reported, all at once and in the order of the file, each as
// "file:line:column: sentence"; nothing is converted silently (an unquoted 10 is not text, a quoted
// "10" is not a number, an empty value is not a default).
package yamldoc

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxBytes bounds a document. One that people write by hand is shorter, and the parser takes quadratic
// time over nonsense.
const maxBytes = 64 << 10

// Problem is one thing that is wrong at one place of one file.
type Problem struct {
	File         string
	Line, Column int // from 1; the column counts characters
	Text         string
}

// Error gives the problem as "file:line:column: sentence", the form that editors can jump to.
func (p *Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text)
}

// Read parses data and hands its top-level mapping to read, which asks it for every key it knows. file
// names the document in problems. The error joins all Problems that were found, or is nil.
func Read(file string, data []byte, read func(*Map)) error {
	doc := &document{file: file}
	if body, ok := doc.parse(data); ok {
		if root := doc.mapping(body); root != nil {
			read(root)
		}
	}
	return doc.finish()
}

// ReadList is Read for a document that is a list of mappings. An empty document is an empty list.
func ReadList(file string, data []byte, read func([]*Map)) error {
	doc := &document{file: file}
	if body, ok := doc.parse(data); ok {
		if maps, ok := doc.list(body); ok {
			read(maps)
		}
	}
	return doc.finish()
}

// document collects what is wrong with one file.
type document struct {
	file     string
	problems []*Problem
	maps     []*Map // every mapping that was asked for
}

func (d *document) fail(at *token.Position, format string, args ...any) {
	p := &Problem{File: d.file, Line: 1, Column: 1, Text: fmt.Sprintf(format, args...)}
	if at != nil {
		p.Line, p.Column = max(at.Line, 1), max(at.Column, 1)
	}
	d.problems = append(d.problems, p)
}

// finish reports the keys that nobody asked for, and joins all problems.
func (d *document) finish() error {
	for _, m := range d.maps {
		m.reportUnknown()
	}
	slices.SortStableFunc(d.problems, func(a, b *Problem) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	all := make([]error, len(d.problems))
	for i, p := range d.problems {
		all[i] = p
	}
	return errors.Join(all...)
}

// parse returns what the document holds, nil if it holds nothing. It reports why if it is not ok.
func (d *document) parse(data []byte) (body ast.Node, ok bool) {
	if len(data) > maxBytes {
		d.fail(nil, "the file is longer than %d bytes", maxBytes)
		return nil, false
	}
	if !utf8.Valid(data) {
		d.fail(nil, "the file is not UTF-8 text")
		return nil, false
	}
	file, err := parseYAML(data)
	if err != nil {
		var located yaml.Error
		if errors.As(err, &located) && located.GetToken() != nil {
			d.fail(located.GetToken().Position, "not valid YAML: %s", located.GetMessage())
		} else {
			d.fail(nil, "not valid YAML: %v", err)
		}
		return nil, false
	}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			d.fail(position(doc.Body), "a second YAML document begins here; the file may hold only one")
			return nil, false
		}
		body = doc.Body
	}
	return body, true
}

// mapping is the document as a mapping; nil if it is something else, which is reported.
func (d *document) mapping(body ast.Node) *Map {
	if body == nil {
		return d.newMap("", nil, nil)
	}
	values, ok := pairs(body)
	if !ok {
		d.fail(position(body), "the file must be a mapping of keys to values, not %s", typeName(body))
		return nil
	}
	return d.newMap("", nil, values)
}

// list is the document as a list of mappings; what is none is reported.
func (d *document) list(body ast.Node) (maps []*Map, ok bool) {
	if body == nil {
		return nil, true
	}
	list, ok := body.(*ast.SequenceNode)
	if !ok {
		d.fail(position(body), "the file must be a list of mappings, not %s", typeName(body))
		return nil, false
	}
	for _, item := range list.Values {
		values, ok := pairs(item)
		if !ok {
			d.fail(position(item), "the file must be a list of mappings, not of %s", typeName(item))
			continue
		}
		maps = append(maps, d.newMap("", position(item), values))
	}
	return maps, true
}

// parseYAML is the library's parser, with a panic in it turned into an error: the files come from
// contributors.
func parseYAML(data []byte) (file *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			file, err = nil, fmt.Errorf("the YAML parser cannot read it (%v)", r)
		}
	}()
	return parser.ParseBytes(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), 0) // it miscounts lines that end in CRLF
}

// pairs returns the entries of a mapping node.
func pairs(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// position is where a node begins.
func position(n ast.Node) *token.Position {
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return position(n.Values[0])
		}
	case *ast.MappingValueNode:
		return position(n.Key)
	}
	if t := n.GetToken(); t != nil {
		return t.Position
	}
	return nil
}

// typeName names what a node is, for sentences.
func typeName(n ast.Node) string {
	switch n := n.(type) {
	case *ast.NullNode:
		return "empty"
	case *ast.BoolNode:
		return "true or false"
	case *ast.IntegerNode:
		return "a number"
	case *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "a fractional number"
	case *ast.StringNode, *ast.LiteralNode:
		return "text"
	case *ast.SequenceNode:
		return "a list"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.AnchorNode, *ast.AliasNode:
		return "an anchor or alias, which is not supported"
	case *ast.TagNode:
		return "a tag, which is not supported"
	default:
		return fmt.Sprintf("a %s", n.Type())
	}
}
