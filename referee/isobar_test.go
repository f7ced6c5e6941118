package referee

import (
	"context"
	"fmt"

	"isobar/internal/cells"
	"isobar/internal/eval"
	"isobar/internal/gsql"
	"isobar/internal/plan"
	"isobar/internal/querytest"
	"isobar/internal/schema"
	"isobar/internal/value"
)

// currentDate is what CURRENT_DATE() is in both engines.
var currentDate = day("2026-11-16")

// bounds are the clamps of the columns that may be added. That of events.amount is small enough to matter,
// as the queries in queries/bounds know.
var bounds = map[string]int64{
	"size": 1 << 40, "ratio": 1 << 40, "host.cores": 1 << 40, "modules.uses": 1 << 40, "modules.score": 1 << 40,
	"modules.deps.need": 1 << 40, "events.amount": 20, "cost": 1 << 40,
}

// isobar runs queries on the reports by isobar's own engine.
type isobar struct {
	schema   *schema.Schema
	compiler *gsql.Compiler
	reports  []report
}

func newIsobar(s *schema.Schema, reports []report) (*isobar, error) {
	known := map[string]int64{}
	for path, bound := range bounds {
		if _, ok := s.Lookup(path); ok {
			known[path] = bound
		}
	}
	compiler, err := gsql.New(gsql.Settings{Schema: s, Table: "reports", Unit: "site_id", Bounds: known,
		CurrentDate: int64(currentDate), Supported: eval.Supported})
	return &isobar{schema: s, compiler: compiler, reports: reports}, err
}

// refused is the error of a query that isobar does not accept.
type refused struct{ gsql.Findings }

// query publishes one query's table with the threshold k.
func (b *isobar) query(sql string, k int) (*table, error) {
	q, err := b.compiler.Compile(gsql.Source{Table: "t", File: "t.sql", SQL: sql, K: k})
	if findings, ok := err.(gsql.Findings); ok {
		return nil, refused{findings}
	}
	if err != nil {
		return nil, err
	}
	program, err := eval.Compile([]*plan.Query{q}, b.schema)
	if err != nil {
		return nil, err
	}
	batches := make([][][]byte, len(q.Groups))
	// Two workers, so that what they counted has to be added up.
	for half := range 2 {
		worker := program.NewWorker()
		columns := program.Columns()
		for i, r := range b.reports {
			if i%2 == half {
				shred(worker.Record(), b.schema, columns, r)
				worker.Site()
			}
		}
		worker.Flush(1, func(key eval.Key, batch []byte) { batches[key.Group] = append(batches[key.Group], batch) })
	}
	var sets []*cells.Set
	for i, g := range q.Groups {
		set, err := querytest.Publishable(context.Background(), g, batches[i], q.K)
		if err != nil {
			return nil, err
		}
		sets = append(sets, set)
	}
	rows, err := eval.Public(q, sets)
	if err != nil {
		return nil, err
	}
	return published(q, rows)
}

// published reads a public table.
func published(q *plan.Query, rows *cells.Rows) (*table, error) {
	t := &table{rows: make([][]any, rows.N)}
	for i := range t.rows {
		t.rows[i] = make([]any, len(q.Output))
	}
	for j, out := range q.Output {
		t.names = append(t.names, out.Name)
		t.types = append(t.types, out.Kind.String())
		for i, v := range rows.Columns[j] {
			var err error
			if t.rows[i][j], err = publishedValue(rows.Dict, v); err != nil {
				return nil, fmt.Errorf("column %s: %w", out.Name, err)
			}
		}
	}
	return t, nil
}

func publishedValue(d *value.Dict, v value.Value) (any, error) {
	switch v.Kind {
	case value.Null:
		return nil, nil
	case value.Bool:
		return v.Bool(), nil
	case value.Int64:
		return v.Int64(), nil
	case value.Float64:
		return v.Float64(), nil
	case value.String:
		return d.String(v.Code()), nil
	case value.Bytes:
		return append([]byte{}, d.Text(v.Code())...), nil
	case value.Date:
		return date(v.Int64()), nil
	case value.Timestamp:
		return timestamp(v.Int64()), nil
	case value.Datetime:
		return datetime(v.Int64()), nil
	case value.Numeric:
		return readNumeric(value.NumericString(d.Text(v.Code())))
	case value.Array:
		elements, err := publishedParts(d, v)
		return list(elements), err
	case value.Struct:
		return publishedParts(d, v)
	}
	return nil, fmt.Errorf("a value of type %s", v.Kind)
}

// publishedParts reads the elements of an array or the fields of a struct.
func publishedParts(d *value.Dict, v value.Value) ([]any, error) {
	parts := []any{}
	rest := append([]byte{}, d.Text(v.Code())...)
	for {
		part, after, ok := value.ReadValue(rest, d)
		if !ok {
			return parts, nil
		}
		cell, err := publishedValue(d, part)
		if err != nil {
			return nil, err
		}
		parts, rest = append(parts, cell), after
	}
}
