package eval

import "isobar/internal/value"

// remember computes an expression that gives the same for all rows of a report, or of a public part, only once
// for each.
func (c *compiler) remember(ask scalar) scalar {
	type known struct {
		value value.Value
		memory
	}
	at := keep(c, func() *known { return &known{} })
	return func(f *frame) value.Value {
		k := at.of(f)
		k.recall(f, func() { k.value = ask(f) })
		return k.value
	}
}

// memory says for which run of a part something was computed, and holds the faults that it counted, which
// count each time that the result is used.
type memory struct {
	run    int64
	faults [faultKinds]int64
}

// recall computes something unless that was done in this run.
func (m *memory) recall(f *frame, compute func()) {
	if m.run == f.run {
		for i, n := range m.faults {
			f.faults[i] += n
		}
		return
	}
	before := f.faults
	compute()
	m.run = f.run
	for i := range m.faults {
		m.faults[i] = f.faults[i] - before[i]
	}
}
