package cli

import (
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
	"isobar/internal/week"
)

const schemaHelp = `Print the schemas of a dataset as BigQuery JSON: of the private reports (raw) and of the public tables.

A raw schema has every column of the reports, so that a private table can be made with it. What a query
may do with a column is said in front of its description: the privacy unit can only be counted, and
columns that dataset.yaml lists under privacy.never are closed.

A public schema has the columns of the table's files, with their descriptions. The week is not among
them: it is the partition.

One schema, of --raw or of one TABLE, is printed as the list that bq takes. Several are printed as one
object: the tables by name under "public", the reports under "raw".`

// schemaOptions are the flags of `isobar schema`.
type schemaOptions struct {
	dataset     string
	raw, public bool
}

func newSchema(e *env) *cobra.Command {
	var o schemaOptions
	c := &cobra.Command{
		Use:   "schema --dataset DIR [--raw | --public] [TABLE...]",
		Short: "Print raw and public schemas, as BigQuery JSON",
		Long:  schemaHelp,
		Example: examples(
			"isobar schema --dataset queries/dropsonde",
			"isobar schema --dataset queries/dropsonde --raw > reports.json",
			"isobar schema --dataset queries/dropsonde module_usage > module_usage.json"),
		RunE: func(_ *cobra.Command, tables []string) error { return o.run(e, tables) },
	}
	f := c.Flags()
	f.StringVar(&o.dataset, "dataset", "", "the dataset's `folder`")
	f.BoolVar(&o.raw, "raw", false, "only the schema of the private reports")
	f.BoolVar(&o.public, "public", false, "only the schemas of the public tables")
	return c
}

func (o *schemaOptions) run(e *env, names []string) error {
	if o.raw && (o.public || len(names) > 0) {
		return usagef("--raw prints one schema, that of the reports: leave out --public and the tables' names")
	}
	ds, err := loadDataset(o.dataset)
	if err != nil {
		return err
	}
	if o.raw {
		return writeJSON(e.stdout, rawFields(ds, ds.Schema.Columns))
	}
	tables, err := tablesOf(ds, names)
	if err != nil {
		return err
	}
	// No column depends on the date, but a query is compiled for some week.
	queries, err := job.Compile(ds, tables, week.LastComplete(e.now()))
	if err != nil {
		return err
	}
	if len(names) == 1 {
		return writeJSON(e.stdout, publicFields(&tables[0], queries[0]))
	}
	public := map[string][]schemaField{}
	for i := range tables {
		public[tables[i].Name] = publicFields(&tables[i], queries[i])
	}
	if o.public || len(names) > 0 {
		return writeJSON(e.stdout, map[string]any{"public": public})
	}
	return writeJSON(e.stdout, map[string]any{"public": public, "raw": rawFields(ds, ds.Schema.Columns)})
}

// tablesOf finds tables by name; no name means all of them.
func tablesOf(ds *dataset.Dataset, names []string) ([]dataset.Table, error) {
	if len(names) == 0 {
		return ds.Tables, nil
	}
	var tables []dataset.Table
	for _, name := range names {
		t, ok := ds.Table(name)
		if !ok {
			var known []string
			for _, t := range ds.Tables {
				known = append(known, t.Name)
			}
			return nil, usagef("dataset %s has no table %q; it has %s", ds.Name, name, strings.Join(known, ", "))
		}
		tables = append(tables, *t)
	}
	return tables, nil
}

// schemaField is BigQuery's TableFieldSchema.
type schemaField struct {
	Name        string        `json:"name"`
	Type        string        `json:"type"`
	Mode        string        `json:"mode"`
	Description string        `json:"description,omitempty"`
	Fields      []schemaField `json:"fields,omitempty"`
}

// typeNames are BigQuery's names in schemas, where they differ from GoogleSQL's.
var typeNames = map[value.Kind]string{
	value.Int64: "INTEGER", value.Float64: "FLOAT", value.Bool: "BOOLEAN", value.Record: "RECORD",
}

func typeName(k value.Kind) string {
	if name, ok := typeNames[k]; ok {
		return name
	}
	return k.String()
}

func rawFields(ds *dataset.Dataset, columns []*schema.Column) []schemaField {
	var fields []schemaField
	for _, c := range columns {
		f := schemaField{Name: c.Name, Type: typeName(c.Kind), Mode: "NULLABLE", Description: c.Description, Fields: rawFields(ds, c.Fields)}
		if c.Repeated {
			f.Mode = "REPEATED"
		}
		switch {
		case slices.Contains(ds.Privacy.Never, c.Path):
			f.Description = "[closed to queries] " + f.Description
		case c.Path == ds.Privacy.Unit:
			f.Description = "[privacy unit: queries can only count it] " + f.Description
		}
		f.Description = strings.TrimSpace(f.Description)
		fields = append(fields, f)
	}
	return fields
}

func publicFields(t *dataset.Table, q *plan.Query) []schemaField {
	fields := []schemaField{}
	for _, out := range q.Output {
		fields = append(fields, schemaField{Name: out.Name, Type: typeName(out.Kind), Mode: "NULLABLE", Description: t.Columns[out.Name]})
	}
	return fields
}

// writeJSON writes a value indented, for people and for version control.
func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}
