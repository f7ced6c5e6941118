// Package bigquerytest is a BigQuery in memory, for what the emulator does not do as the service does: replacing
// a partition, one job for an ID, etags, statistics that may be missing. It runs no SQL.
//
// What enters: requests of the REST API, by its paths. What leaves: its answers, and the tables to look
// at. Promised: a request that the fake does not know is an error of the test that makes it, not a success.
package bigquerytest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"

	client "cloud.google.com/go/bigquery"
	bq "google.golang.org/api/bigquery/v2"
)

// Objects is where load jobs read and extract jobs write.
type Objects interface {
	Get(uri string) ([]byte, error)
	Put(uri string, data []byte) error
}

// Fake is one project. The zero value has no datasets; its fields are to be set before the first request.
type Fake struct {
	Project  string
	Datasets []string
	Access   map[string][]*bq.DatasetAccess // by dataset. Optional
	Objects  Objects
	// NoStatistics leaves the statistics of jobs out, as the emulator does.
	NoStatistics bool
	// Rights are the permissions that the caller has on a table, by dataset.table. Optional
	Rights map[string][]string
	// Estimate answers a query that is not to be run with the bytes that it would read. Optional: without it such
	// queries are errors.
	Estimate func(sql string) (int64, error)
	// Query answers a query job. Optional: without it queries are errors.
	Query func(sql string) (*bq.TableSchema, []Row, error)

	lock   sync.Mutex
	tables map[string]*Table
	jobs   map[string]*bq.Job
	etags  int
	began  []string
}

// Row is one row: a string for each column that is not NULL.
type Row map[string]any

// Table is one table.
type Table struct {
	Meta       *bq.Table
	Partitions map[string][]Row // by day, 20261109; "" for a table that has none
}

// RoundTrip implements http.RoundTripper.
func (f *Fake) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	if r.Body != nil {
		r.Body.Close()
	}
	answer := w.Result()
	answer.Request = r
	return answer, nil
}

// failure is an error of the API.
type failure struct {
	code   int
	reason string
}

func (e *failure) Error() string { return fmt.Sprintf("%d %s", e.code, e.reason) }

var (
	notFound  = &failure{http.StatusNotFound, "notFound"}
	duplicate = &failure{http.StatusConflict, "duplicate"}
	condition = &failure{http.StatusPreconditionFailed, "conditionNotMet"}
	invalid   = &failure{http.StatusBadRequest, "invalid"}
)

// ServeHTTP implements http.Handler.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.lock.Lock()
	defer f.lock.Unlock()
	answer, err := f.serve(r)
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		fail, ok := err.(*failure)
		if !ok {
			fail = &failure{http.StatusBadRequest, err.Error()}
		}
		w.WriteHeader(fail.code)
		answer = map[string]any{"error": map[string]any{"code": fail.code, "message": "from the fake", "errors": []map[string]string{{"reason": fail.reason, "message": "from the fake"}}}}
	}
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		panic(err) // what the fake answers is plain data
	}
}

func (f *Fake) serve(r *http.Request) (any, error) {
	path, ok := strings.CutPrefix(r.URL.Path, "/bigquery/v2/projects/")
	if !ok {
		return nil, invalid
	}
	parts := strings.Split(path, "/")
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	switch {
	case len(parts) == 3 && parts[1] == "datasets" && r.Method == http.MethodGet:
		if !slices.Contains(f.Datasets, parts[2]) {
			return nil, notFound
		}
		return &bq.Dataset{DatasetReference: &bq.DatasetReference{ProjectId: parts[0], DatasetId: parts[2]}, Location: "EU", Access: f.Access[parts[2]]}, nil
	case len(parts) >= 4 && parts[1] == "datasets" && parts[3] == "tables":
		return f.serveTable(r, parts[2], parts[4:], body)
	case len(parts) == 2 && parts[1] == "jobs" && r.Method == http.MethodPost:
		return f.insertJob(body)
	case len(parts) == 3 && parts[1] == "jobs" && r.Method == http.MethodGet:
		job := f.jobs[parts[2]]
		if job == nil {
			return nil, notFound
		}
		return job, nil
	case len(parts) == 3 && parts[1] == "queries" && r.Method == http.MethodGet:
		job := f.jobs[parts[2]]
		if job == nil {
			return nil, notFound
		}
		return &bq.GetQueryResultsResponse{JobComplete: true, JobReference: job.JobReference, Schema: &bq.TableSchema{}}, nil
	}
	return nil, invalid
}

