package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"isobar/internal/job"
)

// sampled writes a small sample and returns its folder.
func sampled(t *testing.T, sites string) string {
	t.Helper()
	dir := t.TempDir()
	if code, _, stderr := isobar(t, "sample", "--dataset", dropsonde, "--sites", sites, "--week", "2026-11-09", "--output", dir); code != 0 {
		t.Fatalf("sample: status %d, standard error %s", code, stderr)
	}
	return dir
}

func TestRunUsage(t *testing.T) {
	reports, out := sampled(t, "1"), filepath.Join(t.TempDir(), "out")
	dataset, full := "--dataset "+dropsonde+" ", "--dataset "+dropsonde+" --input "+reports+" --output "+out+" "
	for args, sentence := range map[string]string{
		"":                                         "--dataset is missing: ",
		"--dataset nowhere":                        "--dataset nowhere is not a dataset: there is no dataset.yaml in it",
		dataset + "--output " + out:                "--input is missing: ",
		dataset + "--input " + reports:             "--output is missing: ",
		full + "--week 2026-11-31":                 `week "2026-11-31" is not understood: `,
		full + "--week 2026-W46 --from 2026":       "--week and --from with --to both say which reports count: ",
		full + "--from 2026-11-09":                 "--from and --to belong together",
		full + "--from 2026-11-09 --to 2026-11-09": "the window from 2026-11-09 to 2026-11-09 is empty: ",
		full + "--runner abacus":                   `--runner "abacus" is none of `,
		full + "--counts many":                     `--counts "many" is none of rounded, exact, threshold`,
		full + "--k -1":                            "--k is -1: ",
		full + "--k 9":                             "k = 9 is below the k = 10 of ",
		full + "--max-line-bytes 0":                "--max-line-bytes is 0: ",
		full + "--inptu x":                         "there is no flag --inptu; did you mean --input?",
		full + "x":                                 `isobar run takes no arguments besides flags and folders of datasets, but here is "x"`,
		dataset + "--output " + out + " --input " + out + "/*.jsonl": "input " + out + "/*.jsonl: no file matches",
	} {
		code, stdout, stderr := isobar(t, strings.Fields("run "+args)...)
		if code != ExitUsage || stdout != "" || !strings.HasPrefix(stderr, "isobar: "+sentence) ||
			strings.Count(stderr, "\n") != 2 || !strings.HasSuffix(stderr, "\nTry: isobar run --help\n") {
			t.Errorf("%s: status %d, standard output %q, standard error:\n%swant: %s", args, code, stdout, stderr, sentence)
		}
	}
	if _, err := os.Stat(out); !os.IsNotExist(err) {
		t.Errorf("a wrong command line made %s: %v", out, err)
	}
}

// last decodes the last log line.
func last(t *testing.T, stderr string) (line struct{ Severity, Message string }) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &line); err != nil {
		t.Fatalf("%v in:\n%s", err, stderr)
	}
	return line
}

func TestRunUnwritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := isobar(t, "run", "--dataset", dropsonde, "--input", sampled(t, "1"), "--week", "2026-11-09", "--output", filepath.Join(file, "out"))
	if said := last(t, stderr); code != ExitFailed || stdout != "" || said.Severity != "ERROR" || !strings.Contains(said.Message, file) {
		t.Errorf("status %d, standard output %q, standard error:\n%s", code, stdout, stderr)
	}
}

