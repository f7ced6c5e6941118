package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// week is the week of all reports here. It is fixed, so that a seed gives the same bytes on any day.
const week, weekFrom, weekTo = "2026-11-09", "2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z"

// isobar is the program under measurement: the path of its binary.
type isobar string

// summary is the part of what `isobar run --json` prints that is needed here.
type summary struct {
	Published bool           `json:"published"`
	Output    string         `json:"output"`
	Refused   string         `json:"refused,omitempty"`
	Reports   int64          `json:"reports"`
	Sites     int64          `json:"sites"`
	Tables    []tableSummary `json:"tables"`
	Phases    []phase        `json:"phases"`
}

// tableSummary is what was published of one table.
type tableSummary struct {
	Name string `json:"name"`
	K    int    `json:"k"`
	Rows int64  `json:"rows"`
}

// phase is a part of the run, with the bytes that it read.
type phase struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
	Bytes   int64   `json:"bytes"`
}

// parseSummary reads the JSON that a run printed. A summary without tables or phases is an error:
// there would be nothing to compare or to print, and nobody would notice.
func parseSummary(printed []byte) (*summary, error) {
	var s summary
	if err := json.Unmarshal(printed, &s); err != nil {
		return nil, fmt.Errorf("the summary of isobar run is not JSON: %w", err)
	}
	switch {
	case s.Refused != "":
		return nil, fmt.Errorf("isobar published nothing: %s", s.Refused)
	case !s.Published || s.Output == "":
		return nil, errors.New("isobar published nothing, and its summary does not say why")
	case len(s.Tables) == 0 || len(s.Phases) == 0:
		return nil, fmt.Errorf("the summary of isobar run has %d tables and %d phases", len(s.Tables), len(s.Phases))
	}
	return &s, nil
}

// rows is the number of rows of all tables.
func (s *summary) rows() (n int64) {
	for _, t := range s.Tables {
		n += t.Rows
	}
	return n
}

// files is the pattern of a table's files in a release, in one of the two forms.
func (s *summary) files(table, form string) string {
	return filepath.Join(s.Output, table, "*", "*."+form)
}

// version is what the program says of itself, in one line.
func (p isobar) version(ctx context.Context) (string, error) {
	printed, _, err := measure(ctx, nil, string(p), "version")
	if err != nil {
		return "", err
	}
	return strings.Join(strings.Split(strings.TrimSpace(string(printed)), "\n"), ", "), nil
}

// sample writes a week of made-up reports to a folder.
func (p isobar) sample(ctx context.Context, dataset string, sites, seed int64, output string) error {
	_, _, err := measure(ctx, nil, string(p), "sample", "--dataset", dataset, "--weeks", "1", "--week", week,
		"--sites", strconv.FormatInt(sites, 10), "--seed", strconv.FormatInt(seed, 10), "--output", output)
	return err
}

// isobarRun is one measured run.
type isobarRun struct {
	usage
	summary
}

// counts is how isobar protects counts: a value of its flag --counts.
type counts string

const (
	// threshold leaves out groups of fewer than k sites, and nothing more. DuckDB is asked for the same.
	threshold counts = "threshold"

	// rounded is what Dropsonde publishes: all counts are rounded, and the release is audited.
	rounded counts = "rounded"
)

// fixedSecret decides how counts are rounded here. It is no secret: reports are made up, and each run is to
// publish the same rows.
const fixedSecret = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"

// run publishes the reports of a folder. The secret is written beside the output.
func (p isobar) run(ctx context.Context, dataset, input, output string, c counts) (isobarRun, error) {
	key := output + ".key"
	if err := os.WriteFile(key, []byte(fixedSecret), 0o600); err != nil {
		return isobarRun{}, err
	}
	printed, u, err := measure(ctx, nil, string(p), "run", "--dataset", dataset, "--input", input, "--week", week,
		"--output", output, "--counts", string(c), "--secret", key, "--json")
	if err != nil {
		return isobarRun{}, err
	}
	s, err := parseSummary(printed)
	if err != nil {
		return isobarRun{}, fmt.Errorf("%s: %w", input, err)
	}
	return isobarRun{u, *s}, nil
}

// phaseSeconds is how long the phase of that name took in each run.
func phaseSeconds(runs []isobarRun, name string) (seconds figures) {
	for _, r := range runs {
		for _, p := range r.Phases {
			if p.Name == name {
				seconds = append(seconds, p.Seconds)
			}
		}
	}
	return seconds
}
