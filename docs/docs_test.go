// Package docs has only a test: it holds the documents of the whole repository to the tree and to the
// program. Links lead somewhere, paths and flags that are named exist, and the lists that a page promises
// to be complete are complete. It reads sources instead of running the program, which would need the SQL
// analyzer.
package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// root is the repository, seen from where tests run.
const root = ".."

// page is one Markdown file.
type page struct {
	file string // from the repository's root, with slashes
	text string
}

// pages are all Markdown files but those of hidden folders, test data and what make writes.
func pages(t *testing.T) []page {
	t.Helper()
	var all []page
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if d.IsDir() {
			if name != "." && (base[0] == '.' || base == "testdata" || slices.Contains([]string{"bin", "out", "sample", "rejects"}, name)) {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) == ".md" {
			all = append(all, page{name, read(t, name)})
		}
		return nil
	})
	if err != nil || len(all) < 8 {
		t.Fatalf("%d Markdown files, %v", len(all), err)
	}
	return all
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func exists(file string) bool {
	_, err := os.Stat(filepath.Join(root, filepath.FromSlash(file)))
	return err == nil
}

var (
	fenced = regexp.MustCompile("(?ms)^ *```.*?^ *```\n?")
	span   = regexp.MustCompile("`([^`\n]+)`")
	link   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	scheme = regexp.MustCompile(`^[a-z]+:`)
)

// prose is a page less its fenced blocks.
func (p page) prose() string { return fenced.ReplaceAllString(p.text, "") }

// anchors are the fragments that a page's headings can be reached by, made as GitHub makes them.
func (p page) anchors() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(p.prose()) {
		if heading := strings.TrimLeft(line, "#"); heading != line {
			all[strings.Map(func(r rune) rune {
				switch {
				case r == ' ':
					return '-'
				case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
					return unicode.ToLower(r)
				}
				return -1
			}, strings.TrimSpace(heading))] = true
		}
	}
	return all
}

func TestLinks(t *testing.T) {
	byFile := map[string]page{}
	for _, p := range pages(t) {
		byFile[p.file] = p
	}
	for _, p := range byFile {
		for _, m := range link.FindAllStringSubmatch(span.ReplaceAllString(p.prose(), ""), -1) {
			if scheme.MatchString(m[1]) {
				continue
			}
			file, fragment, _ := strings.Cut(m[1], "#")
			target := p.file
			if file != "" {
				target = path.Join(path.Dir(p.file), file)
			}
			if !fs.ValidPath(target) || !exists(target) {
				t.Errorf("%s: the link %s leads nowhere", p.file, m[1])
			} else if fragment != "" && !byFile[target].anchors()[fragment] {
				t.Errorf("%s: the link %s leads to no heading of %s", p.file, m[1], target)
			}
		}
	}
}

var repositoryPath = regexp.MustCompile(`^(?:internal|docs|queries|pipelines|cmd|sampledata|deploy|witness)/[A-Za-z0-9_.=/-]*$`)

func TestPaths(t *testing.T) {
	found := 0
	for _, p := range pages(t) {
		for _, m := range span.FindAllStringSubmatch(p.prose(), -1) {
			if !repositoryPath.MatchString(m[1]) {
				continue
			}
			found++
			if !exists(strings.TrimRight(m[1], "/")) {
				t.Errorf("%s names %s, which is not there", p.file, m[1])
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d paths found: the pages, or this test, have changed their form", found)
	}
}

// flags are the flags of each subcommand, as internal/cli declares them: every call f.XVar(&v, "name", …)
// in the function that makes the command. Those of "isobar" itself hold everywhere.
func flags(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	files, err := filepath.Glob(filepath.Join(root, "internal/cli/*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			command, names := declared(fn)
			if command != "" {
				all[command] = append(all[command], append(names, "help")...)
			}
		}
	}
	all["backfill"] = append(all["backfill"], all["run"]...) // which it takes from that command
	if len(all["run"]) < 10 || len(all["isobar"]) < 2 {
		t.Fatalf("internal/cli declares its flags in another way than this test reads: %v", all)
	}
	return all
}

// declared finds the command that a function makes, by its Use, and the flags.
func declared(fn *ast.FuncDecl) (command string, names []string) {
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Use" && command == "" {
				command, _, _ = strings.Cut(text(n.Value), " ")
			}
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && strings.HasSuffix(sel.Sel.Name, "Var") && len(n.Args) > 1 {
				if name := text(n.Args[1]); name != "" {
					names = append(names, name)
				}
			}
		}
		return true
	})
	if fn.Name.Name == "engineFlags" { // of a command that another function makes
		command = "run"
	}
	if strings.HasPrefix(fn.Name.Name, "newQuery") && command != "query" {
		command = "query " + command
	}
	return command, names
}

