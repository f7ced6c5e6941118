package eval

import (
	"isobar/internal/plan"
	"isobar/internal/value"
)

// grouper is a GROUP BY or SELECT DISTINCT within a site or over public rows, compiled.
type grouper struct {
	keys       []scalar
	keySlots   []plan.Slot
	aggregates []aggregate
	slots      []plan.Slot // of the aggregates' results
}

// grouping holds the groups that a grouper has made so far.
type grouping struct {
	table    *keyTable
	states   []state     // of group i: states[i*n : (i+1)*n] for n aggregates
	seen     []*keyTable // of each DISTINCT aggregate: its groups' values; else nil
	key, one []value.Value
}

func (g *grouper) grouping() *grouping {
	s := &grouping{
		table: newKeyTable(len(g.keys)), seen: make([]*keyTable, len(g.aggregates)),
		key: make([]value.Value, len(g.keys)), one: make([]value.Value, 2),
	}
	for i, a := range g.aggregates {
		if a.distinct {
			s.seen[i] = newKeyTable(2)
		}
	}
	return s
}

func (s *grouping) reset() {
	s.table.reset()
	s.states = s.states[:0]
	for _, t := range s.seen {
		if t != nil {
			t.reset()
		}
	}
}

// add takes the row that the frame holds into its group.
func (g *grouper) add(f *frame, s *grouping) {
	for i, key := range g.keys {
		s.key[i] = key(f)
	}
	group := g.group(s)
	n := len(g.aggregates)
	states := s.states[group*n : (group+1)*n]
	for i := range g.aggregates {
		a := &g.aggregates[i]
		v, ok := a.argument(f)
		if !ok {
			continue
		}
		if a.distinct {
			s.one[0], s.one[1] = intOf(int64(group)), v
			if _, fresh := s.seen[i].number(s.one); !fresh {
				continue
			}
		}
		a.add(f, &states[i], v)
	}
}

// group finds or makes the group of s.key.
func (g *grouper) group(s *grouping) int {
	group, fresh := s.table.number(s.key)
	if fresh {
		for range g.aggregates {
			s.states = append(s.states, state{})
		}
	}
	return group
}

// finish makes the one group that a GROUP BY without keys has even without rows.
func (g *grouper) finish(s *grouping) {
	if len(g.keys) == 0 && s.table.n == 0 {
		g.group(s)
	}
}

// result gives the result of aggregate i in a group.
func (g *grouper) result(f *frame, s *grouping, group, i int) value.Value {
	return g.aggregates[i].result(f, &s.states[group*len(g.aggregates)+i])
}

// grouper compiles a GROUP BY. What its input put into slots is gone after it: only its keys and results
// stand.
func (c *compiler) grouper(op *plan.GroupBy) (*grouper, error) {
	g := &grouper{}
	after := c.outer()
	before := c.slots
	put := func(s plan.Slot, kind value.Kind) error {
		c.slots = after
		defer func() { c.slots = before }()
		return c.define(s, slotType{kind: kind})
	}
	for _, key := range op.Keys {
		scalar, err := c.scalar(key.Expr)
		if err != nil {
			return nil, err
		}
		if err := groupable(key.Expr.Kind()); err != nil {
			return nil, err
		}
		if err := put(key.Slot, key.Expr.Kind()); err != nil {
			return nil, err
		}
		g.keys, g.keySlots = append(g.keys, scalar), append(g.keySlots, key.Slot)
	}
	for _, m := range op.Measures {
		a, err := c.aggregate(m)
		if err != nil {
			return nil, err
		}
		if err := put(m.Public, m.Kind); err != nil {
			return nil, err
		}
		g.aggregates, g.slots = append(g.aggregates, a), append(g.slots, m.Public)
	}
	c.slots = after
	return g, nil
}
