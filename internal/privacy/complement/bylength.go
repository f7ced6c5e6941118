package complement

import "container/heap"

// byLength gives rows in the order of their lengths, which change meanwhile.
type byLength struct{ heap lengths }

type length struct {
	row int32
	len int
}

func newByLength(n int, of func(int32) int) *byLength {
	b := &byLength{heap: make(lengths, n)}
	for i := range b.heap {
		b.heap[i] = length{int32(i), of(int32(i))}
	}
	heap.Init(&b.heap)
	return b
}

// add says that a row's length has changed.
func (b *byLength) add(row int32, len int) { heap.Push(&b.heap, length{row, len}) }

// next gives the shortest row that is not done; the lower of two as short. now is a row's length, and
// whether it is done.
func (b *byLength) next(now func(int32) (int, bool)) (int32, bool) {
	for b.heap.Len() > 0 {
		x := heap.Pop(&b.heap).(length)
		if n, done := now(x.row); !done && n == x.len {
			return x.row, true
		}
	}
	return 0, false
}

type lengths []length

func (l lengths) Len() int { return len(l) }
func (l lengths) Less(i, j int) bool {
	return l[i].len < l[j].len || l[i].len == l[j].len && l[i].row < l[j].row
}
func (l lengths) Swap(i, j int) { l[i], l[j] = l[j], l[i] }
func (l *lengths) Push(x any)   { *l = append(*l, x.(length)) }
func (l *lengths) Pop() any {
	old := *l
	x := old[len(old)-1]
	*l = old[:len(old)-1]
	return x
}
