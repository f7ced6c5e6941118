package referee

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"isobar/internal/schema"
	"isobar/internal/value"
)

// The emulator gets its data by INSERT, as literals of SQL: its other ways of loading have no spelling for
// some of the values.

// insertion is the statement that inserts a report.
func insertion(s *schema.Schema, r report) string {
	return fmt.Sprintf("INSERT INTO reports VALUES (%s)", strings.Join(fieldLiterals(s.Columns, r), ", "))
}

func fieldLiterals(columns []*schema.Column, r report) []string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = literal(c, r[c.Name])
	}
	return list
}

// literal writes the value of a column.
func literal(c *schema.Column, v any) string {
	switch v := v.(type) {
	case nil:
		return fmt.Sprintf("CAST(NULL AS %s)", typeName(c))
	case []any:
		list := make([]string, len(v))
		for i := range v {
			list[i] = element(c, v[i])
		}
		return fmt.Sprintf("%s[%s]", typeName(c), strings.Join(list, ", "))
	}
	return element(c, v)
}

// element writes one value, of a column that is not repeated or of an element of one that is.
func element(c *schema.Column, v any) string {
	switch v := v.(type) {
	case report:
		return fmt.Sprintf("%s(%s)", elementType(c), strings.Join(fieldLiterals(c.Fields, v), ", "))
	case bool:
		return strings.ToUpper(fmt.Sprint(v))
	case int64:
		return fmt.Sprintf("CAST('%d' AS INT64)", v) // the least number has no literal of its own
	case float64:
		return floatLiteral(v)
	case string:
		return quoted([]byte(v))
	case []byte:
		return "b" + escaped(v)
	case date:
		return "DATE '" + time.Unix(int64(v)*86400, 0).UTC().Format("2006-01-02") + "'"
	case timestamp:
		return "TIMESTAMP '" + time.UnixMicro(int64(v)).UTC().Format("2006-01-02 15:04:05.000000") + "+00'"
	case datetime:
		return "DATETIME '" + time.UnixMicro(int64(v)).UTC().Format("2006-01-02 15:04:05.000000") + "'"
	case numeric:
		return "NUMERIC '" + string(v) + "'"
	}
	panic(fmt.Sprintf("no literal for a %T", v))
}

// floatLiteral avoids CAST('NaN' AS FLOAT64), which the emulator cannot read back when it stands in an
// array.
func floatLiteral(f float64) string {
	switch {
	case math.IsNaN(f):
		return "IEEE_DIVIDE(0, 0)"
	case math.IsInf(f, 1):
		return "IEEE_DIVIDE(1, 0)"
	case math.IsInf(f, -1):
		return "IEEE_DIVIDE(-1, 0)"
	case f == 0 && math.Signbit(f):
		return "IEEE_DIVIDE(0, -1)"
	}
	return strconv.FormatFloat(f, 'e', -1, 64)
}

// quoted writes text with every byte that is no plain letter or digit as what it is or an escape.
func quoted(text []byte) string {
	var b strings.Builder
	for _, r := range string(text) {
		switch {
		case r == '\'' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ':
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return "'" + b.String() + "'"
}

// escaped writes bytes as escapes.
func escaped(content []byte) string {
	var b strings.Builder
	for _, c := range content {
		fmt.Fprintf(&b, `\x%02x`, c)
	}
	return "'" + b.String() + "'"
}

// typeName is the type of a column in SQL.
func typeName(c *schema.Column) string {
	if c.Repeated {
		return "ARRAY<" + elementType(c) + ">"
	}
	return elementType(c)
}

func elementType(c *schema.Column) string {
	if c.Kind != value.Record {
		return c.Kind.String()
	}
	fields := make([]string, len(c.Fields))
	for i, f := range c.Fields {
		fields[i] = f.Name + " " + typeName(f)
	}
	return "STRUCT<" + strings.Join(fields, ", ") + ">"
}
