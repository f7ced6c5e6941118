package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fsouza/fake-gcs-server/fakestorage"
	df "google.golang.org/api/dataflow/v1b3"

	"isobar/pipelines/dataflowtest"
)

const vcluster = "../../queries/vcluster"

// onDataflow is a Dataflow in this process, with reports in a bucket and a secret.
type onDataflow struct {
	*dataflowtest.Fake
	storage *fakestorage.Server
	secret  string
}

func newOnDataflow(t *testing.T) *onDataflow {
	t.Helper()
	d := &onDataflow{storage: emulated(t, "private", "public"), secret: fixedSecret(t), Fake: dataflowtest.Start(t)}
	d.Execute = dataflowtest.Prism(t, "")
	reports := t.TempDir()
	if code, _, stderr := isobar(t, "sample", "--dataset", dropsonde, "--sites", "120", "--weeks", "2", "--week", "2026-11-09", "--dirty", "0.01", "--output", reports); code != 0 {
		t.Fatal(stderr)
	}
	d.put(t, reports, "reports")
	return d
}

// put brings a folder to the private bucket.
func (d *onDataflow) put(t *testing.T, dir, prefix string) {
	t.Helper()
	for name, text := range folder(t, dir) {
		d.storage.CreateObject(fakestorage.Object{ObjectAttrs: fakestorage.ObjectAttrs{BucketName: "private", Name: prefix + "/" + filepath.ToSlash(name)}, Content: []byte(text)})
	}
}

// run runs the week on Dataflow, or on another runner.
func (d *onDataflow) run(ctx context.Context, t *testing.T, output, runner string, more ...string) (code int, stdout, stderr string) {
	t.Helper()
	if !slices.Contains(more, "--input") {
		more = append(more, "--input", "gs://private/reports/**")
	}
	if !slices.Contains(more, "--dataset") {
		more = append(more, "--dataset", dropsonde)
	}
	args := []string{"run", "--week", "2026-11-09", "--output", output, "--secret", d.secret, "--staging", "gs://private/staging", "--runner", runner}
	if runner == "dataflow" {
		for _, option := range []string{"project=my-project", "region=europe-west1", "service_account_email=worker@example.com", "dataflow_endpoint=" + d.Endpoint(), "worker_binary=" + linuxProgram(t)} {
			args = append(args, "--engine", option)
		}
	}
	var out, errs bytes.Buffer
	code = Main(ctx, append(args, more...), strings.NewReader(""), &out, &errs)
	nothingStaged(t, d.storage)
	return code, out.String(), errs.String()
}

// objects are the objects of a bucket below a prefix, with their contents.
func (d *onDataflow) objects(t *testing.T, bucket, prefix string) map[string]string {
	t.Helper()
	listed, err := d.storage.ListObjectsWithOptionsPaginated(bucket, fakestorage.ListOptions{Prefix: prefix})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, o := range listed.Objects {
		object, err := d.storage.GetObject(bucket, o.Name)
		if err != nil {
			t.Fatal(err)
		}
		found[strings.TrimPrefix(o.Name, prefix)] = string(object.Content)
	}
	return found
}

// messages are the log's.
func messages(t *testing.T, stderr string) (all []string) {
	t.Helper()
	for line := range strings.Lines(stderr) {
		all = append(all, decode[struct{ Message string }](t, line).Message)
	}
	return all
}

// contain says whether one of the lines begins with text.
func contain(lines []string, text string) bool {
	return slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, text) })
}

// A job that was taken to Dataflow, and executed from what was staged, makes the bytes of one in this process; the
// launcher waits, says how it goes, publishes, and leaves nothing behind.
func TestDataflow(t *testing.T) {
	d := newOnDataflow(t)
	here := t.TempDir()
	if code, _, stderr := d.run(t.Context(), t, here, "direct", "--rejects", "gs://private/rejects-here"); code != 0 {
		t.Fatal(stderr)
	}
	d.Lost = 1 // the answer to the first request, after which the job is looked for
	code, stdout, stderr := d.run(t.Context(), t, "gs://public/data", "dataflow", "--rejects", "gs://private/rejects", "--json")
	if code != 0 {
		t.Fatalf("status %d\n%s", code, stderr)
	}
	want := map[string]string{}
	for name, text := range folder(t, here) {
		want[filepath.ToSlash(name)] = text
	}
	if got := d.objects(t, "public", "data/"); len(want) < 20 || !maps.Equal(got, want) {
		t.Errorf("%d files on Dataflow, %d here, or they differ", len(got), len(want))
	}
	if got, want := d.objects(t, "private", "rejects/"), d.objects(t, "private", "rejects-here/"); len(want) != 1 || len(want["rejects.jsonl"]) == 0 || !maps.Equal(got, want) {
		t.Errorf("rejects: %d files, want the same as here", len(got))
	}
	summary := decode[struct {
		Runner    string
		Published bool
		Output    string
	}](t, stdout)
	if summary.Runner != "dataflow" || !summary.Published || summary.Output != "gs://public/data/dropsonde" {
		t.Errorf("summary %+v", summary)
	}
	jobs := d.Jobs()
	if len(jobs) != 1 {
		t.Fatalf("%d jobs", len(jobs))
	}
	job := jobs[0]
	if job.Name != "isobar-dropsonde-2026w46" || job.Type != "JOB_TYPE_BATCH" || job.Environment.ServiceAccountEmail != "worker@example.com" || job.Location != "europe-west1" ||
		job.ClientRequestId == "" || !maps.Equal(job.Labels, map[string]string{"application": "isobar", "dataset": "dropsonde", "week": "2026w46"}) {
		data, err := json.Marshal(job)
		t.Errorf("%s %v", data, err)
	}
	said := messages(t, stderr)
	for _, want := range []string{
		"Dataflow has taken the job isobar-dropsonde-2026w46: https://console.cloud.google.com/dataflow/jobs/europe-west1/" + job.Id + "?project=my-project",
		"the job isobar-dropsonde-2026w46 is running, after ", "the job isobar-dropsonde-2026w46 is done, after ",
	} {
		if !contain(said, want) {
			t.Errorf("nobody says %q:\n%s", want, stderr)
		}
	}
}

