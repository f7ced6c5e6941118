package plan

// Shown says which key or measure a column of a table shows as it is.
type Shown struct {
	OK    bool // false: the column is computed, or shows no part of a cell
	Group int  // its place in Query.Groups
	// Key and Measure are places in the group's keys and measures, of which one is -1.
	Key, Measure int
}

// Shown says for each column of Query.Output what it shows. Rows may have been dropped, put in order or
// cut off, but each is still a cell; of relations that join, combine, repeat or sum up cells, nothing is
// shown.
func (q *Query) Shown() []Shown {
	shown := make([]Shown, len(q.Output))
	for i, out := range q.Output {
		shown[i] = q.shown(q.Public, len(q.With), out.Slot)
	}
	return shown
}

// shown follows a slot down a relation that reads the first with of Query.With.
func (q *Query) shown(op Op, with int, slot Slot) Shown {
	switch op := op.(type) {
	case *Cells:
		return q.shownCell(op.Group, slot)
	case *Filter:
		return q.shown(op.Input, with, slot)
	case *Sort:
		return q.shown(op.Input, with, slot)
	case *Limit:
		return q.shown(op.Input, with, slot)
	case *Window:
		for _, call := range op.Calls {
			if call.Public == slot {
				return Shown{}
			}
		}
		return q.shown(op.Input, with, slot)
	case *Project:
		for _, c := range op.Columns {
			if c.Slot != slot {
				continue
			}
			ref, ok := c.Expr.(*Ref)
			if !ok {
				return Shown{}
			}
			slot = ref.Slot
			break
		}
		return q.shown(op.Input, with, slot)
	case *Shared:
		if op.Index < 0 || op.Index >= with {
			return Shown{}
		}
		for _, r := range op.Columns {
			if r.To == slot {
				return q.shown(q.With[op.Index], op.Index, r.From)
			}
		}
	}
	return Shown{}
}

func (q *Query) shownCell(group int, slot Slot) Shown {
	if group < 0 || group >= len(q.Groups) {
		return Shown{}
	}
	for i, k := range q.Groups[group].Keys {
		if k.Public == slot {
			return Shown{OK: true, Group: group, Key: i, Measure: -1}
		}
	}
	for i, m := range q.Groups[group].Measures {
		if m.Public == slot {
			return Shown{OK: true, Group: group, Key: -1, Measure: i}
		}
	}
	return Shown{}
}
