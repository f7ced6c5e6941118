package bigquery

import (
	"context"
	"fmt"
	"slices"
	"strings"

	bq "cloud.google.com/go/bigquery"

	"isobar/internal/schema"
	"isobar/internal/value"
)

// fieldTypes are the types of a schema's columns as BigQuery's API names them.
var fieldTypes = map[value.Kind]bq.FieldType{
	value.Bool: bq.BooleanFieldType, value.Int64: bq.IntegerFieldType, value.Float64: bq.FloatFieldType, value.String: bq.StringFieldType,
	value.Bytes: bq.BytesFieldType, value.Date: bq.DateFieldType, value.Timestamp: bq.TimestampFieldType, value.Datetime: bq.DateTimeFieldType,
	value.Numeric: bq.NumericFieldType, value.Record: bq.RecordFieldType,
}

// Drift compares a table of reports with the schema that queries are checked against. Wrong is what makes the
// schema's columns unreadable; extra are columns of the table that the schema lacks, so that no query sees them.
func (s *Service) Drift(ctx context.Context, table Name, want *schema.Schema) (wrong, extra []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	meta, err := s.client.DatasetInProject(table.Project, table.Dataset).Table(table.Table).Metadata(ctx)
	if err != nil {
		return nil, nil, Failed("read", table.String(), err)
	}
	wrong, extra = drift("", meta.Schema, want.Columns)
	return wrong, extra, nil
}

func drift(prefix string, have bq.Schema, want []*schema.Column) (wrong, extra []string) {
	fields := map[string]*bq.FieldSchema{}
	for _, f := range have {
		fields[strings.ToLower(f.Name)] = f
	}
	for _, c := range want {
		f := fields[strings.ToLower(c.Name)]
		delete(fields, strings.ToLower(c.Name))
		switch {
		case f == nil:
			wrong = append(wrong, c.Path+" is not in the table")
		case f.Type != fieldTypes[c.Kind]:
			wrong = append(wrong, fmt.Sprintf("%s is %s in the table and %s in the schema", c.Path, f.Type, c.Kind))
		case f.Repeated != c.Repeated:
			wrong = append(wrong, c.Path+" is repeated in one and not in the other")
		default:
			w, e := drift(c.Path+".", f.Schema, c.Fields)
			wrong, extra = append(wrong, w...), append(extra, e...)
		}
	}
	for _, f := range have {
		if fields[strings.ToLower(f.Name)] != nil {
			extra = append(extra, prefix+f.Name)
		}
	}
	return wrong, extra
}

// Readers lists who may read a dataset by the dataset's own list, as type:name, sorted: all, and those who may do
// nothing else. Roles given on the project or on single tables are not in it; nor are views that may read it,
// which are no people.
func (s *Service) Readers(ctx context.Context, dataset Name) (all, only []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	meta, err := s.client.DatasetInProject(dataset.Project, dataset.Dataset).Metadata(ctx)
	if err != nil {
		return nil, nil, Failed("read", dataset.String(), err)
	}
	kinds := map[bq.EntityType]string{bq.DomainEntity: "domain", bq.GroupEmailEntity: "group", bq.UserEmailEntity: "user", bq.SpecialGroupEntity: "special", bq.IAMMemberEntity: "member"}
	for _, a := range meta.Access {
		kind, ok := kinds[a.EntityType]
		if !ok {
			continue
		}
		all = append(all, kind+":"+a.Entity)
		if a.Role == bq.ReaderRole || a.Role == "roles/bigquery.dataViewer" {
			only = append(only, kind+":"+a.Entity)
		}
	}
	slices.Sort(all)
	slices.Sort(only)
	return slices.Compact(all), slices.Compact(only), nil
}
