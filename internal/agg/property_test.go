package agg_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"

	"isobar/internal/agg"
	"isobar/internal/plan"
	"isobar/internal/value"
)

var scalarKinds = []value.Kind{value.Bool, value.Int64, value.Float64, value.String, value.Bytes, value.Date, value.Timestamp}

func key(kind value.Kind) plan.Key { return plan.Key{Expr: &plan.Ref{Type: kind}} }

func measure(fn plan.Fn, arg value.Kind, bound int64) plan.Measure {
	m := plan.Measure{Fn: fn, Kind: value.Int64, Bound: bound}
	if fn != plan.SiteCount && fn != plan.RowCount {
		m.Arg = &plan.Ref{Type: arg}
	}
	if fn == plan.Avg || fn == plan.Sum && arg == value.Float64 {
		m.Kind = value.Float64
	}
	return m
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func randomGroup(r *rand.Rand) *plan.Group {
	g := &plan.Group{}
	for range pick(r, 0, 1, 1, 2, 3, 18) {
		g.Keys = append(g.Keys, key(pick(r, scalarKinds...)))
	}
	for range r.IntN(6) {
		bound := pick[int64](r, 0, 0, 1, 7, 1<<60)
		number := pick(r, value.Int64, value.Float64)
		g.Measures = append(g.Measures, pick(r,
			measure(plan.SiteCount, 0, 0),
			measure(plan.RowCount, 0, bound),
			measure(plan.Count, pick(r, scalarKinds...), bound),
			measure(plan.CountIf, value.Bool, bound),
			measure(plan.ValueCount, pick(r, scalarKinds...), 0),
			measure(plan.Sum, number, bound),
			measure(plan.Avg, number, bound)))
	}
	return g
}

// randomDatum draws from few values, so that groups meet, with the awkward ones among them.
func randomDatum(r *rand.Rand, kind value.Kind) datum {
	if r.IntN(8) == 0 {
		return datum{}
	}
	d := datum{kind: kind}
	switch kind {
	case value.Bool:
		d.bits = r.Uint64N(2)
	case value.Float64:
		d.bits = math.Float64bits(pick(r, 0, math.Copysign(0, -1), 1, -1, 0.1, 1e308, -1e308, 1e-300, 5e-324,
			math.MaxFloat64, 3.5, math.Inf(1), math.Inf(-1), r.NormFloat64(), math.NaN()))
		if r.IntN(20) == 0 {
			d.bits = 0x7ff8_0000_0000_0000 | r.Uint64N(1<<51) // a NaN with a payload
		}
	case value.String, value.Bytes:
		d.text = pick(r, "", "apache", "stdlib", "a\x00b", "\xff", "größe", strings.Repeat("long ", 60), "=cmd")
	case value.Int64:
		d.bits = uint64(pick(r, 0, 1, 2, -1, 3, math.MaxInt64, math.MinInt64, r.Int64N(4)))
	default:
		d.bits = uint64(r.Int64N(5) - 2)
	}
	return d
}

func randomSites(r *rand.Rand, g *plan.Group, n int) [][]row {
	sites := make([][]row, n)
	for i := range sites {
		for range r.IntN(7) {
			var w row
			for _, k := range g.Keys {
				kind := k.Expr.Kind()
				w.keys = append(w.keys, randomDatum(r, kind))
			}
			if len(g.Keys) > 2 && r.IntN(4) > 0 { // so many keys would never meet
				for j := range w.keys {
					w.keys[j] = datum{}
				}
			}
			for _, m := range g.Measures {
				if m.Arg == nil {
					w.args = append(w.args, datum{})
				} else {
					w.args = append(w.args, randomDatum(r, m.Arg.Kind()))
				}
			}
			sites[i] = append(sites[i], w)
		}
	}
	return sites
}

// spread aggregates the sites on several workers that flush when they like, with rows in any order
// within a site, and gives the batches of each partition in any order.
func spread(r *rand.Rand, g *plan.Group, sites [][]row, workers, parts int) [][][]byte {
	batches := make([][][]byte, parts)
	emit := func(part int, batch []byte) { batches[part] = append(batches[part], batch) }
	tables := make([]*agg.Table, workers)
	dicts := make([]*value.Dict, workers)
	for w := range tables {
		dicts[w] = value.NewDict()
		for range r.IntN(5) {
			dicts[w].CodeOf(fmt.Sprint("other text ", r.IntN(100)))
		}
		tables[w] = agg.NewTable(g, dicts[w])
	}
	for _, i := range r.Perm(len(sites)) {
		w := r.IntN(workers)
		t := tables[w]
		rows := make([]row, len(sites[i]))
		for to, from := range r.Perm(len(rows)) {
			rows[to] = sites[i][from]
		}
		for len(rows) > 0 {
			n := r.IntN(len(rows) + 1)
			addColumns(t, dicts[w], g, rows[:n])
			if rows = rows[n:]; len(rows) > 0 {
				addRow(t, dicts[w], rows[0])
				rows = rows[1:]
			}
		}
		t.EndSite()
		if r.IntN(10) == 0 {
			t.Flush(parts, emit)
			if t.Len() != 0 {
				panic("Flush left something")
			}
			if r.IntN(2) == 0 {
				dicts[w].Reset()
			}
		}
	}
	for _, t := range tables {
		t.Flush(parts, emit)
	}
	for _, of := range batches {
		r.Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
	}
	return batches
}

func addRow(t *agg.Table, d *value.Dict, w row) {
	keys := make([]value.Value, len(w.keys))
	for c, k := range w.keys {
		keys[c] = k.in(d)
	}
	id := t.Group(keys)
	for m, a := range w.args {
		t.Observe(id, m, a.in(d))
	}
}

func addColumns(t *agg.Table, d *value.Dict, g *plan.Group, rows []row) {
	keys, args := make([][]value.Value, len(g.Keys)), make([][]value.Value, len(g.Measures))
	for _, w := range rows {
		for c, k := range w.keys {
			keys[c] = append(keys[c], k.in(d))
		}
		for m, a := range w.args {
			if g.Measures[m].Arg != nil {
				args[m] = append(args[m], a.in(d))
			}
		}
	}
	t.AddRows(len(rows), keys, args)
}

// lines describes merged groups as naive does.
func lines(m *agg.Merger, k int64) []string {
	var lines []string
	for g := range agg.GroupID(m.Groups()) {
		keys := make([]string, m.Keys())
		for i := range keys {
			keys[i] = show(m.Dict(), m.Key(g, i))
		}
		line := fmt.Sprint("[", strings.Join(keys, " "), "] sites ", m.Sites(g))
		for i := range m.Measures() {
			line += fmt.Sprint(" | ", m.MeasureSites(g, i), " ", show(m.Dict(), m.Value(g, i, k)))
			if first, second, ok := m.Largest(g, i); ok {
				line += " " + show(nil, first) + " " + show(nil, second)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func sorted(lines []string) string {
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

// However sites are spread over workers, flushes, partitions and orders, the merged groups are those of
// a naive calculation: for all key kinds and measures, with NULL, NaN and -0, overflow and bounds.
func TestMergedEqualsNaive(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 1))
		g := randomGroup(r)
		sites := randomSites(r, g, r.IntN(60))
		k := int64(1 + r.IntN(5))
		want := naive(g, k, sites)
		for range 3 {
			parts := pick(r, 1, 1, 3, 16)
			var got []string
			for _, batches := range spread(r, g, sites, 1+r.IntN(4), parts) {
				m := agg.NewMerger(g)
				for _, b := range batches {
					if err := m.Add(b); err != nil {
						t.Fatalf("seed %d: %v", seed, err)
					}
				}
				got = append(got, lines(m, k)...)
			}
			if got := sorted(got); got != want {
				t.Fatalf("seed %d: got\n%s\nwant\n%s", seed, got, want)
			}
		}
	}
}

// A group is in one partition, whichever worker met it, under whichever codes.
func TestPartitionDependsOnTextAlone(t *testing.T) {
	g := &plan.Group{Keys: []plan.Key{key(value.String), key(value.Int64)}}
	const parts = 8
	partOf := map[string]int{}
	counts := make([]int, parts)
	for worker := range 3 {
		d := value.NewDict()
		for range worker * 17 {
			d.CodeOf(fmt.Sprint("noise ", d.Len()))
		}
		table := agg.NewTable(g, d)
		for i := range 4000 {
			n := (i*7919 + worker) % 4000
			table.Group([]value.Value{value.OfString(d.CodeOf(fmt.Sprint("slug-", n/2))), value.OfInt64(int64(n % 2))})
		}
		table.EndSite()
		table.Flush(parts, func(part int, batch []byte) {
			m := agg.NewMerger(g)
			if err := m.Add(batch); err != nil {
				t.Fatal(err)
			}
			for _, line := range lines(m, 1) {
				if other, ok := partOf[line]; ok && other != part {
					t.Fatalf("%s is in partitions %d and %d", line, other, part)
				}
				partOf[line] = part
				counts[part]++
			}
		})
	}
	if len(partOf) != 4000 {
		t.Fatalf("%d groups, want 4000", len(partOf))
	}
	for part, n := range counts {
		if n < 1500*8/parts*8/10 || n > 1500*8/parts*12/10 {
			t.Errorf("partition %d has %d of 12000: not balanced", part, n)
		}
	}
}

// Partitions are stable from version to version: batches of an older worker meet those of a newer one.
func TestPartitionIsPinned(t *testing.T) {
	d := value.NewDict()
	g := &plan.Group{Keys: []plan.Key{key(value.String), key(value.Int64), key(value.Float64)}}
	var got []int
	for _, text := range []string{"", "apache", "stdlib", "puppetlabs-stdlib"} {
		table := agg.NewTable(g, d)
		table.Group([]value.Value{value.OfString(d.CodeOf(text)), value.OfInt64(-7), {}})
		table.EndSite()
		table.Flush(1000, func(part int, _ []byte) { got = append(got, part) })
	}
	if want := "[591 256 796 172]"; fmt.Sprint(got) != want {
		t.Errorf("partitions %v, want %s", got, want)
	}
}
