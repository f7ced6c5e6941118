// Package itemset counts co-occurrence: the sets of n distinct items that at least k sites hold
// together. It computes what a self-join of one site's array with < between the copies means
// (plan.Itemset) without making a row of that join.
//
// What enters: for each site, the items of its array (Counter.Add). What travels: the multiset of the
// sites' item sets, without any order or identity of sites (Counter.Flush to Miner.Add), or, for pairs,
// the number of sites of each pair (CountPairs). What leaves: a cells.Set of the item sets that passed the
// threshold, and the text of no item that did not (Miner.Mine).
//
// What is promised: the result is exact, and depends on nothing but the multiset of item sets, k and
// the order of the key columns: not on batches, their form and order, dictionary codes or the number of
// workers. Memory stays within Limits; what would exceed them is an error that says so.
//
// # Method
//
// The threshold is a bound, as in iceberg queries (Fang et al., VLDB 1998): the sites of a set never
// outnumber the sites of its parts (Apriori; Agrawal and Srikant, VLDB 1994). Items below k are dropped
// before anything is counted, and only a prefix that reaches k is extended.
//
// Items are renumbered 1, 2, … in ascending order of their sites. The pairs of item i with the more
// popular items above it are counted in one go, from the list of the sets that hold i (occurrence
// deliver of LCM; Uno, Kiyomi and Arimura, FIMI 2004): one row of the triangle of pairs at a time, so
// that there is never a triangle in memory and the counters of a row stay in the first-level cache.
// Within a row the popular items, where nearly all of the counts are, are counted 64 at a time: each set
// keeps them as bits, and the bits of the sets that hold i are added by carry-save adders into
// bit-sliced counters (positional population count; Klarqvist, Muła and Lemire, 2019), on which "at
// least k" is decided 64 items at a time as well. The others are counted one by one. Where the popular
// ones begin is chosen by cost.
//
// Sets larger than two are found depth first: the sets that hold i, reduced to the items that reach k
// together with i, are a smaller instance of the same problem. Rows are independent, so workers share
// them out without sharing a counter.
//
// # Two forms
//
// Item sets take about 1.2 bytes an item of a site, and so grow with the sites. Pairs take one to three
// bytes for each pair that any site has, and stop growing when all pairs are known. So a worker with many
// sites counts its pairs, at k = 1 since it does not know the other workers', and sends a tile for each
// item: its row of the triangle, sparse or dense, whichever is shorter. The Miner adds tiles row by row, in
// whatever order batches came, and item sets with them, whose pairs it counts into the same rows. A Miner of
// pairs that is given much makes tiles of all that it holds (Limits.Fold), which is then bounded by the
// number of pairs and not by that of sites.
//
// For larger sets the item sets always travel. Which triples are worth counting is known only when the
// pairs of all workers have been added up: a worker alone would have to count every triple that any site
// has, and those are far more than the items of its sets.
package itemset

import "errors"

// Limits bounds the memory of a Miner, in bytes. What does not fit is refused, never attempted.
type Limits struct {
	// Batches bounds what is held encoded: about 1.2 bytes an item of a site, or, of pairs that were
	// counted, one to three bytes each.
	Batches int64
	// Fold is how much of that a Miner of pairs holds before it counts the pairs of all item sets and
	// holds nothing else; it does so again when what it holds has doubled.
	Fold int64
	// Working bounds the decoded item sets while Mine runs, counted at 20 bytes an item of a site that
	// reaches k (24 if more than 65,535 items do), which is more than is mostly needed. Sets of more than
	// two items need the same again for what each worker extends. Where pairs are counted before they are
	// added up, it bounds them as well, at 10 bytes each; Add decodes some ten million items at a time.
	Working int64
	// Result bounds the sets that are found: 88 bytes a pair, 112 a triple, 24 for each further item.
	Result int64
}

// DefaultLimits are those of a new Miner. They admit any number of sites for pairs, as long as no more
// than some 400 million different pairs occur, and about five million sites of 40 items for larger sets;
// and 24 million pairs or 19 million triples in the result.
func DefaultLimits() Limits {
	return Limits{Batches: 1 << 30, Fold: 128 << 20, Working: 4 << 30, Result: 2 << 30}
}

// ErrCorrupt is in the chain of errors about batches that are not what Counter.Flush or CountPairs wrote.
var ErrCorrupt = errors.New("corrupt batch of item sets")

// ErrLimit is in the chain of errors about Limits.
var ErrLimit = errors.New("item sets need more memory than their limit")
