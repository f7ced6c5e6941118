package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestQueryNew: what it writes is accepted as it is, and runs.
func TestQueryNew(t *testing.T) {
	for _, args := range [][]string{{"things"}, {"dropsonde/things"}, {"things", "--dataset", "queries/dropsonde", "--owner", "us"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			aProject(t, nil)
			code, out, stderr := isobar(t, append([]string{"query", "new"}, args...)...)
			if code != ExitPublished {
				t.Fatalf("%v: status %d, %s", args, code, stderr)
			}
			for _, want := range []string{"wrote queries/dropsonde/things.sql\n", "wrote queries/dropsonde/things.yaml\n", "wrote queries/dropsonde/things_test.yaml\n", "  isobar query run queries/dropsonde/things.sql\n"} {
				if !strings.Contains(out, want) {
					t.Errorf("%v: no %s in\n%s", args, want, out)
				}
			}
			if code, out, stderr := isobar(t, "check"); code != ExitPublished || out != "15 tables can be published.\n" {
				t.Errorf("%v: status %d\n%s%s", args, code, out, stderr)
			}
			if code, out, stderr := isobar(t, "query", "test", "queries/dropsonde/things.sql"); code != ExitPublished || out != "ok    queries/dropsonde/things.sql  2 cases\n" {
				t.Errorf("%v: status %d\n%s%s", args, code, out, stderr)
			}
			meta, err := os.ReadFile("queries/dropsonde/things.yaml")
			owner := placeholderOwner
			if len(args) > 1 {
				owner = "us"
			}
			if err != nil || !strings.Contains(string(meta), "\nowner: "+owner+"\n") {
				t.Errorf("%v, %s", err, meta)
			}
		})
	}
}

// TestQueryNewTouchesNothing: a table that is there, even a part of it, stays as it is.
func TestQueryNewTouchesNothing(t *testing.T) {
	root := aProject(t, map[string]string{})
	// What is left of an older table is an error of the dataset, but must not be lost in any case.
	for _, file := range []string{"things.sql", "things.yaml", "things_test.yaml"} {
		files := []newFile{{"queries/dropsonde/things.sql", "a"}, {"queries/dropsonde/things.yaml", "b"}, {"queries/dropsonde/things_test.yaml", "c"}}
		path := filepath.Join(root, "queries", "dropsonde", file)
		if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := writeNew(files); exitCode(err) != ExitUsage || !strings.Contains(err.Error(), file+" is there already") {
			t.Errorf("%s: %v", file, err)
		}
		found, _ := filepath.Glob("queries/dropsonde/things*")
		if data, err := os.ReadFile(path); err != nil || string(data) != "mine" || len(found) != 1 {
			t.Errorf("%s: now %q, and there are %v", file, data, found)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	code, _, stderr := isobar(t, "query", "new", "totals")
	if code != ExitUsage || !strings.Contains(stderr, "queries/dropsonde/totals.sql is there already") {
		t.Errorf("status %d, %s", code, stderr)
	}
}

func TestQueryNewUsage(t *testing.T) {
	root := aProject(t, nil)
	for args, want := range map[string]string{
		"":                                     "takes the new table's name",
		"a b":                                  "takes the new table's name",
		"Things":                               "Things.sql:1:1: the file's name names the table: begin with a small letter",
		"my-things":                            "begin with a small letter",
		"things_test":                          "a table's name cannot end in _test",
		"dropsonde/":                           "is no table's name",
		"dropsonde/../things":                  "is no table's name",
		"elsewhere/things":                     "queries/elsewhere is not a dataset",
		"dropsonde/things --dataset x":         "names a dataset, and so does --dataset",
		"things --dataset elsewhere":           "--dataset elsewhere is not a dataset",
		"things --dataset queries/dropsonde/x": "is not a dataset",
	} {
		if code, _, stderr := isobar(t, append([]string{"query", "new"}, strings.Fields(args)...)...); code != ExitUsage || !strings.Contains(stderr, want) {
			t.Errorf("%s: status %d, %s", args, code, stderr)
		}
	}
	if code, _, stderr := isobar(t, "query", "new", "things", "--owner", " "); code != ExitUsage || !strings.Contains(stderr, "--owner is empty") {
		t.Errorf("status %d, %s", code, stderr)
	}
	if err := os.CopyFS(filepath.Join(root, "queries", "other"), os.DirFS("queries/dropsonde")); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := isobar(t, "query", "new", "things"); code != ExitUsage || !strings.Contains(stderr, "--dataset is missing") || !strings.Contains(stderr, "queries/other") {
		t.Errorf("status %d, %s", code, stderr)
	}
	if found, _ := filepath.Glob("queries/*/things*"); len(found) > 0 {
		t.Errorf("%v was made", found)
	}
}
