package report

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"maps"
	"slices"
)

// HashSite gives the SiteID of a site id.
func HashSite(id []byte) SiteID {
	sum := sha256.Sum256(id)
	return SiteID(sum[:])
}

// SiteSet is a set of sites.
type SiteSet map[SiteID]struct{}

// Has says whether site is in the set.
func (s SiteSet) Has(site SiteID) bool {
	_, ok := s[site]
	return ok
}

// Encode writes the sites in ascending order, 16 bytes each.
func (s SiteSet) Encode() []byte {
	sites := slices.SortedFunc(maps.Keys(s), func(a, b SiteID) int { return bytes.Compare(a[:], b[:]) })
	data := make([]byte, 0, len(sites)*len(SiteID{}))
	for _, site := range sites {
		data = append(data, site[:]...)
	}
	return data
}

// DecodeSites reads sites of 16 bytes each, in any order.
func DecodeSites(data []byte) (SiteSet, error) {
	const size = len(SiteID{})
	if len(data)%size != 0 {
		return nil, errors.New("a list of sites is damaged")
	}
	s := make(SiteSet, len(data)/size)
	for ; len(data) > 0; data = data[size:] {
		s[SiteID(data)] = struct{}{}
	}
	return s, nil
}

// Roll says which sites count, whatever they report; the zero Roll and nil admit all. It belongs to one
// goroutine, and its sets may be shared.
type Roll struct {
	LeftOut SiteSet // sites that count in nothing
	Known   SiteSet // if not nil, the only sites that count
	// New, if not nil, gathers the sites with a report in the window that are neither left out nor known.
	New SiteSet
}

// Fresh gives a roll of the same sets for another goroutine, which has found none yet.
func (r *Roll) Fresh() *Roll {
	if r == nil {
		return nil
	}
	fresh := *r
	if r.New != nil {
		fresh.New = SiteSet{}
	}
	return &fresh
}

// admit says whether a report in the window counts, and counts it in stats.
func (r *Roll) admit(site SiteID, stats *Stats) bool {
	if r == nil {
		return true
	}
	if r.LeftOut.Has(site) {
		stats.LeftOut++
		return false
	}
	if r.Known.Has(site) {
		return true
	}
	if r.New != nil {
		r.New[site] = struct{}{}
	}
	if r.Known != nil {
		stats.Young++
		return false
	}
	return true
}
