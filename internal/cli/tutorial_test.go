package cli

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// step is one fenced block of the tutorial: a file to write, or commands with what they print.
var step = regexp.MustCompile("(?s)(?:<!-- file: (\\S+) -->\n)?```(\\w+)\n(.*?)```")

// TestTutorial follows the first section of docs/writing-queries.md in a copy of what it needs: it writes
// the files, runs the commands, and compares what they print. A line "…" stands for any lines.
func TestTutorial(t *testing.T) {
	data, err := os.ReadFile("../../docs/writing-queries.md")
	if err != nil {
		t.Fatal(err)
	}
	tutorial, _, ok := strings.Cut(string(data), "\n## Tests\n")
	if !ok {
		t.Fatal("the tutorial has no end")
	}
	if commands := follow(t, tutorial); commands < 12 {
		t.Errorf("only %d commands found", commands)
	}
}

// follow does what a document says, in a copy of the project's data, and returns how many commands it ran.
func follow(t *testing.T, document string) (commands int) {
	root := t.TempDir()
	for _, dir := range []string{"queries", "sampledata"} {
		if err := os.CopyFS(filepath.Join(root, dir), os.DirFS(filepath.Join("../..", dir))); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(root)
	config := filepath.Join(root, "config")
	t.Setenv("XDG_CONFIG_HOME", config)
	if err := fixedSecrets(config); err != nil {
		t.Fatal(err)
	}
	for _, m := range step.FindAllStringSubmatch(document, -1) {
		file, language, text := m[1], m[2], m[3]
		switch {
		case file != "":
			if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(text), 0o600)); err != nil {
				t.Fatal(err)
			}
		case language == "console":
			commands += followConsole(t, text)
		}
	}
	return commands
}

// followConsole runs the commands of a block and returns how many.
func followConsole(t *testing.T, block string) (commands int) {
	for _, part := range strings.Split("\n"+block, "\n$ ")[1:] {
		command, want, _ := strings.Cut(part+"\n", "\n")
		var got string
		args := strings.Fields(command)
		switch {
		case args[0] == "bin/isobar":
			_, got, _ = isobar(t, args[1:]...)
			commands++
		case args[0] == "cat":
			data, err := os.ReadFile(args[1])
			if err != nil {
				t.Error(err)
			}
			got = string(data)
		default:
			continue
		}
		if !printed(got, want) {
			t.Errorf("$ %s\nprints\n%s\nand not\n%s", command, got, want)
		}
	}
	return commands
}

// printed says whether a text is what a document shows of it.
func printed(got, want string) bool {
	var pattern strings.Builder
	pattern.WriteString(`(?s)^`)
	for line := range strings.Lines(strings.TrimRight(want, "\n") + "\n") {
		if line == "…\n" {
			pattern.WriteString(`(?:.*\n)?`)
		} else {
			pattern.WriteString(regexp.QuoteMeta(line))
		}
	}
	pattern.WriteString(`\n*$`)
	return regexp.MustCompile(pattern.String()).MatchString(got)
}
