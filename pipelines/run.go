package pipelines

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	//lint:ignore SA1019 deprecated for what it cannot do (state, timers, splitting), none of which this job
	// uses; in return it needs no server and no ports, and is what a newcomer's first run goes through.
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/direct"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"

	"isobar/internal/progress"
)

// Runner names an engine that can execute the job.
type Runner string

// The runners of this machine. Both work inside this process: Direct is Beam's simplest, Prism goes through the whole
// portable protocol, as remote engines do.
const (
	Direct Runner = "direct"
	Prism  Runner = "prism"
)

// Runners are the names that --runner takes, the default first.
var Runners = []Runner{Direct, Prism, Portable, Dataflow}

// Run executes the job and reads its results. It blocks until the job has ended; ctx cancels it.
func Run(ctx context.Context, runner Runner, job *Job) (*Results, error) {
	if !slices.Contains(Runners, runner) {
		return nil, fmt.Errorf("there is no runner %q; there are %v", runner, Runners)
	}
	if runner.Remote() && job.Lanes <= 1 {
		dealt := *job
		dealt.Lanes = min(len(job.Shards), manyLanes)
		job = &dealt
	}
	spec, err := job.spec()
	if err != nil {
		return nil, err
	}
	if runner == Dataflow {
		spec.Workers = 1 // it works on as many elements at once as a machine has cores
	}
	if spec.Roll, err = job.writeRoll(ctx); err != nil {
		return nil, err
	}
	lanes, err := job.lanes()
	if err != nil {
		return nil, err
	}
	initBeam()
	loud := quietly()
	defer loud()
	pipeline, root := beam.NewPipelineWithRoot()
	Weekly(root, spec, lanes)
	if err := job.execute(ctx, runner, pipeline); err != nil {
		return nil, err
	}
	results, err := readResults(ctx, job.Scratch, job.Queries, job.Workers)
	if err == nil {
		results.Stats.settle(job.Shards)
	}
	if err == nil && len(results.Stats.Lines) != len(job.Shards) {
		err = fmt.Errorf("the results are incomplete: the engine says that it has done the job, and %d of %d parts of the input were read", len(results.Stats.Lines), len(job.Shards))
	}
	return results, err
}

// execute runs the pipeline until its results are in the scratch folder.
func (j *Job) execute(ctx context.Context, runner Runner, pipeline *beam.Pipeline) (err error) {
	if runner.Remote() {
		progress.Process().Enter(progress.Phase(runner)) // what the workers have read is not known here
	}
	switch runner {
	case Portable:
		err = runPortable(ctx, pipeline)
	case Dataflow:
		if j.Translate {
			return translate(ctx, pipeline, j.Scratch)
		}
		tell := j.Tell
		if tell == nil {
			tell = func(string) {}
		}
		return runDataflow(ctx, pipeline, j.Scratch, tell)
	default:
		_, err = beam.Run(ctx, string(runner), pipeline)
	}
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return plain(err)
	}
	return nil
}

var initOnce sync.Once

// initBeam prepares Beam once a process. Beam reads its options from the flag package, which the
// command line of this program does not use, and must be told that there is nothing to parse.
func initBeam() {
	initOnce.Do(func() {
		if !flag.Parsed() {
			// Of no arguments nothing can be wrong.
			_ = flag.CommandLine.Parse(nil)
		}
		restore := keepLogs() // beam.Init puts its own in the place of the program's
		beam.Init()
		restore()
	})
}

// Worker is the entry point of a process that a remote runner has started to execute parts of a job:
// it reads Beam's flags from the command line and does not return.
func Worker() {
	flag.Parse()
	beam.Init()
}

// innermost stands before the innermost error in Beam's text of several.
const innermost = "caused by:\n"

// plain reduces Beam's multi-line errors, which repeat the context of every layer, to the innermost
// sentence, the one that a DoFn returned.
func plain(err error) error {
	text := err.Error()
	for _, before := range []string{innermost, "] failed:\n"} {
		if i := strings.LastIndex(text, before); i >= 0 {
			text = text[i+len(before):]
		}
	}
	return errors.New(strings.TrimSpace(text))
}
