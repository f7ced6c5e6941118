package itemset

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"

	"isobar/internal/value"
)

// A batch of pairs is the triangle of pairs cut into one tile for each item: its pairs with the items
// after it. Items are in their own order, not in that of their sites, so that a pair is in the tile of
// the same item in every batch, and tiles are added to tiles.
//
//	form     1 byte: formPairs
//	sites    uvarint: those with two items at least
//	items    as in a batch of item sets, but strictly ascending (value.Compare)
//	support  for each item, uvarint: its sites among those
//	lengths  for each item, uvarint: the bytes of its tile, none if it has no pairs
//	tiles    1 byte: tileSparse or tileDense; the pairs follow
//	check    CRC-32C of all that, 4 bytes, little endian
//
// In a sparse tile, each pair is uvarint 2·gap + 1 if it has more than one site, and then, if so, uvarint
// sites−2; gap is the number of items left out since the pair before, or since the tile's own item. In a
// dense tile, every item after the tile's own is uvarint sites, up to the last that has any.
const (
	tileSparse = 0
	tileDense  = 1
)

// appendTile writes the tile of an item of the pairs that it has, in ascending order.
func appendTile(buf []byte, item uint32, pairs []pair) []byte {
	if len(pairs) == 0 {
		return buf
	}
	sparse, dense := 0, int(pairs[len(pairs)-1].id-item)-len(pairs) // bytes; dense begins with its zeroes
	next := item + 1
	for _, p := range pairs {
		sparse += varintLen(2 * uint64(p.id-next))
		if p.sites > 1 {
			sparse += varintLen(uint64(p.sites - 2))
		}
		dense += varintLen(uint64(p.sites))
		next = p.id + 1
	}
	buf = slices.Grow(buf, 1+min(sparse, dense))
	next = item + 1
	if dense < sparse {
		buf = append(buf, tileDense)
		for _, p := range pairs {
			for ; next < p.id; next++ {
				buf = append(buf, 0)
			}
			buf = appendShort(buf, uint64(p.sites))
			next++
		}
		return buf
	}
	buf = append(buf, tileSparse)
	for _, p := range pairs {
		gap := uint64(p.id - next)
		if next = p.id + 1; p.sites == 1 {
			buf = appendShort(buf, 2*gap)
			continue
		}
		buf = appendShort(buf, 2*gap+1)
		buf = appendShort(buf, uint64(p.sites-2))
	}
	return buf
}

// varintLen is the number of bytes of n as uvarint.
func varintLen(n uint64) int { return (bits.Len64(n|1) + 6) / 7 }

// appendShort is binary.AppendUvarint, quick where the number is below 128, as most are.
func appendShort(buf []byte, n uint64) []byte {
	if n < 0x80 {
		return append(buf, byte(n))
	}
	return binary.AppendUvarint(buf, n)
}

// readTile appends the pairs of an item's tile, of a batch of n items, to pairs.
func readTile(pairs []pair, tile []byte, item uint32, n int) ([]pair, error) {
	if len(tile) == 0 {
		return pairs, nil
	}
	form, data := tile[0], tile[1:]
	if form > tileDense {
		return nil, corrupt("unknown form of a tile")
	}
	next := uint64(item) + 1
	for len(data) > 0 {
		head, rest, ok := shortUvarint(data)
		if !ok {
			return nil, corrupt("a pair is cut off")
		}
		data = rest
		sites := head
		if form == tileSparse {
			if sites = 1; head&1 != 0 {
				if sites, data, ok = shortUvarint(data); !ok || sites > math.MaxUint32-2 {
					return nil, corrupt("sites of a pair")
				}
				sites += 2
			}
			if head/2 >= uint64(n) {
				return nil, corrupt("a pair without an item")
			}
			next += head / 2
		}
		if next >= uint64(n) || sites > math.MaxUint32 {
			return nil, corrupt("a pair without an item")
		}
		if sites > 0 {
			pairs = append(pairs, pair{uint32(next), uint32(sites)})
		}
		next++
	}
	return pairs, nil
}

