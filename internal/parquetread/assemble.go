package parquetread

import (
	"errors"

	"isobar/internal/record"
	"isobar/internal/value"
)

var errShape = errors.New("its lists or records do not agree with those of the columns beside it")

// assemble fills the vectors that follow from the levels of the row just read: the offsets of lists,
// the presence of records, what the file lacks. instances, by schema.Column.Index, is working memory.
//
// Every leaf tells the shape of the lists around it, and they must tell the same: that is checked, since
// columns of unequal length are what a damaged page without a checksum leads to.
func (s *step) assemble(rec *record.Record, instances []int) error {
	v := &rec.Vectors[s.index()]
	parents := 1
	if s.parent >= 0 {
		parents = instances[s.parent]
	}
	if s.leaf == nil {
		instances[s.index()] = s.absent(v, parents)
		return nil
	}
	n := parents
	if s.column.Repeated {
		if n = s.offsets(v); len(v.Off) != parents+1 {
			return errShape
		}
		for _, l := range s.others {
			if !s.agrees(l, v.Off) {
				return errShape
			}
		}
	}
	if s.column.Kind == value.Record {
		s.presence(v)
	}
	if len(v.Vals) != n {
		return errShape
	}
	instances[s.index()] = n
	return nil
}

// absent fills the vector of a column that the file lacks and returns how many instances it has.
func (s *step) absent(v *record.Vector, parents int) int {
	if s.column.Repeated {
		for range parents + 1 {
			v.Off = append(v.Off, 0)
		}
		return 0
	}
	for range parents {
		v.Vals = append(v.Vals, value.Value{})
	}
	return parents
}

// offsets fills v.Off: an entry of the leaf may begin an instance of the parent, and then one of the
// list. It returns how many instances there are.
func (s *step) offsets(v *record.Vector) int {
	count := int32(0)
	for i, rep := range s.leaf.rowReps {
		def := s.leaf.rowDefs[i]
		if rep <= s.parentRep && def >= s.parentInst {
			v.Off = append(v.Off, count)
		}
		if rep <= s.rep && def >= s.inst {
			count++
		}
	}
	v.Off = append(v.Off, count)
	return int(count)
}

// agrees says whether leaf l gives the offsets off, too.
func (s *step) agrees(l *leafReader, off []int32) bool {
	count, k := int32(0), 0
	for i, rep := range l.rowReps {
		def := l.rowDefs[i]
		if rep <= s.parentRep && def >= s.parentInst {
			if k >= len(off) || off[k] != count {
				return false
			}
			k++
		}
		if rep <= s.rep && def >= s.inst {
			count++
		}
	}
	return k == len(off)-1 && off[k] == count
}

// presence fills the values of a record: which instances are there and which are NULL.
func (s *step) presence(v *record.Vector) {
	l := s.leaf
	if l.node.maxRep == 0 {
		if l.node.maxDef == 0 || l.rowDefs[0] >= s.present {
			v.Vals = append(v.Vals, value.OfRecord(0))
		} else {
			v.Vals = append(v.Vals, value.Value{})
		}
		return
	}
	for i, rep := range l.rowReps {
		def := l.rowDefs[i]
		switch {
		case rep > s.rep || def < s.inst: // goes on in, or lies outside, an instance
		case def >= s.present:
			v.Vals = append(v.Vals, value.OfRecord(len(v.Vals)))
		default:
			v.Vals = append(v.Vals, value.Value{})
		}
	}
}
