package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"isobar/internal/dataset"
	"isobar/internal/schema"
)

func decode[T any](t *testing.T, text string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	return v
}

// columns lists paths and types of a schema.
func columns(fields []*schema.Column) (list []string) {
	for _, f := range fields {
		mode := ""
		if f.Repeated {
			mode = " REPEATED"
		}
		list = append(list, f.Path+" "+f.Kind.String()+mode)
		list = append(list, columns(f.Fields)...)
	}
	return list
}

// The raw schema is the dataset's own, column for column, and says which columns queries cannot read.
func TestSchemaRaw(t *testing.T) {
	code, stdout, stderr := isobar(t, "schema", "--dataset", dropsonde, "--raw")
	if code != 0 || stderr != "" {
		t.Fatalf("status %d, standard error %s", code, stderr)
	}
	got, err := schema.Parse("standard output", []byte(stdout))
	if err != nil {
		t.Fatal(err)
	}
	ds, err := dataset.Load(dropsonde)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(columns(got.Columns), columns(ds.Schema.Columns)) {
		t.Errorf("columns:\n%v\nwant:\n%v", columns(got.Columns), columns(ds.Schema.Columns))
	}
	for _, c := range got.All {
		closed := slices.Contains(ds.Privacy.Never, c.Path)
		if said := strings.HasPrefix(c.Description, "[closed to queries]"); said != closed {
			t.Errorf("%s is said to be closed: %v, and is: %v", c.Path, said, closed)
		}
		if said := strings.HasPrefix(c.Description, "[privacy unit"); said != (c.Path == ds.Privacy.Unit) {
			t.Errorf("%s is said to be the privacy unit: %v", c.Path, said)
		}
	}
}

func TestSchemaPublic(t *testing.T) {
	code, stdout, stderr := isobar(t, "schema", "--dataset", dropsonde)
	if code != 0 || stderr != "" {
		t.Fatalf("status %d, standard error %s", code, stderr)
	}
	all := decode[struct {
		Raw    []schemaField
		Public map[string][]schemaField
	}](t, stdout)
	ds, err := dataset.Load(dropsonde)
	if err != nil {
		t.Fatal(err)
	}
	if len(all.Raw) != len(ds.Schema.Columns) || len(all.Public) != len(ds.Tables) {
		t.Errorf("%d raw columns and %d tables, want %d and %d", len(all.Raw), len(all.Public), len(ds.Schema.Columns), len(ds.Tables))
	}
	for name, fields := range all.Public {
		table, ok := ds.Table(name)
		if !ok || len(fields) == 0 {
			t.Errorf("table %s: %d columns; in the dataset: %v", name, len(fields), ok)
			continue
		}
		for _, f := range fields {
			if f.Description != table.Columns[f.Name] || f.Mode != "NULLABLE" {
				t.Errorf("%s.%s: %+v", name, f.Name, f)
			}
		}
	}

	code, one, _ := isobar(t, "schema", "--dataset", dropsonde, "module_usage")
	want := []schemaField{
		{Name: "slug", Type: "STRING", Mode: "NULLABLE", Description: "The module's name on the Puppet Forge, as author-name."},
		{Name: "sites", Type: "INTEGER", Mode: "NULLABLE", Description: "Number of sites that have the module installed."},
	}
	if got := decode[[]schemaField](t, one); code != 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("module_usage: status %d, %+v", code, got)
	}
	code, two, _ := isobar(t, "schema", "--dataset", dropsonde, "totals", "module_usage")
	if got := decode[map[string]map[string][]schemaField](t, two); code != 0 || len(got) != 1 || len(got["public"]) != 2 {
		t.Errorf("two tables: status %d, %s", code, two)
	}
}

func TestSchemaErrors(t *testing.T) {
	for args, sentence := range map[string]string{
		"":                           "--dataset is missing: ",
		"--dataset " + t.TempDir():   "--dataset ",
		"--dataset x --raw totals":   "--raw prints one schema",
		"--dataset x --raw --public": "--raw prints one schema",
		"--dataset " + dropsonde + " module_usages": `dataset dropsonde has no table "module_usages"; it has class_platforms, `,
	} {
		code, stdout, stderr := isobar(t, strings.Fields("schema "+args)...)
		if code != ExitUsage || stdout != "" || !strings.HasPrefix(stderr, "isobar: "+sentence) {
			t.Errorf("%s: status %d, standard output %q, standard error:\n%s", args, code, stdout, stderr)
		}
	}

	// A dataset with a query that cannot be published: every reason, with its place.
	dir := filepath.Join(t.TempDir(), "broken")
	if err := os.CopyFS(dir, os.DirFS(dropsonde)); err != nil {
		t.Fatal(err)
	}
	for name, sql := range map[string]string{"a_bad.sql": "SELECT site_id FROM reports", "b_bad.sql": "SELECT nothing FROM reports"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(sql), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	code, stdout, stderr := isobar(t, "schema", "--dataset", dir, "--public")
	if code != ExitFailed || stdout != "" || !strings.Contains(stderr, "a_bad.sql:1:") || !strings.Contains(stderr, "b_bad.sql:1:8: ") {
		t.Errorf("status %d, standard output %q, standard error:\n%s", code, stdout, stderr)
	}
	if code, _, stderr := isobar(t, "schema", "--dataset", dir, "totals"); code != 0 {
		t.Errorf("one good table: status %d, standard error:\n%s", code, stderr)
	}
}
