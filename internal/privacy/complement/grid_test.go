package complement

import (
	"slices"
	"testing"
)

// gridTables is the tables of a grid of sites by two attributes, each of which a site has one value of:
// the grid, and its margins as wanted.
func gridTables(cells []int, width, k int, rows, columns bool) Release {
	r := Release{K: k}
	height := len(cells) / width
	byRow, byColumn := make([]int, height), make([]int, width)
	for i, n := range cells {
		r.N += int64(n)
		byRow[i/width] += n
		byColumn[i%width] += n
	}
	margin := func(name string, counts []int) Table {
		t := Table{Name: name, Columns: []Column{{Attribute: name, Single: true}}}
		for i, n := range counts {
			if n >= k {
				t.Columns[0].Codes = append(t.Columns[0].Codes, uint32(i))
				t.Sites = append(t.Sites, int64(n))
			}
		}
		return t
	}
	t := Table{Name: "grid", Columns: []Column{{Attribute: "row", Single: true}, {Attribute: "column", Single: true}}}
	for i, n := range cells {
		if n >= k {
			t.Columns[0].Codes = append(t.Columns[0].Codes, uint32(i/width))
			t.Columns[1].Codes = append(t.Columns[1].Codes, uint32(i%width))
			t.Sites = append(t.Sites, int64(n))
		}
	}
	r.Tables = append(r.Tables, t)
	if rows {
		r.Tables = append(r.Tables, margin("row", byRow))
	}
	if columns {
		r.Tables = append(r.Tables, margin("column", byColumn))
	}
	return r
}

// gridFacts is what a release of gridTables tells.
func gridFacts(r Release, size, width int, hides []Rows) (facts []fact) {
	for i, t := range r.Tables {
		groups := map[uint64]bool{}
		cellsOf := func(row int) (set uint64) {
			for at := range size {
				in := true
				for _, c := range t.Columns {
					if c.Attribute == "row" {
						in = in && int(c.Codes[row]) == at/width
					} else {
						in = in && int(c.Codes[row]) == at%width
					}
				}
				if in {
					set |= 1 << at
				}
			}
			return set
		}
		for row, n := range t.Sites {
			set := cellsOf(row)
			groups[set] = true
			if hides == nil || !hides[i].Has(row) {
				facts = append(facts, fact{set, int(n), false})
			}
		}
		for _, set := range allGroups(t, size, width) {
			if !groups[set] {
				facts = append(facts, fact{set, r.K, true})
			}
		}
	}
	return facts
}

// allGroups is the cells of every row that a table could have.
func allGroups(t Table, size, width int) (list []uint64) {
	for at := range size {
		var set uint64
		for other := range size {
			in := true
			for _, c := range t.Columns {
				if c.Attribute == "row" {
					in = in && at/width == other/width
				} else {
					in = in && at%width == other%width
				}
			}
			if in {
				set |= 1 << other
			}
		}
		if !slices.Contains(list, set) {
			list = append(list, set)
		}
	}
	return list
}

// TestNothingIsCertainOfGrids takes all grids that agree with what is published of a random one as its
// witnesses: for no cell, no row and no column, and no cells of those together that are not published, do
// they all have a size in 1 … k-1.
func TestNothingIsCertainOfGrids(t *testing.T) {
	const width, size = 3, 9
	const trials = 3000
	rng := random(t, 77)
	all := map[int]*worlds{}
	leaky, hidden, rows := 0, 0, 0
	for trial := range trials {
		n, k := 4+rng.IntN(5), 2+rng.IntN(3)
		if all[n] == nil {
			all[n] = worldsOf(size, n)
		}
		cells := scatter(rng, size, n)
		r := gridTables(cells, width, k, trial%3 > 0, trial%3 > 1)
		res := suppress(t, r)
		var groups []uint64
		for i := range uint64(511) {
			groups = append(groups, i+1)
		}
		if _, ok := all[n].news(gridFacts(r, size, width, nil), groups, k); ok {
			leaky++
		}
		hidden, rows = hidden+int(res.Total()), rows+len(r.Tables[0].Sites)
		facts := gridFacts(r, size, width, res.Hidden)
		if group, ok := all[n].news(facts, groups, k); ok {
			t.Errorf("trial %d, k=%d, cells %v, %d tables: the cells %09b are certain; hidden: %v", trial, k, cells, len(r.Tables), group, spell(r, res))
		}
	}
	t.Logf("%d of %d grids unsafe before; %d groups hidden, of %d cells", leaky, trials, hidden, rows)
	if leaky < trials/10 {
		t.Errorf("only %d of %d grids were unsafe before", leaky, trials)
	}
}
