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
	if runner == Dataflow {
		return nil, translate(ctx, pipeline)
	}
	if _, err := beam.Run(ctx, string(runner), pipeline); err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, plain(err)
	}
	return readResults(ctx, job.Scratch, job.Queries, job.Workers)
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

// plain reduces Beam's multi-line errors, which repeat the context of every layer, to the innermost
// sentence, the one that a DoFn returned.
func plain(err error) error {
	text := err.Error()
	for _, before := range []string{"caused by:\n", "] failed:\n"} {
		if i := strings.LastIndex(text, before); i >= 0 {
			text = text[i+len(before):]
		}
	}
	return errors.New(strings.TrimSpace(text))
}
