package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"isobar/internal/job"
)

// datasetOutcome is what became of one dataset in a run of several.
type datasetOutcome struct {
	name   string
	dryRun bool
	err    error
}

// word says the outcome for people.
func (d *datasetOutcome) word() string {
	var incomplete *job.Incomplete
	switch code := exitCode(d.err); {
	case errors.As(d.err, &incomplete):
		return "failed, for some tables"
	case code == ExitUsage:
		return "wrong command line"
	case code == ExitFailed:
		return "failed"
	case code == ExitRefused:
		return "refused"
	case d.dryRun:
		return "dry run"
	}
	return "published"
}

// writeOutcomes ends the summaries of several datasets with one line for each. What went wrong follows on
// standard error.
func writeOutcomes(w io.Writer, outcomes []datasetOutcome) error {
	var b strings.Builder
	width := len("dataset")
	for _, d := range outcomes {
		width = max(width, len(d.name))
	}
	fmt.Fprintf(&b, "%-*s  exit status\n", width, "dataset")
	for _, d := range outcomes {
		fmt.Fprintf(&b, "%-*s  %11d  %s\n", width, d.name, exitCode(d.err), d.word())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeJSON writes a line for a dataset that got no summary, because its run ended before there was one.
func (d *datasetOutcome) writeJSON(w io.Writer, told bool) error {
	if told || d.err == nil {
		return nil
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(struct {
		Dataset   string `json:"dataset"`
		Published bool   `json:"published"`
		Status    int    `json:"exit_status"`
		Error     string `json:"error"`
	}{d.name, false, exitCode(d.err), d.err.Error()})
}
