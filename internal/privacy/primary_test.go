package privacy_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"isobar/internal/agg"
	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/privacy"
	"isobar/internal/value"
)

// The property: a cell is published exactly if at least k distinct sites have a row in its group, and of
// its measures exactly those to which at least k distinct sites contribute; COUNT(DISTINCT x) counts the
// x that at least k of them hold. The tests count with a map of sites for each thing that may be
// published, which is the definition and nothing else.

// group is GROUP BY a STRING and an INT64, or by nothing, with a measure of each sort.
func group(keyed bool) *plan.Group {
	ref := func(k value.Kind) plan.Expr { return &plan.Ref{Type: k} }
	g := &plan.Group{Measures: []plan.Measure{
		{Fn: plan.SiteCount, Kind: value.Int64},
		{Fn: plan.RowCount, Kind: value.Int64},
		{Fn: plan.Count, Arg: ref(value.Int64), Kind: value.Int64},
		{Fn: plan.CountIf, Arg: ref(value.Bool), Kind: value.Int64},
		{Fn: plan.Sum, Arg: ref(value.Int64), Kind: value.Int64},
		{Fn: plan.Avg, Arg: ref(value.Int64), Kind: value.Float64},
		{Fn: plan.ValueCount, Arg: ref(value.String), Kind: value.Int64},
	}}
	if keyed {
		g.Keys = []plan.Key{{Expr: ref(value.String)}, {Expr: ref(value.Int64)}}
	}
	return g
}

// row is one row of a site: a key of two parts, and x (nil is NULL), a condition and a text.
type row struct {
	slug  string
	major int64
	x     *int64
	cond  bool
	held  string // "" is NULL
}

// observe brings the sites named into a table.
func observe(table *agg.Table, d *value.Dict, g *plan.Group, sites [][]row) {
	for _, rows := range sites {
		for _, r := range rows {
			var keys []value.Value
			if len(g.Keys) > 0 {
				keys = []value.Value{value.OfString(d.CodeOf(r.slug)), value.OfInt64(r.major)}
			}
			var x, held value.Value
			if r.x != nil {
				x = value.OfInt64(*r.x)
			}
			if r.held != "" {
				held = value.OfString(d.CodeOf(r.held))
			}
			id := table.Group(keys)
			for m, arg := range []value.Value{{}, {}, x, value.OfBool(r.cond), x, x, held} {
				table.Observe(id, m, arg)
			}
		}
		table.EndSite()
	}
}

