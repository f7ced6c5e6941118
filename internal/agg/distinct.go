package agg

import "math"

// recent counts the sites of one group, or of one value of a group, each site once however often it comes.
// last is the serial number under which the last one was counted. The two are side by side, because they are
// all that a row usually reads and writes.
type recent struct{ last, sites uint32 }

// maxSerial is where serial numbers begin anew, after settle. It leaves the last site before that room for
// as many groups as there can be; and recent.sites, of which there is no more than one for each serial
// number, does not overflow.
const maxSerial = math.MaxUint32 / 2

// settle moves the counts to sites. What is counted next is counted anew, whatever its serial number.
func settle(sites []int64, counts []recent) []int64 {
	sites = extend(sites, len(counts))
	for i, c := range counts {
		sites[i] += int64(c.sites)
	}
	clear(counts)
	return sites
}
