package generate

import "fmt"

// rows makes FROM UNNEST(array) AS alias for one of the arrays in scope, and what can be named then: the
// element's columns and all that is around it.
func (g *Generator) rows(s scope) (from string, inner scope, element scope) {
	a := pick(g, s.arrays...)
	alias := g.alias("e")
	element = a.elements(alias)
	from = fmt.Sprintf("FROM UNNEST(%s) AS %s", a.sql, alias)
	return from, s.with(element.columns, element.arrays), element
}

// elements is what an element of the array offers under a name.
func (a array) elements(alias string) scope {
	if a.record == nil {
		c := a.element
		c.sql = alias
		return scope{columns: []column{c}}
	}
	return scope{columns: prefixed(alias, a.record), arrays: prefixedArrays(alias, a.nested)}
}

// where makes a WHERE clause, or none.
func (g *Generator) where(s scope, depth int) string {
	if g.chance(2) {
		return ""
	}
	return " WHERE " + g.condition(s, depth)
}

// maybeWhere makes a WHERE clause more rarely, so that something is left.
func (g *Generator) maybeWhere(s scope, depth int) string {
	if g.chance(2) {
		return ""
	}
	return g.where(s, depth)
}

// exists makes a condition that asks about an array.
func (g *Generator) exists(s scope, depth int) string {
	from, inner, element := g.rows(s)
	if columns := element.of(text, false); len(columns) > 0 && g.chance(3) {
		c := pick(g, columns...).sql
		return fmt.Sprintf("%s IN (SELECT %s %s WHERE %s IS NOT NULL)", g.literal(text), c, from, c)
	}
	return fmt.Sprintf("%sEXISTS (SELECT 1 %s WHERE %s)", pick(g, "", "NOT "), from, g.condition(inner, depth))
}

// aggregateOfArray makes an INT64 of an array. What it adds up is of the element: the emulator takes an
// aggregate of nothing but outer columns for one of the outer query.
func (g *Generator) aggregateOfArray(s scope, depth int) string {
	from, inner, element := g.rows(s)
	arg := g.tame(element, integer, min(depth, 1))
	switch g.IntN(5) {
	case 0:
		return fmt.Sprintf("(SELECT COUNT(*) %s%s)", from, g.where(inner, depth))
	case 1:
		return fmt.Sprintf("(SELECT SUM(%s) %s%s)", arg, from, g.where(inner, depth))
	case 2:
		return fmt.Sprintf("(SELECT %s(%s) %s%s)", pick(g, "MIN", "MAX"), arg, from, g.where(inner, depth))
	case 3:
		return fmt.Sprintf("(SELECT COUNTIF(%s) %s)", g.condition(scope{columns: element.columns}, min(depth, 1)), from)
	}
	return fmt.Sprintf("(SELECT COUNT(DISTINCT %s) %s)", g.expr(element, g.counted(element), min(depth, 1)), from)
}
