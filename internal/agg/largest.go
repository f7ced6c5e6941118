package agg

// largest are the two greatest absolute totals of single sites in one group, which the p %-rule of
// package privacy compares with the sum; zero where there are fewer sites.
type largest[T int64 | float64] struct {
	first, second T
}

// put takes a further site's absolute total.
func (l *largest[T]) put(x T) {
	switch {
	case x > l.first:
		l.first, l.second = x, l.first
	case x > l.second:
		l.second = x
	}
}

// merge takes the sites of other, which are none of l's.
func (l *largest[T]) merge(other largest[T]) {
	l.put(other.first)
	l.put(other.second)
}
