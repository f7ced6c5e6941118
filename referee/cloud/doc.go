// Package cloud runs isobar's use of BigQuery against an emulator that executes real GoogleSQL: that the tables
// it makes are accepted, that what it loads reads back, and that the query which selects reports for
// extraction keeps their shape.
//
// The emulator takes table$20261109 for a table of that name and does not inflate what it loads, so requests are
// adapted on their way; and it cannot extract the result of a query. What that leaves out, replacing
// partitions among it, is tested with a fake (isobar/internal/bigquery/bigquerytest).
package cloud
