// Package eval runs the two ends of a plan: the site part on a report, the public part on cells.
//
// What enters: plans (package plan) and, through a Worker, one site's report after another, decoded into
// the worker's Record; or, through Public, the cells that have passed the threshold. What leaves: batches
// of partial aggregates, made by packages agg and itemset; or the rows of the public table.
//
// What is promised:
//
//   - expressions mean what GoogleSQL says, NULL included; a plan is type-checked when it is compiled,
//     and nothing in a report can then make it panic;
//   - an error that depends on a report's data (division by zero, a failed cast) gives NULL and is
//     counted, because a query that stops tells everybody that such a report exists. So are reports
//     whose rows or texts exceed fixed limits, which would stop the job as well;
//   - what comes out depends on the reports alone: not on their order or spread over workers, nor on
//     the numbers that dictionaries give to texts.
//
// # How
//
// An expression is compiled once, to a closure (scalar) that reads a frame: the row, the report, and
// what one worker keeps. Rows of site parts are pushed: each operator (source) makes a closure (step) that calls
// the next for every row, so that rows are stored only where an operator needs them all: GROUP BY, a join's
// right side, ORDER BY. Where a site part only takes one array apart, as most do, the record's columns go to
// the aggregate part as they are (columnar). Functions of one text are remembered by the text's dictionary code
// (memo), since reports repeat the same names. Public parts run operator by operator over columns; the
// subqueries of their expressions run row by row, as site parts do.
package eval

import (
	"fmt"

	"isobar/internal/plan"
	"isobar/internal/schema"
)

// Key names one partition of one group of one query of a Program.
type Key struct {
	Query int // index into the queries given to Compile
	Group int // index into plan.Query.Groups
	Part  int // partition, from 0; always 0 for a group with an Itemset, whose batches are of package itemset
}

// Program is a number of queries over one schema, compiled. It does not change and may be shared by any
// number of workers.
type Program struct {
	schema *schema.Schema
	pool   *pool
	parts  []*sitePart
	needed []bool
	limits limits // of each part for each site
}

// Compile type-checks queries and compiles their site parts. It compiles their public parts too, for
// the errors; Public does it again. Errors name the query's file.
func Compile(queries []*plan.Query, s *schema.Schema) (*Program, error) {
	p := &Program{schema: s, pool: newPool(), needed: make([]bool, len(s.All))}
	for i, q := range queries {
		if err := plan.Check(q); err != nil {
			return nil, err
		}
		for j, g := range q.Groups {
			part, err := compileSite(q, j, p.pool, s, p.needed)
			if err == nil {
				err = checkGroup(g)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: site part %d: %w", q.File, j, err)
			}
			part.key = Key{Query: i, Group: j}
			part.counter = p.counterOf(part)
			p.parts = append(p.parts, part)
		}
		if _, err := compilePublic(q, newPool()); err != nil {
			return nil, fmt.Errorf("%s: public part: %w", q.File, err)
		}
	}
	p.limits = limits{maxSiteSteps, maxSiteRows, min(maxSiteText, maxWorkerText/int64(max(len(p.parts), 1)))}
	return p, nil
}

// counterOf is the number of the first part that counts the same items as a part which is added next.
func (p *Program) counterOf(part *sitePart) int {
	for i, other := range p.parts {
		if part.items != nil && other.items != nil && *other.items == *part.items {
			return i
		}
	}
	return len(p.parts)
}

// Columns says, by schema.Column.Index, which columns the site parts read, and the records that these
// lie in. Decoders leave the others empty.
func (p *Program) Columns() []bool {
	return append([]bool(nil), p.needed...)
}
