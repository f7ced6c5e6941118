// Package parquetread reads telemetry reports from Parquet files, row by row, into records.
//
// What enters: a Parquet file, the dataset's schema, and which columns are wanted. What leaves: for
// each row of the file one record.Record whose wanted vectors are filled. Promised:
//
//   - Every usual way of writing a list is understood (see bindList): the three-level form whatever
//     its names (list.element, list.item, bag.array_element), the two-level form of Avro, Thrift and
//     Hive (array, x_tuple), maps as lists of their entries, bare repeated groups and fields, at any
//     depth. A column that the file lacks reads as NULL, a list that it lacks as an empty list.
//   - The file's schema is compared with the dataset's before any row is read. All mismatches are
//     reported in one error that names the file and the columns.
//   - Memory is bounded by one page (and one dictionary) for each wanted column, whatever the size of
//     the file and whatever its damaged bytes claim. Only wanted columns are read from the disk,
//     besides the cheapest column of a list of which nothing but its length is wanted.
//   - A damaged file gives an error, not a panic and not fewer rows: page checksums are verified where
//     the file has them, and in any case the numbers of rows, values and list elements must agree
//     between the footer, the row groups, the pages and the columns.
//   - No error quotes a value of the file.
//
// # Values that do not fit
//
// Some values fit the type of the file's column but not that of GoogleSQL: a time that Options.ParseTime
// cannot read, a date or time outside the years 1 to 9999, an unsigned integer above the INT64 range, a DECIMAL that no NUMERIC is.
// They become NULL and are counted for their row (BadTime, Bad), because one site's value must not
// stop a job.
//
// Bytes of a STRING column that are not valid UTF-8 are replaced, each by U+FFFD, as a Go conversion
// from string to []rune does. BYTES columns are kept as they are.
//
// Times without a zone (isAdjustedToUTC = false) are taken as UTC for a TIMESTAMP; a DATETIME takes no
// others. Nanoseconds are cut to the microsecond below.
//
// # What of the Parquet library is used
//
// The metadata structures and their decoder are parquet-go's. Pages are decoded here, since that
// library sizes buffers by what a page claims: a damaged LZ4 page makes it double a buffer until the
// process dies, and twelve bytes of run-length levels make it allocate four gigabytes, neither of
// which an error handler can catch.
package parquetread
