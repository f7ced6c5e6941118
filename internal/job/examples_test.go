package job_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"isobar/internal/audit"
	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/storage"
)

// examplesDataset has a table for each way of looking at the sites of the threat model's examples.
func examplesDataset(t *testing.T) *dataset.Dataset {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "examples")
	files := map[string]string{
		"schema.json": `[{"name":"site_id","type":"STRING"},{"name":"timestamp","type":"TIMESTAMP"},{"name":"county","type":"STRING"},
			{"name":"size","type":"STRING"},{"name":"modules","type":"STRING","mode":"REPEATED"}]`,
		dataset.File: "description: Examples.\nreports:\n  table: reports\n  schema: schema.json\n  decoder: json\n  timestamp: timestamp\nprivacy:\n  unit: site_id\n  k: 10\n",
		"totals.sql": "SELECT COUNT(DISTINCT site_id) AS sites FROM reports",
	}
	for name, key := range map[string]string{"counties": "county", "sizes": "size", "both": "county, size"} {
		files[name+".sql"] = fmt.Sprintf("SELECT %s, COUNT(DISTINCT site_id) AS sites FROM reports GROUP BY %s", key, key)
	}
	files["modules.sql"] = "SELECT m, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY m"
	files["pairs.sql"] = "SELECT a, b, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS a, UNNEST(modules) AS b WHERE a < b GROUP BY a, b"
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return load(t, dir)
}

// siteReports makes a report for each of n sites: kinds is "COUNTY SIZE N" or "MODULES N", of which a module
// "-" is none.
func siteReports(t *testing.T, kinds ...string) (lines []string) {
	t.Helper()
	for _, kind := range kinds {
		f := strings.Fields(kind)
		var n int
		if _, err := fmt.Sscan(f[len(f)-1], &n); err != nil {
			t.Fatal(err)
		}
		what := ""
		if len(f) == 3 {
			what = fmt.Sprintf(`"county":%q,"size":%q`, f[0], f[1])
		} else {
			what = `"modules":["` + strings.Join(strings.Split(f[0], ""), `","`) + `"]`
			if f[0] == "-" {
				what = `"modules":[]`
			}
		}
		for range n {
			lines = append(lines, fmt.Sprintf(`{"site_id":"%d","timestamp":"2026-11-10 00:00:00 UTC",%s}`, len(lines), what))
		}
	}
	return lines
}

// TestExamples makes releases of the threat model's examples of attacks A1 to A5: the auditor finds each one in a
// release that is protected by the threshold alone, and nothing in rounded and exact ones.
func TestExamples(t *testing.T) {
	ds := examplesDataset(t)
	for attack, kinds := range map[string][]string{
		"A1": {"linux a 350", "windows a 120", "bsd a 27", "other a 3"},
		// c's x and y, and those of b, are all of the hidden x and y; so what else is hidden of b is 5.
		"A2": {"a x 6", "a y 7", "a z 50", "a w 50", "b x 5", "b y 8", "b z 2", "b w 3", "b v 60",
			"c x 50", "c y 50", "c z 9", "c w 9", "d x 50", "d y 50", "d z 50", "d w 50"},
		"A3": {"ab 238", "a 2", "b 462", "- 298"},
		"A4": {"abc 4", "ab 26", "ac 10", "bc 10"},
		"A5": {"a x 20", "a y 9", "a z 9", "b x 52", "b y 5", "b z 5"},
	} {
		t.Run(attack, func(t *testing.T) {
			input := write(t, siteReports(t, kinds...), 1)
			for _, counts := range []string{job.CountsThreshold, dataset.CountsExact, dataset.CountsRounded} {
				o := job.Options{Dataset: ds, Input: []string{input}, Window: theWeek(t), Output: t.TempDir(), Counts: counts, Secret: secretFile(t, aSecret)}
				folder := run(t, o)
				report, err := audit.Run(t.Context(), audit.Options{Store: storage.NewLocal(folder), MoreHidden: counts == dataset.CountsExact})
				if err != nil {
					t.Fatal(err)
				}
				found := slices.ContainsFunc(report.Counts, func(c audit.Count) bool { return c.Attack == attack && c.Certain > 0 })
				if naive := counts == job.CountsThreshold; found != naive || report.Passed() == naive {
					t.Errorf("%s: found %+v", counts, report.Counts)
				}
			}
		})
	}
}
