// Package dataflowtest is a Dataflow on this machine, which does the jobs that it is given.
//
// What enters: requests of the REST API, by its paths, with the token that the fake itself gives out; and the
// pipeline and the program that a job names, in Cloud Storage. What leaves: the API's answers, as far as a
// launcher sees them, and what the job's workers write. Promised: a job is executed from what was staged and from
// nothing else; a request that the fake does not know is refused.
package dataflowtest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	df "google.golang.org/api/dataflow/v1b3"
)

// token is what requests are to be signed with.
const token = "a-token-of-the-tests"

// Fake is one project. Its fields may be set before the first request.
type Fake struct {
	// Execute does a job; ctx ends when that is cancelled.
	Execute func(ctx context.Context, job *df.Job) error
	// Lost is how many requests for a job are granted without an answer.
	Lost int
	// Down is how many requests for a job are neither granted nor answered.
	Down int
	// Silent is how many questions about a job get no answer.
	Silent int
	// Refused is why requests for a job are refused, if not "".
	Refused string
	// Ignored is how many requests to cancel a job are answered by an error.
	Ignored int

	url  string
	lock sync.Mutex
	jobs []*submitted
}

// submitted is a job of the fake's.
type submitted struct {
	df.Job
	messages []string
	cancel   context.CancelFunc
}

