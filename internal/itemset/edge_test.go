package itemset

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"isobar/internal/value"
)

func batchesOf(sites ...string) [][]byte {
	w := newWorker()
	for _, site := range sites {
		w.add(strings.Fields(site)...)
	}
	return w.flush()
}

func TestEdges(t *testing.T) {
	for _, c := range []struct {
		name    string
		batches [][]byte
		size, k int
		want    []string
	}{
		{"nothing", nil, 2, 1, nil},
		{"a site without items", batchesOf(""), 2, 1, nil},
		{"sites with one item", batchesOf("a", "a a", "b"), 2, 1, nil},
		{"one site", batchesOf("b a c"), 2, 1, []string{"a b 1", "a c 1", "b c 1"}},
		{"one site, k over", batchesOf("b a c"), 2, 2, nil},
		{"a set larger than any site", batchesOf("a b", "a b"), 3, 1, nil},
		{"k reached exactly", batchesOf("a b", "a b", "a c"), 2, 2, []string{"a b 2"}},
		{"k missed by one", batchesOf("a b", "a b", "a c"), 2, 3, nil},
		{"items reach k, no pair does", batchesOf("a b", "a c", "b c"), 2, 2, nil},
		{"k beyond all numbers", batchesOf("a b"), 2, math.MaxInt, nil},
		{"pairs reach k, the triple does not", batchesOf("a b c", "a b", "a c", "b c"), 3, 2, nil},
		{"a triple", batchesOf("d a b c", "c b a", "a b"), 3, 2, []string{"a b c 2"}},
		{"items in order of bytes", batchesOf("é Z a z 10 9"), 2, 1, []string{
			"10 9 1", "10 Z 1", "10 a 1", "10 z 1", "10 é 1", "9 Z 1", "9 a 1", "9 z 1", "9 é 1",
			"Z a 1", "Z z 1", "Z é 1", "a z 1", "a é 1", "z é 1"}},
	} {
		got := spell(t, mineAll(t, c.batches, c.size, c.k, 2, nil))
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// TestKinds counts sets of items that are no texts, and skips what < never holds for.
func TestKinds(t *testing.T) {
	null := value.Value{}
	for name, c := range map[string]struct {
		items func(d *value.Dict) []value.Value
		want  []string
	}{
		"INT64": {func(*value.Dict) []value.Value {
			return []value.Value{value.OfInt64(3), null, value.OfInt64(-7), value.OfInt64(3), value.OfInt64(10)}
		}, []string{"-7 3", "-7 10", "3 10"}},
		"FLOAT64": {func(*value.Dict) []value.Value {
			return []value.Value{value.OfFloat64(math.NaN()), value.OfFloat64(0), value.OfFloat64(math.Copysign(0, -1)), value.OfFloat64(-2), value.OfFloat64(math.Inf(1))}
		}, []string{"-2 0", "-2 +Inf", "0 +Inf"}},
		"BOOL": {func(*value.Dict) []value.Value { return []value.Value{value.OfBool(true), value.OfBool(false)} }, []string{"0 1"}},
		"DATE": {func(*value.Dict) []value.Value { return []value.Value{value.OfDate(-1), value.OfDate(20000)} }, []string{"-1 20000"}},
		"BYTES": {func(d *value.Dict) []value.Value {
			return []value.Value{value.OfBytes(d.CodeOf("b")), value.OfBytes(d.CodeOf(""))}
		}, []string{" b"}},
	} {
		w := newWorker()
		for range 3 {
			w.counter.Add(c.items(w.dict))
		}
		set := mineAll(t, w.flush(), 2, 3, 1, nil)
		var got []string
		for i := range set.N {
			var row []string
			for _, column := range set.Keys {
				switch v := column[i]; v.Kind {
				case value.Float64:
					row = append(row, fmt.Sprint(v.Float64()))
				case value.Bytes:
					row = append(row, set.Dict.String(v.Code()))
				default:
					row = append(row, fmt.Sprint(v.Int64()))
				}
				if column[i].Kind.String() != name {
					t.Errorf("%s came back as %s", name, column[i].Kind)
				}
			}
			got = append(got, strings.Join(row, " "))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestOnlyPublishedTexts wants no item in the result's dictionary that is in none of its rows.
func TestOnlyPublishedTexts(t *testing.T) {
	set := mineAll(t, batchesOf("a b x", "a b y", "c d", "c e", "c"), 2, 2, 1, nil)
	if set.N != 1 || set.Dict.Len() != 2 {
		t.Errorf("%d rows, %d texts", set.N, set.Dict.Len())
	}
}

func TestWrongArguments(t *testing.T) {
	ctx := context.Background()
	m := NewMiner(3)
	for _, rank := range [][]int{{0, 1}, {0, 1, 1}, {1, 2, 3}, {0, 1, 2, 3}, {}} {
		if _, err := m.Mine(ctx, 1, 1, rank); err == nil {
			t.Errorf("rank %v: accepted", rank)
		}
	}
	if _, err := m.Mine(ctx, 0, 1, nil); err == nil {
		t.Error("k = 0: accepted")
	}
	if _, err := NewMiner(1).Mine(ctx, 1, 1, nil); err == nil {
		t.Error("size 1: accepted")
	}
}

// TestLimits wants a refusal that says what to do, and no refusal at exactly the limit.
func TestLimits(t *testing.T) {
	ctx := context.Background()
	batches := batchesOf("a b c d e", "a b c d f", "b c d e f", "a c e")
	for name, c := range map[string]struct {
		size  int
		limit func(*Limits)
		rows  int // 0: refused
	}{
		"batches":       {2, func(l *Limits) { l.Batches = int64(len(batches[0])) - 1 }, 0},
		"batches, just": {2, func(l *Limits) { l.Batches = int64(len(batches[0])) }, 15},
		"working":       {2, func(l *Limits) { l.Working = 18*20 - 1 }, 0},
		"working, just": {2, func(l *Limits) { l.Working = 18 * 20 }, 15},
		"extending":     {3, func(l *Limits) { l.Working = 18 * 20 }, 0},
		"result":        {2, func(l *Limits) { l.Result = 88*15 - 1 }, 0},
		"result, just":  {2, func(l *Limits) { l.Result = 88 * 15 }, 15},
	} {
		m := NewMiner(c.size)
		c.limit(&m.Limits)
		err := m.Add(batches[0])
		n := 0
		if err == nil {
			set, mineErr := m.Mine(ctx, 1, 2, nil)
			if err = mineErr; err == nil {
				n = set.N
			}
		}
		if n != c.rows || (n == 0) != errors.Is(err, ErrLimit) {
			t.Errorf("%s: %d rows, %v", name, n, err)
		}
	}
	// Far over the limit, workers have to stop early: all quadruples of 400 items would be 1e9 sets.
	w := newWorker()
	for range 2 {
		for i := range 400 {
			w.items = append(w.items, value.OfInt64(int64(i)))
		}
		w.counter.Add(w.items)
	}
	m := NewMiner(4)
	m.Limits.Result = 8 << 20
	if err := m.Add(w.flush()[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Mine(ctx, 2, 2, nil); !errors.Is(err, ErrLimit) {
		t.Errorf("a billion sets: %v", err)
	}
}

func TestCancellation(t *testing.T) {
	sites := fimi(t, "mushroom.dat.gz")
	m := NewMiner(6)
	for _, batch := range deal(rand.New(rand.NewPCG(1, 1)), sites, 2, 0) {
		if err := m.Add(batch); err != nil {
			t.Fatal(err)
		}
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if set, err := m.Mine(gone, 10, 2, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v, %v", set, err)
	}
	soon, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	start := time.Now()
	if set, err := m.Mine(soon, 10, 2, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("cancelled on the way: %v, %v", set, err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %v to stop", took)
	}
}

// TestReuse flushes a Counter between two weeks' worth of codes, and mines a Miner twice.
func TestReuse(t *testing.T) {
	w := newWorker()
	w.add("a", "b")
	if w.counter.Size() == 0 {
		t.Error("a site takes no memory")
	}
	batches := w.flush()
	if size := w.counter.Size(); size != 0 {
		t.Errorf("an empty Counter has size %d", size)
	}
	if more := w.flush(); len(more) > 0 {
		t.Error("an empty Counter has a batch")
	}
	w.counter.site = math.MaxUint32 - 1 // the next site but one is number 1 again
	w.add("b", "a")                     // other codes for the same texts
	w.add("c", "b")
	batches = append(batches, w.flush()...)
	m := NewMiner(2)
	for i, batch := range batches {
		if err := m.Add(batch); err != nil {
			t.Fatal(err)
		}
		clear(batch) // a Miner keeps a copy
		set, err := m.Mine(context.Background(), 1, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := [][]string{{"a b 1"}, {"a b 2", "b c 1"}}[i]
		if got := spell(t, set); !slices.Equal(got, want) {
			t.Errorf("after batch %d: %v, want %v", i, got, want)
		}
	}
}

// TestManyItems counts with more items than masks hold or 16 bits number, most of them held by few.
func TestManyItems(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 20))
	const items = 70000
	w := newWorker()
	counts := make(map[[2]int]int64)
	add := func(set []int) {
		slices.Sort(set)
		set = slices.Compact(set)
		w.items = w.items[:0]
		for i, a := range set {
			w.items = append(w.items, value.OfInt64(int64(a)))
			for _, b := range set[i+1:] {
				counts[[2]int{a, b}]++
			}
		}
		w.counter.Add(w.items)
	}
	for i := 0; i < items; i += 2 { // every item is in some site
		add([]int{i, i + 1})
	}
	for range 4000 {
		set := make([]int, 2+r.IntN(12))
		for j := range set {
			f := r.Float64()
			set[j] = int(f * f * f * items)
		}
		add(set)
	}
	batches := w.flush()
	for _, k := range []int{1, 2, 3} {
		set := mineAll(t, batches, 2, k, 2, nil)
		want := 0
		for _, n := range counts {
			if n >= int64(k) {
				want++
			}
		}
		if set.N != want {
			t.Errorf("k = %d: %d pairs, want %d", k, set.N, want)
		}
		for i := range set.N {
			key := [2]int{int(set.Keys[0][i].Int64()), int(set.Keys[1][i].Int64())}
			if counts[key] != set.Sites[i] {
				t.Fatalf("k = %d: pair %v has %d sites, want %d", k, key, set.Sites[i], counts[key])
			}
		}
	}
}

// TestLongTail counts as a week of reports is counted: long sets of thousands of items, so that some
// items are bits and others are listed.
func TestLongTail(t *testing.T) {
	p := newPopularity(23, 3000)
	w := newWorker()
	counts := make([]uint16, 3000*3000)
	sites := 1500
	var set []int
	for i := range sites {
		if i%10 != 9 { // every tenth set comes twice
			set = p.next(set)
			slices.Sort(set)
		}
		w.items = w.items[:0]
		for j, a := range set {
			w.items = append(w.items, value.OfInt64(int64(a)))
			for _, b := range set[j+1:] {
				counts[a*3000+b]++
			}
		}
		w.counter.Add(w.items)
	}
	batches := w.flush()
	for _, k := range []int{2, 7} {
		got := mineAll(t, batches, 2, k, 2, nil)
		want := 0
		for _, n := range counts {
			if int(n) >= k {
				want++
			}
		}
		if got.N != want {
			t.Errorf("k = %d: %d pairs, want %d", k, got.N, want)
		}
		for i := range got.N {
			a, b := got.Keys[0][i].Int64(), got.Keys[1][i].Int64()
			if int64(counts[a*3000+b]) != got.Sites[i] {
				t.Fatalf("k = %d: pair %d, %d has %d sites, want %d", k, a, b, got.Sites[i], counts[a*3000+b])
			}
		}
	}
}
