package querytest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"isobar/internal/dataset"
)

// TestStartersPass: whatever the schema, the three files can be published, are described and pass.
func TestStartersPass(t *testing.T) {
	for name, c := range map[string]struct{ fields, sql string }{
		"a list of records":       {`{"name": "mods", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "n", "type": "INTEGER"}, {"name": "slug", "type": "STRING"}]}`, "FROM reports, UNNEST(mods) AS m\nWHERE m.slug IS NOT NULL"},
		"a list without texts":    {`{"name": "mods", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "n", "type": "INTEGER"}]}, {"name": "more", "type": "STRING"}`, "WHERE m.n IS NOT NULL"},
		"a list of lists":         {`{"name": "mods", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "tags", "type": "STRING", "mode": "REPEATED"}]}, {"name": "more", "type": "STRING"}`, "FROM reports\nWHERE more IS NOT NULL"},
		"a hidden list":           {`{"name": "secret", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "n", "type": "INTEGER"}]}, {"name": "more", "type": "BOOL"}`, "WHERE more IS NOT NULL"},
		"a text":                  {`{"name": "n", "type": "INTEGER"}, {"name": "more", "type": "STRING"}`, "WHERE more IS NOT NULL"},
		"a number":                {`{"name": "n", "type": "INTEGER"}`, "n AS n"},
		"a day":                   {`{"name": "n", "type": "DATE"}`, "n AS n"},
		"a time":                  {`{"name": "n", "type": "TIMESTAMP"}`, "n AS n"},
		"a fraction":              {`{"name": "n", "type": "FLOAT"}`, "n AS n"},
		"bytes":                   {`{"name": "n", "type": "BYTES"}`, "n AS n"},
		"reserved words":          {`{"name": "from", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "Select", "type": "STRING"}]}`, "f.`Select` AS `Select`"},
		"the name of the count":   {`{"name": "Sites", "type": "STRING"}`, "Sites AS Sites,\n  COUNT(DISTINCT site) AS site_count"},
		"the name of the alias":   {`{"name": "m", "type": "STRING"}, {"name": "mods", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "n", "type": "INTEGER"}]}`, "AS mods_entry"},
		"a name that YAML reads":  {`{"name": "null", "type": "STRING"}`, "`null` AS `null`"},
		"a name with underscores": {`{"name": "_x", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "_y", "type": "STRING", "description": "What: \"it\" is."}]}`, "_x_entry._y"},
	} {
		t.Run(name, func(t *testing.T) {
			policy := strings.Replace(testPolicy, "never: [secret], ", "", 1)
			if strings.Contains(c.fields, "secret") {
				policy = testPolicy
			}
			policy = strings.Replace(policy, ", bounds: {count: 100}", "", 1)
			schema := `[{"name": "site", "type": "STRING"}, {"name": "time", "type": "TIMESTAMP"}, ` + c.fields + "]"
			ds := aDataset(t, map[string]string{dataset.File: policy, "schema.json": schema})
			starter, err := NewStarter(ds, "t", "us: them")
			if err != nil {
				t.Fatal(err)
			}
			for file, text := range map[string]string{"t.sql": starter.SQL, "t.yaml": starter.Meta, "t_test.yaml": starter.Test} {
				if err := os.WriteFile(filepath.Join(ds.Dir, file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if ds, err = dataset.Load(ds.Dir); err != nil {
				t.Fatal(err)
			}
			s, failures, got := outcome(t, ds)
			if got != "" || len(failures) > 0 || len(s.Cases) != 2 {
				t.Errorf("%s\n%s", got, starter.Test)
			}
			table := ds.Tables[0]
			if table.Owner != "us: them" || table.Description == "" || strings.Contains(table.Description, "below") || len(table.Columns) != 2 {
				t.Errorf("%+v", table)
			}
			if !strings.Contains(starter.SQL, c.sql) {
				t.Errorf("no %q in\n%s", c.sql, starter.SQL)
			}
		})
	}
}

func TestNoStarter(t *testing.T) {
	ds := aDataset(t, map[string]string{dataset.File: strings.Replace(testPolicy, ", bounds: {count: 100}", "", 1),
		"schema.json": `[{"name": "site", "type": "STRING"}, {"name": "time", "type": "TIMESTAMP"}, {"name": "secret", "type": "STRING"}]`})
	if _, err := NewStarter(ds, "t", "us"); err == nil {
		t.Error("there is nothing to count by")
	}
}
