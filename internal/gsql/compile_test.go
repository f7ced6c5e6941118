package gsql

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"isobar/internal/plan"
	"isobar/internal/schema"
	"isobar/internal/value"
)

var update = flag.Bool("update", false, "write the golden files")

func newCompiler(t testing.TB) *Compiler {
	t.Helper()
	const file = "testdata/schema.json"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.Parse(file, data)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Settings{
		Schema: s, Table: "reports", Aliases: []string{"old-project.lake.community_metrics", "old-project.lake.other"},
		Unit: "site_id", Never: []string{"message_id", "ip", "host.serial"},
		Bounds:      map[string]int64{"environment_count": 1000, "nodes.capacity.value": 64},
		CurrentDate: 20774,
		Supported:   func(fn string, _ []value.Kind) bool { return fn != "farm_fingerprint" },
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sqlFiles(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v files, %v", pattern, len(files), err)
	}
	return files
}

// TestAccept compares the plan of each testdata/accept/*.sql with the .plan beside it. Adding a case is
// adding a file; go test -update writes the plan, and the reviewer reads it.
func TestAccept(t *testing.T) {
	c := newCompiler(t)
	for _, file := range sqlFiles(t, "testdata/accept/*.sql") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".sql"), func(t *testing.T) {
			q := compileFile(t, c, file)
			if q == nil {
				return
			}
			golden := strings.TrimSuffix(file, ".sql") + ".plan"
			if *update {
				if err := os.WriteFile(golden, []byte(q.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if q.String() != string(want) {
				t.Errorf("plan of %s:\n%s\nwant:\n%s", file, q, want)
			}
			data, err := plan.Marshal(q)
			if err != nil {
				t.Fatal(err)
			}
			again, err := plan.Unmarshal(data)
			if err != nil || again.String() != q.String() {
				t.Errorf("the plan does not survive the journey as JSON: %v", err)
			}
		})
	}
}

func compileFile(t *testing.T, c *Compiler, file string) *plan.Query {
	t.Helper()
	sql, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	q, err := c.Compile(Source{Table: "t", File: file, SQL: string(sql), K: 10})
	if err != nil {
		t.Error(err)
		return nil
	}
	return q
}

var wantLine = regexp.MustCompile(`(?m)^-- want (\d+:\d+) (ISO\d{3}): (.+)\n`)

// TestRefuse expects of each testdata/refuse/*.sql exactly the findings that its "-- want" lines name:
// line:column code: the beginning of the message. go test -update writes those that differ.
func TestRefuse(t *testing.T) {
	c := newCompiler(t)
	for _, file := range sqlFiles(t, "testdata/refuse/*.sql") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".sql"), func(t *testing.T) {
			got, want := refused(t, c, file)
			if *update && !matches(got, want) {
				writeWants(t, file, got)
				got, want = refused(t, c, file)
			}
			if !matches(got, want) {
				t.Fatalf("findings:\n%v\nwant:\n%s", got, want)
			}
			if again, _ := refused(t, c, file); !slices.Equal(got, again) {
				t.Errorf("findings:\n%v\nthe second time:\n%v", got, again)
			}
		})
	}
}

// refused compiles a file that must be refused, and gives what is found and what the file wants, each
// as place, code and the beginning of a message.
func refused(t *testing.T, c *Compiler, file string) (got Findings, want [][]string) {
	t.Helper()
	sql, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	q, err := c.Compile(Source{Table: "t", File: file, SQL: string(sql), K: 10})
	if !errors.As(err, &got) {
		t.Fatalf("want findings, not error %v and plan\n%v", err, q)
	}
	for _, m := range wantLine.FindAllStringSubmatch(string(sql), -1) {
		want = append(want, m[1:])
	}
	return got, want
}

func matches(got Findings, want [][]string) bool {
	return slices.EqualFunc(got, want, func(f Finding, w []string) bool {
		return fmt.Sprintf("%d:%d", f.Line, f.Column) == w[0] && string(f.Code) == w[1] && strings.HasPrefix(f.Message, w[2])
	})
}

// writeWants puts findings in place of a file's "-- want" lines, without the advice that follows a colon.
func writeWants(t *testing.T, file string, findings Findings) {
	t.Helper()
	sql, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.TrimRight(wantLine.ReplaceAllString(string(sql), ""), "\n") + "\n"
	for _, f := range findings {
		message := f.Message
		if f.Code != BadSQL {
			message, _, _ = strings.Cut(message, ": ")
			message, _, _ = strings.Cut(message, " and may be used only in")
		}
		text += fmt.Sprintf("-- want %d:%d %s: %s\n", f.Line, f.Column, f.Code, message)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestEveryNameOfTheTable(t *testing.T) {
	c := newCompiler(t)
	for _, name := range []string{"reports", "Reports", "`reports`", "`old-project.lake.community_metrics`", "old-project.lake.community_metrics", "old-project.lake.other", "`old-project`.lake.other"} {
		if _, err := c.Compile(Source{Table: "t", File: "t.sql", K: 10, SQL: "SELECT COUNT(DISTINCT site_id) AS sites FROM " + name}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPosition(t *testing.T) {
	const sql = "SELECT 'ü',\n\tx"
	for _, tt := range []struct{ offset, line, column int }{{0, 1, 1}, {8, 1, 9}, {10, 1, 10}, {13, 2, 1}, {14, 2, 2}, {99, 2, 3}} {
		if line, column := position(sql, tt.offset); line != tt.line || column != tt.column {
			t.Errorf("offset %d is %d:%d, want %d:%d", tt.offset, line, column, tt.line, tt.column)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	c := newCompiler(b)
	sql, err := os.ReadFile("testdata/accept/pairs.sql")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := c.Compile(Source{Table: "t", File: "t.sql", SQL: string(sql), K: 10}); err != nil {
			b.Fatal(err)
		}
	}
}
