package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"isobar/internal/cells"
	"isobar/internal/release"
	"isobar/internal/report"
	"isobar/internal/week"
)

func weekly(t *testing.T) week.Window {
	t.Helper()
	w, err := week.Parse("2026-11-09")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func text(t *testing.T, s *Summary) string {
	t.Helper()
	var out bytes.Buffer
	if err := s.WriteText(&out); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if strings.TrimRight(line, " \n")+"\n" != line {
			t.Errorf("trailing blanks in %q", line)
		}
	}
	return out.String()
}

func published(t *testing.T) *Summary {
	return &Summary{
		Dataset: "dropsonde", Window: weekly(t), Mode: "exact", Runner: "direct",
		Reports: 123456, Rejected: map[string]int64{"not JSON": 40, "no site id": 1200, "no time": 40, "never seen": 0}, RejectsDir: "rejects",
		Early: 10, Late: 5, Duplicates: 20000, Sites: 102161, SkippedEntries: 77,
		Faults: map[string]int64{"class_usage": 1},
		Tables: []TableSummary{
			{Name: "module_usage", K: 10, Rows: 6123, Withheld: 415},
			{Name: "module_pairs", K: 10, Rows: 1234567, Withheld: cells.NotCounted},
			{Name: "module_triples", K: 50, Withheld: 3},
			{Name: "platforms", K: 10, Withheld: cells.NotCounted},
			{Name: "class_usage", K: 10},
		},
		Output:  "out/dropsonde",
		Phases:  []PhaseSummary{{"scan", 4 * time.Second, 600e6}, {"aggregate", 70 * time.Second, 700e6}, {"release", 200 * time.Millisecond, 0}},
		Elapsed: 75 * time.Second,
	}
}

