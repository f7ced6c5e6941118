package job_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"isobar/internal/dataset"
	"isobar/internal/gsql"
	"isobar/internal/job"
)

// withVersions makes reports of sites that have two modules, each in up to two versions, of which most are rare. It
// gives the versions of each site besides, by module.
func withVersions(n int) (lines []string, sites []map[string][]string) {
	r := rand.New(rand.NewPCG(7, 1))
	for i := range n {
		site, entries := map[string][]string{}, []string{}
		for _, slug := range []string{"a-b", "c-d"} {
			for range 1 + r.IntN(2) {
				v := fmt.Sprintf("%d.%d.%d", r.IntN(3), int(r.ExpFloat64()*2), int(r.ExpFloat64()*6))
				if r.IntN(15) == 0 {
					v = []string{"custom", "v", "3.0 (other)"}[r.IntN(3)]
				}
				site[slug] = append(site[slug], v)
				entries = append(entries, fmt.Sprintf(`{"slug":%q,"version":%q}`, slug, v))
			}
		}
		sites = append(sites, site)
		lines = append(lines, fmt.Sprintf(`{"site_id":"%04x","timestamp":"2026-11-10 00:00:00 UTC","modules":[%s]}`, i, strings.Join(entries, ",")))
	}
	return lines, sites
}

// Each row of a coarser value is, but for rounding, the number of sites that have a value below it which is in no
// finer row; and what is in no row at all is too little for one.
func TestGeneralised(t *testing.T) {
	lines, sites := withVersions(700)
	o := options(t, lines)
	o.Counts, o.Secret = "", secretFile(t, aSecret)
	folder := run(t, o)
	rows := numbers(t, folder, "module_versions")
	coarse, next := 0, slices.Clone(sites)
	for level := range 4 {
		coarser := func(slug, version string) string {
			parts := strings.Split(version, ".")
			switch {
			case level == 3:
				return slug + "\x00(other)\x00"
			case strings.HasSuffix(version, "(other)") || level > 0 && len(parts) != 3:
				return ""
			case level == 0:
				return slug + "\x00" + version + "\x00"
			}
			return slug + "\x00" + strings.Join(parts[:3-level], ".") + " (other)\x00"
		}
		have := map[string]int64{}
		for _, site := range next {
			keys := map[string]bool{}
			for slug, versions := range site {
				for _, v := range versions {
					keys[coarser(slug, v)] = true
				}
			}
			for key := range keys {
				have[key]++
			}
		}
		delete(have, "")
		for key, n := range have {
			switch p, ok := rows[key]; {
			case !ok && n >= 20: // T is 20, and u is at least 0
				t.Errorf("%q, of %d sites, is missing", key, n)
			case ok && (n < 10 || p-n >= 10 || n-p >= 10):
				t.Errorf("%q: %d was published as %d", key, n, p)
			case ok && level > 0:
				coarse++
			}
		}
		for i, site := range next {
			next[i] = map[string][]string{}
			for slug, versions := range site {
				next[i][slug] = slices.DeleteFunc(slices.Clone(versions), func(v string) bool { return rows[coarser(slug, v)] > 0 })
			}
		}
		maps.DeleteFunc(rows, func(key string, _ int64) bool { return have[key] > 0 })
	}
	if len(rows) > 0 || coarse < 8 {
		t.Errorf("%d rows that no site is in, %d of coarser values", len(rows), coarse)
	}
	e := entryOf(t, manifestOf(t, folder), "module_versions")
	if len(e.Columns[1].Ladder) != 2 || e.Columns[0].Ladder != nil {
		t.Errorf("the manifest has %+v", e.Columns)
	}
	slices.Reverse(lines)
	o.Input, o.Output, o.Workers = []string{write(t, lines, 3)}, t.TempDir(), 3
	if !maps.Equal(digests(t, folder), digests(t, run(t, o))) {
		t.Error("the same reports in another order made another release")
	}
	o.Output, o.Counts = t.TempDir(), dataset.CountsExact
	for key := range numbers(t, run(t, o), "module_versions") {
		if strings.Contains(key, "(other)") && !strings.Contains(key, "3.0 (other)") {
			t.Errorf("with exact counts there is %q", key)
		}
	}
}