// Start starts the fake. Application default credentials are its own until the test ends.
func Start(t *testing.T) *Fake {
	t.Helper()
	f := &Fake{}
	mux := http.NewServeMux()
	const jobs = "/v1b3/projects/{project}/locations/{region}/jobs"
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": 3600})
	})
	mux.HandleFunc("POST "+jobs, f.signed(f.create))
	mux.HandleFunc("GET "+jobs, f.signed(f.list))
	mux.HandleFunc("GET "+jobs+"/{id}", f.signed(f.get))
	mux.HandleFunc("PUT "+jobs+"/{id}", f.signed(f.update))
	mux.HandleFunc("GET "+jobs+"/{id}/messages", f.signed(f.listMessages))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	t.Cleanup(func() {
		f.lock.Lock()
		defer f.lock.Unlock()
		for _, j := range f.jobs {
			j.cancel()
		}
	})
	f.url = server.URL
	credentials := filepath.Join(t.TempDir(), "credentials.json")
	data, err := json.Marshal(map[string]string{"type": "authorized_user", "client_id": "id", "client_secret": "secret", "refresh_token": "refresh", "token_uri": f.url + "/token"})
	if err == nil {
		err = os.WriteFile(credentials, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", credentials)
	return f
}

// Endpoint is what the option dataflow_endpoint is to be.
func (f *Fake) Endpoint() string { return f.url + "/" }

// Jobs are the jobs that were submitted, in order, as they are now.
func (f *Fake) Jobs() (all []df.Job) {
	f.lock.Lock()
	defer f.lock.Unlock()
	for _, j := range f.jobs {
		all = append(all, j.Job)
	}
	return all
}

// Submit adds a job of this name that another launcher has submitted, in the project and region of the last one.
func (f *Fake) Submit(name string) {
	f.lock.Lock()
	defer f.lock.Unlock()
	last := f.jobs[len(f.jobs)-1]
	j := &submitted{Job: df.Job{Name: name, ProjectId: last.ProjectId}}
	f.begin(j, last.Location)
}

// Cancel cancels the last job, as another person might.
func (f *Fake) Cancel() {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.jobs[len(f.jobs)-1].cancel()
}

func (f *Fake) signed(do func(w http.ResponseWriter, r *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token {
			refuse(w, http.StatusUnauthorized, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
			return
		}
		f.lock.Lock()
		defer f.lock.Unlock()
		do(w, r)
	}
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // whoever asked is gone
}

func refuse(w http.ResponseWriter, code int, status, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	answer(w, map[string]any{"error": map[string]any{"code": code, "status": status, "message": message}})
}

func unavailable(w http.ResponseWriter) {
	refuse(w, http.StatusServiceUnavailable, "UNAVAILABLE", "The service is currently unavailable.")
}

const (
	pending   = "JOB_STATE_PENDING"
	running   = "JOB_STATE_RUNNING"
	done      = "JOB_STATE_DONE"
	failed    = "JOB_STATE_FAILED"
	cancelled = "JOB_STATE_CANCELLED"
	canceling = "JOB_STATE_CANCELLING"
)

func active(state string) bool { return slices.Contains([]string{pending, running, canceling}, state) }

func (f *Fake) create(w http.ResponseWriter, r *http.Request) {
	j := &submitted{}
	if err := json.NewDecoder(r.Body).Decode(&j.Job); err != nil {
		refuse(w, http.StatusBadRequest, "INVALID_ARGUMENT", err.Error())
		return
	}
	if f.Refused != "" {
		refuse(w, http.StatusForbidden, "PERMISSION_DENIED", f.Refused)
		return
	}
	if f.Down > 0 {
		f.Down--
		unavailable(w)
		return
	}
	for _, other := range f.jobs {
		if other.Name == j.Name && active(other.CurrentState) {
			refuse(w, http.StatusConflict, "ALREADY_EXISTS", fmt.Sprintf("(5d1e): The workflow could not be created. Causes: (5d1e): There is already an active job named %s. If you want to submit a second job, try again by setting a different name.", j.Name))
			return
		}
	}
	f.begin(j, r.PathValue("region"))
	if f.Lost > 0 {
		f.Lost--
		unavailable(w)
		return
	}
	answer(w, df.Job{Id: j.Id, Name: j.Name, ProjectId: j.ProjectId, Location: j.Location})
}

// begin takes a job. The caller holds the lock.
func (f *Fake) begin(j *submitted, region string) {
	j.Id, j.Location, j.CurrentState = fmt.Sprintf("2026-11-16_00_00_00-%d", len(f.jobs)), region, pending
	var ctx context.Context
	ctx, j.cancel = context.WithCancel(context.Background())
	f.jobs = append(f.jobs, j)
	job := j.Job
	go f.execute(ctx, j, &job)
}

// execute does a job and keeps how it ended, in the words of the service.
func (f *Fake) execute(ctx context.Context, j *submitted, job *df.Job) {
	f.set(j, running)
	err := f.Execute(ctx, job)
	switch {
	case ctx.Err() != nil:
		f.set(j, cancelled)
	case err != nil:
		f.set(j, failed,
			"Error message from worker: generic::unknown: process bundle failed for instruction process_bundle-7 using plan S02-9 : while executing Process for "+err.Error()+
				"\npassed through:\n==>\n    dist_proc/dax/workflow/worker/fnapi_service_impl.cc:1318",
			"Workflow failed. Causes: S02:scan/pipelines.scanLane failed., The job failed because a work item has failed 4 times.")
	default:
		f.set(j, done)
	}
}

func (f *Fake) set(j *submitted, state string, messages ...string) {
	f.lock.Lock()
	defer f.lock.Unlock()
	j.CurrentState, j.messages = state, messages
}

func (f *Fake) list(w http.ResponseWriter, r *http.Request) {
	var listed df.ListJobsResponse
	for _, j := range f.jobs {
		if r.FormValue("filter") != "ACTIVE" || active(j.CurrentState) {
			listed.Jobs = append(listed.Jobs, &df.Job{Id: j.Id, Name: j.Name, CurrentState: j.CurrentState})
		}
	}
	answer(w, listed)
}

// find gives the job that a path names.
func (f *Fake) find(w http.ResponseWriter, r *http.Request) *submitted {
	for _, j := range f.jobs {
		if j.Id == r.PathValue("id") && j.ProjectId == r.PathValue("project") && j.Location == r.PathValue("region") {
			return j
		}
	}
	refuse(w, http.StatusNotFound, "NOT_FOUND", "There is no such job.")
	return nil
}

func (f *Fake) get(w http.ResponseWriter, r *http.Request) {
	j := f.find(w, r)
	switch {
	case j == nil:
	case f.Silent > 0:
		f.Silent--
		unavailable(w)
	default:
		answer(w, j.Job)
	}
}

func (f *Fake) update(w http.ResponseWriter, r *http.Request) {
	j := f.find(w, r)
	if j == nil {
		return
	}
	var want df.Job
	if err := json.NewDecoder(r.Body).Decode(&want); err != nil || want.RequestedState != cancelled || !active(j.CurrentState) {
		refuse(w, http.StatusBadRequest, "FAILED_PRECONDITION", "The job cannot be changed.")
		return
	}
	if f.Ignored > 0 {
		f.Ignored--
		unavailable(w)
		return
	}
	j.RequestedState, j.CurrentState = cancelled, canceling
	j.cancel()
	answer(w, j.Job)
}

func (f *Fake) listMessages(w http.ResponseWriter, r *http.Request) {
	j := f.find(w, r)
	if j == nil {
		return
	}
	var listed df.ListJobMessagesResponse
	for _, text := range j.messages {
		if strings.HasSuffix(r.FormValue("minimumImportance"), "_ERROR") {
			listed.JobMessages = append(listed.JobMessages, &df.JobMessage{MessageImportance: "JOB_MESSAGE_ERROR", MessageText: text})
		}
	}
	answer(w, listed)
}
