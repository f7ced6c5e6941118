package job_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"isobar/internal/audit"
	"isobar/internal/dataset"
	"isobar/internal/job"
	"isobar/internal/release"
	"isobar/internal/storage"
	"isobar/internal/week"
)

// generated is the reports of a made-up week in a folder.
func generated(t *testing.T, w week.Window, seed uint64, sites int) string {
	t.Helper()
	g := &generator{r: rand.New(rand.NewPCG(seed, 3)), from: w.From, to: w.To}
	_, lines, _ := g.week(sites)
	return write(t, lines, 2)
}

// run does a job that has to succeed and gives the dataset's folder.
func run(t *testing.T, o job.Options) string {
	t.Helper()
	o.Version = "test"
	if _, err := job.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(o.Output, o.Dataset.Name)
}

func manifestOf(t *testing.T, folder string) *release.Manifest {
	t.Helper()
	m, err := release.Read(t.Context(), storage.NewLocal(folder), "2026-11-09")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const aSecret = "00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210"

func secretFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// numbers are the rows of a table whose last column is a number, by their other columns.
func numbers(t *testing.T, folder, table string) map[string]int64 {
	t.Helper()
	rows := map[string]int64{}
	for _, row := range rowsOf(t, folder, table) {
		i := strings.LastIndexByte(row, 0)
		n, err := strconv.ParseInt(row[i+1:], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		rows[row[:i+1]] = n
	}
	return rows
}

// TestRounded compares a rounded release with the exact counts of the same reports.
func TestRounded(t *testing.T) {
	ds, w := load(t, dropsonde), theWeek(t)
	input := generated(t, w, 1, 500)
	o := job.Options{Dataset: ds, Input: []string{input}, Window: w, Output: t.TempDir(), Counts: job.CountsThreshold}
	exact := run(t, o)
	o.Counts, o.Secret, o.Output = "", secretFile(t, aSecret), t.TempDir()
	rounded := run(t, o)
	m := manifestOf(t, rounded)
	if m.Mode != dataset.CountsRounded || m.Step != 10 || len(m.Secret) != 16 || m.Bounds["rows"] != 1 || *m.Sites%10 != 0 {
		t.Errorf("manifest: %+v", m)
	}
	compared, missing := 0, 0
	for _, table := range []string{"module_usage", "module_pairs", "environments", "unused_classes"} {
		have := numbers(t, rounded, table)
		for key, n := range numbers(t, exact, table) {
			p, ok := have[key]
			switch {
			case !ok:
				missing++
				if n >= 20 { // T is 20, and u is at least 0
					t.Errorf("%s: a row of %d sites is missing", table, n)
				}
			case p%10 != 0 || p < 20 || p-n >= 10 || n-p >= 10:
				t.Errorf("%s: %d was published as %d", table, n, p)
			}
			delete(have, key)
			compared++
		}
		if len(have) > 0 {
			t.Errorf("%s: %d rows are published that fewer than k sites are in", table, len(have))
		}
	}
	if compared < 150 || missing == 0 {
		t.Errorf("%d rows compared, %d missing: the reports are no test", compared, missing)
	}
	for name := range digests(t, rounded) {
		data, err := os.ReadFile(filepath.Join(rounded, name))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(aSecret)) || bytes.Contains(data, []byte(aSecret[:32])) {
			t.Errorf("%s holds the secret", name)
		}
	}
	o.Output, o.Workers = t.TempDir(), 5
	if !maps.Equal(digests(t, rounded), digests(t, run(t, o))) {
		t.Error("the same reports and secret made another release")
	}
	o.Output, o.Secret = t.TempDir(), secretFile(t, strings.Repeat("0f1e", 16))
	if maps.Equal(digests(t, rounded), digests(t, run(t, o))) {
		t.Error("another secret made the same release")
	}
}

// TestSecrets: a run makes a secret once, says so, and refuses another one afterwards.
func TestSecrets(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	o := options(t, sites(40))
	o.Counts = dataset.CountsRounded
	done, err := job.Run(t.Context(), o)
	if err != nil || done.NewSecret == "" {
		t.Fatalf("%+v, %v", done, err)
	}
	if again, err := job.Run(t.Context(), o); err != nil || again.NewSecret != "" {
		t.Errorf("%+v, %v", again, err)
	}
	before := digests(t, o.Output)
	o.Secret = secretFile(t, aSecret)
	var refusal *job.Refusal
	if _, err := job.Run(t.Context(), o); !errors.As(err, &refusal) || !strings.Contains(err.Error(), "rounded with another secret") {
		t.Errorf("error %v", err)
	}
	if !maps.Equal(before, digests(t, o.Output)) {
		t.Error("a refused run changed the output")
	}
	o.NewSecret = true
	if _, err := job.Run(t.Context(), o); err != nil {
		t.Error(err)
	}
	var usage *job.UsageError
	o.Secret = filepath.Join(t.TempDir(), "none")
	if _, err := job.Run(t.Context(), o); !errors.As(err, &usage) || !strings.Contains(err.Error(), "isobar init") {
		t.Errorf("error %v", err)
	}
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	o.Secret, o.DryRun = "", true
	if dry, err := job.Run(t.Context(), o); err != nil || dry.NewSecret != "" {
		t.Errorf("%+v, %v", dry, err)
	}
	if entries, err := os.ReadDir(os.Getenv("XDG_CONFIG_HOME")); len(entries) > 0 || err != nil {
		t.Errorf("a dry run left %v, %v", entries, err)
	}
}

// TestExact: an exact release has the exact counts of fewer rows, and the auditor, who finds groups of a few
// sites in the naive release of the same reports, finds none in it.
func TestExact(t *testing.T) {
	ds, w := load(t, dropsonde), theWeek(t)
	input := generated(t, w, 2, 400)
	o := job.Options{Dataset: ds, Input: []string{input}, Window: w, Output: t.TempDir(), Counts: job.CountsThreshold}
	naive := run(t, o)
	o.Counts, o.Output = dataset.CountsExact, t.TempDir()
	exact := run(t, o)
	if m := manifestOf(t, exact); m.Mode != dataset.CountsExact || m.Step != 0 || m.Secret != "" || m.Dominance != 10 {
		t.Errorf("manifest: %+v", m)
	}
	hidden := 0
	for _, table := range []string{"module_usage", "module_versions", "module_pairs", "environments", "platforms"} {
		have, all := numbers(t, exact, table), numbers(t, naive, table)
		for key, n := range have {
			if all[key] != n {
				t.Errorf("%s: a row says %d, and %d sites are in it", table, n, all[key])
			}
		}
		hidden += len(all) - len(have)
	}
	for _, audited := range []struct {
		folder string
		clean  bool
	}{{naive, false}, {exact, true}} {
		report, err := audit.Run(t.Context(), audit.Options{Store: storage.NewLocal(audited.folder), MoreHidden: audited.clean})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d certain findings, %d rows hidden", report.Certain(), hidden)
		if report.Passed() != audited.clean {
			t.Errorf("%d certain findings", report.Certain())
		}
	}
}

// TestASecondExactReleaseIsRefused: of two exact releases, of weeks between which one site left, the second
// would show what that site had.
func TestASecondExactReleaseIsRefused(t *testing.T) {
	w := theWeek(t)
	week := func(day string, sites int) (lines []string) {
		r := rand.New(rand.NewPCG(9, 9))
		for i := range sites {
			var modules []string
			for m := range 20 {
				if r.IntN(2) == 0 || i == 600 { // the last site has them all
					modules = append(modules, fmt.Sprintf(`{"slug":"m%d","version":"1"}`, m))
				}
			}
			lines = append(lines, fmt.Sprintf(`{"site_id":"%d","timestamp":"%s 00:00:00 UTC","modules":[%s]}`, i, day, strings.Join(modules, ",")))
		}
		return lines
	}
	output := t.TempDir()
	o := job.Options{Dataset: load(t, dropsonde), Window: w.Previous(), Output: output, Counts: dataset.CountsExact}
	o.Input = []string{write(t, week("2026-11-03", 601), 1)}
	run(t, o)
	o.Window, o.Input = w, []string{write(t, week("2026-11-10", 600), 1)}
	var refusal *job.Refusal
	if _, err := job.Run(t.Context(), o); !errors.As(err, &refusal) || !strings.Contains(err.Error(), "A8") {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(filepath.Join(output, "dropsonde", "module_usage", "week=2026-11-09")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the refused release is there: %v", err)
	}
}

// TestDominance: in exact mode, a sum of which one site contributes nearly all is NULL.
func TestDominance(t *testing.T) {
	w := theWeek(t)
	var lines []string
	for i := range 40 {
		classes := `{"name":"even","count":20}`
		switch {
		case i == 7:
			classes += `,{"name":"uneven","count":100}`
		case i < 11:
			classes += `,{"name":"uneven","count":1}` // 9 of them and the greatest leave less than 10 % of it
		}
		lines = append(lines, fmt.Sprintf(`{"site_id":"%d","timestamp":"2026-11-10 00:00:00 UTC","classes":[%s]}`, i, classes))
	}
	o := job.Options{Dataset: load(t, dropsonde), Input: []string{write(t, lines, 1)}, Window: w}
	for counts, want := range map[string][]string{
		job.CountsThreshold: {"even,40,800", "uneven,11,110"},
		dataset.CountsExact: {"even,40,800", "uneven,11,"},
	} {
		o.Counts, o.Output = counts, t.TempDir()
		var have []string
		for _, row := range rowsOf(t, run(t, o), "class_usage") {
			have = append(have, strings.ReplaceAll(row, "\x00", ","))
		}
		if !slices.Equal(have, want) {
			t.Errorf("%s: %q, want %q", counts, have, want)
		}
	}
}

// TestAllow publishes only listed names, however many sites report others.
func TestAllow(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dropsonde")
	if err := os.CopyFS(dir, os.DirFS(dropsonde)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, dataset.File))
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "  counts: rounded\n", "  counts: rounded\n  allow: {modules.slug: names.txt}\n", 1)
	for name, content := range map[string]string{dataset.File: changed, "names.txt": "puppetlabs-stdlib\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	lines := sites(60)
	for i := range 30 {
		lines[i] = strings.Replace(lines[i], `"modules":[`, `"modules":[{"slug":"acme-internal","version":"1"},`, 1)
	}
	o := options(t, lines)
	o.Dataset = load(t, dir)
	folder := run(t, o)
	for _, table := range []string{"module_usage", "module_versions", "module_pairs"} {
		for _, row := range rowsOf(t, folder, table) {
			if strings.Contains(row, "acme") {
				t.Errorf("%s publishes a name that is not on the list", table)
			}
		}
	}
	if len(numbers(t, folder, "module_usage")) != 1 {
		t.Error("the listed name is not published")
	}
	if m := manifestOf(t, folder); len(m.Allow["modules.slug"]) != 64 {
		t.Errorf("manifest: %v", m.Allow)
	}
	query := "SELECT UPPER(m.slug) AS name, COUNT(DISTINCT site_id) AS sites FROM reports, UNNEST(modules) AS m GROUP BY name"
	if err := os.WriteFile(filepath.Join(dir, "loud.sql"), []byte(query), 0o644); err != nil {
		t.Fatal(err)
	}
	o.Dataset = load(t, dir)
	if _, err := job.Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "only listed values of modules.slug may be published") {
		t.Errorf("a query that computes with the names was not refused: %v", err)
	}
}
