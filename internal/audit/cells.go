package audit

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// span is what is known of a number of sites: from lo to hi, both included.
type span struct{ lo, hi int64 }

// unbounded stands for no upper bound. It is far from what sums of it could overflow.
const unbounded = int64(1) << 50

func (s span) exact() bool { return s.lo == s.hi }

// few says that the number is certain to be from 1 to k-1.
func (s span) few(k int64) bool { return s.lo >= 1 && s.hi < k }

// minus is what is known of a - b where b counts some of the sites that a counts.
func (s span) minus(b span) span { return span{max(0, s.lo-b.hi), max(0, s.hi-b.lo)} }

// family holds all cells that have values of the same attributes under the same conditions, from
// whatever tables: cells that mean the same are one cell. They are sorted by their items.
type family struct {
	where  whereID
	attrs  []attrID // sorted; one twice if cells have two values of it
	linked bool     // the values may be of one element of an array, so that a cell is less than an intersection
	items  []itemID // len(attrs) of each cell, in the order of attrs
	sites  []span
	table  []uint16 // the first table, by name, that has the cell
	row    []int32  // its row there, from 0
	tables []uint16 // all tables of the family
	hidden int64    // most sites of a cell that no table shows, if it is absent for having few
	first  []int32  // where the cells with each first item begin
}

func (f *family) arity() int { return len(f.attrs) }

func (f *family) cell(i int) []itemID {
	n := len(f.attrs)
	return f.items[i*n : i*n+n : i*n+n]
}

// find gives the index of the cell with these items, or none.
func (f *family) find(items []itemID) int {
	if len(items) == 0 {
		return 0 // a family of no attributes has one cell
	}
	head := int(items[0])
	if head+1 >= len(f.first) {
		return none
	}
	from, to := int(f.first[head]), int(f.first[head+1])
	if len(items) == 1 {
		if from < to {
			return from
		}
		return none
	}
	for from < to {
		mid := int(uint(from+to) / 2)
		if slices.Compare(f.cell(mid)[1:], items[1:]) < 0 {
			from = mid + 1
		} else {
			to = mid
		}
	}
	if from < int(f.first[head+1]) && slices.Equal(f.cell(from), items) {
		return from
	}
	return none
}

// frame is a family's key in a map.
func frame(where whereID, attrs []attrID) string {
	buf := binary.BigEndian.AppendUint32(make([]byte, 0, 4+4*len(attrs)), uint32(where))
	for _, a := range attrs {
		buf = binary.BigEndian.AppendUint32(buf, uint32(a))
	}
	return string(buf)
}

// gathering collects the cells of one family as tables show them.
type gathering struct {
	where whereID
	attrs []attrID
	items []itemID
	shown []int64 // the number as published
	table []uint16
	row   []int32
}

// shownAt is where a cell is shown.
type shownAt struct {
	shown int64 // the number as published
	table uint16
	row   int32 // of the table, from 0
}

func (g *gathering) add(items []itemID, at shownAt) {
	g.items = append(g.items, items...)
	g.shown = append(g.shown, at.shown)
	g.table = append(g.table, at.table)
	g.row = append(g.row, at.row)
}

func (g *gathering) cell(i int32) []itemID {
	n := len(g.attrs)
	return g.items[int(i)*n : int(i)*n+n]
}

// order gives the indices of the gathered cells, sorted by their items and then by table.
func (g *gathering) order(items int) []int32 {
	width := bits.Len(uint(items))
	type packed struct {
		key uint64
		at  int32
	}
	order := make([]int32, len(g.shown))
	if width*len(g.attrs) <= 64 {
		keys := make([]packed, len(g.shown))
		for i := range keys {
			var key uint64
			for _, it := range g.cell(int32(i)) {
				key = key<<width | uint64(it)
			}
			keys[i] = packed{key, int32(i)}
		}
		// Tables are read in their order, so that the index decides between them.
		slices.SortFunc(keys, func(a, b packed) int {
			switch {
			case a.key < b.key:
				return -1
			case a.key > b.key:
				return 1
			}
			return int(a.at - b.at)
		})
		for i, k := range keys {
			order[i] = k.at
		}
		return order
	}
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return slices.Compare(g.cell(a), g.cell(b)) })
	return order
}

// each calls do for the cells, with the indices of what tables show for each.
func (g *gathering) each(order []int32, do func(same []int32)) {
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && slices.Equal(g.cell(order[from]), g.cell(order[to])) {
			to++
		}
		do(order[from:to])
		from = to
	}
}

// index makes the table of where each first item's cells begin.
func (f *family) index(items int) {
	if len(f.attrs) == 0 {
		return
	}
	f.first = make([]int32, items+1)
	n := len(f.attrs)
	for i := 0; i < len(f.items); i += n {
		f.first[f.items[i]+1]++
	}
	for i := range items {
		f.first[i+1] += f.first[i]
	}
}
