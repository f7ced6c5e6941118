package querytest

import (
	"cmp"
	"encoding/binary"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// pair says what became of a row: equal rows, or ones of the same key, of the expected and of the published
// table. None is the number of the one that is missing.
type pair struct {
	want, got int
	same      bool
}

// none is the number of no row.
const none = -1

// compare pairs expected with published rows, in the order of the published table. Rows of an ordered
// table are equal only in the same order.
func compare(d *value.Dict, q *plan.Query, want, got []row) []pair {
	if q.Ordered {
		return compareOrdered(q, want, got)
	}
	pairs := pairUp(q, want, got)
	at := func(p pair) row {
		if p.got != none {
			return got[p.got]
		}
		return want[p.want]
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		x, y := at(a), at(b)
		if x == nil || y == nil { // rows that fit no columns come first
			return cmp.Compare(len(x), len(y))
		}
		for i := range x {
			if c := value.Compare(d, x[i], y[i]); c != 0 {
				return c
			}
		}
		return 0
	})
	return pairs
}

// pairUp pairs rows whatever their order: first those that are equal, then, as far as they go, those of the
// same key.
func pairUp(q *plan.Query, want, got []row) []pair {
	var pairs []pair
	paired := make([]bool, len(got))
	left := numbers(0, len(want))
	for _, text := range []func(row) string{wholeRow, keyOf(q)} {
		waiting := map[string][]int{}
		for j, r := range got {
			if !paired[j] {
				waiting[text(r)] = append(waiting[text(r)], j)
			}
		}
		var still []int
		for _, i := range left {
			others := waiting[text(want[i])]
			if want[i] == nil || len(others) == 0 {
				still = append(still, i)
				continue
			}
			j := others[0]
			waiting[text(want[i])] = others[1:]
			paired[j] = true
			pairs = append(pairs, pair{i, j, equal(want[i], got[j])})
		}
		left = still
	}
	for _, i := range left {
		pairs = append(pairs, pair{i, none, false})
	}
	for j := range got {
		if !paired[j] {
			pairs = append(pairs, pair{none, j, false})
		}
	}
	return pairs
}

// maxCells bounds the table that compareOrdered fills in. Beyond it the differences are more than the least.
const maxCells = 4 << 20

// compareOrdered pairs rows by a longest common subsequence, and between its rows those of the same key.
func compareOrdered(q *plan.Query, want, got []row) (pairs []pair) {
	n, m := len(want), len(got)
	start := 0
	for ; start < min(n, m) && equal(want[start], got[start]); start++ {
		pairs = append(pairs, pair{start, start, true})
	}
	longest := commonRows(want[start:], got[start:])
	if longest == nil {
		return append(pairs, gap(q, want, got, numbers(start, n), numbers(start, m))...)
	}
	var wants, gots []int // that differ, since the last that did not
	i, j := start, start
	for i < n || j < m {
		switch {
		case i < n && j < m && equal(want[i], got[j]):
			pairs = append(append(pairs, gap(q, want, got, wants, gots)...), pair{i, j, true})
			wants, gots = nil, nil
			i, j = i+1, j+1
		case j == m || i < n && longest[i-start+1][j-start] >= longest[i-start][j-start+1]:
			wants = append(wants, i)
			i++
		default:
			gots = append(gots, j)
			j++
		}
	}
	return append(pairs, gap(q, want, got, wants, gots)...)
}

// commonRows gives, for each i and j, how many rows want[i:] and got[j:] have in common in the same order;
// nil if there are too many rows to say.
func commonRows(want, got []row) [][]int32 {
	if len(want)*len(got) > maxCells {
		return nil
	}
	longest := make([][]int32, len(want)+1)
	for i := range longest {
		longest[i] = make([]int32, len(got)+1)
	}
	for i := len(want) - 1; i >= 0; i-- {
		for j := len(got) - 1; j >= 0; j-- {
			if equal(want[i], got[j]) {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	return longest
}

// gap pairs rows that differ, one with the next as long as they have the same keys.
func gap(q *plan.Query, want, got []row, wants, gots []int) (pairs []pair) {
	key := keyOf(q)
	for len(wants) > 0 && len(gots) > 0 {
		i, j := wants[0], gots[0]
		if want[i] == nil || key(want[i]) != key(got[j]) {
			break
		}
		pairs = append(pairs, pair{i, j, equal(want[i], got[j])})
		wants, gots = wants[1:], gots[1:]
	}
	for _, i := range wants {
		pairs = append(pairs, pair{i, none, false})
	}
	for _, j := range gots {
		pairs = append(pairs, pair{none, j, false})
	}
	return pairs
}

// equal compares rows; one that fits no columns is equal to none.
func equal(a, b row) bool { return a != nil && slices.Equal(a, b) }

// wholeRow is a text that equal rows have in common.
func wholeRow(r row) string {
	var text []byte
	for _, v := range r {
		text = appendValue(text, v)
	}
	return string(text)
}

// keyOf gives the function that makes a text of a row's keys.
func keyOf(q *plan.Query) func(row) string {
	return func(r row) string {
		var text []byte
		for i := range r {
			if q.Output[i].Key {
				text = appendValue(text, r[i])
			}
		}
		return string(text)
	}
}

func appendValue(text []byte, v value.Value) []byte {
	return binary.LittleEndian.AppendUint64(append(text, byte(v.Kind)), v.Bits)
}

// numbers are those from start up to, not including, end.
func numbers(start, end int) []int {
	all := make([]int, 0, end-start)
	for i := start; i < end; i++ {
		all = append(all, i)
	}
	return all
}
