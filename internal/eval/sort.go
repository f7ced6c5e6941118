package eval

import (
	"bytes"
	"cmp"
	"math"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// Sorting turns every column into numbers that order as its values do, once, so that comparing two rows
// is comparing numbers: texts become their rank among the texts that occur.

// sortColumn is one column to sort by, as numbers indexed by row.
type sortColumn struct {
	words []uint64
	nulls []uint8 // 1 where NULL; nil if it never is
	last  bool    // NULLs come last
}

// sort orders the rows by columns, the first of which matters most.
func (r *rows) sort(by []plan.SortBy) {
	by = withoutRepeats(by)
	columns := make([]sortColumn, len(by))
	ranks := r.rankTexts(by)
	for i := range by {
		columns[i] = r.sortColumn(by[i], ranks)
	}
	r.ordered = true
	if len(columns) == 0 || len(r.live) < 2 {
		return
	}
	// The first column travels with the row, because it decides nearly always.
	type entry struct {
		word  uint64
		row   int32
		class int32 // NULLs before or after all others
	}
	entries := make([]entry, len(r.live))
	first := &columns[0]
	for i, row := range r.live {
		entries[i] = entry{word: first.words[row], row: row, class: first.class(row)}
	}
	rest := columns[1:]
	slices.SortFunc(entries, func(a, b entry) int {
		if a.class != b.class {
			return cmp.Compare(a.class, b.class)
		}
		if a.word != b.word {
			return cmp.Compare(a.word, b.word)
		}
		for i := range rest {
			if c := rest[i].compare(a.row, b.row); c != 0 {
				return c
			}
		}
		return cmp.Compare(a.row, b.row)
	})
	for i, e := range entries {
		r.live[i] = e.row
	}
}

// withoutRepeats drops columns that are there already: they decide nothing more.
func withoutRepeats(by []plan.SortBy) []plan.SortBy {
	kept := by[:0:0]
	for _, b := range by {
		if !slices.ContainsFunc(kept, func(k plan.SortBy) bool { return k.Slot == b.Slot }) {
			kept = append(kept, b)
		}
	}
	return kept
}

func (c *sortColumn) class(row int32) int32 {
	switch {
	case c.nulls == nil || c.nulls[row] == 0:
		return 0
	case c.last:
		return 1
	}
	return -1
}

func (c *sortColumn) compare(a, b int32) int {
	if c.nulls != nil && c.nulls[a]+c.nulls[b] > 0 {
		return cmp.Compare(c.class(a), c.class(b))
	}
	return cmp.Compare(c.words[a], c.words[b])
}

func (r *rows) sortColumn(by plan.SortBy, ranks []uint32) sortColumn {
	column := r.columns[by.Slot]
	c := sortColumn{words: make([]uint64, r.n), last: by.NullsLast}
	flip := uint64(0)
	if by.Descending {
		flip = math.MaxUint64
	}
	for _, row := range r.live {
		v := column[row]
		if v.IsNull() {
			if c.nulls == nil {
				c.nulls = make([]uint8, r.n)
			}
			c.nulls[row] = 1
			continue
		}
		c.words[row] = orderedWord(v, ranks) ^ flip
	}
	return c
}

// orderedWord maps values of one kind that are not NULL to numbers in their order: NaN before all other
// FLOAT64s.
func orderedWord(v value.Value, ranks []uint32) uint64 {
	const sign = 1 << 63
	switch {
	case v.Kind.Coded():
		return uint64(ranks[v.Code()])
	case v.Kind == value.Bool:
		return v.Bits
	case v.Kind == value.Float64:
		switch {
		case math.IsNaN(v.Float64()):
			return 0
		case v.Bits&sign != 0:
			return ^v.Bits
		}
	}
	return v.Bits ^ sign
}

// rankTexts ranks the texts that occur in the columns to sort by, by code; nil if none do.
func (r *rows) rankTexts(by []plan.SortBy) []uint32 {
	d := r.dict
	var ranks []uint32
	type text struct {
		head uint64 // its first eight bytes
		code value.Code
	}
	var texts []text
	for _, b := range by {
		column := r.columns[b.Slot]
		for _, row := range r.live {
			v := column[row]
			if !v.Kind.Coded() {
				continue
			}
			if ranks == nil {
				ranks = make([]uint32, d.Len())
			}
			if c := v.Code(); ranks[c] == 0 {
				ranks[c] = 1
				texts = append(texts, text{headOf(d.Text(c)), c})
			}
		}
	}
	slices.SortFunc(texts, func(a, b text) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return bytes.Compare(d.Text(a.code), d.Text(b.code))
	})
	for i, t := range texts {
		ranks[t.code] = uint32(i)
	}
	return ranks
}

// headOf packs the first eight bytes of a text so that they compare as the bytes do.
func headOf(text []byte) (head uint64) {
	for i := range 8 {
		head <<= 8
		if i < len(text) {
			head |= uint64(text[i])
		}
	}
	return head
}
