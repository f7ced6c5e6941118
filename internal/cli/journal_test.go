package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"isobar/internal/job"
	"isobar/internal/operate"
	"isobar/internal/publish/outputs"
)

// statusOf is what `isobar status --json` says of the runs of the first dataset.
func statusOf(t *testing.T, args ...string) (dataset string, last, failure *operate.Run) {
	t.Helper()
	code, stdout, stderr := isobar(t, append([]string{"status", "--json"}, args...)...)
	if code != 0 {
		t.Fatal(stderr)
	}
	s := decode[struct {
		Datasets []struct {
			Dataset     string
			LastRun     *operate.Run `json:"last_run"`
			LastFailure *operate.Run `json:"last_failure"`
		}
	}](t, stdout)
	if len(s.Datasets) != 1 {
		t.Fatal(stdout)
	}
	return s.Datasets[0].Dataset, s.Datasets[0].LastRun, s.Datasets[0].LastFailure
}

// What a run says to people is in the journal, and status says it again.
func TestJournal(t *testing.T) {
	reports, few, out, journal := sampled(t, "20"), sampled(t, "1"), filepath.Join(t.TempDir(), "out"), filepath.Join(t.TempDir(), "runs")
	run := func(want int, input string, more ...string) string {
		t.Helper()
		args := append([]string{"run", "--dataset", dropsonde, "--input", input, "--week", "2026-11-09", "--output", out, "--journal", journal}, more...)
		code, _, stderr := isobar(t, args...)
		if code != want || strings.Contains(stderr, "the journal does not") {
			t.Fatalf("status %d, want %d: %s", code, want, stderr)
		}
		if stderr == "" {
			return ""
		}
		return last(t, stderr).Message
	}

	// The first run fails: nothing is published, and that is said.
	said := run(ExitRefused, few)
	name, now, failure := statusOf(t, out, "--journal", journal)
	if name != "dropsonde" || now == nil || failure == nil || *now != *failure || now.Message != said || now.Outcome != operate.Refused ||
		now.Status != ExitRefused || now.Week != "2026-11-09" || now.Version != Version() || now.Ended.Before(now.Started) || time.Since(now.Started) > time.Hour {
		t.Errorf("%s: %+v, %+v; it said %s", name, now, failure, said)
	}
	_, stdout, _ := isobar(t, "status", out, "--journal", journal)
	for _, want := range []string{"No release in the places that were named.\nLast run: of week 2026-11-09, begun ", " UTC, refused to publish with status 3.\nIt says: " + said + "\n"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in:\n%s", want, stdout)
		}
	}
	if code, _, stderr := isobar(t, "status", out, "--journal", journal, "--max-age", "8d"); code != ExitFailed || last(t, stderr).Message != "there is no release" {
		t.Errorf("status %d, %s", code, stderr)
	}

	run(ExitPublished, reports)
	_, now, failure = statusOf(t, out, "--journal", journal)
	if now.Outcome != operate.Published || now.Status != 0 || now.Message != "" || failure.Message != said {
		t.Errorf("%+v, %+v", now, failure)
	}
	_, stdout, _ = isobar(t, "status", out, "--journal", journal)
	if !strings.Contains(stdout, " UTC, published.\nLast failure: of week 2026-11-09, begun ") || !strings.Contains(stdout, "status 3: "+said+"\n") {
		t.Error(stdout)
	}

	// Neither a dry run nor a place that is refused is noted; a wrong flag of a scheduled run is.
	run(ExitPublished, reports, "--dry-run")
	if _, again, _ := statusOf(t, out, "--journal", journal); *again != *now {
		t.Errorf("a dry run: %+v", again)
	}
	code, _, stderr := isobar(t, "run", "--dataset", dropsonde, "--input", reports, "--output", out, "--journal", filepath.Join(out, "runs"))
	if _, err := os.Stat(filepath.Join(out, "runs")); code != ExitUsage || !strings.Contains(stderr, "in the public folder") || !os.IsNotExist(err) {
		t.Errorf("status %d, %s, %v", code, stderr, err)
	}
	code, _, stderr = isobar(t, "run", "--dataset", dropsonde, "--input", "nowhere.jsonl", "--output", out, "--journal", journal)
	_, now, failure = statusOf(t, out, "--journal", journal)
	if code != ExitUsage || !strings.Contains(stderr, now.Message) || now.Message != "input nowhere.jsonl: no such file or directory" || failure.Status != ExitUsage {
		t.Errorf("status %d, %s, %+v", code, stderr, now)
	}
}

// A journal that cannot be written is a warning, and the week is published all the same.
func TestJournalUnwritable(t *testing.T) {
	reports, out, open := sampled(t, "20"), t.TempDir(), t.TempDir()
	if err := os.Chmod(open, 0o755); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := isobar(t, "run", "--dataset", dropsonde, "--input", reports, "--week", "2026-11-09", "--output", out, "--journal", open)
	if code != ExitPublished || strings.Count(stderr, "the journal does not say everything of this run") != 2 || !strings.Contains(stderr, "chmod 700") {
		t.Errorf("status %d, %s", code, stderr)
	}
	if files := folder(t, open); len(files) != 0 {
		t.Errorf("written were %v", files)
	}
}

