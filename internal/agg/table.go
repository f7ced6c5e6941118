package agg

import (
	"isobar/internal/plan"
	"isobar/internal/value"
)

// Table collects the partial aggregates of one group of one query over the sites of one worker. It
// belongs to one goroutine. Per site: Group and Observe for each row, then EndSite.
type Table struct {
	*groups
	key     []uint64 // the packed key that is being looked up
	touched []GroupID
	// Each touch of a group by a site has a serial number. touch[g] is the last one's of group g, and
	// first that of the current site's first, so touch[g]-first is g's place in touched.
	touch         []uint32
	first, serial uint32
}

// NewTable makes the empty table of g, whose keys and arguments have their texts in d. It panics if Check
// refuses g.
func NewTable(g *plan.Group, d *value.Dict) *Table {
	if err := Check(g); err != nil {
		panic(err.Error())
	}
	t := &Table{groups: newGroups(g, d), first: 1, serial: 1}
	t.key = make([]uint64, t.layout.width())
	return t
}

// Group finds or makes the group with these keys, one for each of plan.Group.Keys, and counts the
// current site as one of its sites. NULLs are equal to each other, and so are NaNs. The GroupID is valid
// until EndSite.
func (t *Table) Group(keys []value.Value) GroupID {
	t.layout.pack(t.key, keys)
	number, fresh := t.set.put(t.key)
	if fresh {
		t.sites = append(t.sites, 0)
		t.touch = append(t.touch, 0)
	}
	if t.touch[number] < t.first {
		t.touch[number] = t.serial
		t.serial++
		t.sites[number]++
		t.touched = append(t.touched, GroupID(number))
	}
	return GroupID(number)
}

// Observe adds one row's argument to a measure of a group that Group gave for the current site. RowCount
// ignores v, but has to observe each row all the same; SiteCount needs no Observe.
func (t *Table) Observe(g GroupID, measure int, v value.Value) {
	i := t.touch[g] - t.first
	if int(i) >= len(t.touched) {
		panic("agg: Observe of a group that the current site is not in")
	}
	t.states[measure].observe(g, int(i), v)
}

// maxSerial leaves one site room for more groups than a table can hold.
const maxSerial = 1 << 31

// EndSite folds what the site has contributed into its groups. The next row belongs to another site.
func (t *Table) EndSite() {
	if len(t.touched) == 0 {
		return
	}
	for _, s := range t.states {
		s.extend(t.set.n)
		s.fold(t.touched)
	}
	t.touched = t.touched[:0]
	if t.serial > maxSerial {
		clear(t.touch)
		t.serial = 1
	}
	t.first = t.serial
}

// Len is the number of groups held.
func (t *Table) Len() int { return t.set.n }

// Size is the approximate number of bytes that the groups held occupy. Memory kept for reuse does not
// count, nor do the texts, which are the dictionary's.
func (t *Table) Size() int64 { return t.size() + 4*int64(len(t.touch)) }

// Flush writes the groups as batches, at most one for each of parts partitions and none without groups,
// and empties the table. It must not be called between Group and EndSite. A batch is the receiver's to
// keep. The partition of a group depends on its keys and parts alone (see partition).
func (t *Table) Flush(parts int, emit func(part int, batch []byte)) {
	if len(t.touched) > 0 {
		panic("agg: Flush in the middle of a site")
	}
	if t.set.n == 0 {
		return
	}
	e := &encoder{sites: t.sites, local: make([]uint32, t.dict.Len())}
	for part, ids := range t.split(max(parts, 1)) {
		if len(ids) > 0 {
			emit(part, e.batch(t.groups, ids))
		}
	}
	t.set.reset()
	t.sites, t.touch = t.sites[:0], t.touch[:0]
	for _, s := range t.states {
		s.reset()
	}
}
