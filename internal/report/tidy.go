package report

import (
	"bytes"
	"math/rand/v2"

	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// tidy applies a decoder's rules about values to a decoded record, whatever format it came from.
type tidy struct {
	distinct []distinct
	dashed   []int // schema indexes of columns of names
	text     []byte
}

// distinct is a repeated record at the top level, of plain fields, whose repeats are to go.
type distinct struct {
	list   int   // schema index
	fields []int // schema indexes of its fields
	table  []int32
}

func newTidy(s *schema.Schema, d *decoder, want []bool) tidy {
	var t tidy
	for _, path := range d.distinct {
		c, ok := s.Lookup(path)
		if !ok || !want[c.Index] {
			continue
		}
		rule := distinct{list: c.Index}
		for _, f := range c.Fields {
			rule.fields = append(rule.fields, f.Index)
		}
		t.distinct = append(t.distinct, rule)
	}
	for _, path := range d.dashed {
		if c, ok := s.Lookup(path); ok && want[c.Index] {
			t.dashed = append(t.dashed, c.Index)
		}
	}
	return t
}

func (t *tidy) apply(rec *record.Record) {
	t.dashAll(rec)
	for i := range t.distinct {
		t.distinct[i].apply(rec)
	}
}

func (t *tidy) dashAll(rec *record.Record) {
	for _, column := range t.dashed {
		for i, v := range rec.Vectors[column].Vals {
			if v.Kind == value.String {
				rec.Vectors[column].Vals[i] = t.dash(rec.Dict, v)
			}
		}
	}
}

// dash writes author/name as author-name, which is how the Forge names modules.
func (t *tidy) dash(d *value.Dict, v value.Value) value.Value {
	text := d.Text(v.Code())
	if bytes.IndexByte(text, '/') < 0 {
		return v
	}
	t.text = append(t.text[:0], text...)
	for i, c := range t.text {
		if c == '/' {
			t.text[i] = '-'
		}
	}
	return value.OfString(d.Code(t.text))
}

// hashSeed is odd, and drawn for each process, so that no report can be made whose entries collide.
var hashSeed = rand.Uint64() | 1

// apply keeps the first of identical entries, in their order. The list may still be growing.
func (r *distinct) apply(rec *record.Record) {
	list := &rec.Vectors[r.list]
	n := len(list.Vals)
	if n < 2 {
		return
	}
	size := 2
	for size < 2*n {
		size *= 2
	}
	if cap(r.table) < size {
		r.table = make([]int32, size)
	}
	table := r.table[:size] // instance+1, or 0 for a free slot
	clear(table)
	kept := 0
	for i := range n {
		slot := r.hash(rec, i) & uint64(size-1)
		for table[slot] != 0 && !r.same(rec, int(table[slot]-1), i) {
			slot = (slot + 1) & uint64(size-1)
		}
		if table[slot] != 0 {
			continue
		}
		for _, f := range r.fields {
			vals := rec.Vectors[f].Vals
			vals[kept] = vals[i]
		}
		kept++
		table[slot] = int32(kept)
	}
	for _, f := range r.fields {
		rec.Vectors[f].Vals = rec.Vectors[f].Vals[:kept]
	}
	list.Vals = list.Vals[:kept] // entry i is OfRecord(i)
	if len(list.Off) > 1 {
		list.Off[1] = int32(kept)
	}
}

func (r *distinct) hash(rec *record.Record, i int) uint64 {
	h := hashSeed
	for _, f := range r.fields {
		v := rec.Vectors[f].Vals[i]
		h = (h ^ v.Bits ^ uint64(v.Kind)<<56) * hashSeed
		h ^= h >> 32
	}
	return h
}

func (r *distinct) same(rec *record.Record, i, j int) bool {
	for _, f := range r.fields {
		if rec.Vectors[f].Vals[i] != rec.Vectors[f].Vals[j] {
			return false
		}
	}
	return true
}
