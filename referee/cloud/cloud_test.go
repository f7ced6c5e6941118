package cloud

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	bq "cloud.google.com/go/bigquery"
	"github.com/fsouza/fake-gcs-server/fakestorage"
	"github.com/goccy/bigquery-emulator/server"
	"github.com/goccy/bigquery-emulator/types"
	"google.golang.org/api/iterator"
	"google.golang.org/api/option"

	"isobar/internal/bigquery"
	"isobar/internal/publish/bucket"
	"isobar/internal/publish/sinktest"
	"isobar/internal/publish/warehouse"
	"isobar/internal/schema"
	"isobar/internal/storage/gcs"
	"isobar/internal/value"
	"isobar/internal/week"
)

const project = "my-project"

// start starts both emulators, on loopback: that of BigQuery finds the other by the environment.
func start(t *testing.T) (*bq.Client, *adapter, *gcs.Bucket) {
	t.Helper()
	files, err := fakestorage.NewServerWithOptions(fakestorage.Options{Scheme: "http", Host: "127.0.0.1", PublicHost: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(files.Stop)
	files.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: "files"})
	t.Setenv("STORAGE_EMULATOR_HOST", files.URL())
	service, err := gcs.Default(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	place, err := service.Bucket("gs://files/data")
	if err != nil {
		t.Fatal(err)
	}
	emulator, err := server.New(server.TempStorage)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(emulator.SetLogLevel(server.LogLevelFatal), emulator.SetProject(project),
		emulator.Load(server.StructSource(types.NewProject(project, types.NewDataset("public"), types.NewDataset("private"))))); err != nil {
		t.Fatal(err)
	}
	srv := emulator.TestServer()
	t.Cleanup(srv.Close)
	away := &adapter{files: service}
	client, err := bq.NewClient(t.Context(), project, option.WithEndpoint(srv.URL),
		option.WithHTTPClient(&http.Client{Transport: away, Timeout: time.Minute}))
	if err != nil {
		t.Fatal(err)
	}
	return client, away, place
}

// adapter makes of requests what the emulator understands: it takes the partition off the tables that load
// jobs write to, and inflates the files that they read.
type adapter struct {
	files *gcs.Service
	query string // the last query job's
}

var (
	decorator = regexp.MustCompile(`("tableId":"[^"$]*)\$[0-9]{8}"`)
	packed    = regexp.MustCompile(`"(gs://[^"]*)\.gz"`)
	selecting = regexp.MustCompile(`"query":("(?:[^"\\]|\\.)*")`)
)

func (a *adapter) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/jobs") {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if q := selecting.FindSubmatch(body); q != nil {
			if err := json.Unmarshal(q[1], &a.query); err != nil {
				return nil, err
			}
		}
		body = decorator.ReplaceAll(body, []byte(`$1"`))
		if m := packed.FindSubmatch(body); m != nil && bytes.Contains(body, []byte(`"sourceUris"`)) {
			if err := a.inflate(r.Context(), string(m[1])); err != nil {
				return nil, err
			}
			body = packed.ReplaceAll(body, []byte(`"$1"`))
		}
		r = r.Clone(r.Context())
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	return http.DefaultTransport.RoundTrip(r)
}

