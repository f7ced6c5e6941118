package job

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"isobar/internal/publish/outputs"
	"isobar/internal/storage/gcs"
	"isobar/pipelines"
)

const (
	// runs is the folder of the staging place below which each run has one of its own.
	runs = "isobar-run"
	// leftAfter is when the folder of a run that nobody removed counts as left by a killed one.
	leftAfter = 24 * time.Hour
	// cleanUp is the longest that removing a run's folder may take.
	cleanUp = 10 * time.Minute
)

// makeScratch makes the run's private place: a folder of this machine, or, for workers elsewhere, one below the
// staging place. What lies there is private: exact counts; with some options also hashes of site ids, or
// reports that are made one.
func (r *run) makeScratch(ctx context.Context) (err error) {
	if !r.Runner.Remote() || r.Staging == "" {
		if r.Runner == pipelines.Dataflow {
			return &UsageError{errors.New("--staging is missing: the workers of Dataflow need a private place gs://BUCKET/PREFIX for what they have counted")}
		}
		if r.scratch, err = os.MkdirTemp("", "isobar-"); err != nil {
			return fmt.Errorf("no room for temporary files: %w", err)
		}
		dir := r.scratch
		r.unscratch = func() error { return os.RemoveAll(dir) }
		return nil
	}
	service, err := gcs.Default(ctx)
	if err != nil {
		return err
	}
	staging, err := service.Bucket(r.Staging)
	if err != nil {
		return &UsageError{fmt.Errorf("--staging: %w", err)}
	}
	place := staging.Sub(runs)
	if err := place.Sweep(ctx, leftAfter); err != nil {
		return err
	}
	mine := place.Sub(strings.ToLower(rand.Text()))
	r.scratch = mine.String()
	r.unscratch = func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUp)
		defer cancel()
		return mine.RemoveAll(ctx)
	}
	return nil
}

// apart refuses private places in a public bucket.
func (o *Options) apart() error {
	for _, private := range []struct{ flag, place string }{{"rejects", o.Rejects}, {"staging", o.Staging}, {"first-seen", o.FirstSeen}, {"opt-out", o.OptOut}} {
		if !strings.HasPrefix(private.place, gcs.Scheme) {
			if outputs.Remote(private.place) {
				return &UsageError{fmt.Errorf("--%s %s: name a folder, or gs://BUCKET/PREFIX", private.flag, private.place)}
			}
			continue
		}
		if _, _, err := gcs.Split(private.place); err != nil {
			return &UsageError{fmt.Errorf("--%s: %w", private.flag, err)}
		}
		for _, output := range o.outputs() {
			if gcs.SameBucket(private.place, output) {
				return &UsageError{fmt.Errorf("--%s %s is in the bucket of --output %s, and what is private must not lie where all may read: name another bucket", private.flag, private.place, output)}
			}
		}
	}
	return nil
}
