package bigquery

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	bq "cloud.google.com/go/bigquery"

	"isobar/internal/schema"
	"isobar/internal/storage/gcs"
	"isobar/internal/week"
)

const (
	// extracts is the folder of the staging place below which each extraction has one of its own.
	extracts = "isobar-extract"
	// leftAfter is when an extraction that nobody removed counts as left by a killed run.
	leftAfter = 24 * time.Hour
	// cleanUp is the longest that removing an extraction may take.
	cleanUp = 10 * time.Minute
)

// Extraction says which reports to bring to Cloud Storage.
type Extraction struct {
	Table  Name
	Schema *schema.Schema
	// Columns are the columns to bring, by schema index: those that the plans read, and those that the reports
	// are told apart by. The parents of a column come with it. nil is all.
	Columns []bool
	// Timestamp is the column by which reports are of a week. A report without one is of none.
	Timestamp string
	Window    week.Window
	// Staging is a private place in Cloud Storage.
	Staging *gcs.Bucket
}

// Extract brings the reports of a window from a table or view to files, JSON lines, and gives the name by which
// they are found. remove, which is never nil, removes them; it is to be called whatever else fails,
// and is called already if the error is not nil.
func (s *Service) Extract(ctx context.Context, e Extraction) (input string, remove func() error, err error) {
	place := e.Staging.Sub(extracts)
	id := strings.ToLower(rand.Text())
	mine := place.Sub(id)
	remove = func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUp)
		defer cancel()
		return mine.RemoveAll(ctx)
	}
	if err := s.extract(ctx, &e, place, mine, id); err != nil {
		return "", func() error { return nil }, errors.Join(err, remove())
	}
	return mine.URL(".") + "/", remove, nil
}

func (s *Service) extract(ctx context.Context, e *Extraction, place, mine *gcs.Bucket, id string) error {
	// What killed runs left are reports.
	if err := place.Sweep(ctx, leftAfter); err != nil {
		return err
	}
	if _, err := s.Dataset(ctx, e.Table); err != nil {
		return err
	}
	sql, err := e.query()
	if err != nil {
		return err
	}
	// What a query gives and nobody named lies in a table that only this account may read, for a day.
	found, err := s.Run(ctx, "isobar-extract-query-"+id, func(ctx context.Context, id string) (*bq.Job, error) {
		q := s.client.Query(sql)
		q.JobID = id
		return q.Run(ctx)
	})
	if err != nil {
		return fmt.Errorf("the reports of %s cannot be selected: %w", e.Table, err)
	}
	result, err := s.result(ctx, found)
	if err != nil {
		return err
	}
	to := bq.NewGCSReference(mine.URL("part-*.json.gz"))
	to.DestinationFormat, to.Compression = bq.JSON, bq.Gzip
	_, err = s.Run(ctx, "isobar-extract-"+id, func(ctx context.Context, id string) (*bq.Job, error) {
		x := result.ExtractorTo(to)
		x.JobID = id
		return x.Run(ctx)
	})
	if err != nil {
		return fmt.Errorf("the reports of %s cannot be brought to %s: %w", e.Table, mine, err)
	}
	return nil
}

// result finds the table that a query's rows are in.
func (s *Service) result(ctx context.Context, query *Job) (*bq.Table, error) {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	job, err := s.client.JobFromIDLocation(ctx, query.job.ID(), s.client.Location)
	if err != nil {
		return nil, Failed("ask for", "job "+query.ID, err)
	}
	config, err := job.Config()
	if err != nil {
		return nil, Failed("ask for", "job "+query.ID, err)
	}
	c, ok := config.(*bq.QueryConfig)
	if !ok || c.Dst == nil {
		return nil, fmt.Errorf("BigQuery does not say where the rows of job %s are", query.ID)
	}
	return s.client.DatasetInProject(c.Dst.ProjectID, c.Dst.DatasetID).Table(c.Dst.TableID), nil
}
