package itemset

import (
	"math/bits"
	"slices"
)

// id is the number of an item within one set database. The narrow form halves the memory of all but
// the largest vocabularies.
type id interface{ ~uint16 | ~uint32 }

// sorter sorts sets of distinct small numbers: by setting bits and reading them back, which costs no
// comparisons. A summary has one bit for each word of bits that is not zero.
type sorter[T id] struct {
	words   []uint64
	summary []uint64
}

// newSorter makes a sorter of numbers below limit.
func newSorter[T id](limit int) *sorter[T] {
	words := (limit + 63) / 64
	return &sorter[T]{words: make([]uint64, words), summary: make([]uint64, (words+63)/64)}
}

// sort puts set in ascending order.
func (s *sorter[T]) sort(set []T) {
	if len(set) < 12 || len(s.summary) > len(set) {
		slices.Sort(set)
		return
	}
	for _, x := range set {
		w := uint(x) / 64
		s.words[w] |= 1 << (uint(x) % 64)
		s.summary[w/64] |= 1 << (w % 64)
	}
	n := 0
	for i, live := range s.summary {
		if live == 0 {
			continue
		}
		s.summary[i] = 0
		for ; live != 0; live &= live - 1 {
			w := 64*i + bits.TrailingZeros64(live)
			word := s.words[w]
			s.words[w] = 0
			for ; word != 0; word &= word - 1 {
				set[n] = T(64*w + bits.TrailingZeros64(word))
				n++
			}
		}
	}
}
