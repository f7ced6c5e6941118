package agg

import "isobar/internal/value"

// countIf is COUNTIF(x).
type countIf struct{ tally }

var _ state = (*countIf)(nil)

func (s *countIf) observe(rows []place, args []value.Value, n int) {
	s.site = extend(s.site, n)
	for j, v := range args {
		if v.Bool() {
			s.site[rows[j].at]++
		}
	}
}
