package sqlfmt

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

// goldens are the texts of testdata/*.sql by file.
func goldens(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	texts := map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[file] = string(data)
	}
	return texts
}

// TestGolden compares each testdata/*.sql, formatted, with the .want beside it. Adding a case is adding
// a .sql file; go test -update writes its .want, and the reviewer reads it.
func TestGolden(t *testing.T) {
	for file, sql := range goldens(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".sql"), func(t *testing.T) {
			got, err := Format(sql)
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, ".sql") + ".want"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s becomes\n%s\nwant\n%s", file, got, want)
			}
			for line := range strings.Lines(got) {
				if width(strings.TrimSuffix(line, "\n")) > Width {
					t.Errorf("too long: %s", line)
				}
			}
			if problem := broken(sql); problem != "" {
				t.Error(problem)
			}
		})
	}
}

// TestQueriesAreFormatted holds the project's own queries to the style.
func TestQueriesAreFormatted(t *testing.T) {
	files, err := filepath.Glob("../../queries/*/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		sql, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Format(string(sql)); err != nil || got != string(sql) {
			t.Errorf("%s is not formatted: run isobar query fmt (%v)", file, err)
		}
	}
}

func TestErrors(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT 'ü', 'a\n":             "1:13: this string is not closed on its line: ' is missing",
		"SELECT '\\\n'":                "1:8: this string is not closed on its line: ' is missing",
		"SELECT\n  r\"a\\\"":           "2:3: this string is not closed: \" is missing",
		"SELECT '''a''":                "1:8: this string is not closed: ''' is missing",
		"SELECT `a":                    "1:8: this identifier is not closed: ` is missing",
		"SELECT '''\n\n''' /* a\n* /":  "3:5: this comment is not closed: */ is missing",
		"SELECT é":                     "1:8: 'é' means nothing in SQL: put names that have such characters in backticks",
		"SELECT !a":                    "1:8: '!' means nothing in SQL: put names that have such characters in backticks",
		"SELECT 'a\xff'":               "1:8: the text is not UTF-8",
		"SELECT \xff":                  "1:8: the text is not UTF-8",
		"SELECT (\n":                   "1:8: ( is not closed: ) is missing",
		"SELECT (]":                    "1:9: ] closes nothing here: at 1:8, ( is not closed yet",
		"SELECT 1)":                    "1:9: ) closes nothing",
		"SELECT case 1":                "1:8: CASE is not closed: END is missing",
		"SELECT (case 1)":              "1:15: ) closes nothing here: at 1:9, CASE is not closed yet",
		"SELECT ARRAY<INT64":           "1:13: < is not closed: > is missing",
		strings.Repeat("(", 1_000_000): "1:301: brackets nest deeper than 300",
	} {
		_, err := Format(sql)
		var at *Error
		if !errors.As(err, &at) || err.Error() != want {
			t.Errorf("%.30q: %v, want %s", sql, err, want)
		}
	}
}

// TestSmall are texts that are hardly queries.
func TestSmall(t *testing.T) {
	for sql, want := range map[string]string{
		"": "", " \n\t\n": "", ";": ";\n", "-- a": "-- a\n", "\uFEFF# a  \r\n\r\n\r\n\r\n/* b\t\r\n c */": "# a\n\n/* b\n c */\n",
		"select": "SELECT\n", "select 1;;select 2": "SELECT 1;\n;\nSELECT 2\n", ",": ",\n", "a": "a\n",
		"select 1;\n\n\n-- b\nselect 2 ; -- c": "SELECT 1;\n\n-- b\nSELECT 2; -- c\n",
	} {
		if got, err := Format(sql); err != nil || got != want {
			t.Errorf("%q becomes %q, %v; want %q", sql, got, err, want)
		}
	}
}
