package parquetread

import (
	"errors"
	"fmt"
	"strings"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

// maxDepth bounds the nesting of a file's schema; BigQuery allows 15 levels of records, which lists
// make up to 45.
const maxDepth = 64

// node is one element of the file's schema.
type node struct {
	name       string
	repetition format.FieldRepetitionType
	element    *format.SchemaElement
	children   []*node
	leaf       int // position of a leaf among the file's column chunks, -1 for a group
	path       []string

	// Levels of the Dremel encoding: the largest repetition and definition level of a value here.
	// A value, or for a repeated node an element, is present exactly when the definition level of its
	// entry is at least maxDef.
	maxRep, maxDef uint8
}

func (n *node) isLeaf() bool   { return n.leaf >= 0 }
func (n *node) repeated() bool { return n.repetition == format.Repeated }

// leaves lists the leaves at or below n.
func (n *node) leaves() []*node {
	if n.isLeaf() {
		return []*node{n}
	}
	var all []*node
	for _, c := range n.children {
		all = append(all, c.leaves()...)
	}
	return all
}

// child finds a field by name: exactly, or else ignoring case as BigQuery does.
func (n *node) child(name string) (*node, error) {
	var exact, folded []*node
	for _, c := range n.children {
		if c.name == name {
			exact = append(exact, c)
		}
		if strings.EqualFold(c.name, name) {
			folded = append(folded, c)
		}
	}
	switch {
	case len(exact) == 1:
		return exact[0], nil
	case len(folded) > 1:
		return nil, fmt.Errorf("the file has %d columns of the name %s", len(folded), name)
	case len(folded) == 1:
		return folded[0], nil
	}
	return nil, nil
}

// isMap says whether n is annotated as a map.
func (n *node) isMap() bool {
	if _, ok := n.element.LogicalType.Value.(*format.MapType); ok {
		return true
	}
	c := n.element.ConvertedType
	return c.Valid && (c.V == deprecated.Map || c.V == deprecated.MapKeyValue)
}

// isList says whether n is annotated as a list.
func (n *node) isList() bool {
	if _, ok := n.element.LogicalType.Value.(*format.ListType); ok {
		return true
	}
	return n.element.ConvertedType.Valid && n.element.ConvertedType.V == deprecated.List
}

// isNull says whether n is a column without a type, all of whose values are NULL. That is how Arrow
// writes a column in which it has never seen a value.
func (n *node) isNull() bool {
	_, ok := n.element.LogicalType.Value.(*format.NullType)
	return ok && n.isLeaf()
}

// fixedLength is the length of a FIXED_LEN_BYTE_ARRAY's values.
func (n *node) fixedLength() int { return int(n.element.TypeLength.V) }

var errTree = errors.New("its schema is damaged")

// buildTree makes the tree of a file's schema, whose elements are listed depth first, and the list of
// its leaves, whose positions are those of the column chunks in a row group.
func buildTree(elements []format.SchemaElement) (root *node, leaves []*node, err error) {
	b := treeBuilder{elements: elements}
	if root, err = b.next(nil, 0); err != nil {
		return nil, nil, err
	}
	if len(b.elements) > 0 || root.isLeaf() {
		return nil, nil, errTree
	}
	return root, b.leaves, nil
}

type treeBuilder struct {
	elements []format.SchemaElement // not yet placed
	leaves   []*node
}

func (b *treeBuilder) next(parent *node, depth int) (*node, error) {
	if len(b.elements) == 0 {
		return nil, errTree
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("its schema is nested more than %d deep", maxDepth)
	}
	e := &b.elements[0]
	b.elements = b.elements[1:]
	n := &node{name: e.Name, element: e, leaf: -1}
	if parent != nil { // the root has neither levels nor a place in paths
		n.repetition = e.RepetitionType.V
		n.maxRep, n.maxDef = parent.maxRep, parent.maxDef
		n.path = append(append([]string(nil), parent.path...), e.Name)
		switch n.repetition {
		case format.Required:
		case format.Optional:
			n.maxDef++
		case format.Repeated:
			n.maxRep++
			n.maxDef++
		default:
			return nil, errTree
		}
	}
	children := int(e.NumChildren.V)
	if e.Type.Valid {
		return n, b.leaf(n, children)
	}
	if children < 0 || children > len(b.elements) {
		return nil, errTree
	}
	for range children {
		c, err := b.next(n, depth+1)
		if err != nil {
			return nil, err
		}
		n.children = append(n.children, c)
	}
	return n, nil
}

func (b *treeBuilder) leaf(n *node, children int) error {
	if children != 0 {
		return errTree
	}
	switch t := n.element.Type.V; t {
	case format.Boolean, format.Int32, format.Int64, format.Int96, format.Float, format.Double, format.ByteArray:
	case format.FixedLenByteArray:
		if n.fixedLength() <= 0 || n.fixedLength() > maxPageBytes {
			return errTree
		}
	default:
		return errTree
	}
	n.leaf = len(b.leaves)
	b.leaves = append(b.leaves, n)
	return nil
}
