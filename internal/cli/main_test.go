package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// isobar runs the program in this process.
func isobar(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Main(t.Context(), args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

// A wrong command line is one sentence and a hint, status 2, and nothing on standard output.
func TestUsage(t *testing.T) {
	for _, test := range []struct{ args, sentence, hint string }{
		{"", "which command? There are ", "isobar --help"},
		{"sampel", `there is no command "sampel"; did you mean sample?`, "isobar --help"},
		{"publish", `there is no command "publish"; there are `, "isobar --help"},
		{"help publish", `there is no command "publish"; there are `, "isobar help --help"},
		{"--log-levle debug version", "there is no flag --log-levle; did you mean --log-level?", "isobar version --help"},
		{"version --verbose", "there is no flag --verbose\n", "isobar version --help"},
		{"version -v", "there is no flag -v\n", "isobar version --help"},
		{"version extra", `isobar version takes no arguments besides flags, but here is "extra"`, "isobar version --help"},
		{"version --log-level", "--log-level needs a value", "isobar version --help"},
		{"version --log-level loud", `--log-level "loud": use debug, info, warn or error`, "isobar version --help"},
	} {
		t.Run(test.args, func(t *testing.T) {
			code, stdout, stderr := isobar(t, strings.Fields(test.args)...)
			if code != ExitUsage || stdout != "" {
				t.Errorf("status %d, standard output %q", code, stdout)
			}
			lines := strings.SplitAfter(stderr, "\n")
			if len(lines) != 3 || !strings.HasPrefix(lines[0], "isobar: "+test.sentence) || lines[1] != "Try: "+test.hint+"\n" {
				t.Errorf("standard error:\n%swant:\nisobar: %s…\nTry: %s", stderr, test.sentence, test.hint)
			}
		})
	}
}

// allCommands walks the command tree.
func allCommands(root *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{root}
	for _, c := range root.Commands() {
		all = append(all, allCommands(c)...)
	}
	return all
}

func TestHelp(t *testing.T) {
	e := &env{}
	for _, c := range allCommands(e.newRoot()) {
		args := append(strings.Fields(c.CommandPath())[1:], "--help")
		code, stdout, stderr := isobar(t, args...)
		if code != ExitPublished || stderr != "" || !strings.Contains(stdout, c.Short) && !strings.Contains(stdout, c.Long) {
			t.Errorf("%v: status %d, standard error %q, standard output:\n%s", args, code, stderr, stdout)
		}
		if c.Example == "" && c.Name() != "help" {
			t.Errorf("%s has no example", c.CommandPath())
		}
		for line := range strings.Lines(c.Example) {
			checkCommandLine(t, c.CommandPath()+" --help", line)
		}
	}
}

var (
	// commandLine finds isobar's arguments in a line of a document or a script.
	commandLine = regexp.MustCompile(`(?:^|[\s/])isobar ((?:run|sample|schema|version|help)\b[^#|>&]*)`)
	// word is an argument, quoted or not.
	word = regexp.MustCompile(`'[^']*'|"[^"]*"|[^\s'"]+`)
)

// checkCommandLine parses a command line from a document, and complains about commands and flags that
// do not exist. It does not run it.
func checkCommandLine(t *testing.T, where, line string) (found bool) {
	t.Helper()
	m := commandLine.FindStringSubmatch(strings.TrimRight(line, "\n\\"))
	if m == nil {
		return false
	}
	args := word.FindAllString(m[1], -1)
	for i := range args {
		args[i] = strings.Trim(args[i], `'"`)
	}
	e := &env{}
	command, rest, err := e.newRoot().Find(args)
	if err != nil || !command.HasParent() {
		t.Errorf("%s: %s: there is no such command", where, strings.TrimSpace(line))
		return true
	}
	if err := command.ParseFlags(rest); err != nil {
		t.Errorf("%s: %s: %v", where, strings.TrimSpace(line), err)
	}
	return true
}

// The command lines that the documents tell people to type exist.
func TestDocuments(t *testing.T) {
	const root = "../.."
	files := []string{filepath.Join(root, "Makefile"), filepath.Join(root, ".ci", "run")}
	for _, pattern := range []string{"*.md", "*/*.md", "queries/*/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	inline := regexp.MustCompile("`(isobar [^`]*)`")
	commands := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		continued := strings.NewReplacer("\\\n", " ", "$(DATASET)", "x", "$(INPUT)", "x", "$(WEEK)", "x", "$(OUTPUT)", "x").Replace(string(text))
		for line := range strings.Lines(continued) {
			where := strings.TrimPrefix(file, root+"/")
			switch {
			case strings.Contains(line, "`"): // prose
				for _, m := range inline.FindAllStringSubmatch(line, -1) {
					checkCommandLine(t, where, m[1])
				}
			case checkCommandLine(t, where, line):
				commands++
			}
		}
	}
	if commands < 3 {
		t.Errorf("only %d command lines found: the documents, or this test, have changed their form", commands)
	}
}

// with makes the program have one command, which does what it is told.
func with(t *testing.T, run func(ctx context.Context, e *env) error) {
	t.Helper()
	before := commands
	t.Cleanup(func() { commands = before })
	commands = []func(*env) *cobra.Command{func(e *env) *cobra.Command {
		return &cobra.Command{Use: "act", RunE: func(c *cobra.Command, _ []string) error { return run(c.Context(), e) }}
	}}
}

