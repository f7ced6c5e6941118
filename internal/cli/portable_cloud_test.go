package cli

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fsouza/fake-gcs-server/fakestorage"

	"isobar/pipelines/dataflowtest"
)

// stuck is an object that can be listed, and that whoever reads it waits for.
const stuck = "stuck.jsonl"

// gate puts before the emulator of Cloud Storage what never gives out stuck. It says when somebody waits for it.
func gate(t *testing.T) (waiting *atomic.Int32) {
	t.Helper()
	emulator, err := url.Parse(os.Getenv("STORAGE_EMULATOR_HOST"))
	if err != nil {
		t.Fatal(err)
	}
	waiting = &atomic.Int32{}
	over := make(chan struct{})
	proxy := httputil.NewSingleHostReverseProxy(emulator)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/"+stuck) && (r.FormValue("alt") == "media" || !strings.Contains(r.URL.Path, "/storage/v1/")) {
			waiting.Add(1)
			select {
			case <-r.Context().Done():
			case <-over: // a worker whose pool was killed reads on
			}
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(over) })
	t.Setenv("STORAGE_EMULATOR_HOST", server.URL)
	return waiting
}

// Launcher, job server and workers in processes of their own, with nothing in common but Cloud Storage, make the same
// bytes as one process with folders: as a job of a job server, and as one of a Dataflow that takes pipeline and program
// from where they were staged. A signal ends the job, and leaves nothing.
func TestPortableInTheCloud(t *testing.T) {
	bin := *portable
	if bin == "" {
		t.Skip("needs programs that make test-portable builds")
	}
	leftByBoot(t)
	server := emulated(t, "private", "public")
	waiting := gate(t)
	dataflow := dataflowtest.Start(t)
	port := freePort(t)
	process(t, port, filepath.Join(bin, "prism"), "--job_port="+port, "--serve_http=false")
	process(t, poolPort, filepath.Join(bin, "boot"), "--worker_pool")
	dataflow.Execute = dataflowtest.Prism(t, "localhost:"+poolPort)

	d := &onDataflow{Fake: dataflow, storage: server, secret: fixedSecret(t)}
	reports := t.TempDir()
	if code, _, stderr := isobar(t, "sample", "--dataset", dropsonde, "--sites", "300", "--weeks", "2", "--week", "2026-11-09", "--dirty", "0.01", "--output", reports); code != 0 {
		t.Fatalf("status %d, %s", code, stderr)
	}
	d.put(t, reports, "reports")
	server.CreateObject(fakestorage.Object{ObjectAttrs: fakestorage.ObjectAttrs{BucketName: "private", Name: "stuck/" + stuck}, Content: []byte("{}\n")})
	command := func(input, output, rejects string, more ...string) *exec.Cmd {
		args := []string{"run", "--dataset", dropsonde, "--input", input, "--week", "2026-11-09", "--output", output, "--rejects", rejects, "--secret", d.secret, "--staging", "gs://private/staging"}
		c := exec.CommandContext(t.Context(), filepath.Join(bin, "isobar"), append(args, more...)...)
		c.WaitDelay = time.Minute
		return c
	}
	here, rejects := t.TempDir(), filepath.Join(t.TempDir(), "rejects")
	if out, err := command(reports, here, rejects).CombinedOutput(); err != nil {
		t.Fatalf("in one process: %v\n%s", err, out)
	}
	want := map[string]string{}
	for name, text := range folder(t, here) {
		want[filepath.ToSlash(name)] = text
	}
	if len(want) < 20 {
		t.Fatalf("only %d files", len(want))
	}
	engines := map[string][]string{
		"portable": {"endpoint=localhost:" + port, "environment_type=EXTERNAL", "environment_config=localhost:" + poolPort},
		"dataflow": {"project=my-project", "region=europe-west1", "dataflow_endpoint=" + dataflow.Endpoint()},
	}
	for runner, options := range engines {
		more := []string{"--runner", runner}
		for _, option := range options {
			more = append(more, "--engine", option)
		}
		started := time.Now()
		out, err := command("gs://private/reports/**", "gs://public/"+runner, "gs://private/rejects-"+runner, more...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", runner, err, out)
		}
		t.Logf("%s: %v", runner, time.Since(started).Round(100*time.Millisecond))
		if got := d.objects(t, "public", runner+"/"); !maps.Equal(got, want) {
			t.Errorf("%s: %d files, which differ from the %d of one process", runner, len(got), len(want))
		}
		// Files have other names there.
		there := strings.ReplaceAll(d.objects(t, "private", "rejects-"+runner+"/")["rejects.jsonl"], "gs://private/reports", reports)
		if one := folder(t, rejects)["rejects.jsonl"]; one == "" || there != one {
			t.Errorf("%s: the rejects differ", runner)
		}
		nothingStaged(t, server)

		before := waiting.Load()
		c := command("gs://private/stuck/**", "gs://public/stopped", "gs://private/rejects-stopped", more...)
		var log bytes.Buffer
		c.Stdout, c.Stderr = &log, &log
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		for i := 0; waiting.Load() == before; i++ {
			if time.Sleep(50 * time.Millisecond); i > 1200 {
				t.Fatalf("%s: no worker reads\n%s", runner, &log)
			}
		}
		if err := c.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		err = c.Wait()
		if fmt.Sprint(err) != fmt.Sprintf("exit status %d", ExitFailed) || !strings.Contains(log.String(), "stopped: ") {
			t.Errorf("%s, stopped: %v\n%s", runner, err, &log)
		}
		if got := d.objects(t, "public", "stopped/"); len(got) > 0 {
			t.Errorf("%s, stopped: %d files were published", runner, len(got))
		}
		nothingStaged(t, server)
	}
	jobs := dataflow.Jobs()
	if len(jobs) != 2 || jobs[0].CurrentState != "JOB_STATE_DONE" || jobs[1].CurrentState != "JOB_STATE_CANCELLED" {
		t.Errorf("%d jobs on Dataflow: %+v", len(jobs), jobs)
	}
}
