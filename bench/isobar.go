package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
)

// week is the week of all reports here. It is fixed, so that a seed gives the same bytes on any day.
const week, weekFrom, weekTo = "2026-11-09", "2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z"

// isobar is the program under measurement: the path of its binary.
type isobar string

// summary is the part of what `isobar run --json` prints that is needed here.
type summary struct {
	Published bool
	Output    string
	Refused   string
	Reports   int64
	Sites     int64
	Tables    []struct {
		Name string
		K    int
		Rows int64
	}
	Phases []phase
}

type phase struct {
	Name    string
	Seconds float64
	Bytes   int64
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

// parquet is the pattern of a table's files in a release.
func (s *summary) parquet(table string) string {
	return filepath.Join(s.Output, table, "*", "*.parquet")
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
	*summary
}

// run publishes the reports of a folder. Counts are exact whatever the dataset says, or they could not be
// compared.
func (p isobar) run(ctx context.Context, dataset, input, output string) (isobarRun, error) {
	printed, u, err := measure(ctx, nil, string(p), "run", "--dataset", dataset, "--input", input, "--week", week,
		"--output", output, "--counts", "exact", "--json")
	if err != nil {
		return isobarRun{}, err
	}
	s, err := parseSummary(printed)
	if err != nil {
		return isobarRun{}, fmt.Errorf("%s: %w", input, err)
	}
	return isobarRun{u, s}, nil
}

// phaseSeconds is how long the phase of that name took in each run.
func phaseSeconds(runs []isobarRun, name string) (seconds []float64) {
	for _, r := range runs {
		for _, p := range r.Phases {
			if p.Name == name {
				seconds = append(seconds, p.Seconds)
			}
		}
	}
	return seconds
}

// size is the number of bytes in the files of a folder.
func size(folder string) (bytes int64, err error) {
	err = filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			bytes += info.Size()
		}
		return err
	})
	return bytes, err
}
