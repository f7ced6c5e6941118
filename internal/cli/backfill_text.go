package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"isobar/internal/week"
)

// write tells what became of a week, in one line.
func (w *weekOutcome) write(to io.Writer, asJSON bool) error {
	if asJSON {
		return w.writeJSON(to)
	}
	word := (&datasetOutcome{err: w.err, dryRun: w.dryRun}).word()
	if w.skipped {
		word = "skipped"
	}
	_, err := fmt.Fprintf(to, "%s  %s  %s  %-9s  %s\n", w.dataset, isoWeek(w.week), w.week.Label, word, w.detail())
	return err
}

// detail is what a person wants to know of a week.
func (w *weekOutcome) detail() string {
	if w.skipped {
		return "published before"
	}
	if w.err != nil {
		first, _, more := strings.Cut(w.err.Error(), "\n")
		if more {
			first += " …"
		}
		return first
	}
	var s summaryJSON
	if json.Unmarshal(w.summary, &s) != nil {
		return ""
	}
	var rows int64
	for _, t := range s.Tables {
		rows += t.Rows
	}
	return fmt.Sprintf("%s, %s, %s", plural(s.Sites, "site", "sites"), plural(int64(len(s.Tables)), "table", "tables"), plural(rows, "row", "rows"))
}

// writeJSON writes the run's own summary, or, where there is none, what is known.
func (w *weekOutcome) writeJSON(to io.Writer) error {
	if len(w.summary) > 0 {
		_, err := fmt.Fprintf(to, "%s\n", bytes.TrimSpace(w.summary))
		return err
	}
	line := struct {
		Dataset   string `json:"dataset"`
		Week      string `json:"week"`
		Published bool   `json:"published"`
		Skipped   bool   `json:"skipped"`
		Status    int    `json:"exit_status"`
		Error     string `json:"error,omitempty"`
	}{Dataset: w.dataset, Week: w.week.Label, Skipped: w.skipped, Status: exitCode(w.err)}
	if w.err != nil {
		line.Error = w.err.Error()
	}
	encoder := json.NewEncoder(to)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(line)
}

// isoWeek is a week's number, 2026-W46.
func isoWeek(w week.Window) string {
	year, number := time.UnixMicro(w.From).UTC().ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, number)
}

// following is the week after a week.
func following(w week.Window) week.Window { return week.Of(time.UnixMicro(w.To)) }
