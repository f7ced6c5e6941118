package importtest

import (
	"bytes"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

const module = "isobar"

// layer is a package of this module, the packages of this module that it may import, and those that
// its tests may although they stand below it.
type layer struct {
	pkg         string
	uses, tests []string
}

// owner is a module of somebody else, the packages that may import it, and those whose tests may.
type owner struct {
	module    string
	by, tests []string
}

// source is what the rules look at in one Go file.
type source struct {
	file      string // slash-separated, from the module's root
	pkg       string // the folder
	test      bool
	imports   []string
	commented bool // has a package comment
	lines     int
}

// read parses every Go file of the module. Nested modules, testdata and hidden folders are not part of
// it.
func read(tree fs.FS) ([]source, error) {
	var sources []source
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			base := path.Base(name)
			_, nested := fs.Stat(tree, path.Join(name, "go.mod"))
			if name != "." && (base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || nested == nil) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		s := source{file: name, pkg: path.Dir(name), test: strings.HasSuffix(name, "_test.go"),
			commented: file.Doc != nil, lines: bytes.Count(text, []byte("\n"))}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, imported)
		}
		sources = append(sources, s)
		return nil
	})
	return sources, err
}

// checkLayers finds what is wrong with the list itself.
func checkLayers(layers []layer) (problems []string) {
	above := map[string]bool{}
	for _, l := range layers {
		if above[l.pkg] {
			problems = append(problems, fmt.Sprintf("%s is listed twice", l.pkg))
		}
		for _, used := range l.uses {
			if !above[used] {
				problems = append(problems, fmt.Sprintf("%s may not use %s, which does not stand above it in the list", l.pkg, used))
			}
		}
		above[l.pkg] = true
	}
	return problems
}

// checkImports finds the imports that the lists do not allow, and the packages that they forget.
func checkImports(sources []source, layers []layer, owners []owner) (problems []string) {
	rank := map[string]int{}
	for i, l := range layers {
		rank[l.pkg] = i
	}
	exists := map[string]bool{}
	for _, s := range sources {
		exists[s.pkg] = true
		at, listed := rank[s.pkg]
		if !listed {
			problems = append(problems, fmt.Sprintf("%s: package %s is not in the list of layers", s.file, s.pkg))
			continue
		}
		for _, imported := range s.imports {
			if why := forbidden(s, imported, layers[at], rank, owners); why != "" {
				problems = append(problems, fmt.Sprintf("%s imports %s: %s", s.file, imported, why))
			}
		}
	}
	for _, l := range layers {
		if !exists[l.pkg] {
			problems = append(problems, fmt.Sprintf("package %s is in the list of layers but not in the tree", l.pkg))
		}
	}
	return problems
}

// forbidden says why a file may not import something, or "".
func forbidden(s source, imported string, l layer, rank map[string]int, owners []owner) string {
	if own, ok := strings.CutPrefix(imported, module+"/"); ok {
		above, listed := rank[own]
		switch {
		case own == s.pkg && s.test:
		case slices.Contains(l.uses, own):
		case s.test && listed && (above < rank[s.pkg] || slices.Contains(l.tests, own)):
		default:
			return fmt.Sprintf("the list of layers does not allow it to %s", s.pkg)
		}
		return ""
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return "" // the standard library
	}
	for _, o := range owners {
		if imported == o.module || strings.HasPrefix(imported, o.module+"/") {
			if slices.Contains(o.by, s.pkg) || s.test && slices.Contains(o.tests, s.pkg) {
				return ""
			}
			return fmt.Sprintf("only %s may", strings.Join(slices.Concat(o.by, o.tests), ", "))
		}
	}
	return "the list of owners does not have its module"
}

// checkFiles finds packages that do not say what they are, and files that are too long.
func checkFiles(sources []source) (problems []string) {
	commented, has := map[string]bool{}, map[string]bool{}
	for _, s := range sources {
		if s.test {
			continue
		}
		has[s.pkg] = true
		commented[s.pkg] = commented[s.pkg] || s.commented
		if s.lines > maxLines {
			problems = append(problems, fmt.Sprintf("%s has %d lines, more than %d: split it", s.file, s.lines, maxLines))
		}
	}
	for pkg := range has {
		if !commented[pkg] {
			problems = append(problems, fmt.Sprintf("package %s has no package comment", pkg))
		}
	}
	slices.Sort(problems)
	return problems
}

// named finds the paths of this module's folders that documents name in backquotes.
var named = regexp.MustCompile("`((?:cmd|deploy|docs|internal|pipelines|sampledata)/[A-Za-z0-9_./-]*)`")

// checkDocuments finds paths that documents name and that are not there.
func checkDocuments(tree fs.FS) (problems []string, err error) {
	for _, pattern := range []string{"*.md", "*/*.md"} {
		files, err := fs.Glob(tree, pattern)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			text, err := fs.ReadFile(tree, file)
			if err != nil {
				return nil, err
			}
			for _, m := range named.FindAllSubmatch(text, -1) {
				if _, err := fs.Stat(tree, strings.TrimRight(string(m[1]), "/.")); err != nil {
					problems = append(problems, fmt.Sprintf("%s names %s, which is not there", file, m[1]))
				}
			}
		}
	}
	return problems, nil
}

