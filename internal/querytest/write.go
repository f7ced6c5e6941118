package querytest

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"

	"isobar/internal/dataset/yamldoc"
	"isobar/internal/plan"
	"isobar/internal/value"
)

// cellText writes a value as readScalar reads it, in one line: in differences, and in rewritten files.
func cellText(d *value.Dict, v value.Value) string {
	switch v.Kind {
	case value.Null:
		return "null"
	case value.Bool:
		return strconv.FormatBool(v.Bool())
	case value.Int64:
		return strconv.FormatInt(v.Int64(), 10)
	case value.Float64:
		return floatText(v.Float64())
	case value.Numeric:
		return value.NumericString(d.Text(v.Code()))
	case value.Bytes:
		return scalarText(base64.StdEncoding.EncodeToString(d.Text(v.Code())))
	case value.Date:
		return value.DateString(v.Int64())
	case value.Timestamp:
		return quoted(value.TimestampString(v.Int64()))
	case value.Datetime:
		return quoted(value.DatetimeString(v.Int64()))
	}
	return scalarText(d.String(v.Code()))
}

func floatText(f float64) string {
	switch {
	case math.IsNaN(f):
		return ".nan"
	case math.IsInf(f, 1):
		return ".inf"
	case math.IsInf(f, -1):
		return "-.inf"
	}
	if size := math.Abs(f); size == 0 || 1e-5 <= size && size < 1e15 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	text := strconv.FormatFloat(f, 'g', -1, 64)
	if mantissa, exponent, ok := strings.Cut(text, "e"); ok && !strings.Contains(mantissa, ".") {
		return mantissa + ".0e" + exponent // without a point, YAML has it that 1e+30 is text
	}
	return text
}

// plain is what texts look like that are easier to read without quotes. What else they could mean is for
// the parser to say.
var plain = regexp.MustCompile(`^[\p{L}\p{N}_]([\p{L}\p{N}_./+:-]*[\p{L}\p{N}_])?$`)

// scalarText writes a text, in quotes unless it is read back as the same text without them.
func scalarText(text string) string {
	if !plain.MatchString(text) {
		return quoted(text)
	}
	same := false
	err := yamldoc.Read("", []byte("{x: "+text+"}"), func(m *yamldoc.Map) {
		n, _ := m.Node("x")
		read, ok := n.Text()
		same = ok && read == text && len(m.Keys()) == 1
	})
	if err != nil || !same {
		return quoted(text)
	}
	return text
}

// quoted writes a text in double quotes, whose escapes YAML has from JSON.
func quoted(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(text) != nil {
		return strconv.Quote(text)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// rowText writes a row as the file has it.
func rowText(d *value.Dict, columns []plan.Output, row []value.Value) string {
	cells := make([]string, len(row))
	for i, v := range row {
		cells[i] = scalarText(columns[i].Name) + ": " + cellText(d, v)
	}
	return "{" + strings.Join(cells, ", ") + "}"
}
