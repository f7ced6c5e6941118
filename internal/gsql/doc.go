// Package gsql turns a GoogleSQL file into a plan, or says where and why it cannot be published.
//
// What enters: the text of a query, and the policy of its dataset (Settings). What leaves: a
// plan.Query whose three parts are the privacy argument, or Findings with file, line and column. What
// is promised:
//
//   - SQL is parsed, resolved and typed by GoogleSQL's own analyzer, never by string matching;
//   - a construct that is not understood completely is refused, so that no number is ever wrong;
//   - no column that the dataset marks `never` is even in the catalog, and the privacy unit is
//     usable only where it cannot become a value: COUNT(DISTINCT unit), an inner GROUP BY or DISTINCT;
//   - every relation is of one site's rows or of public rows, and nothing but an aggregate that no
//     single site controls leads from the first to the second.
//
// This is the only package that imports go-googlesql, which takes minutes to compile and so must not
// be a dependency of anything that changes often.
package gsql
