package plan

import (
	"slices"
	"strings"
)

// Meaning is what the cells of a group count, in terms of the report alone: neither the table's name nor
// its aliases nor the order of its columns, arrays and conditions is in it. Cells with the same Conditions,
// the same Given and the same values of the same attributes are made by the same rows of the same sites.
//
// The reverse does not hold. Two queries may count the same thing in ways that no comparison of texts
// discovers, so that what is unsure is written out in full and differs. Recognised are the ways in which
// people write one thing: names, order, JOINs of a report with itself, EXISTS and IN over an own array,
// CASE and PIVOT around the unit, constants compared with =, arrays and columns that change nothing, and
// conditions on the keys alone, which only choose among the cells.
type Meaning struct {
	// Attributes[i] is what key i has values of.
	Attributes []Attribute
	// Given are attributes that conditions hold to one value: a cell WHERE slug = 'apt' is the cell 'apt' of
	// GROUP BY slug.
	Given []Given
	// Conditions are the other conditions and what else shapes the rows, sorted, each once.
	Conditions []string
	// Where is Conditions and Given, as texts, sorted.
	Where []string
	// Sets says that the keys are one column of several elements of one array, two or more, so that the cell
	// is their set: the order of the keys means nothing, and repeated values are one.
	Sets bool
	// Measures[i] is what measure i counts or adds up.
	Measures []MeasureMeaning
}

// Attribute is what a key has values of.
type Attribute struct {
	// Name is the expression in terms of the report: "host.os", "upper(modules.slug)". Where the rows are of
	// several elements of one array, these are numbered, "modules[1].slug" and "modules[2].version", unless
	// Column alone says as much: attributes of one name are then of different elements.
	Name string
	// Column is Name without the numbers.
	Column string
	// Element is the number, from 1, of the element that the attribute is of: attributes of a group with the
	// same number belong to the same element. 0 for attributes of the report itself and of several elements.
	Element int
	// Single says that a report has one value of it, possibly NULL: it depends on no element of an array, and
	// cells that differ in it have no site in common.
	Single bool
	// Missing, if it is not empty, says whose NULL there is besides that of the attribute: the cell of NULL has the sites
	// of which no element joins, and so is another one than the same without a LEFT JOIN.
	Missing string
	// Implied says that the other attributes and Given determine the value, so that it adds nothing to them.
	Implied bool
}

// Given is an attribute with the one value that conditions leave it.
type Given struct {
	Attribute
	Value *Const
	expr  Expr
}

// String writes it as a condition.
func (g Given) String() string { return g.Name + " = " + constText(g.Value) }

// MeasureMeaning is what one measure counts or adds up in a cell. Its attributes and conditions are those
// of the group's cells and more where the measure itself has a condition, such as COUNTIF's.
type MeasureMeaning struct {
	// Name is "sites", "rows", "values(x)", "sum(x)" or "avg(x)". Counts of rows of which a site has, or is
	// allowed, no more than one in a cell are "sites"; COUNT(x) and COUNTIF(x) are "rows" or "sites" under a
	// condition.
	Name string
	// Attributes, Given and Conditions are as in Meaning.
	Attributes []Attribute
	Given      []Given
	Conditions []string
	// Beside are the conditions, Given's too, that the group's cells do not have.
	Beside []string
	// PerSite is the most that one site adds to the number, in absolute value; 0 if there is no limit. Of
	// "values" it is 1, though a site adds one for every value that it brings over the threshold.
	PerSite int64
}

// String writes the measure with the conditions that are its own: "sites where modules.slug = "apt"".
func (m MeasureMeaning) String() string {
	if len(m.Beside) == 0 {
		return m.Name
	}
	return m.Name + " where " + strings.Join(m.Beside, " and ")
}

// Meaning says what the group's numbers mean. It does not fail: what it cannot read, it copies.
func (g *Group) Meaning() Meaning {
	a := analyse(g)
	sites := a.cell(question{})
	m := Meaning{Attributes: sites.attributes, Given: sites.given, Conditions: sites.conditions, Where: sites.where()}
	m.Sets = isSet(m)
	for _, measure := range g.Measures {
		m.Measures = append(m.Measures, a.measure(measure, m.Where))
	}
	return m
}

// isSet says whether the keys are one column of several elements and nothing else.
func isSet(m Meaning) bool {
	if len(m.Given) > 0 || len(m.Attributes) < 2 {
		return false
	}
	elements := map[int]bool{}
	for _, at := range m.Attributes {
		if at.Element == 0 || at.Implied || elements[at.Element] || at.Name != m.Attributes[0].Name {
			return false
		}
		elements[at.Element] = true
	}
	return true
}

// measure says what a measure of the group means, whose cells are under the conditions in where.
func (a *analysis) measure(m Measure, where []string) MeasureMeaning {
	arg := a.argument(m)
	ask := question{}
	counts := true // rows
	switch m.Fn {
	case CountIf:
		ask.conds = []Expr{arg}
	case Count:
		ask.conds = []Expr{isNotNull(arg)}
	case SiteCount, RowCount:
	default:
		ask.arg, counts = arg, false
	}
	mm := MeasureMeaning{Name: string(m.Fn), PerSite: m.Bound}
	switch {
	case m.Fn == ValueCount, m.Fn == SiteCount:
		mm.PerSite = 1
	case counts && (m.Bound == 1 || a.oneRow(ask)):
		mm.Name, mm.PerSite = string(SiteCount), 1
	default:
		ask.rows = true
		if counts {
			mm.Name = string(RowCount)
		}
	}
	c := a.cell(ask)
	if ask.arg != nil {
		mm.Name += "(" + c.arg + ")"
	}
	mm.Attributes, mm.Given, mm.Conditions = c.attributes, c.given, c.conditions
	for _, text := range c.where() {
		if !slices.Contains(where, text) && !strings.HasPrefix(text, eachPrefix) {
			mm.Beside = append(mm.Beside, text)
		}
	}
	return mm
}
