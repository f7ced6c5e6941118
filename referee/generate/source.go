package generate

import (
	"fmt"
	"strings"
)

// source is a relation of rows of sites: what stands after FROM, and what can be named then.
type source struct {
	with []string // common table expressions
	from string
	unit string // the site's column
	scope
	direct bool // the columns are the reports' own, so that measures can be added up
	// limited public rows are the first in an order, which the emulator forgets below a window function.
	limited bool
	made    bool // there may be rows that are no elements of the reports' arrays, which isobar does not count
}

// source makes a relation of rows of sites.
func (g *Generator) source(depth int) source {
	switch {
	case depth <= 0 || g.chance(3):
		return g.table()
	case g.chance(4):
		return g.joined(depth)
	case g.chance(4):
		return g.union(depth)
	case g.chance(2):
		return g.named(g.perSite(depth - 1))
	}
	return g.named(g.selected(depth-1, nil))
}

// table is the reports, joined with arrays of theirs.
func (g *Generator) table() source {
	r := source{from: "reports", unit: "site_id", scope: reports, direct: true}
	arrays := reports.arrays
	for n := g.IntN(3); n > 0 && len(arrays) > 0; n-- {
		a := pick(g, arrays...)
		alias := g.alias("m")
		element := a.elements(alias)
		offset := ""
		if g.chance(5) {
			offset = alias + "o"
			element.columns = append(element.columns, column{sql: offset, kind: integer, tame: true})
			offset = " WITH OFFSET AS " + offset
		}
		switch g.IntN(4) {
		case 0:
			r.made = true
			on := "TRUE"
			if g.chance(2) {
				on = g.condition(element, 1)
			}
			r.from += fmt.Sprintf(" LEFT JOIN UNNEST(%s) AS %s%s ON %s", a.sql, alias, offset, on)
		case 1:
			r.from += fmt.Sprintf(" JOIN UNNEST(%s) AS %s%s ON %s", a.sql, alias, offset, g.condition(element, 1))
		default:
			r.from += fmt.Sprintf(" CROSS JOIN UNNEST(%s) AS %s%s", a.sql, alias, offset)
		}
		r.scope = r.scope.with(element.columns, element.arrays)
		if arrays = element.arrays; len(arrays) == 0 && g.chance(2) {
			arrays = reports.arrays
		}
	}
	return r
}

// subquery is SELECT text with its columns, of which the first is the site's.
type subquery struct {
	with    []string
	sql     string
	columns []column // by their names
	made    bool
}

// named makes a relation of a subquery: in FROM, or a common table expression.
func (g *Generator) named(q subquery) source {
	alias := g.alias("t")
	r := source{with: q.with, made: q.made, unit: alias + ".site_id", scope: scope{columns: prefixed(alias, q.columns)}}
	if g.chance(2) {
		r.from = fmt.Sprintf("(%s) AS %s", q.sql, alias)
		return r
	}
	r.with = append(r.with, fmt.Sprintf("%s AS (%s)", alias, q.sql))
	r.from = alias
	return r
}

// selected is a SELECT of rows of sites, with columns of the kinds wanted, or any.
func (g *Generator) selected(depth int, want []kind) subquery {
	in := g.source(depth)
	if want == nil {
		for range 1 + g.IntN(3) {
			want = append(want, g.anyKind(in.scope))
		}
	}
	q := subquery{with: in.with, made: in.made}
	var list []string
	for _, k := range want {
		name := g.alias("c")
		tame := g.chance(2)
		list = append(list, fmt.Sprintf("%s AS %s", g.make(in.scope, k, 2, tame), name))
		q.columns = append(q.columns, column{sql: name, kind: k, tame: tame})
	}
	q.sql = fmt.Sprintf("SELECT %s, %s FROM %s%s", in.unit, join(list), in.from, g.maybeWhere(in.scope, 2))
	return q
}

// perSite is a GROUP BY within each site.
func (g *Generator) perSite(depth int) subquery {
	in := g.source(depth)
	q := subquery{with: in.with, made: in.made}
	list, keys := []string{in.unit}, []string{"1"}
	if g.chance(2) {
		k, name := g.anyKind(in.scope), g.alias("c")
		list = append(list, fmt.Sprintf("%s AS %s", g.expr(in.scope, k, 1), name))
		keys = append(keys, "2")
		q.columns = append(q.columns, column{sql: name, kind: k})
	}
	for range 1 + g.IntN(2) {
		call, c := g.ordinary(in.scope)
		c.sql = g.alias("c")
		list = append(list, fmt.Sprintf("%s AS %s", call, c.sql))
		q.columns = append(q.columns, c)
	}
	q.sql = fmt.Sprintf("SELECT %s FROM %s%s GROUP BY %s", join(list), in.from, g.maybeWhere(in.scope, 1), join(keys))
	if g.chance(8) {
		q.sql += pick(g, " HAVING COUNT(*) > 1", " HAVING COUNT(*) < 4")
	}
	return q
}

// ordinary is an aggregate call as it is allowed within a site and over public rows, and its result.
func (g *Generator) ordinary(s scope) (string, column) {
	switch g.IntN(8) {
	case 0:
		return "COUNT(*)", column{kind: integer, tame: true}
	case 1:
		return fmt.Sprintf("COUNTIF(%s)", g.condition(s, 1)), column{kind: integer, tame: true}
	case 2:
		return fmt.Sprintf("COUNT(DISTINCT %s)", g.expr(s, g.counted(s), 1)), column{kind: integer, tame: true}
	case 3:
		return fmt.Sprintf("SUM(%s)", g.tame(s, integer, 1)), column{kind: integer, tame: true}
	case 4:
		return fmt.Sprintf("AVG(%s)", g.tame(s, integer, 1)), column{kind: float, tame: true}
	case 5:
		return fmt.Sprintf("%s(%s)", pick(g, "LOGICAL_OR", "LOGICAL_AND"), g.condition(s, 1)), column{kind: boolean, tame: true}
	}
	k := g.anyKind(s)
	return fmt.Sprintf("%s(%s)", pick(g, "MIN", "MAX"), g.expr(s, k, 1)), column{kind: k}
}

// joined is two relations of sites, joined on the unit.
func (g *Generator) joined(depth int) source {
	a, b := g.named(g.perSite(depth-1)), g.named(g.selected(depth-1, nil))
	kind := pick(g, "JOIN", "LEFT JOIN")
	on := fmt.Sprintf("%s = %s", a.unit, b.unit)
	if g.chance(3) {
		on += " AND " + g.condition(b.scope, 1)
	}
	return source{with: append(a.with, b.with...), from: fmt.Sprintf("%s %s %s ON %s", a.from, kind, b.from, on), unit: a.unit,
		scope: a.scope.with(b.columns, nil), made: a.made || b.made || kind != "JOIN"}
}

// union is UNION ALL of two relations of sites of the same kinds of columns.
func (g *Generator) union(depth int) source {
	want := []kind{pick(g, text, integer, boolean, date), pick(g, text, integer, float)}[:1+g.IntN(2)]
	a, b := g.selected(depth-1, want), g.selected(depth-1, want)
	alias := g.alias("t")
	columns := prefixed(alias, a.columns)
	for i := range columns {
		columns[i].tame = a.columns[i].tame && b.columns[i].tame
	}
	return source{with: append(a.with, b.with...), from: fmt.Sprintf("(%s UNION ALL %s) AS %s", a.sql, b.sql, alias), unit: alias + ".site_id",
		scope: scope{columns: columns}, made: true}
}

// withClause writes common table expressions.
func withClause(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return "WITH " + strings.Join(list, ", ") + " "
}
