package agg_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"isobar/internal/agg"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// A site of the benchmarks has rowsPerSite rows in different groups.
const rowsPerSite = 50

func observed(b *testing.B, groups int, measures ...plan.Measure) {
	g := &plan.Group{Keys: []plan.Key{key(value.String), key(value.String)}, Measures: measures}
	d := value.NewDict()
	t := agg.NewTable(g, d)
	r := rand.New(rand.NewPCG(1, 1))
	rows := make([][2]value.Value, 1<<16)
	for i := range rows {
		n := r.IntN(groups)
		rows[i] = [2]value.Value{
			value.OfString(d.CodeOf(fmt.Sprint("slug-", n/5))), value.OfString(d.CodeOf(fmt.Sprint("1.0.", n%5))),
		}
	}
	arg := value.OfInt64(3)
	if len(measures) > 0 && measures[0].Arg != nil && measures[0].Arg.Kind() == value.Float64 {
		arg = value.OfFloat64(0.3)
	}
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		id := t.Group(rows[i&(len(rows)-1)][:])
		for m := range measures {
			t.Observe(id, m, arg)
		}
		if i++; i%rowsPerSite == 0 {
			t.EndSite()
		}
	}
}

func BenchmarkRow(b *testing.B) {
	for _, groups := range []int{1000, 50_000} {
		for _, c := range []struct {
			name     string
			measures []plan.Measure
		}{
			{"sites", []plan.Measure{measure(plan.SiteCount, 0, 0)}},
			{"count", []plan.Measure{measure(plan.Count, value.Int64, 0)}},
			{"values", []plan.Measure{measure(plan.ValueCount, value.Int64, 0)}},
			{"sumint", []plan.Measure{measure(plan.Sum, value.Int64, 100)}},
			{"sumfloat", []plan.Measure{measure(plan.Sum, value.Float64, 0)}},
			{"avgfloat", []plan.Measure{measure(plan.Avg, value.Float64, 100)}},
		} {
			b.Run(fmt.Sprint(c.name, "/", groups), func(b *testing.B) { observed(b, groups, c.measures...) })
		}
	}
}

// bigBatches are batches of two workers with a million groups each, most of them the same.
func bigBatches(tb testing.TB, g *plan.Group, n, parts int) (batches [][][]byte, bytes int) {
	batches = make([][][]byte, parts)
	for worker := range 2 {
		flush(tb, g, n, worker, parts, func(part int, batch []byte) {
			batches[part] = append(batches[part], batch)
			bytes += len(batch)
		})
	}
	return batches, bytes
}

func flush(tb testing.TB, g *plan.Group, n, worker, parts int, emit func(int, []byte)) {
	t := filled(g, n, worker)
	t.Flush(parts, emit)
}

func filled(g *plan.Group, n, worker int) *agg.Table {
	d := value.NewDict()
	t := agg.NewTable(g, d)
	for i := range n {
		id := (i*7919 + worker*n/4) % (n + n/4)
		group := t.Group([]value.Value{
			value.OfString(d.CodeOf(fmt.Sprint("vendor-", id/10))), value.OfString(d.CodeOf(fmt.Sprint("1.", id%10, ".", id%7))),
		})
		for m := range g.Measures {
			t.Observe(group, m, value.OfInt64(int64(i&7)))
		}
		if i%rowsPerSite == 0 {
			t.EndSite()
		}
	}
	t.EndSite()
	return t
}

var bigGroup = &plan.Group{
	Keys:     []plan.Key{key(value.String), key(value.String)},
	Measures: []plan.Measure{measure(plan.SiteCount, 0, 0), measure(plan.Sum, value.Int64, 100)},
}

func BenchmarkFlushMillionGroups(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		t := filled(bigGroup, 1_000_000, 0)
		b.StartTimer()
		bytes := 0
		t.Flush(16, func(_ int, batch []byte) { bytes += len(batch) })
		b.SetBytes(int64(bytes))
	}
}

func BenchmarkMergeTwoMillionGroups(b *testing.B) {
	for _, parts := range []int{1, 16} {
		batches, bytes := bigBatches(b, bigGroup, 1_000_000, parts)
		b.Run(fmt.Sprint("parts=", parts), func(b *testing.B) {
			b.SetBytes(int64(bytes))
			for b.Loop() {
				for _, of := range batches {
					m := agg.NewMerger(bigGroup)
					for _, batch := range of {
						if err := m.Add(batch); err != nil {
							b.Fatal(err)
						}
					}
				}
			}
		})
	}
}

// BenchmarkAddRows is BenchmarkRow, a site at a time.
func BenchmarkAddRows(b *testing.B) {
	for _, groups := range []int{1000, 50_000} {
		for _, c := range []struct {
			name     string
			keys     int
			measures []plan.Measure
		}{
			{"onekey", 1, []plan.Measure{measure(plan.SiteCount, 0, 0)}},
			{"sites", 2, []plan.Measure{measure(plan.SiteCount, 0, 0)}},
			{"threekeys", 3, []plan.Measure{measure(plan.SiteCount, 0, 0)}},
			{"count", 2, []plan.Measure{measure(plan.Count, value.Int64, 0)}},
			{"values", 2, []plan.Measure{measure(plan.ValueCount, value.Int64, 0)}},
			{"sumint", 2, []plan.Measure{measure(plan.Sum, value.Int64, 100)}},
			{"sumfloat", 2, []plan.Measure{measure(plan.Sum, value.Float64, 0)}},
			{"avgfloat", 2, []plan.Measure{measure(plan.Avg, value.Float64, 100)}},
		} {
			b.Run(fmt.Sprint(c.name, "/", groups), func(b *testing.B) { addedRows(b, groups, c.keys, c.measures) })
		}
	}
}

func addedRows(b *testing.B, groups, width int, measures []plan.Measure) {
	g := &plan.Group{Measures: measures}
	d := value.NewDict()
	r := rand.New(rand.NewPCG(1, 1))
	keys, args := make([][]value.Value, width), make([][]value.Value, len(measures))
	for range width {
		g.Keys = append(g.Keys, key(value.String))
	}
	const rows = 1 << 16 / rowsPerSite * rowsPerSite
	for range rows {
		n := r.IntN(groups)
		text := fmt.Sprint("slug-", n)
		for i := range keys {
			if width > 1 {
				if text = fmt.Sprint("slug-", n/5); i > 0 {
					text = fmt.Sprint(i, ".0.", n%5)
				}
			}
			keys[i] = append(keys[i], value.OfString(d.CodeOf(text)))
		}
		for i, m := range measures {
			if m.Arg == nil {
				continue
			}
			v := value.OfInt64(3)
			if m.Arg.Kind() == value.Float64 {
				v = value.OfFloat64(0.3)
			}
			args[i] = append(args[i], v)
		}
	}
	t := agg.NewTable(g, d)
	siteKeys, siteArgs := make([][]value.Value, len(keys)), make([][]value.Value, len(args))
	cut := func(to, from [][]value.Value, start int) {
		for i, column := range from {
			if column != nil {
				to[i] = column[start : start+rowsPerSite]
			}
		}
	}
	start := 0
	b.ReportAllocs()
	for b.Loop() {
		cut(siteKeys, keys, start)
		cut(siteArgs, args, start)
		t.AddRows(rowsPerSite, siteKeys, siteArgs)
		t.EndSite()
		start = (start + rowsPerSite) % rows
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rowsPerSite), "ns/row")
}
