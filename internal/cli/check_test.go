package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// aDataset copies queries/dropsonde and adds files to it.
func aDataset(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "dropsonde")
	if err := os.CopyFS(dir, os.DirFS("../../queries/dropsonde")); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestCheckShowsPlaceReasonAndRemedy(t *testing.T) {
	dir := aDataset(t, map[string]string{"bad.sql": "SELECT MIN(m.slug) AS a,\n\tCOUNT(site_id) AS n\nFROM reports, UNNEST(modules) AS m"})
	code, out, _ := isobar(t, "check", filepath.Join(dir, "bad.sql"))
	if code != ExitRefused {
		t.Errorf("exit status %d", code)
	}
	for _, want := range []string{
		"bad.sql:1:8: MIN publishes values of single sites [ISO104]\n    SELECT MIN(m.slug) AS a,\n           ^\n    Why: ",
		"bad.sql:2:2: COUNT(site_id) counts rows, not sites: write COUNT(DISTINCT site_id) [ISO107]\n    \tCOUNT(site_id) AS n\n    \t^\n",
		"Instead: Write COUNT(DISTINCT unit).",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no\n%s\nin\n%s", want, out)
		}
	}
}

func TestCheckJSON(t *testing.T) {
	dir := aDataset(t, map[string]string{"bad.sql": "SELECT COUNT(site_id) AS n FROM reports"})
	code, out, _ := isobar(t, "check", "--json", filepath.Join(dir, "bad.sql"), filepath.Join(dir, "totals.sql"))
	var got struct {
		Checked  int
		Findings []checkFinding
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != ExitRefused {
		t.Fatalf("%v, exit status %d: %s", err, code, out)
	}
	if got.Checked != 2 || len(got.Findings) != 1 || got.Findings[0].Code != "ISO107" || got.Findings[0].Column != 8 || got.Findings[0].Why == "" {
		t.Errorf("%+v", got)
	}
}

// TestCheckEverything is what CI runs on a contribution: without files, also descriptions, owners and tests.
func TestCheckEverything(t *testing.T) {
	t.Chdir("../..")
	code, out, stderr := isobar(t, "check")
	if code != ExitPublished {
		t.Errorf("exit status %d\n%s%s", code, out, stderr)
	}
}

func TestCheckWantsDescriptions(t *testing.T) {
	dir := aDataset(t, map[string]string{"extra.sql": "SELECT COUNT(DISTINCT site_id) AS sites FROM reports",
		"other.sql": "-- Sites.\nSELECT COUNT(DISTINCT site_id) AS sites FROM reports", "other.yaml": "owner: us\ncolumns:\n  sits: Number of sites.\n"})
	root := t.TempDir()
	if err := os.CopyFS(filepath.Join(root, "queries", "dropsonde"), os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	code, out, _ := isobar(t, "check")
	if code != ExitRefused {
		t.Errorf("exit status %d", code)
	}
	for _, want := range []string{"extra.sql: the table has no description", "extra.yaml: the table has no owner", "extra.yaml: column sites is not described",
		"other.yaml: column sites is not described", "other.yaml: column sits is described, but the query has no such column", "extra_test.yaml: no test: ",
		"extra.sql:1:1: the query is not formatted: run `isobar query fmt ",
		"other_test.yaml is missing; `isobar query new` shows the form"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if n := strings.Count(out, "\n\n"); n != 9 {
		t.Errorf("%d findings, want 9:\n%s", n, out)
	}
}

func TestCheckUsage(t *testing.T) {
	for _, args := range [][]string{{"check", "nowhere.sql"}, {"check", "../../queries/dropsonde"}, {"check", "../../queries/dropsonde/dataset.yaml"}, {"check"}} {
		if code, _, stderr := isobar(t, args...); code != ExitUsage || !strings.Contains(stderr, "Try: isobar check --help") {
			t.Errorf("%v: exit status %d, %s", args, code, stderr)
		}
	}
}
