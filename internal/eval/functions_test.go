package eval

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"isobar/internal/plan"
	"isobar/internal/value"
)

const (
	nb = nullOf(value.Bool)
	ni = nullOf(value.Int64)
	nf = nullOf(value.Float64)
	ns = nullOf(value.String)
	ny = nullOf(value.Bytes)
	nd = nullOf(value.Date)
)

var (
	nan = math.NaN()
	inf = math.Inf(1)
)

// failed is the result of a case that is an error in GoogleSQL: NULL, and counted.
const failed = "error"

type functionCase struct {
	fn   string
	args []any
	want string
}

func a(args ...any) []any { return args }

var functionCases = []functionCase{
	{"$and", a(true, true), "true"}, {"$and", a(true, false), "false"}, {"$and", a(nb, false), "false"},
	{"$and", a(false, nb), "false"}, {"$and", a(nb, true), "NULL"}, {"$and", a(true, nb), "NULL"}, {"$and", a(nb, nb), "NULL"},
	{"$and", a(true, true, true), "true"}, {"$and", a(true, nb, false), "false"}, {"$and", a(true, nb, true), "NULL"}, {"$and", a(true), "true"},
	{"$or", a(false, false), "false"}, {"$or", a(nb, true), "true"}, {"$or", a(true, nb), "true"}, {"$or", a(nb, false), "NULL"},
	{"$or", a(false, nb), "NULL"}, {"$or", a(false, nb, true), "true"}, {"$or", a(false, nb, false), "NULL"}, {"$or", a(false), "false"},
	{"$not", a(true), "false"}, {"$not", a(false), "true"}, {"$not", a(nb), "NULL"},
	{"$is_null", a(ni), "true"}, {"$is_null", a(0), "false"}, {"$is_null", a(""), "false"},
	{"$is_true", a(true), "true"}, {"$is_true", a(false), "false"}, {"$is_true", a(nb), "false"},
	{"$is_false", a(true), "false"}, {"$is_false", a(false), "true"}, {"$is_false", a(nb), "false"},
	{"if", a(true, 1, 2), "1"}, {"if", a(false, 1, 2), "2"}, {"if", a(nb, 1, 2), "2"}, {"if", a(true, ns, "x"), "NULL"},
	{"ifnull", a(ni, 2), "2"}, {"ifnull", a(1, 2), "1"}, {"ifnull", a(ns, ns), "NULL"},
	{"coalesce", a(ni, ni, 3), "3"}, {"coalesce", a(ni), "NULL"}, {"coalesce", a("", "x"), `""`},
	{"nullif", a(1, 1), "NULL"}, {"nullif", a(1, 2), "1"}, {"nullif", a(1, ni), "1"}, {"nullif", a(ni, 1), "NULL"}, {"nullif", a(nan, nan), "NaN"},
	{"nullif", a("x", "x"), "NULL"},
	{"$case_no_value", a(false, 1, true, 2, 3), "2"}, {"$case_no_value", a(nb, 1, false, 2, 3), "3"}, {"$case_no_value", a(false, 1), "NULL"},
	{"$case_with_value", a("b", "a", 1, "b", 2, 3), "2"}, {"$case_with_value", a(ns, ns, 1, 3), "3"}, {"$case_with_value", a(1, 2, "x"), "NULL"},
	{"$case_with_value", a(nan, nan, 1, 2), "2"},

	{"$equal", a(1, 1), "true"}, {"$equal", a(1, 2), "false"}, {"$equal", a(ni, 1), "NULL"}, {"$equal", a(nan, nan), "false"},
	{"$equal", a(0.0, math.Copysign(0, -1)), "true"}, {"$equal", a("é", "é"), "true"}, {"$equal", a("é", "e\u0301"), "false"},
	{"$equal", a([]byte("x"), []byte("x")), "true"}, {"$equal", a(true, true), "true"}, {"$equal", a(date(3), date(3)), "true"},
	{"$not_equal", a(1, 2), "true"}, {"$not_equal", a(nan, nan), "true"}, {"$not_equal", a(nan, 1.0), "true"}, {"$not_equal", a("a", "a"), "false"}, {"$not_equal", a("a", ns), "NULL"},
	{"$less", a(-1, 1), "true"}, {"$less", a(1, 1), "false"}, {"$less", a(nan, 1.0), "false"}, {"$less", a(1.0, nan), "false"}, {"$less", a(-inf, inf), "true"},
	{"$less", a("a", "b"), "true"}, {"$less", a("Z", "a"), "true"}, {"$less", a("a", "aa"), "true"}, {"$less", a("é", "z"), "false"}, {"$less", a("", "\x00"), "true"},
	{"$less", a(false, true), "true"}, {"$less", a(date(-1), date(0)), "true"}, {"$less", a(timestamp(5), timestamp(4)), "false"},
	{"$less_or_equal", a(1, 1), "true"}, {"$less_or_equal", a(2, 1), "false"}, {"$less_or_equal", a(nan, nan), "false"},
	{"$greater", a(math.MaxInt64, math.MinInt64), "true"}, {"$greater", a("b", "a"), "true"}, {"$greater", a(ns, "a"), "NULL"},
	{"$greater_or_equal", a("a", "a"), "true"}, {"$greater_or_equal", a(nan, -inf), "false"}, {"$greater_or_equal", a([]byte{0xff}, []byte{0x00}), "true"},
	{"$between", a(2, 1, 3), "true"}, {"$between", a(1, 1, 1), "true"}, {"$between", a(0, 1, 3), "false"}, {"$between", a(4, 1, 3), "false"},
	{"$between", a(ni, 1, 3), "NULL"}, {"$between", a(0, 1, ni), "false"}, {"$between", a(2, 1, ni), "NULL"}, {"$between", a(5, ni, 3), "false"}, {"$between", a(2, ni, 3), "NULL"},
	{"$between", a(nan, 0.0, 1.0), "false"}, {"$between", a("b", "a", "c"), "true"}, {"$between", a(ni, ni, 3), "NULL"},
	{"$in", a(1, 2, 1), "true"}, {"$in", a(1, 2, 3), "false"}, {"$in", a(1, 2, ni), "NULL"}, {"$in", a(1, ni, 1), "true"}, {"$in", a(ni, 1), "NULL"}, {"$in", a(nan, nan), "false"},
	{"$in", a("c", "a", "b", "c", "d", "e", "f", "g", "h"), "true"}, {"$in", a("x", "a", "b", "c", "d", "e", "f", ns, "h"), "NULL"}, {"$in", a(ns, "a", "b", "c", "d", "e", "f", "g", "h"), "NULL"}, {"$in", a("g", ns, "b", "c", "d", "e", "f", "g", "h"), "true"},
	{"$is_distinct_from", a(ni, ni), "false"}, {"$is_distinct_from", a(1, ni), "true"}, {"$is_distinct_from", a(nan, nan), "false"}, {"$is_distinct_from", a(1, 2), "true"},
	{"$is_not_distinct_from", a(ns, ns), "true"}, {"$is_not_distinct_from", a("a", "a"), "true"}, {"$is_not_distinct_from", a("a", ns), "false"},
	{"least", a(3, 1, 2), "1"}, {"least", a(1, ni), "NULL"}, {"least", a(1.0, nan, -1.0), "NaN"}, {"least", a("b", "a"), `"a"`}, {"least", a(nan, 1.0), "NaN"}, {"least", a(true, false), "false"},
	{"greatest", a(3, 1, 5), "5"}, {"greatest", a(ni, 1), "NULL"}, {"greatest", a(1.0, nan, 2.0), "NaN"}, {"greatest", a("é", "z"), `"é"`}, {"greatest", a(7), "7"}, {"greatest", a(date(1), date(2)), "1970-01-03"},

	{"$add", a(1, 2), "3"}, {"$add", a(math.MaxInt64, 1), failed}, {"$add", a(math.MinInt64, -1), failed}, {"$add", a(math.MaxInt64, math.MinInt64), "-1"}, {"$add", a(math.MaxInt64, 0), "9223372036854775807"}, {"$add", a(1, ni), "NULL"},
	{"$add", a(0.1, 0.2), "0.30000000000000004"}, {"$add", a(math.MaxFloat64, math.MaxFloat64), failed}, {"$add", a(inf, 1.0), "+Inf"}, {"$add", a(inf, -inf), "NaN"},
	{"$add", a(date(0), 31), "1970-02-01"}, {"$add", a(31, date(0)), "1970-02-01"}, {"$add", a(date(maxDate), 1), failed}, {"$add", a(date(1), math.MaxInt64), failed},
	{"$subtract", a(1, 2), "-1"}, {"$subtract", a(math.MinInt64, 1), failed}, {"$subtract", a(0, math.MinInt64), failed}, {"$subtract", a(-1, math.MinInt64), "9223372036854775807"}, {"$subtract", a(1.5, 0.5), "1.0"},
	{"$subtract", a(date(0), 1), "1969-12-31"}, {"$subtract", a(date(0), math.MinInt64), failed},
	{"$multiply", a(-3, 4), "-12"}, {"$multiply", a(math.MinInt64, -1), failed}, {"$multiply", a(-1, math.MinInt64), failed}, {"$multiply", a(1<<32, 1<<31), failed}, {"$multiply", a(0, math.MinInt64), "0"}, {"$multiply", a(1e200, 1e200), failed}, {"$multiply", a(0.0, inf), "NaN"},
	{"$divide", a(1.0, 4.0), "0.25"}, {"$divide", a(1.0, 0.0), failed}, {"$divide", a(0.0, 0.0), failed}, {"$divide", a(nf, 0.0), "NULL"}, {"$divide", a(1e300, 1e-300), failed}, {"$divide", a(inf, inf), "NaN"},
	{"$unary_minus", a(5), "-5"}, {"$unary_minus", a(math.MinInt64), failed}, {"$unary_minus", a(0.0), "0.0"}, {"$unary_minus", a(inf), "-Inf"},
	{"div", a(7, 2), "3"}, {"div", a(-7, 2), "-3"}, {"div", a(7, 0), failed}, {"div", a(math.MinInt64, -1), failed}, {"div", a(9, -1), "-9"},
	{"mod", a(7, 3), "1"}, {"mod", a(-7, 3), "-1"}, {"mod", a(7, -3), "1"}, {"mod", a(7, 0), failed}, {"mod", a(math.MinInt64, -1), "0"},
	{"abs", a(-5), "5"}, {"abs", a(math.MinInt64), failed}, {"abs", a(-1.5), "1.5"}, {"abs", a(-inf), "+Inf"},
	{"sign", a(-9), "-1"}, {"sign", a(0), "0"}, {"sign", a(9), "1"}, {"sign", a(-0.5), "-1.0"}, {"sign", a(nan), "NaN"},
	{"floor", a(-1.5), "-2.0"}, {"ceil", a(-1.5), "-1.0"}, {"ceiling", a(1.2), "2.0"}, {"floor", a(nf), "NULL"},
	{"round", a(2.5), "3.0"}, {"round", a(-2.5), "-3.0"}, {"round", a(0.49999999999999994), "0.0"}, {"round", a(inf), "+Inf"},
	{"round", a(2.675, 2), "2.67"}, {"round", a(123.45, 1), "123.5"}, {"round", a(1.005, 2), "1.0"}, {"round", a(0.125, 2), "0.13"}, {"round", a(-0.125, 2), "-0.13"}, {"round", a(123.0, -1), "120.0"}, {"round", a(125.0, -1), "130.0"}, {"round", a(-125.0, -1), "-130.0"},
	{"round", a(5e15, -16), "1e+16"}, {"round", a(4e15, -16), "0.0"}, {"round", a(1.7e308, -308), failed}, {"round", a(1.5, 400), "1.5"}, {"round", a(1.5, -400), "0.0"}, {"round", a(9e18, 15), "9e+18"}, {"round", a(1.5, math.MinInt64), "0.0"}, {"round", a(1.5, math.MaxInt64), "1.5"},
	{"trunc", a(-2.7), "-2.0"}, {"trunc", a(2.3, 1), "2.2"}, {"trunc", a(0.5, 1), "0.5"}, {"trunc", a(129.0, -1), "120.0"}, {"trunc", a(nan, 3), "NaN"},
	{"sqrt", a(4.0), "2.0"}, {"sqrt", a(-1.0), failed}, {"sqrt", a(-inf), failed}, {"sqrt", a(nan), "NaN"},
	{"exp", a(0.0), "1.0"}, {"exp", a(1000.0), failed}, {"exp", a(-inf), "0.0"}, {"ln", a(1.0), "0.0"}, {"ln", a(0.0), failed}, {"ln", a(-1.0), failed}, {"ln", a(inf), "+Inf"},
	{"log", a(1.0), "0.0"}, {"log", a(8.0, 2.0), "3.0"}, {"log", a(8.0, 1.0), failed}, {"log", a(8.0, 0.0), failed}, {"log", a(8.0, -2.0), failed}, {"log", a(0.0, 2.0), failed}, {"log10", a(100.0), "2.0"}, {"log10", a(0.0), failed},
	{"pow", a(2.0, 10.0), "1024.0"}, {"power", a(2.0, 0.5), "1.4142135623730951"}, {"pow", a(-8.0, 0.5), failed}, {"pow", a(0.0, -1.0), failed}, {"pow", a(10.0, 400.0), failed}, {"pow", a(nan, 0.0), "1.0"},
	{"safe_divide", a(1.0, 0.0), "NULL"}, {"safe_divide", a(1.0, 2.0), "0.5"}, {"safe_add", a(math.MaxInt64, 1), "NULL"}, {"safe_subtract", a(math.MinInt64, 1), "NULL"}, {"safe_multiply", a(math.MinInt64, -1), "NULL"}, {"safe_negate", a(math.MinInt64), "NULL"}, {"safe_negate", a(2), "-2"},
	{"ieee_divide", a(1.0, 0.0), "+Inf"}, {"ieee_divide", a(0.0, 0.0), "NaN"}, {"is_nan", a(nan), "true"}, {"is_inf", a(-inf), "true"}, {"is_inf", a(1.0), "false"},

	{"concat", a("a", "b", "c"), `"abc"`}, {"concat", a("a", ns), "NULL"}, {"concat", a("x"), `"x"`}, {"concat", a([]byte("a"), []byte{0xff}), `b"a\xff"`}, {"$concat_op", a("é", ""), `"é"`},
	{"lower", a("ÀÉ Straße İ ΑΣ ΑΣΑ Σ"), `"àé straße i̇ ας ασα σ"`}, {"lower", a("ΑΣ'"), `"ας'"`}, {"lower", a("Α'Σ"), `"α'ς"`}, {"lower", a("ABC"), `"abc"`}, {"lower", a(ns), "NULL"}, {"lower", a([]byte("AÉ")), "b\"aÉ\""},
	{"upper", a("straße ﬁ ŉ ᾳ ᾏ"), `"STRASSE FI ʼN ΑΙ ἏΙ"`}, {"upper", a("abc-1"), `"ABC-1"`}, {"upper", a([]byte("aé")), "b\"Aé\""},
	{"length", a("日本語"), "3"}, {"length", a(""), "0"}, {"length", a([]byte("日本")), "6"}, {"length", a(ns), "NULL"}, {"char_length", a("é"), "1"}, {"character_length", a("é"), "1"}, {"byte_length", a("é"), "2"}, {"octet_length", a([]byte{1}), "1"},
	{"substr", a("apple", 2), `"pple"`}, {"substr", a("apple", 2, 2), `"pp"`}, {"substr", a("apple", -2), `"le"`}, {"substr", a("apple", 1, 123), `"apple"`}, {"substr", a("apple", 123), `""`}, {"substr", a("apple", 123, 5), `""`},
	{"substr", a("apple", 0, 2), `"ap"`}, {"substr", a("apple", -10, 3), `"app"`}, {"substr", a("apple", 1, -1), failed}, {"substr", a("apple", -3, 2), `"pl"`}, {"substr", a("日本語", 2, 1), `"本"`}, {"substr", a("日本語", -2, 1), `"本"`}, {"substr", a("日本語", -5, 2), `"日本"`},
	{"substr", a("apple", math.MinInt64), `"apple"`}, {"substr", a("apple", math.MaxInt64), `""`}, {"substr", a("apple", 2, math.MaxInt64), `"pple"`}, {"substr", a([]byte("日"), 2, 1), `b"\x97"`}, {"substr", a("apple", 2, ni), "NULL"}, {"substring", a("apple", 5), `"e"`}, {"substr", a("", 1, 1), `""`},
	{"left", a("日本語", 2), `"日本"`}, {"left", a("a", 5), `"a"`}, {"left", a("a", -1), failed}, {"left", a("a", 0), `""`}, {"right", a("日本語", 2), `"本語"`}, {"right", a("a", 5), `"a"`}, {"right", a("a", -1), failed}, {"right", a("abc", 0), `""`}, {"left", a([]byte("日"), 1), `b"\xe6"`}, {"right", a([]byte("abc"), 2), `b"bc"`},
	{"trim", a(" \t\u00a0\u2003x y\u0085\n"), `"x y"`}, {"ltrim", a("  x "), `"x "`}, {"rtrim", a("  x "), `"  x"`}, {"trim", a("ééxéyé", "é"), `"xéy"`}, {"trim", a("abcba", "ab"), `"c"`}, {"ltrim", a("xxyx", "x"), `"yx"`}, {"rtrim", a("xyxx", "x"), `"xy"`}, {"trim", a("abc", ""), `"abc"`}, {"trim", a("aaa", "a"), `""`},
	{"trim", a([]byte("\x00x\x00"), []byte{0}), `b"x"`}, {"trim", a("abc", ns), "NULL"}, {"ltrim", a([]byte("aab"), []byte("a")), `b"b"`}, {"rtrim", a([]byte("baa"), []byte("a")), `b"b"`},
	{"starts_with", a("abc", "ab"), "true"}, {"starts_with", a("abc", ""), "true"}, {"starts_with", a("a", "ab"), "false"}, {"ends_with", a("abc", "bc"), "true"}, {"ends_with", a("abc", ns), "NULL"}, {"ends_with", a([]byte("abc"), []byte("b")), "false"},
	{"strpos", a("日本語", "語"), "3"}, {"strpos", a("abc", "x"), "0"}, {"strpos", a("abc", ""), "1"}, {"strpos", a([]byte("日本"), []byte("本")), "4"},
	{"replace", a("banana", "an", "x"), `"bxxa"`}, {"replace", a("aaa", "aa", "b"), `"ba"`}, {"replace", a("abc", "", "x"), `"abc"`}, {"replace", a("abc", "b", ""), `"ac"`}, {"replace", a("abc", ns, "x"), "NULL"}, {"replace", a([]byte("aba"), []byte("a"), []byte("\xff")), `b"\xffb\xff"`},
	{"reverse", a("日本e"), `"e本日"`}, {"reverse", a([]byte("ab")), `b"ba"`}, {"repeat", a("ab", 3), `"ababab"`}, {"repeat", a("ab", 0), `""`}, {"repeat", a("ab", -1), failed}, {"repeat", a("ab", 1<<40), failed}, {"repeat", a("ab", 1<<20), failed}, {"repeat", a("", 1<<40), `""`}, {"repeat", a([]byte("a"), 2), `b"aa"`},
	{"lpad", a("abc", 5), `"  abc"`}, {"lpad", a("abc", 8, "日本"), `"日本日本日abc"`}, {"rpad", a("abc", 5, "é"), `"abcéé"`}, {"rpad", a("日本語", 2), `"日本"`}, {"lpad", a("abc", 0), `""`}, {"lpad", a("abc", -1), failed}, {"lpad", a("abc", 5, ""), failed}, {"rpad", a("a", 1<<21), failed}, {"rpad", a("a", 1<<20, "日"), failed}, {"rpad", a([]byte("a"), 3, []byte("xy")), `b"axy"`}, {"lpad", a([]byte("abc"), 2), `b"ab"`}, {"lpad", a("abc", 5, ns), "NULL"},

	{"$like", a("abc", "abc"), "true"}, {"$like", a("abc", "a%"), "true"}, {"$like", a("abc", "%c"), "true"}, {"$like", a("abc", "%b%"), "true"}, {"$like", a("abc", "_b_"), "true"}, {"$like", a("abc", "____"), "false"}, {"$like", a("日本", "__"), "true"}, {"$like", a("日本", "_"), "false"},
	{"$like", a("a\nb", "a%b"), "true"}, {"$like", a("a%c", `a\%c`), "true"}, {"$like", a("abc", `a\%c`), "false"}, {"$like", a(`a\c`, `a\\c`), "true"}, {"$like", a("", "%"), "true"}, {"$like", a("", ""), "true"}, {"$like", a("x", ""), "false"}, {"$like", a("aXbXc", "a%X%c"), "true"}, {"$like", a("ab", "%a%b%c%"), "false"},
	{"$like", a("abab", "%ab"), "true"}, {"$like", a("aab", "a%ab"), "true"}, {"$like", a("ab", "a%ab"), "false"}, {"$like", a("abcd", "%_c_"), "true"}, {"$like", a("ABC", "abc"), "false"}, {"$like", a([]byte("é"), []byte("__")), "true"}, {"$like", a(ns, "a"), "NULL"}, {"$like", a("日x本", "%_本"), "true"}, {"$like", a("xab", "%_ab%"), "true"}, {"$like", a("ab", "%_ab%"), "false"},
	{"regexp_contains", a("foo@bar.com", `@[a-z]+\.com$`), "true"}, {"regexp_contains", a("x", "^$"), "false"}, {"regexp_contains", a("日本", "^..$"), "true"}, {"regexp_contains", a(ns, "a"), "NULL"}, {"regexp_contains", a("a\nb", "a.b"), "false"}, {"regexp_contains", a("a\nb", "(?s)a.b"), "true"},
	{"regexp_extract", a("a1b22", "[0-9]+"), `"1"`}, {"regexp_extract", a("a1b22", "b([0-9]+)"), `"22"`}, {"regexp_extract", a("abc", "[0-9]"), "NULL"}, {"regexp_extract", a("b", "(a)?b"), "NULL"}, {"regexp_extract", a("", ""), `""`}, {"regexp_extract", a("9.12.0", `^(\d+)\.`), `"9"`},
	{"regexp_replace", a("# Heading", "^# ([a-zA-Z ]+)", `<h1>\1</h1>`), `"<h1>Heading</h1>"`}, {"regexp_replace", a("abc", "b*", "x"), `"xaxcx"`}, {"regexp_replace", a("aé", "", "-"), `"-a-é-"`}, {"regexp_replace", a("ab", "(a)(x)?", `[\0|\1|\2|\\]`), `"[a|a||\\]b"`}, {"regexp_replace", a("abc", "z", "y"), `"abc"`},
	{"regexp_replace", a("aaa", "a", ""), `""`}, {"regexp_replace", a("x", "x", ns), "NULL"},
}

