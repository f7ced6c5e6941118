package dataflowtest

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/util/protox"
	jobpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/jobmanagement_v1"
	pipepb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/pipeline_v1"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal/extworker"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal/runnerlib"
	df "google.golang.org/api/dataflow/v1b3"

	"isobar/internal/storage/gcs"
)

// Prism executes jobs on a job server of Beam's in this process, from the pipeline and the program that were staged.
// pool is where a worker pool of Beam's listens, which starts the staged program; "" lets this process do the work.
func Prism(t *testing.T, pool string) func(ctx context.Context, job *df.Job) error {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	client, err := prism.CreateJobServer(context.Background(), prism.Options{Port: port})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	return func(ctx context.Context, job *df.Job) error { return execute(ctx, client, job, pool, dir) }
}

func execute(ctx context.Context, client jobpb.JobServiceClient, job *df.Job, pool, dir string) error {
	model, worker, err := staged(ctx, job, dir)
	if err != nil {
		return err
	}
	away := context.WithoutCancel(ctx) // workers outlive the job until it has been cancelled
	if pool == "" {
		here, err := extworker.StartLoopback(away, 0)
		if err != nil {
			return err
		}
		defer func() { _ = here.Stop(away) }()
		pool = here.EnvironmentConfig(away)
		if err := os.WriteFile(worker, nil, 0o600); err != nil { // nobody starts it
			return err
		}
	}
	for _, environment := range model.GetComponents().GetEnvironments() {
		environment.Urn = "beam:env:external:v1"
		environment.Payload = protox.MustEncode(&pipepb.ExternalPayload{Endpoint: &pipepb.ApiServiceDescriptor{Url: pool}})
	}
	if err := runnerlib.UpdateGoEnvironmentWorker(worker, model); err != nil {
		return err
	}
	prepared, artifacts, token, err := runnerlib.Prepare(ctx, client, model, &runnerlib.JobOptions{Name: job.Name, Worker: worker, Parallelism: -1})
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
		return cancel(away, client, id)
	}
	return err
}

// cancel cancels a job of the job server and waits for its end.
func cancel(ctx context.Context, client jobpb.JobServiceClient, id string) error {
	if _, err := client.Cancel(ctx, &jobpb.CancelJobRequest{JobId: id}); err != nil {
		return err
	}
	for range 1000 {
		state, err := client.GetState(ctx, &jobpb.GetJobStateRequest{JobId: id})
		if err != nil || state.GetState() == jobpb.JobState_CANCELLED {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return errors.New("the job server does not end the job")
}

// staged fetches the pipeline and the program of a job, and compares the program with its digest.
func staged(ctx context.Context, job *df.Job, dir string) (model *pipepb.Pipeline, worker string, err error) {
	var options struct {
		Options struct {
			PipelineURL       string `json:"pipelineUrl"`
			PipelineProtoHash string `json:"pipelineProtoHash"`
		} `json:"options"`
	}
	if err := json.Unmarshal(job.Environment.SdkPipelineOptions, &options); err != nil {
		return nil, "", err
	}
	data, err := read(ctx, options.Options.PipelineURL, options.Options.PipelineProtoHash)
	if err != nil {
		return nil, "", err
	}
	model = &pipepb.Pipeline{}
	if err := protox.DecodeBase64(base64.StdEncoding.EncodeToString(data), model); err != nil {
		return nil, "", err
	}
	program := job.Environment.WorkerPools[0].Packages[0]
	if data, err = read(ctx, program.Location, program.Sha256); err != nil {
		return nil, "", err
	}
	worker = filepath.Join(dir, job.Id)
	return model, worker, os.WriteFile(worker, data, 0o700)
}

// read reads an object of this digest.
func read(ctx context.Context, url, digest string) ([]byte, error) {
	bucket, name, err := gcs.Split(url)
	if err != nil {
		return nil, err
	}
	store, err := gcs.Place(ctx, gcs.Scheme+bucket)
	if err != nil {
		return nil, err
	}
	file, err := store.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != digest {
		return nil, fmt.Errorf("%s is not what the job says that it is", url)
	}
	return data, nil
}
