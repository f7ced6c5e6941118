package release

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// allKinds is one column of every kind that a table can have.
var allKinds = []plan.Output{
	{Name: "slug", Kind: value.String, Key: true},
	{Name: "Sites", Kind: value.Int64},
	{Name: "share", Kind: value.Float64},
	{Name: "raw", Kind: value.Bytes},
	{Name: "enabled", Kind: value.Bool},
	{Name: "day", Kind: value.Date},
	{Name: "seen_at", Kind: value.Timestamp},
	{Name: "wall_clock", Kind: value.Datetime},
	{Name: "price", Kind: value.Numeric},
}

// hostile are texts that have a meaning to CSV, to spreadsheets, to shells, or to careless code.
var hostile = []string{
	"", " ", "NULL", "null", `\N`, "a,b", `say "hi"`, `"`, `""`, "line\nbreak", "line\r\nbreak", "\r", "\t", "\ttab", "\rcr",
	"=1+1", "+1", "-1", "@SUM(A1)", "=", "'=quoted", "'", "äöü", "日本語", "🦜", "e\u0301", "\u202egnol", "\x00", "\ufeffbom",
	" leading", "trailing ", "a;b", "C0", strings.Repeat("long ", 1000), "\xff\xfe", "half \xc3", "true", "1e5",
}

var (
	ints   = []int64{0, 1, -1, math.MaxInt64, math.MinInt64, 1 << 53, -(1 << 53) - 1, 10, 99}
	floats = []float64{0, 1, -1, 0.1, 1.0 / 3, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, math.SmallestNonzeroFloat64,
		1e21, 1e20, 1e-6, 1e-7, 123456789.125, -2.5e-300}
	days    = []int64{0, 1, -1, 20766, -719162, 2932896}
	times   = []int64{0, 1, -1, 1_000, 1_794_182_400_000_000, 1_794_182_400_123_456, -62135596800000000, 253402300799999999}
	numbers = []string{"0", "1", "-1", "0.000000001", "-0.000000001", "2.5", "-2.5", "10", "-10", "1e28", "-1e28",
		"99999999999999999999999999999.999999999", "-99999999999999999999999999999.999999999"}
)

// randomRows makes n rows of the given columns, a third of the values NULL, the rest from the lists above.
func randomRows(rng *rand.Rand, output []plan.Output, n int) *cells.Rows {
	d := value.NewDict()
	rows := &cells.Rows{Dict: d, N: n}
	for range rng.IntN(50) {
		d.CodeOf(fmt.Sprint("unused ", rng.Uint64())) // codes must not matter
	}
	for _, o := range output {
		column := make([]value.Value, n)
		for i := range column {
			if rng.IntN(3) > 0 {
				column[i] = randomValue(rng, d, o.Kind)
			}
		}
		rows.Columns = append(rows.Columns, column)
	}
	return rows
}

func randomValue(rng *rand.Rand, d *value.Dict, kind value.Kind) value.Value {
	switch kind {
	case value.String:
		return value.OfString(d.CodeOf(pick(rng, hostile)))
	case value.Bytes:
		return value.OfBytes(d.CodeOf(pick(rng, hostile)))
	case value.Float64:
		return value.OfFloat64(pick(rng, floats))
	case value.Bool:
		return value.OfBool(rng.IntN(2) == 1)
	case value.Date:
		return value.OfDate(pick(rng, days))
	case value.Timestamp:
		return value.OfTimestamp(pick(rng, times))
	case value.Datetime:
		return value.OfDatetime(pick(rng, times))
	case value.Numeric:
		return numericOf(d, pick(rng, numbers))
	default:
		return value.OfInt64(pick(rng, ints))
	}
}

func numericOf(d *value.Dict, decimal string) value.Value {
	text, ok := value.ParseNumeric(decimal)
	if !ok {
		panic(decimal)
	}
	return value.Value{Kind: value.Numeric, Bits: uint64(d.Code(text[:]))}
}

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

// recode gives the same rows over another dictionary, which has met the texts in another order.
func recode(rows *cells.Rows) *cells.Rows {
	d := value.NewDict()
	for c := rows.Dict.Len() - 1; c >= 0; c-- {
		d.Code(rows.Dict.Text(value.Code(c)))
	}
	out := &cells.Rows{Dict: d, N: rows.N}
	for _, column := range rows.Columns {
		copied := append([]value.Value(nil), column...)
		for i, v := range copied {
			if v.Kind.Coded() {
				copied[i].Bits = uint64(d.Code(rows.Dict.Text(v.Code())))
			}
		}
		out.Columns = append(out.Columns, copied)
	}
	return out
}

// pairRows is a table like module_pairs: two sorted keys out of many and a count.
func pairRows(n int) ([]plan.Output, *cells.Rows) {
	output := []plan.Output{
		{Name: "module", Kind: value.String, Key: true},
		{Name: "with_module", Kind: value.String, Key: true},
		{Name: "sites", Kind: value.Int64},
	}
	d := value.NewDict()
	codes := make([]value.Code, 6000)
	for i := range codes {
		codes[i] = d.CodeOf(fmt.Sprintf("author%d-module_%05d", i%900, i))
	}
	rng := rand.New(rand.NewPCG(1, 2))
	rows := &cells.Rows{Dict: d, N: n, Columns: [][]value.Value{make([]value.Value, n), make([]value.Value, n), make([]value.Value, n)}}
	width := n/len(codes) + 1
	for i := range n {
		rows.Columns[0][i] = value.OfString(codes[i/width])
		rows.Columns[1][i] = value.OfString(codes[rng.IntN(len(codes))])
		rows.Columns[2][i] = value.OfInt64(int64(10 + rng.ExpFloat64()*40))
	}
	return output, rows
}
