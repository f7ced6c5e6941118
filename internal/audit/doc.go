// Package audit attacks a published dataset by its public files alone.
//
// What enters: the manifests and CSV files of releases, of which the manifests say what the columns mean
// (package release). What leaves: a Report of the groups of 1 to k-1 sites that these numbers tell apart,
// with the numbers that lead to each, and of what was not searched. Promised: a finding that is not marked
// likely is right if the manifests are and what it says it assumes; the same files make the same report,
// whatever the number of goroutines. It shares no code with what protects the numbers.
//
// A row with a column that counts sites is a cell: under some conditions (where), the sites with some
// attributes' values. What a cell's number says is an interval: the number itself where it is exact; less
// than a step to either side, and at least k, where it is rounded. Rows of several tables that mean the
// same are one cell. A value of an array's element is one of several that a site may have; where a site
// has exactly one value of an attribute, cells with different values have no site in common.
//
// The attacks, numbered as in the project's threat model:
//
//	A1  rollup.go       a total less its published parts
//	A2  solve.go        tables that divide the same sites, solved together
//	A3  inclusion.go    a cell less one that it holds; the sites with neither value of a pair
//	A4  triangle.go     three values of which all pairs are published: bounds on the eight atoms
//	A5  solve.go        the same as A2 with the bound of a hidden cell
//	A6  search.go       one cell with different numbers in several tables
//	A8  weeks.go        changes from one week to the next, and cliques of equal ones
//	A9  weeks.go        rows that appear and disappear near k
//	A11 homogeneity.go  a cell with all sites of one that holds it: a warning
//
// A7, A10 and A12 cannot be seen in public files.
//
// # Certain and likely
//
// A finding is certain if every set of sites that fits the published numbers has from 1 to k-1 sites in
// the group. Two things weaken that, and a finding says so:
//
//   - Assumes: it rests on a missing row having too few sites. A query may drop rows, and a publisher may
//     hide one to protect another. Such findings are left out for a group of tables whose numbers show
//     that a missing row has many sites, and altogether with Options.MoreHidden.
//   - Likely: the numbers bound the group from one side only. A remainder of parts that may overlap (A1), a
//     change of a single number (A8), a row that appears or disappears (A9). Report.Passed does not count
//     these.
//
// A profile of A8, a set of values of which all pairs changed alike, counts as certain although it is an
// inference: it is what comparing weeks is done for.
//
// # Withholding
//
// A publisher that withholds rows because of findings gets from them the rows that lead there (Finding.Rows), and
// can ask of what it withheld whether the rest shows it to have many sites (Options.Withheld, Report.Forced): then
// everybody sees that it was withheld, and may find out why. The attacks take no notice of what was withheld, since
// attackers are not told.
//
// # Cost
//
// All attacks take time in proportion to the number of cells, except for A4 (see trigger), A2 and A5
// (see solve, whose systems are limited) and the cliques of A8 (greedy, and limited). What exceeds a limit
// is in the report.
package audit
