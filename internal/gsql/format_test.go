package gsql

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	gs "github.com/goccy/go-googlesql"

	"isobar/internal/sqlfmt"
)

// TestFormattingKeepsTheTree parses queries with GoogleSQL's own parser before and after they are
// formatted, and compares the trees as that parser writes them. Where the formatter has changed the case
// of a word the trees may differ in that: some keep how a keyword or a function was written.
func TestFormattingKeepsTheTree(t *testing.T) {
	for _, pattern := range []string{"testdata/accept/*.sql", "../../queries/*/*.sql", "../sqlfmt/testdata/*.sql"} {
		for _, file := range sqlFiles(t, pattern) {
			t.Run(filepath.Base(file), func(t *testing.T) {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				for _, sql := range strings.Split(string(data), ";\n") { // the parser takes one statement
					if strings.TrimSpace(sql) != "" {
						keepsTheTree(t, sql)
					}
				}
			})
		}
	}
}

func keepsTheTree(t *testing.T, sql string) {
	t.Helper()
	after, err := sqlfmt.Format(sql)
	if err != nil {
		t.Fatal(err)
	}
	x, y := unparsed(t, sql), unparsed(t, after)
	same := x == y
	if !strings.EqualFold(sql, after) || bare(sql) != bare(after) {
		same = strings.EqualFold(x, y)
	}
	if !same {
		t.Errorf("%s\nis\n%s\nformatted\n%s\nit is\n%s", sql, x, after, y)
	}
}

// bare is a text without white space.
func bare(sql string) string { return strings.Join(strings.Fields(sql), "") }

// unparsed is the tree of a statement.
func unparsed(t *testing.T, sql string) (text string) {
	t.Helper()
	engine.Lock()
	defer engine.Unlock()
	var err error
	func() {
		defer caught(&err)
		check(gs.Init())
		language := take(gs.NewLanguageOptions())
		check(language.EnableMaximumLanguageFeatures())
		check(language.SetSupportsAllStatementKinds())
		options := take(gs.NewParserOptions())
		check(options.SetLanguageOptions(language))
		output := take(gs.ParseStatement(sql, options))
		text = take(gs.Unparse(take(output.Statement())))
	}()
	if err != nil {
		t.Fatalf("%s\n%v", sql, err)
	}
	return text
}
