// Package referee holds isobar's engine against another implementation of GoogleSQL: the BigQuery emulator,
// which runs in the same process. The same queries on the same data must give the same rows.
//
// It is a module of its own so that the emulator and all that it brings stay out of isobar. README.md says
// how to run it and how to add a query.
package referee
