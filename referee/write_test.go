package referee

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// write writes a cell so that equal ones are written alike and no others.
func write(v any) string { return writeCell(v, -1) }

// digits is to how many digits floats are written where the order of additions shows in their last bits.
const digits = 12

func writeCell(v any, precision int) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case bool:
		return strings.ToUpper(fmt.Sprint(v))
	case float64:
		return writeFloat(v, precision)
	case string:
		return strconv.QuoteToASCII(v)
	case []byte:
		return fmt.Sprintf("b%+q", v)
	case date:
		return time.Unix(int64(v)*86400, 0).UTC().Format("2006-01-02")
	case timestamp:
		return time.UnixMicro(int64(v)).UTC().Format("2006-01-02T15:04:05.999999Z")
	case datetime:
		return time.UnixMicro(int64(v)).UTC().Format("2006-01-02T15:04:05.999999")
	case list:
		return "[" + writeAll(v, precision) + "]"
	case []any:
		return "(" + writeAll(v, precision) + ")"
	}
	return fmt.Sprint(v)
}

// writeFloat writes every zero alike, since the sign of a zero is not published.
func writeFloat(f float64, precision int) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case f == 0:
		return "0.0"
	}
	text := strconv.FormatFloat(f, 'g', precision, 64)
	if !strings.ContainsAny(text, ".eIn") {
		text += ".0"
	}
	return text
}

func writeAll(cells []any, precision int) string {
	texts := make([]string, len(cells))
	for i, cell := range cells {
		texts[i] = writeCell(cell, precision)
	}
	return strings.Join(texts, ", ")
}

// lines are the rows as text, sorted unless their order is part of the result.
func (t *table) lines(q query) []string {
	precision := -1
	if q.approximate {
		precision = digits
	}
	lines := make([]string, len(t.rows))
	for i, row := range t.rows {
		lines[i] = writeAll(row, precision)
	}
	if !q.ordered {
		slices.Sort(lines)
	}
	return lines
}
