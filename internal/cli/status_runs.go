package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"isobar/internal/operate"
	"isobar/internal/publish/outputs"
)

// addRuns adds to each dataset what the journal knows of its runs, and the datasets that have runs and no release.
func (o *statusOptions) addRuns(ctx context.Context, all []publication, now time.Time) ([]publication, error) {
	if o.journal == "" {
		return all, nil
	}
	journal, err := operate.OpenJournal(ctx, outputs.Connections{}, o.journal)
	if err != nil {
		return nil, &ExitError{ExitUsage, err}
	}
	names, err := journal.Datasets(ctx)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 && len(all) == 0 {
		return nil, errors.New("nothing is published, and no run is noted in " + journal.String())
	}
	published := map[string]bool{}
	for i := range all {
		runs, err := journal.Read(ctx, all[i].name, now)
		if err != nil {
			return nil, err
		}
		all[i].runs, published[all[i].name] = &runs, true
	}
	for _, name := range names {
		if published[name] {
			continue
		}
		runs, err := journal.Read(ctx, name, now)
		if err != nil {
			return nil, err
		}
		all = append(all, publication{name: name, place: name, Status: &operate.Status{Stale: true}, runs: &runs})
	}
	return all, nil
}

// writeRuns writes for people what the journal knows.
func writeRuns(w io.Writer, runs *operate.Runs) {
	if runs.Last == nil {
		fmt.Fprintln(w, "No run is noted in the journal.")
		return
	}
	fmt.Fprintf(w, "Last run: %s.\n", told(runs.Last))
	switch {
	case runs.Failure == nil:
		fmt.Fprintln(w, "No run in the journal has failed.")
		return
	case runs.Failure != runs.Last:
		fmt.Fprintf(w, "Last failure: %s", told(runs.Failure))
	default:
		fmt.Fprint(w, "It says")
	}
	switch first, _, more := strings.Cut(runs.Failure.Message, "\n"); {
	case more:
		fmt.Fprintf(w, ": %s …\n", first)
	case first != "":
		fmt.Fprintf(w, ": %s\n", first)
	case runs.Failure != runs.Last:
		fmt.Fprintln(w, ".")
	default:
		fmt.Fprintln(w, " nothing: it was killed, or its machine is gone.")
	}
}

// outcomes say in a sentence what became of a run.
var outcomes = map[operate.Outcome]string{
	operate.Running: "has not ended: it is under way, or was killed", operate.Published: "published", operate.Incomplete: "published without some tables",
	operate.Refused: "refused to publish", operate.Stopped: "was stopped", operate.Broken: "failed", operate.Lost: "did not end",
}

// told says which run it was, when, and what became of it.
func told(r *operate.Run) string {
	week := "of a week that the command line did not name"
	if r.Week != "" {
		week = "of week " + r.Week
	}
	what := outcomes[r.Outcome]
	if what == "" {
		what = string(r.Outcome) // of another version
	}
	if r.Status != ExitPublished {
		what += fmt.Sprintf(" with status %d", r.Status)
	}
	return fmt.Sprintf("%s, begun %s UTC, %s", week, r.Started.UTC().Format("2006-01-02 15:04:05"), what)
}

// runsJSON is what is known of a dataset's runs, for programs; each null if there is none.
type runsJSON struct {
	Last    *operate.Run `json:"last_run"`
	Failure *operate.Run `json:"last_failure"`
}

func asJSON(runs *operate.Runs) *runsJSON {
	if runs == nil {
		return nil
	}
	return &runsJSON{runs.Last, runs.Failure}
}
