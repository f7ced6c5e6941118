// Package attack is the attacker's side as a harness: it exists for its tests. They make releases of the same
// reports without protection beyond the threshold, in exact mode and in rounded mode, attack each with
// what an outsider has, and say for each how many sites were profiled and how many claims were right,
// beside what the protection costs the reader: the share of cells kept and the error of their numbers.
//
// What enters: public data sets of baskets, each a site. What leaves: figures in the tests' log, and
// bounds that the tests hold. The attacks are of the threat model in docs/privacy.md: comparing weeks
// with sites that join and leave, averaging, fake sites, dominance in sums, and rows that cross the
// threshold.
package attack
