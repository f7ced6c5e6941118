package agg

import "isobar/internal/value"

// rowCount is COUNT(*).
type rowCount struct{ tally }

var _ state = (*rowCount)(nil)

func (s *rowCount) observe(rows []place, _ []value.Value, n int) {
	s.site = extend(s.site, n)
	for _, row := range rows {
		s.site[row.at]++
	}
}
