package eval

import (
	"encoding/base64"
	"math"
	"strconv"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// maxJSONInt is the greatest whole number that programs which read JSON numbers as FLOAT64 read exactly;
// TO_JSON_STRING writes those beyond as strings.
const maxJSONInt = 1 << 53

// buildToJSON makes TO_JSON_STRING(value [, pretty]) of a scalar, or of an array of them, which it writes on
// several lines if it is to be pretty. A struct, whose names a value does not have, is an error.
func buildToJSON(_ *plan.Call, args []scalar) (scalar, error) {
	x, pretty := args[0], scalar(func(*frame) value.Value { return boolOf(false) })
	if len(args) > 1 {
		pretty = args[1]
	}
	return func(f *frame) value.Value {
		v, p := x(f), pretty(f)
		if p.IsNull() {
			return null
		}
		var ok bool
		if f.buf, ok = f.appendJSON(f.buf[:0], v, p.Bool(), "\n"); !ok {
			return failure(badArgument)
		}
		return f.textOf(value.String, f.buf)
	}, nil
}

// appendJSON writes a value; line is what begins the line on which it stands.
func (f *frame) appendJSON(dst []byte, v value.Value, pretty bool, line string) (_ []byte, ok bool) {
	switch v.Kind {
	case value.Null:
		return append(dst, "null"...), true
	case value.Bool:
		return strconv.AppendBool(dst, v.Bool()), true
	case value.Int64:
		return appendJSONNumber(dst, strconv.FormatInt(v.Int64(), 10), v.Int64() < -maxJSONInt || v.Int64() > maxJSONInt), true
	case value.Float64:
		return appendJSONFloat(dst, v.Float64()), true
	case value.Numeric:
		text := f.read(v)
		n := value.NumericString(text)
		whole, err := strconv.ParseInt(n, 10, 64)
		return appendJSONNumber(dst, n, err != nil || whole < -maxJSONInt || whole > maxJSONInt), true
	case value.String:
		return appendJSONText(dst, f.read(v)), true
	case value.Bytes:
		dst = base64.StdEncoding.AppendEncode(append(dst, '"'), f.read(v))
		return append(dst, '"'), true
	case value.Date:
		return appendJSONText(dst, value.DateString(v.Int64())), true
	case value.Datetime:
		return appendJSONText(dst, value.DatetimeString(v.Int64())), true
	case value.Timestamp:
		return appendJSONText(dst, value.DatetimeString(v.Int64())+"Z"), true
	case value.Array:
		return f.appendJSONArray(dst, f.parts(nil, v, value.Null), pretty, line)
	}
	return dst, false
}

func (f *frame) appendJSONArray(dst []byte, elements []value.Value, pretty bool, line string) (_ []byte, ok bool) {
	if len(elements) == 0 {
		return append(dst, "[]"...), true
	}
	dst = append(dst, '[')
	for i, v := range elements {
		if i > 0 {
			dst = append(dst, ',')
		}
		if pretty {
			dst = append(append(dst, line...), "  "...)
		}
		if dst, ok = f.appendJSON(dst, v, pretty, line+"  "); !ok {
			return dst, false
		}
	}
	if pretty {
		dst = append(dst, line...)
	}
	return append(dst, ']'), true
}

func appendJSONNumber(dst []byte, digits string, quoted bool) []byte {
	if !quoted {
		return append(dst, digits...)
	}
	return append(append(append(dst, '"'), digits...), '"')
}

func appendJSONFloat(dst []byte, x float64) []byte {
	switch {
	case math.IsNaN(x):
		return append(dst, `"NaN"`...)
	case math.IsInf(x, 1):
		return append(dst, `"Infinity"`...)
	case math.IsInf(x, -1):
		return append(dst, `"-Infinity"`...)
	}
	return appendFloat(dst, x)
}

// appendJSONText writes a string in quotes. Besides what JSON asks for, the two separators of lines are
// escaped that JavaScript does not allow.
func appendJSONText[T string | []byte](dst []byte, text T) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\b':
			dst = append(dst, `\b`...)
		case c == '\f':
			dst = append(dst, `\f`...)
		case c == '\n':
			dst = append(dst, `\n`...)
		case c == '\r':
			dst = append(dst, `\r`...)
		case c == '\t':
			dst = append(dst, `\t`...)
		case c < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		case c == 0xe2 && i+2 < len(text) && text[i+1] == 0x80 && (text[i+2] == 0xa8 || text[i+2] == 0xa9):
			dst = append(dst, `\u202`...)
			dst = append(dst, text[i+2]-0xa0+'0')
			i += 2
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
