package agg

import "isobar/internal/value"

// rowCount is COUNT(*).
type rowCount struct{ tally }

var _ state = (*rowCount)(nil)

func (s *rowCount) observe(_ GroupID, i int, _ value.Value) { s.one(i) }
