package report

import (
	"isobar/internal/record"
	"isobar/internal/value"
)

// keepEntries leaves those entries of list n that stay, with what belongs to them, and says how many go.
func keepEntries(rec *record.Record, n *node, stays func(i int) bool) (gone int) {
	list := &rec.Vectors[n.column]
	all, first := len(list.Vals), 0
	for first < all && stays(first) {
		first++
	}
	if first == all {
		return 0
	}
	// now[i] is the number that entry i has after the others have gone: for one that goes, its successor's.
	now := make([]int32, all+1)
	for i := range all {
		now[i+1] = now[i]
		if i < first || i > first && stays(i) {
			now[i+1]++
		}
	}
	for i := range list.Off {
		list.Off[i] = now[list.Off[i]]
	}
	renumber(rec, n, now)
	return all - int(now[all])
}

// renumber moves the entries of list n, and all that belongs to them, to their new numbers. The list's own offsets are
// right already.
func renumber(rec *record.Record, n *node, now []int32) {
	all := len(now) - 1
	stays := func(i int) bool { return now[i+1] > now[i] }
	compact(&rec.Vectors[n.column], now)
	for _, f := range n.fields.single {
		compact(&rec.Vectors[f.column], now)
	}
	for _, f := range n.fields.lists {
		list := &rec.Vectors[f.column]
		inner := make([]int32, len(list.Vals)+1)
		for i := range all {
			for k := list.Off[i]; k < list.Off[i+1]; k++ {
				inner[k+1] = inner[k]
				if stays(i) {
					inner[k+1]++
				}
			}
		}
		for i := range all {
			if stays(i) {
				list.Off[now[i]+1] = inner[list.Off[i+1]]
			}
		}
		list.Off = list.Off[:now[all]+1]
		if int(inner[len(list.Vals)]) < len(list.Vals) {
			renumber(rec, f, inner)
		}
	}
}

// compact keeps the values that stay and renumbers the records among them.
func compact(v *record.Vector, now []int32) {
	for i, x := range v.Vals {
		if now[i+1] == now[i] {
			continue
		}
		if x.Kind == value.Record {
			x = value.OfRecord(int(now[i]))
		}
		v.Vals[now[i]] = x
	}
	v.Vals = v.Vals[:now[len(now)-1]]
}

// dropNulls removes the NULLs among the entries of list n, with what belongs to them, and counts them.
func dropNulls(rec *record.Record, n *node) int {
	list := &rec.Vectors[n.column]
	return keepEntries(rec, n, func(i int) bool { return !list.Vals[i].IsNull() })
}
