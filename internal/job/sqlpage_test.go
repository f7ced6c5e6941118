package job_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"isobar/internal/dataset"
	"isobar/internal/eval"
	"isobar/internal/gsql"
	"isobar/internal/job"
	"isobar/internal/week"
)

var writePages = flag.Bool("write-pages", false, "write the generated parts of pages in docs/")

// TestSQLPage holds the tables of docs/sql.md to the functions, casts and aggregates that there are.
func TestSQLPage(t *testing.T) {
	holdPage(t, "sql.md", map[string]string{"casts": castTable(), "aggregates": aggregateTable(), "functions": functionTables()})
}

// holdPage compares the generated parts of a page in docs/, by their names, with what they should be.
func holdPage(t *testing.T, name string, parts map[string]string) {
	t.Helper()
	file := filepath.Join("..", "..", "docs", name)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	want := page
	for part, text := range parts {
		begin := "<!-- generated: " + part + " -->\n"
		before, rest, ok := strings.Cut(want, begin)
		_, after, ended := strings.Cut(rest, "<!-- end -->")
		if !ok || !ended {
			t.Fatalf("%s has no place for %s", file, part)
		}
		want = before + begin + text + "<!-- end -->" + after
	}
	if page == want {
		return
	}
	if *writePages {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s is not what the code does: run go test ./internal/job -run Page -write-pages, and read the difference", file)
}

func castTable() string {
	to := map[string][]string{}
	var from []string
	for _, cast := range eval.Casts() {
		name := cast[0].String()
		if to[name] == nil {
			from = append(from, name)
		}
		to[name] = append(to[name], cast[1].String())
	}
	var b strings.Builder
	b.WriteString("| from | to |\n|---|---|\n")
	for _, name := range from {
		fmt.Fprintf(&b, "| %s | %s |\n", name, strings.Join(to[name], ", "))
	}
	return b.String()
}

func aggregateTable() string {
	var b strings.Builder
	b.WriteString("| | over rows of sites | within a site, over groups | with OVER |\n|---|---|---|---|\n")
	yes := map[bool]string{true: "yes"}
	for _, a := range gsql.Aggregates() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", a.Name, yes[a.Sites], yes[a.Rows], yes[a.Window])
	}
	return b.String()
}

func functionTables() string {
	var b strings.Builder
	group := ""
	for _, fn := range eval.Functions() {
		if fn.Group != group {
			group = fn.Group
			fmt.Fprintf(&b, "\n### %s\n\n| | arguments | |\n|---|---|---|\n", group)
		}
		cell := strings.NewReplacer("|", `\|`)
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", cell.Replace(fn.SQL), cell.Replace(strings.Join(fn.Signatures, "; ")), cell.Replace(fn.About))
	}
	return b.String()
}

var sqlBlock = regexp.MustCompile("(?s)\n```sql\n(.*?)```")

// TestSQLPageExamples compiles the examples of docs/sql.md over the Dropsonde reports.
func TestSQLPageExamples(t *testing.T) {
	data, err := os.ReadFile("../../docs/sql.md")
	if err != nil {
		t.Fatal(err)
	}
	ds, err := dataset.Load("../../queries/dropsonde")
	if err != nil {
		t.Fatal(err)
	}
	window, err := week.Parse("2026-11-09")
	if err != nil {
		t.Fatal(err)
	}
	examples := sqlBlock.FindAllStringSubmatch(string(data), -1)
	if len(examples) < 10 {
		t.Errorf("only %d examples found", len(examples))
	}
	for i, example := range examples {
		table := dataset.Table{Name: "example", SQLFile: fmt.Sprintf("example %d of docs/sql.md", i+1), SQL: example[1], K: 10}
		if _, err := job.Compile(ds, []dataset.Table{table}, window); err != nil {
			t.Errorf("%v in\n%s", err, example[1])
		}
	}
}
