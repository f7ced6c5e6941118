package bigquery

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	bq "cloud.google.com/go/bigquery"
	gcsclient "cloud.google.com/go/storage"
	"github.com/fsouza/fake-gcs-server/fakestorage"
	api "google.golang.org/api/bigquery/v2"
	"google.golang.org/api/option"

	"isobar/internal/bigquery/bigquerytest"
	"isobar/internal/schema"
	"isobar/internal/storage/gcs"
	"isobar/internal/week"
)

func TestNames(t *testing.T) {
	for s, want := range map[string]string{
		"bq://my-project.public": "my-project public", "bq://example.com:my-project.public": "example.com:my-project public",
		"bq://my-project": "", "bq://my-project.a-b": "", "bq://my-project.": "", "bq://x.public": "", "my-project.public": "", "bq://my-project.p`; DROP": "",
	} {
		n, err := ParseDataset(s)
		if got := strings.TrimSpace(n.Project + " " + n.Dataset); got != want || (err == nil) != (want != "") || err == nil && n.String() != s {
			t.Errorf("%s is %q (%v), want %q", s, got, err, want)
		}
	}
	if n, err := ParseTable("bq://my-project.private.reports"); err != nil || n != (Name{"my-project", "private", "reports"}) {
		t.Errorf("%v (%v)", n, err)
	}
	for _, s := range []string{"bq://my-project.private", "bq://my-project.private.", "bq://my-project.private.a b", "reports"} {
		if n, err := ParseTable(s); err == nil {
			t.Errorf("%s is %v", s, n)
		}
	}
}

const reports = `[{"name":"site_id","type":"STRING"},{"name":"timestamp","type":"TIMESTAMP"},{"name":"secret","type":"STRING"},
 {"name":"modules","type":"RECORD","mode":"REPEATED","fields":[{"name":"slug","type":"STRING"},{"name":"version","type":"STRING"}]},
 {"name":"os","type":"RECORD","fields":[{"name":"name","type":"STRING"},{"name":"release","type":"STRING"}]}]`

func extraction(t *testing.T, paths ...string) Extraction {
	t.Helper()
	s, err := schema.Parse("schema.json", []byte(reports))
	if err != nil {
		t.Fatal(err)
	}
	w, err := week.Parse("2026-11-09")
	if err != nil {
		t.Fatal(err)
	}
	e := Extraction{Table: Name{"my-project", "private", "reports"}, Schema: s, Timestamp: "timestamp", Window: w}
	if paths != nil {
		e.Columns = make([]bool, len(s.All))
	}
	for _, path := range paths {
		c, ok := s.Lookup(path)
		if !ok {
			t.Fatal(path)
		}
		e.Columns[c.Index] = true
	}
	return e
}

func TestQuery(t *testing.T) {
	e := extraction(t, "site_id", "modules.slug", "os.name")
	sql, err := e.query()
	want := "SELECT\n  t.`site_id` AS `site_id`,\n  t.`timestamp` AS `timestamp`,\n" +
		"  ARRAY(SELECT AS STRUCT e1.`slug` AS `slug` FROM UNNEST(t.`modules`) AS e1 WITH OFFSET AS o1 ORDER BY o1) AS `modules`,\n" +
		"  IF(t.`os` IS NULL, NULL, STRUCT(t.`os`.`name` AS `name`)) AS `os`\n" +
		"FROM `my-project.private.reports` AS t\n" +
		"WHERE t.`timestamp` >= TIMESTAMP '2026-11-09 00:00:00+00' AND t.`timestamp` < TIMESTAMP '2026-11-16 00:00:00+00'"
	if err != nil || sql != want {
		t.Errorf("%v\n%s\nwant\n%s", err, sql, want)
	}
	e = extraction(t, "modules.slug", "modules.version")
	if sql, err := e.query(); err != nil || !strings.Contains(sql, "\n  t.`modules` AS `modules`\n") || strings.Contains(sql, "secret") {
		t.Errorf("%v\n%s", err, sql)
	}
	e = extraction(t)
	if sql, err := e.query(); err != nil || !strings.Contains(sql, "secret") {
		t.Errorf("%v\n%s", err, sql)
	}
	e.Timestamp = "site_id"
	if _, err := e.query(); err == nil {
		t.Error("a timestamp that is none was accepted")
	}
}

// cloud is a Google Cloud in this process.
type cloud struct {
	files *fakestorage.Server
	fake  *bigquerytest.Fake
	fail  func(*http.Request) bool
}

func (c *cloud) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.fail != nil && c.fail(r) {
		return nil, errors.New("injected")
	}
	if strings.HasPrefix(r.URL.Path, "/bigquery/") {
		return c.fake.RoundTrip(r)
	}
	return c.files.HTTPClient().Transport.RoundTrip(r)
}

func (c *cloud) Get(string) ([]byte, error) { return nil, errors.ErrUnsupported }

func (c *cloud) Put(uri string, data []byte) error {
	bucket, name, err := gcs.Split(uri)
	if err == nil {
		c.files.CreateObject(fakestorage.Object{ObjectAttrs: fakestorage.ObjectAttrs{BucketName: bucket, Name: name}, Content: data})
	}
	return err
}

