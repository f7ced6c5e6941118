// Package witness has only tests: they hold what isobar publishes against DuckDB, a database that shares
// nothing with isobar, neither code nor library nor author.
//
// What enters: reports, the committed sample and made-up ones, and the program, which is built and run
// as a user runs it. What is promised of each release: DuckDB reads its Parquet and its CSV, by the
// globs and partitions that consumers use, with the manifest's types and as the same rows; and computes
// the same tables from the raw JSON lines by the queries in sql/.
//
// It is a module of its own, so that isobar depends on neither cgo nor DuckDB.
package witness
