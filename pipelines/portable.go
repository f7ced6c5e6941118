package pipelines

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/runtime/graphx"
	jobpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/jobmanagement_v1"
	pipepb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/pipeline_v1"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal/extworker"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal/runnerlib"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/util/grpcx"
)

const (
	// dialing is the longest that a connection to a job server may take.
	dialing = 30 * time.Second
	// stopping is how long a job server has to end a job that was cancelled.
	stopping = time.Minute
)

// runPortable executes the pipeline on the job server of option endpoint. Beam has a runner for this, which says
// neither which job it has submitted, so that it could be cancelled, nor that a job was cancelled by somebody else,
// whose results are none.
func runPortable(ctx context.Context, pipeline *beam.Pipeline) error {
	worker := option("worker_binary")
	if jobopts.IsLoopback() {
		// Nobody starts it, and it would be sent all the same.
		empty, err := os.CreateTemp("", "isobar-worker-*")
		if err != nil {
			return err
		}
		defer os.Remove(empty.Name())
		worker = empty.Name()
		if err := empty.Close(); err != nil {
			return err
		}
	}
	model, end, err := portableModel(ctx, pipeline, worker)
	if err != nil {
		return err
	}
	defer end()
	server, err := grpcx.Dial(ctx, option("endpoint"), dialing)
	if err != nil {
		return fmt.Errorf("no job server answers at %s", option("endpoint")) // what Beam says is no more than that
	}
	defer server.Close()
	client := jobpb.NewJobServiceClient(server)
	prepared, artifacts, token, err := runnerlib.Prepare(ctx, client, model, &runnerlib.JobOptions{
		Name: jobopts.GetJobName(), Experiments: jobopts.GetExperiments(), Worker: worker,
		RetainDocker: *jobopts.RetainDockerContainers, Parallelism: *jobopts.Parallelism, Loopback: jobopts.IsLoopback(),
	})
	if err != nil {
		return err
	}
	if token, err = runnerlib.Stage(ctx, prepared, artifacts, worker, token); err != nil {
		return err
	}
	id, err := runnerlib.Submit(ctx, client, prepared, token)
	if err != nil {
		return err
	}
	err = runnerlib.WaitForCompletion(ctx, client, id)
	if ctx.Err() != nil {
		if err := cancelPortable(ctx, client, id); err != nil {
			slog.Error("the job could not be cancelled and may still be running", "job", id, "job_server", option("endpoint"), "error", err.Error())
		}
		return context.Cause(ctx)
	}
	if err != nil {
		return err
	}
	state, err := client.GetState(ctx, &jobpb.GetJobStateRequest{JobId: id})
	if err == nil && state.GetState() != jobpb.JobState_DONE {
		err = fmt.Errorf("job %s did not end well: it is in the state %s on the job server, and has no results", id, state.GetState())
	}
	return err
}

// portableModel is the pipeline as the job server wants it. end stops what was started for it.
func portableModel(ctx context.Context, pipeline *beam.Pipeline, worker string) (model *pipepb.Pipeline, end func(), err error) {
	edges, _, err := pipeline.Build()
	if err != nil {
		return nil, nil, err
	}
	config, end := jobopts.GetEnvironmentConfig, func() {}
	if jobopts.IsLoopback() {
		// These workers are of this process, and outlive ctx until the job has been cancelled.
		ctx := context.WithoutCancel(ctx)
		workers, err := extworker.StartLoopback(ctx, 0)
		if err != nil {
			return nil, nil, err
		}
		config, end = workers.EnvironmentConfig, func() { _ = workers.Stop(ctx) }
	}
	environment, err := graphx.CreateEnvironment(ctx, jobopts.GetEnvironmentUrn(ctx), config)
	if err == nil {
		model, err = graphx.Marshal(edges, &graphx.Options{Environment: environment, PipelineResourceHints: jobopts.GetPipelineResourceHints()})
	}
	if err == nil {
		err = runnerlib.UpdateGoEnvironmentWorker(worker, model)
	}
	if err != nil {
		end()
		return nil, nil, err
	}
	return model, end, nil
}

// cancelPortable cancels a job, and waits until it has ended: its workers write to Job.Scratch, which is removed next.
func cancelPortable(ctx context.Context, client jobpb.JobServiceClient, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopping)
	defer cancel()
	answer, err := client.Cancel(ctx, &jobpb.CancelJobRequest{JobId: id})
	if err != nil {
		return err
	}
	for state := answer.GetState(); ; {
		switch state {
		case jobpb.JobState_DONE, jobpb.JobState_CANCELLED, jobpb.JobState_FAILED, jobpb.JobState_DRAINED:
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it is in the state %s after %v", state, stopping)
		case <-time.After(100 * time.Millisecond):
		}
		now, err := client.GetState(ctx, &jobpb.GetJobStateRequest{JobId: id})
		if err != nil {
			return err
		}
		state = now.GetState()
	}
}
