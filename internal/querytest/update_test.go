package querytest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// updated runs tests, rewrites what fails and gives the new file.
func updated(t *testing.T, sql, tests string) (string, error) {
	t.Helper()
	s, failures, _ := ofTable(t, sql, tests)
	if len(failures) == 0 {
		t.Fatalf("nothing fails in\n%s", tests)
	}
	err := s.Update(t.Context(), failures, compilerOf(s.dataset))
	data, readErr := os.ReadFile(s.File)
	if readErr != nil {
		t.Fatal(readErr)
	}
	entries, readErr := os.ReadDir(s.dataset.Dir)
	if readErr != nil || len(entries) != 4 {
		t.Errorf("%d files are left, %v", len(entries), readErr)
	}
	return string(data), err
}

// TestUpdateKeepsWhatIsNotWrong compares whole files before and after.
func TestUpdateKeepsWhatIsNotWrong(t *testing.T) {
	// what is published: a 3, b 2, c 1
	const sites = "# The first line.\n- name: \"x\"   # a name\n  k: 1\n  sites:  # of three kinds\n  - {repeat: 3, report: {name: a}}\n\n  - {repeat: 2, report: {name: b}} # two\n  - report:\n      name: c\n"
	const after = "\n# A comment between cases.\n- name: passes\n  k: 1\n  sites: [{report: {name: a}}]\n  rows:\n  -   { name:   a ,  sites: 1 }  # as it is\n# The last line."
	for _, c := range []struct{ name, rows, want string }{
		{"a cell", "  rows:\n    - {name: a, sites: 3}\n    - { sites:  7 , name: b }  # why\n    # about c\n    - {name: c, sites: 1}\n",
			"  rows:\n    - {name: a, sites: 3}\n    - { sites:  2 , name: b }  # why\n    # about c\n    - {name: c, sites: 1}\n"},
		{"a row too many", "  rows:\n    # about z\n    - {name: z, sites: 9} # gone\n    - {name: a, sites: 3}\n    - {name: b, sites: 2}\n    - {name: c, sites: 1}\n",
			"  rows:\n    # about z\n    - {name: a, sites: 3}\n    - {name: b, sites: 2}\n    - {name: c, sites: 1}\n"},
		{"a row is missing", "  rows:\n  - {name: c, sites: 1}\n  - {name: a, sites: 3}\n  # at the end\n",
			"  rows:\n  - {name: c, sites: 1}\n  - {name: a, sites: 3}\n  - {name: b, sites: 2}\n  # at the end\n"},
		{"none were expected", "  rows: [] # yet\n", "  rows: # yet\n    - {name: a, sites: 3}\n    - {name: b, sites: 2}\n    - {name: c, sites: 1}\n"},
		{"rows in brackets", "  rows: [{name: a, sites: 3}, {name: z, sites: 3}]\n", "  rows:\n    - {name: a, sites: 3}\n    - {name: b, sites: 2}\n    - {name: c, sites: 1}\n"},
		{"rows in several lines", "  rows:\n    - name: b\n      # two sites\n      sites: 5 # or so\n    -\n      sites: 3\n      name: a\n\n    - name: z\n      sites: 1\n",
			"  rows:\n    - name: b\n      # two sites\n      sites: 2 # or so\n    -\n      sites: 3\n      name: a\n\n    - {name: c, sites: 1}\n"},
		{"columns that are wrong", "  rows:\n    - {name: a}\n    - {name: b, sites: 2, more: 1} # x\n    - {name: c, sites: 1}\n    - nothing\n",
			"  rows:\n    - {name: c, sites: 1}\n    - {name: a, sites: 3}\n    - {name: b, sites: 2}\n"},
		{"quotes", "  rows:\n    - {name: 'a', sites: 30}\n    - {\"name\": \"b\", \"sites\": 20}\n    - {name: \"\\u0063\", sites: 10}\n",
			"  rows:\n    - {name: 'a', sites: 3}\n    - {\"name\": \"b\", \"sites\": 2}\n    - {name: \"\\u0063\", sites: 1}\n"},
	} {
		for _, eol := range []string{"\n", "\r\n"} {
			tests, want := strings.ReplaceAll(sites+c.rows+after, "\n", eol), strings.ReplaceAll(sites+c.want+after, "\n", eol)
			if got, err := updated(t, byName, tests); err != nil || got != want {
				t.Errorf("%s: %v\n%s\nwant\n%s", c.name, err, got, want)
			}
		}
		// the same at the end of a file whose last line has no end
		tests, want := strings.TrimRight(sites+c.rows, "\n"), strings.TrimRight(sites+c.want, "\n")
		if got, err := updated(t, byName, tests); err != nil || strings.TrimRight(got, "\n") != want {
			t.Errorf("%s at the end of the file: %v\n%s\nwant\n%s", c.name, err, got, want)
		}
	}
}

