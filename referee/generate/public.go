package generate

import (
	"fmt"
	"strings"
)

// public makes a query: the aggregate part, with depth levels of public rows above it.
func (g *Generator) public(depth int) Query {
	if depth <= 0 || g.chance(2) {
		q := g.aggregate()
		g.finish(&q)
		return q
	}
	in := g.publicSource(depth)
	q := Query{with: in.with, from: in.from, limited: in.limited}
	if g.chance(4) {
		q.where = append(q.where, g.condition(in.scope, 1))
	}
	switch form := g.IntN(3); {
	case form == 0 || form == 1 && in.limited:
		g.regroup(&q, in.scope)
	case form == 1:
		g.windows(&q, in.scope)
	default:
		for range 1 + g.IntN(3) {
			k := g.anyKind(in.scope)
			q.keys = append(q.keys, item{sql: g.expr(in.scope, k, 2), name: g.alias("p"), kind: k})
		}
	}
	g.finish(&q)
	return q
}

// regroup groups public rows.
func (g *Generator) regroup(q *Query, s scope) {
	for range g.IntN(3) {
		k := g.anyKind(s)
		q.keys = append(q.keys, item{sql: g.expr(s, k, 1), name: g.alias("p"), kind: k})
	}
	for range 1 + g.IntN(2) {
		call, c := g.ordinary(s)
		q.measures = append(q.measures, item{sql: call, name: g.alias("v"), kind: c.kind, tame: c.tame})
	}
	q.rollup = len(q.keys) > 0 && g.chance(6) && distinct(q.keys)
}

// windows selects public rows with functions over windows of them. The windows are ordered by all columns
// where the order matters.
func (g *Generator) windows(q *Query, s scope) {
	all := make([]string, len(s.columns))
	for i, c := range s.columns {
		all[i] = c.sql
		q.keys = append(q.keys, item{sql: c.sql, name: g.alias("p"), kind: c.kind, tame: c.tame})
	}
	partition := ""
	if g.chance(2) {
		if c := pick(g, s.columns...); c.kind != float { // which BigQuery does not partition by
			partition = "PARTITION BY " + c.sql + " "
		}
	}
	order := "ORDER BY " + join(all)
	arg := pick(g, s.columns...)
	call := ""
	k := integer
	switch g.IntN(6) {
	case 0:
		call = fmt.Sprintf("ROW_NUMBER() OVER (%s%s)", partition, order)
	case 1:
		call = fmt.Sprintf("%s() OVER (%sORDER BY %s%s)", pick(g, "RANK", "DENSE_RANK"), partition, arg.sql, pick(g, "", " DESC"))
	case 2:
		k = arg.kind
		call = fmt.Sprintf("%s(%s) OVER (%s%s)", pick(g, "LAG", "LEAD"), arg.sql, partition, order)
	case 3:
		call = fmt.Sprintf("SUM(%s) OVER (%s%s)", g.tame(s, integer, 1), partition, pick(g, "", order+pick(g, "", " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING")))
	case 4:
		k = arg.kind
		call = fmt.Sprintf("%s(%s) OVER (%s%s)", pick(g, "FIRST_VALUE", "LAST_VALUE"), arg.sql, partition, order)
	default:
		call = fmt.Sprintf("COUNT(*) OVER (%s)", strings.TrimSpace(partition))
	}
	q.keys = append(q.keys, item{sql: call, name: g.alias("p"), kind: k})
	if g.chance(4) {
		q.after = append(q.after, fmt.Sprintf("QUALIFY ROW_NUMBER() OVER (%s%s) <= 2", partition, order))
		if len(q.where) == 0 {
			q.where = []string{"TRUE"}
		}
	}
}

// publicSource is a relation of public rows.
func (g *Generator) publicSource(depth int) source {
	a := g.publicTable(depth)
	switch g.IntN(5) {
	case 0:
		b := g.publicTable(depth)
		if on := g.equality(a, b); on != "" {
			kind := pick(g, "JOIN", "LEFT JOIN", "FULL JOIN", "RIGHT JOIN")
			return source{with: append(a.with, b.with...), from: fmt.Sprintf("%s %s %s ON %s", a.from, kind, b.from, on), scope: a.scope.with(b.columns, nil), limited: a.limited || b.limited}
		}
	case 1:
		return g.publicUnion(depth)
	}
	return a
}

// equality is a condition that two columns of one kind are equal.
func (g *Generator) equality(a, b source) string {
	for _, c := range a.columns {
		if same := b.of(c.kind, false); len(same) > 0 && c.kind != float {
			return fmt.Sprintf("%s = %s", c.sql, pick(g, same...).sql)
		}
	}
	return ""
}

// publicTable is one subquery of public rows, in FROM or as a common table expression.
func (g *Generator) publicTable(depth int) source {
	q := g.public(depth - 1)
	alias := g.alias("t")
	r := source{scope: scope{columns: prefixed(alias, q.outer.columns)}, limited: q.limited}
	if g.chance(2) {
		r.from = fmt.Sprintf("(%s) AS %s", q.SQL(), alias)
		return r
	}
	r.with, r.from = []string{fmt.Sprintf("%s AS (%s)", alias, q.SQL())}, alias
	return r
}

// publicUnion is a set operation on two tables of one column each.
func (g *Generator) publicUnion(depth int) source {
	a, b := g.publicTable(depth), g.publicTable(depth)
	for _, c := range a.columns {
		same := b.of(c.kind, false)
		if len(same) == 0 {
			continue
		}
		alias := g.alias("t")
		from := fmt.Sprintf("(SELECT %s AS u FROM %s %s SELECT %s FROM %s) AS %s", c.sql, a.from,
			pick(g, "UNION ALL", "UNION DISTINCT", "INTERSECT DISTINCT", "EXCEPT DISTINCT"), pick(g, same...).sql, b.from, alias)
		return source{with: append(a.with, b.with...), from: from, scope: scope{columns: []column{{sql: alias + ".u", kind: c.kind}}}, limited: a.limited || b.limited}
	}
	return a
}

// finish may order the rows by all columns and keep the first, and notes what columns there are.
func (g *Generator) finish(q *Query) {
	var names []string
	for _, i := range append(append([]item{}, q.keys...), q.measures...) {
		q.outer.columns = append(q.outer.columns, column{sql: i.name, kind: i.kind, tame: i.tame})
		names = append(names, i.name+pick(g, "", " DESC"))
	}
	if g.chance(5) && (q.unit == "" || len(q.keys) > 0) {
		q.Ordered = true
		q.after = append(q.after, "ORDER BY "+join(names))
		if g.chance(2) {
			q.limited = true
			q.after = append(q.after, fmt.Sprintf("LIMIT %d", 1+g.IntN(8)))
		}
	}
}
