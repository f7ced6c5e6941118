package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// someReports writes a report of each of 60 sites: module "all" everywhere, "n<i>" on the first i, and a
// version that is no number on one.
func someReports(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for site := range 60 {
		modules := []string{`{"slug":"all","version":"1"}`}
		for _, n := range []int{4, 9, 10, 25} {
			if site < n {
				modules = append(modules, fmt.Sprintf(`{"slug":"n%d\r[31m","version":"1"}`, n))
			}
		}
		if site == 0 {
			modules = append(modules, `{"slug":"all","version":"one"}`)
		}
		fmt.Fprintf(&b, `{"site_id":"%04d","timestamp":"2026-11-10 00:00:00 UTC","modules":[%s]}`+"\n", site, strings.Join(modules, ","))
	}
	file := filepath.Join(t.TempDir(), "r.jsonl")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestQueryRun(t *testing.T) {
	dir := aDataset(t, map[string]string{"q.sql": "SELECT m.slug, SAFE_DIVIDE(COUNT(*), 2) AS half, COUNT(DISTINCT site_id) AS sites, COUNTIF(CAST(m.version AS INT64) = 1) AS ones\nFROM reports, UNNEST(modules) AS m GROUP BY m.slug ORDER BY sites DESC"})
	file := filepath.Join(dir, "q.sql")
	code, out, stderr := isobar(t, "query", "run", file, "--input", someReports(t))
	want := `slug         half  sites  ones
all            30     60    60
"n25\r[31m"  12.5     25    25
"n10\r[31m"     5     10    10

3 rows from 60 sites.
2 of 5 groups withheld at k = 10.
Groups with at least 5 sites: 4, 20 sites: 2, 50 sites: 1.
1 expression had no value for a site's data (such as a division by zero) and became NULL.
`
	if code != ExitPublished || out != want {
		t.Errorf("status %d\n%s%s\nwant\n%s", code, out, stderr, want)
	}
	code, out, _ = isobar(t, "query", "run", file, "--input", someReports(t), "--k", "20", "--rows", "1", "--week", "2026-W46")
	if code != ExitPublished || !strings.Contains(out, "… and 1 further row (--rows shows more)\n") || !strings.Contains(out, "3 of 5 groups withheld at k = 20.") {
		t.Errorf("status %d\n%s", code, out)
	}
}

// TestQueryRunOnTheSample takes a table whose k is raised because of what lies below.
func TestQueryRunOnTheSample(t *testing.T) {
	t.Chdir("../..")
	code, out, stderr := isobar(t, "query", "run", "queries/dropsonde/module_triples.sql", "--rows", "1")
	if code != ExitPublished || !strings.Contains(out, "they are not counted") || strings.Contains(out, "Groups with at least 5") {
		t.Errorf("status %d\n%s%s", code, out, stderr)
	}
}

func TestQueryExplain(t *testing.T) {
	code, out, _ := isobar(t, "query", "explain", "../../queries/dropsonde/module_pairs.sql")
	for _, want := range []string{"site part\n", "aggregate part\n", "public part\n", "item sets of 2 from modules.slug", "key column slug_a STRING"} {
		if code != ExitPublished || !strings.Contains(out, want) {
			t.Errorf("status %d, no %q in\n%s", code, want, out)
		}
	}
}

func TestQueryRefusesWhatCannotBePublished(t *testing.T) {
	dir := aDataset(t, map[string]string{"q.sql": "SELECT COUNT(site_id) AS n FROM reports"})
	for _, command := range []string{"run", "explain"} {
		args := []string{"query", command, filepath.Join(dir, "q.sql")}
		if command == "run" {
			args = append(args, "--input", someReports(t))
		}
		if code, _, stderr := isobar(t, args...); code != ExitFailed || !strings.Contains(stderr, "ISO107") {
			t.Errorf("%s: status %d, %s", command, code, stderr)
		}
	}
	for args, want := range map[string]string{
		"query":                            "which command? There are run, explain",
		"query rn":                         "did you mean run?",
		"query run":                        "takes one file",
		"query explain a b":                "takes one file",
		"query run " + dir + "/totals.sql": "there is no sample in",
		"query run " + dir + "/totals.sql --input x --k 3": "is below the k = 10 of totals",
	} {
		if code, _, stderr := isobar(t, strings.Fields(args)...); code != ExitUsage || !strings.Contains(stderr, want) {
			t.Errorf("%s: status %d, %s", args, code, stderr)
		}
	}
}
