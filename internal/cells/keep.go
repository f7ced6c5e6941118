package cells

import "isobar/internal/value"

// Keep gives the set of only those cells for which keep is true, in their order. Its dictionary has their
// texts alone, numbered in order of the old codes: nothing of the other cells is in it. What was dropped
// counts as withheld, if that is counted at all. The set itself stays as it is.
func (s *Set) Keep(keep func(cell int) bool) *Set {
	kept := make([]int, 0, s.N)
	for i := range s.N {
		if keep(i) {
			kept = append(kept, i)
		}
	}
	out := New(len(s.Keys), len(s.Measures))
	out.N, out.Withheld = len(kept), s.Withheld
	if s.Withheld != NotCounted {
		out.Withheld += int64(s.N - len(kept))
	}
	codes := recode(s, kept, out.Dict)
	pick := func(column []value.Value) []value.Value {
		picked := make([]value.Value, len(kept))
		for j, i := range kept {
			v := column[i]
			if v.Kind.Coded() {
				v.Bits = uint64(codes[v.Code()])
			}
			picked[j] = v
		}
		return picked
	}
	for i, column := range s.Keys {
		out.Keys[i] = pick(column)
	}
	for i, column := range s.Measures {
		out.Measures[i] = pick(column)
	}
	out.Sites = make([]int64, len(kept))
	for j, i := range kept {
		out.Sites[j] = s.Sites[i]
	}
	return out
}

// recode puts the texts of some cells into a dictionary and says under which code each is there.
func recode(s *Set, kept []int, to *value.Dict) []value.Code {
	used := make([]bool, s.Dict.Len())
	for _, columns := range [][][]value.Value{s.Keys, s.Measures} {
		for _, column := range columns {
			for _, i := range kept {
				if v := column[i]; v.Kind.Coded() {
					used[v.Code()] = true
				}
			}
		}
	}
	codes := make([]value.Code, len(used))
	for c, is := range used {
		if is {
			codes[c] = to.Code(s.Dict.Text(value.Code(c)))
		}
	}
	return codes
}
