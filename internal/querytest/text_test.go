package querytest

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"isobar/internal/dataset/yamldoc"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// nodeOf parses a list of one mapping and gives the value of its key x.
func nodeOf(t *testing.T, text string) (n yamldoc.Node, ok bool) {
	t.Helper()
	err := yamldoc.ReadList("f", []byte(text), func(maps []*yamldoc.Map) { n, ok = maps[0].Node("x"); maps[0].Has("y") })
	return n, ok && err == nil
}

// TestValuesAreReadAsTheyAreWritten: what a difference shows and --update writes means the same value.
func TestValuesAreReadAsTheyAreWritten(t *testing.T) {
	d := value.NewDict()
	r := rand.New(rand.NewPCG(1, 2))
	text := func(s string) value.Value { return value.OfString(d.CodeOf(s)) }
	values := []value.Value{value.OfBool(true), value.OfBool(false), value.OfFloat64(math.NaN()), value.OfFloat64(math.Inf(1)), value.OfFloat64(math.Inf(-1)),
		value.OfFloat64(1e15), value.OfFloat64(1e300), value.OfFloat64(-1e-300), value.OfFloat64(1e21), value.OfFloat64(0), value.OfFloat64(math.MaxFloat64),
		value.OfInt64(math.MinInt64), value.OfInt64(math.MaxInt64), value.OfDate(-719162), value.OfDate(2932896), value.OfTimestamp(-1), value.OfTimestamp(1_794_182_400_000_000),
		value.OfDatetime(-1), value.OfDatetime(1_794_182_400_120_000), value.OfBytes(d.Code([]byte{0, 255, 10})), value.OfBytes(d.CodeOf(""))}
	for _, s := range []string{"", " ", "a", "null", "Null", "~", "true", "FALSE", "yes", "no", "on", "y", "1", "1.5", "7.2.1", "1e3", "0x1F", "0o17", "1_000", ".5", ".inf", ".nan", "-", "- a", "a: b",
		"a:b", "A::B", "a:", ":a", "a #b", "a#b", "#", "{}", "[a]", "[]=", "a,b", "a, b", "empty?", "map!", "'", `"`, `\`, "\n", "a\nb\n", "\t", "\x00", "\x1b[31m", "é", "日本-sudo", "\u0301", "\u2028", "\u0085", "\ufeff",
		"🦆", "2026-11-09", "12:30:45", "<<", "&a", "*a", "!a", "%a", "@a", "`a`", "|", ">", "=", "?", "? a", "---", "...", "a/b", "+1", "a\u00a0b"} {
		values = append(values, text(s))
	}
	alphabet := []rune("ab1.-_:#,{}[]'\"\\ \n\té日\u0000+/?!&*|>%@`~=<")
	for range 2000 {
		billionths, _ := value.NumericText(new(big.Int).Mul(big.NewInt(r.Int64()-r.Int64()), big.NewInt(r.Int64N(1<<50))))
		letters := make([]rune, r.IntN(6))
		for i := range letters {
			letters[i] = alphabet[r.IntN(len(alphabet))]
		}
		values = append(values, value.OfInt64(int64(r.Uint64())), value.OfFloat64(math.Float64frombits(r.Uint64())), value.OfFloat64(float64(r.IntN(2000))/8),
			value.Value{Kind: value.Numeric, Bits: uint64(d.Code(billionths[:]))}, text(string(letters)), text(string(letters)+"x"))
	}
	for _, v := range values {
		for _, form := range []string{"- {x: %, y: 1}\n", "- x: % # a comment\n  y: 2\n"} {
			written := cellText(d, v)
			n, ok := nodeOf(t, strings.Replace(form, "%", written, 1))
			got, err := value.Value{}, error(nil)
			if ok {
				got, err = readScalar(d, v.Kind, n)
			}
			if !ok || err != nil || got != v || strings.Contains(written, "\n") {
				t.Errorf("%s %q is written %s and read as %q (%v)", v.Kind, cellText(d, v), written, cellText(d, got), err)
			}
			file, err := newText([]byte(strings.Replace(form, "%", written, 1)))
			if err != nil {
				t.Fatal(err)
			}
			if at := file.offset(n.Place()); ok {
				if end, ok := file.scalarEnd(at, n.Source()); !ok || string(file.data[at:end]) != written {
					t.Errorf("%s is found as %s", written, file.data[at:end])
				}
			}
		}
	}
	columns := []plan.Output{{Name: "a"}, {Name: "null"}}
	if got := rowText(d, columns, []value.Value{{}, text("b: c")}); got != `{a: null, "null": "b: c"}` {
		t.Errorf("a row is written %s", got)
	}
}

// TestForms are further ways to write values.
func TestForms(t *testing.T) {
	d := value.NewDict()
	for _, c := range []struct {
		kind          value.Kind
		text, written string
	}{
		{value.Float64, "5", "5"}, {value.Float64, "-0.0", "0"}, {value.Float64, "1.0e+3", "1000"}, {value.Float64, "18446744073709551615", "1.8446744073709552e+19"},
		{value.Int64, "0x10", "16"}, {value.Int64, "-9223372036854775808", "-9223372036854775808"},
		{value.Timestamp, "2026-11-09", `"2026-11-09 00:00:00+00"`}, {value.Timestamp, "2026-11-09T01:00:00+01:00", `"2026-11-09 00:00:00+00"`},
		{value.Timestamp, "2026-11-09 00:00:00.5 UTC", `"2026-11-09 00:00:00.500+00"`}, {value.Timestamp, "2026-11-09 00:00:00.000001Z", `"2026-11-09 00:00:00.000001+00"`},
		{value.Datetime, "2026-11-09 12:00:00", `"2026-11-09T12:00:00"`}, {value.Datetime, "2026-11-09T12:00:00.25", `"2026-11-09T12:00:00.250"`},
		{value.Numeric, "0.10", "0.1"}, {value.Numeric, "-5", "-5"}, {value.Numeric, "99999999999999999999999999999.999999999", "99999999999999999999999999999.999999999"},
		{value.Bytes, "aXNvYmFy", "aXNvYmFy"}, {value.String, "|\n    two\n    lines\n", `"two\nlines\n"`}, {value.String, "'it''s'", `"it's"`}, {value.Date, "null", "null"},
	} {
		n, ok := nodeOf(t, "- x: "+c.text+"\n")
		v, err := readScalar(d, c.kind, n)
		if got := cellText(d, v); !ok || err != nil || got != c.written {
			t.Errorf("%s %s is read as %s, %v", c.kind, c.text, got, err)
		}
	}
	for _, c := range []struct {
		kind       value.Kind
		text, want string
	}{
		{value.Bool, "1", "the column is BOOL: write true or false, not a number"},
		{value.Bool, "'true'", "the column is BOOL: write true or false, not text"},
		{value.Int64, "1.0", "the column is INT64: write a whole number of 64 bits"},
		{value.Int64, "9223372036854775808", "the column is INT64: write a whole number of 64 bits"},
		{value.Int64, "'1'", "the column is INT64: write a whole number, not text"},
		{value.Float64, "one", "the column is FLOAT64: write a number, .inf or .nan, not text"},
		{value.Numeric, "one", `"one" is no NUMERIC: write a decimal number of at most 29 digits before the point`},
		{value.Numeric, "true", "the column is NUMERIC: write a number, not true or false"},
		{value.Numeric, "100000000000000000000000000000000", `"100000000000000000000000000000000" is no NUMERIC: write a decimal number of at most 29 digits before the point`},
		{value.String, "5", "the column is STRING: write text, not a number; quote it if text is meant"},
		{value.String, "true", "the column is STRING: write text, not true or false; quote it if text is meant"},
		{value.Bytes, "a", `"a" is no BYTES: write base64, such as aXNvYmFy`},
		{value.Date, "2026-11-31", `"2026-11-31" is no DATE: write a date, such as 2026-11-09`},
		{value.Date, "2026-11-09 00:00:00", `"2026-11-09 00:00:00" is no DATE: write a date, such as 2026-11-09`},
		{value.Timestamp, "yesterday", `"yesterday" is no TIMESTAMP: write a time in UTC, such as 2026-11-09 18:30:00`},
		{value.Timestamp, "2026-11-09 00:00:00.0000001", `"2026-11-09 00:00:00.0000001" is no TIMESTAMP: write a time in UTC, such as 2026-11-09 18:30:00`},
		{value.Datetime, "2026-11-09 00:00:00Z", `"2026-11-09 00:00:00Z" is no DATETIME: write a date and time, such as 2026-11-09 18:30:00`},
		{value.Struct, "a", "values of STRUCT cannot be written in a test"},
	} {
		n, ok := nodeOf(t, "- x: "+c.text+"\n")
		if v, err := readScalar(d, c.kind, n); !ok || err == nil || err.Error() != c.want {
			t.Errorf("%s %s is read as %v, %v; want %s", c.kind, c.text, v, err, c.want)
		}
	}
}
