// Package gcs keeps files in Google Cloud Storage: the buckets of gs:// names.
//
// What enters: names like gs://bucket/prefix, and credentials from the environment. What leaves: a
// storage.Store over the objects below a prefix, with the conditions on generations that publishing
// without a mixture needs; and the objects that a pattern names, to be read as input. Promised: an
// object is read at the generation at which it was opened, so nothing that is replaced meanwhile is read
// half and half; every call ends, with an error that names the object and the reason but never any of
// its content.
//
// Transient failures are tried again by the client library, all operations here being harmless to
// repeat: a conditional write whose answer was lost is told from one that lost a race by reading the
// object back.
package gcs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	gcs "cloud.google.com/go/storage"
	"github.com/googleapis/gax-go/v2"
	"google.golang.org/api/googleapi"

	"isobar/internal/storage"
)

// Scheme begins the names of this package's places.
const Scheme = "gs://"

// ErrChanged reports that an object is not at the generation that a condition asked for: somebody else
// wrote it. Compare with errors.Is.
var ErrChanged = errors.New("somebody else changed it meanwhile")

const (
	// attempts is how often one call is tried, the first time included.
	attempts = 5
	// patience is the longest that one call without a body may take, all its attempts together.
	patience = 2 * time.Minute
	// uploadLimit is the longest that an upload may take.
	uploadLimit = 30 * time.Minute
)

// Service is a connection to Cloud Storage. It may be used from several goroutines.
type Service struct{ client *gcs.Client }

// Wrap makes a service of a client, whose policy of retrying it sets.
func Wrap(client *gcs.Client) *Service {
	client.SetRetry(
		gcs.WithPolicy(gcs.RetryAlways), gcs.WithMaxAttempts(attempts),
		gcs.WithBackoff(gax.Backoff{Initial: 500 * time.Millisecond, Max: 8 * time.Second, Multiplier: 2}))
	return &Service{client}
}

var (
	defaultLock    sync.Mutex
	defaultHost    string // emulator of defaultService, or ""
	defaultService *Service
)

// Default is the process's service, with the application default credentials, made at the first call. Where
// the environment names an emulator (STORAGE_EMULATOR_HOST), it is that.
func Default(ctx context.Context) (*Service, error) {
	defaultLock.Lock()
	defer defaultLock.Unlock()
	if host := os.Getenv("STORAGE_EMULATOR_HOST"); defaultService == nil || host != defaultHost {
		client, err := gcs.NewClient(context.WithoutCancel(ctx))
		if err != nil {
			return nil, fmt.Errorf("no access to Cloud Storage (log in with `gcloud auth application-default login`, or run as a service account): %w", err)
		}
		defaultService, defaultHost = Wrap(client), host
	}
	return defaultService, nil
}

// Split takes a name apart: gs://bucket/a/b is bucket and a/b. The path has no slash at either end.
func Split(name string) (bucket, path string, err error) {
	rest, ok := strings.CutPrefix(name, Scheme)
	bucket, path, _ = strings.Cut(rest, "/")
	path = strings.TrimSuffix(path, "/")
	if !ok || bucket == "" || path != "" && !fs.ValidPath(path) || path == "." {
		return "", "", fmt.Errorf("%s is no place in Cloud Storage: write gs://BUCKET or gs://BUCKET/PREFIX", name)
	}
	return bucket, path, nil
}

// reason is an error of Cloud Storage in the terms of package storage: fs.ErrNotExist, ErrChanged, or one
// that says what is the matter without repeating names, or anything of an object's content.
func reason(err error) error {
	var api *googleapi.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, gcs.ErrObjectNotExist):
		return fs.ErrNotExist
	case errors.Is(err, gcs.ErrBucketNotExist):
		return errNoBucket
	case !errors.As(err, &api):
		return storage.Reason(err)
	}
	switch api.Code {
	case http.StatusPreconditionFailed, http.StatusNotModified:
		return ErrChanged
	case http.StatusNotFound:
		return fs.ErrNotExist
	case http.StatusUnauthorized:
		return errors.New("the credentials are not accepted")
	case http.StatusForbidden:
		return fmt.Errorf("no permission: %w", fs.ErrPermission)
	case http.StatusTooManyRequests:
		return errors.New("too many requests: try again later")
	}
	return fmt.Errorf("the answer of Cloud Storage is %d %s", api.Code, http.StatusText(api.Code))
}

var errNoBucket = errors.New("there is no such bucket")

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
