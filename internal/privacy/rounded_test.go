package privacy_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/privacy"
	"isobar/internal/secret"
	"isobar/internal/value"
)

// The properties: over secrets, a published number is right on average, less than one step from the exact
// one, and one site more or less moves it, appearing and disappearing included, by at most one step and with
// a probability of 1/r. Numbers that mean the same are rounded alike, all others independently.

// keyOf is the bytes of a test's secret.
func keyOf(seed int) []byte {
	sum := sha256.Sum256(fmt.Append(nil, "test ", seed))
	return sum[:]
}

func rounder(t testing.TB, seed int, dataset string, r, k int64) *privacy.Rounder {
	t.Helper()
	s, err := secret.Parse([]byte(hex.EncodeToString(keyOf(seed))))
	if err != nil {
		t.Fatal(err)
	}
	rounder, err := privacy.NewRounder(s, dataset, r, k)
	if err != nil {
		t.Fatal(err)
	}
	return rounder
}

var slug = &plan.Field{Column: "modules.slug", Of: 0, Type: value.String}

// modules is GROUP BY slug over the modules of a site.
func modules(measures ...plan.Measure) *plan.Group {
	return &plan.Group{Slots: 1, Input: &plan.Unnest{Input: &plan.Report{}, List: &plan.List{Column: "modules", Of: plan.Root, Elem: value.Record}, Elem: 0, Offset: plan.None},
		Keys: []plan.Key{{Expr: slug}}, Measures: measures}
}

var (
	sites  = plan.Measure{Fn: plan.SiteCount, Kind: value.Int64}
	intSum = plan.Measure{Fn: plan.Sum, Arg: &plan.Field{Column: "modules.count", Of: 0, Type: value.Int64}, Kind: value.Int64, Bound: 7}
	sum    = plan.Measure{Fn: plan.Sum, Arg: &plan.Field{Column: "modules.load", Of: 0, Type: value.Float64}, Kind: value.Float64, Bound: 7}
	values = plan.Measure{Fn: plan.ValueCount, Arg: &plan.Field{Column: "modules.version", Of: 0, Type: value.String}, Kind: value.Int64}
)

// column is cells keyed by text, with numbers of sites and the same measures in each.
func column(n int, numbers func(cell int) int64, measures ...value.Value) *cells.Set {
	set := cells.New(1, len(measures))
	set.N = n
	for cell := range n {
		set.Keys[0] = append(set.Keys[0], value.OfString(set.Dict.CodeOf(fmt.Sprint("slug ", cell))))
		set.Sites = append(set.Sites, numbers(cell))
		for i, m := range measures {
			set.Measures[i] = append(set.Measures[i], m)
		}
	}
	return set
}

func same(n int64) func(int) int64 { return func(int) int64 { return n } }