// checkModule finds replace directives, with which a build would depend on one person's folders, or
// `go install` refuse the module.
func checkModule(gomod string) (problems []string) {
	for i, line := range strings.Split(gomod, "\n") {
		fields := strings.Fields(line)
		if slices.Contains(fields, "=>") || len(fields) > 0 && fields[0] == "replace" {
			problems = append(problems, fmt.Sprintf("go.mod:%d: replace is not allowed", i+1))
		}
	}
	return problems
}

// root is the folder of go.mod, seen from this package's, where tests run.
const root = "../.."

func report(t *testing.T, problems []string) {
	t.Helper()
	for _, p := range problems {
		t.Error(p)
	}
}

func sourcesOf(t *testing.T) []source {
	t.Helper()
	sources, err := read(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

func TestLayersAreOrdered(t *testing.T) { report(t, checkLayers(layers)) }

func TestImports(t *testing.T) { report(t, checkImports(sourcesOf(t), layers, owners)) }

func TestFiles(t *testing.T) { report(t, checkFiles(sourcesOf(t))) }

func TestDocuments(t *testing.T) {
	problems, err := checkDocuments(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	report(t, problems)
}

func TestModuleReplacesNothing(t *testing.T) {
	gomod, err := os.ReadFile(root + "/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	report(t, checkModule(string(gomod)))
}

// The rules find each kind of fault in a tree made to have it, and nothing else.
func TestRulesFindFaults(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	tree := fstest.MapFS{
		"go.mod":             file("module isobar\n"),
		"low/low.go":         file("// Package low is documented.\npackage low\nimport \"isobar/mid\"\n"),
		"mid/mid.go":         file("package mid\nimport (\n\"strings\"\n\"isobar/low\"\n\"example.com/owned/deep\"\n)\n" + strings.Repeat("//\n", maxLines)),
		"mid/mid_test.go":    file("package mid_test\nimport (\n\"isobar/mid\"\n\"isobar/low\"\n\"isobar/top\"\n)\n"),
		"top/top_windows.go": file("// Package top is documented.\npackage top\nimport (\n\"isobar/low\"\n\"example.com/owned\"\n\"example.com/unknown\"\n)\n"),
		"top/top_test.go":    file("package top\nimport (\n\"isobar/low\"\n\"isobar/mid\"\n\"example.com/intests\"\n)\n"),
		"new/new.go":         file("// Package new is documented.\npackage new\n"),
		"top/testdata/x.go":  file("no Go at all"),
		"docs/x.md":          file("See `internal/gone`, `docs/x.md`, `docs/` and `other/thing`.\n"),
		"low/low_test.go":    file("package low_test\nimport (\n\"isobar/low\"\n\"isobar/top\"\n\"isobar/mid\"\n)\n"),
		"nested/go.mod":      file("module nested\n"),
		"nested/x.go":        file("package x\nimport \"isobar/top\"\n"),
	}
	sources, err := read(tree)
	if err != nil {
		t.Fatal(err)
	}
	list := []layer{{pkg: "low", tests: []string{"top"}}, {pkg: "mid", uses: []string{"low"}}, {pkg: "gone"}, {pkg: "top", uses: []string{"mid"}}}
	own := []owner{{module: "example.com/owned", by: []string{"mid"}}, {module: "example.com/intests", by: []string{"low"}, tests: []string{"top"}}}
	documents, err := checkDocuments(tree)
	if err != nil {
		t.Fatal(err)
	}
	got := slices.Concat(documents, checkImports(sources, list, own), checkFiles(sources),
		checkLayers([]layer{{pkg: "a", uses: []string{"b"}}, {pkg: "b"}, {pkg: "a"}}),
		checkModule("module isobar\n\nreplace (\n\tx => ../x\n)\n"))
	want := []string{
		"low/low.go imports isobar/mid: the list of layers does not allow it to low",
		"docs/x.md names internal/gone, which is not there",
		"low/low_test.go imports isobar/mid: the list of layers does not allow it to low",
		"mid/mid_test.go imports isobar/top: the list of layers does not allow it to mid",
		"new/new.go: package new is not in the list of layers",
		"top/top_windows.go imports isobar/low: the list of layers does not allow it to top",
		"top/top_windows.go imports example.com/owned: only mid may",
		"top/top_windows.go imports example.com/unknown: the list of owners does not have its module",
		"package gone is in the list of layers but not in the tree",
		fmt.Sprintf("mid/mid.go has %d lines, more than %d: split it", maxLines+6, maxLines),
		"package mid has no package comment",
		"a may not use b, which does not stand above it in the list",
		"a is listed twice",
		"go.mod:3: replace is not allowed",
		"go.mod:4: replace is not allowed",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("found:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
