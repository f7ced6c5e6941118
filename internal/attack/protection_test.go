package attack

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/privacy"
	"isobar/internal/privacy/complement"
	"isobar/internal/secret"
	"isobar/internal/value"
)

// k is the aggregation threshold of all releases here.
const k = 10

// published is the cells of a release with their numbers.
type published map[cell]int64

// protection is a way to publish counts.
type protection struct {
	name string
	// absent is the greatest number that a cell which is not published may stand for, as numbers are
	// published.
	absent  int64
	publish func(counts) published
}

// naive is the threshold and nothing else.
var naive = protection{"naive", k - 1, func(c counts) published {
	p := published{}
	for at, n := range c {
		if n >= k {
			p[at] = n
		}
	}
	return p
}}

// exact hides further cells, by the product's own complementary suppression. Only the sites of the first
// basket count are known to it, as in a release: total is their number.
func exact(t testing.TB, total int64) protection {
	return protection{"exact", k - 1, func(c counts) published {
		t.Helper()
		tables := [2]complement.Table{
			{Name: "items", Columns: make([]complement.Column, 1), Withheld: -1},
			{Name: "pairs", Columns: make([]complement.Column, 2), Withheld: -1},
		}
		var rows [2][]cell
		for _, at := range ordered(naive.publish(c)) {
			i := 0
			codes := []int{at.a}
			if at.b != none {
				i, codes = 1, []int{at.a, at.b}
			}
			for j, code := range codes {
				tables[i].Columns[j].Attribute = "item"
				tables[i].Columns[j].Codes = append(tables[i].Columns[j].Codes, uint32(code))
			}
			tables[i].Sites = append(tables[i].Sites, c[at])
			rows[i] = append(rows[i], at)
		}
		result, err := complement.Suppress(t.Context(), complement.Release{K: k, N: total, Tables: tables[:]}, complement.Options{})
		if err != nil {
			t.Fatal(err)
		}
		p := published{}
		for i := range rows {
			for j, at := range rows[i] {
				if !result.Hidden[i].Has(j) {
					p[at] = c[at]
				}
			}
		}
		return p
	}}
}

// rounded is the product's own rounding in steps of r.
func rounded(t testing.TB, r int64) protection { return roundedBy(t, r, 0) }

// rounderOf is a rounder with one of many secrets, which are always the same, so that the figures are.
func rounderOf(t testing.TB, r int64, secretNumber int) *privacy.Rounder {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, fmt.Appendf(nil, "%08x9b2a4860c1f7e8d3b6a5948271605f4e3d2c1b0a99887766554433aa", 0x7f3c1d5e+secretNumber), 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := secret.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	rounder, err := privacy.NewRounder(key, "attack", r, k)
	if err != nil {
		t.Fatal(err)
	}
	return rounder
}

func roundedBy(t testing.TB, r int64, secretNumber int) protection {
	t.Helper()
	rounder := rounderOf(t, r, secretNumber)
	return protection{fmt.Sprintf("rounded, r = %d", r), rounder.Threshold() - r, func(c counts) published {
		p := published{}
		exact := naive.publish(c)
		for _, keys := range []int{1, 2} {
			set := cells.New(keys, 1)
			var rows []cell
			for _, at := range ordered(exact) {
				items := []int{at.a, at.b}
				if (at.b == none) != (keys == 1) {
					continue
				}
				for i := range keys {
					set.Keys[i] = append(set.Keys[i], value.OfString(set.Dict.CodeOf(strconv.Itoa(items[i]))))
				}
				set.Measures[0] = append(set.Measures[0], value.OfInt64(exact[at]))
				set.Sites = append(set.Sites, exact[at])
				rows = append(rows, at)
			}
			set.N = len(rows)
			out, err := rounder.Round(set, group(keys), 2)
			if err != nil {
				t.Fatal(err)
			}
			for i := range out.N {
				at := cell{number(t, out, 0, i), none}
				if keys == 2 {
					at.b = number(t, out, 1, i)
				}
				p[at] = out.Measures[0][i].Int64()
			}
		}
		return p
	}}
}

// number reads an item from a cell's key.
func number(t testing.TB, s *cells.Set, key, cell int) int {
	t.Helper()
	n, err := strconv.Atoi(s.Dict.String(s.Keys[key][cell].Code()))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// group counts the sites of n items: GROUP BY of n copies of one array, of which the first is less than the
// second.
func group(n int) *plan.Group {
	g := &plan.Group{Slots: n, Measures: []plan.Measure{{Fn: plan.SiteCount, Kind: value.Int64}}}
	var op plan.Op = &plan.Report{}
	var refs []plan.Expr
	for i := range n {
		op = &plan.Unnest{Input: op, List: &plan.List{Column: "items", Of: plan.Root, Elem: value.String}, Kind: value.String, Elem: plan.Slot(i), Offset: plan.None}
		refs = append(refs, &plan.Ref{Slot: plan.Slot(i), Type: value.String})
		g.Keys = append(g.Keys, plan.Key{Expr: refs[i]})
	}
	if n == 2 {
		op = &plan.Filter{Input: op, Cond: &plan.Call{Fn: "$less", Args: refs, Type: value.Bool}}
	}
	g.Input = op
	return g
}

// ordered lists the cells of a release in a fixed order.
func ordered(p published) []cell {
	all := make([]cell, 0, len(p))
	for at := range p {
		all = append(all, at)
	}
	slices.SortFunc(all, func(x, y cell) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	return all
}

// TestTheGroupIsACoOccurrenceTable checks that the harness rounds what the product would round.
func TestTheGroupIsACoOccurrenceTable(t *testing.T) {
	if m := group(2).Meaning(); !m.Sets || len(m.Where) > 0 {
		t.Errorf("%+v", m)
	}
}
