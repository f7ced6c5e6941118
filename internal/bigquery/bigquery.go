// Package bigquery reads and loads tables of BigQuery by jobs.
//
// What enters: names like bq://project.dataset, credentials from the environment. What leaves: jobs that
// have ended, and reports extracted to a bucket. Promised: a job is begun once, however often its answer
// is lost, because its ID is the caller's; every call ends; an error names the job and BigQuery's reason
// code, and nothing of what a row holds, which BigQuery's own messages do.
package bigquery

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"time"

	bq "cloud.google.com/go/bigquery"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
)

// Scheme begins the names of this package's places.
const Scheme = "bq://"

const (
	// Patience is the longest that a call may take that is no job, all attempts together.
	Patience = 2 * time.Minute
	// jobLimit is the longest that a job may take.
	jobLimit = time.Hour
	// jobAttempts is how often a job that failed is begun anew, under another ID.
	jobAttempts = 3
)

// Name is the name of a dataset or, with Table, of a table.
type Name struct{ Project, Dataset, Table string }

var (
	// A project may be of a domain: example.com:project.
	projectPattern = regexp.MustCompile(`^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$`)
	datasetPattern = regexp.MustCompile(`^[A-Za-z0-9_]+$`)
	tablePattern   = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
)

// ParseDataset reads bq://project.dataset.
func ParseDataset(s string) (Name, error) {
	rest, ok := strings.CutPrefix(s, Scheme)
	i := strings.LastIndexByte(rest, '.')
	if !ok || i < 0 || !projectPattern.MatchString(rest[:i]) || !datasetPattern.MatchString(rest[i+1:]) {
		return Name{}, fmt.Errorf("%s is no dataset of BigQuery: write bq://PROJECT.DATASET", s)
	}
	return Name{Project: rest[:i], Dataset: rest[i+1:]}, nil
}

// ParseTable reads bq://project.dataset.table.
func ParseTable(s string) (Name, error) {
	i := strings.LastIndexByte(s, '.')
	if i >= 0 && tablePattern.MatchString(s[i+1:]) {
		if n, err := ParseDataset(s[:i]); err == nil {
			n.Table = s[i+1:]
			return n, nil
		}
	}
	return Name{}, fmt.Errorf("%s is no table of BigQuery: write bq://PROJECT.DATASET.TABLE", s)
}

// String is the name with its scheme.
func (n Name) String() string {
	s := Scheme + n.Project + "." + n.Dataset
	if n.Table != "" {
		s += "." + n.Table
	}
	return s
}

// Service is a connection to BigQuery, whose jobs run where the dataset is that Dataset was last asked for. It belongs
// to one goroutine.
type Service struct{ client *bq.Client }

// Wrap makes a service of a client.
func Wrap(client *bq.Client) *Service { return &Service{client} }

// Connect gives a service whose jobs a project pays for, with the application default credentials.
func Connect(ctx context.Context, project string, options ...option.ClientOption) (*Service, error) {
	client, err := bq.NewClient(context.WithoutCancel(ctx), project, options...)
	if err != nil {
		return nil, fmt.Errorf("no access to BigQuery (log in with `gcloud auth application-default login`, or run as a service account): %w", err)
	}
	return &Service{client}, nil
}

// Dataset asks for a dataset and sees to it that jobs run where it is.
func (s *Service) Dataset(ctx context.Context, n Name) (*bq.Dataset, error) {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	d := s.client.DatasetInProject(n.Project, n.Dataset)
	meta, err := d.Metadata(ctx)
	if err != nil {
		n.Table = ""
		return nil, Failed("use", n.String(), err)
	}
	s.client.Location = meta.Location
	return d, nil
}

// Failed tells of a failed operation on what: without anything that BigQuery may have quoted from a row.
// nil stays nil.
func Failed(op, what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("cannot %s %s: %w", op, what, reason(err))
}

var (
	errExists  = errors.New("it is there already")
	errChanged = errors.New("somebody else changed it meanwhile")
)

// IsMissing says whether something is not there.
func IsMissing(err error) bool { return errors.Is(reason(err), fs.ErrNotExist) }

// IsChanged says whether a condition on an etag did not hold.
func IsChanged(err error) bool { return errors.Is(reason(err), errChanged) }

// IsThere says whether something was to be made that is there already.
func IsThere(err error) bool { return errors.Is(reason(err), errExists) }

func reason(err error) error {
	var api *googleapi.Error
	var told *Error
	switch {
	case err == nil || errors.As(err, &told) || errors.Is(err, errExists) || errors.Is(err, errChanged) || errors.Is(err, fs.ErrNotExist):
		return err
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New("BigQuery did not answer in time")
	case !errors.As(err, &api):
		return errors.New("the connection to BigQuery failed")
	}
	switch api.Code {
	case http.StatusNotFound:
		return fs.ErrNotExist
	case http.StatusConflict:
		return errExists
	case http.StatusPreconditionFailed:
		return errChanged
	case http.StatusForbidden, http.StatusUnauthorized:
		return fmt.Errorf("no permission (%s): %w", reasonCode(api), fs.ErrPermission)
	}
	return fmt.Errorf("BigQuery answers %d %s (%s)", api.Code, http.StatusText(api.Code), reasonCode(api))
}

var codePattern = regexp.MustCompile(`^[A-Za-z]{1,40}$`)

// reasonCode is BigQuery's word for what is wrong, such as quotaExceeded.
func reasonCode(api *googleapi.Error) string {
	if len(api.Errors) > 0 && codePattern.MatchString(api.Errors[0].Reason) {
		return api.Errors[0].Reason
	}
	return "no reason given"
}

// Error is a job that failed.
type Error struct {
	Job    string // its ID
	Reason string // BigQuery's word for it
}

func (e *Error) Error() string {
	return fmt.Sprintf("job %s failed (%s); `bq show -j %[1]s` says more, and may quote rows", e.Job, e.Reason)
}
