package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// aProject is a folder with queries/dropsonde as the repository has it, and further files in there; the
// test runs in it.
func aProject(t *testing.T, files map[string]string) (root string) {
	t.Helper()
	dir := aDataset(t, files)
	root = t.TempDir()
	if err := os.CopyFS(filepath.Join(root, "queries", "dropsonde"), os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	return root
}

// TestQueryTest runs the tests of the repository, as its own check does.
func TestQueryTest(t *testing.T) {
	t.Chdir("../..")
	code, out, stderr := isobar(t, "query", "test")
	if code != ExitPublished || stderr != "" || strings.Count(out, "\nok    queries/") < 13 || strings.Contains(out, "FAIL") {
		t.Errorf("status %d\n%s%s", code, out, stderr)
	}
	if !strings.Contains(out, "\nok    queries/dropsonde/totals.sql              4 cases\n") {
		t.Errorf("totals is not in\n%s", out)
	}
}

const sitesByVersion = "-- Sites by version.\nSELECT version, COUNT(DISTINCT site_id) AS sites\nFROM reports\nGROUP BY version\n"

const versionCases = `# The cases of the version.
- name: passes
  sites: [{repeat: 10, report: {version: 1.0.0}}]
  rows: [{version: 1.0.0, sites: 10}]
- name: fails
  k: 2
  sites:
    - {repeat: 3, report: {version: 1.0.0}}
    - {repeat: 2, report: {version: 2.0.0}}
  rows:
    - {version: 1.0.0, sites: 2} # one less
    - {version: 2.0.0, sites: 2}
`

func TestQueryTestShowsDifferences(t *testing.T) {
	aProject(t, map[string]string{"v.sql": sitesByVersion, "v_test.yaml": versionCases, "bad.sql": "SELECT site_id FROM reports", "bad_test.yaml": "- name: x\n  sites: [{report: {}}]\n  rows: []\n",
		"none.sql": sitesByVersion, "odd.sql": sitesByVersion, "odd_test.yaml": "- name: x\n  sites: [{report: {vrsion: x}}]\n  rows: []\n"})
	code, out, stderr := isobar(t, "query", "test")
	if code != ExitFailed || !strings.Contains(stderr, "4 of 18 tables failed") {
		t.Errorf("status %d, %s", code, stderr)
	}
	for _, want := range []string{
		"FAIL  queries/dropsonde/v.sql                   1 of 2 cases\n" +
			"      queries/dropsonde/v_test.yaml:5:3: fails\n" +
			"          - expected, + published\n" +
			"             version  sites\n" +
			"          -  1.0.0        2\n" +
			"          +  1.0.0        3\n" +
			"          1 row is as expected\n",
		"FAIL  queries/dropsonde/none.sql\n      no test: queries/dropsonde/none_test.yaml is missing; `isobar query new` shows the form\n",
		"FAIL  queries/dropsonde/odd.sql\n      queries/dropsonde/odd_test.yaml:2:21: the schema has no column vrsion; here it has ",
		"FAIL  queries/dropsonde/bad.sql\n      queries/dropsonde/bad.sql:1:",
		"ok    queries/dropsonde/platforms.sql           5 cases\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no\n%s\nin\n%s", want, out)
		}
	}
}

func TestQueryTestOfFiles(t *testing.T) {
	aProject(t, map[string]string{"v.sql": sitesByVersion, "v_test.yaml": versionCases})
	const v, tests = "queries/dropsonde/v.sql", "queries/dropsonde/v_test.yaml"
	for _, args := range [][]string{{v}, {tests}, {v, tests}, {"queries/dropsonde/totals.sql", tests}} {
		code, out, _ := isobar(t, append([]string{"query", "test"}, args...)...)
		if code != ExitFailed || strings.Count(out, "1 of 2 cases") != 1 || strings.Contains(out, "platforms") {
			t.Errorf("%v: status %d\n%s", args, code, out)
		}
	}
	code, out, stderr := isobar(t, "query", "test", tests, "--update")
	if code != ExitPublished || out != "wrote queries/dropsonde/v_test.yaml  the rows of 1 of 2 cases\n" {
		t.Errorf("status %d\n%s%s", code, out, stderr)
	}
	data, err := os.ReadFile(tests)
	if want := strings.Replace(versionCases, "sites: 2} # one less", "sites: 3} # one less", 1); err != nil || string(data) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, data, want)
	}
	if code, out, _ = isobar(t, "query", "test", v); code != ExitPublished || out != "ok    queries/dropsonde/v.sql  2 cases\n" {
		t.Errorf("status %d\n%s", code, out)
	}
	code, out, _ = isobar(t, "query", "test", v, "--update")
	if again, err := os.ReadFile(tests); code != ExitPublished || out != "ok    queries/dropsonde/v.sql  2 cases\n" || err != nil || string(again) != string(data) {
		t.Errorf("status %d, a file that passes was rewritten\n%s", code, out)
	}
}

func TestQueryTestThatCannotBeUpdated(t *testing.T) {
	tests := "- name: x\n  k: 1\n  sites: [{report: {version: 1.0.0}}]\n  rows: [ # none\n    ]\n"
	aProject(t, map[string]string{"v.sql": sitesByVersion, "v_test.yaml": tests})
	code, out, _ := isobar(t, "query", "test", "--update", "queries/dropsonde/v.sql")
	data, err := os.ReadFile("queries/dropsonde/v_test.yaml")
	if code != ExitFailed || !strings.Contains(out, "v_test.yaml:4:9: there may be a comment between the brackets") || err != nil || string(data) != tests {
		t.Errorf("status %d\n%s\n%s", code, out, data)
	}
}

func TestQueryTestUsage(t *testing.T) {
	for _, args := range []string{"nowhere.sql", "nowhere_test.yaml", "../../queries/dropsonde", "../../queries/dropsonde/totals.yaml", ""} {
		if code, _, stderr := isobar(t, append([]string{"query", "test"}, strings.Fields(args)...)...); code != ExitUsage || !strings.Contains(stderr, "Try: isobar query test --help") {
			t.Errorf("%s: status %d, %s", args, code, stderr)
		}
	}
}
