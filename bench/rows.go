package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// rowsJob is what `bench rows` is to compare.
type rowsJob struct{ Tables []twoTables }

// twoTables are the Parquet files of one table by both engines, each a path or a pattern.
type twoTables struct{ Table, Isobar, DuckDB string }

// rowsResult says what differs, in sentences. Empty, all tables are equal.
type rowsResult struct{ Differences []string }

// run compares all tables. Rows are compared as multisets: DuckDB does not write them in isobar's order.
func (j *rowsJob) run(ctx context.Context) (*rowsResult, error) {
	db, err := openDuckDB(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	var r rowsResult
	for _, t := range j.Tables {
		differences, err := t.compare(ctx, db)
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Table, err)
		}
		r.Differences = append(r.Differences, differences...)
	}
	return &r, nil
}

func (t twoTables) compare(ctx context.Context, db *sql.DB) (differences []string, err error) {
	isobar, duckdb := parquet(t.Isobar), parquet(t.DuckDB)
	a, err := columns(ctx, db, isobar)
	if err != nil {
		return nil, err
	}
	b, err := columns(ctx, db, duckdb)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(a, b) {
		return []string{fmt.Sprintf("%s: isobar has the columns %v, DuckDB %v", t.Table, a, b)}, nil
	}
	for _, way := range []struct{ name, of, less string }{{"isobar", isobar, duckdb}, {"DuckDB", duckdb, isobar}} {
		var n int64
		q := fmt.Sprintf("SELECT count(*) FROM (SELECT * FROM %s EXCEPT ALL SELECT * FROM %s)", way.of, way.less)
		if err := db.QueryRowContext(ctx, q).Scan(&n); err != nil {
			return nil, err
		}
		are := "are"
		if n == 1 {
			are = "is"
		}
		if n > 0 {
			differences = append(differences, fmt.Sprintf("%s: %s %s only %s's", t.Table, plural(n, "row"), are, way.name))
		}
	}
	return differences, nil
}

// parquet is a relation of files. The partition in isobar's folders is no column here.
func parquet(pattern string) string {
	return fmt.Sprintf("read_parquet(%s, hive_partitioning = false)", quoted(pattern))
}

// columns are the columns of a relation, as "name TYPE".
func columns(ctx context.Context, db *sql.DB, relation string) (all []string, err error) {
	rows, err := db.QueryContext(ctx, "SELECT * FROM "+relation+" LIMIT 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	for _, c := range types {
		all = append(all, c.Name()+" "+c.DatabaseTypeName())
	}
	return all, rows.Err()
}
