package bigquery

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"isobar/internal/schema"
	"isobar/internal/value"
)

// columnName is what may stand between backticks. BigQuery allows more, which would need escapes.
var columnName = regexp.MustCompile(`^[\pL_][\pL\pN_ -]*$`)

// query selects the reports of the window and the columns that are wanted, nested ones to their leaves, in the
// shape that the table has.
func (e *Extraction) query() (string, error) {
	if e.Table.Table == "" {
		return "", fmt.Errorf("%s names no table", e.Table)
	}
	wanted := make([]bool, len(e.Schema.All))
	for _, c := range e.Schema.All {
		if !columnName.MatchString(c.Name) {
			return "", fmt.Errorf("column %s of the schema cannot be read from BigQuery: use letters, digits and '_'", c.Path)
		}
		if e.Columns == nil || e.Columns[c.Index] {
			for up := c; up != nil; up = up.Parent {
				wanted[up.Index] = true
			}
		}
	}
	at, ok := e.Schema.Lookup(e.Timestamp)
	if !ok || at.Parent != nil || at.Repeated || at.Kind != value.Timestamp {
		return "", fmt.Errorf("the timestamp, column %q, is no TIMESTAMP at the top level of the schema", e.Timestamp)
	}
	wanted[at.Index] = true
	var columns []string
	for _, c := range e.Schema.Columns {
		if wanted[c.Index] {
			columns = append(columns, "  "+project(c, "t", wanted, 1)+" AS "+quote(c.Name))
		}
	}
	return fmt.Sprintf("SELECT\n%s\nFROM `%s.%s.%s` AS t\nWHERE t.%s >= TIMESTAMP '%s' AND t.%[5]s < TIMESTAMP '%[7]s'",
		strings.Join(columns, ",\n"), e.Table.Project, e.Table.Dataset, e.Table.Table, quote(at.Name), literal(e.Window.From), literal(e.Window.To)), nil
}

// project is an expression for a column of the row that is called row: as it is, if all of it is wanted or it
// has no parts, or made anew of the wanted parts.
func project(c *schema.Column, row string, wanted []bool, depth int) string {
	path := row + "." + quote(c.Name)
	if whole(c, wanted) {
		return path
	}
	entry := path
	if c.Repeated {
		entry = fmt.Sprintf("e%d", depth)
	}
	var parts []string
	for _, f := range c.Fields {
		if wanted[f.Index] {
			parts = append(parts, project(f, entry, wanted, depth+1)+" AS "+quote(f.Name))
		}
	}
	if c.Repeated {
		return fmt.Sprintf("ARRAY(SELECT AS STRUCT %s FROM UNNEST(%s) AS %s WITH OFFSET AS o%d ORDER BY o%[4]d)", strings.Join(parts, ", "), path, entry, depth)
	}
	return fmt.Sprintf("IF(%s IS NULL, NULL, STRUCT(%s))", path, strings.Join(parts, ", "))
}

// whole says whether everything below a column is wanted.
func whole(c *schema.Column, wanted []bool) bool {
	for _, f := range c.Fields {
		if !wanted[f.Index] || !whole(f, wanted) {
			return false
		}
	}
	return true
}

func quote(name string) string { return "`" + name + "`" }

func literal(micros int64) string {
	return time.UnixMicro(micros).UTC().Format("2006-01-02 15:04:05.999999") + "+00"
}