func TestExitStatus(t *testing.T) {
	for _, test := range []struct {
		err  error
		want int
	}{
		{nil, ExitPublished},
		{errors.New("the disk is full"), ExitFailed},
		{fmt.Errorf("publishing: %w", &ExitError{ExitRefused, errors.New("too many rejects")}), ExitRefused},
		{usagef("--week %s is no week", "x"), ExitUsage},
	} {
		with(t, func(context.Context, *env) error { return test.err })
		code, stdout, stderr := isobar(t, "act")
		if code != test.want || stdout != "" {
			t.Errorf("%v: status %d, want %d; standard output %q", test.err, code, test.want, stdout)
		}
		switch test.want {
		case ExitPublished:
			if stderr != "" {
				t.Errorf("standard error %q", stderr)
			}
		case ExitUsage:
			if stderr != "isobar: "+test.err.Error()+"\nTry: isobar act --help\n" {
				t.Errorf("standard error %q", stderr)
			}
		default:
			var line struct {
				Time              time.Time
				Severity, Message string
				ExitStatus        int `json:"exit_status"`
			}
			if err := json.Unmarshal([]byte(stderr), &line); err != nil {
				t.Fatalf("the log is not one JSON object: %v\n%s", err, stderr)
			}
			if line.Severity != "ERROR" || line.Message != test.err.Error() || line.ExitStatus != code || line.Time.IsZero() {
				t.Errorf("logged %s", stderr)
			}
		}
	}
}

// The first signal cancels what is under way, and the exit says so.
func TestSignal(t *testing.T) {
	with(t, func(ctx context.Context, _ *env) error {
		if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("reading shard 7: %w", ctx.Err())
		case <-time.After(10 * time.Second):
			return errors.New("the signal did not arrive")
		}
	})
	code, _, stderr := isobar(t, "act")
	if code != ExitFailed || !strings.Contains(stderr, `"severity":"WARNING","message":"stopping;`) ||
		!strings.Contains(stderr, `"severity":"ERROR","message":"stopped: terminated signal received"`) {
		t.Errorf("status %d, standard error %s", code, stderr)
	}
}

func TestWorker(t *testing.T) {
	for _, test := range []struct {
		args   string
		worker bool
	}{
		{"--worker", true},
		{"--worker=true --id=7 --logging_endpoint=localhost:1", true},
		{"--id=7 -worker=1", true},
		{"version", false},
		{"--worker=false version", false},
		{"version -- --worker", false},
		{"version worker", false},
	} {
		called := false
		before := WorkerMain
		WorkerMain = func() { called = true }
		code, _, _ := isobar(t, strings.Fields(test.args)...)
		WorkerMain = before
		if called != test.worker || called && code != 0 {
			t.Errorf("%s: worker %v, want %v; status %d", test.args, called, test.worker, code)
		}
	}
}

func TestLog(t *testing.T) {
	say := func(_ context.Context, e *env) error {
		slog.Debug("detail")
		e.log.Info("hello", "level", "attribute", "time", "noon", slog.Group("g", "msg", 1))
		slog.Warn("careful", "n", 2)
		return nil
	}
	with(t, say)
	_, _, stderr := isobar(t, "act")
	want := regexp.MustCompile(`^\{"time":"[-0-9T:.]+Z","severity":"INFO","message":"hello","level":"attribute","time":"noon","g":\{"msg":1\}\}
\{"time":"[-0-9T:.]+Z","severity":"WARNING","message":"careful","n":2\}
$`)
	if !want.MatchString(stderr) {
		t.Errorf("off a terminal the log was:\n%s", stderr)
	}
	for level, lines := range map[string]int{"debug": 3, "info": 2, "WARN": 1, "error": 0} {
		if _, _, stderr := isobar(t, "act", "--log-level", level); strings.Count(stderr, "\n") != lines {
			t.Errorf("--log-level %s: want %d lines, got:\n%s", level, lines, stderr)
		}
	}

	var out bytes.Buffer
	textLog(&out, slog.LevelWarn).Info("unseen")
	textLog(&out, slog.LevelWarn).Warn("the gate is close", "rejected", 0.04)
	if got := out.String(); got != "level=WARN msg=\"the gate is close\" rejected=0.04\n" {
		t.Errorf("on a terminal the log was %q", got)
	}
}

func TestNearest(t *testing.T) {
	names := []string{"run", "sample", "schema", "version"}
	for typed, want := range map[string]string{"rum": "run", "smaple": "sample", "schemas": "schema", "xyz": "", "": "", "publish": ""} {
		if got := nearest(typed, names); got != want {
			t.Errorf("nearest(%q) = %q, want %q", typed, got, want)
		}
	}
	for _, a := range names {
		for _, b := range names {
			if editDistance(a, b) != editDistance(b, a) || (editDistance(a, b) == 0) != (a == b) {
				t.Errorf("editDistance(%s, %s) = %d is no distance", a, b, editDistance(a, b))
			}
		}
	}
	if got := editDistance("kitten", "sitting"); got != 3 {
		t.Errorf("editDistance(kitten, sitting) = %d, want 3", got)
	}
}

func TestEveryCommandIsRegisteredOnce(t *testing.T) {
	e := &env{}
	var names []string
	for _, newCommand := range commands {
		names = append(names, newCommand(e).Name())
	}
	sorted := slices.Sorted(slices.Values(names))
	if len(slices.Compact(sorted)) != len(names) {
		t.Errorf("commands: %v", names)
	}
}
