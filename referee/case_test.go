package referee

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// thresholds are the k at which queries are compared; those above 1 only where the query says how the
// emulator is to apply it.
var thresholds = []int{1, 3}

// query is one file of queries/.
type query struct {
	name        string // its path below queries/, without .sql
	sql         string
	emulator    string // the text for the emulator, which in most cases is the same
	ordered     bool   // the rows have an order, ties and all
	approximate bool   // floating-point results depend on the order of additions
}

var (
	// A line of the leading comment that says how to compare.
	directive = regexp.MustCompile(`(?m)^-- referee: (.*)$`)
	// What the emulator alone has to read.
	having    = regexp.MustCompile(`/\* k \*/`)
	andHaving = regexp.MustCompile(`/\* and k \*/`)
	hidden    = regexp.MustCompile(`/\* k: (.*?) \*/`)
)

// readQueries reads the corpus. Where x.emulator.sql is beside x.sql, the emulator gets that.
func readQueries(t testing.TB) []query {
	t.Helper()
	files, err := filepath.Glob("queries/*/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var queries []query
	for _, file := range files {
		if strings.HasSuffix(file, ".emulator.sql") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(file), "queries/"), ".sql")
		q := query{name: name, sql: string(text), emulator: string(text)}
		if other, err := os.ReadFile(strings.TrimSuffix(file, ".sql") + ".emulator.sql"); err == nil {
			q.emulator = string(other)
		}
		for _, match := range directive.FindAllStringSubmatch(string(text), -1) {
			for _, word := range strings.Fields(match[1]) {
				switch word {
				case "ordered":
					q.ordered = true
				case "approximate":
					q.approximate = true
				default:
					t.Errorf("%s: there is no directive %q", file, word)
				}
			}
		}
		queries = append(queries, q)
	}
	return queries
}

// marked says whether the query says how to apply a threshold above 1.
func (q query) marked() bool {
	return having.MatchString(q.emulator) || andHaving.MatchString(q.emulator) || hidden.MatchString(q.emulator)
}

// forEmulator is the text in which the emulator applies the threshold k itself.
func (q query) forEmulator(k int) string { return withThreshold(q.emulator, k) }

func withThreshold(sql string, k int) string {
	sql = strings.ReplaceAll(sql, "CURRENT_DATE()", "DATE '"+write(currentDate)+"'")
	if k > 1 {
		sql = having.ReplaceAllString(sql, fmt.Sprintf("HAVING COUNT(DISTINCT site_id) >= %d", k))
		sql = andHaving.ReplaceAllString(sql, fmt.Sprintf("AND COUNT(DISTINCT site_id) >= %d", k))
	}
	return strings.ReplaceAll(hidden.ReplaceAllString(sql, "$1"), "@k", fmt.Sprint(k))
}

// difference says how two tables differ, or "".
func difference(ours, theirs *table, q query) string {
	if !slices.Equal(ours.names, theirs.names) || !slices.Equal(ours.types, theirs.types) {
		return fmt.Sprintf("isobar's columns are %v %v, the emulator's %v %v", ours.names, ours.types, theirs.names, theirs.types)
	}
	a, b := ours.lines(q), theirs.lines(q)
	if slices.Equal(a, b) {
		return ""
	}
	var s strings.Builder
	fmt.Fprintf(&s, "%d rows and %d rows", len(a), len(b))
	only(&s, "isobar", a, b)
	only(&s, "emulator", b, a)
	if q.ordered {
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				fmt.Fprintf(&s, "\nfirst in another order: row %d, %s and %s", i+1, a[i], b[i])
				break
			}
		}
	}
	return s.String()
}

// only lists rows that one table has more often than the other.
func only(s *strings.Builder, name string, rows, others []string) {
	count := map[string]int{}
	for _, row := range others {
		count[row]++
	}
	shown := 0
	for _, row := range rows {
		if count[row]--; count[row] < 0 && shown < 6 {
			fmt.Fprintf(s, "\n%s: %s", name, row)
			shown++
		}
	}
}