// Reports of which all of a site's count are made one here, and read from the staging place there; so are the sites
// that do not count.
func TestDataflowKeepsAll(t *testing.T) {
	d := newOnDataflow(t)
	reports := t.TempDir()
	if code, _, stderr := isobar(t, "sample", "--dataset", vcluster, "--sites", "24", "--weeks", "1", "--week", "2026-11-09", "--output", reports); code != 0 {
		t.Fatal(stderr)
	}
	d.put(t, reports, "vcluster")
	optOut := filepath.Join(t.TempDir(), "opt-out")
	if err := os.WriteFile(optOut, []byte("nobody\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	here, there := t.TempDir(), t.TempDir()
	d.Down = 1
	for output, runner := range map[string]string{here: "direct", there: "dataflow"} {
		if code, _, stderr := d.run(t.Context(), t, output, runner, "--dataset", vcluster, "--input", "gs://private/vcluster/**", "--opt-out", optOut); code != 0 {
			t.Fatalf("%s: %s", runner, stderr)
		}
	}
	if got, want := folder(t, there), folder(t, here); len(want) < 5 || !maps.Equal(got, want) {
		t.Errorf("%d files on Dataflow, %d here, or they differ", len(got), len(want))
	}
}

// What can go wrong with a job on Dataflow is one sentence, and leaves the old release, and nothing in the staging
// place.
func TestDataflowFailures(t *testing.T) {
	d := newOnDataflow(t)
	output := t.TempDir()
	fails := func(name, want string, more ...string) {
		t.Helper()
		code, stdout, stderr := d.run(t.Context(), t, output, "dataflow", more...)
		said := messages(t, stderr)
		if code != ExitFailed || stdout != "" || !strings.HasPrefix(said[len(said)-1], want) {
			t.Errorf("%s: status %d, standard output %q, standard error:\n%s", name, code, stdout, stderr)
		}
		if files, err := os.ReadDir(filepath.Join(output, "dropsonde")); err == nil && len(files) > 0 {
			t.Errorf("%s: something was published: %v", name, files)
		}
	}
	d.Refused = "(1): Current user cannot act as service account worker@example.com."
	fails("no rights", "the job isobar-dropsonde-2026w46 is not taken by Dataflow: (1): Current user cannot act as service account worker@example.com. (403)")
	d.Refused = ""
	d.Down = 3
	fails("no service", "the job isobar-dropsonde-2026w46 gets no answer from Dataflow: The service is currently unavailable. (503)")

	damaged := t.TempDir()
	if err := os.WriteFile(filepath.Join(damaged, "cut.jsonl.gz"), []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03cut"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.put(t, damaged, "damaged")
	fails("a damaged file", "gs://private/damaged/cut.jsonl.gz: the file is cut short", "--input", "gs://private/damaged/**")

	execute := d.Execute
	d.Execute = func(ctx context.Context, job *df.Job) error {
		d.put(t, damaged, "damaged") // a generation other than the one that the launcher has seen
		return execute(ctx, job)
	}
	fails("a worker's error", "the job isobar-dropsonde-2026w46 failed on Dataflow: gs://private/damaged/cut.jsonl.gz: ", "--input", "gs://private/damaged/**")

	d.Execute = func(context.Context, *df.Job) error { return nil }
	fails("nothing was done", "the results are incomplete: the engine says that it has done the job, and 0 of ")

	begun := make(chan struct{})
	d.Silent = 1
	d.Execute = func(ctx context.Context, _ *df.Job) error {
		close(begun)
		<-ctx.Done()
		return nil
	}
	go func() {
		<-begun
		d.Cancel()
	}()
	fails("cancelled by another", "the job isobar-dropsonde-2026w46 was cancelled by somebody else, so it has no results: https://console.cloud.google.com/dataflow/jobs/")

	begun = make(chan struct{})
	d.Ignored = 1 // of the requests to cancel
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		<-begun
		stop()
	}()
	code, stdout, stderr := d.run(ctx, t, output, "dataflow")
	<-ended
	if code != ExitFailed || stdout != "" || !strings.Contains(stderr, `"stopped: `) || !contain(messages(t, stderr), "the job isobar-dropsonde-2026w46 is cancelled") {
		t.Errorf("stopped: status %d, standard error:\n%s", code, stderr)
	}
	jobs := d.Jobs()
	if last := jobs[len(jobs)-1]; last.CurrentState != "JOB_STATE_CANCELLED" || last.RequestedState != "JOB_STATE_CANCELLED" {
		t.Errorf("the job is %s, asked to be %s", last.CurrentState, last.RequestedState)
	}

	begun = make(chan struct{})
	d.Submit("isobar-dropsonde-2026w46")
	fails("another run", "another run of this week is under way: Dataflow has an active job isobar-dropsonde-2026w46 already. Wait until it has ended, or look at it in europe-west1, which can be cancelled there: https://console.cloud.google.com/")
	d.Cancel()
}
