package eval

import (
	"math"
	"strconv"
	"unicode/utf8"

	"isobar/internal/value"
)

// conversion is CAST from one kind to another.
type conversion struct {
	from, to value.Kind
	convert  fn1
}

// casts is the one list of what CAST converts, besides every kind to itself. Each may fail.
var casts = []conversion{
	{value.Bool, value.Int64, func(_ *frame, a value.Value) value.Value { return intOf(a.Int64()) }},
	{value.Bool, value.String, boolToText},
	{value.Int64, value.Bool, func(_ *frame, a value.Value) value.Value { return boolOf(a.Int64() != 0) }},
	{value.Int64, value.Float64, func(_ *frame, a value.Value) value.Value { return value.OfFloat64(float64(a.Int64())) }},
	{value.Int64, value.Numeric, intToNumeric},
	{value.Int64, value.String, intToText},
	{value.Float64, value.Int64, floatToInt},
	{value.Float64, value.Numeric, floatToNumeric},
	{value.Float64, value.String, floatToText},
	{value.Numeric, value.Int64, numericToInt},
	{value.Numeric, value.Float64, numericToFloat},
	{value.Numeric, value.String, numericToText},
	{value.String, value.Bool, textToBool},
	{value.String, value.Int64, textToInt},
	{value.String, value.Float64, textToFloat},
	{value.String, value.Numeric, textToNumeric},
	{value.String, value.Bytes, func(f *frame, a value.Value) value.Value { return f.textOf(value.Bytes, f.read(a)) }},
	{value.String, value.Date, textToDate},
	{value.String, value.Datetime, textToDatetime},
	{value.String, value.Timestamp, textToTimestamp},
	{value.Bytes, value.String, bytesToText},
	{value.Date, value.String, dateToText},
	{value.Date, value.Datetime, clockTo(value.Datetime)},
	{value.Date, value.Timestamp, clockTo(value.Timestamp)},
	{value.Datetime, value.String, datetimeToText},
	{value.Datetime, value.Date, clockTo(value.Date)},
	{value.Datetime, value.Timestamp, clockTo(value.Timestamp)},
	{value.Timestamp, value.String, timestampToText},
	{value.Timestamp, value.Date, clockTo(value.Date)},
	{value.Timestamp, value.Datetime, clockTo(value.Datetime)},
}

func conversionOf(from, to value.Kind) (fn fn1, ok bool) {
	for _, c := range casts {
		if c.from == from && c.to == to {
			return c.convert, true
		}
	}
	return nil, false
}

func castable(from, to value.Kind) bool {
	_, ok := conversionOf(from, to)
	return ok || (from == to || from == value.Null) && to != value.Null && to.Scalar()
}

// Casts lists the kinds that CAST converts, from and to, in documentation order. A kind also casts to
// itself.
func Casts() [][2]value.Kind {
	list := make([][2]value.Kind, len(casts))
	for i, c := range casts {
		list[i] = [2]value.Kind{c.from, c.to}
	}
	return list
}

func boolToText(f *frame, a value.Value) value.Value {
	return f.textOf(value.String, strconv.AppendBool(f.buf[:0], a.Bool()))
}

func intToText(f *frame, a value.Value) value.Value {
	f.buf = strconv.AppendInt(f.buf[:0], a.Int64(), 10)
	return f.textOf(value.String, f.buf)
}

// floatToInt rounds to the nearest INT64, halves away from zero.
func floatToInt(_ *frame, a value.Value) value.Value {
	x := math.Round(a.Float64())
	if !(x >= -1<<63 && x < 1<<63) {
		return failure(overflow)
	}
	return intOf(int64(x))
}

// floatToText writes a number as appendFloat does, and names what is none.
func floatToText(f *frame, a value.Value) value.Value {
	x := a.Float64()
	switch {
	case math.IsNaN(x):
		f.buf = append(f.buf[:0], "nan"...)
	case math.IsInf(x, 0):
		f.buf = append(f.buf[:0], "-inf"...)
		if x > 0 {
			return f.textOf(value.String, f.buf[1:])
		}
	default:
		f.buf = appendFloat(f.buf[:0], x)
	}
	return f.textOf(value.String, f.buf)
}

func textToBool(f *frame, a value.Value) value.Value {
	switch text := f.read(a); {
	case equalFold(text, "true"):
		return boolOf(true)
	case equalFold(text, "false"):
		return boolOf(false)
	}
	return failure(badCast)
}

// equalFold compares text with a word of small ASCII letters, whatever the case of ASCII letters.
func equalFold(text []byte, word string) bool {
	if len(text) != len(word) {
		return false
	}
	for i, c := range text {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}

// textToInt reads a decimal number, or after 0x a hexadecimal one, with a sign and white space around.
func textToInt(f *frame, a value.Value) value.Value {
	text := trimASCII(f.read(a))
	negative := false
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		negative, text = text[0] == '-', text[1:]
	}
	base := 10
	if len(text) > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X') {
		base, text = 16, text[2:]
	}
	if len(text) == 0 || text[0] == '-' || text[0] == '+' {
		return failure(badCast)
	}
	n, err := strconv.ParseUint(string(text), base, 64)
	switch {
	case err != nil:
		return failure(badCast)
	case negative && n <= 1<<63:
		return intOf(-int64(n))
	case !negative && n < 1<<63:
		return intOf(int64(n))
	}
	return failure(badCast)
}

func trimASCII(text []byte) []byte {
	for len(text) > 0 && asciiSpace(text[0]) {
		text = text[1:]
	}
	for len(text) > 0 && asciiSpace(text[len(text)-1]) {
		text = text[:len(text)-1]
	}
	return text
}

func asciiSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

// textToFloat reads a decimal number, or inf, infinity or nan, with a sign and white space around. A
// number beyond FLOAT64 is infinite.
func textToFloat(f *frame, a value.Value) value.Value {
	text := trimASCII(f.read(a))
	unsigned := text
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		unsigned = text[1:]
	}
	if equalFold(unsigned, "nan") {
		return value.OfFloat64(math.NaN())
	}
	if !isDecimal(unsigned) && !equalFold(unsigned, "inf") && !equalFold(unsigned, "infinity") {
		return failure(badCast)
	}
	x, _ := strconv.ParseFloat(string(text), 64) // the only error left is of range
	return value.OfFloat64(x)
}

// isDecimal says whether text is digits with an optional point and an optional exponent.
func isDecimal(text []byte) bool {
	rest, before := digits(text)
	after := 0
	if len(rest) > 0 && rest[0] == '.' {
		rest, after = digits(rest[1:])
	}
	if before+after == 0 {
		return false
	}
	if len(rest) > 0 && (rest[0] == 'e' || rest[0] == 'E') {
		if rest = rest[1:]; len(rest) > 0 && (rest[0] == '-' || rest[0] == '+') {
			rest = rest[1:]
		}
		var n int
		if rest, n = digits(rest); n == 0 {
			return false
		}
	}
	return len(rest) == 0
}

// digits skips decimal digits and counts them.
func digits(text []byte) (rest []byte, n int) {
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	return text[n:], n
}

func bytesToText(f *frame, a value.Value) value.Value {
	text := f.read(a)
	if !utf8.Valid(text) {
		return failure(badCast)
	}
	return f.textOf(value.String, text)
}
