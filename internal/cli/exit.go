package cli

import (
	"errors"
	"fmt"
)

// The exit statuses of isobar, which schedulers act upon.
const (
	ExitPublished = 0 // done: for `run`, the release is published
	ExitFailed    = 1 // something broke; trying again may help
	ExitUsage     = 2 // the command line is wrong; trying again cannot help
	ExitRefused   = 3 // the data or the policy forbids to publish; the old release is untouched
)

// ExitError is an error that knows its exit status. An error of any other type means ExitFailed.
type ExitError struct {
	Code int
	Err  error
}

// Error is the text of the inner error.
func (e *ExitError) Error() string { return e.Err.Error() }

// Unwrap gives the inner error.
func (e *ExitError) Unwrap() error { return e.Err }

// usagef makes an error of the command line: one sentence that says what is wrong and what would be
// right.
func usagef(format string, args ...any) error {
	return &ExitError{Code: ExitUsage, Err: fmt.Errorf(format, args...)}
}

// exitCode is the exit status that an error stands for.
func exitCode(err error) int {
	var exit *ExitError
	switch {
	case err == nil:
		return ExitPublished
	case errors.As(err, &exit):
		return exit.Code
	}
	return ExitFailed
}
