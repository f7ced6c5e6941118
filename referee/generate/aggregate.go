package generate

import "fmt"

// aggregate makes the step from rows of sites to public rows.
func (g *Generator) aggregate() Query {
	in := g.source(2)
	q := Query{with: in.with, from: in.from, unit: in.unit}
	for range pick(g, 0, 0, 0, 0, 1, 1, 2) {
		q.where = append(q.where, g.condition(in.scope, 2))
	}
	keys := pick(g, 0, 1, 1, 1, 2, 2, 3)
	if g.k > 1 {
		keys = min(keys, 2)
	}
	for range keys {
		k := g.anyKind(in.scope)
		tame := g.chance(2)
		q.keys = append(q.keys, item{sql: g.make(in.scope, k, 2, tame), name: g.alias("k"), kind: k, tame: tame})
	}
	// The first measure is what the threshold is about.
	q.measures = append(q.measures, item{sql: fmt.Sprintf("COUNT(DISTINCT %s)", in.unit), name: g.alias("v"), kind: integer, tame: true})
	for range g.IntN(3) {
		q.measures = append(q.measures, g.measure(in))
	}
	if len(q.keys) > 0 {
		q.rollup = g.chance(8) && distinct(q.keys)
		if g.chance(6) {
			q.having = fmt.Sprintf("COUNT(DISTINCT %s) %s %d", in.unit, pick(g, ">", "!="), 1+g.IntN(5))
		}
	}
	return q
}

// measure makes a measure over rows of sites.
func (g *Generator) measure(in source) item {
	m := item{name: g.alias("v"), kind: integer, tame: true}
	form := g.IntN(7)
	if in.made && form < 3 {
		form = 3 // rows are counted only where they are the site's own
	}
	switch form {
	case 0:
		m.sql = "COUNT(*)"
	case 1:
		m.notNull = g.condition(in.scope, 1)
		m.sql = fmt.Sprintf("COUNTIF(%s)", m.notNull)
	case 2:
		arg := g.expr(in.scope, g.anyKind(in.scope), 1)
		m.notNull = fmt.Sprintf("(%s) IS NOT NULL", arg)
		m.sql = fmt.Sprintf("COUNT(%s)", arg)
	case 3, 4:
		if g.k == 1 && g.chance(2) {
			m.sql = fmt.Sprintf("COUNT(DISTINCT %s)", g.expr(in.scope, g.counted(in.scope), 1))
			break
		}
		m.notNull = g.condition(in.scope, 1)
		m.sql = fmt.Sprintf("COUNT(DISTINCT IF(%s, %s, NULL))", m.notNull, in.unit)
	default:
		return g.sum(in, m)
	}
	return m
}

// sum makes a sum or an average of a column of the reports, or counts sites where there is none.
func (g *Generator) sum(in source, m item) item {
	var measures []column
	for _, c := range in.columns {
		if c.measure {
			measures = append(measures, c)
		}
	}
	if !in.direct || in.made || len(measures) == 0 {
		m.sql = fmt.Sprintf("COUNT(DISTINCT %s)", in.unit)
		return m
	}
	c := pick(g, measures...)
	m.notNull = c.sql + " > 0"
	m.sql = fmt.Sprintf("SUM(%s)", c.sql)
	if g.chance(3) {
		m.sql, m.kind, m.tame = fmt.Sprintf("AVG(%s)", c.sql), float, false
	}
	return m
}

// distinct says that no two keys are the same: in a ROLLUP the analyzer takes these for one key or for two, depending
// on whether there is a HAVING, which the two engines are told differently.
func distinct(keys []item) bool {
	seen := map[string]bool{}
	for _, key := range keys {
		if seen[key.sql] {
			return false
		}
		seen[key.sql] = true
	}
	return true
}
