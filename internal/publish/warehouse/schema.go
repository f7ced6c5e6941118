package warehouse

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	bq "cloud.google.com/go/bigquery"

	"isobar/internal/bigquery"
	"isobar/internal/release"
)

const (
	// weekColumn is the column by which tables are partitioned.
	weekColumn = "week"
	// stagingSuffix ends the names of staging tables.
	stagingSuffix = "_staging"
	// The label by which a table is known to be isobar's, and of which dataset.
	datasetLabel = "isobar_dataset"
	// Labels of the release that was loaded last.
	kLabel, modeLabel = "isobar_k", "isobar_mode"

	// Limits of BigQuery.
	maxClustering        = 4
	maxColumnDescription = 1024
	maxTableDescription  = 16384
)

var types = map[string]bq.FieldType{
	"BOOL": bq.BooleanFieldType, "INT64": bq.IntegerFieldType, "FLOAT64": bq.FloatFieldType, "STRING": bq.StringFieldType,
	"BYTES": bq.BytesFieldType, "DATE": bq.DateFieldType, "TIMESTAMP": bq.TimestampFieldType, "DATETIME": bq.DateTimeFieldType,
	"NUMERIC": bq.NumericFieldType,
}

var tableName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// metadata is a table as a release describes it.
func metadata(m *release.Manifest, t *release.Entry) (*bq.TableMetadata, error) {
	if !tableName.MatchString(t.Name) || strings.HasSuffix(t.Name, stagingSuffix) {
		return nil, fmt.Errorf("table %s: BigQuery needs a name of letters, digits, '_' and '-', and isobar one that does not end in %s: rename the .sql file", t.Name, stagingSuffix)
	}
	meta := &bq.TableMetadata{
		Description:      shortened(t.Description, maxTableDescription),
		TimePartitioning: &bq.TimePartitioning{Type: bq.DayPartitioningType, Field: weekColumn},
		Labels:           map[string]string{datasetLabel: label(m.Dataset), kLabel: strconv.Itoa(t.K), modeLabel: label(m.Mode)},
		Schema: bq.Schema{{Name: weekColumn, Type: bq.DateFieldType,
			Description: "The Monday on which the week begins, or the first day of another window of time."}},
	}
	var clustering []string
	for _, c := range t.Columns {
		kind, ok := types[c.Type]
		switch {
		case !ok:
			return nil, fmt.Errorf("table %s: column %s is of type %s, which isobar does not load", t.Name, c.Name, c.Type)
		case strings.EqualFold(c.Name, weekColumn):
			return nil, fmt.Errorf("table %s: in BigQuery the column %s says of which week a row is: give the query's own another name with AS", t.Name, weekColumn)
		}
		meta.Schema = append(meta.Schema, &bq.FieldSchema{Name: c.Name, Type: kind, Description: shortened(c.Description, maxColumnDescription)})
		if c.Key && len(clustering) < maxClustering && kind != bq.FloatFieldType && kind != bq.BytesFieldType {
			clustering = append(clustering, c.Name)
		}
	}
	if clustering != nil {
		meta.Clustering = &bq.Clustering{Fields: clustering}
	}
	return meta, nil
}

// check finds out, before anything changes, whether a table can take a release.
func (v *session) check(ctx context.Context, m *release.Manifest, t *release.Entry) error {
	want, err := metadata(m, t)
	if err != nil {
		return err
	}
	have, err := v.metadata(ctx, t.Name)
	if err != nil || have == nil {
		return err
	}
	_, err = v.grown(t.Name, have, want)
	return err
}

// metadata asks for a table's; nil if there is none.
func (v *session) metadata(ctx context.Context, table string) (*bq.TableMetadata, error) {
	ctx, cancel := context.WithTimeout(ctx, bigquery.Patience)
	defer cancel()
	have, err := v.dataset.Table(table).Metadata(ctx)
	if bigquery.IsMissing(err) {
		return nil, nil
	}
	return have, bigquery.Failed("read", v.sink.name(table), err)
}