// TestFunctions computes every case in each of the ways that the compiler distinguishes: of literals, of
// slots, and of one slot and literals, which may be remembered. Arrays and structs, which are no literals, are
// always in slots.
func TestFunctions(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range slices.Concat(functionCases, textCases, patternCases, formatCases, jsonCases, mathCases, timeCases, numericCases) {
		seen[c.fn] = true
		args := lits(c.args)
		name := fmt.Sprintf("%s%v", c.fn, c.args)
		want, wantFaults := c.want, int64(0)
		if c.want == failed {
			want, wantFaults = "NULL", 1
		}
		check := func(way string, got string, faults int64) {
			t.Helper()
			if got != want || faults != wantFaults {
				t.Errorf("%s, %s: %s with %d faults, want %s with %d", name, way, got, faults, want, wantFaults)
			}
		}
		values, refs := make([]*plan.Const, len(args)), make([]plan.Expr, len(args))
		for i, arg := range args {
			values[i] = arg.(*plan.Const)
			if refs[i] = arg; !isPart(c.fn, kindsOf(args), i) {
				refs[i] = &plan.Ref{Slot: plan.Slot(i), Type: arg.Kind()}
			}
			if !arg.Kind().Scalar() {
				args[i] = refs[i]
			}
		}
		got, faults := newBench(values...).evaluate(t, fnCall(c.fn, args...))
		check("of literals", got, faults)
		b := newBench(values...)
		s := b.compile(t, fnCall(c.fn, refs...))
		v := s(b.frame)
		check("of slots", show(b.frame.dict, v), b.faultCount())

		for i := range args {
			mixed := slices.Clone(args)
			mixed[i] = refs[i]
			b := newBench(values...)
			s := b.compile(t, fnCall(c.fn, mixed...))
			for round := range 2 {
				b.frame.faults = [faultKinds]int64{}
				v := s(b.frame)
				check(fmt.Sprintf("argument %d in a slot, round %d", i, round), show(b.frame.dict, v), b.faultCount())
			}
		}

		safe := fnCall(c.fn, refs...)
		safe.Safe = true
		b = newBench(values...)
		s = b.compile(t, safe)
		if v = s(b.frame); show(b.frame.dict, v) != want || b.faultCount() != 0 {
			t.Errorf("SAFE.%s: %s with %d faults, want %s with none", name, show(b.frame.dict, v), b.faultCount(), want)
		}
	}
	for _, c := range compoundCases {
		seen[c.fn] = true
	}
	for _, fn := range functions {
		if fn.build != nil && !seen[fn.name] {
			t.Errorf("%s is not tested", fn.name)
		}
	}
}

