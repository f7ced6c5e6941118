package agg

import "isobar/internal/value"

// count is COUNT(x).
type count struct{ tally }

var _ state = (*count)(nil)

func (s *count) observe(rows []place, args []value.Value, n int) {
	s.site = extend(s.site, n)
	for j, v := range args {
		if !v.IsNull() {
			s.site[rows[j].at]++
		}
	}
}
