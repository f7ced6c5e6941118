package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	unformatted = "select m.slug, count(*) as n -- rows\nfrom reports, unnest(modules) as m\ngroup by 1"
	wellFormed  = "SELECT\n  m.slug,\n  COUNT(*) AS n -- rows\nFROM reports, UNNEST(modules) AS m\nGROUP BY 1\n"
)

func TestQueryFmt(t *testing.T) {
	dir := aDataset(t, map[string]string{"q.sql": unformatted, "r.sql": wellFormed})
	q, r := filepath.Join(dir, "q.sql"), filepath.Join(dir, "r.sql")
	if err := os.Chmod(q, 0o640); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.sql")
	if err := os.Symlink("q.sql", link); err != nil {
		t.Fatal(err)
	}
	code, out, stderr := isobar(t, "query", "fmt", "--check", r, q)
	if code != ExitFailed || out != q+"\n" || !strings.Contains(stderr, "1 query is not formatted: run isobar query fmt") || contents(t, q) != unformatted {
		t.Errorf("--check: status %d\n%s%s%s", code, out, stderr, contents(t, q))
	}
	if code, out, stderr = isobar(t, "query", "fmt", r, link); code != ExitPublished || out != link+"\n" || contents(t, q) != wellFormed {
		t.Errorf("status %d\n%s%s%s", code, out, stderr, contents(t, q))
	}
	if info, err := os.Lstat(q); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v: the mode has changed", info, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != os.ModeSymlink {
		t.Errorf("%v, %v: the link is gone", info, err)
	}
	if rest, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(rest) > 0 {
		t.Errorf("%v is left behind, %v", rest, err)
	}
	if code, out, stderr = isobar(t, "query", "fmt", "--check", q, r); code != ExitPublished || out != "" {
		t.Errorf("--check afterwards: status %d\n%s%s", code, out, stderr)
	}
}

// TestQueryFmtAll formats what is below queries/, which the project's own queries are already.
func TestQueryFmtAll(t *testing.T) {
	root := t.TempDir()
	if err := os.CopyFS(filepath.Join(root, "queries", "dropsonde"), os.DirFS(aDataset(t, map[string]string{"q.sql": unformatted, ".q.sql": "("}))); err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	code, out, stderr := isobar(t, "query", "fmt")
	if file := filepath.Join("queries", "dropsonde", "q.sql"); code != ExitPublished || out != file+"\n" || contents(t, file) != wellFormed {
		t.Errorf("status %d\n%s%s", code, out, stderr)
	}
}

func TestQueryFmtWritesNothingIfOneFileIsBad(t *testing.T) {
	dir := aDataset(t, map[string]string{"a.sql": unformatted, "b.sql": "SELECT\n  'x", "c.sql": "SELECT 1)"})
	a, b, c := filepath.Join(dir, "a.sql"), filepath.Join(dir, "b.sql"), filepath.Join(dir, "c.sql")
	code, out, stderr := isobar(t, "query", "fmt", a, b, c)
	if code != ExitFailed || out != "" || contents(t, a) != unformatted {
		t.Errorf("status %d\n%s%s", code, out, contents(t, a))
	}
	for _, want := range []string{"b.sql:2:3: this string is not closed: ' is missing", "c.sql:1:9: ) closes nothing"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("no %q in\n%s", want, stderr)
		}
	}
}

func TestQueryFmtStandardInput(t *testing.T) {
	for _, tt := range []struct {
		in, out, stderr string
		args            []string
		code            int
	}{
		{in: unformatted, out: wellFormed},
		{in: "SELECT `", code: ExitFailed, stderr: "<stdin>:1:8: this identifier is not closed"},
		{in: wellFormed, args: []string{"--check"}},
		{in: unformatted, args: []string{"--check"}, code: ExitFailed, out: "-\n", stderr: "1 query is not formatted"},
	} {
		var stdout, stderr bytes.Buffer
		code := Main(context.Background(), append([]string{"query", "fmt", "-"}, tt.args...), strings.NewReader(tt.in), &stdout, &stderr)
		if code != tt.code || stdout.String() != tt.out || !strings.Contains(stderr.String(), tt.stderr) {
			t.Errorf("%q %v: status %d\n%s%s", tt.in, tt.args, code, &stdout, &stderr)
		}
	}
	if code, _, stderr := isobar(t, "query", "fmt", "-", "x.sql"); code != ExitUsage {
		t.Errorf("- with a file: status %d, %s", code, stderr)
	}
}

func contents(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
