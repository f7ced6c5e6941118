package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
)

// duckdbJob is what `bench duckdb` is to compute, in a process of its own.
type duckdbJob struct {
	Input    string // pattern of the JSON lines
	From, To string // the window, in RFC 3339
	Script   script
	Output   string        // folder, for a Parquet and a CSV file of each table
	Limit    time.Duration // for each table
	Memory   string        // DuckDB's memory_limit; empty is its own default
}

// duckdbResult is what it did. Steps are in the order of their execution, reading first.
type duckdbResult struct {
	Version string `json:"version"`
	Steps   []step `json:"steps"`
}

// reading is the name of the step that all tables share.
const reading = "reading"

// step is a part of DuckDB's work: reading, or a table with its files. Unfinished says why it has no result.
type step struct {
	Name       string  `json:"name"`
	Seconds    float64 `json:"seconds"`
	Rows       int64   `json:"rows,omitempty"`
	Unfinished string  `json:"unfinished,omitempty"`
}

// run does the job. Only reading must succeed: a table that takes too long or too much memory is a
// result, not an error.
func (j *duckdbJob) run(ctx context.Context) (*duckdbResult, error) {
	db, err := openDuckDB(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	var r duckdbResult
	if err := db.QueryRowContext(ctx, "SELECT version()").Scan(&r.Version); err != nil {
		return nil, fmt.Errorf("DuckDB does not tell its version: %w", err)
	}
	if err := j.settings(ctx, db); err != nil {
		return nil, err
	}
	start := time.Now()
	for _, file := range j.Script.Reading {
		if _, err := db.ExecContext(ctx, file.Text); err != nil {
			return nil, fmt.Errorf("%s: %w", file.Path, err)
		}
	}
	r.Steps = append(r.Steps, step{Name: reading, Seconds: time.Since(start).Seconds()})
	for _, q := range j.Script.Queries {
		s, err := j.table(ctx, db, q)
		if err != nil {
			return nil, err
		}
		r.Steps = append(r.Steps, s)
	}
	return &r, nil
}

// settings sets what the SQL files ask for. What does not fit into memory goes to the output's folder.
func (j *duckdbJob) settings(ctx context.Context, db *sql.DB) error {
	var columns []string
	for _, c := range j.Script.Columns {
		columns = append(columns, quoted(c))
	}
	all := []string{
		"SET temp_directory = " + quoted(filepath.Join(j.Output, "spilled")),
		"SET VARIABLE input = " + quoted(j.Input),
		"SET VARIABLE from_time = " + quoted(j.From),
		"SET VARIABLE to_time = " + quoted(j.To),
		"SET VARIABLE columns = [" + strings.Join(columns, ", ") + "]::VARCHAR[]",
		"CREATE SCHEMA published",
	}
	if j.Memory != "" {
		all = append(all, "SET memory_limit = "+quoted(j.Memory))
	}
	for _, statement := range all {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("DuckDB: %s: %w", statement, err)
		}
	}
	return nil
}

// table computes one table and writes its files, in the forms of isobar's. Rows need not be sorted as
// isobar's are.
func (j *duckdbJob) table(ctx context.Context, db *sql.DB, q query) (step, error) {
	limited, cancel := context.WithTimeout(ctx, j.Limit)
	defer cancel()
	relation := fmt.Sprintf(`published."%s"`, q.Table)
	parquet, csv := duckdbFiles(j.Output, q.Table)
	s := step{Name: q.Table}
	start := time.Now()
	for _, statement := range []string{
		fmt.Sprintf("SET VARIABLE k = %d", q.K),
		q.creating(relation),
		fmt.Sprintf("COPY %s TO %s (FORMAT parquet, COMPRESSION zstd)", relation, quoted(parquet)),
		fmt.Sprintf("COPY %s TO %s (FORMAT csv, HEADER)", relation, quoted(csv)),
	} {
		result, err := db.ExecContext(limited, statement)
		s.Seconds = time.Since(start).Seconds()
		switch {
		case ctx.Err() != nil:
			return s, ctx.Err()
		case errors.Is(limited.Err(), context.DeadlineExceeded):
			s.Unfinished = fmt.Sprintf("not within %v", j.Limit)
		case err != nil && strings.Contains(err.Error(), "Out of Memory"):
			s.Unfinished = "out of memory"
		case err != nil:
			return s, fmt.Errorf("%s: %w", q.SQL.Path, err)
		}
		if s.Unfinished != "" {
			s.Rows = 0
			return s, nil
		}
		if s.Rows, err = result.RowsAffected(); err != nil {
			return s, fmt.Errorf("table %s: rows: %w", q.Table, err)
		}
	}
	_, err := db.ExecContext(ctx, "DROP TABLE "+relation)
	return s, err
}

// duckdbFiles is where DuckDB writes a table.
func duckdbFiles(folder, table string) (parquet, csv string) {
	return filepath.Join(folder, table+".parquet"), filepath.Join(folder, table+".csv")
}

// openDuckDB starts a DuckDB in memory, of one connection, which uses all cores. It loads nothing over the
// network, and need not keep the order of rows, which it would pay for.
func openDuckDB(ctx context.Context) (*sql.DB, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, fmt.Errorf("DuckDB does not start: %w", err)
	}
	db.SetMaxOpenConns(1) // variables belong to a connection
	_, err = db.ExecContext(ctx, fmt.Sprintf(`
		SET autoinstall_known_extensions = false;
		SET autoload_known_extensions = false;
		SET preserve_insertion_order = false;
		SET TimeZone = 'UTC';
		SET threads = %d;`, runtime.NumCPU()))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("DuckDB's settings: %w", err), db.Close())
	}
	return db, nil
}

// quoted is a string literal of SQL.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