// text is the value of a string literal, else "".
func text(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, _ := strconv.Unquote(lit.Value)
	return s
}

var (
	// commandLine finds a subcommand, of two words for those of query, and its arguments; "isobar isobar run" is a line of a crontab.
	commandLine = regexp.MustCompile("\\bisobar (?:isobar )?((?:query )?[a-z]+)\\b([^`|>;#\n]*)")
	longFlag    = regexp.MustCompile(`(?:^|\s)--([a-z][a-z-]*)`)
)

// TestFlags checks the flags of isobar's command lines against their subcommand, and code that consists
// of a flag, such as `--k`, against all of them.
func TestFlags(t *testing.T) {
	known := flags(t)
	var any []string
	for _, names := range known {
		any = append(any, names...)
	}
	found := 0
	for _, p := range pages(t) {
		joined := strings.ReplaceAll(p.text, "\\\n", " ")
		for _, m := range commandLine.FindAllStringSubmatch(joined, -1) {
			for _, f := range longFlag.FindAllStringSubmatch(m[2], -1) {
				found++
				if of, ok := known[m[1]]; !ok {
					t.Errorf("%s: there is no command isobar %s", p.file, m[1])
				} else if !slices.Contains(of, f[1]) && !slices.Contains(known["isobar"], f[1]) {
					t.Errorf("%s: isobar %s has no flag --%s", p.file, m[1], f[1])
				}
			}
		}
		for _, m := range span.FindAllStringSubmatch(p.prose(), -1) {
			if f := longFlag.FindStringSubmatch(m[1]); f != nil && strings.HasPrefix(m[1], "--") && !slices.Contains(any, f[1]) {
				t.Errorf("%s: isobar has no flag --%s", p.file, f[1])
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d flags found in command lines: the pages, or this test, have changed their form", found)
	}
}

// wants complains about words that a page does not have, each as code or as a word of capitals.
func wants(t *testing.T, file string, words []string) {
	t.Helper()
	if len(words) < 3 {
		t.Errorf("%s: only %v to look for: the sources have changed their form", file, words)
	}
	page := read(t, file)
	for _, word := range words {
		if !regexp.MustCompile(`(?:^|[^A-Za-z0-9_-])` + regexp.QuoteMeta(word) + `(?:$|[^A-Za-z0-9_-])`).MatchString(page) {
			t.Errorf("%s does not say what %s is", file, word)
		}
	}
}

// matches are the first groups of all matches in a source file.
func matches(t *testing.T, file, pattern string) (found []string) {
	t.Helper()
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(read(t, file), -1) {
		found = append(found, m[1])
	}
	return found
}

// TestComplete holds the pages to the lists that they give.
func TestComplete(t *testing.T) {
	known := flags(t)
	for command, file := range map[string]string{
		"run": "docs/operating.md", "backfill": "docs/operating.md", "status": "docs/operating.md", "doctor": "docs/operating.md", "sample": "docs/developing.md",
	} {
		var names []string
		for _, name := range known[command] {
			if name != "help" {
				names = append(names, "--"+name)
			}
		}
		wants(t, file, names)
	}
	wants(t, "docs/operating.md", matches(t, "internal/report/report.go", `Reason = "([^"]+)"`))
	wants(t, "docs/operating.md", matches(t, "internal/dataset/policy.go", `m\.(?:Text|Texts|Int|Float|Refuse|Map)\("([a-z_]+)"`))
	wants(t, "docs/operating.md", matches(t, "internal/dataset/limits.go", `m\.Int\("([a-z_]+)"`))
	wants(t, "docs/using-the-data.md", matches(t, "internal/release/manifest.go", "`json:\"([a-z0-9_]+)\"`"))
}

// TestChecks sees that the checks above can fail.
func TestChecks(t *testing.T) {
	p := page{text: "# A, `b` (c)\n\n```\n# no heading\n```\n## Two words\n"}
	if got, want := p.anchors(), map[string]bool{"a-b-c": true, "two-words": true}; !reflect.DeepEqual(got, want) {
		t.Errorf("anchors %v, want %v", got, want)
	}
	m := commandLine.FindStringSubmatch("`bin/isobar run --dataset x --json` | jq --raw-output")
	if m == nil || m[1] != "run" || len(longFlag.FindAllString(m[2], -1)) != 2 {
		t.Errorf("command line %q", m)
	}
	if !repositoryPath.MatchString("internal/gsql") || repositoryPath.MatchString("out/dropsonde/x") || repositoryPath.MatchString("queries/<table>.sql") {
		t.Error("paths are not told from other code")
	}
}
