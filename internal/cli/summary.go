package cli

import (
	"encoding/json"
	"io"
	"time"

	"isobar/internal/cells"
	"isobar/internal/release"
	"isobar/internal/report"
	"isobar/internal/week"
)

// Summary is what a run did. It is for the operator, who may see the reports: the numbers of reports
// and sites are exact, and nothing of it is part of a release.
type Summary struct {
	Dataset string
	Window  week.Window
	Mode    string // of publication: "rounded", "exact" or "threshold"
	Runner  string // where the job ran: "direct", "prism", …

	Reports        int64            // reports read: every line or row that is not blank, rejected ones too
	Rejected       map[string]int64 // reports that could not be used, by reason
	RejectsDir     string           // where they were written; "" if nowhere
	Early, Late    int64            // good reports from before and from after the window
	LeftOut, Young int64            // good reports of the window: of sites on the list of --opt-out, and of sites not seen for long enough
	Duplicates     int64            // good reports of the window that a later one of the same site replaced
	Merged         bool             // they were made one with it instead
	Sites          int64            // distinct sites of the window, each with one report
	SkippedEntries int64            // entries of repeated fields that did not fit the schema
	Limited        report.Limited   // what fits, but is beyond the dataset's limits
	DamagedFiles   int              // that were left out, with all reports that they may hold
	DamagedBytes   int64            // of these files, as stored
	Cut            map[string]int64 // by table: sites that have more rows than one site counts in
	// Faults counts, by table, the expressions that had no value for some site, such as a division by
	// zero, and became NULL.
	Faults map[string]int64

	Tables     []TableSummary // in the order of the release
	Stale      []StaleTable   // tables that could not be made
	NewColumns []NewColumn    // that at least k sites sent and the schema lacks, the most frequent first
	Loss       *release.Loss  // of differentially private tables; nil if there are none
	// NewSecret is the file of the secret that this run made, or "".
	NewSecret string
	Output    string         // where the release is; "" if nothing was published
	Refused   string         // why nothing was published; "" if something was, or on a dry run
	DryRun    bool           // everything but publishing was done
	Status    int            // exit status of the run
	Phases    []PhaseSummary // in the order of the run
	Elapsed   time.Duration  // of the whole run
}

// TableSummary is one table of a release.
type TableSummary struct {
	Name     string
	K        int   // least number of sites of its groups
	Rows     int64 // rows published
	Withheld int64 // groups of fewer than K sites, or cells.NotCounted
	Audited  int64 // groups that were withheld after the audit of the release
	Private  bool  // differentially
}

// StaleTable is a table that was not made, because the input lacks columns that it needs.
type StaleTable struct {
	Name    string   `json:"name"`
	Week    string   `json:"week,omitempty"` // of its last release; "" if there is none
	Columns []string `json:"lacking"`
}

// NewColumn is a column that the schema lacks; Reports of the window have it.
type NewColumn struct {
	Name    string `json:"name"`
	Reports int64  `json:"reports"`
}

// PhaseSummary is how long one phase took.
type PhaseSummary struct {
	Name    string
	Elapsed time.Duration
	Bytes   int64 // input bytes that it read, as stored; 0 if it read none
}

// rejected is the number of reports that could not be used.
func (s *Summary) rejected() int64 {
	var n int64
	for _, count := range s.Rejected {
		n += count
	}
	return n
}

// leastK is the lowest threshold of all tables; 0 if there are none.
func (s *Summary) leastK() int {
	least := 0
	for _, t := range s.Tables {
		if least == 0 || t.K < least {
			least = t.K
		}
	}
	return least
}

