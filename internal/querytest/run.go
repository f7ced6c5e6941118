package querytest

import (
	"context"
	"fmt"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// Failure is a case whose published rows are not the expected ones.
type Failure struct {
	Case *Case
	// Problems are what does not fit the table's columns in the expected rows; nil if all of them fit.
	Problems error

	query     *plan.Query
	dict      *value.Dict
	want, got []row
	pairs     []pair
}

// Run runs the cases and gives those that fail. The error is of the query, which cannot be compiled, or
// of ctx.
func (s *Suite) Run(ctx context.Context, compile Compile) ([]*Failure, error) {
	var failures []*Failure
	for _, c := range s.Cases {
		q, err := compile(s.Table, c.Week)
		if err != nil {
			return nil, err
		}
		own := *q
		own.K = c.K
		failure, err := s.run(ctx, &own, c)
		if err != nil {
			return nil, fmt.Errorf("%s:%d:%d: %w", s.File, c.Place.Line, c.Place.Column, err)
		}
		if failure != nil {
			failures = append(failures, failure)
		}
	}
	return failures, nil
}

// run runs one case; nil means that it passes.
func (s *Suite) run(ctx context.Context, q *plan.Query, c *Case) (*Failure, error) {
	published, err := publish(ctx, s.dataset, q, c)
	if err != nil {
		return nil, err
	}
	f := &Failure{Case: c, query: q, dict: published.Dict, got: publishedRows(published)}
	var problems []error
	f.want, problems = expectedRows(f.dict, q.Output, c.expected)
	f.Problems = inOrder(problems)
	f.pairs = compare(f.dict, q, f.want, f.got)
	passed := f.Problems == nil
	for _, p := range f.pairs {
		passed = passed && p.same
	}
	if passed {
		return nil, nil
	}
	return f, nil
}
