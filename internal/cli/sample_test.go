package cli

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// folder is a tree's files and what they hold.
func folder(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

const dropsonde = "../../queries/dropsonde"

func TestSample(t *testing.T) {
	out := filepath.Join(t.TempDir(), "a folder")
	args := []string{"sample", "--dataset", dropsonde, "--sites", "40", "--weeks", "2", "--week", "2026-W46", "--seed", "3", "--dirty", "0.2", "--files", "2", "--output", out}
	code, stdout, stderr := isobar(t, args...)
	if code != ExitPublished {
		t.Fatalf("status %d, standard error %s", code, stderr)
	}
	want := regexp.MustCompile(`^Wrote 4 files to .*/a folder: 2 weeks, 2026-11-02 to 2026-11-09, 40 sites in each, \d+ reports, [\d.]+ kB\.
Bad lines among them: .*\.

To make a public dataset of the last week:

  isobar run --dataset \.\./\.\./queries/dropsonde --input '.*/a folder' --week 2026-11-09 --output out
$`)
	if !want.MatchString(stdout) {
		t.Errorf("standard output:\n%s", stdout)
	}
	checkCommandLine(t, "the output of isobar sample", strings.Split(stdout, "\n")[5])
	first := folder(t, out)
	if len(first) != 4 {
		t.Errorf("%d files, want 4", len(first))
	}

	again := filepath.Join(t.TempDir(), "b")
	if code, _, stderr := isobar(t, append(args[:len(args)-1:len(args)-1], again)...); code != ExitPublished {
		t.Fatalf("status %d, standard error %s", code, stderr)
	}
	second := folder(t, again)
	for name, text := range first {
		if second[name] != text || text == "" {
			t.Errorf("%s differs between two calls with the same flags, or is empty", name)
		}
	}
}

func TestSampleUsage(t *testing.T) {
	out := t.TempDir()
	full := "--dataset " + dropsonde + " --output " + out + " "
	for args, sentence := range map[string]string{
		"":                             "--dataset is missing: the dataset's folder, such as queries/dropsonde",
		"--dataset ../../queries/drop": "--dataset ../../queries/drop is not a dataset: there is no dataset.yaml in it; ../../queries/coreos, ../../queries/dropsonde, ../../queries/spartakus, ../../queries/vcluster are datasets",
		"--dataset " + dropsonde:       "--output is missing: ",
		full + "--sites 0":             "--sites is 0: ",
		full + "--sites many":          `--sites "many" is not a whole number`,
		full + "--weeks -1":            "--weeks is -1: ",
		full + "--week yesterday":      `--week: week "yesterday" is not understood: `,
		full + "--week 2026-W60":       `--week: week "2026-W60": `,
		full + "--dirty NaN":           "--dirty is NaN: ",
		full + "--dirty 0.6":           "--dirty is 0.6: ",
		full + "--format csv":          `--format "csv" is none of jsonl`,
		full + "--files 2 --sites 1":   "--files is 2: ",
		full + "--seed -1":             `--seed "-1" is not a whole number from 0 up`,
		full + "more":                  `isobar sample takes no arguments besides flags, but here is "more"`,
	} {
		code, stdout, stderr := isobar(t, strings.Fields("sample "+args)...)
		if code != ExitUsage || stdout != "" || !strings.HasPrefix(stderr, "isobar: "+sentence) || !strings.HasSuffix(stderr, "\nTry: isobar sample --help\n") {
			t.Errorf("%s: status %d, standard output %q, standard error:\n%swant: %s", args, code, stdout, stderr, sentence)
		}
	}
	if files := folder(t, out); len(files) != 0 {
		t.Errorf("a wrong command line wrote %d files", len(files))
	}
}

func TestSampleUnwritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := isobar(t, "sample", "--dataset", dropsonde, "--sites", "1", "--output", filepath.Join(file, "in"))
	if code != ExitFailed || stdout != "" || !strings.Contains(stderr, `"severity":"ERROR"`) || !strings.Contains(stderr, "not a directory") {
		t.Errorf("status %d, standard output %q, standard error %s", code, stdout, stderr)
	}
}

func TestSampleStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs strings.Builder
	code := Main(ctx, []string{"sample", "--dataset", dropsonde, "--sites", "100000", "--output", t.TempDir()}, nil, &out, &errs)
	if code != ExitFailed || out.Len() != 0 || !strings.Contains(errs.String(), "stopped: ") {
		t.Errorf("status %d, standard output %q, standard error %s", code, out.String(), errs.String())
	}
}

func TestShell(t *testing.T) {
	for word, want := range map[string]string{"out/a-b_1.txt": "out/a-b_1.txt", "": "''", "a b": "'a b'", "it's": `'it'\''s'`, "*": "'*'", "x$y/z": "'x$y/z'"} {
		if got := shell(word); got != want {
			t.Errorf("shell(%q) = %s, want %s", word, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1500: "1.5 kB", 2e6: "2.0 MB", 31e9: "31.0 GB"} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %s, want %s", n, got, want)
		}
	}
}