func TestSummaryText(t *testing.T) {
	want := `dropsonde, week 2026-11-09 (2026-W46)

reports read                   123,456
  rejected                       1,280   1.04 %; see rejects
    no site id                   1,200
    no time                         40
    not JSON                        40
  before the window                 10
  after the window                   5
  replaced                      20,000   by a later report of the same site
sites                          102,161   one report each
entries skipped                     77   did not fit the schema; the rest of their reports is kept

table                  rows     withheld      k
module_usage          6,123          415     10
module_pairs      1,234,567  not counted     10
module_triples            0            3     50
platforms                 0  not counted     10
class_usage               0            0     10

module_triples: all groups withheld (fewer than k = 50 sites)
platforms: no group has k = 10 sites
class_usage: no rows, because no report has anything to count for it
class_usage: 1 expression had no value for a site's data (such as a division by zero) and became NULL

Published to out/dropsonde.
It took 1 min 15 s: scan 4.0 s at 150 MB/s, aggregate 1 min 10 s at 10 MB/s, release 0.2 s.
`
	if got := text(t, published(t)); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// What a newcomer stumbles over is said in words.
func TestSummarySentences(t *testing.T) {
	table := []TableSummary{{Name: "totals", K: 10}, {Name: "module_triples", K: 50}}
	for _, test := range []struct {
		summary Summary
		want    []string
		without string
	}{
		{
			Summary{Reports: 120, Duplicates: 119, Sites: 1, Tables: table},
			[]string{"1 distinct site, k = 10: nothing can be published\n", "Nothing was published.\nIt took 0.0 s.\n"},
			"module_triples:",
		},
		{
			Summary{Reports: 7, Late: 7, Tables: table, DryRun: true},
			[]string{"0 distinct sites, k = 10: nothing can be published\n", "choose another with --week, or --from and --to\n", "Dry run: nothing was published."},
			"module_triples:",
		},
		{
			Summary{Reports: 1, Sites: 1, Tables: table, Refused: "1 distinct site, k = 10: nothing can be published."},
			[]string{"one report each\n\nNot published: 1 distinct site, k = 10: nothing can be published.\nIt took"},
			"published\n",
		},
		{
			Summary{Reports: 9, Late: 9, Tables: table, Refused: "no site has a report in this window"},
			[]string{"one report each\n\nNot published: no site has a report in this window.\n"},
			"table ",
		},
		{
			Summary{Reports: 100, Rejected: map[string]int64{"not JSON": 6}, Sites: 94, Tables: table, Refused: "6.0 % of the reports were rejected"},
			[]string{"  rejected                           6   6.00 %; --rejects DIR keeps them, with file, line and reason\n", "Not published: 6.0 % of the reports were rejected.\nIt took"},
			"Published",
		},
		{
			Summary{Reports: 40, Sites: 40, Output: "out", Tables: []TableSummary{{Name: "pairs", K: 10, Rows: 7, Withheld: cells.NotCounted, Audited: 1}, {Name: "usage", K: 10, Rows: 3, Withheld: 9, Audited: 2}}},
			[]string{"\npairs: withheld after the audit: 1 row\nusage: withheld after the audit: 2 rows\n\nPublished"},
			"not counted for",
		},
		{
			Summary{Reports: 120, Duplicates: 80, Merged: true, Sites: 40, Tables: table},
			[]string{"  merged                            80   with a later report of the same site\nsites                               40   all their reports made one each\n"},
			"replaced",
		},
		{Summary{}, []string{"reports read                         0\n", "Nothing was published."}, "k ="},
	} {
		test.summary.Window = weekly(t)
		got := text(t, &test.summary)
		for _, want := range test.want {
			if !strings.Contains(got, want) {
				t.Errorf("no %q in:\n%s", want, got)
			}
		}
		if strings.Contains(got, test.without) {
			t.Errorf("%q in:\n%s", test.without, got)
		}
	}
}

func TestSummaryJSON(t *testing.T) {
	var out bytes.Buffer
	if err := published(t).WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	if strings.Count(out.String(), "\n") != 1 {
		t.Errorf("not one line:\n%s", out.String())
	}
	got := map[string]any{}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"dataset": "dropsonde", "week": "2026-11-09", "from": "2026-11-09T00:00:00Z", "to": "2026-11-16T00:00:00Z",
		"published": true, "dry_run": false, "exit_status": 0.0, "output": "out/dropsonde", "mode": "exact",
		"reports": 123456.0, "early": 10.0, "late": 5.0, "duplicates": 20000.0, "sites": 102161.0, "skipped_entries": 77.0,
		"rejected": map[string]any{"not JSON": 40.0, "no site id": 1200.0, "no time": 40.0, "never seen": 0.0},
		"faults":   map[string]any{"class_usage": 1.0}, "seconds": 75.0,
	} {
		if !reflect.DeepEqual(got[key], want) {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
	tables := got["tables"].([]any)
	if len(tables) != 5 || !reflect.DeepEqual(tables[0], map[string]any{"name": "module_usage", "k": 10.0, "rows": 6123.0, "withheld": 415.0}) {
		t.Errorf("tables: %v", tables)
	}
	if withheld, there := tables[1].(map[string]any)["withheld"]; !there || withheld != nil {
		t.Errorf("withheld that was not counted is %v, want null", withheld)
	}

	out.Reset()
	if err := (&Summary{Refused: "too many rejects", Output: "out/x"}).WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"published":false`, `"refused":"too many rejects"`, `"rejected":{}`, `"faults":{}`, `"tables":[]`, `"phases":[]`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in %s", want, out.String())
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestSummaryWriteErrors(t *testing.T) {
	s := published(t)
	if s.WriteText(broken{}) == nil || s.WriteJSON(broken{}) == nil {
		t.Error("a summary that could not be written was reported as written")
	}
}

func TestSeconds(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0.0 s", 449 * time.Millisecond: "0.4 s", 12*time.Second + 300*time.Millisecond: "12 s",
		59 * time.Second: "59 s", 119*time.Second + 600*time.Millisecond: "2 min 0 s", 3 * time.Hour: "180 min 0 s",
	} {
		if got := seconds(d); got != want {
			t.Errorf("seconds(%v) = %s, want %s", d, got, want)
		}
	}
}

func TestSummaryOfDifferentialPrivacy(t *testing.T) {
	s := published(t)
	s.Loss = &release.Loss{Epsilon: 1.5, Delta: 1e-9, TotalEpsilon: 4.5, TotalDelta: 3e-9, BudgetEpsilon: 2, BudgetDelta: 1e-6, Noise: "00ff"}
	s.Tables[3].Private = true
	out := text(t, s)
	for _, want := range []string{
		"Differential privacy: this week loses ε = 1.5 of 2, δ = 1e-09 of 1e-06; with the weeks before it, ε = 4.5, δ = 3e-09\n",
		"platforms: no group has enough sites to appear through the noise\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	var buf bytes.Buffer
	if err := s.WriteJSON(&buf); err != nil || !strings.Contains(buf.String(), `"dp":{"epsilon":1.5,"delta":1e-9,"total_epsilon":4.5`) {
		t.Errorf("%v: %s", err, buf.String())
	}
}

func TestSummaryOfLimits(t *testing.T) {
	s := published(t)
	s.Limited = report.Limited{Entries: 290000, Long: 3, Control: 2, Direction: 1}
	s.Cut = map[string]int64{"class_usage": 1, "module_usage": 2}
	out := text(t, s)
	for _, want := range []string{
		"kept\nentries too many               290,000   of reports with more than limits.max_entries, of which a fixed choice counts\n",
		"texts too long                       3   of more than limits.max_value_bytes; read as NULL\n",
		"texts with controls                  2   that is, control characters; read as NULL\n",
		"texts turning direction              1   of the text around them; read as NULL\n",
		"module_usage: 2 sites have more rows than one site counts in (max_rows), and a fixed choice of them counts\nclass_usage: 1 site has more",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	var buf bytes.Buffer
	if err := s.WriteJSON(&buf); err != nil || !strings.Contains(buf.String(),
		`"limited":{"entries":290000,"long":3,"control":2,"direction":1},"cut":{"class_usage":1,"module_usage":2},`) {
		t.Errorf("%v: %s", err, buf.String())
	}
}

func TestSummaryOfDamage(t *testing.T) {
	s := published(t)
	s.DamagedFiles, s.DamagedBytes = 3, 12_345_678
	if out, want := text(t, s), "one report each\ndamaged files                        3   12.3 MB, left out; see the log\n"; !strings.Contains(out, want) {
		t.Errorf("%q is not in\n%s", want, out)
	}
	var buf bytes.Buffer
	if err := s.WriteJSON(&buf); err != nil || !strings.Contains(buf.String(), `"damaged_files":3,"damaged_bytes":12345678,`) {
		t.Errorf("%v: %s", err, buf.String())
	}
}

func TestSummaryOfDrift(t *testing.T) {
	s := published(t)
	s.Stale = []StaleTable{{"module_versions", "2026-11-02", []string{"modules.version"}}, {"versions", "", []string{"version", "product"}}}
	s.NewColumns = []NewColumn{{"colour", 2345}, {"shade", 1}}
	s.Status = ExitFailed
	out := text(t, s)
	for _, want := range []string{
		"module_versions: not made, because the input lacks modules.version; its last week is 2026-11-02\n",
		"versions: not made, because the input lacks version, product; it has never been published\n",
		"Columns that the schema lacks were ignored: colour (2,345 reports), shade (1 report)\n",
		"\nPublished to out/dropsonde without 2 tables.\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	var buf bytes.Buffer
	if err := s.WriteJSON(&buf); err != nil || !strings.Contains(buf.String(), `"exit_status":1,`) || !strings.Contains(buf.String(),
		`"stale":[{"name":"module_versions","week":"2026-11-02","lacking":["modules.version"]},{"name":"versions","lacking":["version","product"]}],"new_columns":[{"name":"colour","reports":2345},{"name":"shade","reports":1}]`) {
		t.Errorf("%v: %s", err, buf.String())
	}
}