func TestUpdateToNothing(t *testing.T) {
	const sites = "- name: x\n  k: 9\n  sites: [{report: {name: a}}]\n"
	for rows, want := range map[string]string{
		"  rows:\n    # why\n    - {name: a, sites: 3}\n    - {name: b, sites: 3}\n": "  rows: []\n    # why\n",
		"  rows: [{name: a, sites: 3}] # b\n":                                        "  rows: [] # b\n",
	} {
		if got, err := updated(t, byName, sites+rows); err != nil || got != sites+want {
			t.Errorf("%v\n%s\nwant\n%s", err, got, sites+want)
		}
	}
}

// TestUpdateOfTexts: values that need quotes get them.
func TestUpdateOfTexts(t *testing.T) {
	got, err := updated(t, byName, "- name: x\n  k: 1\n  sites: [{report: {name: 'a: b'}}, {report: {name: 'null'}}, {report: {}}, {report: {name: \"é\\n\"}}]\n  rows: []\n")
	if want := "  rows:\n    - {name: null, sites: 1}\n    - {name: \"a: b\", sites: 1}\n    - {name: \"null\", sites: 1}\n    - {name: \"é\\n\", sites: 1}\n"; err != nil || !strings.HasSuffix(got, want) {
		t.Errorf("%v\n%s\nwant at the end\n%s", err, got, want)
	}
}

// TestUpdateOfOrderedRows: random rows come out in the query's order, with the comments of those that stay.
func TestUpdateOfOrderedRows(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	sites, want := "- name: x\n  k: 1\n  sites:\n", "  rows:\n"
	var rows []string
	for i := range 8 {
		sites += fmt.Sprintf("  - {repeat: %d, report: {name: n%d}}\n", 9-i, i)
		rows = append(rows, fmt.Sprintf("  - {name: n%d, sites: %d}", i, 9-i))
		want += rows[i] + "\n"
	}
	for range 25 {
		tests := sites + "  rows:\n"
		kept := 0
		for n := range 10 {
			row := rows[r.IntN(len(rows))]
			switch r.IntN(4) {
			case 0:
				row = strings.Replace(row, "sites: ", "sites: 1", 1)
			case 1:
				row = "  - {name: other, sites: 5}"
			case 2:
				row += fmt.Sprintf(" # %d", n)
				kept++
			}
			tests += row + "\n"
		}
		got, err := updated(t, ordered, tests)
		got = strings.TrimPrefix(got, sites)
		var plainRows strings.Builder
		for line := range strings.Lines(got) {
			line, _, _ = strings.Cut(strings.TrimSuffix(line, "\n"), " #")
			plainRows.WriteString(line + "\n")
		}
		if err != nil || plainRows.String() != want {
			t.Fatalf("%v\n%s\nbecomes\n%s", err, tests, got)
		}
		if kept > 0 && strings.Count(got, "#") > kept {
			t.Errorf("comments came from nowhere:\n%s", got)
		}
	}
}

// TestUpdateThatCannotBe leaves the file alone and says why.
func TestUpdateThatCannotBe(t *testing.T) {
	const sites = "- name: x\n  k: 1\n  sites: [{report: {name: a}}]\n"
	for tests, want := range map[string]string{
		sites + "  rows: [ # a comment\n    {name: a, sites: 2}]\n":                                           "_test.yaml:4:9: there may be a comment between the brackets",
		"- {name: x, k: 1, sites: [{report: {name: a}}], rows: [{name: a, sites: 2}, {name: b, sites: 1}]}\n": "_test.yaml: the rows cannot be rewritten in place; ",
		sites + "  rows:\n    - name: a\n      sites:\n":                                                      "_test.yaml:6:14: the value of sites is not written in one line",
	} {
		got, err := updated(t, byName, tests)
		if err == nil || !strings.Contains(err.Error(), want) || got != tests {
			t.Errorf("%v, want %s\n%s", err, want, got)
		}
	}
}
