package eval

import (
	"bytes"
	"math"
	"strconv"

	"isobar/internal/value"
)

// appendFloat writes 15 significant digits of a finite number if they read back as the same number, otherwise
// 17, as GoogleSQL does; not the shortest form that would do.
func appendFloat(dst []byte, x float64) []byte {
	start := len(dst)
	dst = strconv.AppendFloat(dst, x, 'g', 15, 64)
	if back, err := strconv.ParseFloat(string(dst[start:]), 64); err != nil || back != x {
		dst = strconv.AppendFloat(dst[:start], x, 'g', 17, 64)
	}
	return dst
}

// appendShown writes a value for people, as FORMAT's %t does, or, as its %T does, the way a query writes it.
func (f *frame) appendShown(dst []byte, v value.Value, literal bool) []byte {
	typed := func(name, text string) []byte {
		if !literal {
			return append(dst, text...)
		}
		return append(append(append(append(dst, name...), ` "`...), text...), '"')
	}
	switch v.Kind {
	case value.Null:
		return append(dst, "NULL"...)
	case value.Bool:
		return strconv.AppendBool(dst, v.Bool())
	case value.Int64:
		return strconv.AppendInt(dst, v.Int64(), 10)
	case value.Float64:
		return appendShownFloat(dst, v.Float64(), literal)
	case value.Numeric:
		return typed("NUMERIC", value.NumericString(f.read(v)))
	case value.Date:
		return typed("DATE", value.DateString(v.Int64()))
	case value.Datetime:
		text := []byte(value.DatetimeString(v.Int64()))
		text[len("2006-01-02")] = ' '
		return typed("DATETIME", string(text))
	case value.Timestamp:
		return typed("TIMESTAMP", value.TimestampString(v.Int64()))
	case value.String:
		if literal {
			return appendQuoted(dst, f.read(v))
		}
		return append(dst, f.read(v)...)
	case value.Bytes:
		if literal {
			quote := quoteFor(f.read(v))
			return append(appendEscapedBytes(append(dst, 'b', quote), f.read(v), quote), quote)
		}
		return appendEscapedBytes(dst, f.read(v), 0)
	case value.Array:
		return append(f.appendAllShown(append(dst, '['), f.parts(nil, v, value.Null), literal), ']')
	case value.Struct:
		fields := f.parts(nil, v, value.Null)
		if literal && len(fields) < 2 {
			dst = append(dst, "STRUCT"...)
		}
		return append(f.appendAllShown(append(dst, '('), fields, literal), ')')
	}
	return dst
}

func (f *frame) appendAllShown(dst []byte, all []value.Value, literal bool) []byte {
	for i, v := range all {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = f.appendShown(dst, v, literal)
	}
	return dst
}

func appendShownFloat(dst []byte, x float64, literal bool) []byte {
	if isFinite(x) {
		start := len(dst)
		if dst = appendFloat(dst, x); !bytes.ContainsAny(dst[start:], ".e") {
			dst = append(dst, ".0"...)
		}
		return dst
	}
	text := "nan"
	switch {
	case math.IsInf(x, 1):
		text = "inf"
	case math.IsInf(x, -1):
		text = "-inf"
	}
	if literal {
		return append(append(append(dst, `CAST("`...), text...), `" AS FLOAT64)`...)
	}
	return append(dst, text...)
}

// quoteFor chooses the quotes that need the least escaping.
func quoteFor(text []byte) byte {
	if bytes.IndexByte(text, '"') >= 0 && bytes.IndexByte(text, '\'') < 0 {
		return '\''
	}
	return '"'
}

const hexDigits = "0123456789abcdef"

func appendQuoted(dst, text []byte) []byte {
	quote := quoteFor(text)
	dst = append(dst, quote)
	afterHex := false // a digit behind \xNN would be read with it
	for _, c := range text {
		isHex := false
		switch {
		case c == '\n':
			dst = append(dst, `\n`...)
		case c == '\r':
			dst = append(dst, `\r`...)
		case c == '\t':
			dst = append(dst, `\t`...)
		case c == '\\' || c == quote:
			dst = append(dst, '\\', c)
		case c < ' ' || c == 0x7f || afterHex && bytes.IndexByte([]byte("0123456789abcdefABCDEF"), c) >= 0:
			dst = append(dst, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
			isHex = true
		default:
			dst = append(dst, c)
		}
		afterHex = isHex
	}
	return append(dst, quote)
}

// appendEscapedBytes escapes what is not printable, backslashes, and the quotes; all kinds of quotes for 0.
func appendEscapedBytes(dst, text []byte, quote byte) []byte {
	for _, c := range text {
		switch {
		case c < ' ' || c > '~':
			dst = append(dst, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
		case c == '\\' || c == quote || quote == 0 && (c == '\'' || c == '"' || c == '`'):
			dst = append(dst, '\\', c)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
