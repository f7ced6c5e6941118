package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/fsouza/fake-gcs-server/fakestorage"

	"isobar/internal/week"
)

// The job that would be submitted has the name that keeps a second one of the week away, this program as its
// worker, and the options that were given.
func TestDataflowDryRun(t *testing.T) {
	server := emulated(t, "private")
	server.CreateObject(fakestorage.Object{ObjectAttrs: fakestorage.ObjectAttrs{BucketName: "private", Name: "reports/a.jsonl"}, Content: []byte("{}\n")})
	args := strings.Fields("run --dataset " + dropsonde + " --input gs://private/reports/** --runner dataflow --week 2026-W46 --dry-run --staging gs://private/staging " +
		"--engine project=my-project --engine region=europe-west1 --engine service_account_email=worker@example.com --engine max_num_workers=7 --engine no_use_public_ips=true --engine subnetwork=regions/x")
	code, stdout, stderr := isobar(t, args...)
	if code != 0 {
		t.Fatalf("status %d, standard error:\n%s", code, stderr)
	}
	type job struct {
		Name, Type  string
		ProjectID   string `json:"projectId"`
		Environment struct {
			ServiceAccountEmail, TempStoragePrefix string
			Experiments                            []string
			SdkPipelineOptions                     struct {
				Options struct{ PipelineURL, Region string }
			}
			WorkerPools []struct {
				AutoscalingSettings         struct{ MaxNumWorkers int }
				IPConfiguration, Subnetwork string
				WorkerHarnessContainerImage string
				Packages                    []struct{ Name, Location string }
			}
		}
	}
	j := decode[job](t, stdout)
	if j.Name != "isobar-dropsonde-2026w46" || j.Type != "JOB_TYPE_BATCH" || j.ProjectID != "my-project" || j.Environment.SdkPipelineOptions.Options.Region != "europe-west1" {
		t.Errorf("%+v", j)
	}
	if j.Environment.ServiceAccountEmail != "worker@example.com" || j.Environment.TempStoragePrefix != "gs://private/staging/isobar-dataflow/tmp" || len(j.Environment.WorkerPools) != 1 {
		t.Fatalf("%+v", j.Environment)
	}
	pool := j.Environment.WorkerPools[0]
	if pool.AutoscalingSettings.MaxNumWorkers != 7 || pool.IPConfiguration != "WORKER_IP_PRIVATE" || pool.Subnetwork != "regions/x" ||
		len(pool.Packages) != 1 || !strings.HasPrefix(pool.Packages[0].Location, "gs://private/staging/isobar-dataflow/") || !strings.HasSuffix(pool.WorkerHarnessContainerImage, "2.77.0") {
		t.Errorf("%+v", pool)
	}
}

func TestEngineUsage(t *testing.T) {
	run := "--dataset " + dropsonde + " --input gs://private/reports --output " + filepath.Join(t.TempDir(), "out") + " "
	for args, sentence := range map[string]string{
		run + "--engine project=p":                                                "--engine is for --runner portable and --runner dataflow; ",
		run + "--runner portable":                                                 "--runner portable needs the address of a job server: ",
		run + "--runner portable --engine x":                                      `--engine "x": write NAME=VALUE`,
		run + "--runner portable --engine endpoint=x:1 --engine abacus=1":         `--engine: Beam has no option "abacus"`,
		run + "--runner dataflow":                                                 "--staging is missing: ",
		run + "--runner dataflow --staging gs://private/s":                        missingForDataflow,
		run + "--runner dataflow --input reports":                                 "--runner dataflow: workers elsewhere cannot read files of this machine: ",
		run + "--runner dataflow --staging gs://private/s --week x":               `week "x" is not understood`,
		run + "--runner dataflow --staging gs://private/s --dataset " + spartakus: "--runner dataflow takes one dataset at a time",
	} {
		code, stdout, stderr := isobar(t, strings.Fields("run "+args)...)
		if code != ExitUsage || stdout != "" || !strings.HasPrefix(stderr, "isobar: "+sentence) {
			t.Errorf("%s: status %d, standard output %q, standard error:\n%s", args, code, stdout, stderr)
		}
	}
}

func TestJobName(t *testing.T) {
	w, err := week.Parse("2026-11-09")
	if err != nil {
		t.Fatal(err)
	}
	other, err := week.Between("2026-11-01", "2026-11-04")
	if err != nil {
		t.Fatal(err)
	}
	if got := jobName("Some_Data.set_", w); got != "isobar-some-data-set-2026w46" {
		t.Error(got)
	}
	if got := jobName("x", other); got != "isobar-x-2026-11-01" {
		t.Error(got)
	}
}