// primary aggregates the sites on some workers in some order and applies the threshold.
func primary(t *testing.T, r *rand.Rand, g *plan.Group, sites [][]row, k int) *cells.Set {
	t.Helper()
	var batches [][]byte
	emit := func(_ int, batch []byte) { batches = append(batches, batch) }
	sites = slices.Clone(sites)
	r.Shuffle(len(sites), func(i, j int) { sites[i], sites[j] = sites[j], sites[i] })
	for len(sites) > 0 {
		n := 1 + r.IntN(len(sites))
		d := value.NewDict()
		table := agg.NewTable(g, d)
		observe(table, d, g, sites[:n])
		table.Flush(1, emit)
		sites = sites[n:]
	}
	r.Shuffle(len(batches), func(i, j int) { batches[i], batches[j] = batches[j], batches[i] })
	m := agg.NewMerger(g)
	for _, b := range batches {
		if err := m.Add(b); err != nil {
			t.Fatal(err)
		}
	}
	set, err := privacy.Primary(m, k, 0)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// raw is every byte of a set, codes and dictionary included.
func raw(s *cells.Set) string {
	var texts []string
	for c := range value.Code(s.Dict.Len()) {
		texts = append(texts, s.Dict.String(c))
	}
	return fmt.Sprintf("%q %d %v %v %v %d %x", texts, s.N, s.Keys, s.Measures, s.Sites, s.Withheld, s.Encode())
}

// rendered is a set in words, in its order.
func rendered(s *cells.Set) string {
	var b strings.Builder
	for j := range s.N {
		if len(s.Keys) > 0 {
			fmt.Fprintf(&b, "%s %d: ", s.Dict.Text(s.Keys[0][j].Code()), s.Keys[1][j].Int64())
		}
		fmt.Fprintf(&b, "%d sites", s.Sites[j])
		for _, column := range s.Measures {
			switch v := column[j]; v.Kind {
			case value.Null:
				b.WriteString(" NULL")
			case value.Float64:
				fmt.Fprintf(&b, " %g", v.Float64())
			default:
				fmt.Fprintf(&b, " %d", v.Int64())
			}
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "%d withheld", s.Withheld)
	return b.String()
}

type siteSet map[int]bool

// naive is what rendered must give.
func naive(keyed bool, sites [][]row, k int) string {
	type cell struct {
		slug                 string
		major                int64
		any, count, countIf  siteSet
		rows, nonNull, trues int64
		sum                  int64
		totals               map[int]int64
		held                 map[string]siteSet
	}
	all := map[string]*cell{}
	for site, rows := range sites {
		for _, r := range rows {
			id := ""
			if keyed {
				id = fmt.Sprintf("%q %d", r.slug, r.major)
			}
			c := all[id]
			if c == nil {
				c = &cell{slug: r.slug, major: r.major, any: siteSet{}, count: siteSet{}, countIf: siteSet{},
					totals: map[int]int64{}, held: map[string]siteSet{}}
				all[id] = c
			}
			c.any[site] = true
			c.rows++
			if r.x != nil {
				c.count[site] = true
				c.nonNull++
				c.sum += *r.x
				c.totals[site] += *r.x
			}
			if r.cond {
				c.countIf[site] = true
				c.trues++
			}
			if r.held != "" {
				if c.held[r.held] == nil {
					c.held[r.held] = siteSet{}
				}
				c.held[r.held][site] = true
			}
		}
	}
	var published []*cell
	withheld := 0
	for _, c := range all {
		if len(c.any) >= k {
			published = append(published, c)
		} else {
			withheld++
		}
	}
	slices.SortFunc(published, func(a, b *cell) int {
		if a.slug != b.slug {
			return strings.Compare(a.slug, b.slug)
		}
		return int(a.major - b.major)
	})
	var b strings.Builder
	for _, c := range published {
		if keyed {
			fmt.Fprintf(&b, "%s %d: ", c.slug, c.major)
		}
		contributing := 0
		for _, total := range c.totals {
			if total != 0 {
				contributing++
			}
		}
		values := 0
		for _, holders := range c.held {
			if len(holders) >= k {
				values++
			}
		}
		atLeastK := func(sites int, published any) any {
			if sites < k {
				return "NULL"
			}
			return published
		}
		fmt.Fprintln(&b, len(c.any), "sites", len(c.any), c.rows,
			atLeastK(len(c.count), c.nonNull), atLeastK(len(c.countIf), c.trues),
			atLeastK(contributing, c.sum), atLeastK(contributing, float64(c.sum)/float64(c.nonNull)), values)
	}
	fmt.Fprintf(&b, "%d withheld", withheld)
	return b.String()
}

func randomSites(r *rand.Rand) [][]row {
	sites := make([][]row, r.IntN(40))
	for i := range sites {
		for range r.IntN(8) {
			w := row{slug: fmt.Sprint("slug-", r.IntN(1+r.IntN(6))), major: r.Int64N(3) - 1, cond: r.IntN(3) == 0}
			if r.IntN(3) > 0 {
				x := r.Int64N(7) - 3
				w.x = &x
			}
			if r.IntN(3) > 0 {
				w.held = string(rune('a' + r.IntN(1+r.IntN(5))))
			}
			sites[i] = append(sites[i], w)
		}
	}
	return sites
}

// The published cells are those of the definition, whatever the workers and orders, to the last byte.
func TestPrimaryEqualsDefinition(t *testing.T) {
	published, nulls := 0, 0
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 1))
		keyed := r.IntN(4) > 0
		g, sites, k := group(keyed), randomSites(r), 1+r.IntN(12)
		want := naive(keyed, sites, k)
		published += strings.Count(want, "\n")
		nulls += strings.Count(want, "NULL")
		first := ""
		for range 3 {
			set := primary(t, r, g, sites, k)
			if got := rendered(set); got != want {
				t.Fatalf("seed %d, k %d: got\n%s\nwant\n%s", seed, k, got, want)
			}
			if first == "" {
				first = raw(set)
			} else if raw(set) != first {
				t.Fatalf("seed %d: two sets of the same sites differ:\n%s\n%s", seed, first, raw(set))
			}
		}
	}
	if published < 1000 || nulls < 500 {
		t.Errorf("only %d cells and %d NULLs were seen: the test is too weak", published, nulls)
	}
}

