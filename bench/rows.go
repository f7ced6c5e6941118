package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// rowsJob is what `bench rows` is to compare.
type rowsJob struct{ Tables []twoTables }

// twoTables are the files of one table by both engines.
type twoTables struct {
	Table        string
	Parquet, CSV twoFiles
}

// twoFiles are a path or a pattern of each.
type twoFiles struct{ Isobar, DuckDB string }

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
		for _, f := range []struct {
			name string
			two  twoFiles
			read func(string) string
		}{{t.Table, t.Parquet, parquet}, {t.Table + ".csv", t.CSV, csv}} {
			differences, err := compare(ctx, db, f.name, f.read(f.two.Isobar), f.read(f.two.DuckDB))
			if err != nil {
				return nil, fmt.Errorf("table %s: %w", f.name, err)
			}
			r.Differences = append(r.Differences, differences...)
		}
	}
	return &r, nil
}

// compare says what the relations of isobar and DuckDB have that the other has not.
func compare(ctx context.Context, db *sql.DB, name, isobar, duckdb string) (differences []string, err error) {
	a, err := columns(ctx, db, isobar)
	if err != nil {
		return nil, err
	}
	b, err := columns(ctx, db, duckdb)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(a, b) {
		return []string{fmt.Sprintf("%s: isobar has the columns %v, DuckDB %v", name, a, b)}, nil
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
			differences = append(differences, fmt.Sprintf("%s: %s %s only %s's", name, plural(n, "row"), are, way.name))
		}
	}
	return differences, nil
}

// parquet is a relation of files. The partition in isobar's folders is no column here.
func parquet(pattern string) string {
	return fmt.Sprintf("read_parquet(%s, hive_partitioning = false)", quoted(pattern))
}

// csv is one too. Its values are texts, as they are written.
func csv(pattern string) string {
	return fmt.Sprintf("read_csv(%s, hive_partitioning = false, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')", quoted(pattern))
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
