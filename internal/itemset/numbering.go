package itemset

import "isobar/internal/value"

// numbering gives items dense numbers from 0, in order of first sight. Items are values of one
// dictionary; those of a STRING, nearly all there are, are found by indexing.
type numbering struct {
	items   []value.Value
	strings []uint32 // by code: number+1, or 0
	others  map[value.Value]uint32
}

// number returns the number of v and whether v is new.
func (n *numbering) number(v value.Value) (id uint32, isNew bool) {
	if v.Kind != value.String {
		return n.other(v)
	}
	code := int(v.Code())
	if code >= len(n.strings) {
		n.strings = append(n.strings, make([]uint32, code+1-len(n.strings))...)
	}
	if id := n.strings[code]; id != 0 {
		return id - 1, false
	}
	n.items = append(n.items, v)
	n.strings[code] = uint32(len(n.items))
	return uint32(len(n.items) - 1), true
}

func (n *numbering) other(v value.Value) (id uint32, isNew bool) {
	if id, ok := n.others[v]; ok {
		return id, false
	}
	if n.others == nil {
		n.others = make(map[value.Value]uint32)
	}
	id = uint32(len(n.items))
	n.items = append(n.items, v)
	n.others[v] = id
	return id, true
}

// reset forgets all items and keeps the memory.
func (n *numbering) reset() {
	n.items, n.strings = n.items[:0], n.strings[:0]
	clear(n.others)
}

// size is the memory in use, in bytes, roughly.
func (n *numbering) size() int64 {
	return int64(16*len(n.items) + 4*len(n.strings) + 40*len(n.others))
}
