package job_test

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"isobar/internal/dataset"
)

// TestPrivacyPage holds the parameters in docs/privacy.md to the datasets that there are.
func TestPrivacyPage(t *testing.T) {
	root := filepath.Dir(dropsonde)
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("| dataset | site | k | counts | step r | from T sites on | one site adds at most | never seen by queries |\n|---|---|---|---|---|---|---|---|\n")
	var raised []string
	for _, e := range entries {
		ds := load(t, filepath.Join(root, e.Name()))
		p := ds.Privacy
		step, least := "", ""
		if p.Counts == dataset.CountsRounded {
			step = fmt.Sprint(p.Rounding)
			least = fmt.Sprint(p.Rounding * ((p.K + 2*p.Rounding - 2) / p.Rounding))
		}
		fmt.Fprintf(&b, "| %s | `%s` | %d | %s | %s | %s | %s | %s |\n", ds.Name, p.Unit, p.K, p.Counts, step, least, bounds(p), code(p.Never))
		for _, table := range ds.Tables {
			if table.K > p.K {
				raised = append(raised, fmt.Sprintf("`%s` of %s (%d)", table.Name, ds.Name, table.K))
			}
		}
	}
	if len(raised) > 0 {
		fmt.Fprintf(&b, "\nTables with a k of their own: %s.\n", strings.Join(raised, ", "))
	}
	holdPage(t, "privacy.md", map[string]string{"parameters": b.String()})
}

// bounds says what one site may add, the columns with one bound together.
func bounds(p dataset.Privacy) string {
	by := map[int64][]string{}
	for column, bound := range p.Bounds {
		by[bound] = append(by[bound], column)
	}
	words := []string{fmt.Sprintf("%d to a count of rows", p.Rows)}
	for _, bound := range slices.SortedFunc(maps.Keys(by), func(a, b int64) int { return cmp.Compare(a, b) }) {
		words = append(words, fmt.Sprintf("%d to %s", bound, code(by[bound])))
	}
	return strings.Join(words, "; ")
}

func code(names []string) string {
	var quoted []string
	for _, name := range slices.Sorted(slices.Values(names)) {
		quoted = append(quoted, "`"+name+"`")
	}
	return strings.Join(quoted, ", ")
}
