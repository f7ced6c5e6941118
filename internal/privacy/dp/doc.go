// Package dp makes the numbers of a table differentially private: whether one site is there changes the
// probability of every possible table by no more than a factor of e^ε, but for a share of δ.
//
// What enters: the cells of a group to which a site contributes in at most MaxGroups cells
// (plan.GroupLimit), each by no more than its measure's bound, and of which cells of fewer than k sites are
// gone; Parameters; and a secret. What leaves: fewer cells, with noise. What is promised, of all cells and
// measures of the group together: (ε, δ)-differential privacy for adding or removing one site; nothing of a
// cell of fewer than k sites; and the same cells for the same input.
//
// # Mechanism
//
// Let L be MaxGroups. ε is divided equally between the count of sites, which also decides which cells
// appear, and every other measure.
//
// Which cells appear is itself a hint at who is there. A cell of n sites gets a noise X of whole numbers, of
// probability proportional to e^(-|X|·ε'/L) between -K and K and of none beyond, and appears if n - (k-1) + X is
// more than K; its count of sites is then published as n + X. K is the least number with P(X = K) ≤ δ/L. A cell
// of k sites thus appears with probability δ/L, and one of fewer never does; for every two neighbouring
// numbers of sites the probabilities of all outcomes are within a factor of e^(ε'/L) but for δ/L, since
// outcomes that only one of them has are those of the last value of X alone. This is partition selection by
// truncated geometric noise (Desfontaines, Voss, Gipson, Mandayam: Differentially private partition
// selection, PoPETs 2022, sections 3 and 4), which publishes the count for nothing, after the shift by k-1 that
// Google's library calls pre-thresholding.
//
// Every other measure, of which a site adds at most B to a cell, gets noise of probability proportional to
// e^(-|X|·ε'/(L·B)) over all whole numbers, the geometric mechanism (Ghosh, Roughgarden, Sundararajan:
// Universally utility-maximizing privacy mechanisms, STOC 2009). A FLOAT64 is rounded to a grid of about B/2¹⁶ first.
// What is published may be below 0; that keeps sums of rows right on average.
//
// Noise is drawn by whole numbers alone, exactly (Canonne, Kamath, Steinke: The discrete Gaussian for
// differential privacy, NeurIPS 2020, algorithms 1 and 2): there are no floating-point artefacts to read the true
// number from (Mironov, CCS 2012). Scales are rounded up.
//
// # Where randomness comes from
//
// The bits are HMAC-SHA-256, under the secret, of the table, its parameters, the week and a digest of the exact
// numbers of all private tables. The same reports give the same bytes: fresh noise at every run would let a
// reader average it away, and no run could be repeated and compared. Other reports, another week or other
// parameters give independent noise: noise that stayed while the numbers changed would show the change.
//
// Google's library for Go draws from crypto/rand and cannot be seeded, which is why noise is made here; the
// tests hold this package to that library's thresholds and quantiles. Two things follow from a keyed function in
// place of dice: the guarantee is against readers who cannot break HMAC-SHA-256 and do not have the
// secret; and that a release did not change at all says that its reports did not.
package dp
