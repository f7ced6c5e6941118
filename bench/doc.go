// Command bench measures isobar beside DuckDB, over the same reports on the same machine:
//
//	bench [flags]        both engines in turns: the tables of Dropsonde, then item sets of public data
//	bench scale [flags]  isobar alone, for several numbers of sites
//
// What enters: the isobar binary, made-up reports that it writes itself, and the queries of
// ../witness/sql, which say in DuckDB's SQL what each table is. What leaves: medians with the least and the
// greatest, on standard output. What is promised: an engine is a process of its own, measured from
// outside in the same way; and a ratio is printed of tables whose rows were compared, one by one.
//
// Neither engine gets work that the other one is spared, with two exceptions, both in DuckDB's favour:
// isobar also writes CSV and reads back what it wrote, and isobar proves every line to be sound JSON of the
// schema's types, while DuckDB takes the lines to be what sample writes (sql/dropsonde.sql).
//
// It is a module of its own, so that isobar depends on neither cgo nor DuckDB.
package main