// grown gives the schema of a table that is there with the new columns behind its own, or says why the
// table cannot take the release.
func (v *session) grown(table string, have, want *bq.TableMetadata) (bq.Schema, error) {
	name := v.sink.name(table)
	if have.Labels[datasetLabel] != want.Labels[datasetLabel] {
		return nil, fmt.Errorf("%s is not a table of this dataset of isobar (it has no label %s:%s): rename the .sql file, or choose another dataset of BigQuery",
			name, datasetLabel, want.Labels[datasetLabel])
	}
	if p := have.TimePartitioning; p == nil || !strings.EqualFold(p.Field, weekColumn) {
		return nil, fmt.Errorf("%s is not partitioned by %s: remove it, or %s", name, weekColumn, wayOut(table))
	}
	left := map[string]*bq.FieldSchema{}
	for _, f := range want.Schema {
		left[strings.ToLower(f.Name)] = f
	}
	var schema bq.Schema
	for _, f := range have.Schema {
		now := left[strings.ToLower(f.Name)]
		switch {
		case now == nil:
			return nil, fmt.Errorf("%s has a column %s that the query has no more: consumers may rely on it; put it back, or %s", name, f.Name, wayOut(table))
		case now.Type != f.Type:
			return nil, fmt.Errorf("%s has the column %s with type %s, and now it is %s: cast it in the query, or %s", name, f.Name, f.Type, now.Type, wayOut(table))
		}
		kept := *f
		kept.Description = now.Description
		schema = append(schema, &kept)
		delete(left, strings.ToLower(f.Name))
	}
	for _, f := range want.Schema {
		if left[strings.ToLower(f.Name)] != nil {
			schema = append(schema, f)
		}
	}
	return schema, nil
}

// wayOut is what to do about a table that changed so much that it is another one.
func wayOut(table string) string {
	return fmt.Sprintf("publish it under a new name, %s_v2.sql", table)
}

// ensure makes a table, or brings its schema, descriptions and labels to what the release says.
func (v *session) ensure(ctx context.Context, m *release.Manifest, t *release.Entry) error {
	want, err := metadata(m, t)
	if err != nil {
		return err
	}
	// Somebody else may make or change the table between the question and the answer to it.
	for range 3 {
		if err = v.ensureOnce(ctx, t.Name, want); !bigquery.IsThere(err) && !bigquery.IsChanged(err) {
			return err
		}
	}
	return err
}

func (v *session) ensureOnce(ctx context.Context, table string, want *bq.TableMetadata) error {
	have, err := v.metadata(ctx, table)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, bigquery.Patience)
	defer cancel()
	if have == nil {
		return bigquery.Failed("make", v.sink.name(table), v.dataset.Table(table).Create(ctx, want))
	}
	schema, err := v.grown(table, have, want)
	if err != nil || same(have, want, schema) {
		return err
	}
	change := bq.TableMetadataToUpdate{Schema: schema, Description: want.Description}
	for k, l := range want.Labels {
		change.SetLabel(k, l)
	}
	_, err = v.dataset.Table(table).Update(ctx, change, have.ETag)
	return bigquery.Failed("change", v.sink.name(table), err)
}

// same says whether a table is as it should be.
func same(have, want *bq.TableMetadata, schema bq.Schema) bool {
	if have.Description != want.Description || len(have.Schema) != len(schema) {
		return false
	}
	for i, f := range schema {
		if have.Schema[i].Description != f.Description {
			return false
		}
	}
	for k, l := range want.Labels {
		if have.Labels[k] != l {
			return false
		}
	}
	return true
}

var notInLabels = regexp.MustCompile(`[^a-z0-9_-]+`)

// label makes a name fit for a label's value.
func label(s string) string {
	return fmt.Sprintf("%.63s", notInLabels.ReplaceAllString(strings.ToLower(s), "-"))
}

// shortened cuts a text to so many bytes, between characters.
func shortened(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

var errOtherRows = errors.New("the table does not hold the rows that were loaded")
