package report

import (
	"isobar/internal/schema"
	"isobar/internal/value"
)

// layout is a schema prepared for decoding: which members to look for, what to do with them and where
// their values go. It holds state of the decoding and belongs to one source.
type layout struct {
	decoder  *decoder
	root     fields
	unit     *node
	time     *node
	message  *node // or nil
	repeated []*node
	tidy     tidy
	entries  entryLimit
	texts    []*node // the wanted columns of STRING, but for the site id
	// textBytes is Limits.TextBytes.
	textBytes int
}

// node is one column.
type node struct {
	column   int // schema index
	name     string
	place    int // among its parent's fields
	kind     value.Kind
	repeated bool
	want     bool   // materialise it
	top      bool   // a report has one array of it
	fields   fields // of a record
	text     *node  // the field that a string in place of the record is, or nil
	mark     uint64 // serial of the last object in which it was seen

	quick   bool          // a list whose entries can be read quickly
	checked bool          // what is not of its type is to be noticed: it is in a list that is wanted
	row     []value.Value // the fields of one entry of such a list, by place
	member  member
	after   *node // the field that followed it last: writers keep to one order
}

// fields are the columns of one object.
type fields struct {
	all    []*node
	byName map[string]*node
	next   int   // where the next member is likely to be: writers keep to one order
	first  *node // the field that came first last
	// An instance of the object has one value in each wanted column of single, and a range in each of
	// lists; both reach through records that are not repeated.
	single []*node
	lists  []*node
}

// newLayout prepares a layout that materialises the columns wanted, by schema index; nil is none.
// cfg must have passed Check.
func newLayout(cfg *Config, wanted []bool) *layout {
	d, _ := decoderOf(cfg.Decoder)
	want := closure(cfg.Schema, d, wanted)
	nodes := make([]*node, len(cfg.Schema.All))
	l := &layout{decoder: d}
	l.root = newFields(cfg.Schema.Columns, d, want, nodes)
	for _, n := range nodes {
		n.prepareQuick()
	}
	find := func(path string) *node {
		if c, ok := cfg.Schema.Lookup(path); ok {
			return nodes[c.Index]
		}
		return nil
	}
	l.unit, l.time, l.message = find(cfg.Unit), find(cfg.Timestamp), find(cfg.MessageID)
	for i, n := range nodes {
		if !n.want {
			continue
		}
		if n.repeated {
			l.repeated = append(l.repeated, n)
			n.top = within(cfg.Schema.All[i]) == nil
		}
		if n.kind == value.String && n != l.unit {
			l.texts = append(l.texts, n)
		}
	}
	l.tidy = newTidy(cfg.Schema, d, want)
	l.entries.most, l.textBytes = cfg.Limits.Entries, cfg.Limits.TextBytes
	if l.entries.most > 0 {
		l.limitEntries(cfg.Schema, nodes)
	}
	return l
}

// limitEntries prepares the limit on entries: columns that others lie in come first.
func (l *layout) limitEntries(s *schema.Schema, nodes []*node) {
	for _, n := range l.repeated {
		list := &entryList{node: n}
		if outer := within(s.All[n.column]); outer != nil {
			list.within = nodes[outer.Index]
		}
		for i := range l.tidy.distinct {
			if d := &l.tidy.distinct[i]; d.list == n.column {
				list.distinct = d
			}
		}
		l.entries.lists = append(l.entries.lists, list)
	}
}

// within is the repeated column that a column lies in, or nil.
func within(c *schema.Column) *schema.Column {
	for c = c.Parent; c != nil && !c.Repeated; c = c.Parent {
	}
	return c
}

// closure adds to the wanted columns their parents, and the other fields of records whose entries are
// compared.
func closure(s *schema.Schema, d *decoder, wanted []bool) []bool {
	want := make([]bool, len(s.All))
	for i := range want {
		for c := s.All[i]; wanted != nil && wanted[i] && c != nil; c = c.Parent {
			want[c.Index] = true
		}
	}
	for _, path := range d.distinct {
		if c, ok := s.Lookup(path); ok && want[c.Index] {
			for _, f := range c.Fields {
				want[f.Index] = true
			}
		}
	}
	return want
}

func newFields(columns []*schema.Column, d *decoder, want []bool, nodes []*node) fields {
	f := fields{byName: make(map[string]*node, len(columns))}
	for _, c := range columns {
		n := &node{column: c.Index, name: c.Name, place: len(f.all), kind: c.Kind, repeated: c.Repeated, want: want[c.Index]}
		nodes[c.Index] = n
		if c.Kind == value.Record {
			n.fields = newFields(c.Fields, d, want, nodes)
			if t := n.fields.byName[nameField]; d.names && t != nil && !t.repeated && t.kind == value.String {
				n.text = t
			}
		}
		f.all = append(f.all, n)
		f.byName[c.Name] = n
		switch {
		case !n.want:
		case n.repeated:
			f.lists = append(f.lists, n)
		default:
			f.single = append(append(f.single, n), n.fields.single...)
			f.lists = append(f.lists, n.fields.lists...)
		}
	}
	return f
}

// find returns the column that a member's name is, or nil.
func (f *fields) find(name []byte) *node {
	if f.next == len(f.all) {
		f.next = 0
	}
	if n := f.all[f.next]; n.name == string(name) {
		f.next++
		return n
	}
	n := f.byName[string(name)]
	if n != nil {
		f.next = n.place + 1
	}
	return n
}
