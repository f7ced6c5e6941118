package witness

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	root    = ".." // of isobar's own module, seen from this folder, where tests run
	dataset = "queries/dropsonde"
	week    = "2026-11-09"
)

// release is what a run left: a published dataset, its manifest, and the summary that the run printed.
type release struct {
	dataset  string // folder, from root
	sql      string // folder with the witness of each table, from here
	dir      string
	manifest manifest
	summary  map[string]int64
}

// manifest is the part of a release's manifest.json that its readers need.
type manifest struct {
	Week, From, To string
	Sites, Reports int64
	Tables         []table
}

type table struct {
	Name    string
	Columns []column
	Rows    int
}

type column struct {
	Name, Type string
}

// The committed sample: the release of the README's first example.
func TestCommittedSample(t *testing.T) {
	check(t, filepath.Join(root, "sampledata/dropsonde/reports"), "*.jsonl.gz")
}

// A larger sample, one line in a hundred of which is no report.
func TestDirtySample(t *testing.T) {
	input := t.TempDir()
	isobar(t, "sample", "--dataset", dataset, "--sites", "1500", "--weeks", "1", "--week", week,
		"--seed", "5", "--dirty", "0.01", "--output", input)
	check(t, input, "*.jsonl")
}

// Reports made to be difficult; see difficult_test.go.
func TestDifficultReports(t *testing.T) {
	input := t.TempDir()
	if err := os.WriteFile(filepath.Join(input, "reports.jsonl"), difficult(t), 0o600); err != nil {
		t.Fatal(err)
	}
	check(t, input, "*.jsonl")
}

// check publishes the reports of a folder and holds the release against DuckDB. pattern are the names of
// the folder's files.
func check(t *testing.T, input, pattern string) {
	checkRelease(t, publish(t, dataset, "sql", input), input, pattern)
}

// checkRelease holds a release of a folder's reports against DuckDB.
func checkRelease(t *testing.T, r *release, input, pattern string) {
	db := open(t, map[string]string{
		"input":     filepath.Join(input, pattern),
		"from_time": r.manifest.From,
		"to_time":   r.manifest.To,
	})
	t.Run("files", func(t *testing.T) {
		for _, tab := range r.manifest.Tables {
			t.Run(tab.Name, func(t *testing.T) { db.checkFiles(t, r, tab) })
		}
	})
	t.Run("contents", func(t *testing.T) {
		db.exec(t, readSQL(t, r, "prelude"))
		climb, err := os.ReadFile("climb.sql")
		if err != nil {
			t.Fatal(err)
		}
		db.exec(t, string(climb))
		db.checkSummary(t, r)
		checkWitnesses(t, r)
		for _, tab := range r.manifest.Tables {
			t.Run(tab.Name, func(t *testing.T) { db.checkContents(t, r, tab) })
		}
	})
}

// checkWitnesses finds tables without a query in sql/, queries without a table, and tables of the dataset
// that were not published at all.
func checkWitnesses(t *testing.T, r *release) {
	t.Helper()
	names := func(pattern string) (names []string) {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			names = append(names, strings.TrimSuffix(filepath.Base(file), ".sql"))
		}
		return names
	}
	published := map[string]bool{}
	for _, tab := range r.manifest.Tables {
		published[tab.Name] = true
	}
	witnessed := names(filepath.Join(r.sql, "*.sql"))
	for _, name := range names(filepath.Join(root, r.dataset, "*.sql")) {
		if !published[name] {
			t.Errorf("table %s was not published", name)
		}
		if !slices.Contains(witnessed, name) {
			t.Errorf("table %s has no witness: write witness/%s/%s.sql, which computes it with DuckDB", name, r.sql, name)
		}
	}
	for _, name := range witnessed {
		if name != "prelude" && !published[name] {
			t.Errorf("witness/%s/%s.sql is of no published table", r.sql, name)
		}
	}
}

// publish runs isobar on the reports of a folder and reads what it says about the release.
func publish(t *testing.T, dataset, sql, input string) *release {
	t.Helper()
	input, err := filepath.Abs(input)
	if err != nil {
		t.Fatal(err)
	}
	output := t.TempDir()
	printed := isobar(t, "run", "--dataset", dataset, "--input", input, "--week", week, "--output", output, "--counts", "threshold", "--json")
	r := &release{dataset: dataset, sql: sql, dir: filepath.Join(output, filepath.Base(dataset))}
	text, err := os.ReadFile(filepath.Join(r.dir, "_releases", "week="+week, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &r.manifest); err != nil {
		t.Fatal(err)
	}
	if len(r.manifest.Tables) == 0 || r.manifest.Week != week {
		t.Fatalf("the release has %d tables, of week %q", len(r.manifest.Tables), r.manifest.Week)
	}
	r.summary = summaryOf(t, printed)
	return r
}

// summaryOf is the numbers of the summary that a run printed as JSON, by the names that
// sql/prelude.sql gives them.
func summaryOf(t *testing.T, printed []byte) map[string]int64 {
	t.Helper()
	var s struct {
		Reports, Early, Late, Duplicates, Sites int64
		Rejected                                map[string]int64
		Skipped                                 int64 `json:"skipped_entries"`
	}
	if err := json.Unmarshal(printed, &s); err != nil {
		t.Fatal(err)
	}
	numbers := map[string]int64{"reports": s.Reports, "early": s.Early, "late": s.Late,
		"duplicates": s.Duplicates, "sites": s.Sites, "skipped entries": s.Skipped}
	for reason, n := range s.Rejected {
		if reason == "not JSON" || reason == "not UTF-8" {
			reason = "not JSON or not UTF-8" // which DuckDB does not tell apart
		}
		numbers[reason] += n
	}
	return numbers
}

// program is the program to run, or why there is none.
var program struct {
	file string
	err  error
}

// TestMain builds isobar where `make build` does, so that a build that is up to date is not repeated: it
// takes a while even when only linking is left to do.
func TestMain(m *testing.M) {
	program.file, program.err = filepath.Abs(filepath.Join(root, "bin", "isobar"))
	if program.err == nil {
		build := exec.Command("go", "build", "-o", program.file, "./cmd/isobar")
		build.Dir, build.Stderr = root, os.Stderr
		program.err = build.Run()
	}
	os.Exit(m.Run())
}

// isobar runs the program in the root folder and returns what it printed.
func isobar(t *testing.T, args ...string) []byte {
	t.Helper()
	if program.err != nil {
		t.Fatalf("isobar could not be built: %v", program.err)
	}
	run := exec.Command(program.file, args...)
	run.Dir = root
	printed, err := run.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		t.Fatalf("isobar %s: %v\n%s", args[0], err, failed.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	return printed
}

// readSQL reads a file of a release's witnesses.
func readSQL(t *testing.T, r *release, name string) string {
	t.Helper()
	file := filepath.Join(r.sql, name+".sql")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("witness/%s is not there", file)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
