package parquetread

import (
	"isobar/internal/schema"
	"isobar/internal/value"
)

// step fills one wanted column of a record. Steps run in the order of the schema, so that a column's
// parent is there before it.
type step struct {
	binding
	parent int // index of the parent column in the schema, -1 for the root
	// leaf is the leaf whose levels give the instances of the column: its own for a scalar, one below it
	// for a record. Nil if the file lacks the column.
	leaf *leafReader
	// parentRep and parentInst are the parent's binding.rep and .inst.
	parentRep, parentInst uint8
	// others are the other leaves below a list within a list. They must give the same offsets; for a list
	// that is in no other one, equal numbers of elements say that already.
	others []*leafReader
}

// index is the column's place in the schema and in a record.
func (s *step) index() int { return s.column.Index }

// reading is what to read of a file and how.
type reading struct {
	steps  []step
	leaves []*leafReader
}

// planReading chooses the leaves to read for the wanted columns. A record needs one leaf below it, for
// its length and its NULLs: one that is read anyway, or else the cheapest.
func planReading(in *input, s *schema.Schema, b *binder, wanted []bool) *reading {
	want := make([]bool, len(s.All))
	for _, c := range s.All {
		if wanted == nil || wanted[c.Index] {
			for p := c; p != nil; p = p.Parent {
				want[p.Index] = true
			}
		}
	}
	r := &reading{}
	byNode := map[*node]*leafReader{}
	for _, c := range s.All {
		at := b.all[c.Index]
		if want[c.Index] && at.node != nil && c.Kind != value.Record {
			l := newLeafReader(at)
			byNode[at.node] = l
			r.leaves = append(r.leaves, l)
		}
	}
	for _, c := range s.All {
		if !want[c.Index] {
			continue
		}
		st := step{binding: b.all[c.Index], parent: -1}
		if c.Parent != nil {
			up := &b.all[c.Parent.Index]
			st.parent, st.parentRep, st.parentInst = c.Parent.Index, up.rep, up.inst
		}
		if st.node != nil {
			n := cheapestLeaf(in, st.node, byNode)
			if st.leaf = byNode[n]; st.leaf == nil {
				st.leaf = newShapeReader(n, c)
				byNode[n] = st.leaf
				r.leaves = append(r.leaves, st.leaf)
			}
		}
		r.steps = append(r.steps, st)
	}
	for i := range r.steps {
		if st := &r.steps[i]; st.column.Repeated && st.rep > 1 {
			for _, n := range st.node.leaves() {
				if l := byNode[n]; l != nil && l != st.leaf {
					st.others = append(st.others, l)
				}
			}
		}
	}
	return r
}

// cheapestLeaf picks the leaf at or below n whose levels cost least to read. The choice depends only on
// the file and on which columns are wanted.
func cheapestLeaf(in *input, n *node, chosen map[*node]*leafReader) *node {
	leaves := n.leaves()
	best := leaves[0]
	for _, l := range leaves[1:] {
		if cheaper(in, l, best, chosen) {
			best = l
		}
	}
	return best
}

func cheaper(in *input, a, b *node, chosen map[*node]*leafReader) bool {
	_, aRead := chosen[a]
	_, bRead := chosen[b]
	if aRead != bRead {
		return aRead
	}
	if a.maxRep != b.maxRep {
		return a.maxRep < b.maxRep
	}
	return in.cost(a) < in.cost(b)
}

// cost is how many bytes of a leaf would be read and decompressed.
func (in *input) cost(n *node) (bytes int64) {
	for i := range in.groups {
		m := &in.groups[i].Columns[n.leaf].MetaData
		bytes += m.TotalCompressedSize + m.TotalUncompressedSize
	}
	return bytes
}
