package agg

import (
	"slices"

	"isobar/internal/plan"
	"isobar/internal/value"
)

// Table collects the partial aggregates of one group of one query over the sites of one worker. It
// belongs to one goroutine. Per site: AddRows, or Group and Observe for each row; then EndSite.
type Table struct {
	*groups
	observed []int // measures that rows are observed for: all but SiteCount
	counts   []recent
	// Each touch of a group by a site has a serial number, which is the group's counts.last; first is that of
	// the current site's first, and so counts[g].last-first is g's place in touched. A table without observed
	// measures needs no places: there, all touches of a site have the number first.
	touched       []GroupID
	first, serial uint32

	key   []uint64  // packed keys that are being looked up
	ids   []GroupID // their numbers
	rows  []place
	value [1]value.Value
}

// NewTable makes the empty table of g, whose keys and arguments have their texts in d. It panics if Check
// refuses g.
func NewTable(g *plan.Group, d *value.Dict) *Table {
	if err := Check(g); err != nil {
		panic(err.Error())
	}
	t := &Table{groups: newGroups(g, d), first: 1, serial: 1}
	t.key = make([]uint64, t.layout.width())
	for i, m := range g.Measures {
		if m.Fn != plan.SiteCount {
			t.observed = append(t.observed, i)
		}
	}
	return t
}

// AddRows adds n rows of the current site: keys has a column for each of plan.Group.Keys, args one for each
// of its Measures, nil for those that take no argument; of every column the first n values. Rows are taken
// as by Group and Observe.
func (t *Table) AddRows(n int, keys, args [][]value.Value) {
	if n == 0 {
		return
	}
	t.ids = slices.Grow(t.ids[:0], n)[:n]
	t.key = slices.Grow(t.key[:0], n*t.layout.width())[:n*t.layout.width()]
	t.layout.packColumns(t.key, keys, n)
	t.set.number(t.ids, t.key)
	t.counts = extend(t.counts, t.set.n)
	if len(t.observed) == 0 {
		first, counts := t.first, t.counts
		for _, g := range t.ids {
			if c := &counts[g]; c.last < first {
				c.last = first
				c.sites++
			}
		}
		t.serial = first + 1
		return
	}
	t.rows = slices.Grow(t.rows[:0], n)[:n]
	for j, g := range t.ids {
		t.rows[j] = place{g, t.touch(g)}
	}
	for _, m := range t.observed {
		var column []value.Value
		if args[m] != nil {
			column = args[m][:n]
		}
		t.states[m].observe(t.rows, column, len(t.touched))
	}
}

// Group finds or makes the group with these keys, one for each of plan.Group.Keys, and counts the
// current site as one of its sites. NULLs are equal to each other, and so are NaNs. The GroupID is valid
// until EndSite.
func (t *Table) Group(keys []value.Value) GroupID {
	t.key = t.key[:t.layout.width()]
	t.layout.pack(t.key, keys)
	g := t.set.put(t.key)
	if int(g) >= len(t.counts) {
		t.counts = extend(t.counts, t.set.n)
	}
	if len(t.observed) > 0 {
		t.touch(g)
	} else if c := &t.counts[g]; c.last < t.first {
		c.last = t.first
		c.sites++
		t.serial = t.first + 1
	}
	return g
}

// touch counts the current site as one of g's sites, and returns g's place in touched.
func (t *Table) touch(g GroupID) uint32 {
	c := &t.counts[g]
	if c.last < t.first {
		c.last = t.serial
		c.sites++
		t.serial++
		t.touched = append(t.touched, g)
	}
	return c.last - t.first
}

// Observe adds one row's argument to a measure of a group that Group gave for the current site. RowCount
// ignores v, but has to observe each row all the same; SiteCount needs no Observe.
func (t *Table) Observe(g GroupID, measure int, v value.Value) {
	c := t.counts[g]
	if c.last < t.first {
		panic("agg: Observe of a group that the current site is not in")
	}
	t.rows = append(t.rows[:0], place{g, c.last - t.first})
	t.value[0] = v
	t.states[measure].observe(t.rows, t.value[:], len(t.touched))
}

// EndSite folds what the site has contributed into its groups. The next row belongs to another site.
func (t *Table) EndSite() {
	if t.serial == t.first {
		return
	}
	for _, m := range t.observed {
		t.states[m].extend(t.set.n)
		t.states[m].fold(t.touched)
	}
	t.touched = t.touched[:0]
	if t.serial > maxSerial {
		t.sites = settle(t.sites, t.counts)
		t.serial = 1
	}
	t.first = t.serial
}

// Len is the number of groups held.
func (t *Table) Len() int { return t.set.n }

// Size is the approximate number of bytes that the groups held occupy. Memory kept for reuse does not
// count, nor do the texts, which are the dictionary's.
func (t *Table) Size() int64 { return t.size() + 8*int64(len(t.counts)) }

// Flush writes the groups as batches, at most one for each of parts partitions and none without groups,
// and empties the table. It must not be called between a site's first row and EndSite. A batch is the
// receiver's to keep. The partition of a group depends on its keys and parts alone (see partition).
func (t *Table) Flush(parts int, emit func(part int, batch []byte)) {
	if t.serial != t.first {
		panic("agg: Flush in the middle of a site")
	}
	if t.set.n == 0 {
		return
	}
	t.sites = settle(t.sites, t.counts)
	e := &encoder{sites: t.sites, local: make([]uint32, t.dict.Len())}
	for part, ids := range t.split(max(parts, 1)) {
		if len(ids) > 0 {
			emit(part, e.batch(t.groups, ids))
		}
	}
	t.set.reset()
	t.sites, t.counts = t.sites[:0], t.counts[:0]
	for _, s := range t.states {
		s.reset()
	}
}
