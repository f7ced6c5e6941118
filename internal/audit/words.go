package audit

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// group describes some sites: those counted under where that have all of has, less those that, counted
// under the conditions of under, have all items of some clause of not. An empty clause is had by every
// site.
type group struct {
	where  whereID
	has    []itemID
	joined bool // has are values of one element of an array
	under  whereID
	not    [][]itemID
	apart  bool // the items of each clause are values of one element of an array
}

// listedValues is how many values of one kind a finding lists.
const listedValues = 8

// tell puts a group into a finding, in words and for programs.
func (s *snapshot) tell(f *Finding, g group) {
	var b strings.Builder
	b.WriteString("sites")
	if len(g.has) > 0 {
		b.WriteString(" with " + s.conjunction(g.has, g.joined))
	}
	if g.where != everyone {
		b.WriteString(s.counted(g.where))
	}
	if len(g.not) > 0 {
		if len(g.has) > 0 || g.where != everyone {
			b.WriteString(", but")
		}
		b.WriteString(" without ")
		for i, clause := range g.not {
			if i == listedValues && len(g.not) > listedValues+1 {
				fmt.Fprintf(&b, " and without %d more", len(g.not)-i)
				break
			}
			if i > 0 {
				b.WriteString(" and without ")
			}
			b.WriteString(s.conjunction(clause, g.apart))
			if len(clause) > 1 && !g.apart {
				b.WriteString(" together")
			}
		}
		if g.under != g.where {
			b.WriteString(s.counted(g.under))
		}
	}
	f.Group = b.String()
	f.Where = s.dict.wheres[g.where]
	f.askable = !g.joined && !g.apart && (len(g.not) == 0 || g.under == g.where)
	var not []Attribute
	for _, clause := range g.not {
		not = append(not, s.attributes(clause)...)
		f.askable = f.askable && len(clause) == 1
	}
	if !f.askable {
		return
	}
	f.Has, f.HasNot, f.hasNot = s.attributes(g.has), not, not
	if most := 6 * listedValues; len(not) > most {
		f.HasNot, f.HasNotMore = not[:most], len(not)-most
	}
}

// counted says under which conditions sites are counted.
func (s *snapshot) counted(where whereID) string {
	return " (counted where " + strings.Join(s.dict.wheres[where], " and ") + ")"
}

// attributes gives items as people look for them: the values of an attribute in their order.
func (s *snapshot) attributes(items []itemID) []Attribute {
	sorted := slices.Clone(items)
	slices.SortStableFunc(sorted, func(a, b itemID) int {
		x, y := s.dict.items[a], s.dict.items[b]
		return cmp.Or(cmp.Compare(s.dict.attrs[x.attr].name, s.dict.attrs[y.attr].name), order(x.null, y.null), cmp.Compare(x.text, y.text))
	})
	var list []Attribute
	for _, it := range sorted {
		list = append(list, s.dict.attributeOf(it))
	}
	return list
}

func (s *snapshot) conjunction(items []itemID, joined bool) string {
	words := make([]string, len(items))
	for i, a := range s.attributes(items) {
		words[i] = a.String()
	}
	text := strings.Join(words, " and ")
	switch {
	case len(items) == 0:
		return "being counted"
	case joined:
		return "an element of " + text
	}
	return text
}

// String is the attribute as people write it.
func (a Attribute) String() string {
	switch {
	case a.Null:
		return a.Name + " = NULL"
	case a.Value == "" || strings.ContainsFunc(a.Value, func(r rune) bool { return r <= ' ' || r == '"' || r == ',' || r == '\u2028' || !strconv.IsPrint(r) }):
		return a.Name + " = " + strconv.Quote(a.Value)
	}
	return a.Name + " = " + a.Value
}

// String writes a number, or the bounds of one.
func (s span) String() string {
	switch {
	case s.exact():
		return strconv.FormatInt(s.lo, 10)
	case s.hi >= unbounded/2:
		return fmt.Sprintf("at least %d", s.lo)
	}
	return fmt.Sprintf("%d to %d", s.lo, s.hi)
}

// evidence writes a cell and its number: "240 sites with modules.slug = a (module_usage)".
func (s *snapshot) evidence(f *family, cell int) string {
	what := "sites"
	if f.arity() > 0 {
		what += " with " + s.conjunction(f.cell(cell), f.linked)
	}
	if f.where != everyone {
		what += s.counted(f.where)
	}
	return fmt.Sprintf("%s %s (%s)", f.sites[cell], what, s.tables[f.table[cell]].name)
}

// cellOf is a cell of a family, for evidence.
type cellOf struct {
	fam *family
	at  int
}

// finding makes a finding of one release, with the cells that lead to it.
func (s *snapshot) finding(g group, sites span, cells ...cellOf) Finding {
	f := Finding{Dataset: s.dataset, Weeks: []string{s.week}, Lo: sites.lo, Hi: sites.hi}
	s.tell(&f, g)
	for _, c := range cells {
		f.Evidence = append(f.Evidence, s.evidence(c.fam, c.at))
		f.Tables = append(f.Tables, s.tables[c.fam.table[c.at]].name)
	}
	f.Rows = s.rowsOf(cells...)
	f.Tables = sortedOnce(f.Tables)
	return f
}

func sortedOnce(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// evidenceOfSum writes the sum of a cell's parts.
func (s *snapshot) evidenceOfSum(f *family, sum sum) string {
	if sum.parts == 1 {
		return s.evidence(f, int(sum.first))
	}
	return fmt.Sprintf("%s in the %d rows that divide them (%s)", sum.all, sum.parts, s.tables[f.table[sum.first]].name)
}