// shortUvarint is uvarint, quick where the number is below 128, as most are.
func shortUvarint(data []byte) (n uint64, rest []byte, ok bool) {
	if len(data) > 0 && data[0] < 0x80 {
		return uint64(data[0]), data[1:], true
	}
	return uvarint(data)
}

// counted is the pairs of one batch, which was found to be sound.
type counted struct {
	numbers []uint32 // the Miner's number of each of the batch's items
	tiles   []byte
	ends    []int // by item: where its tile ends in tiles
}

// tile is that of one of the batch's items.
func (c *counted) tile(item uint32) []byte {
	begin := 0
	if item > 0 {
		begin = c.ends[item-1]
	}
	return c.tiles[begin:c.ends[item]]
}

// openPairs reads what a batch of pairs holds, but for the items, which come first.
func openPairs(body []byte, sites uint64, items int) (support []uint32, c counted, err error) {
	support = make([]uint32, items)
	for i := range support {
		n, rest, ok := uvarint(body)
		if !ok || n < 1 || n > sites {
			return nil, c, corrupt("sites of an item")
		}
		support[i], body = uint32(n), rest
	}
	c.ends = make([]int, items)
	end := uint64(0)
	for i := range c.ends {
		n, rest, ok := uvarint(body)
		if !ok || n > uint64(len(rest)) || end+n > uint64(len(rest)) {
			return nil, c, corrupt("length of a tile")
		}
		end, body = end+n, rest
		c.ends[i] = int(end)
	}
	if end != uint64(len(body)) {
		return nil, c, corrupt("bytes after the last tile")
	}
	c.tiles = body
	var pairs []pair
	for i := range support {
		if pairs, err = readTile(pairs[:0], c.tile(uint32(i)), uint32(i), items); err != nil {
			return nil, c, err
		}
		for _, p := range pairs {
			if p.sites > support[i] || p.sites > support[p.id] {
				return nil, c, corrupt("more sites of a pair than of an item")
			}
		}
	}
	return support, c, nil
}

// addPairs takes what a batch of pairs holds.
func (m *Miner) addPairs(body []byte) error {
	if m.size != 2 {
		return corrupt("pairs, of which larger sets cannot be counted")
	}
	sites, body, ok := uvarint(body)
	if !ok || sites > math.MaxUint32 {
		return corrupt("number of sites")
	}
	if m.sites+sites > math.MaxUint32 {
		return tooManySites()
	}
	items, body, err := openItems(body)
	if err != nil {
		return err
	}
	support, c, err := openPairs(append([]byte(nil), body...), sites, len(items))
	if err != nil {
		return err
	}
	if c.numbers, err = m.number(items); err != nil {
		return err
	}
	all := m.numbers.items
	for i := 1; i < len(c.numbers); i++ {
		if value.Compare(m.dict, all[c.numbers[i-1]], all[c.numbers[i]]) >= 0 {
			return corrupt("items out of order")
		}
	}
	for i, n := range c.numbers {
		m.support[n] += support[i]
	}
	m.sites += sites
	m.pairs = append(m.pairs, c)
	return nil
}

// encodePairs writes a batch of pairs, those of the items of v.
func (m *Miner) encodePairs(v *vocabulary, c counted) []byte {
	w := batchWriter{buf: []byte{formPairs}}
	w.buf = binary.AppendUvarint(w.buf, m.sites)
	w.buf = binary.AppendUvarint(w.buf, uint64(len(v.items)))
	for _, item := range v.items {
		w.item(m.dict, item)
	}
	for _, number := range v.numbers {
		w.buf = binary.AppendUvarint(w.buf, uint64(m.support[number]))
	}
	for i := range v.items {
		w.buf = binary.AppendUvarint(w.buf, uint64(len(c.tile(uint32(i)))))
	}
	w.buf = append(w.buf, c.tiles...)
	return w.end()
}
