package complement

import (
	"context"
	"fmt"
	"math/bits"
)

// maxCube is the most items of which all parts of the diagram are looked at.
const maxCube = 4

// include hides groups that differ by 1 to k-1 sites from one that contains them, groups that make a part
// of their items' diagram that small, and all groups in hidden ones. Larger groups are settled before
// those that they contain, so that once over all shapes is enough.
func (m *model) include(ctx context.Context) error {
	for _, s := range m.shapes {
		cube := m.newCube(s)
		reasons := make([]Reason, s.rows())
		err := spread(ctx, m.options.Workers, s.rows(), chunk, func(_, from, to int) error {
			scratch := make([]uint32, maxColumns)
			for row := from; row < to; row++ {
				if s.why[row] != shown {
					continue
				}
				why, err := m.inLarger(s, int32(row), scratch)
				if err == nil && why == shown {
					why, err = cube.look(m, s, int32(row), scratch)
				}
				if err != nil {
					return err
				}
				reasons[row] = why
			}
			return nil
		})
		if err != nil {
			return err
		}
		for row, why := range reasons {
			if why != shown {
				m.hide(s, int32(row), why)
			}
		}
	}
	return nil
}

// inLarger compares a group with those that contain it.
func (m *model) inLarger(s *shape, row int32, scratch []uint32) (Reason, error) {
	why := shown
	for i := range s.up {
		e := &s.up[i]
		at := e.find(s, row, scratch)
		if at < 0 {
			continue
		}
		if e.in.why[at] != shown {
			return Parent, nil
		}
		d := e.in.n[at] - s.n[row]
		if d < 0 {
			return shown, fmt.Errorf("tables %s and %s: a group has more sites than one that contains it: %w",
				e.in.name, s.name, ErrInconsistent)
		}
		if m.small(d) {
			why = Difference
		}
	}
	return why, nil
}

// cube is what a shape needs to compute the parts of the Venn diagram of a group's items: where the
// groups of some of the items are, by the set of items. The last is the shape itself.
type cube struct {
	corners []embedding // by set of items; in is nil if no table has it
	forms   []form
}

// form is a sum of corners that is the size of a group.
type form struct {
	plus, minus []int // sets of items
}

// newCube finds the sums that can be computed for a shape: of sites with the items Z but neither the
// items X nor the items Y, where X, Y and Z make up the shape; and of sites with none of three or four.
// The other parts of the diagram are differences of a group and one that contains it.
func (m *model) newCube(s *shape) cube {
	var c cube
	if len(s.items) < 2 || len(s.items) > maxCube {
		return c
	}
	all := 1<<len(s.items) - 1
	c.corners = make([]embedding, all+1)
	for mask := range all {
		if in := m.sub(s, mask); in != nil {
			c.corners[mask].in = in
			for i := range s.items {
				if mask>>i&1 != 0 {
					for col := s.starts[i]; col < s.starts[i+1]; col++ {
						c.corners[mask].pick = append(c.corners[mask].pick, col)
					}
				}
			}
		}
	}
	c.corners[all].in = s
	for x := 1; x < all; x++ {
		for y := x + 1; y < all; y++ {
			if z := all &^ (x | y); x&y == 0 {
				c.add(form{plus: []int{z, all}, minus: []int{x | z, y | z}})
			}
		}
	}
	if len(s.items) > 2 {
		var none form
		for mask := range all + 1 {
			if bits.OnesCount(uint(mask))%2 == 0 {
				none.plus = append(none.plus, mask)
			} else {
				none.minus = append(none.minus, mask)
			}
		}
		c.add(none)
	}
	for z := 1; z < all && len(s.items) == 4; z++ {
		if rest := all &^ z; bits.OnesCount(uint(z)) == 1 {
			var f form
			for mask := rest; ; mask = (mask - 1) & rest {
				if bits.OnesCount(uint(mask))%2 == 0 {
					f.plus = append(f.plus, mask|z)
				} else {
					f.minus = append(f.minus, mask|z)
				}
				if mask == 0 {
					break
				}
			}
			c.add(f)
		}
	}
	return c
}

// add adds a form if tables have all of its corners.
func (c *cube) add(f form) {
	for _, list := range [][]int{f.plus, f.minus} {
		for _, mask := range list {
			if c.corners[mask].in == nil {
				return
			}
		}
	}
	c.forms = append(c.forms, f)
}

// look computes the sums for one group.
func (c *cube) look(m *model, s *shape, row int32, scratch []uint32) (Reason, error) {
	if len(c.forms) == 0 {
		return shown, nil
	}
	var n [1 << maxCube]int64
	var known [1 << maxCube]bool
	last := len(c.corners) - 1
	n[last], known[last] = s.n[row], true
	for mask := range c.corners[:last] {
		if e := &c.corners[mask]; e.in != nil {
			if at := e.find(s, row, scratch); at >= 0 && e.in.why[at] == shown {
				n[mask], known[mask] = e.in.n[at], true
			}
		}
	}
forms:
	for _, f := range c.forms {
		var sum int64
		for _, mask := range f.plus {
			if !known[mask] {
				continue forms
			}
			sum += n[mask]
		}
		for _, mask := range f.minus {
			if !known[mask] {
				continue forms
			}
			sum -= n[mask]
		}
		if sum < 0 {
			return shown, fmt.Errorf("table %s: the counts of a group's parts leave fewer than no sites: %w", s.name, ErrInconsistent)
		}
		if m.small(sum) {
			return Neither, nil
		}
	}
	return shown, nil
}
