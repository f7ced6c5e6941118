package agg

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// Choice picks those groups of a site that count, where a site may count in no more than so many: a plan.GroupBound.
// Per site: Reset; Offer for each row; Close; and then Has says of each row whether its group was picked. It holds no
// more than twice that many groups, whatever the site offers, and belongs to one goroutine.
//
// The groups that count are those whose keys have the least SHA-256. There is no key in it, for the reason that Limited
// gives, and no site: sites with too many groups count in the same ones, so that more of these are found at k sites
// than if each drew by itself, and tables with the same keys show the same. Differential privacy has Limited.
type Choice struct {
	table *Table
	most  int
	kept  map[groupOrder]struct{}
	limit groupOrder // the last of those kept, once any was not
	cut   bool
	key   []uint64
	buf   []byte
}

// groupOrder is a group's place in the order of choice.
type groupOrder [16]byte

// NewChoice makes what picks groups of g, whose table is t. It panics if g has no bound.
func NewChoice(t *Table, g *plan.Group) *Choice {
	if g.Bound == nil || g.Bound.Groups < 1 {
		panic("agg: no bound on the groups of a site")
	}
	return &Choice{table: t, most: int(min(g.Bound.Groups, maxKeys)), kept: map[groupOrder]struct{}{}, key: make([]uint64, t.layout.width())}
}

// Reset begins a site.
func (c *Choice) Reset() {
	clear(c.kept)
	c.cut = false
}

// Offer takes the keys of one row: a value for each of plan.Group.Keys.
func (c *Choice) Offer(keys []value.Value) {
	at := c.order(keys)
	if c.cut && compareOrders(at, c.limit) > 0 {
		return
	}
	if c.kept[at] = struct{}{}; len(c.kept) >= 2*c.most {
		c.keep()
	}
}

// Close ends the offers, and says whether there were too many.
func (c *Choice) Close() bool {
	c.keep()
	return c.cut
}

// Has says whether the group with these keys counts, of those offered.
func (c *Choice) Has(keys []value.Value) bool {
	_, ok := c.kept[c.order(keys)]
	return ok
}

// keep leaves the groups that come first.
func (c *Choice) keep() {
	if len(c.kept) <= c.most {
		return
	}
	all := slices.SortedFunc(maps.Keys(c.kept), compareOrders)
	for _, at := range all[c.most:] {
		delete(c.kept, at)
	}
	c.limit, c.cut = all[c.most-1], true
}

func (c *Choice) order(keys []value.Value) groupOrder {
	c.table.layout.pack(c.key, keys)
	c.buf = c.table.appendKey(c.buf[:0], c.key)
	sum := sha256.Sum256(c.buf)
	return groupOrder(sum[:])
}

func compareOrders(a, b groupOrder) int { return bytes.Compare(a[:], b[:]) }

// appendKey writes a group's keys. Codes of texts, which differ between workers, are not in it.
func (g *groups) appendKey(buf []byte, key []uint64) []byte {
	for i := range g.layout.kinds {
		v := g.layout.get(key, i)
		buf = append(buf, byte(v.Kind))
		if v.Kind.Coded() {
			buf = appendBytes(buf, g.dict.Text(v.Code()))
		} else {
			buf = binary.BigEndian.AppendUint64(buf, v.Bits)
		}
	}
	return buf
}