// What the summary tells is what is on the disk.
func TestRun(t *testing.T) {
	reports, out := sampled(t, "60"), t.TempDir()
	args := []string{"run", "--dataset", dropsonde, "--input", reports, "--week", "2026-W46"}

	code, stdout, stderr := isobar(t, append(args, "--dry-run")...)
	if code != ExitPublished || !strings.Contains(stdout, "\nDry run: nothing was published.\n") || len(folder(t, out)) != 0 {
		t.Fatalf("dry run: status %d, standard output:\n%s\nstandard error:\n%s", code, stdout, stderr)
	}

	code, stdout, stderr = isobar(t, append(args, "--output", out, "--json")...)
	if code != ExitPublished {
		t.Fatalf("status %d, standard error:\n%s", code, stderr)
	}
	summary := decode[struct {
		Dataset, Week, Output string
		Published             bool
		Reports, Sites        int64
		Tables                []struct {
			Name    string
			K, Rows int64
		}
	}](t, stdout)
	if !summary.Published || summary.Dataset != "dropsonde" || summary.Week != "2026-11-09" || summary.Sites != 60 || summary.Reports < 60 ||
		summary.Output != filepath.Join(out, "dropsonde") {
		t.Errorf("summary: %s", stdout)
	}
	files := folder(t, out)
	for _, table := range summary.Tables {
		name := filepath.Join("dropsonde", table.Name, "week=2026-11-09", table.Name+".csv")
		// No name in the sample has a line break, so a row is a line; the first is the header.
		if lines := strings.Count(files[name], "\n"); int64(lines) != table.Rows+1 {
			t.Errorf("%s has %d lines for %d rows and a header", name, lines, table.Rows)
		}
	}
	if len(summary.Tables) == 0 {
		t.Error("no tables in the summary")
	}

	// Too few sites for any group: refused, in words, and the release is as before.
	code, stdout, stderr = isobar(t, "run", "--dataset", dropsonde, "--input", sampled(t, "1"), "--week", "2026-11-09", "--output", out)
	if said := last(t, stderr); code != ExitRefused || !strings.Contains(said.Message, "1 distinct site, k = 10: nothing can be published") ||
		!strings.Contains(stdout, "\nNot published: 1 distinct site, k = 10: nothing can be published.\n") {
		t.Errorf("one site: status %d, standard output:\n%s\nstandard error:\n%s", code, stdout, stderr)
	}
	after := folder(t, out)
	for name, text := range files {
		if after[name] != text {
			t.Errorf("a refused run changed %s", name)
		}
	}
	if len(after) != len(files) {
		t.Errorf("a refused run left %d files where there were %d", len(after), len(files))
	}
}

// A release without some of its tables is published, and told, and a failure.
func TestRunIncomplete(t *testing.T) {
	var out bytes.Buffer
	stale := []job.StaleTable{{Name: "t", Week: "2026-11-02", Columns: []string{"c"}, File: "f.parquet"}}
	o := &runOptions{json: true}
	err := o.write(&env{stdout: &out}, &job.Options{}, &job.Report{Dataset: "d", Window: weekly(t), Output: "out/d", Stale: stale}, nil, &job.Incomplete{Tables: stale})
	if err != nil || !o.told {
		t.Fatalf("%v, told: %v", err, o.told)
	}
	for _, want := range []string{`"published":true,`, `"exit_status":1,`, `"stale":[{"name":"t","week":"2026-11-02","lacking":["c"]}]`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in %s", want, out.String())
		}
	}
}

// A damaged file costs itself, and is told of; too much of them stops the run.
func TestRunDamaged(t *testing.T) {
	reports, out := sampled(t, "60"), t.TempDir()
	cut := filepath.Join(reports, "cut.jsonl.gz")
	if err := os.WriteFile(cut, []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03cut"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"run", "--dataset", dropsonde, "--input", reports, "--week", "2026-W46", "--output", out}
	code, stdout, stderr := isobar(t, args...)
	if code != ExitPublished || !strings.Contains(stdout, "\ndamaged files                        1   0.0 MB, left out; see the log\n") ||
		!strings.Contains(stderr, `"severity":"WARNING","message":"a file is damaged, and none of it counts","file":"`+cut+`","reason":"the file is cut short in its jsonl.gz data: unexpected EOF"`) {
		t.Errorf("status %d, standard output:\n%s\nstandard error:\n%s", code, stdout, stderr)
	}
	code, stdout, _ = isobar(t, append(args, "--json")...)
	if summary := decode[struct {
		Files int   `json:"damaged_files"`
		Bytes int64 `json:"damaged_bytes"`
	}](t, stdout); code != ExitPublished || summary.Files != 1 || summary.Bytes != 13 {
		t.Errorf("status %d, standard output %s", code, stdout)
	}
	code, stdout, stderr = isobar(t, "run", "--dataset", dropsonde, "--input", cut, "--week", "2026-W46", "--output", out)
	if said := last(t, stderr); code != ExitFailed || stdout != "" || !strings.HasPrefix(said.Message, cut+": the file is cut short in its jsonl.gz data") ||
		!strings.HasSuffix(said.Message, "; 1 file is damaged, 100.0 % of the input's bytes, and gate.max_damaged allows 5.0 %") {
		t.Errorf("status %d, standard output %q, standard error:\n%s", code, stdout, stderr)
	}
}
