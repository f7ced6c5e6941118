// Package outputs finds the sink that an output's name means, and the files that an input's name means.
//
// What enters: names as people give them on the command line: folders, gs://bucket/prefix,
// bq://project.dataset. What leaves: one sink for all outputs; and inputs that package report reads.
// Promised: a name that means nothing here is refused before anything is read.
package outputs

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"isobar/internal/bigquery"
	"isobar/internal/publish"
	"isobar/internal/publish/bucket"
	"isobar/internal/publish/warehouse"
	"isobar/internal/schema"
	"isobar/internal/storage/gcs"
	"isobar/internal/week"
)

// archive is where in the staging place the files of releases are kept whose only output is BigQuery.
const archive = "isobar-published"

// Connections say how to reach the services. The zero value reaches Google's, with the credentials of the
// environment.
type Connections struct {
	Storage  func(ctx context.Context) (*gcs.Service, error)
	BigQuery func(ctx context.Context, project string) (*bigquery.Service, error)
}

func (c Connections) storage(ctx context.Context) (*gcs.Service, error) {
	if c.Storage != nil {
		return c.Storage(ctx)
	}
	return gcs.Default(ctx)
}

func (c Connections) bigquery(ctx context.Context, project string) (*bigquery.Service, error) {
	if c.BigQuery != nil {
		return c.BigQuery(ctx, project)
	}
	return bigquery.Connect(ctx, project)
}

// Remote says whether a name is that of a place outside this machine. To publish there takes a secret that
// the operator keeps (--secret), not one that is made on the machine that happens to run the job.
func Remote(name string) bool { return strings.Contains(name, "://") }

// Open gives the sink for all outputs together. staging is a private place in Cloud Storage, which a BigQuery output
// needs unless there is one in Cloud Storage, whose files it then follows: it must not be emptied by a rule
// of age, since the published releases' files are in it. Optional otherwise.
func Open(ctx context.Context, c Connections, outputs []string, staging string) (publish.Sink, error) {
	var sinks publish.Several
	var files *bucket.Sink // that the tables follow
	var tables []bigquery.Name
	seen := map[string]bool{}
	for _, output := range outputs {
		if seen[path.Clean(output)] {
			return nil, fmt.Errorf("the output %s is given twice", output)
		}
		seen[path.Clean(output)] = true
		switch {
		case strings.HasPrefix(output, gcs.Scheme):
			place, err := c.bucket(ctx, output)
			if err != nil {
				return nil, err
			}
			if files != nil {
				sinks = append(sinks, files)
			}
			files = &bucket.Sink{Place: place}
		case strings.HasPrefix(output, bigquery.Scheme):
			name, err := bigquery.ParseDataset(output)
			if err != nil {
				return nil, err
			}
			tables = append(tables, name)
		case Remote(output):
			return nil, fmt.Errorf("output %s: name a folder, gs://BUCKET/PREFIX or bq://PROJECT.DATASET", output)
		default:
			sinks = append(sinks, &publish.Local{Dir: output})
		}
	}
	if len(tables) == 0 {
		if files != nil {
			sinks = append(sinks, files)
		}
		return one(sinks)
	}
	for i, name := range tables {
		if i > 0 || files == nil {
			if staging == "" {
				return nil, fmt.Errorf("output %s: tables are loaded from Cloud Storage: name a place for their files, either with an --output gs://BUCKET/PREFIX beside it, or a private one with --staging gs://BUCKET/PREFIX", name)
			}
			place, err := c.bucket(ctx, staging)
			if err != nil {
				return nil, err
			}
			files = &bucket.Sink{Place: archived(place, name)}
		}
		service, err := c.bigquery(ctx, name.Project)
		if err != nil {
			return nil, err
		}
		sinks = append(sinks, &warehouse.Sink{Service: service, Dataset: name, Files: files})
	}
	return one(sinks)
}

func one(sinks publish.Several) (publish.Sink, error) {
	switch len(sinks) {
	case 0:
		return nil, errors.New("there is no output")
	case 1:
		return sinks[0], nil
	}
	return sinks, nil
}

func (c Connections) bucket(ctx context.Context, name string) (*gcs.Bucket, error) {
	service, err := c.storage(ctx)
	if err != nil {
		return nil, err
	}
	return service.Bucket(name)
}

// Reports says which reports a run reads, for inputs that are tables of BigQuery.
type Reports struct {
	Schema    *schema.Schema
	Columns   []bool // by schema index: those that the run reads; nil for all
	Timestamp string
	Window    week.Window
	Staging   string // a private place in Cloud Storage
}

// Find gives the inputs as package report reads them: tables of BigQuery are extracted to the staging place.
// remove, which is never nil, removes what was extracted, and is to be called whatever happens next.
func Find(ctx context.Context, c Connections, inputs []string, r Reports) (found []string, remove func() error, err error) {
	var removes []func() error
	remove = func() error {
		var errs []error
		for _, r := range removes {
			errs = append(errs, r())
		}
		return errors.Join(errs...)
	}
	for _, input := range inputs {
		if !strings.HasPrefix(input, bigquery.Scheme) {
			found = append(found, input)
			continue
		}
		files, undo, err := extract(ctx, c, input, r)
		if err != nil {
			return nil, func() error { return nil }, errors.Join(fmt.Errorf("input %s: %w", input, err), remove())
		}
		found, removes = append(found, files), append(removes, undo)
	}
	return found, remove, nil
}

func extract(ctx context.Context, c Connections, input string, r Reports) (string, func() error, error) {
	name, err := bigquery.ParseTable(input)
	if err != nil {
		return "", nil, err
	}
	if r.Staging == "" {
		return "", nil, errors.New("reports of BigQuery are read from files that are made in Cloud Storage and removed afterwards: name a private place for them with --staging gs://BUCKET/PREFIX")
	}
	staging, err := c.bucket(ctx, r.Staging)
	if err != nil {
		return "", nil, err
	}
	service, err := c.bigquery(ctx, name.Project)
	if err != nil {
		return "", nil, err
	}
	return service.Extract(ctx, bigquery.Extraction{Table: name, Schema: r.Schema, Columns: r.Columns, Timestamp: r.Timestamp, Window: r.Window, Staging: staging})
}

// IsTable says whether a name is one of BigQuery.
func IsTable(name string) bool { return strings.HasPrefix(name, bigquery.Scheme) }
