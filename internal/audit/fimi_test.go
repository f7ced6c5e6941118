package audit

import (
	"bufio"
	"compress/gzip"
	"os"
	"strconv"
	"strings"
	"testing"
)

// baskets reads a data set of FIMI, of which each basket stands for a site.
func baskets(t testing.TB, name string) [][]int {
	t.Helper()
	f, err := os.Open("../itemset/testdata/" + name + ".dat.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]int
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var basket []int
		for _, field := range strings.Fields(lines.Text()) {
			n, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			basket = append(basket, n)
		}
		all = append(all, basket)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// naive publishes values and pairs of baskets with nothing but a threshold.
func naive(all [][]int, k int) given {
	most := 0
	for _, b := range all {
		for _, i := range b {
			most = max(most, i+1)
		}
	}
	ones, twos := make([]int, most), make([]int, most*most)
	for _, b := range all {
		for x, i := range b {
			ones[i]++
			for _, j := range b[:x] {
				twos[min(i, j)*most+max(i, j)]++
			}
		}
	}
	values := givenTable{name: "items", columns: []string{"items.id"}}
	pairs := givenTable{name: "pairs", columns: []string{"items.id", "items.id"}, sets: true}
	for i, n := range ones {
		if n >= k {
			values.rows = append(values.rows, []string{strconv.Itoa(i), strconv.Itoa(n)})
		}
		for j := range most {
			if n := twos[i*most+j]; n >= k {
				pairs.rows = append(pairs.rows, []string{strconv.Itoa(i), strconv.Itoa(j), strconv.Itoa(n)})
			}
		}
	}
	return given{sites: int64(len(all)), k: k, tables: []givenTable{values, pairs}}
}

// What the threat model says was measured on baskets that are published with a threshold alone.
func TestNaiveReleasesLeak(t *testing.T) {
	for _, test := range []struct {
		name                        string
		pairs, differences, nothers int64
	}{
		{"mushroom", 3323, 46, 11},
		{"T10I4D100K", 110793, 286, 0},
	} {
		all := naive(baskets(t, test.name), 10)
		if n := len(all.tables[1].rows); int64(n) != test.pairs {
			t.Errorf("%s has %d pairs", test.name, n)
		}
		r := audited(t, Options{MaxFindings: 1, MoreHidden: true}, all)
		have := map[string]int64{}
		for _, c := range r.Counts {
			have[c.Attack+" "+c.Kind] = c.Certain
		}
		if have["A3 difference"] != test.differences || have["A3 neither"] != test.nothers {
			t.Errorf("%s: found %v", test.name, have)
		}
	}
}