func round(t testing.TB, r *privacy.Rounder, set *cells.Set, g *plan.Group) *cells.Set {
	t.Helper()
	out, err := r.Round(set, g, 2)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// published is the number of sites by the text of the key.
func published(s *cells.Set) map[string]int64 {
	all := map[string]int64{}
	for cell, key := range s.Keys[0] {
		all[s.Dict.String(key.Code())] = s.Sites[cell]
	}
	return all
}

func TestRoundedSitesAreUnbiased(t *testing.T) {
	for _, r := range []int64{2, 7, 10, 25} {
		total, variance := 0.0, 0.0
		for seed := range 40 {
			n := func(cell int) int64 { return 3*r + 30 + int64(cell)%(3*r) }
			set := column(500, n)
			for cell, p := range round(t, rounder(t, seed, "d", r, 10), set, modules()).Sites {
				if p%r != 0 || p <= n(cell)-r || p >= n(cell)+r {
					t.Fatalf("r %d: %d is published as %d", r, n(cell), p)
				}
				total += float64(p - n(cell))
				f := float64(n(cell)%r) / float64(r)
				variance += f * (1 - f) * float64(r*r)
			}
		}
		if math.Abs(total) > 4*math.Sqrt(variance) {
			t.Errorf("r %d: off by %.0f in all, sigma is %.0f", r, total, math.Sqrt(variance))
		}
	}
}

// One site more moves a cell of any size by nothing or by one step up, where a cell that does not appear
// counts as one step below the least that does, and over many cells it does so once in r times.
func TestOneSiteMoreIsOneStep(t *testing.T) {
	for _, c := range []struct{ r, k int64 }{{1, 5}, {2, 10}, {10, 10}, {7, 10}, {25, 10}, {10, 31}} {
		rounder := rounder(t, int(c.r), "d", c.r, c.k)
		T := rounder.Threshold()
		var before []int64
		for n := c.k - 1; n < T+2*c.r+2; n++ {
			const cellsOf = 2000
			p := slices.Repeat([]int64{T - c.r}, cellsOf)
			all := published(round(t, rounder, column(cellsOf, same(n)), modules()))
			moved := 0
			for cell := range p {
				if sites, ok := all[fmt.Sprint("slug ", cell)]; ok {
					p[cell] = sites
				}
				if before != nil && p[cell] != before[cell] {
					if moved++; p[cell] != before[cell]+c.r {
						t.Fatalf("r %d, k %d: one site more than %d moves %d to %d", c.r, c.k, n-1, before[cell], p[cell])
					}
				}
			}
			if n < c.k && len(all) > 0 {
				t.Fatalf("r %d, k %d: %d sites appear", c.r, c.k, n)
			}
			// Below T-r+1 nothing can appear, so that nothing moves.
			if q := 1 / float64(c.r); n > T-c.r && math.Abs(float64(moved)-cellsOf*q) > 4*math.Sqrt(cellsOf*q*(1-q)) {
				t.Errorf("r %d, k %d: from %d to %d sites %d of %d move", c.r, c.k, n-1, n, moved, cellsOf)
			}
			before = p
		}
	}
}

func TestFewerThanKNeverAppear(t *testing.T) {
	for k := int64(1); k < 40; k++ {
		for r := int64(1); r < 40; r++ {
			rounder := rounder(t, int(k), "d", r, k)
			if T := rounder.Threshold(); T%r != 0 || T < k || T >= k+2*r {
				t.Fatalf("r %d, k %d: T is %d", r, k, T)
			}
			out := round(t, rounder, column(60, same(k-1)), modules())
			if out.N > 0 || out.Dict.Len() > 0 || out.Withheld != 60 || rounder.Total("sites", k-1) != 0 {
				t.Fatalf("r %d, k %d: k-1 sites give %d cells", r, k, out.N)
			}
			if sure := rounder.Threshold(); round(t, rounder, column(60, same(sure)), modules()).N != 60 {
				t.Fatalf("r %d, k %d: %d sites do not appear", r, k, sure)
			}
		}
	}
}

// meaningCases are the queries of package plan's test of meanings, by what they count.
func meaningCases(t *testing.T) map[string][]*plan.Group {
	data, err := os.ReadFile("../plan/testdata/meaning.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string][]*plan.Group{}
	for line := range bytes.Lines(data) {
		var c struct {
			Name string
			Plan json.RawMessage
		}
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		q, err := plan.Unmarshal(c.Plan)
		if err != nil {
			t.Fatal(err)
		}
		class, _, several := strings.Cut(c.Name, "/")
		if several {
			cases[class] = append(cases[class], q.Groups[0])
		}
	}
	return cases
}

// Queries that count the same are rounded alike, in whatever order their keys are and, of sets, the values;
// queries that do not are rounded independently, as datasets, secrets and measures are.
func TestOneMeaningOneRounding(t *testing.T) {
	const n, count = 400, 45 // half-way between two steps, so that either is as likely
	cases := meaningCases(t)
	variants := map[string][]int64{}
	compared := 0
	for class, groups := range cases {
		for v, g := range groups {
			m := g.Meaning()
			set := cells.New(len(g.Keys), len(g.Measures))
			set.N, set.Sites = n, slices.Repeat([]int64{count}, n)
			for i := range g.Measures {
				set.Measures[i] = slices.Repeat([]value.Value{value.OfInt64(count)}, n)
			}
			for i, at := range m.Attributes {
				name := at.Name
				if m.Sets {
					name = fmt.Sprint(i)
					if v%2 == 1 {
						name = fmt.Sprint(len(g.Keys) - 1 - i)
					}
				}
				for cell := range n {
					set.Keys[i] = append(set.Keys[i], value.OfString(set.Dict.CodeOf(fmt.Sprint(cell, " of ", name))))
				}
			}
			out := round(t, rounder(t, 1, "d", 10, 10), set, g)
			for _, column := range out.Measures {
				for cell, v := range column {
					if v.Int64() != out.Sites[cell] {
						t.Fatalf("%s: %d sites, measured as %d", class, out.Sites[cell], v.Int64())
					}
				}
			}
			if first := variants[class]; first == nil {
				variants[class] = out.Sites
			} else if compared++; !slices.Equal(first, out.Sites) && len(g.Keys) > 0 {
				t.Errorf("%s, query %d is rounded differently", class, v)
			}
		}
	}
	if compared < 40 {
		t.Errorf("only %d compared", compared)
	}
	set := column(n, same(count))
	plain := round(t, rounder(t, 1, "d", 10, 10), set, modules()).Sites
	if !slices.Equal(plain, round(t, rounder(t, 1, "d", 10, 20), set, modules()).Sites) {
		t.Error("the threshold changes the rounding")
	}
	variants["another dataset"] = round(t, rounder(t, 1, "e", 10, 10), set, modules()).Sites
	variants["another secret"] = round(t, rounder(t, 2, "d", 10, 10), set, modules()).Sites
	filtered := modules()
	filtered.Input = &plan.Filter{Input: filtered.Input, Cond: &plan.Field{Column: "busy", Of: plan.Root, Type: value.Bool}}
	variants["another condition"] = round(t, rounder(t, 1, "d", 10, 10), set, filtered).Sites
	measured := column(n, same(count), value.OfInt64(count))
	for _, v := range round(t, rounder(t, 1, "d", 10, 10), measured, modules(values)).Measures[0] {
		variants["another measure"] = append(variants["another measure"], v.Int64())
	}
	for class, numbers := range variants {
		if class == "slug" || len(slices.Compact(slices.Sorted(slices.Values(numbers)))) == 1 { // one cell, without keys
			continue
		}
		equal := 0
		for cell := range numbers {
			if numbers[cell] == plain[cell] {
				equal++
			}
		}
		if math.Abs(float64(equal)-n/2) > 4*math.Sqrt(n)/2 {
			t.Errorf("%s: %d of %d rounded as of all modules", class, equal, n)
		}
	}
}

// The u of a cell is what the documentation says, computed another way.
func TestRoundingIsAsDocumented(t *testing.T) {
	text := func(s string) string { return string(binary.AppendUvarint(nil, uint64(len(s)))) + s }
	u := func(r uint64, parts ...string) int64 {
		mac := hmac.New(sha256.New, keyOf(3))
		mac.Write([]byte(strings.Join(parts, "")))
		return int64(binary.BigEndian.Uint64(mac.Sum(nil)) % r)
	}
	begin := text("isobar rounding 1") + text("d")
	total := rounder(t, 3, "d", 10, 10)
	for n := int64(20); n < 40; n++ {
		if want := (n + u(10, begin, text("sites"), "\x00")) / 10 * 10; total.Total("sites", n) != want {
			t.Errorf("%d sites in all: %d, want %d", n, total.Total("sites", n), want)
		}
	}
	// WHERE busy AND os = 'linux' GROUP BY slug, year
	field := func(column string, of plan.Slot, kind value.Kind) plan.Expr {
		return &plan.Field{Column: column, Of: of, Type: kind}
	}
	g := modules(sites)
	g.Input = &plan.Filter{Input: g.Input, Cond: &plan.Call{Fn: "$and", Type: value.Bool, Args: []plan.Expr{field("busy", plan.Root, value.Bool),
		&plan.Call{Fn: "$equal", Type: value.Bool, Args: []plan.Expr{&plan.Const{Type: value.String, Text: []byte("linux")}, field("host.os", plan.Root, value.String)}}}}}
	g.Keys = append(g.Keys, plan.Key{Expr: field("year", plan.Root, value.Int64)})
	set := column(300, func(cell int) int64 { return 20 + int64(cell)%10 }, value.OfInt64(0))
	set.Keys = append(set.Keys, nil)
	for cell := range set.N {
		year := value.OfInt64(2000 + int64(cell))
		if cell == 5 {
			year = value.Value{}
		}
		set.Keys[1] = append(set.Keys[1], year)
		set.Measures[0][cell] = value.OfInt64(set.Sites[cell])
	}
	got := published(round(t, total, set, g))
	for cell := range set.N {
		year := text("INT64") + text(string(binary.BigEndian.AppendUint64(nil, 2000+uint64(cell))))
		if cell == 5 {
			year = text("NULL") + text("")
		}
		key := fmt.Sprint("slug ", cell)
		want := (set.Sites[cell] + u(10, begin, text("sites"), "\x01", text("busy"), text("year"), year, text("host.os"), text("STRING"), text("linux"),
			text("modules.slug"), text("STRING"), text(key))) / 10 * 10
		if got[key] != want {
			t.Fatalf("cell %d: %d, want %d", cell, got[key], want)
		}
	}
}

// The result is the same for any number of workers, and what was exact stays as it was.
func TestRoundIsDeterministic(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	make := func() *cells.Set {
		r = rand.New(rand.NewPCG(1, 1))
		set := column(3000, func(int) int64 { return 10 + r.Int64N(40) }, value.Value{}, value.OfInt64(500), value.OfFloat64(321.5), value.OfInt64(3))
		set.Withheld = 7
		for cell, n := range set.Sites {
			set.Measures[0][cell] = value.OfInt64(n)
		}
		return set
	}
	set, g := make(), modules(sites, intSum, sum, values)
	want := ""
	for _, workers := range []int{-1, 1, 2, 3, 64, 5000} {
		out, err := rounder(t, 1, "d", 10, 10).Round(set, g, workers)
		if err != nil {
			t.Fatal(err)
		}
		if got := raw(out); want == "" {
			want = got
		} else if got != want {
			t.Fatalf("%d workers give something else", workers)
		}
		if out.N == set.N || out.Withheld != 7+int64(set.N-out.N) || out.Dict.Len() != out.N {
			t.Errorf("%d of %d cells, %d withheld, %d texts", out.N, set.N, out.Withheld, out.Dict.Len())
		}
	}
	if !reflect.DeepEqual(set.Sites, make().Sites) || !reflect.DeepEqual(set.Measures, make().Measures) || set.Withheld != 7 {
		t.Error("the exact set changed")
	}
	set.Withheld = cells.NotCounted
	if out := round(t, rounder(t, 1, "d", 10, 10), set, g); out.Withheld != cells.NotCounted {
		t.Errorf("%d withheld of those not counted", out.Withheld)
	}
}

// pairsOf is GROUP BY a.slug, b.slug over two modules of a site.
func pairsOf(measures ...plan.Measure) *plan.Group {
	g := modules(measures...)
	g.Input = &plan.Unnest{Input: g.Input, List: &plan.List{Column: "modules", Of: plan.Root, Elem: value.Record}, Elem: 1, Offset: plan.None}
	g.Keys = append(g.Keys, plan.Key{Expr: &plan.Field{Column: "modules.slug", Of: 1, Type: value.String}})
	return g
}

// The pair of a module with itself is the module.
func TestSetOfOneIsTheOne(t *testing.T) {
	set := column(200, same(45))
	pairs := *set
	pairs.Keys = append(slices.Clone(set.Keys), set.Keys[0])
	rounder := rounder(t, 1, "d", 10, 10)
	if !slices.Equal(round(t, rounder, set, modules()).Sites, round(t, rounder, &pairs, pairsOf()).Sites) {
		t.Error("a module with itself is rounded as something else")
	}
	// A condition's value is a value as well as a key's.
	with := pairsOf()
	with.Keys = with.Keys[:1]
	with.Input = &plan.Filter{Input: with.Input, Cond: &plan.Call{Fn: "$equal", Type: value.Bool,
		Args: []plan.Expr{&plan.Field{Column: "modules.slug", Of: 1, Type: value.String}, &plan.Const{Type: value.String, Text: []byte("slug 7")}}}}
	pairs.Keys[1] = slices.Repeat([]value.Value{set.Keys[0][7]}, set.N)
	if !slices.Equal(round(t, rounder, set, with).Sites, round(t, rounder, &pairs, pairsOf()).Sites) {
		t.Error("WHERE b.slug = x is rounded differently from GROUP BY b.slug")
	}
}

func BenchmarkRound(b *testing.B) {
	const n = 1_000_000
	set := column(n, same(1000), value.OfInt64(1000))
	pairs := cells.New(2, 1)
	pairs.N, pairs.Sites, pairs.Dict, pairs.Measures = n, set.Sites, set.Dict, set.Measures
	pairs.Keys[0], pairs.Keys[1] = set.Keys[0], slices.Concat(set.Keys[0][1:], set.Keys[0][:1])
	for _, c := range []struct {
		name  string
		set   *cells.Set
		group *plan.Group
	}{{"one key", set, modules(sites)}, {"pairs", pairs, pairsOf(sites)}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := rounder(b, 1, "d", 10, 10).Round(c.set, c.group, 2); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Sites without an element count in the NULL of a LEFT JOIN: that is another number than the NULL of the elements.
func TestMissingElements(t *testing.T) {
	groups := meaningCases(t)["slug"]
	inner, outer := groups[0], groups[2]
	if inner.Meaning().Attributes[0].Missing != "" || outer.Meaning().Attributes[0].Missing == "" {
		t.Fatalf("%+v, %+v", inner.Meaning().Attributes, outer.Meaning().Attributes)
	}
	set := cells.New(1, 1)
	set.N, set.Sites = 2, []int64{45, 45}
	set.Keys[0] = []value.Value{{}, value.OfString(set.Dict.CodeOf("apt"))}
	set.Measures[0] = []value.Value{value.OfInt64(45), value.OfInt64(45)}
	differ := 0
	for secret := range 40 {
		r := rounder(t, secret+1, "d", 10, 10)
		a, b := round(t, r, set, inner).Sites, round(t, r, set, outer).Sites
		if a[1] != b[1] {
			t.Error("a cell that is no NULL is rounded in two ways")
		}
		if a[0] != b[0] {
			differ++
		}
	}
	if differ < 10 {
		t.Errorf("NULL was rounded alike for %d of 40 secrets", 40-differ)
	}
}