// The JSON forms. Names are as scripts want them, a duration is in seconds, a number that is not known
// is null, and lists and objects are never null.
type (
	summaryJSON struct {
		Dataset        string           `json:"dataset"`
		Week           string           `json:"week"`
		From           time.Time        `json:"from"`
		To             time.Time        `json:"to"`
		Mode           string           `json:"mode,omitempty"`
		Runner         string           `json:"runner,omitempty"`
		Published      bool             `json:"published"`
		DryRun         bool             `json:"dry_run"`
		Status         int              `json:"exit_status"`
		Refused        string           `json:"refused,omitempty"`
		Output         string           `json:"output,omitempty"`
		NewSecret      string           `json:"new_secret,omitempty"`
		Reports        int64            `json:"reports"`
		Rejected       map[string]int64 `json:"rejected"`
		Early          int64            `json:"early"`
		LeftOut        int64            `json:"left_out,omitempty"`
		Young          int64            `json:"young,omitempty"`
		Late           int64            `json:"late"`
		Duplicates     int64            `json:"duplicates"`
		Sites          int64            `json:"sites"`
		SkippedEntries int64            `json:"skipped_entries"`
		Limited        report.Limited   `json:"limited"`
		DamagedFiles   int              `json:"damaged_files,omitempty"`
		DamagedBytes   int64            `json:"damaged_bytes,omitempty"`
		Cut            map[string]int64 `json:"cut,omitempty"`
		Faults         map[string]int64 `json:"faults"`
		Tables         []tableJSON      `json:"tables"`
		Stale          []StaleTable     `json:"stale,omitempty"`
		NewColumns     []NewColumn      `json:"new_columns,omitempty"`
		Loss           *release.Loss    `json:"dp,omitempty"`
		Phases         []phaseJSON      `json:"phases"`
		Seconds        float64          `json:"seconds"`
	}
	tableJSON struct {
		Name     string `json:"name"`
		K        int    `json:"k"`
		Rows     int64  `json:"rows"`
		Withheld *int64 `json:"withheld"`
		Audited  int64  `json:"withheld_after_audit,omitempty"`
	}
	phaseJSON struct {
		Name    string  `json:"name"`
		Seconds float64 `json:"seconds"`
		Bytes   int64   `json:"bytes"`
	}
)

// WriteJSON writes the summary as one JSON object on one line.
func (s *Summary) WriteJSON(w io.Writer) error {
	out := summaryJSON{
		Dataset: s.Dataset, Week: s.Window.Label,
		From: time.UnixMicro(s.Window.From).UTC(), To: time.UnixMicro(s.Window.To).UTC(),
		Mode: s.Mode, Runner: s.Runner,
		Published: s.published(), DryRun: s.DryRun, Status: s.Status, Refused: s.Refused, Output: s.Output,
		Reports: s.Reports, Rejected: filled(s.Rejected), Early: s.Early, Late: s.Late, LeftOut: s.LeftOut, Young: s.Young, NewSecret: s.NewSecret,
		Duplicates: s.Duplicates, Sites: s.Sites, SkippedEntries: s.SkippedEntries, Limited: s.Limited,
		DamagedFiles: s.DamagedFiles, DamagedBytes: s.DamagedBytes, Cut: s.Cut, Faults: filled(s.Faults),
		Tables: []tableJSON{}, Stale: s.Stale, NewColumns: s.NewColumns, Loss: s.Loss, Phases: []phaseJSON{}, Seconds: s.Elapsed.Seconds(),
	}
	for _, t := range s.Tables {
		table := tableJSON{Name: t.Name, K: t.K, Rows: t.Rows, Audited: t.Audited}
		if t.Withheld != cells.NotCounted {
			table.Withheld = &t.Withheld
		}
		out.Tables = append(out.Tables, table)
	}
	for _, p := range s.Phases {
		out.Phases = append(out.Phases, phaseJSON{p.Name, p.Elapsed.Seconds(), p.Bytes})
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(out)
}

func (s *Summary) published() bool { return !s.DryRun && s.Refused == "" && s.Output != "" }

func filled(m map[string]int64) map[string]int64 {
	if m == nil {
		return map[string]int64{}
	}
	return m
}
