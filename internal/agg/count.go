package agg

import "isobar/internal/value"

// count is COUNT(x).
type count struct{ tally }

var _ state = (*count)(nil)

func (s *count) observe(_ GroupID, i int, v value.Value) {
	if !v.IsNull() {
		s.one(i)
	}
}
