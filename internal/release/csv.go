package release

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"isobar/internal/cells"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// csvBuffer is how many bytes of CSV are gathered before they are written.
const csvBuffer = 1 << 18

// writeCSV writes a table as RFC 4180 CSV: UTF-8, a header, CRLF.
//
//   - NULL is an empty field, the empty text is "". In a table of one column NULL is "" too: an empty
//     line, which is what it would be, is no row at all to most readers.
//   - BOOL is true or false; INT64 is decimal; FLOAT64 is the shortest decimal that reads back as the
//     same number, or NaN, Infinity, -Infinity; DATE is 2026-11-09; TIMESTAMP is RFC 3339 in UTC, with as
//     many of six digits of fraction as are needed; BYTES is base64 (RFC 4648, padded).
//   - A STRING that a spreadsheet would run as a formula, because it begins with = + - @ or a tab or
//     carriage return, gets a ' in front. Parquet has it exact.
func writeCSV(ctx context.Context, w io.Writer, output []plan.Output, rows *cells.Rows) error {
	buf := make([]byte, 0, csvBuffer+csvBuffer/4)
	for i, o := range output {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = appendQuoted(buf, []byte(o.Name))
	}
	buf = append(buf, '\r', '\n')
	texts := make([][]byte, rows.Dict.Len()) // the field of each text, once it was made
	for r := range rows.N {
		for i, column := range rows.Columns {
			if i > 0 {
				buf = append(buf, ',')
			}
			if v := column[r]; v.Kind == value.String {
				if texts[v.Code()] == nil {
					texts[v.Code()] = textField(rows.Dict.Text(v.Code()))
				}
				buf = append(buf, texts[v.Code()]...)
			} else if !v.IsNull() {
				buf = appendField(buf, rows.Dict, v)
			} else if len(rows.Columns) == 1 {
				buf = append(buf, `""`...)
			}
		}
		buf = append(buf, '\r', '\n')
		if len(buf) >= csvBuffer {
			if err := ctx.Err(); err != nil {
				return err
			}
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	_, err := w.Write(buf)
	return err
}

// appendField appends a value that is neither NULL nor a STRING.
func appendField(buf []byte, d *value.Dict, v value.Value) []byte {
	switch v.Kind {
	case value.Bool:
		return strconv.AppendBool(buf, v.Bool())
	case value.Float64:
		return appendFloat(buf, oneFloat(v))
	case value.Date:
		return append(buf, value.DateString(v.Int64())...)
	case value.Timestamp:
		return time.UnixMicro(v.Int64()).UTC().AppendFormat(buf, "2006-01-02T15:04:05.999999Z")
	case value.Datetime:
		return time.UnixMicro(v.Int64()).UTC().AppendFormat(buf, "2006-01-02T15:04:05.999999")
	case value.Numeric:
		return append(buf, value.NumericString(d.Text(v.Code()))...)
	case value.Bytes:
		if content := d.Text(v.Code()); len(content) > 0 {
			return base64.StdEncoding.AppendEncode(buf, content)
		}
		return append(buf, `""`...)
	default:
		return strconv.AppendInt(buf, v.Int64(), 10)
	}
}

// textField is the field of a STRING. It is never empty.
func textField(text []byte) []byte {
	text = validText(text)
	if isFormula(text) {
		text = append([]byte{'\''}, text...)
	}
	return appendQuoted(nil, text)
}

// appendFloat writes numbers as JSON does: without an exponent unless there would be many zeros.
func appendFloat(buf []byte, f float64) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(buf, "Infinity"...)
	case math.IsInf(f, -1):
		return append(buf, "-Infinity"...)
	}
	format := byte('f')
	if size := math.Abs(f); size != 0 && (size < 1e-6 || size >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(buf, f, format, -1, 64)
}

func isFormula(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	switch text[0] {
	case '=', '+', '-', '@', '\t', '\r':
		return true
	}
	return false
}

// appendQuoted appends a text as one field, in quotes where CSV needs them or where a reader might
// take away spaces.
func appendQuoted(buf, text []byte) []byte {
	if !needsQuotes(text) {
		return append(buf, text...)
	}
	buf = append(buf, '"')
	for {
		i := bytes.IndexByte(text, '"')
		if i < 0 {
			return append(append(buf, text...), '"')
		}
		buf = append(append(buf, text[:i]...), '"', '"')
		text = text[i+1:]
	}
}

func needsQuotes(text []byte) bool {
	if len(text) == 0 || text[0] == ' ' || text[len(text)-1] == ' ' {
		return true
	}
	for _, c := range text {
		if c == ',' || c == '"' || c < ' ' {
			return true
		}
	}
	return false
}

// validText is text as UTF-8, which both formats promise: each run of invalid bytes becomes U+FFFD.
func validText(text []byte) []byte {
	if utf8.Valid(text) {
		return text
	}
	return bytes.ToValidUTF8(text, []byte("\uFFFD"))
}
