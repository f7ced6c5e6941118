// Package complement hides rows of counts of sites, so that those that stay show no group of 1 to K-1 sites
// by what they have in common: complementary suppression across all tables of a release.
//
// What enters is every table of one release, after primary suppression: rows of at least K sites, with what
// their columns mean. Tables that count the same groups, parts of them or groups that contain them are linked
// by their meaning, whatever they are called. What leaves is, for each table, the rows to hide. Rows are
// never changed and never added. The number of all sites counts as published.
//
// # What is promised
//
// The attacker has all rows that stay, K, this code, and the knowledge that a row that primary suppression
// took out had at most K-1 sites and that one hidden here had at least K. No group of 1 to K-1 sites is
// certain by
//
//   - a difference of a group and one that contains it, n(A) - n(AB), in any tables;
//   - a part of the diagram of two to four items, such as the sites with neither of two;
//   - the parts of the diagram of three items, whose pairs overlap by force or leave nobody out, whether the
//     third pair is published, hidden or withheld (triangles);
//   - a histogram with a known total: what its rows leave of the total is no group of 1 to K-1 sites, not one
//     hidden group alone, and does not force any withheld group to have sites;
//   - tables linked by sums over attributes of which a site has one value: the sums' exact linear algebra and
//     the bounds that follow from sum to sum, see grid;
//   - pairs of items beside the same items by such an attribute: the bounds that follow from sum to sum of
//     all unions of parts of two items' diagram, see crossing.
//
// What takes more work than Options allows is hidden, never left, and reported as a Limit.
//
// # What is not promised
//
//   - What follows only from several such steps solved at once, by integer or linear programming over many
//     groups, or from the pairs of four items and more. Of random universes of 4 to 7 sites with the tables of
//     two items, one attribute and both, none of 120,000 has such a group left; at K = 2 with the table of all
//     three too, about one in 2,000 has.
//   - Homogeneity: if n(A) = n(AB), every site with A has B. Nothing short of hiding A changes that.
//   - What several releases show together, and sums of anything but sites.
//
// # Method
//
// The smallest row that closes a channel is hidden, then everything is looked at again, until nothing is
// found: every round hides a row, so it ends. That it is better to hide the cells of least value, and that
// the best choice is out of reach for large tables, is from L. H. Cox, "Suppression methodology and
// statistical disclosure control", JASA 75 (1980), and M. Fischetti and J. J. Salazar, "Solving the cell
// suppression problem on tabular data with linear constraints", Management Science 47 (2001). Theirs protects
// cells by intervals; here a group must not be certain to exist with fewer than K sites.
package complement
