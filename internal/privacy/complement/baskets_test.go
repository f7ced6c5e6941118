package complement

import (
	"bufio"
	"compress/gzip"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// baskets reads a data set of the FIMI repository.
func baskets(t testing.TB, name string) (list [][]uint32) {
	t.Helper()
	f, err := os.Open("../../itemset/testdata/" + name + ".dat.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		var items []uint32
		for _, text := range strings.Fields(lines.Text()) {
			n, err := strconv.ParseUint(text, 10, 16)
			if err != nil {
				t.Fatal(err)
			}
			items = append(items, uint32(n))
		}
		slices.Sort(items)
		list = append(list, slices.Compact(items))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// matrix counts the baskets of each pair of items, and of each item on the diagonal.
type matrix [][]int64

func count(list [][]uint32) matrix {
	size := uint32(0)
	for _, items := range list {
		size = max(size, items[len(items)-1]+1)
	}
	m := make(matrix, size)
	for i := range m {
		m[i] = make([]int64, size)
	}
	for _, items := range list {
		for _, a := range items {
			for _, b := range items {
				m[a][b]++
			}
		}
	}
	return m
}

// release publishes a matrix's items and pairs.
func (m matrix) release(n, k int) Release {
	singles := Table{Name: "singles", Columns: []Column{{Attribute: "item"}}}
	pairs := Table{Name: "pairs", Columns: []Column{{Attribute: "item"}, {Attribute: "item"}}}
	for a := range m {
		if m[a][a] >= int64(k) {
			singles.Columns[0].Codes = append(singles.Columns[0].Codes, uint32(a))
			singles.Sites = append(singles.Sites, m[a][a])
		}
		for b := range a {
			if m[a][b] >= int64(k) {
				pairs.Columns[0].Codes = append(pairs.Columns[0].Codes, uint32(b))
				pairs.Columns[1].Codes = append(pairs.Columns[1].Codes, uint32(a))
				pairs.Sites = append(pairs.Sites, m[a][b])
			}
		}
	}
	return Release{K: k, N: int64(n), Tables: []Table{singles, pairs}}
}

// channels counts, over published pairs, the differences (per direction) and sites without either item
// that are in 1 … k-1, and over triangles of published pairs the parts of the diagram that are bound to be.
func (m matrix) channels(n int64, k int64, shown func(a, b int) bool) (differences, neither, triangles int) {
	small := func(x int64) bool { return x >= 1 && x < k }
	near := make([][]int, len(m))
	for a := range m {
		for b := range m {
			if a != b && shown(a, b) {
				near[a] = append(near[a], b)
				if small(m[a][a] - m[a][b]) {
					differences++
				}
				if a < b && small(n-m[a][a]-m[b][b]+m[a][b]) {
					neither++
				}
			}
		}
	}
	for c := range m {
		for i, a := range near[c] {
			for _, b := range near[c][:i] {
				if !shown(a, b) {
					both := m[a][c] + m[b][c] - m[c][c]
					outside := m[a][a] - m[a][c] + m[b][b] - m[b][c] - (n - m[c][c])
					if m[a][b] < k && (both >= 1 || outside >= 1) {
						triangles++ // the withheld pair has sites
					}
				} else if a < c {
					triangles += m.parts(n, k, a, b, c)
				}
			}
		}
	}
	return differences, neither, triangles
}

// parts counts the parts of the diagram of three items, of which the pairs are known, that have 1 … k-1
// sites whatever the triple has.
func (m matrix) parts(n, k int64, a, b, c int) (certain int) {
	ab, ac, bc := m[a][b], m[a][c], m[b][c]
	base := []int64{0, ab, ac, bc, m[a][a] - ab - ac, m[b][b] - ab - bc, m[c][c] - ac - bc,
		n - m[a][a] - m[b][b] - m[c][c] + ab + ac + bc}
	sign := []int64{1, -1, -1, -1, 1, 1, 1, -1} // of the triple in each part
	lo, hi := int64(0), n
	for i, x := range base {
		if sign[i] > 0 {
			lo = max(lo, -x)
		} else {
			hi = min(hi, x)
		}
	}
	for i, x := range base {
		least, most := x+lo, x+hi
		if sign[i] < 0 {
			least, most = x-hi, x-lo
		}
		if least >= 1 && most < k {
			certain++
		}
	}
	return certain
}

// TestBaskets counts the channels in real data before and after.
func TestBaskets(t *testing.T) {
	const k = 10
	for _, test := range []struct {
		name                        string
		pairs, differences, neither int
		most                        float64 // share of pairs that may be lost
	}{
		{"mushroom", 3323, 46, 11, 0.03},
		{"T10I4D100K", 110793, 286, 0, 0.005},
	} {
		list := baskets(t, test.name)
		m, n := count(list), int64(len(list))
		r := m.release(len(list), k)
		differences, neither, triangles := m.channels(n, k, func(a, b int) bool { return m[a][b] >= k })
		if len(r.Tables[1].Sites) != test.pairs || differences != test.differences || neither != test.neither {
			t.Errorf("%s: %d pairs, %d differences, %d neither before", test.name, len(r.Tables[1].Sites), differences, neither)
		}
		res := suppress(t, r)
		hides := map[[2]int]bool{}
		for row := range r.Tables[1].Sites {
			if res.Hidden[1].Has(row) {
				a, b := int(r.Tables[1].Columns[0].Codes[row]), int(r.Tables[1].Columns[1].Codes[row])
				hides[[2]int{a, b}], hides[[2]int{b, a}] = true, true
			}
		}
		d, e, f := m.channels(n, k, func(a, b int) bool { return m[a][b] >= k && !hides[[2]int{a, b}] })
		if d+e+f > 0 || res.Hidden[0].Len() > 0 || len(res.Limits) > 0 {
			t.Errorf("%s: %d differences, %d neither, %d triangles after; %d items hidden; limits %v", test.name, d, e, f, res.Hidden[0].Len(), res.Limits)
		}
		lost := float64(res.Hidden[1].Len()) / float64(test.pairs)
		t.Logf("%s: %d triangles before; hidden: %d of %d pairs (%.2f %%), %v", test.name, triangles, res.Hidden[1].Len(), test.pairs, 100*lost, res.Counts)
		if lost > test.most {
			t.Errorf("%s: %.2f %% of the pairs are lost", test.name, 100*lost)
		}
	}
}
