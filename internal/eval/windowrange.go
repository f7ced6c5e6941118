package eval

import (
	"errors"
	"math"
	"math/bits"
	"sort"

	"isobar/internal/value"
)

// measure is a number by which the rows of a RANGE frame are apart.
type measure[T any] interface {
	plus(T) T // or the greatest number there is
	less(T) bool
	negated() T
}

// measured compiles a bound at a distance from the row's own ORDER BY value. Rows whose value is NULL or NaN
// are at no distance from any but those that have the same.
func measured[T measure[T]](distance T, backward, isEnd, descending bool, read func(*frame, value.Value) (n T, ok bool)) (edge, error) {
	if distance.less(distance.negated()) {
		return nil, errors.New("a bound of its frame is negative")
	}
	if backward {
		distance = distance.negated()
	}
	return func(f *frame, p *partition) func(i int) int {
		// Numbers, the other way round if they descend, stand together and ascend from first to last.
		numbers := make([]T, len(p.rows))
		first, last := len(p.rows), 0
		for i, row := range p.rows {
			v := p.key[row]
			if v.IsNull() {
				continue
			}
			n, ok := read(f, v)
			if !ok {
				continue
			}
			if descending {
				n = n.negated()
			}
			numbers[i], first, last = n, min(first, i), i+1
		}
		same := peersEdge(isEnd)(f, p)
		return func(i int) int {
			if i < first || i >= last {
				return same(i)
			}
			limit := numbers[i].plus(distance)
			return first + sort.Search(last-first, func(j int) bool {
				if n := numbers[first+j]; isEnd {
					return limit.less(n)
				} else {
					return !n.less(limit)
				}
			})
		}
	}, nil
}

// real64 is a FLOAT64 that is not NaN.
type real64 float64

func (a real64) plus(b real64) real64 { return a + b }
func (a real64) less(b real64) bool   { return a < b }
func (a real64) negated() real64      { return -a }

// whole is an INT64, or a NUMERIC in billionths.
type whole struct {
	hi int64
	lo uint64
}

func wholeOf(n int64) whole { return whole{n >> 63, uint64(n)} }

// wholeOfNumeric reads the text of a NUMERIC; one that is none gives zero.
func wholeOfNumeric(text []byte) whole {
	if len(text) != 16 {
		return whole{}
	}
	return whole{int64(headOf(text) ^ 1<<63), headOf(text[8:])}
}

func (a whole) plus(b whole) whole {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	sum := whole{a.hi + b.hi + int64(carry), lo}
	switch {
	case a.hi >= 0 && b.hi >= 0 && sum.hi < 0:
		return whole{math.MaxInt64, math.MaxUint64}
	case a.hi < 0 && b.hi < 0 && sum.hi >= 0:
		return whole{math.MinInt64, 0}
	}
	return sum
}

func (a whole) less(b whole) bool { return a.hi < b.hi || a.hi == b.hi && a.lo < b.lo }

func (a whole) negated() whole {
	lo, borrow := bits.Sub64(0, a.lo, 0)
	return whole{-a.hi - int64(borrow), lo}
}