// TestPatternErrors are of patterns: an error of the query if they are literals, of the data otherwise.
func TestPatternErrors(t *testing.T) {
	for _, c := range []functionCase{
		{"$like", a("x", `x\`), ""},
		{"regexp_contains", a("x", "("), ""},
		{"regexp_extract", a("x", "(x)(y)"), ""},
		{"regexp_replace", a("x", "(", "y"), ""},
		{"regexp_replace", a("x", "x", `\1`), ""},
		{"regexp_replace", a("x", "x", `\`), ""},
		{"regexp_replace", a("x", "x", `\z`), ""},
		{"regexp_extract_all", a("x", "(x)(y)"), ""}, {"regexp_instr", a("x", "("), ""}, {"regexp_extract", a([]byte("x"), []byte("[")), ""},
		{"json_value", a("{}", ""), ""}, {"json_value", a("{}", "a"), ""}, {"json_value", a("{}", "$."), ""}, {"json_value", a("{}", "$['a']"), ""}, {"json_extract", a("{}", `$."a"`), ""}, {"json_query", a("{}", "$.a[*]"), ""}, {"json_query_array", a("{}", "$..a"), ""}, {"json_extract_array", a("{}", "$[0,1]"), ""},
		{"normalize", a("x", "NFX"), ""},
		{"format", a("%d"), ""}, {"format", a("%d", "x"), ""}, {"format", a("%q", 1), ""}, {"format", a("%u", 1), ""}, {"format", a("%"), ""}, {"format", a("x%5"), ""}, {"format", a("%5%"), ""}, {"format", a("x", 1), ""}, {"format", a("%.2000f", 1.0), ""}, {"format", a("%2000000d", 1), ""}, {"format", a("%99999999999999999999d", 1), ""}, {"format", a("%*s", "a", "b"), ""}, {"format", a("%s", []byte("x")), ""}, {"format", a("%f", 1), ""}, {"format", a("%1$d", 1), ""}, {"format", a("%.2000000s", "x"), ""},
	} {
		args := lits(c.args)
		b := newBench()
		if _, err := b.compiler.scalar(fnCall(c.fn, args...)); err == nil {
			t.Errorf("%s%q: compiled", c.fn, c.args)
		}
		safe := fnCall(c.fn, args...)
		safe.Safe = true
		if got, faults := evaluate(t, safe); got != "NULL" || faults != 0 {
			t.Errorf("SAFE.%s%q: %s with %d faults", c.fn, c.args, got, faults)
		}
		var values []*plan.Const
		refs := slices.Clone(args)
		for i := range args {
			values = append(values, args[i].(*plan.Const))
			refs[i] = &plan.Ref{Slot: plan.Slot(i), Type: args[i].Kind()}
		}
		b = newBench(values...)
		s := b.compile(t, fnCall(c.fn, refs...))
		if v := s(b.frame); !v.IsNull() || b.frame.faults[badArgument] != 1 {
			t.Errorf("%s%q of slots: %s with faults %v", c.fn, c.args, show(b.frame.dict, v), b.frame.faults)
		}
	}
}

func TestCasts(t *testing.T) {
	noon := timestamp(20_000*microsOfDay + 43_200_000_000)
	for _, c := range []struct {
		arg  any
		to   value.Kind
		want string
	}{
		{true, value.Int64, "1"}, {false, value.String, `"false"`}, {true, value.Bool, "true"},
		{0, value.Bool, "false"}, {-7, value.Bool, "true"}, {math.MaxInt64, value.Float64, "9.223372036854776e+18"}, {-7, value.String, `"-7"`}, {ni, value.String, "NULL"},
		{1.5, value.Int64, "2"}, {-0.5, value.Int64, "-1"}, {2.5, value.Int64, "3"}, {0.49999999999999994, value.Int64, "0"}, {9.3e18, value.Int64, failed}, {-9223372036854775808.0, value.Int64, "-9223372036854775808"}, {9223372036854775807.0, value.Int64, failed}, {nan, value.Int64, failed}, {inf, value.Int64, failed},
		{1.0, value.String, `"1"`}, {0.1, value.String, `"0.1"`}, {0.7999999999999999, value.String, `"0.79999999999999993"`}, {1e20, value.String, `"1e+20"`}, {123456789012345680.0, value.String, `"1.2345678901234568e+17"`}, {1e15, value.String, `"1e+15"`}, {1e14, value.String, `"100000000000000"`}, {0.00001, value.String, `"1e-05"`}, {0.0001, value.String, `"0.0001"`}, {math.Copysign(0, -1), value.String, `"0"`},
		{nan, value.String, `"nan"`}, {inf, value.String, `"inf"`}, {-inf, value.String, `"-inf"`}, {math.MaxFloat64, value.String, `"1.7976931348623157e+308"`}, {5e-324, value.String, `"4.94065645841247e-324"`}, {1.0 / 3, value.String, `"0.33333333333333331"`},
		{"true", value.Bool, "true"}, {"FaLsE", value.Bool, "false"}, {" true", value.Bool, failed}, {"t", value.Bool, failed}, {"1", value.Bool, failed},
		{"12", value.Int64, "12"}, {" \t-12\n", value.Int64, "-12"}, {"+5", value.Int64, "5"}, {"0x1F", value.Int64, "31"}, {"-0X10", value.Int64, "-16"}, {"", value.Int64, failed}, {"1.0", value.Int64, failed}, {"9223372036854775807", value.Int64, "9223372036854775807"}, {"9223372036854775808", value.Int64, failed}, {"-9223372036854775808", value.Int64, "-9223372036854775808"}, {"-9223372036854775809", value.Int64, failed}, {"0x", value.Int64, failed}, {"0xg", value.Int64, failed}, {"--1", value.Int64, failed}, {"1_000", value.Int64, failed}, {"0x-1", value.Int64, failed}, {"007", value.Int64, "7"}, {"- 1", value.Int64, failed}, {"１", value.Int64, failed}, {"0x8000000000000000", value.Int64, failed}, {"-0x8000000000000000", value.Int64, "-9223372036854775808"},
		{"1.5", value.Float64, "1.5"}, {" -1e3 ", value.Float64, "-1000.0"}, {".5", value.Float64, "0.5"}, {"5.", value.Float64, "5.0"}, {".", value.Float64, failed}, {"1e", value.Float64, failed}, {"0x1p3", value.Float64, failed}, {"1_0", value.Float64, failed}, {"NaN", value.Float64, "NaN"}, {"-inf", value.Float64, "-Inf"}, {"+Infinity", value.Float64, "+Inf"}, {"1e999", value.Float64, "+Inf"}, {"", value.Float64, failed}, {"1,5", value.Float64, failed}, {"1e-400", value.Float64, "0.0"}, {"+-1", value.Float64, failed},
		{"é", value.Bytes, "b\"é\""}, {[]byte("é"), value.String, `"é"`}, {[]byte{0xff}, value.String, failed}, {"x", value.String, `"x"`},
		{"2026-11-09", value.Date, "2026-11-09"}, {"2026-1-9", value.Date, "2026-01-09"}, {"2024-02-29", value.Date, "2024-02-29"}, {"2023-02-29", value.Date, failed}, {"2026-13-01", value.Date, failed}, {"26-01-01", value.Date, failed}, {"0001-01-01", value.Date, "0001-01-01"}, {"0000-01-01", value.Date, failed}, {"9999-12-31", value.Date, "9999-12-31"}, {"10000-01-01", value.Date, failed}, {"2026-11-09 00:00:00", value.Date, failed}, {"2026-11-00", value.Date, failed}, {"", value.Date, failed}, {"2026-11-9x", value.Date, failed},
		{date(20_000), value.String, `"2024-10-04"`}, {date(20_000), value.Timestamp, "2024-10-04 00:00:00+00"}, {noon, value.Date, "2024-10-04"}, {timestamp(-1), value.Date, "1969-12-31"}, {noon, value.String, `"2024-10-04 12:00:00+00"`}, {timestamp(1), value.String, `"1970-01-01 00:00:00.000001+00"`}, {timestamp(1000), value.String, `"1970-01-01 00:00:00.001+00"`}, {nd, value.Timestamp, "NULL"},
		{"2026-09-01 18:04:08 UTC", value.Timestamp, "2026-09-01 18:04:08+00"}, {"2026-09-01T18:04:08.25Z", value.Timestamp, "2026-09-01 18:04:08.250+00"}, {"2026-09-01", value.Timestamp, "2026-09-01 00:00:00+00"}, {"2026-9-1 1:2:3+02", value.Timestamp, "2026-08-31 23:02:03+00"}, {"2026-09-01 00:00:00-05:30", value.Timestamp, "2026-09-01 05:30:00+00"}, {"2026-09-01 00:00:00-0530", value.Timestamp, "2026-09-01 05:30:00+00"}, {"2026-09-01 -08", value.Timestamp, "2026-09-01 08:00:00+00"}, {"2026-09-01 00:00:00 UTC+3", value.Timestamp, "2026-08-31 21:00:00+00"}, {"2026-09-01 23:59:60", value.Timestamp, "2026-09-02 00:00:00+00"},
		{"2026-09-01 24:00:00", value.Timestamp, failed}, {"2026-09-01 00:00", value.Timestamp, failed}, {"2026-09-01 00:00:00.1234567", value.Timestamp, failed}, {"2026-09-01 00:00:00.", value.Timestamp, failed}, {"2026-09-01 ", value.Timestamp, failed}, {"2026-09-01Z", value.Timestamp, failed}, {"2026-09-01 00:00:00 +02", value.Timestamp, failed}, {"2026-09-01 00:00:00+15", value.Timestamp, failed}, {"2026-09-01 00:00:00 Mars/Olympus", value.Timestamp, failed}, {"2026-09-01 00:00:00Zx", value.Timestamp, failed}, {"9999-12-31 23:59:59-14:00", value.Timestamp, failed}, {"0001-01-01 00:00:00+01", value.Timestamp, failed}, {"2026-09-01 00:00:00+02:", value.Timestamp, failed}, {"20260-09-01 00:00:00", value.Timestamp, failed},
	} {
		want, wantFaults := c.want, int64(0)
		if want == failed {
			want, wantFaults = "NULL", 1
		}
		arg := lit(c.arg)
		for _, e := range []plan.Expr{arg, &plan.Ref{Slot: 0, Type: arg.Type}} {
			b := newBench(arg)
			s := b.compile(t, &plan.Cast{Arg: e, Type: c.to})
			safe := b.compile(t, &plan.Cast{Arg: e, Type: c.to, Safe: true})
			for range 2 { // the second time it is remembered
				b.frame.faults = [faultKinds]int64{}
				v := s(b.frame)
				if got := show(b.frame.dict, v); got != want || b.faultCount() != wantFaults {
					t.Errorf("CAST(%v AS %s) = %s with %d faults, want %s with %d", c.arg, c.to, got, b.faultCount(), want, wantFaults)
				}
				v = safe(b.frame)
				if got := show(b.frame.dict, v); got != want || b.faultCount() != wantFaults {
					t.Errorf("SAFE_CAST(%v AS %s) = %s with %d faults, want %s with none of its own", c.arg, c.to, got, b.faultCount()-wantFaults, want)
				}
			}
		}
	}
}
