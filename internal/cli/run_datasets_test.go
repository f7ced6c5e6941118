package cli

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const spartakus = "../../queries/spartakus"

// sampledBelow makes the reports of each dataset in a folder of its name.
func sampledBelow(t *testing.T, dir, sites string, datasets ...string) {
	t.Helper()
	for _, dataset := range datasets {
		to := filepath.Join(dir, filepath.Base(dataset))
		if code, _, stderr := isobar(t, "sample", "--dataset", dataset, "--sites", sites, "--week", "2026-11-09", "--output", to); code != 0 {
			t.Fatalf("sample: status %d, standard error %s", code, stderr)
		}
	}
}

// Of several datasets each gets the release that it would have got alone, whatever becomes of the others.
func TestSeveralDatasets(t *testing.T) {
	reports, out, alone := t.TempDir(), t.TempDir(), t.TempDir()
	sampledBelow(t, reports, "60", dropsonde)
	sampledBelow(t, reports, "1", spartakus)
	broken := filepath.Join(t.TempDir(), "broken")
	if err := os.Mkdir(broken, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, "dataset.yaml"), []byte("kk: 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	const week = "2026-11-09"
	secret := fixedSecret(t)
	if code, _, stderr := isobar(t, "run", "--dataset", dropsonde, "--input", filepath.Join(reports, "dropsonde"), "--week", week, "--output", alone, "--secret", secret); code != 0 {
		t.Fatal(stderr)
	}
	args := []string{"run", "--input", filepath.Join(reports, "{dataset}"), "--week", week, "--output", out, "--secret", secret}

	// As a shell expands a pattern: one value of the flag, and arguments.
	code, stdout, stderr := isobar(t, append(args, "--dataset", broken, dropsonde, spartakus)...)
	if !strings.HasSuffix(stdout, "\n\ndataset    exit status\nbroken               1  failed\ndropsonde            0  published\nspartakus            3  refused\n") ||
		!strings.Contains(stderr, "dataset.yaml:1:1") || !strings.Contains(stderr, "spartakus: not published: 1 distinct site") {
		t.Errorf("standard output:\n%s\nstandard error:\n%s", stdout, stderr)
	}
	if code != ExitFailed {
		t.Errorf("status %d: of 1, 0 and 3 the gravest is 1", code)
	}
	if !reflect.DeepEqual(folder(t, out), folder(t, alone)) {
		t.Error("beside others, dropsonde has another release than alone, or they have one, too")
	}

	// The same as JSON, a line for each, with a wrong command line for one.
	if err := os.RemoveAll(filepath.Join(reports, "spartakus")); err != nil {
		t.Fatal(err)
	}
	code, stdout, _ = isobar(t, append(args, "--json", "--dry-run", "--dataset", dropsonde, "--dataset", spartakus)...)
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if len(lines) != 2 || code != ExitUsage {
		t.Fatalf("status %d, standard output:\n%s", code, stdout)
	}
	type line struct {
		Dataset, Error string
		Status         int `json:"exit_status"`
	}
	if got := decode[line](t, lines[0]); got != (line{Dataset: "dropsonde"}) {
		t.Errorf("%+v", got)
	}
	if got := decode[line](t, lines[1]); got.Dataset != "spartakus" || got.Status != ExitUsage || !strings.Contains(got.Error, "spartakus: no such file") {
		t.Errorf("%+v", got)
	}
}

func TestSeveralDatasetsUsage(t *testing.T) {
	same := filepath.Join(t.TempDir(), "dropsonde")
	if err := os.Mkdir(same, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(same, "dataset.yaml"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	both := "--dataset " + dropsonde + " --dataset " + spartakus + " --input x "
	for args, sentence := range map[string]string{
		dropsonde:                                "--dataset is missing: the datasets' folders follow it",
		"--dataset " + dropsonde + " ../../docs": `isobar run takes no arguments besides flags and folders of datasets, but here is "../../docs"`,
		"--dataset " + dropsonde + " --dataset ../../docs":       "--dataset ../../docs is not a dataset: ",
		"--dataset ../../docs/*":                                 "--dataset ../../docs/*: no folder with a dataset.yaml matches",
		"--dataset " + dropsonde + " " + same:                    "--dataset: ",
		both + "--output out --rejects rejects":                  "--rejects rejects would be written by every dataset in turn: ",
		both + "--output out --first-seen seen":                  "--first-seen seen would be written by every dataset in turn: ",
		both + "--output bq://project.public":                    "--output bq://project.public would hold the tables of all datasets: ",
		both + "--output out --counts many":                      `--counts "many" is none of `,
		"--dataset ../../queries/* --output out --week 2026-W46": "--input is missing: ",
	} {
		code, stdout, stderr := isobar(t, strings.Fields("run "+args)...)
		if code != ExitUsage || stdout != "" || !strings.HasPrefix(stderr, "isobar: "+sentence) || strings.Count(stderr, "\n") != 2 {
			t.Errorf("%s: status %d, standard output %q, standard error:\n%swant: %s", args, code, stdout, stderr, sentence)
		}
	}
}