// changed copies the dataset, and replaces texts in its files: file, old, new, and so on.
func changed(t *testing.T, changes ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "dropsonde")
	if err := os.CopyFS(dir, os.DirFS(dropsonde)); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(changes); i += 3 {
		file := filepath.Join(dir, changes[i])
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), changes[i+1]) {
			t.Fatalf("%s has no %q", changes[i], changes[i+1])
		}
		if err := os.WriteFile(file, []byte(strings.Replace(string(text), changes[i+1], changes[i+2], 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Of a column with a list, rare and unlisted values are shown as (other) alone.
func TestGeneralisedAndListed(t *testing.T) {
	lines, _ := withVersions(700)
	o := options(t, lines)
	dir := changed(t, dataset.File, "  counts: rounded\n", "  counts: rounded\n  allow: {modules.version: versions.txt}\n")
	if err := os.WriteFile(filepath.Join(dir, "versions.txt"), []byte("0.0.0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	o.Dataset = load(t, dir)
	shown := map[string]bool{}
	for _, row := range rowsOf(t, run(t, o), "module_versions") {
		shown[strings.Split(row, "\x00")[1]] = true
	}
	if want := map[string]bool{"0.0.0": true, "(other)": true}; !maps.Equal(shown, want) {
		t.Errorf("shown are %v, not %v", shown, want)
	}
}

// What cannot be generalised is refused with the place in the table's file.
func TestGeneraliseRefused(t *testing.T) {
	for name, test := range map[string]struct {
		changes []string
		want    string
	}{
		"no such column": {[]string{"module_versions.yaml", "generalise: version", "generalise: versions"},
			"module_versions.yaml:2:1: generalise: QUERY has no column versions that shows, as it is, what it groups by"},
		"a computed column": {[]string{"module_versions.sql", "m.version AS version,", "UPPER(m.version) AS version,", "module_versions.sql", "GROUP BY m.slug, m.version", "GROUP BY slug, version"},
			"column version of QUERY is not a column of the reports as it is, but something computed"},
		"no ladder": {[]string{"module_versions.yaml", "generalise: version", "generalise: slug"},
			"there are no steps for modules.slug, which column slug of QUERY shows, but for modules.version"},
		"a condition on the column": {[]string{"module_versions.sql", "m.version IS NOT NULL", "m.version IS NOT NULL AND m.version != '1.0.0-acme'"},
			"QUERY asks for more of modules.version than its values"},
		"a condition before it is taken apart": {[]string{"module_versions.sql", "FROM reports, UNNEST(modules) AS m", "FROM reports, UNNEST(modules) AS m, UNNEST([LENGTH(m.version)]) AS n"},
			"QUERY asks for more of modules.version than its values"},
		"a key computed beside it": {[]string{"module_versions.sql", "m.version AS version,", "m.version AS version, m.version = '1.0.0-acme' AS acme,", "module_versions.sql", "GROUP BY m.slug, m.version", "GROUP BY m.slug, m.version, acme"},
			"QUERY asks for more of modules.version than its values"},
		"a measure of it": {[]string{"module_versions.sql", "COUNT(DISTINCT site_id) AS sites", "COUNTIF(m.version = '1.0.0-acme') AS sites"},
			"QUERY asks for more of modules.version than its values"},
		"another measure": {[]string{"module_versions.sql", "COUNT(DISTINCT site_id) AS sites", "COUNT(*) AS sites"},
			"QUERY has another number than that of different sites"},
		"several groupings": {[]string{"module_versions.sql", "GROUP BY m.slug, m.version", "GROUP BY ROLLUP (m.slug, m.version)"},
			"QUERY adds up reports in 3 ways"},
		"sets of values": {[]string{"module_pairs.yaml", "owner:", "generalise: slug_a\nowner:", dataset.File, "    modules.version:", "    modules.slug: ['^(.*)-']\n    modules.version:"},
			"QUERY counts sets of values that sites have together"},
	} {
		t.Run(name, func(t *testing.T) {
			ds := load(t, changed(t, test.changes...))
			table, _ := ds.Table(strings.TrimSuffix(strings.TrimSuffix(test.changes[0], ".yaml"), ".sql"))
			_, err := job.Compile(ds, []dataset.Table{*table}, theWeek(t))
			want := strings.Replace(test.want, "QUERY", table.SQLFile, 1)
			if findings := (gsql.Findings)(nil); !errors.As(err, &findings) || !strings.Contains(err.Error(), want) {
				t.Errorf("%v\nwant %s", err, want)
			}
		})
	}
	for changes, want := range map[string]string{
		"generalise: version\ndp: {epsilon: 1, delta: 1e-6, max_groups_per_site: 3}": "a table with dp shows what noise leaves",
		"generalise: [version]": "generalise must be text",
	} {
		dir := changed(t, "module_versions.yaml", "generalise: version", changes, dataset.File, "  counts: rounded\n", "  counts: rounded\n  dp_budget: {epsilon: 1, delta: 1e-6}\n")
		if _, err := dataset.Load(dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", changes, err)
		}
	}
	for level, want := range map[string]string{
		"modules.version: ['^(']": "is no regular expression", "modules.version: ['^[0-9]']": "has 0 groups",
		"modules.version: []": "there are no steps", "site_id: ['(.)']": "the privacy unit is in no table",
	} {
		dir := changed(t, dataset.File, `modules.version: ['^(\d+\.\d+)\.', '^(\d+)\.']`, level)
		if _, err := dataset.Load(dir); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "dataset.yaml:") {
			t.Errorf("%s: %v", level, err)
		}
	}
}

// Tables that show the same have the same threshold, also where their queries are written in other words.
func TestGeneralisedThresholds(t *testing.T) {
	dir := changed(t)
	again := "SELECT a.version AS v, a.slug, COUNT(DISTINCT site_id) AS n FROM reports, UNNEST(modules) AS a WHERE a.slug IS NOT NULL AND a.version IS NOT NULL GROUP BY 1, 2"
	for k, want := range map[string]string{"10": "", "20": "z_again.yaml:1:1: generalise: "} {
		for name, text := range map[string]string{"z_again.sql": again, "z_again.yaml": "generalise: v\nk: " + k + "\n"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		ds := load(t, dir)
		_, err := job.Compile(ds, ds.Tables, theWeek(t))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("k = %s: %v", k, err)
		}
	}
}
