package querytest

import (
	"fmt"
	"strings"

	"isobar/internal/dataset"
	"isobar/internal/dataset/yamldoc"
	"isobar/internal/record"
	"isobar/internal/schema"
	"isobar/internal/value"
	"isobar/internal/week"
)

// shredder writes reports of a file into a record, as decoders do with reports of sites.
type shredder struct {
	unit, timestamp *schema.Column
	schema          *schema.Schema
	week            week.Window
	rec             *record.Record
	problems        []error
}

func newShredder(ds *dataset.Dataset, w week.Window, rec *record.Record) *shredder {
	s := &shredder{schema: ds.Schema, week: w, rec: rec}
	s.unit, _ = ds.Schema.Lookup(ds.Privacy.Unit)
	s.timestamp, _ = ds.Schema.Lookup(ds.Reports.Timestamp)
	return s
}

// checkReports says what is wrong with the reports of a case.
func checkReports(ds *dataset.Dataset, c *Case) []error {
	s := newShredder(ds, c.Week, record.New(len(ds.Schema.All), value.NewDict()))
	ids := map[value.Value]bool{}
	for _, site := range c.Sites {
		s.report(site.report, "")
		fields, _ := site.report.Fields()
		for _, f := range fields {
			switch id := s.rec.At(s.unit.Index, 0); {
			case f.Key != s.unit.Name || id.IsNull():
			case site.Repeat > 1:
				s.fail(f.Problem("%s: repeated sites have ids of their own, which are filled in", f.Key))
			case ids[id]:
				s.fail(f.Problem("%s: a site above has this id, and every entry is a site of its own", f.Key))
			default:
				ids[id] = true
			}
		}
		if at := s.rec.At(s.timestamp.Index, 0); at.Kind == value.Timestamp && !c.Week.Contains(at.Int64()) {
			s.fail(site.report.Problem("%s: the report is not of the case's week, that of %s", s.timestamp.Name, c.Week.Label))
		}
	}
	return s.problems
}

// report fills the record with a report. A report without an id gets the given one, one without a time is
// of the week's first instant.
func (s *shredder) report(n yamldoc.Node, id string) {
	s.rec.Reset()
	s.columns(s.schema.Columns, []object{s.object(n, "", s.schema.Columns)})
	if v := &s.rec.Vectors[s.unit.Index].Vals[0]; v.IsNull() && id != "" {
		*v = value.Value{Kind: s.unit.Kind, Bits: uint64(s.rec.Dict.CodeOf(id))}
	}
	if v := &s.rec.Vectors[s.timestamp.Index].Vals[0]; v.IsNull() {
		*v = value.OfTimestamp(s.week.From)
	}
}

func (s *shredder) fail(p *yamldoc.Problem) { s.problems = append(s.problems, p) }

// object is one instance of a record: the fields that the file gives. A nil object is NULL.
type object map[string]yamldoc.Node

// object reads the mapping of a record whose path, with a dot, begins those of the columns.
func (s *shredder) object(n yamldoc.Node, path string, columns []*schema.Column) object {
	fields, ok := n.Fields()
	if !ok {
		s.fail(n.Problem("%s is a record: write a mapping such as {%s: …}, not %s", recordName(path), columns[0].Name, n.Form()))
		return nil
	}
	o := object{}
	for _, f := range fields {
		known := false
		for _, c := range columns {
			known = known || c.Name == f.Key
		}
		if !known {
			s.fail(f.Problem("the schema has no column %s%s; here it has %s", path, f.Key, names(columns)))
		}
		o[f.Key] = f.Value
	}
	return o
}

func recordName(path string) string {
	if path == "" {
		return "a report"
	}
	return strings.TrimSuffix(path, ".")
}

func names(columns []*schema.Column) string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = c.Name
	}
	return strings.Join(all, ", ")
}

// columns appends the values of columns, for each instance of the record that they are in.
func (s *shredder) columns(columns []*schema.Column, parents []object) {
	for _, c := range columns {
		v := &s.rec.Vectors[c.Index]
		if c.Repeated {
			v.Off = append(v.Off, 0)
		}
		var objects []object
		for _, parent := range parents {
			n, given := parent[c.Name]
			given = given && !n.IsNull()
			switch {
			case !c.Repeated && given:
				objects = append(objects, s.value(c, n))
			case !c.Repeated:
				v.Vals = append(v.Vals, value.Value{})
				objects = append(objects, nil)
			default:
				if given {
					objects = append(objects, s.elements(c, n)...)
				}
				v.Off = append(v.Off, int32(len(v.Vals)))
			}
		}
		if c.Kind == value.Record {
			s.columns(c.Fields, objects)
		}
	}
}

// elements appends the elements of a REPEATED column.
func (s *shredder) elements(c *schema.Column, n yamldoc.Node) (objects []object) {
	items, ok := n.Items()
	if !ok {
		s.fail(n.Problem("%s is REPEATED: write a list such as [%s], not %s", c.Path, elementForm(c), n.Form()))
		return nil
	}
	for _, item := range items {
		if item.IsNull() {
			s.fail(item.Problem("%s: an array of a report has no NULLs", c.Path))
			continue
		}
		objects = append(objects, s.value(c, item))
	}
	return objects
}

func elementForm(c *schema.Column) string {
	if c.Kind == value.Record {
		return fmt.Sprintf("{%s: …}", c.Fields[0].Name)
	}
	return "…"
}

// value appends one value that is not NULL. Of a record it gives the fields.
func (s *shredder) value(c *schema.Column, n yamldoc.Node) object {
	v := &s.rec.Vectors[c.Index]
	if c.Kind == value.Record {
		v.Vals = append(v.Vals, value.OfRecord(len(v.Vals)))
		return s.object(n, c.Path+".", c.Fields)
	}
	scalar, err := readScalar(s.rec.Dict, c.Kind, n)
	if err != nil {
		s.fail(n.Problem("%s: %v", c.Path, err))
	}
	v.Vals = append(v.Vals, scalar)
	return nil
}
