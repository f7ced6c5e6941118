package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
)

// duckdbJob is what `bench duckdb` is to compute, in a process of its own.
type duckdbJob struct {
	Input    string        // pattern of the JSON lines
	From, To string        // the window, in RFC 3339
	Prelude  string        // SQL that reads the reports into the tables that queries are written over
	Queries  []query       // tables to compute, each written to Output as Parquet
	Output   string        // folder
	Limit    time.Duration // for each query
}

// query is a table and the file of the SELECT that computes it.
type query struct{ Table, File string }

// duckdbResult is what it did. Steps are in the order of their execution, reading first.
type duckdbResult struct {
	Version string
	Steps   []step
}

// reading is the name of the step that all tables share.
const reading = "reading"

// step is a part of DuckDB's work: reading, or a table. Unfinished says why it has no result.
type step struct {
	Name       string
	Seconds    float64
	Rows       int64
	Unfinished string
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
	for name, value := range map[string]string{"input": j.Input, "from_time": j.From, "to_time": j.To} {
		if _, err := db.ExecContext(ctx, fmt.Sprintf("SET VARIABLE %s = %s", name, quoted(value))); err != nil {
			return nil, fmt.Errorf("DuckDB variable %s: %w", name, err)
		}
	}
	prelude, err := os.ReadFile(j.Prelude)
	if err != nil {
		return nil, fmt.Errorf("the SQL that reads reports: %w", err)
	}
	start := time.Now()
	if _, err := db.ExecContext(ctx, string(prelude)); err != nil {
		return nil, fmt.Errorf("%s: %w", j.Prelude, err)
	}
	r.Steps = append(r.Steps, step{Name: reading, Seconds: time.Since(start).Seconds()})
	for _, q := range j.Queries {
		s, err := j.table(ctx, db, q)
		if err != nil {
			return nil, err
		}
		r.Steps = append(r.Steps, s)
	}
	return &r, nil
}

// table computes one table and writes it.
func (j *duckdbJob) table(ctx context.Context, db *sql.DB, q query) (step, error) {
	text, err := os.ReadFile(q.File)
	if err != nil {
		return step{}, fmt.Errorf("the SQL of table %s: %w", q.Table, err)
	}
	limited, cancel := context.WithTimeout(ctx, j.Limit)
	defer cancel()
	start := time.Now()
	result, err := db.ExecContext(limited, fmt.Sprintf("COPY (\n%s\n) TO %s (FORMAT parquet)",
		text, quoted(duckdbFile(j.Output, q.Table))))
	s := step{Name: q.Table, Seconds: time.Since(start).Seconds()}
	switch {
	case ctx.Err() != nil:
		return s, ctx.Err()
	case errors.Is(limited.Err(), context.DeadlineExceeded):
		s.Unfinished = fmt.Sprintf("not within %v", j.Limit)
	case err != nil && strings.Contains(err.Error(), "Out of Memory"):
		s.Unfinished = "out of memory"
	case err != nil:
		return s, fmt.Errorf("%s: %w", q.File, err)
	default:
		if s.Rows, err = result.RowsAffected(); err != nil {
			return s, fmt.Errorf("table %s: rows: %w", q.Table, err)
		}
	}
	return s, nil
}

// duckdbFile is where DuckDB writes a table.
func duckdbFile(folder, table string) string { return filepath.Join(folder, table+".parquet") }

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
