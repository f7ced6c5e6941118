package complement

import "slices"

// embedding says that every group of one shape lies in a group of another, and in which: the key of the
// larger group is made of columns of the smaller one's.
type embedding struct {
	in   *shape
	pick []int // by column of in: the column of the smaller group
	sort bool  // the picked items may be out of order
}

// embeddings finds the ways in which a group of shape s says all that a group of shape t says: each item
// of t is a part of one of s. Several items of t may be parts of the same item: a site with version 1 of
// module a has module a and has version 1 of something.
func embeddings(t, s *shape) []embedding {
	var found []embedding
	at := make([]int, len(t.items))
	var extend func(i int)
	extend = func(i int) {
		if i == len(t.items) {
			found = append(found, newEmbedding(t, s, at))
			return
		}
		from := 0
		if i > 0 && compareItems(t.items[i-1], t.items[i]) == 0 {
			from = at[i-1] + 1 // as a set: never the same item twice, and each choice once
		}
		for j := from; j < len(s.items); j++ {
			if subset(t.items[i], s.items[j]) {
				at[i] = j
				extend(i + 1)
			}
		}
	}
	extend(0)
	return found
}

func newEmbedding(t, s *shape, at []int) embedding {
	e := embedding{in: t, pick: make([]int, 0, len(t.cols))}
	for i, it := range t.items {
		for _, a := range it {
			e.pick = append(e.pick, s.starts[at[i]]+slices.Index(s.items[at[i]], a))
		}
		if i > 0 && compareItems(t.items[i-1], it) == 0 {
			e.sort = e.sort || compareItems(s.items[at[i-1]], s.items[at[i]]) != 0 || len(it) != len(s.items[at[i]])
		}
	}
	return e
}

// subset tells whether all of a, which is in order as b is, are in b.
func subset[T attr | string](a, b []T) bool {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			a, b = a[1:], b[1:]
		case a[0] < b[0]:
			return false
		default:
			b = b[1:]
		}
	}
	return len(a) == 0
}

// find gives the row of e.in that row of s lies in, or -1 if it is not published. scratch has room for a
// key.
func (e *embedding) find(s *shape, row int32, scratch []uint32) int32 {
	key := scratch[:len(e.pick)]
	for c, from := range e.pick {
		key[c] = s.cols[from][row]
	}
	if e.sort && e.in.sortKey(key) {
		return -1
	}
	return e.in.find(key)
}

// dropped is the columns of s that e does not look at, or nil if it looks at a column twice.
func (e *embedding) dropped(s *shape) (cols []int) {
	used := make([]bool, len(s.cols))
	for _, c := range e.pick {
		if used[c] {
			return nil
		}
		used[c] = true
	}
	for c := range used {
		if !used[c] {
			cols = append(cols, c)
		}
	}
	return cols
}
