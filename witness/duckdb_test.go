package witness

import (
	"bytes"
	"database/sql"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
)

// types are the types of a release: what DuckDB calls them and, of those whose CSV is not simply the
// value, what stands there, as DuckDB computes it from the value %s.
var types = map[string]struct{ duckdb, csv, csvType string }{
	"BOOL":      {duckdb: "BOOLEAN"},
	"INT64":     {duckdb: "BIGINT"},
	"FLOAT64":   {duckdb: "DOUBLE"},
	"DATE":      {duckdb: "DATE"},
	"TIMESTAMP": {duckdb: "TIMESTAMP WITH TIME ZONE"},
	"BYTES":     {duckdb: "BLOB", csv: "to_base64(%s)", csvType: "VARCHAR"},
	// What a spreadsheet would run as a formula has a ' in front.
	"STRING": {duckdb: "VARCHAR", csv: `CASE WHEN regexp_matches(%[1]s, '^[=+\-@\t\r]') THEN '''' || %[1]s ELSE %[1]s END`},
}

// database is a DuckDB of one test, in memory.
type database struct{ *sql.DB }

// open starts DuckDB with some variables. It cannot load anything over the network.
func open(t *testing.T, variables map[string]string) database {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1) // variables belong to a connection
	d := database{db}
	d.exec(t, `
		SET autoinstall_known_extensions = false;
		SET autoload_known_extensions = false;
		SET threads = 2;
		SET TimeZone = 'UTC';
		SET default_null_order = 'nulls_first';`)
	for name, value := range variables {
		d.exec(t, fmt.Sprintf("SET VARIABLE %s = %s", name, quoted(value)))
	}
	return d
}

func (d database) exec(t *testing.T, statements string) {
	t.Helper()
	if _, err := d.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

// relation is the answer to a query: its columns as "name TYPE", and its rows as text that tells any two
// different values apart.
type relation struct {
	columns []string
	rows    []string
}

func (d database) query(t *testing.T, query string) relation {
	t.Helper()
	rows, err := d.Query(query)
	if err != nil {
		t.Fatalf("%v\nin: %s", err, query)
	}
	defer rows.Close()
	columns, err := rows.ColumnTypes()
	if err != nil {
		t.Fatal(err)
	}
	var r relation
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i, c := range columns {
		name := c.DatabaseTypeName()
		if name == "TIMESTAMPTZ" {
			name = "TIMESTAMP WITH TIME ZONE"
		}
		r.columns = append(r.columns, c.Name()+" "+name)
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(values))
		for i, v := range values {
			texts[i] = literal(v)
		}
		r.rows = append(r.rows, strings.Join(texts, ", "))
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%v\nin: %s", err, query)
	}
	return r
}

func literal(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case string:
		return strconv.Quote(v)
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return fmt.Sprintf("%v", v)
}

// checkFiles reads a table from Parquet and from CSV, as a consumer of all weeks does, and compares the
// two with each other and with the manifest.
func (d database) checkFiles(t *testing.T, r *release, tab table) {
	glob := func(format string) string {
		return quoted(filepath.Join(r.dir, tab.Name, "*", "*."+format))
	}
	var names, declared, csvTypes, asCSV []string
	for _, c := range tab.Columns {
		kind, known := types[c.Type]
		if !known {
			t.Fatalf("column %s has type %q in the manifest", c.Name, c.Type)
		}
		name := identifier(c.Name)
		names = append(names, c.Name)
		declared = append(declared, c.Name+" "+kind.duckdb)
		if kind.csvType == "" {
			kind.csvType = kind.duckdb
		}
		csvTypes = append(csvTypes, quoted(c.Name)+": "+quoted(kind.csvType))
		if kind.csv != "" {
			asCSV = append(asCSV, fmt.Sprintf(kind.csv, name)+" AS "+name)
		} else {
			asCSV = append(asCSV, name)
		}
	}
	declared = append(declared, "week DATE") // the partition

	parquet := fmt.Sprintf("read_parquet(%s, hive_partitioning = true)", glob("parquet"))
	published := d.query(t, "SELECT * FROM "+parquet)
	if !slices.Equal(published.columns, declared) {
		t.Errorf("Parquet has columns\n %s\nthe manifest\n %s", strings.Join(published.columns, ", "), strings.Join(declared, ", "))
	}
	if len(published.rows) != tab.Rows {
		t.Errorf("Parquet has %d rows, the manifest %d", len(published.rows), tab.Rows)
	}

	d.checkHeader(t, r, tab, strings.Join(names, ",")+"\r\n")
	// A table of one column writes NULL as "", because an empty line is no row to most readers.
	csv := d.query(t, fmt.Sprintf(`SELECT * FROM read_csv(%s, hive_partitioning = true, auto_detect = false, header = true,
		delim = ',', quote = '"', escape = '"', new_line = '\r\n', nullstr = '', allow_quoted_nulls = %t, columns = {%s})`,
		glob("csv"), len(names) == 1, strings.Join(csvTypes, ", ")))
	same(t, "CSV", "Parquet", csv.rows, d.query(t, fmt.Sprintf("SELECT %s, week FROM %s", strings.Join(asCSV, ", "), parquet)).rows)

	want := fmt.Sprintf("week = DATE %s", quoted(r.manifest.Week))
	for _, row := range d.query(t, fmt.Sprintf("SELECT DISTINCT week FROM %s WHERE NOT (%s)", parquet, want)).rows {
		t.Errorf("a partition is %s, not %s", row, want)
	}
}

