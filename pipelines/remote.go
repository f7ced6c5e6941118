package pipelines

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"
)

// The runners outside this process. Portable hands the job to a job server of Beam's (Prism, Flink, Spark), Dataflow
// to Google's. The workers of both start this program. They have to find the input, Job.Scratch and Job.Rejects under
// the same names: in Cloud Storage, or, for Portable, on a file system that they share.
const (
	Portable Runner = "portable"
	Dataflow Runner = "dataflow"
)

// Remote says whether a runner is outside this process.
func (r Runner) Remote() bool { return r == Portable || r == Dataflow }

// manyLanes is into how many lanes the input is dealt at most for workers elsewhere.
const manyLanes = 256

// NotSubmitted is how a run by Dataflow ends with Job.Translate: with the job that would be submitted.
type NotSubmitted struct {
	Job string // as JSON, in the form of Dataflow's API
}

func (*NotSubmitted) Error() string { return "the job was translated, and not submitted" }

// Configure sets options of the remote runners by the names that Beam has for them, such as project or
// environment_type. They belong to the process, as Beam keeps them in package flag; restore sets back what was
// there. The worker binary is this program, unless worker_binary says otherwise.
func Configure(options map[string]string) (restore func(), err error) {
	all := map[string]string{}
	if all["worker_binary"], err = os.Executable(); err != nil {
		return nil, fmt.Errorf("the program does not find its own file; name it with worker_binary: %w", err)
	}
	for name, value := range options {
		all[name] = value
	}
	return setOptions(all)
}

// setOptions sets options of Beam's, all or none.
func setOptions(options map[string]string) (restore func(), err error) {
	initBeam()
	var undo []func()
	restore = func() {
		for _, u := range slices.Backward(undo) {
			u()
		}
	}
	for name, value := range options {
		f := flag.Lookup(name)
		if f == nil {
			restore()
			return nil, fmt.Errorf("Beam has no option %q", name) //lint:ignore ST1005 a proper name
		}
		before := f.Value.String()
		undo = append(undo, func() {
			if err := flag.Set(name, before); err != nil {
				slog.Debug("an option of Beam was not restored", "option", name, "error", err.Error())
			}
		})
		if err := flag.Set(name, value); err != nil {
			restore()
			return nil, fmt.Errorf("Beam's option %s: %w", name, err) //lint:ignore ST1005 a proper name
		}
	}
	return restore, nil
}

// option is the value of an option of Beam's.
func option(name string) string { return flag.Lookup(name).Value.String() }

// translate lets Beam make the job for Dataflow and returns it.
func translate(ctx context.Context, pipeline *beam.Pipeline, scratch string) error {
	restore, err := setOptions(placesBelow(scratch+"/dataflow", map[string]string{"dry_run": "true"}))
	if err != nil {
		return err
	}
	defer restore()
	// Beam logs the job, which is the only way in which it gives it out.
	printed := &jobLog{}
	log.SetLogger(printed)
	defer log.SetLogger(asDetails{})
	if _, err := beam.Run(ctx, string(Dataflow), pipeline); err != nil {
		return plain(err)
	}
	if printed.job == "" {
		return errors.New("Beam has translated the job and not printed it") //lint:ignore ST1005 a proper name
	}
	return &NotSubmitted{printed.job}
}

// jobLog keeps the last message that is a JSON object, and passes all on.
type jobLog struct{ job string }

// Log implements log.Logger.
func (l *jobLog) Log(ctx context.Context, severity log.Severity, depth int, message string) {
	if strings.HasPrefix(message, "{\n") {
		l.job = message
	}
	asDetails{}.Log(ctx, severity, depth, message)
}
