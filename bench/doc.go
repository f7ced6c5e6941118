// Command bench measures isobar beside DuckDB, over the same reports on the same machine:
//
//	bench [flags]        both engines in turns: the tables of Dropsonde, then item sets of public data
//	bench scale [flags]  isobar alone, for several numbers of sites
//	bench markdown FILE… the tables of ../docs/performance.md, of what --json wrote
//
// What enters: the isobar binary, made-up reports that it writes itself, and queries in DuckDB's SQL. What
// leaves: medians with the least and the greatest, their ratios, and which of the project's aims they show, on
// standard output; with --json also every single figure. What is promised: an engine is a process of its own,
// measured from outside in the same way; they take turns; and a ratio is printed of tables whose rows were
// compared, one by one, in both forms of file, after every run. Rows that differ end the program with an error.
//
// # Three ways of asking DuckDB
//
// plain is what a person would write: the reports are read once into a table, and each query says what
// isobar's says: joins of texts and COUNT(DISTINCT site_id). It takes part in the first turn only.
//
// tuned has narrow tables, numbers for sites and an ENUM for slugs; its queries are mostly those of
// ../witness/sql.
//
// best is tuned with what else was found: work that tables share is done once, and pairs and triples are
// counted in parts whose groups DuckDB can count in an array. It is the only one that is asked for
// module_triples; the others could not finish it (--tables module_triples asks all). A table that is not
// finished within --limit, or in memory, is a result, and ratios that it is part of are lower bounds.
//
// The SQL is in sql/: of each table in TABLE.sql, of what tables are made of in reading/NAME.sql, which is
// executed if a query names it. So a table alone reads no more than it needs, as isobar does.
//
// # What is measured
//
// All tables but module_triples; module_triples alone; all tables; with --tables, each of these tables alone,
// reading included, and what it adds to the others: isobar's run with it minus a run without it, and DuckDB's
// time for it after reading. Then, of the FIMI repository, pairs and triples, whose numbers are published.
//
// isobar runs with thresholds alone, which is what DuckDB is asked for. All tables are measured a second time in
// its default mode, with counts rounded and the release audited, so that the price of protection is seen.
//
// Neither engine gets work that the other one is spared, with three exceptions, all in DuckDB's favour: isobar
// reads back what it wrote and compares it; it sorts rows; and it proves every line to be sound JSON of the
// schema's types, while DuckDB takes the lines to be what sample writes (sql/dropsonde/incoming.sql). Both
// write CSV, and Parquet with zstd. Files are in the page cache for both. DuckDB may use what memory it likes
// (--memory is for machines that do other work), since a limit would cost it time.
//
// # Scale
//
// Each size is a line for each of isobar's two modes, with the factors to the size before it. The k of module_triples is in proportion to the
// sites, or triples would grow much faster than reports. A million sites are 5.6 GB of reports; a folder with
// too little room is refused before anything is written (--temp names another one).
//
// It is a module of its own, so that isobar depends on neither cgo nor DuckDB. Its tests build ../bin/isobar,
// or take the program that BENCH_ISOBAR names.
package main