// k-1 sites are none, k sites are published, and of a group of k-1 not even the text of its key is left.
func TestThresholdIsExact(t *testing.T) {
	const k = 10
	one := int64(1)
	var sites [][]row
	for i := range k {
		rows := []row{
			{slug: "public", x: &one, cond: i > 0, held: "common"},
			{slug: "public", held: fmt.Sprint("own-", i)},
			{slug: "public", held: "common"}, // twice is still one site
		}
		if i > 0 {
			rows = append(rows, row{slug: "acme_internal", x: &one, held: "acme_text"}, row{slug: "acme_internal"})
			rows[0].held = "common-but-one"
		}
		sites = append(sites, rows)
	}
	r := rand.New(rand.NewPCG(1, 2))
	set := primary(t, r, group(true), sites, k)
	want := "public 0: 10 sites 10 30 10 NULL 10 1 1\n1 withheld"
	if got := rendered(set); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if all := raw(set); strings.Contains(all, "acme") || strings.Contains(all, "own-") || set.Dict.Len() != 1 {
		t.Errorf("more than the published texts is left: %s", all)
	}
}

// Nobody and k-1 sites look the same in every measure of a published cell.
func TestZeroAndFewLookTheSame(t *testing.T) {
	const k = 5
	one := int64(1)
	build := func(contributing int) [][]row {
		sites := make([][]row, 8)
		for i := range sites {
			sites[i] = []row{{slug: "a"}}
			if i < contributing {
				sites[i] = []row{{slug: "a", x: &one, cond: true, held: "v"}}
			}
		}
		return sites
	}
	r := rand.New(rand.NewPCG(1, 3))
	none := raw(primary(t, r, group(true), build(0), k))
	if few := raw(primary(t, r, group(true), build(k-1), k)); few != none {
		t.Errorf("nobody: %s\nk-1: %s", none, few)
	}
	if enough := raw(primary(t, r, group(true), build(k), k)); enough == none {
		t.Error("k sites look like nobody")
	}
}

// A query without keys has one group, and it is withheld like any other.
func TestGroupWithoutKeys(t *testing.T) {
	const k = 3
	r := rand.New(rand.NewPCG(1, 4))
	for n, want := range []string{
		"0 withheld", "1 withheld", "1 withheld",
		"3 sites 3 3 NULL NULL NULL NULL 0\n0 withheld",
	} {
		sites := make([][]row, n)
		for i := range sites {
			sites[i] = []row{{slug: fmt.Sprint(i)}}
		}
		if got := rendered(primary(t, r, group(false), sites, k)); got != want {
			t.Errorf("%d sites: got\n%s\nwant\n%s", n, got, want)
		}
	}
}

