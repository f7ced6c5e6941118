package cli

import (
	"debug/elf"
	"maps"
	"os"
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
	args = append(args, "--engine", "worker_binary="+linuxProgram(t))
	code, stdout, stderr := isobar(t, args...)
	if code != 0 {
		t.Fatalf("status %d, standard error:\n%s", code, stderr)
	}
	type job struct {
		Name, Type  string
		ProjectID   string `json:"projectId"`
		Labels      map[string]string
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
	if j.Environment.ServiceAccountEmail != "worker@example.com" || !strings.HasPrefix(j.Environment.TempStoragePrefix, "gs://private/staging/isobar-run/") || len(j.Environment.WorkerPools) != 1 {
		t.Fatalf("%+v", j.Environment)
	}
	pool := j.Environment.WorkerPools[0]
	if pool.AutoscalingSettings.MaxNumWorkers != 7 || pool.IPConfiguration != "WORKER_IP_PRIVATE" || pool.Subnetwork != "regions/x" ||
		len(pool.Packages) != 1 || !strings.HasPrefix(pool.Packages[0].Location, "gs://private/staging/isobar-run/") || !strings.HasSuffix(pool.WorkerHarnessContainerImage, "2.77.0") {
		t.Errorf("%+v", pool)
	}
	if want := map[string]string{"application": "isobar", "dataset": "dropsonde", "week": "2026w46"}; !maps.Equal(j.Labels, want) {
		t.Errorf("labels %v", j.Labels)
	}
	nothingStaged(t, server)
}

// linuxProgram makes the least file that passes for a program of Dataflow's machines: a header.
func linuxProgram(t *testing.T) string {
	t.Helper()
	header := make([]byte, 64)
	copy(header, "\x7fELF\x02\x01\x01")
	header[16], header[18], header[20], header[52] = 2, byte(elf.EM_X86_64), 1, 64
	file := filepath.Join(t.TempDir(), "isobar-linux")
	if err := os.WriteFile(file, header, 0o700); err != nil {
		t.Fatal(err)
	}
	return file
}

// nothingStaged sees that a run has left nothing in the staging place.
func nothingStaged(t *testing.T, server *fakestorage.Server) {
	t.Helper()
	objects, err := server.ListObjectsWithOptionsPaginated("private", fakestorage.ListOptions{Prefix: "staging/"})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range objects.Objects {
		t.Errorf("%s is left", o.Name)
	}
}

func TestEngineUsage(t *testing.T) {
	run := "--dataset " + dropsonde + " --input gs://private/reports --output " + filepath.Join(t.TempDir(), "out") + " "
	notLinux := filepath.Join(t.TempDir(), "isobar.exe")
	if err := os.WriteFile(notLinux, []byte("MZ"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", filepath.Join(t.TempDir(), "none"))
	t.Setenv("CLOUDSDK_COMPUTE_REGION", "")
	t.Setenv("PATH", t.TempDir()) // where gcloud is not, which knows a region
	dataflow := run + "--runner dataflow --staging gs://private/s "
	there := dataflow + "--engine project=p --engine region=r "
	for args, sentence := range map[string]string{
		dataflow:                                     "--engine: the project is missing: ",
		dataflow + "--engine project=p":              "--engine: the region is missing: ",
		there + "--engine update=true":               "--engine: update=true is not for this program",
		there + "--engine async=true":                "--engine: async=true is not for this program",
		there + "--engine worker_binary=" + notLinux: "--engine: the workers run programs for linux/amd64, and isobar.exe is none: ",
		there + "--engine machine_type=t2a-standard-4 --engine worker_binary=" + linuxProgram(t): "--engine: the workers run programs for linux/arm64, and isobar-linux is none: ",
		run + "--engine project=p":                                                "--engine is for --runner portable and --runner dataflow; ",
		run + "--runner portable":                                                 "--runner portable needs the address of a job server: ",
		run + "--runner portable --engine x":                                      `--engine "x": write NAME=VALUE`,
		run + "--runner portable --engine endpoint=x:1 --engine abacus=1":         `--engine: Beam has no option "abacus"`,
		run + "--runner dataflow":                                                 "--staging is missing: ",
		run + "--runner dataflow --staging gs://private/s --rejects r":            "--runner dataflow: workers elsewhere cannot write to a folder of this machine: ",
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