func (f *Fake) serveTable(r *http.Request, dataset string, rest []string, body []byte) (any, error) {
	if !slices.Contains(f.Datasets, dataset) {
		return nil, notFound
	}
	if len(rest) == 0 && r.Method == http.MethodPost {
		var meta bq.Table
		if err := json.Unmarshal(body, &meta); err != nil {
			return nil, invalid
		}
		return f.create(&meta)
	}
	if name, ok := strings.CutSuffix(rest[0], ":testIamPermissions"); ok && r.Method == http.MethodPost {
		return f.testRights(key(dataset, name), body)
	}
	name, day, decorated := strings.Cut(rest[0], "$")
	t := f.tables[key(dataset, name)]
	if t == nil {
		return nil, notFound
	}
	switch {
	case len(rest) == 2 && rest[1] == "data" && r.Method == http.MethodGet:
		return t.list()
	case r.Method == http.MethodGet && !decorated:
		return t.Meta, nil
	case r.Method == http.MethodDelete && decorated:
		if _, ok := t.Partitions[day]; !ok {
			return nil, notFound
		}
		delete(t.Partitions, day)
		return struct{}{}, nil
	case r.Method == http.MethodDelete:
		delete(f.tables, key(dataset, name))
		return struct{}{}, nil
	case r.Method == http.MethodPatch && !decorated:
		return f.patch(t, r.Header.Get("If-Match"), body)
	}
	return nil, invalid
}

func key(dataset, table string) string { return dataset + "." + table }

// testRights says which of the permissions that the body names the caller has.
func (f *Fake) testRights(table string, body []byte) (any, error) {
	var asked bq.TestIamPermissionsRequest
	if err := json.Unmarshal(body, &asked); err != nil {
		return nil, invalid
	}
	if f.tables[table] == nil {
		return nil, notFound
	}
	return &bq.TestIamPermissionsResponse{Permissions: slices.DeleteFunc(asked.Permissions, func(p string) bool { return !slices.Contains(f.Rights[table], p) })}, nil
}

func (f *Fake) create(meta *bq.Table) (any, error) {
	k := key(meta.TableReference.DatasetId, meta.TableReference.TableId)
	if f.tables[k] != nil {
		return nil, duplicate
	}
	if f.tables == nil {
		f.tables = map[string]*Table{}
	}
	f.stamp(meta)
	f.tables[k] = &Table{Meta: meta, Partitions: map[string][]Row{}}
	return meta, nil
}

func (f *Fake) stamp(meta *bq.Table) {
	f.etags++
	meta.Etag = fmt.Sprintf("etag-%d", f.etags)
}

// patch changes what the body names, and refuses what BigQuery refuses: to lose a column or to change its type.
func (f *Fake) patch(t *Table, etag string, body []byte) (any, error) {
	if etag != "" && etag != t.Meta.Etag {
		return nil, condition
	}
	var change bq.Table
	if err := json.Unmarshal(body, &change); err != nil {
		return nil, invalid
	}
	if change.Schema != nil {
		for _, old := range t.Meta.Schema.Fields {
			i := slices.IndexFunc(change.Schema.Fields, func(now *bq.TableFieldSchema) bool { return now.Name == old.Name && now.Type == old.Type })
			if i < 0 {
				return nil, invalid
			}
		}
		t.Meta.Schema = change.Schema
	}
	if strings.Contains(string(body), `"description"`) {
		t.Meta.Description = change.Description
	}
	for k, v := range change.Labels {
		t.Meta.Labels[k] = v
	}
	f.stamp(t.Meta)
	return t.Meta, nil
}

// Tables are copies of the tables of a dataset, by name.
func (f *Fake) Tables(dataset string) map[string]Table {
	f.lock.Lock()
	defer f.lock.Unlock()
	found := map[string]Table{}
	for k, t := range f.tables {
		if name, ok := strings.CutPrefix(k, dataset+"."); ok {
			c := Table{Meta: t.Meta, Partitions: map[string][]Row{}}
			for day, rows := range t.Partitions {
				c.Partitions[day] = slices.Clone(rows)
			}
			found[name] = c
		}
	}
	return found
}

// Jobs are the IDs of all jobs that were begun, in order.
func (f *Fake) Jobs() []string {
	f.lock.Lock()
	defer f.lock.Unlock()
	return slices.Clone(f.began)
}

// Create makes a table of a dataset with a schema.
func (f *Fake) Create(dataset, table string, schema client.Schema) {
	f.lock.Lock()
	defer f.lock.Unlock()
	_, err := f.create(&bq.Table{TableReference: &bq.TableReference{ProjectId: f.Project, DatasetId: dataset, TableId: table}, Schema: &bq.TableSchema{Fields: fields(schema)}})
	if err != nil {
		panic(err) // a mistake in a test
	}
}

func fields(schema client.Schema) (all []*bq.TableFieldSchema) {
	for _, c := range schema {
		f := &bq.TableFieldSchema{Name: c.Name, Type: string(c.Type), Fields: fields(c.Schema)}
		if c.Repeated {
			f.Mode = "REPEATED"
		}
		all = append(all, f)
	}
	return all
}
