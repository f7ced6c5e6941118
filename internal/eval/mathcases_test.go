package eval

import (
	"math"
)

// mathCases are the cases of mathematics, of bits and of errors that functions_test.go does not have.
var mathCases = []functionCase{
	{"cbrt", a(27.0), "3.0"}, {"cbrt", a(-8.0), "-2.0"}, {"cbrt", a(inf), "+Inf"}, {"cbrt", a(nf), "NULL"}, {"pi", a(), "3.141592653589793"},
	{"sin", a(0.0), "0.0"}, {"sin", a(math.Pi / 2), "1.0"}, {"sin", a(inf), "NaN"}, {"sin", a(nf), "NULL"}, {"cos", a(0.0), "1.0"}, {"cos", a(-inf), "NaN"}, {"tan", a(0.0), "0.0"}, {"tan", a(inf), "NaN"},
	{"cot", a(0.0), failed}, {"cot", a(math.Pi / 4), "1.0"}, {"csc", a(0.0), failed}, {"csc", a(math.Pi / 2), "1.0"}, {"sec", a(0.0), "1.0"}, {"sec", a(nan), "NaN"}, {"coth", a(0.0), failed}, {"coth", a(inf), "1.0"}, {"csch", a(0.0), failed}, {"csch", a(inf), "0.0"}, {"sech", a(0.0), "1.0"}, {"sech", a(1000.0), "0.0"},
	{"asin", a(1.0), "1.5707963267948966"}, {"asin", a(1.1), failed}, {"asin", a(inf), "NaN"}, {"acos", a(1.0), "0.0"}, {"acos", a(-1.1), failed}, {"atan", a(inf), "1.5707963267948966"}, {"atan2", a(1.0, 1.0), "0.7853981633974483"}, {"atan2", a(0.0, 0.0), "0.0"}, {"atan2", a(0.0, -1.0), "3.141592653589793"}, {"atan2", a(nf, 1.0), "NULL"},
	{"sinh", a(0.0), "0.0"}, {"sinh", a(1000.0), failed}, {"sinh", a(-inf), "-Inf"}, {"cosh", a(0.0), "1.0"}, {"cosh", a(1000.0), failed}, {"tanh", a(inf), "1.0"}, {"tanh", a(0.0), "0.0"}, {"asinh", a(0.0), "0.0"}, {"asinh", a(-inf), "-Inf"}, {"acosh", a(1.0), "0.0"}, {"acosh", a(0.5), failed}, {"acosh", a(inf), "+Inf"}, {"atanh", a(0.0), "0.0"}, {"atanh", a(1.0), failed}, {"atanh", a(2.0), failed}, {"atanh", a(nan), "NaN"},

	{"range_bucket", a(20, a(0, 10, 20, 30, 40)), "3"}, {"range_bucket", a(20, a(0, 10, 20, 20, 40, 40)), "4"}, {"range_bucket", a(25, a(0, 10, 20, 30, 40)), "3"}, {"range_bucket", a(-10, a(5, 6)), "0"}, {"range_bucket", a(60, a(0, 10)), "2"}, {"range_bucket", a(20, a(0, 20, 10)), failed}, {"range_bucket", a(20, a(0, ni)), failed}, {"range_bucket", a(20, a()), "0"}, {"range_bucket", a(ni, a(1)), "NULL"}, {"range_bucket", a(1, na), "NULL"},
	{"range_bucket", a("b", a("a", "b", "c")), "2"}, {"range_bucket", a(nan, a(1.0)), "NULL"}, {"range_bucket", a(1.5, a(1.0, nan)), failed}, {"range_bucket", a(1.5, a(-inf, 1.5, inf)), "2"}, {"range_bucket", a(date(5), a(date(1), date(9))), "1"}, {"range_bucket", a(numeric("1.5"), a(numeric("-2"), numeric("1.5"), numeric("10"))), "2"}, {"range_bucket", a(false, a(false, true)), "1"},

	{"$bitwise_and", a(0b1100, 0b1010), "8"}, {"$bitwise_and", a(-1, 7), "7"}, {"$bitwise_and", a(ni, 1), "NULL"}, {"$bitwise_or", a(0b1100, 0b1010), "14"}, {"$bitwise_xor", a(0b1100, 0b1010), "6"}, {"$bitwise_xor", a(-1, 0), "-1"}, {"$bitwise_not", a(0), "-1"}, {"$bitwise_not", a(math.MaxInt64), "-9223372036854775808"}, {"$bitwise_not", a(ni), "NULL"},
	{"$bitwise_and", a([]byte{0xf0, 0x0f}, []byte{0x3c, 0x3c}), `b"0\f"`}, {"$bitwise_or", a([]byte{0xf0}, []byte{0x0f}), `b"\xff"`}, {"$bitwise_xor", a([]byte{0xff}, []byte{0x0f}), `b"\xf0"`}, {"$bitwise_xor", a([]byte{1}, []byte{1, 2}), failed}, {"$bitwise_and", a([]byte{}, []byte{}), `b""`}, {"$bitwise_not", a([]byte{0xf0, 0}), `b"\x0f\xff"`},
	{"$bitwise_left_shift", a(1, 63), "-9223372036854775808"}, {"$bitwise_left_shift", a(1, 64), "0"}, {"$bitwise_left_shift", a(3, 1), "6"}, {"$bitwise_left_shift", a(1, -1), failed}, {"$bitwise_left_shift", a(1, math.MaxInt64), "0"}, {"$bitwise_left_shift", a(1, ni), "NULL"}, {"$bitwise_right_shift", a(-1, 63), "1"}, {"$bitwise_right_shift", a(-1, 64), "0"}, {"$bitwise_right_shift", a(12, 2), "3"}, {"$bitwise_right_shift", a(1, -1), failed},
	{"$bitwise_left_shift", a([]byte{0x01, 0x80, 0xff}, 1), `b"\x03\x01\xfe"`}, {"$bitwise_left_shift", a([]byte{1, 2, 3}, 8), `b"\x02\x03\x00"`}, {"$bitwise_left_shift", a([]byte{1, 2, 3}, 12), `b" 0\x00"`}, {"$bitwise_left_shift", a([]byte{1, 2}, 16), `b"\x00\x00"`}, {"$bitwise_left_shift", a([]byte{1, 2}, math.MaxInt64), `b"\x00\x00"`}, {"$bitwise_left_shift", a([]byte{1}, -1), failed}, {"$bitwise_left_shift", a([]byte{}, 3), `b""`},
	{"$bitwise_right_shift", a([]byte{0x01, 0x80, 0xff}, 1), `b"\x00\xc0\x7f"`}, {"$bitwise_right_shift", a([]byte{1, 2, 3}, 8), `b"\x00\x01\x02"`}, {"$bitwise_right_shift", a([]byte{0x12, 0x34}, 12), `b"\x00\x01"`}, {"$bitwise_right_shift", a([]byte{1, 2}, math.MaxInt64), `b"\x00\x00"`},
	{"bit_count", a(0), "0"}, {"bit_count", a(5), "2"}, {"bit_count", a(-1), "64"}, {"bit_count", a(math.MinInt64), "1"}, {"bit_count", a([]byte{0xff, 0x01}), "9"}, {"bit_count", a([]byte{}), "0"}, {"bit_count", a(ni), "NULL"},

	{"iferror", a(1, 2), "1"}, {"iferror", a(ni, 2), "NULL"}, {"iserror", a(1), "false"}, {"iserror", a(ns), "false"},
	{"if", a(true, a(1), a(2)), "[1]"}, {"coalesce", a(na, a("x")), `["x"]`}, {"ifnull", a(nk, structure{1, "x"}), `(1 "x")`}, {"$case_with_value", a("b", "a", a(1), "b", a(2)), "[2]"}, {"$case_no_value", a(false, structure{1}, structure{2}), "(2)"}, {"iferror", a(a(1), a()), "[1]"},
	{"$in", a(numeric("1.5"), numeric("2"), numeric("1.50")), "true"}, {"$between", a(numeric("-1"), numeric("-2"), numeric("10")), "true"}, {"greatest", a(numeric("9"), numeric("10"), numeric("-11")), "10"}, {"least", a(datetime(5), datetime(-5)), "1969-12-31T23:59:59.999995"}, {"$in", a(datetime(5), datetime(5)), "true"}, {"$between", a(timestamp(5), timestamp(1), timestamp(5)), "true"}, {"$less", a(numeric("-1.5"), numeric("-1.4")), "true"}, {"$equal", a(datetime(1), datetime(2)), "false"}, {"greatest", a([]byte{1}, []byte{0xff}), `b"\xff"`}, {"$is_distinct_from", a(numeric("1"), numeric("1.0")), "false"},
}
