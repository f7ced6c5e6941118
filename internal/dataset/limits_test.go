package dataset

import (
	"strings"
	"testing"
)

// withLimits is dataset.yaml with some limits, and the .yaml of a table.
func withLimits(limits, table string) map[string]string {
	return map[string]string{"dataset.yaml": valid["dataset.yaml"] + limits, "things.yaml": table, "more.sql": "SELECT 1"}
}

func TestLimits(t *testing.T) {
	d, err := Load(write(t, withLimits("", "owner: x\n")))
	if err != nil {
		t.Fatal(err)
	}
	if d.Limits != (Limits{10_000, 100_000, 1024}) {
		t.Errorf("by default %+v", d.Limits)
	}
	if d, err = Load(write(t, withLimits("limits:\n  max_entries: 7\n  max_rows: 8\n  max_value_bytes: 9\n", "owner: x\nmax_rows: 5\n"))); err != nil {
		t.Fatal(err)
	}
	if d.Limits != (Limits{7, 8, 9}) {
		t.Errorf("limits %+v", d.Limits)
	}
	if things, _ := d.Table("things"); things.MaxRows == nil || *things.MaxRows != (RowLimit{Rows: 5, Line: 2, Column: 1}) {
		t.Errorf("table %+v", things.MaxRows)
	}
	if more, _ := d.Table("more"); more.MaxRows != nil {
		t.Errorf("another table %+v", more.MaxRows)
	}
}

func TestLimitProblems(t *testing.T) {
	last := strings.Count(valid["dataset.yaml"], "\n") + 1
	if last != 13 {
		t.Fatalf("limits begin in line %d", last)
	}
	private := budgeted("  dp_budget: {epsilon: 4, delta: 1e-6}\n", askDP+"max_rows: 5\n")
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"no entries":      {withLimits("limits: {max_entries: 0}\n", ""), "DIR/dataset.yaml:13:23: limits.max_entries: 0 is below 1"},
		"no rows":         {withLimits("limits: {max_rows: 0}\n", ""), "DIR/dataset.yaml:13:20: limits.max_rows: 0 is below 1"},
		"no text":         {withLimits("limits: {max_value_bytes: -1}\n", ""), "DIR/dataset.yaml:13:27: limits.max_value_bytes: -1 is below 1"},
		"many":            {withLimits("limits: {max_entries: many}\n", ""), "limits.max_entries must be a whole number"},
		"unknown":         {withLimits("limits: {max_sites: 5}\n", ""), "limits.max_sites is not a key that can stand here"},
		"raised":          {withLimits("limits: {max_rows: 8}\n", "max_rows: 9\n"), "DIR/things.yaml:1:11: max_rows: 9 is above 8: a table may lower its dataset's limits.max_rows"},
		"no rows a table": {withLimits("", "max_rows: 0\n"), "DIR/things.yaml:1:11: max_rows: 0 is below 1"},
		"private":         {private, "max_rows: the table is differentially private"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := write(t, c.files)
			_, err := Load(dir)
			if want := strings.ReplaceAll(c.want, "DIR", dir); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got:\n%v\nwant in it:\n%s", err, want)
			}
		})
	}
}
