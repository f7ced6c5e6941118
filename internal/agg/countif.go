package agg

import "isobar/internal/value"

// countIf is COUNTIF(x).
type countIf struct{ tally }

var _ state = (*countIf)(nil)

func (s *countIf) observe(_ GroupID, i int, v value.Value) {
	if v.Bool() {
		s.one(i)
	}
}
