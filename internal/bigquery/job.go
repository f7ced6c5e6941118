package bigquery

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	bq "cloud.google.com/go/bigquery"
)

// Job is a job that has ended well.
type Job struct {
	ID  string
	job *bq.Job
	// Rows is how many rows a load job wrote; -1 if BigQuery did not say.
	Rows int64
}

// Run runs a job to its end. start begins it under the ID that it is given. A job of that ID that is there
// already, because an answer was lost or an earlier run was killed, is waited for instead of begun; one that
// has failed is begun anew under the ID with something random behind it.
func (s *Service) Run(ctx context.Context, id string, start func(ctx context.Context, id string) (*bq.Job, error)) (*Job, error) {
	ctx, cancel := context.WithTimeout(ctx, jobLimit)
	defer cancel()
	var failed error
	for attempt := range jobAttempts {
		name := id
		if attempt > 0 {
			name = fmt.Sprintf("%s-%.8s", id, rand.Text())
		}
		done, err := s.run(ctx, name, start)
		var told *Error
		if err == nil || !errors.As(err, &told) {
			return done, err
		}
		failed = err
	}
	return nil, failed
}

func (s *Service) run(ctx context.Context, id string, start func(ctx context.Context, id string) (*bq.Job, error)) (*Job, error) {
	job, err := s.begin(ctx, id, start)
	if err != nil {
		return nil, Failed("run", "job "+id, err)
	}
	status, err := job.Wait(ctx)
	if err != nil {
		// Of a query that failed the library gives the job's error here.
		var row *bq.Error
		if errors.As(err, &row) {
			return nil, &Error{id, word(row.Reason)}
		}
		return nil, Failed("wait for", "job "+id, err)
	}
	if err := status.Err(); err != nil {
		var row *bq.Error
		if errors.As(err, &row) {
			return nil, &Error{id, word(row.Reason)}
		}
		return nil, &Error{id, "no reason given"}
	}
	done := &Job{ID: id, job: job, Rows: -1}
	if status.Statistics != nil {
		if load, ok := status.Statistics.Details.(*bq.LoadStatistics); ok && load != nil {
			done.Rows = load.OutputRows
		}
	}
	return done, nil
}

// begin gives one attempt to arrive a limit of its own, and asks after a job whose beginning nobody answered.
func (s *Service) begin(ctx context.Context, id string, start func(ctx context.Context, id string) (*bq.Job, error)) (*bq.Job, error) {
	short, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	job, err := start(short, id)
	if err == nil {
		return job, nil
	}
	if ctx.Err() != nil || !IsThere(err) && short.Err() == nil {
		return nil, err
	}
	again, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	if there, getErr := s.client.JobFromIDLocation(again, id, s.client.Location); getErr == nil {
		return there, nil
	}
	return nil, err
}

func word(reason string) string {
	if codePattern.MatchString(reason) {
		return reason
	}
	return "no reason given"
}
