// Package cli is the command line: one file for each subcommand.
//
// What enters: arguments, and the three standard streams. What leaves: an exit status, results on the
// output stream (tables, summaries, JSON), and on the error stream what is for people and logs:
// progress, log lines and at most one error. Promised: nothing here ends the process, so that tests run
// the whole program in theirs; an error is one clear sentence that names what to do; and what a script
// reads on standard output is never mixed with anything else.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"isobar/internal/progress"
	"isobar/pipelines"
)

// WorkerMain runs this process as a worker of a distributed pipeline, where the arguments ask for it
// with --worker. The runner's own flags follow, which cobra would refuse.
var WorkerMain = pipelines.Worker

// env is what a command has from its surroundings.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	screen         *progress.Screen // stderr, if it is a terminal that a bar can be drawn on; else nil
	now            func() time.Time
	log            *slog.Logger
	level          levelFlag // of log

	started bool // the command line was understood and the command runs
}

// Main runs isobar with the arguments that follow the program's name, and returns the exit status. The
// first SIGINT or SIGTERM cancels what is under way, in good order; a second one kills.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if isWorker(args) {
		WorkerMain()
		return ExitPublished
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()

	e := &env{stdin: stdin, stdout: stdout, stderr: stderr, screen: screenOf(stderr), now: time.Now}
	e.openLog()
	told := make(chan struct{})
	unneeded := context.AfterFunc(ctx, func() {
		defer close(told)
		stop() // from here on a signal has its default effect
		e.log.Warn("stopping; a second signal stops at once", "cause", context.Cause(ctx).Error())
	})

	command, err := e.execute(ctx, args)
	if !unneeded() {
		<-told // before the error that it explains
	}
	if err != nil {
		e.report(ctx, command, err)
	}
	return exitCode(err)
}

// isWorker finds --worker, --worker=true and their forms with one dash, which are what package flag
// accepts on the other side.
func isWorker(args []string) bool {
	for _, arg := range args {
		if arg == "--" {
			return false
		}
		name, value, given := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
		if name != "worker" || !strings.HasPrefix(arg, "-") {
			continue
		}
		if on, err := strconv.ParseBool(value); !given || err == nil && on {
			return true
		}
	}
	return false
}

// execute runs the command that the arguments name, and returns it, for the hint that follows an error.
func (e *env) execute(ctx context.Context, args []string) (*cobra.Command, error) {
	root := e.newRoot()
	root.SetArgs(args)
	command, err := root.ExecuteContextC(ctx)
	var exit *ExitError
	if err != nil && !e.started && !errors.As(err, &exit) {
		// Whatever cobra says before a command runs is about the command line.
		err = &ExitError{Code: ExitUsage, Err: err}
	}
	return command, err
}

// report writes the one error of a run. A wrong command line is a person's doing and gets a hint; the
// end of a scheduled run belongs in its log.
func (e *env) report(ctx context.Context, command *cobra.Command, err error) {
	code := exitCode(err)
	text := sentence(ctx, err)
	stderr := e.stderr
	if e.screen != nil {
		stderr = e.screen
	}
	switch {
	case code == ExitRefused && e.screen != nil && screenOf(e.stdout) != nil:
		// The person has just read it on the same terminal, with the reasons.
	case code == ExitUsage:
		fmt.Fprintf(stderr, "isobar: %s\nTry: %s --help\n", text, command.CommandPath())
	case e.screen == nil:
		e.log.Error(text, "exit_status", code)
	case strings.Contains(text, "\n"): // several problems, each with its own place
		fmt.Fprintln(stderr, text)
	default:
		fmt.Fprintf(stderr, "isobar: %s\n", text)
	}
}

// stopped is why a run was stopped, if its error is that it was; else nil.
func stopped(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && (errors.Is(err, context.Canceled) || errors.Is(err, cause)) {
		return cause
	}
	return nil
}

// sentence is what an error says to people.
func sentence(ctx context.Context, err error) string {
	if cause := stopped(ctx, err); cause != nil {
		return fmt.Sprintf("stopped: %v", cause)
	}
	return err.Error()
}