// A backfill notes each week, and not those that it skips; also in a bucket.
func TestJournalOfABackfill(t *testing.T) {
	emulated(t, "private", "public")
	reports, out := sampled(t, "20"), t.TempDir()
	args := []string{"--dataset", dropsonde, "--input", reports, "--output", out, "--journal", "gs://private/runs"}
	code, stdout, stderr := isobar(t, append([]string{"backfill", "--from", "2026-W45", "--to", "2026-W46"}, args...)...)
	_, now, failure := statusOf(t, out, "--journal", "gs://private/runs")
	if code != ExitRefused || now.Week != "2026-11-09" || now.Outcome != operate.Published || failure.Week != "2026-11-02" || failure.Outcome != operate.Refused {
		t.Errorf("status %d\n%s%s%+v, %+v", code, stdout, stderr, now, failure)
	}
	isobar(t, append([]string{"backfill", "--from", "2026-W46", "--to", "2026-W46"}, args...)...)
	if _, again, _ := statusOf(t, out, "--journal", "gs://private/runs"); *again != *now {
		t.Errorf("a week that was skipped is noted: %+v", again)
	}
	code, _, stderr = isobar(t, "run", "--dataset", dropsonde, "--input", reports, "--output", "gs://public/data", "--secret", "x", "--journal", "gs://public/runs")
	if code != ExitUsage || !strings.Contains(stderr, "in the bucket of gs://public/data") {
		t.Errorf("status %d, %s", code, stderr)
	}
}

func TestOutcome(t *testing.T) {
	ended, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("terminated signal received"))
	for _, test := range []struct {
		ctx  context.Context
		err  error
		want operate.Outcome
		says string
	}{
		{t.Context(), nil, operate.Published, ""},
		{ended, nil, operate.Published, ""}, // it had published before the signal came
		{ended, fmt.Errorf("reading: %w", context.Canceled), operate.Stopped, "stopped: terminated signal received"},
		{ended, errors.New("the disk is full"), operate.Broken, "the disk is full"},
		{t.Context(), runError(&job.Refusal{Reason: "too few"}), operate.Refused, "not published: too few"},
		{t.Context(), usagef("no such file"), operate.Broken, "no such file"},
		{t.Context(), &job.Incomplete{Tables: []job.StaleTable{{Name: "t", Columns: []string{"c"}, File: "f"}}}, operate.Incomplete, "table t was not made: f lacks c, which it needs"},
	} {
		if got := outcome(test.ctx, test.err); got != test.want {
			t.Errorf("%v is %s, want %s", test.err, got, test.want)
		}
		if test.err != nil && sentence(test.ctx, test.err) != test.says {
			t.Errorf("it says %q, want %q", sentence(test.ctx, test.err), test.says)
		}
	}
}

// Each outcome has words of its own, and what there is nothing to say of is not said.
func TestStatusOfRuns(t *testing.T) {
	begun := time.Date(2026, 11, 16, 6, 0, 3, 0, time.UTC)
	of := func(outcome operate.Outcome, status int, message string) *operate.Run {
		return &operate.Run{Week: "2026-11-09", Started: begun, Outcome: outcome, Status: status, Message: message}
	}
	failed := of(operate.Broken, 1, "one\ntwo")
	lost := of(operate.Lost, 0, "")
	const when = "of week 2026-11-09, begun 2026-11-16 06:00:03 UTC, "
	for want, runs := range map[string]operate.Runs{
		"No run is noted in the journal.\n":                                                                                                    {},
		"Last run: " + when + "published.\nNo run in the journal has failed.\n":                                                                {Last: of(operate.Published, 0, "")},
		"Last run: " + when + "has not ended: it is under way, or was killed.\nLast failure: " + when + "did not end.\n":                       {Last: of(operate.Running, 0, ""), Failure: lost},
		"Last run: " + when + "did not end.\nIt says nothing: it was killed, or its machine is gone.\n":                                        {Last: lost, Failure: lost},
		"Last run: " + when + "failed with status 1.\nIt says: one …\n":                                                                        {Last: failed, Failure: failed},
		"Last run: " + when + "published.\nLast failure: " + when + "failed with status 1: one …\n":                                            {Last: of(operate.Published, 0, ""), Failure: failed},
		"Last run: of a week that the command line did not name, begun 2026-11-16 06:00:03 UTC, dropped.\nNo run in the journal has failed.\n": {Last: &operate.Run{Started: begun, Outcome: "dropped"}},
	} {
		var b strings.Builder
		writeRuns(&b, &runs)
		if b.String() != want {
			t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
		}
	}
}

// A run that was killed is in the journal as one that has not ended.
func TestJournalOfAKilledRun(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "runs")
	j, err := operate.OpenJournal(t.Context(), outputs.Connections{}, journal)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := j.Begin(t.Context(), operate.Run{Dataset: "d", Week: "2026-11-09", Started: time.Now().Add(-25 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if _, now, failure := statusOf(t, t.TempDir(), "--journal", journal); now.Outcome != operate.Lost || failure == nil {
		t.Errorf("%+v, %+v", now, failure)
	}
}
