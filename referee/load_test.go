package referee

import (
	"strings"
	"testing"

	"isobar/internal/schema"
)

// The emulator holds the reports as they were made: else it would compare something else.
func TestTheEmulatorHoldsTheReports(t *testing.T) {
	b := start(t)
	names := make([]string, len(b.isobar.schema.Columns))
	for i, c := range b.isobar.schema.Columns {
		names[i] = c.Name
	}
	held, err := b.emulator.query("SELECT " + strings.Join(names, ", ") + " FROM reports ORDER BY site_id")
	if err != nil {
		t.Fatal(err)
	}
	made := &table{}
	for _, r := range b.reports {
		made.rows = append(made.rows, cellsOf(b.isobar.schema.Columns, r))
	}
	a, c := made.lines(query{ordered: true}), held.lines(query{ordered: true})
	if len(a) != len(c) {
		t.Fatalf("%d reports were made, %d are held", len(a), len(c))
	}
	for i := range a {
		if a[i] != c[i] {
			t.Errorf("made %s\nheld %s", a[i], c[i])
		}
	}
}

// cellsOf gives a report's fields as a table has them.
func cellsOf(columns []*schema.Column, r report) []any {
	row := make([]any, len(columns))
	for i, c := range columns {
		row[i] = r[c.Name]
		switch v := row[i].(type) {
		case report:
			row[i] = cellsOf(c.Fields, v)
		case []any:
			elements := list{}
			for _, e := range v {
				if record, ok := e.(report); ok {
					e = cellsOf(c.Fields, record)
				}
				elements = append(elements, e)
			}
			row[i] = elements
		}
	}
	return row
}
