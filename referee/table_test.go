package referee

import (
	"encoding/base64"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// table is the result of a query. A cell is a value as in a report, but for a struct, which is []any of its
// fields, and an array, which is a list.
type table struct {
	names []string
	types []string // of SQL, without what arrays and structs are of
	rows  [][]any
}

// list is an array as a value.
type list []any

// table reads an answer of the API.
func (a *answer) table() (*table, error) {
	t := &table{}
	for _, f := range a.Schema.Fields {
		t.names = append(t.names, f.Name)
		t.types = append(t.types, f.sqlType())
	}
	for _, r := range a.Rows {
		if len(r.F) != len(t.names) {
			return nil, fmt.Errorf("a row of %d cells in a table of %d columns", len(r.F), len(t.names))
		}
		row := make([]any, len(r.F))
		for i, cell := range r.F {
			v, err := a.Schema.Fields[i].read(cell.V)
			if err != nil {
				return nil, fmt.Errorf("column %s: %w", t.names[i], err)
			}
			row[i] = v
		}
		t.rows = append(t.rows, row)
	}
	return t, nil
}

// apiTypes are the API's names of types that SQL calls otherwise.
var apiTypes = map[string]string{"INTEGER": "INT64", "FLOAT": "FLOAT64", "BOOLEAN": "BOOL", "RECORD": "STRUCT"}

func (f *answerField) sqlType() string {
	name := f.Type
	if sql, ok := apiTypes[name]; ok {
		name = sql
	}
	if f.Mode == "REPEATED" {
		return "ARRAY"
	}
	return name
}

// read reads one cell.
func (f *answerField) read(v any) (any, error) {
	if f.Mode != "REPEATED" {
		return f.readElement(v)
	}
	array, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("an array is a %T", v)
	}
	l := list{}
	for _, e := range array {
		cell, ok := e.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("an element is a %T", e)
		}
		v, err := f.readElement(cell["v"])
		if err != nil {
			return nil, err
		}
		l = append(l, v)
	}
	return l, nil
}

func (f *answerField) readElement(v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case map[string]any:
		cells, ok := v["f"].([]any)
		if !ok || len(cells) != len(f.Fields) {
			return nil, fmt.Errorf("a struct is %v", v)
		}
		fields := make([]any, len(cells))
		for i, cell := range cells {
			var err error
			if fields[i], err = f.Fields[i].read(cell.(map[string]any)["v"]); err != nil {
				return nil, err
			}
		}
		return fields, nil
	case string:
		return readScalar(f.Type, v)
	}
	return nil, fmt.Errorf("a %s is a %T", f.Type, v)
}

func readScalar(kind, text string) (any, error) {
	switch kind {
	case "BOOLEAN", "BOOL":
		return strconv.ParseBool(text)
	case "INTEGER", "INT64":
		return strconv.ParseInt(text, 10, 64)
	case "FLOAT", "FLOAT64":
		return strconv.ParseFloat(text, 64)
	case "STRING":
		return text, nil
	case "BYTES":
		return base64.StdEncoding.DecodeString(text)
	case "DATE":
		t, err := time.Parse("2006-01-02", text)
		return date(t.Unix() / 86400), err
	case "TIMESTAMP":
		return readTimestamp(text)
	case "DATETIME":
		t, err := time.Parse("2006-01-02T15:04:05.999999", text)
		return datetime(t.UnixMicro()), err
	case "NUMERIC":
		return readNumeric(text)
	}
	return nil, fmt.Errorf("type %s of %q", kind, text)
}

// readNumeric drops zeros that do not matter.
func readNumeric(text string) (any, error) {
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil, fmt.Errorf("a NUMERIC is %q", text)
	}
	return numeric(strings.TrimSuffix(strings.TrimRight(n.FloatString(9), "0"), ".")), nil
}

// readTimestamp reads the microseconds that a column of its own has, or the text that is in arrays and
// structs.
func readTimestamp(text string) (any, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return timestamp(n), nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999Z07", "2006-01-02 15:04:05.999999 UTC"} {
		if t, err := time.Parse(layout, text); err == nil {
			return timestamp(t.UnixMicro()), nil
		}
	}
	return nil, fmt.Errorf("a timestamp is %q", text)
}
