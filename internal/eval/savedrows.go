package eval

import (
	"isobar/internal/plan"
	"isobar/internal/value"
)

// savedRows are rows that had to be stored: of each, what some slots held.
type savedRows struct {
	n      int
	values []value.Value // of row i and w slots: values[i*w : (i+1)*w]
}

func (s *savedRows) reset() { s.n, s.values = 0, s.values[:0] }

// add stores the row that the frame holds, and gives its number.
func (s *savedRows) add(f *frame, slots []plan.Slot) int {
	for _, slot := range slots {
		s.values = append(s.values, f.slots[slot])
	}
	s.n++
	return s.n - 1
}

// load puts row i back into the frame.
func (s *savedRows) load(f *frame, slots []plan.Slot, i int) {
	row := s.values[i*len(slots):]
	for j, slot := range slots {
		f.slots[slot] = row[j]
	}
}

func clearSlots(f *frame, slots []plan.Slot) {
	for _, slot := range slots {
		f.slots[slot] = null
	}
}

// standing lists the slots of the relation that was compiled last.
func (c *compiler) standing() (slots []plan.Slot) {
	for i, t := range c.slots {
		if t.kind != value.Null && t.depth == c.depth && !t.columnar {
			slots = append(slots, plan.Slot(i))
		}
	}
	return slots
}

// brake ends the flow of rows of a subquery before its end, by putting away what is left of the frame's
// steps.
type brake struct{ steps int64 }

// pull stops whatever makes rows.
func (b *brake) pull(f *frame) {
	if f.steps != 0 {
		b.steps, f.steps = f.steps, 0
	}
}

// release goes on with what is outside.
func (b *brake) release(f *frame) {
	if b.steps != 0 {
		f.steps, b.steps = b.steps, 0
	}
}
