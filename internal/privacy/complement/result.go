package complement

import "math/bits"

// Result says what to hide.
type Result struct {
	// Hidden is, for each table of the release, its rows to hide.
	Hidden []Rows
	// Counts is how many groups are hidden for each reason. A group that is a row of two tables counts
	// once.
	Counts [Reasons]int64
	// Limits is where a bound of Options was reached, so that more was hidden than may have been needed.
	Limits []Limit
}

// Total is how many groups are hidden.
func (r Result) Total() int64 {
	var n int64
	for _, c := range r.Counts {
		n += c
	}
	return n
}

// Limit is a bound of Options that was reached.
type Limit struct {
	What string // which bound, and where
	Rows int64  // groups that were hidden for it
}

// Reason is why a group is hidden.
type Reason uint8

// The reasons. The first that is found counts.
const (
	shown      Reason = iota
	Parent            // a group that contains it is hidden
	Difference        // a group that contains it has 1 to K-1 sites more
	Neither           // a part of the diagram of its items has 1 to K-1 sites
	Forced            // it shows that a withheld pair has sites
	Overlap           // two pairs with an item in common show it of a third set
	Pinned            // it pins the size of a hidden pair
	Remainder         // what the rows leave of a total is 1 to K-1 sites
	Alone             // what the rows leave of a total is one hidden group
	Interval          // what the rows leave of a total shows that each withheld group has sites
	Linked            // linked tables show the size of a hidden group
	Bounded           // a bound of Options was reached
	Reasons           // the number of reasons
)

var reasonNames = [Reasons]string{"shown", "parent", "difference", "neither", "forced", "overlap", "pinned",
	"remainder", "alone", "interval", "linked", "limit"}

func (r Reason) String() string {
	if r >= Reasons {
		return "unknown"
	}
	return reasonNames[r]
}

// Rows is a set of rows of one table.
type Rows []uint64

// Has tells whether row i is in the set.
func (r Rows) Has(i int) bool { return r[i/64]>>(i%64)&1 != 0 }

// Len is the number of rows in the set.
func (r Rows) Len() int {
	n := 0
	for _, w := range r {
		n += bits.OnesCount64(w)
	}
	return n
}

func (r Rows) add(i int) { r[i/64] |= 1 << (i % 64) }

// result translates what the model hides to the rows of the caller's tables.
func (m *model) result(r Release) Result {
	res := Result{Hidden: make([]Rows, len(r.Tables)), Limits: m.limits}
	for i, t := range r.Tables {
		res.Hidden[i] = make(Rows, (len(t.Sites)+63)/64)
	}
	for _, s := range m.shapes {
		for _, why := range s.why {
			if why != shown {
				res.Counts[why]++
			}
		}
		for _, src := range s.sources {
			for i := range src.len() {
				if s.why[src.shapeRow(i)] != shown {
					res.Hidden[src.table].add(src.tableRow(i))
				}
			}
		}
	}
	return res
}
