package agg_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"isobar/internal/agg"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// everything is a group with every key kind and every measure.
func everything() *plan.Group {
	g := &plan.Group{}
	for _, kind := range scalarKinds {
		g.Keys = append(g.Keys, key(kind))
	}
	g.Measures = []plan.Measure{
		measure(plan.SiteCount, 0, 0), measure(plan.RowCount, 0, 0), measure(plan.Count, value.String, 2),
		measure(plan.CountIf, value.Bool, 0), measure(plan.ValueCount, value.String, 0),
		measure(plan.ValueCount, value.Float64, 0),
		measure(plan.Sum, value.Int64, 0), measure(plan.Sum, value.Float64, 0),
		measure(plan.Avg, value.Int64, 9), measure(plan.Avg, value.Float64, 9),
	}
	return g
}

func someBatch(g *plan.Group, seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 5))
	return spread(r, g, randomSites(r, g, 20), 1, 1)[0][0]
}

// seal replaces the last four bytes with the checksum of the others, as the format says.
func seal(batch []byte) {
	body := batch[:len(batch)-4]
	binary.LittleEndian.PutUint32(batch[len(body):], crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
}

// use reads everything that a merger offers.
func use(m *agg.Merger) {
	if m.Err() == nil {
		lines(m, 2)
	}
}

// Any change of a batch is noticed; a merger that has seen one is spoiled for good.
func TestDamageIsAnError(t *testing.T) {
	g := everything()
	batch := someBatch(g, 1)
	for i := range batch {
		bad := bytes.Clone(batch)
		bad[i] ^= 0x10
		m := agg.NewMerger(g)
		if m.Add(bad) == nil {
			t.Fatalf("a change of byte %d of %d is not noticed", i, len(batch))
		}
		if m.Add(batch) == nil || m.Err() == nil {
			t.Fatal("a spoiled merger goes on")
		}
		if m = agg.NewMerger(g); m.Add(batch[:i]) == nil {
			t.Fatalf("a batch cut at byte %d is not noticed", i)
		}
	}
	other := everything()
	other.Measures[8].Bound = 10
	if m := agg.NewMerger(other); m.Add(batch) == nil {
		t.Error("a batch with another bound is taken")
	}
	if err := agg.NewMerger(g).Add(append(bytes.Clone(batch[:len(batch)-4]), 0, 0, 0, 0, 0)); err == nil {
		t.Error("a longer batch is taken")
	}
}

// Behind a valid checksum, nonsense is an error or a result, never a panic and never memory without end.
func TestNonsenseNeverPanics(t *testing.T) {
	g := everything()
	batch := someBatch(g, 2)
	r := rand.New(rand.NewPCG(1, 6))
	failed := 0
	for range 8000 {
		bad := bytes.Clone(batch)
		for range 1 + r.IntN(3) {
			bad[9+r.IntN(len(bad)-13)] = byte(r.Uint32()) // behind version and signature
		}
		if r.IntN(4) == 0 {
			bad = bad[:13+r.IntN(len(bad)-13)]
		}
		seal(bad)
		m := agg.NewMerger(g)
		if m.Add(bad) != nil {
			failed++
		}
		use(m)
	}
	if failed < 4000 {
		t.Errorf("only %d of 8000 damaged batches failed", failed)
	}
}

func FuzzMerger(f *testing.F) {
	plans := []*plan.Group{everything(), {}, {Keys: []plan.Key{key(value.String)}, Measures: []plan.Measure{measure(plan.ValueCount, value.Bytes, 0)}}}
	for i, g := range plans {
		for seed := range uint64(3) {
			batch := someBatch(g, seed)
			f.Add(uint8(i), batch[9:len(batch)-4])
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, body []byte) {
		g := plans[int(which)%len(plans)]
		m := agg.NewMerger(g)
		m.Add(body)
		whole := append(bytes.Clone(someHead(g)), body...)
		whole = append(whole, 0, 0, 0, 0)
		seal(whole)
		m = agg.NewMerger(g)
		m.Add(whole)
		use(m)
		m.Add(whole)
		use(m)
	})
}

// someHead is the version and signature of batches of g.
func someHead(g *plan.Group) []byte { return someBatch(g, 0)[:9] }

// Errors and panics name places and types, never what reports say.
func TestErrorsHoldNoValues(t *testing.T) {
	const secret = "acme_internal"
	d := value.NewDict()
	g := &plan.Group{Keys: []plan.Key{key(value.Int64)}, Measures: []plan.Measure{measure(plan.Sum, value.Int64, 0)}}
	table := agg.NewTable(g, d)
	attempt := func(what string, f func()) {
		defer func() {
			message, _ := recover().(string)
			if !strings.HasPrefix(message, "agg: ") || strings.Contains(message, secret) {
				t.Errorf("%s: panic %q", what, message)
			}
		}()
		f()
	}
	attempt("a key of a wrong type", func() { table.Group([]value.Value{value.OfString(d.CodeOf(secret))}) })
	id := table.Group([]value.Value{value.OfInt64(1)})
	attempt("an argument of a wrong type", func() { table.Observe(id, 0, value.OfString(d.CodeOf(secret))) })
	attempt("a flush within a site", func() { table.Flush(1, nil) })
	table.EndSite()
	attempt("a group of another site", func() { table.Observe(id, 0, value.OfInt64(1)) })
}

func TestCheck(t *testing.T) {
	if err := agg.Check(everything()); err != nil {
		t.Error(err)
	}
	distinct := measure(plan.Sum, value.Int64, 0)
	distinct.Distinct = true
	wrong := measure(plan.Sum, value.Int64, 0)
	wrong.Kind = value.Float64
	noArgument := measure(plan.Count, value.Int64, 0)
	noArgument.Arg = nil
	for _, m := range []plan.Measure{
		measure(plan.Min, value.Int64, 0), measure(plan.Sum, value.String, 0), measure(plan.Avg, value.Date, 0),
		measure(plan.CountIf, value.Int64, 0), measure(plan.Sum, value.Int64, -1), measure(plan.ValueCount, value.Int64, 1),
		measure(plan.ValueCount, value.Record, 0), distinct, wrong, noArgument,
	} {
		g := &plan.Group{Measures: []plan.Measure{m}}
		if agg.Check(g) == nil {
			t.Errorf("%v is accepted", m)
		}
		if agg.NewMerger(g).Add(someBatch(everything(), 1)) == nil {
			t.Errorf("%v: a merger takes a batch", m)
		}
	}
	if agg.Check(&plan.Group{Keys: []plan.Key{key(value.Record)}}) == nil {
		t.Error("a STRUCT key is accepted")
	}
}

// A bound holds for a site's total of the group, not for its rows: five rows of 3 under a bound of 10
// give 10, and the next site's 4 and -1 give 3. Of rows that are counted, it is the number.
func TestBoundClampsTotals(t *testing.T) {
	g := &plan.Group{Measures: []plan.Measure{
		measure(plan.Sum, value.Int64, 10), measure(plan.Avg, value.Int64, 10),
		measure(plan.Sum, value.Int64, 0), measure(plan.RowCount, 0, 3),
		measure(plan.Count, value.Int64, 2), measure(plan.CountIf, value.Bool, 1),
	}}
	table := agg.NewTable(g, value.NewDict())
	for _, site := range [][]int64{{3, 3, 3, 3, 3}, {4, -1}, {-50}, {0}, {7, -7}} {
		for _, n := range site {
			id := table.Group(nil)
			for i, m := range g.Measures {
				if m.Fn == plan.CountIf {
					table.Observe(id, i, value.OfBool(n > 0))
				} else {
					table.Observe(id, i, value.OfInt64(n))
				}
			}
		}
		table.EndSite()
	}
	m := agg.NewMerger(g)
	table.Flush(4, func(_ int, batch []byte) { m.Add(batch) })
	if m.Err() != nil || m.Groups() != 1 || m.Sites(0) != 5 {
		t.Fatal(m.Err(), m.Groups())
	}
	for i, want := range []struct {
		v     value.Value
		sites int64
	}{
		{value.OfInt64(10 + 3 - 10), 3}, // 0 and 7-7 are no contributions
		{value.OfFloat64(3.0 / 11), 3},
		{value.OfInt64(15 + 3 - 50), 3},
		{value.OfInt64(3 + 2 + 1 + 1 + 2), 5},
		{value.OfInt64(2 + 2 + 1 + 1 + 2), 5},
		{value.OfInt64(1 + 1 + 0 + 0 + 1), 3},
	} {
		if got := m.Value(0, i, 1); got != want.v || m.MeasureSites(0, i) != want.sites {
			t.Errorf("measure %d: %v of %d sites, want %v of %d", i, got, m.MeasureSites(0, i), want.v, want.sites)
		}
	}
	if a, b, ok := m.Largest(0, 2); !ok || a != value.OfInt64(50) || b != value.OfInt64(15) {
		t.Errorf("largest %v %v", a, b)
	}
	if _, _, ok := m.Largest(0, 3); ok {
		t.Error("a row count has largest totals")
	}
}

func TestOverflowIsNull(t *testing.T) {
	g := &plan.Group{Keys: []plan.Key{key(value.Bool)}, Measures: []plan.Measure{measure(plan.Sum, value.Int64, 0), measure(plan.Avg, value.Int64, 0)}}
	table := agg.NewTable(g, value.NewDict())
	for _, n := range []int64{math.MaxInt64, math.MaxInt64, math.MinInt64, math.MinInt64} {
		for _, k := range []bool{true, false} {
			if k && n < 0 {
				continue
			}
			id := table.Group([]value.Value{value.OfBool(k)})
			table.Observe(id, 0, value.OfInt64(n))
			table.Observe(id, 1, value.OfInt64(n))
		}
		table.EndSite()
	}
	m := agg.NewMerger(g)
	table.Flush(1, func(_ int, batch []byte) { m.Add(batch) })
	for id := range agg.GroupID(2) {
		sum, avg := value.Value{}, value.OfFloat64(math.MaxInt64)
		if !m.Key(id, 0).Bool() { // all four: the sum came back from far beyond INT64
			sum, avg = value.OfInt64(-2), value.OfFloat64(-0.5)
		}
		if m.Value(id, 0, 1) != sum || m.Value(id, 1, 1) != avg {
			t.Errorf("%v: %v, %v", m.Key(id, 0), m.Value(id, 0, 1), m.Value(id, 1, 1))
		}
	}
}

// A flushed table is as good as new, and an empty one writes nothing.
func TestFlushEmpties(t *testing.T) {
	g := everything()
	r := rand.New(rand.NewPCG(3, 7))
	d := value.NewDict()
	table := agg.NewTable(g, d)
	table.Flush(3, func(int, []byte) { t.Error("an empty table writes a batch") })
	sites := randomSites(r, g, 30)
	want := naive(g, 1, sites)
	for range 3 {
		for _, rows := range sites {
			for _, w := range rows {
				addRow(table, d, w)
			}
			table.EndSite()
		}
		if table.Len() == 0 || table.Size() < int64(table.Len()*16) {
			t.Errorf("%d groups in %d bytes", table.Len(), table.Size())
		}
		m := agg.NewMerger(g)
		table.Flush(1, func(_ int, batch []byte) { m.Add(batch) })
		if table.Len() != 0 || table.Size() != 0 {
			t.Errorf("after Flush: %d groups in %d bytes", table.Len(), table.Size())
		}
		if got := sorted(lines(m, 1)); got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
		d.Reset()
	}
}
