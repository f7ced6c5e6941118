package querytest

import (
	"strings"
	"testing"
)

func TestPass(t *testing.T) {
	for name, c := range map[string]struct{ sql, tests string }{
		"the table's k":     {byName, "- name: x\n  sites:\n  - {repeat: 5, report: {name: a}}\n  - {repeat: 4, report: {name: b}}\n  rows: [{name: a, sites: 5}]\n"},
		"a k of one":        {byName, "- name: x\n  k: 1\n  sites: [{report: {name: a}}, {report: {}}]\n  rows: [{name: a, sites: 1}, {name: null, sites: 1}]\n"},
		"any order":         {byName, "- name: x\n  k: 1\n  sites: [{report: {name: a}}, {report: {name: b}}]\n  rows: [{name: b, sites: 1}, {sites: 1, name: a}]\n"},
		"its order":         {ordered, "- name: x\n  k: 1\n  sites: [{report: {name: a}}, {repeat: 2, report: {name: b}}]\n  rows: [{name: b, sites: 2}, {name: a, sites: 1}]\n"},
		"several cases":     {byName, "- name: x\n  k: 1\n  sites: [{report: {name: a}}]\n  rows: [{name: a, sites: 1}]\n- name: y\n  sites: [{report: {name: a}}]\n  rows: []\n"},
		"the default week":  {"SELECT CURRENT_DATE() AS d, COUNT(DISTINCT site) AS n FROM reports", "- name: x\n  k: 1\n  sites: [{report: {}}]\n  rows: [{d: 2026-11-16, n: 1}]\n"},
		"another week":      {"SELECT CURRENT_DATE() AS d, COUNT(DISTINCT site) AS n FROM reports", "- name: x\n  k: 1\n  week: 2024-W01\n  sites: [{report: {}}]\n  rows: [{d: 2024-01-08, n: 1}]\n"},
		"a time of its own": {"SELECT time, COUNT(DISTINCT site) AS n FROM reports GROUP BY time", "- name: x\n  k: 1\n  sites: [{report: {time: 2026-11-10 12:00:00}}, {report: {}}]\n  rows: [{time: 2026-11-09T00:00:00Z, n: 1}, {time: 2026-11-10 12:00:00, n: 1}]\n"},
		"an id of its own":  {byName, "- name: x\n  k: 2\n  sites: [{report: {site: one, name: a}}, {report: {name: a}}]\n  rows: [{name: a, sites: 2}]\n"},
		"floats":            {"SELECT ratio, COUNT(DISTINCT site) AS n FROM reports GROUP BY ratio", "- name: x\n  k: 1\n  sites: [{report: {ratio: .nan}}, {report: {ratio: -.inf}}, {report: {ratio: 0.1}}, {report: {ratio: 2}}]\n  rows: [{ratio: .nan, n: 1}, {ratio: -.inf, n: 1}, {ratio: 0.1, n: 1}, {ratio: 2.0, n: 1}]\n"},
		"nested lists": {"SELECT x AS tag, COUNT(DISTINCT site) AS n FROM reports, UNNEST(mods) AS m, UNNEST(m.tags) AS x WHERE m.slug = 'a' GROUP BY tag",
			"- name: x\n  k: 1\n  sites: [{report: {mods: [{slug: a, tags: [p, q]}, {slug: b, tags: [r]}, {slug: a}]}}, {report: {mods: [{slug: a, tags: [q]}]}}]\n  rows: [{tag: p, n: 1}, {tag: q, n: 2}]\n"},
		"a record":    {"SELECT host.os AS os, COUNT(DISTINCT site) AS n FROM reports GROUP BY os", "- name: x\n  k: 1\n  sites: [{report: {host: {os: Linux}}}, {report: {host: null}}]\n  rows: [{os: Linux, n: 1}, {os: null, n: 1}]\n"},
		"equal rows":  {"SELECT n FROM (SELECT name, COUNT(DISTINCT site) AS n FROM reports GROUP BY name)", "- name: x\n  k: 1\n  sites: [{report: {name: a}}, {report: {name: b}}]\n  rows: [{n: 1}, {n: 1}]\n"},
		"a measure":   {"SELECT SUM(count) AS s FROM reports", "- name: x\n  k: 2\n  sites: [{report: {count: 1000}}, {report: {count: -3}}]\n  rows: [{s: 97}]\n"},
		"its NULL":    {"SELECT SUM(count) AS s FROM reports", "- name: x\n  k: 2\n  sites: [{report: {count: 1000}}, {report: {count: 0}}]\n  rows: [{s: null}]\n"},
		"not counted": {"SELECT DIV(1, count) AS d, COUNT(DISTINCT site) AS n FROM reports GROUP BY d", "- name: x\n  k: 1\n  sites: [{report: {count: 0}}]\n  rows: [{d: null, n: 1}]\n"},
	} {
		if _, _, got := ofTable(t, c.sql, c.tests); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestRepeatIsThatManySites holds one entry that is repeated to as many entries.
func TestRepeatIsThatManySites(t *testing.T) {
	for _, n := range []int{1, 4, 5, 6, 1000} {
		rows := "[]"
		if n >= 5 {
			rows = "[{name: a, sites: " + itoa(n) + "}]"
		}
		one := "- name: x\n  sites: [{repeat: " + itoa(n) + ", report: {name: a}}]\n  rows: " + rows + "\n"
		many := "- name: x\n  sites: [" + strings.Repeat("{report: {name: a}},", n) + "]\n  rows: " + rows + "\n"
		for _, tests := range []string{one, many} {
			if _, _, got := ofTable(t, byName, tests); got != "" {
				t.Errorf("%d sites: %s", n, got)
			}
		}
	}
}

// TestDifferences is what a contributor sees of a case that fails.
func TestDifferences(t *testing.T) {
	const sites = "- name: x\n  k: 1\n  sites:\n  - {repeat: 12, report: {name: common}}\n  - {repeat: 2, report: {name: rare}}\n  - {report: {name: 'odd, one'}}\n  rows:\n"
	for _, c := range []struct{ name, sql, rows, want string }{
		{"a cell", byName, "  - {name: common, sites: 12}\n  - {name: rare, sites: 3}\n  - {name: 'odd, one', sites: 1}\n", `x:
  - expected, + published
     name  sites
  -  rare      3
  +  rare      2
  2 rows are as expected
`},
		{"one is missing and one too many", byName, "  - {name: common, sites: 12}\n  - {name: rare, sites: 2}\n  - {name: Zebra, sites: 100}\n", `x:
  - expected, + published
     name        sites
  -  Zebra         100
  +  "odd, one"      1
  2 rows are as expected
`},
		{"a row twice", byName, "  - {name: common, sites: 12}\n  - {name: rare, sites: 2}\n  - {name: rare, sites: 2}\n  - {name: 'odd, one', sites: 1}\n", `x:
  - expected, + published
     name  sites
  -  rare      2
  3 rows are as expected
`},
		{"null is no text", byName, "  - {name: null, sites: 12}\n  - {name: rare, sites: 2}\n  - {name: 'odd, one', sites: 1}\n", `x:
  - expected, + published
     name    sites
  -  null       12
  +  common     12
  2 rows are as expected
`},
		{"order", ordered, "  - {name: rare, sites: 2}\n  - {name: common, sites: 12}\n  - {name: 'odd, one', sites: 1}\n", `x:
  - expected, + published, in the query's order
     name  sites
  -  rare      2
  +  rare      2
  2 rows are as expected
`},
		{"an ordered cell", ordered, "  - {name: common, sites: 12}\n  - {name: rare, sites: 3}\n  - {name: 'odd, one', sites: 1}\n", `x:
  - expected, + published, in the query's order
     name  sites
  -  rare      3
  +  rare      2
  2 rows are as expected
`},
		{"ordered rows that are missing", ordered, "  - {name: rare, sites: 2}\n", `x:
  - expected, + published, in the query's order
     name        sites
  +  common         12
  +  "odd, one"      1
  1 row is as expected
`},
		{"nothing", byName + " HAVING sites > 100", "  - {name: rare, sites: 2}\n", `x:
  - expected, + published
     name  sites
  -  rare      2
  nothing is published at k = 1
`},
		{"columns", byName, "  - {name: rare, site: 2}\n  - {name: 5, sites: two}\n  - common\n  - {sites: null}\n", `x:
  DIR/t_test.yaml:8:5: the row lacks column sites; write sites: null if NULL is meant
  DIR/t_test.yaml:8:18: the table has no column site; it has name, sites
  DIR/t_test.yaml:9:12: name: the column is STRING: write text, not a number; quote it if text is meant
  DIR/t_test.yaml:9:22: sites: the column is INT64: write a whole number, not text
  DIR/t_test.yaml:10:5: write a row as a mapping, such as {name: …}, not text
  DIR/t_test.yaml:11:5: the row lacks column name; write name: null if NULL is meant
`},
	} {
		if _, _, got := ofTable(t, c.sql, sites+c.rows); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// TestLongDifferences: a test that went wrong altogether does not fill the screen.
func TestLongDifferences(t *testing.T) {
	tests := "- name: x\n  k: 1\n  sites:\n"
	for i := range 200 {
		tests += "  - report: {name: n" + itoa(i) + "}\n"
	}
	_, _, got := ofTable(t, byName, tests+"  rows: []\n")
	if !strings.HasSuffix(got, "… and 151 more that differ\n") || strings.Count(got, "\n") != 53 {
		t.Errorf("%s", got)
	}
}

func TestQueryThatCannotBePublished(t *testing.T) {
	_, _, got := ofTable(t, "SELECT SUBSTR(site, 1, 1) AS s, COUNT(*) AS n FROM reports GROUP BY s", "- name: x\n  sites: [{report: {}}]\n  rows: []\n")
	if !strings.HasPrefix(got, "DIR/t.sql:1:15: ") {
		t.Errorf("got %s", got)
	}
}
