package agg

import (
	"isobar/internal/plan"
	"isobar/internal/value"
)

// Merger adds up the batches of one partition of one group of a query. The order of the batches makes no
// difference to what it says of a group, only to the GroupIDs. It belongs to one goroutine.
//
// What it holds has not passed the threshold: package privacy is its one reader.
type Merger struct {
	groups *groups
	limit  bool // sites contribute to a limited number of groups
	budget *Budget
	held   Limits // of the budget
	err    error
	rows   []uint64  // the packed keys of the batch that is being added
	ids    []GroupID // its groups
	sites  []int64   // their sites in the batch
}

// NewMerger makes an empty merger with a dictionary of its own.
func NewMerger(g *plan.Group, options ...MergerOption) *Merger {
	m := &Merger{groups: noGroups(), limit: g.Limit != nil}
	for _, option := range options {
		option(m)
	}
	if m.budget == nil {
		m.budget = NewBudget(DefaultLimits())
	}
	if m.err = Check(g); m.err == nil {
		m.groups = newGroups(g, value.NewDict())
	}
	return m
}

func noGroups() *groups { return newGroups(&plan.Group{}, value.NewDict()) }

// Add adds a batch that Table.Flush of the same plan.Group wrote, each of them once; it keeps no part of
// batch. After an error, ErrLimit for one, the merger is spoiled: every later Add fails, Err says why, and its
// groups must not be used.
func (m *Merger) Add(batch []byte) error {
	if m.err != nil {
		return m.err
	}
	m.err = m.add(batch)
	if err := m.charge(); m.err == nil {
		m.err = err
	}
	return m.err
}

// Err is the first error of Add, or nil.
func (m *Merger) Err() error { return m.err }

func (m *Merger) add(batch []byte) error {
	s := m.groups
	r := open(batch, s.signature)
	rows := r.length(1)
	r.texts(s.dict)
	if r.err != nil {
		return r.err
	}
	// A row has at least one byte for each of its keys that is not NULL and one for its sites, and
	// width is at most a few words more than there are keys.
	width := s.layout.width()
	m.rows = extend(m.rows[:0], rows*width)
	for i := range s.layout.kinds {
		r.key(&s.layout, i, m.rows, rows)
	}
	if s.set.n+rows > maxKeys {
		r.refuse("four billion groups in one partition: use more partitions")
	}
	if r.err != nil {
		return r.err
	}
	m.identify(rows)
	m.sites = extend(m.sites[:0], rows)
	for j, g := range m.ids {
		n := r.uvarint()
		m.sites[j] = int64(n) + 1
		if n >= 1<<62 {
			r.fail("a number of sites that cannot be")
			return r.err
		}
		r.add(&s.sites[g], n+1)
	}
	for _, state := range s.states {
		state.extend(s.set.n)
		state.merge(r, m.ids, m.sites)
	}
	if r.err == nil && r.left() > 0 {
		r.fail("more than belongs there")
	}
	return r.err
}

// identify finds or makes the group of each of the rows.
func (m *Merger) identify(rows int) {
	s := m.groups
	s.set.reserve(m.rows)
	m.ids = extend(m.ids[:0], rows)
	s.set.number(m.ids, m.rows)
	s.sites = extend(s.sites, s.set.n)
}

// Dict numbers the texts of Key's values. It also holds texts of groups below the threshold.
func (m *Merger) Dict() *value.Dict { return m.groups.dict }

// Groups is the number of groups; their GroupIDs are the numbers below it.
func (m *Merger) Groups() int { return m.groups.set.n }

// Keys is the number of keys.
func (m *Merger) Keys() int { return len(m.groups.layout.kinds) }

// Measures is the number of measures.
func (m *Merger) Measures() int { return len(m.groups.states) }

// Key is the value of key i of group g.
func (m *Merger) Key(g GroupID, i int) value.Value {
	return m.groups.layout.get(m.groups.set.at(uint32(g)), i)
}

// Limited says that a site contributes to a limited number of groups (plan.GroupLimit).
func (m *Merger) Limited() bool { return m.limit }

// Sites is the exact number of distinct sites with a row in group g.
func (m *Merger) Sites(g GroupID) int64 { return m.groups.sites[g] }

// MeasureSites is the exact number of distinct sites that contribute to a measure of group g (see the
// package comment). For ValueCount it is the group's sites, because what has to reach k there is each
// value, not the measure.
func (m *Merger) MeasureSites(g GroupID, measure int) int64 {
	return m.groups.states[measure].contributors(g)
}

// Value is the exact result of a measure for group g, before any threshold but ValueCount's: that
// counts the values which at least k sites hold. It is NULL for a Sum to which no site contributes, an
// Avg of no values, and a sum beyond its type.
func (m *Merger) Value(g GroupID, measure int, k int64) value.Value {
	return m.groups.states[measure].result(g, k)
}

// Largest gives the absolute values of the two largest totals that single sites have contributed to a
// Sum or Avg of group g, after the bound's clamp, in the type of its argument, 0 where there are fewer
// sites; ok is false for other measures. An INT64 stops at its greatest value; NaN counts as infinite.
func (m *Merger) Largest(g GroupID, measure int) (first, second value.Value, ok bool) {
	s, ok := m.groups.states[measure].(ranked)
	if !ok {
		return value.Value{}, value.Value{}, false
	}
	first, second = s.largest(g)
	return first, second, true
}

// Size is the approximate number of bytes held, texts included.
func (m *Merger) Size() int64 {
	d := m.groups.dict
	return m.groups.size() + int64(d.Size()) + perText*int64(d.Len())
}

// perText is about what a dictionary keeps for a text besides its bytes.
const perText = 64