// Cells are in GoogleSQL's order of their keys, not of codes or of first sight.
func TestCellsAreSorted(t *testing.T) {
	g := &plan.Group{Keys: []plan.Key{{Expr: &plan.Ref{Type: value.Float64}}, {Expr: &plan.Ref{Type: value.Bytes}}}}
	d := value.NewDict()
	table := agg.NewTable(g, d)
	text := func(s string) value.Value { return value.OfBytes(d.CodeOf(s)) }
	nan := value.OfFloat64(0)
	nan.Bits = 0x7ff8_0000_0000_0001
	for _, keys := range [][]value.Value{
		{value.OfFloat64(2), text("b")}, {nan, text("b")}, {value.OfFloat64(2), {}}, {value.OfFloat64(-1), text("")},
		{value.OfFloat64(2), text("a\xff")}, {{}, text("z")}, {value.Value{Kind: value.Float64, Bits: 1 << 63}, {}}, {{}, {}},
	} {
		table.Group(keys)
	}
	table.EndSite()
	m := agg.NewMerger(g)
	table.Flush(1, func(_ int, batch []byte) { m.Add(batch) })
	set, err := privacy.Primary(m, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for j := range set.N {
		line := ""
		for _, column := range set.Keys {
			switch v := column[j]; v.Kind {
			case value.Null:
				line += "NULL "
			case value.Float64:
				line += fmt.Sprint(v.Float64(), " ")
			default:
				line += fmt.Sprintf("%q ", set.Dict.Text(v.Code()))
			}
		}
		got = append(got, strings.TrimSpace(line))
	}
	want := []string{"NULL NULL", `NULL "z"`, `NaN "b"`, `-1 ""`, "0 NULL", "2 NULL", `2 "a\xff"`, `2 "b"`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestRefusals(t *testing.T) {
	if _, err := privacy.Primary(agg.NewMerger(group(true)), 0, 0); err == nil {
		t.Error("a threshold of 0 is accepted")
	}
	m := agg.NewMerger(group(true))
	m.Add([]byte("no batch"))
	if _, err := privacy.Primary(m, 10, 0); err == nil {
		t.Error("a spoiled merger gives cells")
	}
}

func BenchmarkPrimary(b *testing.B) {
	g := &plan.Group{
		Keys:     []plan.Key{{Expr: &plan.Ref{Type: value.String}}, {Expr: &plan.Ref{Type: value.String}}},
		Measures: []plan.Measure{{Fn: plan.SiteCount, Kind: value.Int64}},
	}
	d := value.NewDict()
	table := agg.NewTable(g, d)
	for i := range 500_000 {
		i = i * 7919 % 500_000
		table.Group([]value.Value{value.OfString(d.CodeOf(fmt.Sprint("vendor-module-", i/10))), value.OfString(d.CodeOf(fmt.Sprint(i%10, ".0")))})
	}
	table.EndSite()
	m := agg.NewMerger(g)
	table.Flush(1, func(_ int, batch []byte) { m.Add(batch) })
	for b.Loop() {
		if _, err := privacy.Primary(m, 1, 0); err != nil {
			b.Fatal(err)
		}
	}
}

// TestPrimaryOfLimitedGroups: where noise is added later, a measure of few sites is kept: that it is NULL would show
// more than noise hides.
func TestPrimaryOfLimitedGroups(t *testing.T) {
	g := group(true)
	g.Limit = &plan.GroupLimit{Groups: 1, Unit: "site"}
	one, d := int64(1), value.NewDict()
	table := agg.NewTable(g, d)
	var sites [][]row
	for i := range 10 {
		r := row{slug: "a"}
		if i < 3 {
			r.x, r.cond = &one, true
		}
		sites = append(sites, []row{r})
	}
	observe(table, d, g, sites)
	merger := agg.NewMerger(g)
	table.Flush(1, func(_ int, batch []byte) {
		if err := merger.Add(batch); err != nil {
			t.Fatal(err)
		}
	})
	for k, want := range map[int]int{10: 1, 11: 0} {
		set, err := privacy.Primary(merger, k, 10)
		if err != nil || set.N != want {
			t.Fatalf("%d cells, %v", set.N, err)
		}
		if want == 1 && (set.Measures[2][0] != value.OfInt64(3) || set.Measures[3][0] != value.OfInt64(3) || set.Measures[4][0] != value.OfInt64(3)) {
			t.Errorf("measures of three sites: %v", set.Measures)
		}
	}
}
