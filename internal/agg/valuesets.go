package agg

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// ValueSets stands before a Table whose group has a plan.Ladder: of each site and each combination of the other keys it
// hands on one row, which has, in place of the climbing key, the JSON array of all the values that the site has
// there, in order. Per site: Add or AddRows; then EndSite, which ends the Table's site as well. It belongs to one
// goroutine.
//
// From the number of sites of each set of values follows that of every union of values, whichever of them turn out
// to need one, without a second look at the reports. Numbers of sites of single values would not do: added up, they
// count a site with two of them twice.
type ValueSets struct {
	table    *Table
	dict     *value.Dict
	climbing int
	n        int             // rows of the current site
	keys     [][]value.Value // by key
	order    []int32
	row      []value.Value
	single   map[value.Value]value.Value // the arrays of one value
	values   []value.Value
	texts    []*string
}

// NewValueSets makes what stands before t, the table of g, with texts in d. It panics if g has no ladder.
func NewValueSets(t *Table, g *plan.Group, d *value.Dict) *ValueSets {
	if g.Ladder == nil {
		panic("agg: no ladder for values to climb")
	}
	return &ValueSets{table: t, dict: d, climbing: g.Ladder.Key, keys: make([][]value.Value, len(g.Keys)), row: make([]value.Value, len(g.Keys)),
		single: map[value.Value]value.Value{}}
}

// Add adds one row of the current site, a value for each of plan.Group.Keys. It does not keep the slice.
func (s *ValueSets) Add(keys []value.Value) {
	s.n++
	for i, v := range keys {
		s.keys[i] = append(s.keys[i], v)
	}
}

// AddRows adds n rows: keys has a column for each of plan.Group.Keys, of which the first n values count.
func (s *ValueSets) AddRows(n int, keys [][]value.Value) {
	s.n += n
	for i, column := range keys {
		s.keys[i] = append(s.keys[i], column[:n]...)
	}
}

// EndSite hands on the site's sets.
func (s *ValueSets) EndSite() {
	s.order = s.order[:0]
	for i := range s.n {
		s.order = append(s.order, int32(i))
	}
	slices.SortFunc(s.order, s.compare)
	for first := 0; first < s.n; {
		last := first + 1
		for last < s.n && s.together(s.order[first], s.order[last]) {
			last++
		}
		s.set(s.order[first:last])
		first = last
	}
	s.n = 0
	for i := range s.keys {
		s.keys[i] = s.keys[i][:0]
	}
	s.table.EndSite()
}

// compare puts rows with the same other keys side by side, and of these the ones with the same value. Any order
// does: what is handed on is counted.
func (s *ValueSets) compare(a, b int32) int {
	for i, column := range s.keys {
		if i != s.climbing {
			if c := compareBits(column[a], column[b]); c != 0 {
				return c
			}
		}
	}
	return compareBits(s.keys[s.climbing][a], s.keys[s.climbing][b])
}

func compareBits(a, b value.Value) int {
	return cmp.Or(cmp.Compare(a.Bits, b.Bits), cmp.Compare(a.Kind, b.Kind))
}

func (s *ValueSets) together(a, b int32) bool {
	for i, column := range s.keys {
		if i != s.climbing && column[a] != column[b] {
			return false
		}
	}
	return true
}

// set hands on rows that differ in their values at most.
func (s *ValueSets) set(rows []int32) {
	for i, column := range s.keys {
		s.row[i] = column[rows[0]]
	}
	s.values = s.values[:0]
	for _, row := range rows {
		s.values = append(s.values, s.keys[s.climbing][row])
	}
	s.values = slices.Compact(s.values)
	s.row[s.climbing] = s.array()
	s.table.Group(s.row)
}

// array is that of s.values.
func (s *ValueSets) array() value.Value {
	if len(s.values) == 1 {
		if known, ok := s.single[s.values[0]]; ok {
			return known
		}
	}
	slices.SortFunc(s.values, func(a, b value.Value) int {
		if a.IsNull() || b.IsNull() {
			return cmp.Compare(a.Kind, b.Kind)
		}
		return bytes.Compare(s.dict.Text(a.Code()), s.dict.Text(b.Code()))
	})
	s.texts = s.texts[:0]
	for _, v := range s.values {
		if v.IsNull() {
			s.texts = append(s.texts, nil)
			continue
		}
		text := s.dict.String(v.Code())
		s.texts = append(s.texts, &text)
	}
	b, err := json.Marshal(s.texts)
	if err != nil {
		panic(err) // an array of texts
	}
	array := value.Value{Kind: value.String, Bits: uint64(s.dict.Code(b))}
	if len(s.values) == 1 {
		s.single[s.values[0]] = array
	}
	return array
}

// perArray is about what is kept for a value whose array is known.
const perArray = 64

// Size is about the number of bytes that is kept besides the table and the dictionary, and that Reset frees. The
// memory for the rows of the largest site, which stays, is not in it.
func (s *ValueSets) Size() int64 { return perArray * int64(len(s.single)) }

// Reset forgets what refers to the dictionary, which the caller resets.
func (s *ValueSets) Reset() { clear(s.single) }
