package agg

import "isobar/internal/value"

// siteCount is COUNT(DISTINCT unit): the group's own count, so there is nothing to hold.
type siteCount struct {
	sites *[]int64
}

var _ state = (*siteCount)(nil)

func (s *siteCount) observe([]place, []value.Value, int)   {}
func (s *siteCount) fold([]GroupID)                        {}
func (s *siteCount) extend(int)                            {}
func (s *siteCount) reset()                                {}
func (s *siteCount) encode(*encoder, []GroupID)            {}
func (s *siteCount) merge(*reader, []GroupID, []int64)     {}
func (s *siteCount) contributors(g GroupID) int64          { return (*s.sites)[g] }
func (s *siteCount) result(g GroupID, _ int64) value.Value { return value.OfInt64((*s.sites)[g]) }
func (s *siteCount) size() int64                           { return 0 }
