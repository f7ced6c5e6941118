package job

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"isobar/internal/dataset"
	"isobar/internal/eval"
	"isobar/internal/plan"
	"isobar/internal/publish"
	"isobar/internal/publish/outputs"
	"isobar/internal/report"
	"isobar/internal/schema"
)

// find lists the input. Tables of BigQuery are extracted first; unextract, which is never nil, removes what that
// made.
func (o *Options) find(ctx context.Context, ds *dataset.Dataset, queries []*plan.Query) (shards []report.Shard, unextract func() error, err error) {
	input, unextract := o.Input, func() error { return nil }
	if slices.ContainsFunc(input, outputs.IsTable) {
		reports, err := o.reports(ds, queries)
		if err != nil {
			return nil, nil, err
		}
		if input, unextract, err = outputs.Find(ctx, outputs.Connections{}, o.Input, reports); err != nil {
			return nil, nil, err
		}
	}
	if shards, err = report.Find(ctx, input, o.SplitBytes); err != nil {
		if ctx.Err() != nil || report.Unanswered(err) {
			return nil, nil, errors.Join(err, unextract())
		}
		return nil, nil, &UsageError{errors.Join(err, unextract())}
	}
	return shards, unextract, nil
}

// reports says what to extract: the columns that the tables read, and those that tell reports apart.
func (o *Options) reports(ds *dataset.Dataset, queries []*plan.Query) (outputs.Reports, error) {
	s, err := schema.Parse("schema.json", ds.SchemaJSON)
	if err != nil {
		return outputs.Reports{}, err
	}
	program, err := eval.Compile(queries, s)
	if err != nil {
		return outputs.Reports{}, err
	}
	config := report.Config{Schema: s, Decoder: ds.Reports.Decoder, Unit: ds.Privacy.Unit, Timestamp: ds.Reports.Timestamp,
		MessageID: ds.Reports.MessageID, Window: o.Window, Columns: program.Columns()}
	columns, err := config.Reads()
	if err != nil {
		return outputs.Reports{}, &UsageError{err}
	}
	return outputs.Reports{Schema: s, Columns: columns, Timestamp: ds.Reports.Timestamp, Window: o.Window, Staging: o.Staging}, nil
}

// begin reserves the outputs, unless it is a dry run.
func (r *run) begin(ctx context.Context) error {
	if r.DryRun {
		return nil
	}
	sink, err := outputs.Open(ctx, outputs.Connections{}, r.outputs(), r.Staging)
	if err != nil {
		return &UsageError{err}
	}
	r.session, err = sink.Begin(ctx, publish.Target{Dataset: r.ds.Name, Window: r.Window})
	if errors.Is(err, publish.ErrWindow) {
		return &UsageError{err}
	}
	return err
}

func (o *Options) outputs() []string { return append([]string{o.Output}, o.Also...) }

// place says where the release is, for people.
func (r *run) place() string {
	var places []string
	for _, output := range r.outputs() {
		switch {
		case outputs.IsTable(output):
		case outputs.Remote(output):
			output = strings.TrimSuffix(output, "/") + "/" + r.ds.Name
		default:
			output = filepath.Join(output, r.ds.Name)
		}
		places = append(places, output)
	}
	return strings.Join(places, ", ")
}

// needsSecret refuses to make a key by itself for what is published away from this machine: the next run may be
// on another one, and would make another key.
func (o *Options) needsSecret() error {
	if o.Secret != "" || o.DryRun {
		return nil
	}
	for _, output := range o.outputs() {
		if outputs.Remote(output) {
			return &UsageError{fmt.Errorf("--secret is missing: what is published to %s is rounded with a secret that every run has to have; `isobar init` makes one", output)}
		}
	}
	return nil
}
