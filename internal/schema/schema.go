// Package schema reads the schema of a dataset's reports, in BigQuery's JSON form, and numbers its
// columns.
//
// What enters: schema.json. What leaves: a tree of columns and the same columns in one list, in
// depth-first order, whose positions index the vectors of a record. Promised: a schema that is
// accepted has no two columns of one name side by side and only types that the engine has.
package schema

import (
	"encoding/json"
	"fmt"
	"strings"

	"isobar/internal/value"
)

// Column is one field of the schema, at any depth.
type Column struct {
	Name        string
	Path        string     // dotted, from the root: "modules.slug"
	Kind        value.Kind // value.Record for a RECORD
	Repeated    bool
	Description string
	Index       int // position in Schema.All
	Parent      *Column
	Fields      []*Column // of a RECORD
}

// Schema is the tree of columns of one dataset's reports.
type Schema struct {
	Columns []*Column // top level
	All     []*Column // every column, depth first; All[c.Index] == c
	byPath  map[string]*Column
}

// Lookup finds a column by its dotted path, exactly as written in the schema.
func (s *Schema) Lookup(path string) (*Column, bool) {
	c, ok := s.byPath[path]
	return c, ok
}

// field is BigQuery's TableFieldSchema.
type field struct {
	Name        string  `json:"name"`
	Type        string  `json:"type"`
	Mode        string  `json:"mode"`
	Description string  `json:"description"`
	Fields      []field `json:"fields"`
}

var kinds = map[string]value.Kind{
	"STRING": value.String, "BYTES": value.Bytes, "DATETIME": value.Datetime, "NUMERIC": value.Numeric, "DECIMAL": value.Numeric,
	"INTEGER": value.Int64, "INT64": value.Int64,
	"FLOAT": value.Float64, "FLOAT64": value.Float64,
	"BOOLEAN": value.Bool, "BOOL": value.Bool,
	"DATE": value.Date, "TIMESTAMP": value.Timestamp,
	"RECORD": value.Record, "STRUCT": value.Record,
}

// Parse reads a schema in BigQuery's JSON form: a list of fields, or an object whose "fields" is that
// list. file names it in errors.
func Parse(file string, data []byte) (*Schema, error) {
	fields, err := unmarshalFields(data)
	if err != nil {
		return nil, fmt.Errorf("%s: not a BigQuery JSON schema: %w", file, err)
	}
	s := &Schema{byPath: map[string]*Column{}}
	if s.Columns, err = s.add(nil, fields); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(s.All) == 0 {
		return nil, fmt.Errorf("%s: the schema has no columns", file)
	}
	return s, nil
}

func unmarshalFields(data []byte) ([]field, error) {
	if trimmed := strings.TrimSpace(string(data)); strings.HasPrefix(trimmed, "{") {
		var object struct {
			Fields []field `json:"fields"`
		}
		err := json.Unmarshal(data, &object)
		return object.Fields, err
	}
	var list []field
	err := json.Unmarshal(data, &list)
	return list, err
}

func (s *Schema) add(parent *Column, fields []field) ([]*Column, error) {
	columns := make([]*Column, 0, len(fields))
	seen := map[string]string{}
	for _, f := range fields {
		c := &Column{Name: f.Name, Path: f.Name, Description: f.Description, Parent: parent, Index: len(s.All)}
		if parent != nil {
			c.Path = parent.Path + "." + f.Name
		}
		if f.Name == "" {
			return nil, fmt.Errorf("a field has no name (in %q)", c.Path)
		}
		if other, dup := seen[strings.ToLower(f.Name)]; dup {
			return nil, fmt.Errorf("field %s: BigQuery column names ignore case, and %s is already there", c.Path, other)
		}
		seen[strings.ToLower(f.Name)] = c.Path
		kind, ok := kinds[strings.ToUpper(f.Type)]
		if !ok {
			return nil, fmt.Errorf("field %s: type %q is not supported", c.Path, f.Type)
		}
		switch strings.ToUpper(f.Mode) {
		case "", "NULLABLE", "REQUIRED":
		case "REPEATED":
			c.Repeated = true
		default:
			return nil, fmt.Errorf("field %s: mode %q is not NULLABLE, REQUIRED or REPEATED", c.Path, f.Mode)
		}
		c.Kind = kind
		s.All = append(s.All, c)
		s.byPath[c.Path] = c
		if kind == value.Record {
			if len(f.Fields) == 0 {
				return nil, fmt.Errorf("field %s: a RECORD needs fields", c.Path)
			}
			var err error
			if c.Fields, err = s.add(c, f.Fields); err != nil {
				return nil, err
			}
		} else if len(f.Fields) > 0 {
			return nil, fmt.Errorf("field %s: only a RECORD has fields", c.Path)
		}
		columns = append(columns, c)
	}
	return columns, nil
}
