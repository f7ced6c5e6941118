package eval

import "isobar/internal/value"

const nn = nullOf(value.Numeric)

const (
	mostNumeric  = numeric("99999999999999999999999999999.999999999")
	leastNumeric = numeric("-99999999999999999999999999999.999999999")
)

var numericCases = []functionCase{
	{"$add", a(numeric("0.1"), numeric("0.2")), "0.3"}, {"$add", a(mostNumeric, numeric("0.000000001")), failed}, {"$add", a(mostNumeric, leastNumeric), "0"}, {"$add", a(nn, numeric("1")), "NULL"},
	{"$subtract", a(numeric("1"), numeric("0.000000001")), "0.999999999"}, {"$subtract", a(leastNumeric, numeric("1")), failed},
	{"$multiply", a(numeric("1.5"), numeric("-2.5")), "-3.75"}, {"$multiply", a(numeric("0.00001"), numeric("0.00005")), "0.000000001"}, {"$multiply", a(numeric("0.00001"), numeric("-0.00005")), "-0.000000001"}, {"$multiply", a(numeric("0.00001"), numeric("0.000049999")), "0"}, {"$multiply", a(mostNumeric, numeric("2")), failed}, {"$multiply", a(mostNumeric, numeric("-1")), string(leastNumeric)},
	{"$divide", a(numeric("1"), numeric("3")), "0.333333333"}, {"$divide", a(numeric("2"), numeric("3")), "0.666666667"}, {"$divide", a(numeric("-2"), numeric("3")), "-0.666666667"}, {"$divide", a(numeric("1"), numeric("0")), failed}, {"$divide", a(mostNumeric, numeric("0.1")), failed}, {"$divide", a(numeric("0.000000001"), numeric("2")), "0.000000001"}, {"$divide", a(numeric("0.000000001"), numeric("-2")), "-0.000000001"},
	{"$unary_minus", a(numeric("1.5")), "-1.5"}, {"$unary_minus", a(numeric("0")), "0"},
	{"safe_add", a(mostNumeric, mostNumeric), "NULL"}, {"safe_subtract", a(mostNumeric, leastNumeric), "NULL"}, {"safe_multiply", a(mostNumeric, mostNumeric), "NULL"}, {"safe_divide", a(numeric("1"), numeric("0")), "NULL"}, {"safe_divide", a(numeric("1"), numeric("8")), "0.125"}, {"safe_negate", a(numeric("2")), "-2"},
	{"div", a(numeric("7.5"), numeric("2")), "3"}, {"div", a(numeric("-7.5"), numeric("2")), "-3"}, {"div", a(numeric("1"), numeric("0")), failed}, {"div", a(mostNumeric, numeric("0.5")), failed},
	{"mod", a(numeric("7.5"), numeric("2")), "1.5"}, {"mod", a(numeric("-7.5"), numeric("2")), "-1.5"}, {"mod", a(numeric("7.5"), numeric("-2")), "1.5"}, {"mod", a(numeric("7.5"), numeric("0")), failed},
	{"abs", a(leastNumeric), string(mostNumeric)}, {"sign", a(numeric("-0.1")), "-1"}, {"sign", a(numeric("0")), "0"}, {"sign", a(numeric("25")), "1"},
	{"floor", a(numeric("1.3")), "1"}, {"floor", a(numeric("-1.3")), "-2"}, {"floor", a(numeric("-1")), "-1"}, {"floor", a(leastNumeric), failed}, {"ceil", a(numeric("1.3")), "2"}, {"ceiling", a(numeric("-1.3")), "-1"}, {"ceil", a(mostNumeric), failed}, {"ceil", a(numeric("2")), "2"},
	{"round", a(numeric("2.5")), "3"}, {"round", a(numeric("-2.5")), "-3"}, {"round", a(numeric("123.456"), 2), "123.46"}, {"round", a(numeric("125"), -1), "130"}, {"round", a(numeric("-125"), -1), "-130"}, {"round", a(numeric("1.5"), 100), "1.5"}, {"round", a(mostNumeric, -29), failed}, {"round", a(numeric("4e28"), -29), "0"}, {"round", a(mostNumeric, -30), "0"}, {"round", a(mostNumeric, -1<<63), "0"}, {"round", a(mostNumeric), failed}, {"round", a(numeric("1"), ni), "NULL"},
	{"trunc", a(numeric("-2.9")), "-2"}, {"trunc", a(numeric("2.39"), 1), "2.3"}, {"trunc", a(mostNumeric, -28), "90000000000000000000000000000"}, {"trunc", a(numeric("129"), -1), "120"},
	{"parse_numeric", a("123.45"), "123.45"}, {"parse_numeric", a("12.34E27"), "12340000000000000000000000000"}, {"parse_numeric", a("1.0123456789"), "1.012345679"}, {"parse_numeric", a("- 12,34567,89.0"), "-123456789"}, {"parse_numeric", a("  -  12.345  "), "-12.345"}, {"parse_numeric", a(" 12,345,678"), "12345678"}, {"parse_numeric", a(" 123.45e-1"), "12.345"}, {"parse_numeric", a(" 0,.12 -"), "-0.12"}, {"parse_numeric", a(" .1"), "0.1"}, {"parse_numeric", a(" 0.5 +"), "0.5"}, {"parse_numeric", a("12.34e-1-"), "-1.234"}, {"parse_numeric", a("-1-"), failed}, {"parse_numeric", a(",.1"), failed}, {"parse_numeric", a("1 2"), failed}, {"parse_numeric", a("1.2,3"), failed}, {"parse_numeric", a("."), failed}, {"parse_numeric", a(""), failed}, {"parse_numeric", a("--1"), failed}, {"parse_numeric", a("1e29"), failed}, {"parse_numeric", a("1e+2"), "100"}, {"parse_numeric", a("1e"), failed}, {"parse_numeric", a(","), failed}, {"parse_numeric", a("1e1,0"), failed},

	{"$equal", a(numeric("1.50"), numeric("1.5")), "true"}, {"$less", a(numeric("-1"), numeric("0.5")), "true"}, {"$less", a(numeric("-2"), numeric("-10")), "false"}, {"$greater_or_equal", a(numeric("10"), numeric("9.999999999")), "true"}, {"$between", a(numeric("0"), numeric("-0.1"), numeric("0.1")), "true"}, {"$in", a(numeric("2"), numeric("1"), numeric("2.0")), "true"},
	{"greatest", a(numeric("-3"), numeric("20"), numeric("4")), "20"}, {"least", a(numeric("-3"), numeric("-20"), numeric("4")), "-20"}, {"if", a(true, numeric("1.5"), nn), "1.5"}, {"coalesce", a(nn, numeric("2")), "2"}, {"$is_distinct_from", a(numeric("1"), nn), "true"}, {"nullif", a(numeric("1"), numeric("1.0")), "NULL"},
	{"$less", a(clock("2020-01-01"), clock("2020-01-01 00:00:00.000001")), "true"}, {"greatest", a(clock("1969-12-31"), clock("1970-01-01")), "1970-01-01T00:00:00"}, {"$between", a(clock("2020-01-01"), clock("2019-01-01"), clock("2021-01-01")), "true"},
}
