package agg_test

import (
	"fmt"
	"math"
	"math/big"
	"sort"
	"strings"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// datum is a value that depends on no dictionary.
type datum struct {
	kind value.Kind
	bits uint64
	text string
}

func (d datum) in(dict *value.Dict) value.Value {
	switch d.kind {
	case value.String:
		return value.OfString(dict.CodeOf(d.text))
	case value.Bytes:
		return value.OfBytes(dict.CodeOf(d.text))
	}
	return value.Value{Kind: d.kind, Bits: d.bits}
}

// String tells data apart exactly when GROUP BY does.
func (d datum) String() string {
	switch d.kind {
	case value.String, value.Bytes:
		return fmt.Sprintf("%s %q", d.kind, d.text)
	case value.Float64:
		f := math.Float64frombits(d.bits)
		if f == 0 {
			f = 0 // of either sign
		}
		return fmt.Sprintf("%s %g", d.kind, f)
	case value.Null:
		return "NULL"
	}
	return fmt.Sprintf("%s %d", d.kind, int64(d.bits))
}

func show(dict *value.Dict, v value.Value) string {
	d := datum{kind: v.Kind, bits: v.Bits}
	if v.Kind == value.String || v.Kind == value.Bytes {
		d.text = dict.String(v.Code())
	}
	return d.String()
}

// row is one row of the site part: keys, and an argument for each measure.
type row struct{ keys, args []datum }

// naive calculates what every group of a plan must be, from all rows at once, with maps and math/big. It
// gives one line for each group, sorted: keys, sites, and for each measure its contributing sites, result
// and two largest contributions.
func naive(g *plan.Group, k int64, sites [][]row) string {
	type bySite map[int][]row
	groups := map[string]bySite{}
	for site, rows := range sites {
		for _, r := range rows {
			key := fmt.Sprint(r.keys)
			if groups[key] == nil {
				groups[key] = bySite{}
			}
			groups[key][site] = append(groups[key][site], r)
		}
	}
	var lines []string
	for key, group := range groups {
		line := fmt.Sprint(key, " sites ", len(group))
		for i, m := range g.Measures {
			var columns [][]datum // one for each site
			for _, rows := range group {
				var column []datum
				for _, r := range rows {
					column = append(column, r.args[i])
				}
				columns = append(columns, column)
			}
			line += " | " + naiveMeasure(m, k, columns)
		}
		lines = append(lines, line)
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

func naiveMeasure(m plan.Measure, k int64, sites [][]datum) string {
	switch m.Fn {
	case plan.SiteCount:
		return fmt.Sprintf("%d INT64 %d", len(sites), len(sites))
	case plan.ValueCount:
		holders := map[string]int64{}
		for _, column := range sites {
			own := map[string]bool{}
			for _, d := range column {
				if d.kind != value.Null {
					own[d.String()] = true
				}
			}
			for s := range own {
				holders[s]++
			}
		}
		n := 0
		for _, sites := range holders {
			if sites >= k {
				n++
			}
		}
		return fmt.Sprintf("%d INT64 %d", len(sites), n)
	case plan.RowCount, plan.Count, plan.CountIf:
		var contributing, total int64
		for _, column := range sites {
			n := int64(0)
			for _, d := range column {
				if m.Fn == plan.RowCount || m.Fn == plan.Count && d.kind != value.Null ||
					m.Fn == plan.CountIf && d.kind == value.Bool && d.bits == 1 {
					n++
				}
			}
			if n > 0 {
				contributing++
			}
			if m.Bound > 0 && n > m.Bound {
				n = m.Bound
			}
			total += n
		}
		return fmt.Sprintf("%d INT64 %d", contributing, total)
	}
	if m.Arg.Kind() == value.Int64 {
		return naiveInts(m, sites)
	}
	return naiveFloats(m, sites)
}

func naiveInts(m plan.Measure, sites [][]datum) string {
	sum, rows, contributing := new(big.Int), int64(0), 0
	var sizes []*big.Int
	for _, column := range sites {
		total := new(big.Int)
		for _, d := range column {
			if d.kind != value.Null {
				total.Add(total, big.NewInt(int64(d.bits)))
				rows++
			}
		}
		if m.Bound > 0 && total.CmpAbs(big.NewInt(m.Bound)) > 0 {
			total = big.NewInt(m.Bound * int64(total.Sign()))
		}
		if total.Sign() != 0 {
			contributing++
		}
		sum.Add(sum, total)
		size := new(big.Int).Abs(total)
		if !size.IsInt64() {
			size = big.NewInt(math.MaxInt64)
		}
		sizes = append(sizes, size)
	}
	sort.Slice(sizes, func(i, j int) bool { return sizes[i].Cmp(sizes[j]) > 0 })
	sizes = append(sizes, new(big.Int), new(big.Int))
	top := fmt.Sprintf("INT64 %d INT64 %d", sizes[0], sizes[1])
	if m.Fn == plan.Avg {
		if rows == 0 {
			return fmt.Sprintf("%d NULL %s", contributing, top)
		}
		f, _ := new(big.Rat).SetFrac(sum, big.NewInt(rows)).Float64()
		return fmt.Sprintf("%d FLOAT64 %g %s", contributing, f+0, top)
	}
	if contributing == 0 || !sum.IsInt64() {
		return fmt.Sprintf("%d NULL %s", contributing, top)
	}
	return fmt.Sprintf("%d INT64 %d %s", contributing, sum, top)
}

// naiveSum is a sum of FLOAT64 in math/big: more than 2,100 bits hold every one exactly.
type naiveSum struct {
	finite           *big.Float
	nan, plus, minus bool
}

func newNaiveSum() *naiveSum { return &naiveSum{finite: new(big.Float).SetPrec(4000)} }

func (s *naiveSum) add(f float64) {
	switch {
	case math.IsNaN(f):
		s.nan = true
	case math.IsInf(f, 1):
		s.plus = true
	case math.IsInf(f, -1):
		s.minus = true
	default:
		s.finite.Add(s.finite, new(big.Float).SetFloat64(f))
	}
}

// special gives the sum if it is not finite.
func (s *naiveSum) special() (float64, bool) {
	switch {
	case s.nan || s.plus && s.minus:
		return math.NaN(), true
	case s.plus:
		return math.Inf(1), true
	case s.minus:
		return math.Inf(-1), true
	}
	return 0, false
}

func (s *naiveSum) float64() float64 {
	if f, ok := s.special(); ok {
		return f
	}
	f, _ := s.finite.Float64()
	return f + 0
}

func (s *naiveSum) over(n int64) float64 {
	if f, ok := s.special(); ok {
		return f
	}
	r, _ := s.finite.Rat(nil)
	f, _ := r.Quo(r, new(big.Rat).SetInt64(n)).Float64()
	return f + 0
}

func naiveFloats(m plan.Measure, sites [][]datum) string {
	sum, rows, contributing := newNaiveSum(), int64(0), 0
	sizes := []float64{0, 0}
	for _, column := range sites {
		total, n := newNaiveSum(), int64(0)
		for _, d := range column {
			if d.kind != value.Null {
				total.add(math.Float64frombits(d.bits))
				n++
			}
		}
		f := total.float64()
		if m.Bound > 0 {
			if math.IsNaN(f) {
				continue
			}
			if math.Abs(f) > float64(m.Bound) {
				f = math.Copysign(float64(m.Bound), f)
				total = newNaiveSum()
				total.add(f)
			}
		}
		rows += n
		if f == 0 {
			continue
		}
		contributing++
		sum.nan, sum.plus, sum.minus = sum.nan || total.nan, sum.plus || total.plus, sum.minus || total.minus
		sum.finite.Add(sum.finite, total.finite)
		if math.IsNaN(f) {
			f = math.Inf(1)
		}
		sizes = append(sizes, math.Abs(f))
	}
	sort.Sort(sort.Reverse(sort.Float64Slice(sizes)))
	top := fmt.Sprintf("FLOAT64 %g FLOAT64 %g", sizes[0], sizes[1])
	_, special := sum.special()
	switch {
	case m.Fn == plan.Avg && rows == 0, m.Fn == plan.Sum && contributing == 0:
		return fmt.Sprintf("%d NULL %s", contributing, top)
	case m.Fn == plan.Avg:
		return fmt.Sprintf("%d FLOAT64 %g %s", contributing, sum.over(rows), top)
	case !special && math.IsInf(sum.float64(), 0):
		return fmt.Sprintf("%d NULL %s", contributing, top)
	}
	return fmt.Sprintf("%d FLOAT64 %g %s", contributing, sum.float64(), top)
}
