package eval

import (
	"isobar/internal/value"
)

// memo remembers what a function of one text gave, by the text's code: reports repeat the same names
// a million times, and the dictionary has numbered them already.
type memo struct {
	results []value.Value // by code; see remembered
}

// remembered marks a NULL that was computed, as opposed to a place that is empty.
const remembered = 1

func (m *memo) reset() {
	clear(m.results)
	m.results = m.results[:0]
}

func (m *memo) size() int64 { return 16 * int64(len(m.results)) }

// get is the result for a code; ok is false if it was not computed.
func (m *memo) get(c value.Code) (v value.Value, ok bool) {
	if int(c) >= len(m.results) {
		return null, false
	}
	v = m.results[c]
	if v.Kind != value.Null {
		return v, true
	}
	return null, v.Bits == remembered
}

// put stores the result for a code of a dictionary of n texts.
func (m *memo) put(c value.Code, n int, v value.Value) {
	if v.Kind == value.Null {
		v.Bits = remembered
	}
	if int(c) >= len(m.results) {
		if n > cap(m.results) {
			grown := make([]value.Value, n, n+n/2)
			copy(grown, m.results)
			m.results = grown
		} else {
			m.results = m.results[:n]
		}
	}
	m.results[c] = v
}

// memoised wraps a function that reads its only varying argument from the frame's hole. The result is
// charged when it is remembered just as when it is computed.
func memoised(id int, arg, fn scalar) scalar {
	return func(f *frame) value.Value {
		a := arg(f)
		if a.IsNull() {
			return null
		}
		v, ok := f.memos[id].get(a.Code())
		if ok {
			if v.Kind.Coded() && !f.charge(len(f.read(v))) {
				return failure(tooMuchText)
			}
			return v
		}
		f.hole = a
		v = fn(f)
		if v.Kind != faulty || fault(v.Bits) != tooMuchText {
			f.memos[id].put(a.Code(), f.dict.Len(), v)
		}
		return v
	}
}
