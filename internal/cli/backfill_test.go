package cli

import (
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// Weeks that are missing are made as `isobar run` makes them, those that are there stay.
func TestBackfill(t *testing.T) {
	reports, out, alone := t.TempDir(), t.TempDir(), t.TempDir()
	if code, _, stderr := isobar(t, "sample", "--dataset", spartakus, "--sites", "60", "--week", "2025-11-17", "--weeks", "3", "--output", reports); code != 0 {
		t.Fatal(stderr)
	}
	secret := fixedSecret(t)
	args := []string{"--dataset", spartakus, "--input", reports, "--secret", secret}
	run := func(week, to string) {
		t.Helper()
		if code, _, stderr := isobar(t, append([]string{"run", "--week", week, "--output", to}, args...)...); code != 0 {
			t.Fatal(stderr)
		}
	}
	run("2025-11-10", out)
	for _, week := range []string{"2025-11-03", "2025-11-10", "2025-11-17"} {
		run(week, alone)
	}

	backfill := func(more ...string) (int, string, string) {
		t.Helper()
		return isobar(t, append(append([]string{"backfill", "--from", "2025-W45", "--output", out}, args...), more...)...)
	}
	code, stdout, stderr := backfill("--to", "2025-W47")
	want := regexp.MustCompile(`^spartakus  2025-W45  2025-11-03  published  60 sites, \d+ tables, [\d,]+ rows
spartakus  2025-W46  2025-11-10  skipped    published before
spartakus  2025-W47  2025-11-17  published  60 sites, \d+ tables, [\d,]+ rows
$`)
	if code != 0 || !want.MatchString(stdout) {
		t.Errorf("status %d, standard output:\n%s\nstandard error:\n%s", code, stdout, stderr)
	}
	after := folder(t, out)
	if !reflect.DeepEqual(after, folder(t, alone)) {
		t.Error("a backfilled dataset differs from one that was run week by week")
	}

	// With --force all weeks are run; one without reports does not keep the later ones from it.
	code, stdout, stderr = backfill("--from", "2025-W44", "--to", "2025-W45", "--force", "--json")
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	type line struct {
		Week      string
		Published bool
		Status    int `json:"exit_status"`
	}
	if len(lines) != 2 || decode[line](t, lines[0]) != (line{Week: "2025-10-27", Status: ExitRefused}) || decode[line](t, lines[1]) != (line{Week: "2025-11-03", Published: true}) {
		t.Errorf("standard output:\n%s", stdout)
	}
	if code != ExitRefused || !strings.Contains(last(t, stderr).Message, "spartakus week 2025-10-27 (2025-W44): not published: no site has a report") {
		t.Errorf("status %d, standard error:\n%s", code, stderr)
	}
	if !reflect.DeepEqual(after, folder(t, out)) {
		t.Error("running a week again changed the dataset")
	}
	if _, stdout, _ = backfill("--to", "2025-W45", "--json"); decode[struct{ Skipped bool }](t, stdout).Skipped != true {
		t.Error(stdout)
	}
}

func TestBackfillUsage(t *testing.T) {
	run := "--dataset " + spartakus + " --input nowhere.jsonl --output " + filepath.Join(t.TempDir(), "out") + " "
	for args, sentence := range map[string]string{
		run:                                       "--from is missing: ",
		run + "--from 2025":                       `week "2025" is not understood`,
		run + "--from 2025-W40 --to 2025-W39":     "there is no week from 2025-W40 to 2025-W39: ",
		run + "--from 2025-W40 --to 2999-W01":     "--to 2999-W01: that week is not over; ",
		run + "--from 2025-W40 --week 2025-W41":   "there is no flag --week",
		run + "--from 2025-W40 --to 2025-W41":     "input nowhere.jsonl: no such file",
		"--from 2025-W40":                         "--dataset is missing: ",
		"--from 2025-W40 --dataset " + spartakus:  "--input is missing: ",
		run + "--from 2025-W40 --output s3://x/y": "output s3://x/y: name a folder, ",
		run + "--from 2025-W40 --forse":           "there is no flag --forse; did you mean --force?",
	} {
		code, stdout, stderr := isobar(t, strings.Fields("backfill "+args)...)
		if code != ExitUsage || stdout != "" || !strings.HasPrefix(stderr, "isobar: "+sentence) || !strings.HasSuffix(stderr, "\nTry: isobar backfill --help\n") {
			t.Errorf("%s: status %d, standard output %q, standard error:\n%s", args, code, stdout, stderr)
		}
	}
}
