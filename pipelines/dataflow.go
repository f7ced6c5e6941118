package pipelines

import (
	"context"
	"debug/elf"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/gcpopts"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/dataflow"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/dataflow/dataflowlib"
	df "google.golang.org/api/dataflow/v1b3"

	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
)

// ours are options of Beam's Dataflow runner that would end the launcher before the job, or that are of streams: a
// release is made by the launcher, after the job.
var ours = []string{"async", "execute_async", "dry_run", "template_location", "update", "transform_name_mapping"}

// CheckDataflow says what is missing or wrong among the options of Dataflow, once Configure has set them.
func CheckDataflow(ctx context.Context) error {
	for _, name := range ours {
		if value := option(name); value != "" && value != "false" {
			return fmt.Errorf("%s=%s is not for this program, which submits a job of its own for each week and waits for it: leave it out", name, value)
		}
	}
	if gcpopts.GetProjectFromFlagOrEnvironment(ctx) == "" {
		return errors.New("the project is missing: project=PROJECT")
	}
	if gcpopts.GetRegion(ctx) == "" {
		return errors.New("the region is missing: region=REGION, such as europe-west1")
	}
	return checkWorker(option("worker_binary"))
}

// armMachines begin the names of Google's types of machines with an ARM processor.
var armMachines = []string{"t2a-", "c4a-", "n4a-", "a4x-"}

// checkWorker refuses a program that the machines of Dataflow cannot start: it would be found out after minutes, and
// told by a container that is started again and again.
func checkWorker(file string) error {
	arch, machine := "amd64", elf.EM_X86_64
	for _, prefix := range armMachines {
		if strings.HasPrefix(option("worker_machine_type"), prefix) || strings.HasPrefix(option("machine_type"), prefix) {
			arch, machine = "arm64", elf.EM_AARCH64
		}
	}
	program, err := elf.Open(file)
	if err == nil {
		defer program.Close()
		if program.Machine == machine && (program.OSABI == elf.ELFOSABI_NONE || program.OSABI == elf.ELFOSABI_LINUX) {
			return nil
		}
	}
	return fmt.Errorf("the workers run programs for linux/%[1]s, and %[2]s is none: build one with GOOS=linux GOARCH=%[1]s CGO_ENABLED=0 go build -o isobar-linux ./cmd/isobar, and name it with worker_binary=isobar-linux",
		arch, path.Base(file))
}

// runDataflow executes the pipeline on Dataflow, with its files below scratch. Beam's runner brings the program and
// the pipeline there and translates the job; submitting it and waiting are done here, because Beam neither cancels a
// job, nor tells why one failed, nor tells one that somebody has cancelled from one that has succeeded.
func runDataflow(ctx context.Context, pipeline *beam.Pipeline, scratch string, tell func(string)) error {
	job, err := stage(ctx, pipeline, scratch)
	if err != nil {
		return err
	}
	client, err := dataflowlib.NewClient(context.WithoutCancel(ctx), option("dataflow_endpoint"))
	if err != nil {
		return fmt.Errorf("no access to Dataflow (log in with `gcloud auth application-default login`, or run as a service account): %w", err)
	}
	l := &launched{client: client, project: job.ProjectId, region: gcpopts.GetRegion(ctx), name: job.Name, tell: tell}
	// Its own name lets a request whose answer was lost be told from that of another launcher.
	job.ClientRequestId = path.Base(scratch)
	if err := l.create(ctx, job); err != nil {
		return err
	}
	return l.wait(ctx)
}

// stage lets Beam bring to scratch what workers need, and gives the job to submit.
func stage(ctx context.Context, pipeline *beam.Pipeline, scratch string) (*df.Job, error) {
	place := scratch + "/dataflow"
	store, err := gcs.Place(ctx, place)
	if err != nil {
		return nil, err
	}
	// With a place for a template, Beam writes the job there instead of submitting it.
	const template = "job.json"
	restore, err := setOptions(placesBelow(place, map[string]string{"template_location": place + "/" + template}))
	if err != nil {
		return nil, err
	}
	defer restore()
	if _, err := beam.Run(ctx, string(Dataflow), pipeline); err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, plain(err)
	}
	data, err := storage.ReadFile(ctx, store, template)
	if err != nil {
		return nil, err
	}
	job := &df.Job{}
	if err := json.Unmarshal(data, job); err != nil {
		return nil, fmt.Errorf("the job that Beam has translated cannot be read: %w", err)
	}
	return job, nil
}

// placesBelow adds to options where the program and temporary files are brought to, unless the operator has said so.
func placesBelow(place string, options map[string]string) map[string]string {
	for name, folder := range map[string]string{"staging_location": place, "temp_location": place + "/tmp"} {
		if option(name) == "" {
			options[name] = folder
		}
	}
	return options
}
