package complement

import (
	"cmp"
	"fmt"
	"slices"
)

// attr numbers an attribute, in the order of names.
type attr int32

// item is the attributes of one element of a group's description, in order: a scalar alone, or the fields
// of one array element.
type item []attr

// shape is what rows of the same kind have in common: the population that they count in, and the
// attributes of their items. It holds the groups of all tables of that kind, once each, ordered by codes.
type shape struct {
	name       string // a table's, for errors
	population int
	items      []item
	starts     []int // by item: its first column; then the number of columns
	cols       [][]uint32
	n          []int64
	why        []Reason
	k          int64 // the lowest threshold of the tables: a group that has no row has fewer sites
	withheld   int64 // of the tables, at most; 0 if not known
	sources    []source
	up         []embedding
	first      []int32 // by code of the first column: its first row; nil if codes are too sparse
}

// source is where rows of a shape come from: rows of one table, in the table's order.
type source struct {
	table int
	cols  [][]uint32 // in the shape's order
	sites []int64
	rows  []int32 // the rows of the table; nil if all
	to    []int32 // the rows of the shape; nil if the same
}

func (s *source) len() int { return len(s.sites) }

func (s *source) tableRow(i int) int {
	if s.rows == nil {
		return i
	}
	return int(s.rows[i])
}

func (s *source) shapeRow(i int) int {
	if s.to == nil {
		return i
	}
	return int(s.to[i])
}

func compareItems(a, b item) int { return slices.Compare(a, b) }

// key identifies a shape among those of all populations.
func shapeKey(population int, items []item) string { return fmt.Sprint(population, items) }

func (s *shape) attrs() []attr { return slices.Concat(s.items...) }

// rows is the number of groups.
func (s *shape) rows() int { return len(s.n) }

// compareRow compares row i with a key.
func (s *shape) compareRow(i int32, key []uint32) int {
	for c, col := range s.cols {
		if col[i] != key[c] {
			return cmp.Compare(col[i], key[c])
		}
	}
	return 0
}

// find gives the row with a key, or -1.
func (s *shape) find(key []uint32) int32 {
	lo, hi := int32(0), int32(len(s.n))
	if s.first != nil {
		if int(key[0]) >= len(s.first)-1 {
			return -1
		}
		lo, hi = s.first[key[0]], s.first[key[0]+1]
		if len(s.cols) == 1 {
			if lo == hi {
				return -1
			}
			return lo
		}
	}
	for lo < hi {
		mid := lo + (hi-lo)/2
		if s.compareRow(mid, key) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < int32(len(s.n)) && s.compareRow(lo, key) == 0 {
		return lo
	}
	return -1
}

// finish puts the sources' rows in order and merges those that are the same group.
func (s *shape) finish() error {
	if len(s.sources) == 1 && ascending(s.sources[0].cols, len(s.sources[0].sites)) {
		s.cols, s.n = s.sources[0].cols, s.sources[0].sites
	} else if err := s.merge(); err != nil {
		return err
	}
	s.why = make([]Reason, len(s.n))
	s.index()
	return nil
}

// ascending tells whether rows are in strictly ascending order.
func ascending(cols [][]uint32, n int) bool {
	for i := 1; i < n; i++ {
		if compareRows(cols, int32(i-1), int32(i)) >= 0 {
			return false
		}
	}
	return true
}

func compareRows(cols [][]uint32, i, j int32) int {
	for _, col := range cols {
		if col[i] != col[j] {
			return cmp.Compare(col[i], col[j])
		}
	}
	return 0
}

func (s *shape) merge() error {
	width := s.starts[len(s.items)]
	cols := make([][]uint32, width)
	var sites []int64
	for i := range s.sources {
		for c := range cols {
			cols[c] = append(cols[c], s.sources[i].cols[c]...)
		}
		sites = append(sites, s.sources[i].sites...)
	}
	order := make([]int32, len(sites))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return compareRows(cols, a, b) })
	to := make([]int32, len(sites))
	s.cols, s.n = make([][]uint32, width), nil
	for i, row := range order {
		if i > 0 && compareRows(cols, order[i-1], row) == 0 {
			if s.n[len(s.n)-1] != sites[row] {
				return fmt.Errorf("table %s: a group has two numbers of sites: %w", s.name, ErrInconsistent)
			}
		} else {
			for c := range cols {
				s.cols[c] = append(s.cols[c], cols[c][row])
			}
			s.n = append(s.n, sites[row])
		}
		to[row] = int32(len(s.n) - 1)
	}
	for i := range s.sources {
		n := s.sources[i].len()
		s.sources[i].to, to = to[:n:n], to[n:]
		s.sources[i].cols = nil
	}
	return nil
}

// index fills s.first where that takes memory in proportion to the rows.
func (s *shape) index() {
	if len(s.cols) == 0 || len(s.n) == 0 {
		return
	}
	col := s.cols[0]
	top := int64(col[len(col)-1])
	if top > 4*int64(len(col))+1<<16 {
		return
	}
	s.first = make([]int32, top+2)
	for _, code := range col {
		s.first[code+1]++
	}
	for i := range top + 1 {
		s.first[i+1] += s.first[i]
	}
}
