package pipelines

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	jobpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/jobmanagement_v1"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	"github.com/fsouza/fake-gcs-server/fakestorage"

	"isobar/internal/plan"
	"isobar/internal/report"
	"isobar/internal/storage"
	"isobar/internal/storage/gcs"
	"isobar/internal/week"
)

// bucket makes an empty bucket of the emulator, which gs://private then means.
func bucket(t *testing.T) (*fakestorage.Server, storage.Store) {
	t.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{Scheme: "http", Host: "127.0.0.1", PublicHost: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	t.Setenv("STORAGE_EMULATOR_HOST", server.URL())
	server.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: "private"})
	store, err := gcs.Place(t.Context(), "gs://private")
	if err != nil {
		t.Fatal(err)
	}
	return server, store
}

// jobServer starts a job server of Beam's in this process and lets Portable use it, with workers of this process.
func jobServer(t *testing.T) jobpb.JobServiceClient {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	client, err := prism.CreateJobServer(t.Context(), prism.Options{Port: port})
	if err != nil {
		t.Fatal(err)
	}
	restore, err := Configure(map[string]string{"endpoint": fmt.Sprintf("localhost:%d", port), "environment_type": "LOOPBACK"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(restore)
	return client
}

// smallJob is a job over 60 sites, of which 7 do not count, and a few lines that are no reports.
func smallJob(t *testing.T) *Job {
	t.Helper()
	var b strings.Builder
	for site := range 60 {
		fmt.Fprintf(&b, `{"site":"%d","time":"2026-11-10 00:00:00 UTC","modules":[{"slug":"a"},{"slug":"%c"}]}`+"\n", site, 'b'+rune(site%3))
		if site%20 == 0 {
			b.WriteString("{no report\n")
		}
	}
	file := filepath.Join(t.TempDir(), "r.jsonl")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	shards, err := report.Find(t.Context(), []string{file}, 1500)
	if err != nil {
		t.Fatal(err)
	}
	window, err := week.Parse("2026-11-09")
	if err != nil {
		t.Fatal(err)
	}
	leftOut, known := report.SiteSet{}, report.SiteSet{}
	for site := range 60 {
		if id := report.HashSite(fmt.Append(nil, site)); site < 3 {
			leftOut[id] = struct{}{}
		} else if site < 56 {
			known[id] = struct{}{}
		}
	}
	return &Job{Shards: shards, Schema: []byte(testSchema), Decoder: "json", Unit: "site", Timestamp: "time", Window: window,
		Queries: []*plan.Query{together(t, 2, 10, true)}, LeftOut: leftOut, Known: known, Note: true, Workers: 2}
}

// outcome is what of a job's results must be the same wherever it ran.
type outcome struct {
	Cells   [][]string
	Stats   Stats
	Sites   report.SiteSet // those that are new
	Rejects string
}

// do runs a job to the end, with its rejects.
func do(t *testing.T, runner Runner, job *Job, read func(name string) ([]byte, error)) outcome {
	t.Helper()
	if err := report.PrepareRejects(t.Context(), job.Rejects); err != nil {
		t.Fatal(err)
	}
	results, err := Run(t.Context(), runner, job)
	if err != nil {
		t.Fatalf("%s, %s: %v", runner, job.Scratch, err)
	}
	var o outcome
	for _, sets := range results.Sets {
		o.Cells = append(o.Cells, cellsOf(sets[0]))
	}
	o.Stats = results.Stats
	if o.Sites, err = report.DecodeSites(o.Stats.New); err != nil {
		t.Fatal(err)
	}
	o.Stats.New = nil
	var lines []int64
	for _, s := range job.Shards {
		lines = append(lines, o.Stats.Lines[s.ID])
	}
	if _, err := report.FinishRejects(t.Context(), job.Rejects, job.Shards, lines, nil); err != nil {
		t.Fatal(err)
	}
	data, err := read(report.RejectsFile)
	if err != nil {
		t.Fatal(err)
	}
	o.Rejects = string(data)
	return o
}

// What workers write to Cloud Storage is what they write to folders, on every runner that needs no other process.
func TestScratchInABucket(t *testing.T) {
	_, store := bucket(t)
	jobServer(t)
	local := smallJob(t)
	local.Scratch, local.Rejects = t.TempDir(), filepath.Join(t.TempDir(), "rejects")
	want := do(t, Direct, local, func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(local.Rejects, name)) })
	if want.Stats.Sites != 53 || len(want.Sites) != 4 || strings.Count(want.Rejects, "\n") != 3 || len(want.Cells[0]) < 3 {
		t.Fatalf("the test tests nothing: %+v", want)
	}
	for _, runner := range []Runner{Direct, Prism, Portable} {
		job := *local
		job.Scratch, job.Rejects = "gs://private/run/"+string(runner), "gs://private/rejects/"+string(runner)
		if got := do(t, runner, &job, func(name string) ([]byte, error) {
			return storage.ReadFile(t.Context(), store, "rejects/"+string(runner)+"/"+name)
		}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", runner, got, want)
		}
		left, err := store.List(t.Context(), "rejects/"+string(runner))
		if err != nil || len(left) != 1 {
			t.Errorf("%s: rejects leave %v, %v", runner, left, err)
		}
	}
	job := *local
	job.Scratch = "gs://nothing/run"
	if _, err := Run(t.Context(), Direct, &job); err == nil || !strings.Contains(err.Error(), "there is no such bucket") && !strings.Contains(err.Error(), "gs://nothing/run") {
		t.Errorf("a bucket that is missing: %v", err)
	}
}

// unreadable makes an input whose readers wait for ever, and says when the first one does.
func unreadable(t *testing.T) (shard report.Shard, reading chan struct{}) {
	t.Helper()
	reading = make(chan struct{})
	var once sync.Once
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		once.Do(func() { close(reading) })
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	t.Setenv("STORAGE_EMULATOR_HOST", server.URL)
	return report.Shard{File: "gs://private/r.jsonl", Format: report.JSONLines, End: 100, Size: 100, Modified: 1}, reading
}

// A job on a job server ends with the run that has submitted it, and one that somebody else ends has no results.
func TestCancelPortable(t *testing.T) {
	client := jobServer(t)
	job := smallJob(t)
	shard, reading := unreadable(t)
	job.Shards, job.Scratch = []report.Shard{shard}, t.TempDir()
	jobs := func() (all []*jobpb.JobInfo) {
		t.Helper()
		answer, err := client.GetJobs(t.Context(), &jobpb.GetJobsRequest{})
		if err != nil {
			t.Fatal(err)
		}
		return answer.GetJobInfo()
	}
	stop := errors.New("stopped")
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		<-reading
		cancel(stop)
	}()
	if _, err := Run(ctx, Portable, job); !errors.Is(err, stop) {
		t.Errorf("error %v", err)
	}
	if all := jobs(); len(all) != 1 || all[0].GetState() != jobpb.JobState_CANCELLED {
		t.Errorf("jobs on the job server: %v", all)
	}

	job.Shards[0], reading = unreadable(t)
	job.Scratch = t.TempDir()
	go func() {
		<-reading
		for _, j := range jobs() {
			if _, err := client.Cancel(t.Context(), &jobpb.CancelJobRequest{JobId: j.GetJobId()}); err != nil {
				t.Error(err)
			}
		}
	}()
	if _, err := Run(t.Context(), Portable, job); err == nil || !strings.Contains(err.Error(), "did not end well") {
		t.Errorf("error %v", err)
	}
}