// inflate writes the content of name.gz to name.
func (a *adapter) inflate(ctx context.Context, name string) error {
	bucket, object, err := gcs.Split(name)
	if err != nil {
		return err
	}
	b, err := a.files.Bucket(gcs.Scheme + bucket)
	if err != nil {
		return err
	}
	_, data, err := b.Read(ctx, object+".gz")
	if err != nil {
		return err
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return b.Write(ctx, object, func(w io.Writer) error {
		_, err := io.Copy(w, z)
		return err
	})
}

func TestPublish(t *testing.T) {
	client, _, place := start(t)
	sink := &warehouse.Sink{
		Service: bigquery.Wrap(client), Dataset: bigquery.Name{Project: project, Dataset: "public"},
		Files: &bucket.Sink{Place: place, Scratch: t.TempDir()},
	}
	f := sinktest.Fixture{Week: "2026-11-09", Seed: 2, Tables: []string{"totals", "usage"}}
	if err := f.Publish(t.Context(), sink); err != nil {
		t.Fatal(err)
	}
	for table, want := range f.Texts() {
		meta, err := client.Dataset("public").Table(table).Metadata(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if meta.TimePartitioning == nil || meta.TimePartitioning.Field != "week" || meta.Clustering == nil || meta.Description != "Table "+table+"." {
			t.Errorf("table %s: partitioned by %v, clustered by %v, described as %q", table, meta.TimePartitioning, meta.Clustering, meta.Description)
		}
		got := rows(t, client, "SELECT FORMAT_DATE('%F', week), slug, CAST(sites AS STRING) FROM public."+table)
		var lines []string
		for _, row := range want[1:] {
			lines = append(lines, "2026-11-09|"+strings.Join(row, "|"))
		}
		slices.Sort(lines)
		if !slices.Equal(got, lines) {
			t.Errorf("table %s holds %q, want %q", table, got, lines)
		}
	}
}

// rows are the rows of a query of texts, sorted.
func rows(t *testing.T, client *bq.Client, sql string) []string {
	t.Helper()
	it, err := client.Query(sql).Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for {
		var values []bq.Value
		err := it.Next(&values)
		if errors.Is(err, iterator.Done) {
			slices.Sort(lines)
			return lines
		}
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, v := range values {
			texts = append(texts, v.(string))
		}
		lines = append(lines, strings.Join(texts, "|"))
	}
}

const reports = `[{"name":"site_id","type":"STRING"},{"name":"timestamp","type":"TIMESTAMP"},{"name":"ip","type":"STRING"},
 {"name":"modules","type":"RECORD","mode":"REPEATED","fields":[{"name":"slug","type":"STRING"},{"name":"version","type":"STRING"},
   {"name":"classes","type":"RECORD","mode":"REPEATED","fields":[{"name":"name","type":"STRING"},{"name":"count","type":"INTEGER"}]}]},
 {"name":"os","type":"RECORD","fields":[{"name":"name","type":"STRING"},{"name":"release","type":"STRING"}]}]`

// What is selected for extraction are the week's reports, the planned columns of them and no others, in their
// shape and order.
func TestExtract(t *testing.T) {
	client, away, place := start(t)
	fill := `CREATE TABLE private.reports (site_id STRING, timestamp TIMESTAMP, ip STRING,
  modules ARRAY<STRUCT<slug STRING, version STRING, classes ARRAY<STRUCT<name STRING, count INT64>>>>, os STRUCT<name STRING, release STRING>)`
	insert := `INSERT private.reports (site_id, timestamp, ip, modules, os) VALUES
 ('early', TIMESTAMP '2026-11-08 23:59:59+00', '10.0.0.1', [], NULL),
 ('first', TIMESTAMP '2026-11-09 00:00:00+00', '10.0.0.2',
   [STRUCT('z' AS slug, '1' AS version, [STRUCT('c2' AS name, 5 AS count), STRUCT('c1' AS name, 7 AS count)] AS classes), STRUCT('a' AS slug, '2' AS version, [STRUCT('c3' AS name, 1 AS count)] AS classes)],
   STRUCT('linux' AS name, '6' AS release)),
 ('late', TIMESTAMP '2026-11-16 00:00:00+00', '10.0.0.3', [], NULL)`
	for _, sql := range []string{fill, insert} {
		if _, err := client.Query(sql).Read(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	s, err := schema.Parse("schema.json", []byte(reports))
	if err != nil {
		t.Fatal(err)
	}
	w, err := week.Parse("2026-11-09")
	if err != nil {
		t.Fatal(err)
	}
	e := bigquery.Extraction{Table: bigquery.Name{Project: project, Dataset: "private", Table: "reports"}, Schema: s,
		Columns: make([]bool, len(s.All)), Timestamp: "timestamp", Window: w, Staging: place}
	for _, path := range []string{"site_id", "modules.slug", "modules.classes.count", "os.name"} {
		c, ok := s.Lookup(path)
		if !ok {
			t.Fatal(path)
		}
		e.Columns[c.Index] = true
	}
	// The emulator cannot extract what a query gave to nobody, so the query is taken from the attempt.
	if _, _, err := bigquery.Wrap(client).Extract(t.Context(), e); err == nil {
		t.Fatal("the emulator extracts query results now: test the files as well")
	}
	if left, err := place.List(t.Context(), "."); err != nil || len(left) > 0 {
		t.Errorf("left are %v (%v)", left, err)
	}
	it, err := client.Query(away.query).Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []map[string]bq.Value
	for {
		row := map[string]bq.Value{}
		err := it.Next(&row)
		if errors.Is(err, iterator.Done) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, row)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"modules":[{"classes":[{"count":5},{"count":7}],"slug":"z"},{"classes":[{"count":1}],"slug":"a"}],"os":{"name":"linux"},"site_id":"first","timestamp":"2026-11-09T00:00:00Z"}]`
	if string(text) != want {
		t.Errorf("selected\n%s\nwant\n%s", text, want)
	}
}

// Values of every kind, at the ends of their ranges, read back from the emulator as they were.
func TestKinds(t *testing.T) {
	client, _, place := start(t)
	sink := &warehouse.Sink{
		Service: bigquery.Wrap(client), Dataset: bigquery.Name{Project: project, Dataset: "public"},
		Files: &bucket.Sink{Place: place, Scratch: t.TempDir()},
	}
	// The emulator loads NaN as NULL and takes the base64 of BYTES for the bytes.
	wrong := func(v value.Value) bool {
		return v.Kind == value.Bytes || v.Kind == value.Float64 && math.IsNaN(v.Float64())
	}
	if err := sinktest.PublishKinds(t.Context(), sink, 1, wrong); err != nil {
		t.Fatal(err)
	}
	if got := rows(t, client, "SELECT CAST(COUNT(*) AS STRING) FROM public."+sinktest.KindsTable); !slices.Equal(got, []string{"200"}) {
		t.Errorf("%v rows", got)
	}
}
