package querytest

import (
	"strconv"
	"strings"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

// TestProblems: everything that can be wrong in a file has its place.
func TestProblems(t *testing.T) {
	const valid = "- name: x\n  sites:\n    - report: {name: a}\n  rows: []\n"
	report := func(text string) string { return strings.Replace(valid, "{name: a}", text, 1) }
	for _, c := range []struct{ name, file, want string }{
		{"no cases", "# nothing\n", "DIR/t_test.yaml:1:1: there are no cases; `isobar query new` shows the form"},
		{"an empty list", "[]\n", "DIR/t_test.yaml:1:1: there are no cases; `isobar query new` shows the form"},
		{"a mapping", "name: x\n", "DIR/t_test.yaml:1:1: the file must be a list of mappings, not a mapping"},
		{"a list of texts", "- x\n", "DIR/t_test.yaml:1:3: the file must be a list of mappings, not of text"},
		{"no YAML", "- name: [\n", "DIR/t_test.yaml:1:9: not valid YAML: "},
		{"an empty case", "- {}\n", "DIR/t_test.yaml:1:3: name is missing: give a few words on what the case shows"},
		{"no name", valid[:2] + valid[12:], "DIR/t_test.yaml:1:3: name is missing"},
		{"a name twice", valid + valid, `DIR/t_test.yaml:5:9: name: "x" is the name of a case above`},
		{"unknown key", strings.Replace(valid, "  rows", "  row: []\n  rows", 1), "DIR/t_test.yaml:4:3: row is not a key that can stand here; known are k, name, rows, sites, week"},
		{"unknown key of a site", strings.Replace(valid, "report", "times: 2\n      report", 1), "DIR/t_test.yaml:3:7: sites.times is not a key that can stand here; known are repeat, report"},
		{"k of 0", strings.Replace(valid, "  sites", "  k: 0\n  sites", 1), "DIR/t_test.yaml:2:6: k: 0 is not between 1 and 2147483647: "},
		{"k is text", strings.Replace(valid, "  sites", "  k: two\n  sites", 1), "DIR/t_test.yaml:2:6: k must be a whole number, not text"},
		{"no week", strings.Replace(valid, "  sites", "  week: May\n  sites", 1), `DIR/t_test.yaml:2:9: week: week "May" is not understood`},
		{"sites missing", "- name: x\n  rows: []\n", "DIR/t_test.yaml:1:3: sites is missing: "},
		{"no sites", "- name: x\n  sites: []\n  rows: []\n", "DIR/t_test.yaml:2:10: sites: a case without sites tests nothing"},
		{"sites are a mapping", "- name: x\n  sites: {}\n  rows: []\n", "DIR/t_test.yaml:2:10: sites must be a list of mappings, not a mapping"},
		{"sites are numbers", "- name: x\n  sites: [1]\n  rows: []\n", "DIR/t_test.yaml:2:11: sites must be a mapping, not a number"},
		{"report missing", "- name: x\n  sites: [{repeat: 2}]\n  rows: []\n", "DIR/t_test.yaml:2:11: sites.report is missing: "},
		{"repeat of 0", "- name: x\n  sites: [{repeat: 0, report: {}}]\n  rows: []\n", "DIR/t_test.yaml:2:20: sites.repeat: 0 is not between 1 and 100000: "},
		{"repeat without end", "- name: x\n  sites: [{repeat: 100001, report: {}}]\n  rows: []\n", "DIR/t_test.yaml:2:20: sites.repeat: 100001 is not between"},
		{"rows missing", "- name: x\n  sites: [{report: {}}]\n", "DIR/t_test.yaml:1:3: rows is missing: "},
		{"rows empty", "- name: x\n  sites: [{report: {}}]\n  rows:\n", "DIR/t_test.yaml:3:9: rows: write a list of rows, [] for none; this is empty"},
		{"a row alone", "- name: x\n  sites: [{report: {}}]\n  rows: {name: a}\n", "DIR/t_test.yaml:3:9: rows: write a list of rows, [] for none; this is a mapping"},

		{"a report is text", report("a"), "DIR/t_test.yaml:3:15: a report is a record: write a mapping such as {site: …}, not text"},
		{"a report is empty", report(""), "a report is a record: write a mapping such as {site: …}, not empty"},
		{"unknown column", report("{nam: a}"), "DIR/t_test.yaml:3:16: the schema has no column nam; here it has site, time, secret, name, "},
		{"unknown field", report("{mods: [{slog: a}]}"), "DIR/t_test.yaml:3:24: the schema has no column mods.slog; here it has slug, tags"},
		{"capitals", report("{Name: a}"), "DIR/t_test.yaml:3:16: the schema has no column Name; "},
		{"a column twice", report("{host: {os: a, os: b}}"), "DIR/t_test.yaml:3:30: "},
		{"no list", report("{mods: {slug: a}}"), "DIR/t_test.yaml:3:22: mods is REPEATED: write a list such as [{slug: …}], not a mapping"},
		{"no list of texts", report("{tags: a}"), "DIR/t_test.yaml:3:22: tags is REPEATED: write a list such as […], not text"},
		{"a list", report("{name: [a]}"), "DIR/t_test.yaml:3:22: name: the column is STRING: write text, not a list"},
		{"no record", report("{mods: [a]}"), "DIR/t_test.yaml:3:23: mods is a record: write a mapping such as {slug: …}, not text"},
		{"NULL in a list", report("{tags: [a, null]}"), "DIR/t_test.yaml:3:26: tags: an array of a report has no NULLs"},
		{"NULL among records", report("{mods: [null]}"), "DIR/t_test.yaml:3:23: mods: an array of a report has no NULLs"},
		{"a number for text", report("{name: 5}"), "DIR/t_test.yaml:3:22: name: the column is STRING: write text, not a number; quote it if text is meant"},
		{"a wrong number far in", report("{mods: [{}, {tags: [a, 1.5]}]}"), "DIR/t_test.yaml:3:38: mods.tags: the column is STRING: write text, not a fractional number; "},
		{"an anchor", report("{name: &a b}"), "name: the column is STRING: write text, not an anchor or alias, which is not supported"},
		{"another week", report("{time: 2026-11-16}"), "DIR/t_test.yaml:3:15: time: the report is not of the case's week, that of 2026-11-09"},
		{"an id for many", strings.Replace(report("{site: a}"), "report", "repeat: 2\n      report", 1), "DIR/t_test.yaml:4:16: site: repeated sites have ids of their own, which are filled in"},
		{"an id twice", "- name: x\n  sites: [{report: {site: a}}, {report: {site: a}}]\n  rows: []\n", "DIR/t_test.yaml:2:42: site: a site above has this id, and every entry is a site of its own"},
	} {
		if _, failures, got := ofTable(t, byName, c.file); len(failures) > 0 || !strings.HasPrefix(got, c.want) && !strings.Contains(got, "\n"+c.want) && (c.want[0] == 'D' || !strings.Contains(got, c.want)) {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	if _, _, got := ofTable(t, byName, valid); got != "" {
		t.Errorf("what is changed above is not valid: %s", got)
	}
}

// TestAllProblemsAtOnce, in the order of the file.
func TestAllProblemsAtOnce(t *testing.T) {
	_, _, got := ofTable(t, byName, "- nam: x\n  k: 0\n  sites:\n    - report: {nme: a, count: b}\n      repat: 2\n  rows: x\n")
	want := `DIR/t_test.yaml:1:3: name is missing: give a few words on what the case shows
DIR/t_test.yaml:1:3: nam is not a key that can stand here; known are k, name, rows, sites, week
DIR/t_test.yaml:2:6: k: 0 is not between 1 and 2147483647: the threshold is a number of sites
DIR/t_test.yaml:4:16: the schema has no column nme; here it has site, time, secret, name, count, ratio, flag, day, seen, raw, local, price, tags, host, mods
DIR/t_test.yaml:4:31: count: the column is INT64: write a whole number, not text
DIR/t_test.yaml:5:7: sites.repat is not a key that can stand here; known are repeat, report
DIR/t_test.yaml:6:9: rows: write a list of rows, [] for none; this is text`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestMissing(t *testing.T) {
	ds := aDataset(t, map[string]string{"t.sql": byName})
	if _, _, got := outcome(t, ds); got != "no test: DIR/t_test.yaml is missing; `isobar query new` shows the form" {
		t.Errorf("got %s", got)
	}
}
