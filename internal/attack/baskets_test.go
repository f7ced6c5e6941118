package attack

import (
	"bufio"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// basket is what one site has: items by number, ascending, each once.
type basket []int

// has says whether the basket has all of some items.
func (b basket) has(items []int) bool {
	for _, item := range items {
		if _, ok := slices.BinarySearch(b, item); !ok {
			return false
		}
	}
	return true
}

// baskets reads a FIMI data set.
func baskets(t testing.TB, name string) []basket {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "itemset", "testdata", name+".dat.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all []basket
	lines := bufio.NewScanner(plain)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var b basket
		for _, field := range strings.Fields(lines.Text()) {
			item, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			b = append(b, item)
		}
		slices.Sort(b)
		all = append(all, slices.Compact(b))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// cell is one item, in a with b = none, or a pair of items, a < b.
type cell struct{ a, b int }

const none = -1

// counts is the exact number of sites of every cell.
type counts map[cell]int64

// add counts a site, or takes it away with sign -1.
func (c counts) add(b basket, sign int64) {
	for i, x := range b {
		c[cell{x, none}] += sign
		for _, y := range b[i+1:] {
			c[cell{x, y}] += sign
		}
	}
}

func countAll(sites []basket) counts {
	c := counts{}
	for _, b := range sites {
		c.add(b, 1)
	}
	return c
}