func newCloud(t *testing.T) (*cloud, *Service, *gcs.Bucket) {
	t.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{NoListener: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	server.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: "staging"})
	c := &cloud{files: server, fake: &bigquerytest.Fake{Project: "my-project", Datasets: []string{"private"}}}
	c.fake.Objects = c
	client := &http.Client{Transport: c}
	storage, err := gcsclient.NewClient(t.Context(), option.WithHTTPClient(client))
	if err != nil {
		t.Fatal(err)
	}
	place, err := gcs.Wrap(storage).Bucket("gs://staging/tmp")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Connect(t.Context(), "my-project", option.WithHTTPClient(client))
	if err != nil {
		t.Fatal(err)
	}
	return c, s, place
}

var columns = &api.TableSchema{Fields: []*api.TableFieldSchema{{Name: "site_id", Type: "STRING"}}}

func TestExtract(t *testing.T) {
	c, s, place := newCloud(t)
	asked := ""
	c.fake.Query = func(sql string) (*api.TableSchema, []bigquerytest.Row, error) {
		asked = sql
		return columns, []bigquerytest.Row{{"site_id": "a"}, {"site_id": "b"}}, nil
	}
	e := extraction(t, "site_id")
	e.Staging = place
	input, remove, err := s.Extract(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	if want, _ := e.query(); asked != want {
		t.Errorf("asked %s", asked)
	}
	objects, err := place.Objects(t.Context(), ".")
	if err != nil || len(objects) != 1 || !strings.HasPrefix(place.URL(objects[0].Name), input) || !strings.HasSuffix(objects[0].Name, ".json.gz") {
		t.Errorf("%s holds %v (%v)", input, objects, err)
	}
	for range 2 {
		if err := remove(); err != nil {
			t.Error(err)
		}
	}
	if objects, err := place.Objects(t.Context(), "."); err != nil || len(objects) != 0 {
		t.Errorf("left are %v (%v)", objects, err)
	}
}

// Whatever fails, nothing is left of the reports, and the error holds none of them.
func TestExtractFails(t *testing.T) {
	c, s, place := newCloud(t)
	c.fake.Query = func(string) (*api.TableSchema, []bigquerytest.Row, error) {
		return columns, []bigquerytest.Row{{"site_id": "a"}}, nil
	}
	e := extraction(t, "site_id")
	e.Staging = place
	calls := 0
	c.fail = func(*http.Request) bool { calls++; return false }
	_, remove, err := s.Extract(t.Context(), e)
	if err = errors.Join(err, remove()); err != nil {
		t.Fatal(err)
	}
	total := calls
	for at := 1; at <= total; at++ {
		calls = 0
		c.fail = func(*http.Request) bool { calls++; return calls == at }
		_, remove, err := s.Extract(t.Context(), e)
		if err == nil {
			err = remove()
		}
		c.fail = nil
		objects, listErr := place.Objects(t.Context(), ".")
		if listErr != nil || len(objects) != 0 && err == nil {
			t.Errorf("call %d of %d failed: left are %v (%v, %v)", at, total, objects, err, listErr)
		}
		if len(objects) > 0 && at < total-1 {
			t.Errorf("call %d of %d failed, which removes nothing: left are %v", at, total, objects)
		}
		if err := place.Sub(extracts).RemoveAll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	c.fake.Query = func(string) (*api.TableSchema, []bigquerytest.Row, error) {
		return nil, nil, errors.New("Bad int64 value: site-of-somebody")
	}
	if _, _, err := s.Extract(t.Context(), e); err == nil || strings.Contains(err.Error(), "somebody") || strings.Contains(err.Error(), "value of a row") {
		t.Errorf("error %v, want one without rows", err)
	}
}

// A job whose answer was lost is found again; one that failed is begun once more under another ID.
func TestRun(t *testing.T) {
	c, s, _ := newCloud(t)
	c.fake.Query = func(sql string) (*api.TableSchema, []bigquerytest.Row, error) { return columns, nil, nil }
	begin := func(ctx context.Context, id string) (*bq.Job, error) {
		q := s.client.Query("SELECT 1")
		q.JobID = id
		return q.Run(ctx)
	}
	for range 2 {
		if job, err := s.Run(t.Context(), "the-job", begin); err != nil || job.ID != "the-job" {
			t.Fatal(job, err)
		}
	}
	if got := c.fake.Jobs(); len(got) != 1 {
		t.Errorf("jobs %v, want one", got)
	}
	c.fake.Query = func(string) (*api.TableSchema, []bigquerytest.Row, error) { return nil, nil, errors.New("no") }
	var failed *Error
	if _, err := s.Run(t.Context(), "another", begin); !errors.As(err, &failed) || len(c.fake.Jobs()) != 1+jobAttempts {
		t.Errorf("error %v, jobs %v", err, c.fake.Jobs())
	}
	c.fake.Query = func(string) (*api.TableSchema, []bigquerytest.Row, error) { return columns, nil, nil }
	if job, err := s.Run(t.Context(), "another", begin); err != nil || job.ID == "another" {
		t.Errorf("a job that has failed stands in the way: %v (%v)", job, err)
	}
}