// checkHeader compares how a CSV file begins: DuckDB takes the names of columns from its caller.
func (d database) checkHeader(t *testing.T, r *release, tab table, header string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(r.dir, tab.Name, "week="+r.manifest.Week, tab.Name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(text, []byte(header)) || !bytes.HasSuffix(text, []byte("\r\n")) {
		t.Errorf("CSV does not begin with the line %q, or its last line has no end", header)
	}
}

// checkContents computes a table from the raw reports and compares it with the published one. Rows are
// published in the order of their columns.
func (d database) checkContents(t *testing.T, r *release, tab table) {
	computed := d.query(t, fmt.Sprintf("SELECT * FROM (\n%s\n) ORDER BY ALL", readSQL(t, r, tab.Name)))
	published := d.query(t, fmt.Sprintf("SELECT * EXCLUDE (week) FROM read_parquet(%s, hive_partitioning = true)",
		quoted(filepath.Join(r.dir, tab.Name, "*", "*.parquet"))))
	if !slices.Equal(computed.columns, published.columns) {
		t.Errorf("computed columns\n %s\npublished\n %s", strings.Join(computed.columns, ", "), strings.Join(published.columns, ", "))
	}
	same(t, "computed", "published", computed.rows, published.rows)
}

// checkSummary compares what the run and the manifest say of the reports.
func (d database) checkSummary(t *testing.T, r *release) {
	t.Helper()
	computed := d.query(t, "SELECT what, n FROM summary WHERE n > 0 ORDER BY what").rows
	var printed []string
	for _, what := range slices.Sorted(maps.Keys(r.summary)) {
		if n := r.summary[what]; n > 0 {
			printed = append(printed, fmt.Sprintf("%q, %d", what, n))
		}
	}
	same(t, "computed summary", "printed one", computed, printed)
	same(t, "computed numbers", "manifest's",
		d.query(t, "SELECT (SELECT count(*) FROM latest), (SELECT count(*) FROM in_week)").rows,
		[]string{fmt.Sprintf("%d, %d", r.manifest.Sites, r.manifest.Reports)})
}

// same reports the first rows in which two lists differ, and those that only one of them has.
func same(t *testing.T, nameA, nameB string, a, b []string) {
	t.Helper()
	if slices.Equal(a, b) {
		return
	}
	t.Errorf("%s has %d rows, %s %d, and they differ", nameA, len(a), nameB, len(b))
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			t.Logf("first at row %d", i+1)
			break
		}
	}
	only := func(name string, rows, others []string) {
		seen := map[string]bool{}
		for _, row := range others {
			seen[row] = true
		}
		shown := 0
		for _, row := range rows {
			if !seen[row] && shown < 5 {
				t.Logf("only %s: %s", name, row)
				shown++
			}
		}
	}
	only(nameA, a, b)
	only(nameB, b, a)
}

// quoted is a string literal of SQL, identifier the name of a column.
func quoted(s string) string     { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
func identifier(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
