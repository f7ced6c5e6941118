package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"isobar/internal/audit"
)

const committedSample = "../../sampledata/dropsonde"

// TestAudit: a naive release has findings and status 3, with the truth beside them if it is given; a rounded one
// has none and status 0.
func TestAudit(t *testing.T) {
	naive, rounded := t.TempDir(), t.TempDir()
	for out, counts := range map[string]string{naive: "threshold", rounded: "rounded"} {
		code, _, stderr := isobar(t, "run", "--dataset", dropsonde, "--input", committedSample, "--week", "2026-W46", "--output", out, "--counts", counts)
		if code != ExitPublished {
			t.Fatal(stderr)
		}
	}
	code, stdout, _ := isobar(t, "audit", rounded)
	if code != 0 || !strings.Contains(stdout, "mode rounded, 14 tables") || !strings.Contains(stdout, "no findings") {
		t.Errorf("status %d, standard output:\n%s", code, stdout)
	}
	code, stdout, stderr := isobar(t, "audit", filepath.Join(naive, "dropsonde"), "--most", "2")
	if said := last(t, stderr); code != ExitRefused || !strings.Contains(said.Message, "groups of fewer than k sites that these files tell apart") ||
		!strings.Contains(stdout, "A3 difference") || strings.Contains(stdout, "in truth") {
		t.Errorf("status %d, standard error %s, standard output:\n%s", code, stderr, stdout)
	}
	for _, dir := range []string{naive, filepath.Join(naive, "dropsonde")} {
		code, stdout, _ = isobar(t, "audit", dir, "--most", "1", "--json", "--dataset", dropsonde, "--truth", committedSample)
		var report audit.Report
		if err := json.Unmarshal([]byte(stdout), &report); err != nil || code != ExitRefused {
			t.Fatalf("status %d, %v in %s", code, err, stdout)
		}
		known := 0
		for _, f := range report.Findings {
			if f.True != nil {
				known++
			}
		}
		if known == 0 {
			t.Errorf("%s: no finding has the truth beside it", dir)
		}
	}
}

func TestAuditUsage(t *testing.T) {
	empty := t.TempDir()
	for args, want := range map[string]string{
		"audit":                                  "audit takes one folder",
		"audit a b":                              "audit takes one folder",
		"audit " + empty:                         "neither it nor a folder in it has a release's manifest",
		"audit --most 0 " + empty:                "--most is 0",
		"audit --truth x " + empty:               "--truth and --dataset belong together",
		"audit --dataset " + dropsonde + " none": "--truth and --dataset belong together",
	} {
		if code, stdout, stderr := isobar(t, strings.Fields(args)...); code != ExitUsage || stdout != "" || !strings.Contains(stderr, want) {
			t.Errorf("%s: status %d, %q, %q", args, code, stdout, stderr)
		}
	}
}

// TestInit makes a secret once, for its owner only.
func TestInit(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a", "secret")
	code, stdout, stderr := isobar(t, "init", "--secret", file)
	if code != 0 || !strings.Contains(stdout, "Made "+file+", fingerprint ") {
		t.Fatalf("status %d, %q, %q", code, stdout, stderr)
	}
	before, err := os.ReadFile(file)
	if err != nil || strings.Contains(stdout, strings.TrimSpace(string(before))) {
		t.Errorf("%v; standard output %q", err, stdout)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if code, again, _ := isobar(t, "init", "--secret", file); code != 0 || !strings.Contains(again, "it stays: "+file) {
		t.Errorf("status %d, %q", code, again)
	}
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Errorf("the secret was replaced: %v", err)
	}
	if code, _, _ := isobar(t, "init"); code != ExitUsage {
		t.Errorf("status %d", code)
	}
}
