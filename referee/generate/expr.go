package generate

import (
	"fmt"
	"slices"
	"strings"
)

// expr makes an expression of a kind over a scope, with at most depth levels of functions.
func (g *Generator) expr(s scope, k kind, depth int) string { return g.make(s, k, depth, false) }

// tame is expr of values that may be computed with.
func (g *Generator) tame(s scope, k kind, depth int) string { return g.make(s, k, depth, true) }

func (g *Generator) make(s scope, k kind, depth int, tame bool) string {
	columns := s.of(k, tame)
	if depth <= 0 || len(columns) > 0 && g.chance(3) {
		if len(columns) == 0 || g.chance(5) {
			return g.literal(k)
		}
		return pick(g, columns...).sql
	}
	if g.chance(5) {
		return g.conditional(s, k, depth-1, tame)
	}
	switch k {
	case boolean:
		return "(" + g.condition(s, depth-1) + ")"
	case integer:
		return g.integer(s, depth-1)
	case float:
		return g.float(s, depth-1)
	case text:
		return g.text(s, depth-1)
	case date:
		return g.date(s, depth-1)
	}
	return g.make(s, k, 0, tame)
}

// has says whether there is anything of a kind to compute with: a query of literals says little.
func (s scope) has(k kind) bool { return len(s.of(k, true)) > 0 }

// among picks a form whose kind of argument there is in scope, if any is.
func (g *Generator) among(s scope, forms []form) func() string {
	for range 5 {
		if f := pick(g, forms...); s.has(f.of) {
			return f.make
		}
	}
	return pick(g, forms...).make
}

// form is one way to make an expression out of others of a kind.
type form struct {
	of   kind
	make func() string
}

// anyKind picks a kind that the scope has columns of.
func (g *Generator) anyKind(s scope) kind {
	if len(s.columns) == 0 {
		return integer
	}
	return pick(g, s.columns...).kind
}

// counted picks a kind for COUNT(DISTINCT …): of any but FLOAT64, of which the emulator counts both zeros.
func (g *Generator) counted(s scope) kind {
	for range 5 {
		if k := g.anyKind(s); k != float {
			return k
		}
	}
	return integer
}

func (g *Generator) literal(k kind) string {
	switch k {
	case boolean:
		return pick(g, "TRUE", "FALSE")
	case integer:
		return fmt.Sprint(g.IntN(6))
	case float:
		return pick(g, "0.5", "1.25", "3.0", "0.1", "100.0")
	case text:
		return pick(g, "'eu'", "'apt'", "'linux'", "'m1'", "'1.2.3'", "'red'", "'Sudo'", "'ann'", "'start'")
	case binary:
		return pick(g, "b'abc'", "b'x'", `b'\xff'`)
	case date:
		return pick(g, "DATE '2024-02-29'", "DATE '2023-12-31'", "DATE '2026-11-09'")
	case timestamp:
		return pick(g, "TIMESTAMP '2026-11-09 10:00:00+00'", "TIMESTAMP '1970-01-01 00:00:00+00'")
	case datetime:
		return pick(g, "DATETIME '2024-02-29 00:00:00'", "DATETIME '2026-11-09 10:11:12.25'")
	}
	return pick(g, "NUMERIC '1.5'", "NUMERIC '0'", "NUMERIC '-7'")
}

// conditional makes what there is of every kind.
func (g *Generator) conditional(s scope, k kind, depth int, tame bool) string {
	a, b := g.make(s, k, depth, tame), g.make(s, k, depth, tame)
	switch g.IntN(6) {
	case 0:
		return fmt.Sprintf("IF(%s, %s, %s)", g.condition(s, depth), a, b)
	case 1:
		return fmt.Sprintf("COALESCE(%s, %s)", a, b)
	case 2:
		return fmt.Sprintf("CASE WHEN %s THEN %s WHEN %s THEN %s END", g.condition(s, depth), a, g.condition(s, depth), b)
	case 3:
		return fmt.Sprintf("CASE WHEN %s THEN %s ELSE %s END", g.condition(s, depth), a, b)
	case 4:
		if k != boolean {
			return fmt.Sprintf("%s(%s, %s)", pick(g, "LEAST", "GREATEST"), a, b)
		}
	}
	return fmt.Sprintf("NULLIF(%s, %s)", a, g.literal(k))
}

// condition makes a BOOL.
func (g *Generator) condition(s scope, depth int) string {
	if depth > 0 && g.chance(3) {
		return fmt.Sprintf("(%s %s %s)", g.condition(s, depth-1), pick(g, "AND", "OR"), g.condition(s, depth-1))
	}
	if depth > 0 && len(s.arrays) > 0 && g.chance(6) {
		return g.exists(s, depth-1)
	}
	if len(s.columns) > 0 && g.IntN(3) > 0 {
		if c := pick(g, s.columns...); c.values != nil {
			return g.usual(c)
		}
	}
	k := g.anyKind(s)
	a := g.expr(s, k, depth)
	if len(s.columns) > 0 && !slices.ContainsFunc(s.columns, func(c column) bool { return strings.Contains(a, c.sql) }) {
		c := pick(g, s.columns...) // a condition on a constant holds for all or none
		a, k = c.sql, c.kind
	}
	switch g.IntN(8) {
	case 0:
		return fmt.Sprintf("%s IS %s", a, pick(g, "NULL", "NOT NULL"))
	case 1:
		return fmt.Sprintf("%s IN (%s, %s)", a, g.literal(k), g.literal(k))
	case 2:
		return fmt.Sprintf("NOT (%s %s %s)", a, g.comparison(), g.literal(k))
	case 3:
		if k == text {
			return fmt.Sprintf("STARTS_WITH(%s, %s)", a, pick(g, "'e'", "'a'", "'li'", "''"))
		}
		if k == integer || k == date {
			return fmt.Sprintf("%s BETWEEN %s AND %s", g.make(s, k, 0, true), g.literal(k), g.literal(k))
		}
	case 4:
		return fmt.Sprintf("%s IS %sDISTINCT FROM %s", a, pick(g, "", "NOT "), g.literal(k))
	case 5:
		return fmt.Sprintf("%s %s %s", a, g.comparison(), g.expr(s, k, depth))
	}
	return fmt.Sprintf("%s %s %s", a, g.comparison(), g.literal(k))
}

// usual makes a condition that some of a column's values meet and others do not.
func (g *Generator) usual(c column) string {
	v := pick(g, c.values...)
	switch g.IntN(6) {
	case 0:
		return fmt.Sprintf("%s IN (%s, %s)", c.sql, v, pick(g, c.values...))
	case 1:
		return fmt.Sprintf("%s IS NOT NULL", c.sql)
	case 2:
		return fmt.Sprintf("%s IS DISTINCT FROM %s", c.sql, v)
	}
	return fmt.Sprintf("%s %s %s", c.sql, pick(g, "=", "!=", "<=", ">="), v)
}

func (g *Generator) comparison() string { return pick(g, "=", "!=", "<", "<=", ">", ">=") }

func (g *Generator) integer(s scope, depth int) string {
	a := func() string { return g.tame(s, integer, depth) }
	if len(s.arrays) > 0 && g.chance(4) {
		if g.chance(3) {
			return fmt.Sprintf("ARRAY_LENGTH(%s)", pick(g, s.arrays...).sql)
		}
		return g.aggregateOfArray(s, depth)
	}
	return g.among(s, []form{
		{integer, func() string { return fmt.Sprintf("(%s + %s)", a(), a()) }},
		{integer, func() string { return fmt.Sprintf("(%s - %s)", a(), a()) }},
		{integer, func() string { return fmt.Sprintf("(%s * %d)", g.tame(s, integer, 0), g.IntN(9)) }},
		{integer, func() string { return fmt.Sprintf("MOD(%s, %d)", a(), 2+g.IntN(4)) }},
		{integer, func() string { return fmt.Sprintf("DIV(%s, %d)", a(), 1+g.IntN(4)) }},
		{integer, func() string { return fmt.Sprintf("%s(%s)", pick(g, "ABS", "SIGN"), a()) }},
		{text, func() string { return fmt.Sprintf("LENGTH(%s)", g.expr(s, text, depth)) }},
		{text, func() string {
			return fmt.Sprintf("STRPOS(%s, %s)", g.tame(s, text, depth), pick(g, "'a'", "'.'", "'u'"))
		}},
		{text, func() string { return fmt.Sprintf("SAFE_CAST(NULLIF(%s, '') AS INT64)", g.tame(s, text, depth)) }},
		{boolean, func() string { return fmt.Sprintf("CAST(%s AS INT64)", g.expr(s, boolean, depth)) }},
		{float, func() string { return fmt.Sprintf("CAST(FLOOR(%s) AS INT64)", g.tame(s, float, depth)) }},
		{date, func() string {
			return fmt.Sprintf("EXTRACT(%s FROM %s)", pick(g, "YEAR", "MONTH", "DAY", "DAYOFWEEK"), g.expr(s, date, depth))
		}},
		{date, func() string {
			return fmt.Sprintf("DATE_DIFF(%s, %s, %s)", g.tame(s, date, depth), g.literal(date), pick(g, "DAY", "MONTH", "YEAR"))
		}},
	})()
}

func (g *Generator) float(s scope, depth int) string {
	a := func() string { return g.tame(s, float, depth) }
	return g.among(s, []form{
		{float, func() string { return fmt.Sprintf("(%s + %s)", a(), a()) }},
		{float, func() string { return fmt.Sprintf("(%s - %s)", a(), a()) }},
		{float, func() string { return fmt.Sprintf("(%s * %s)", g.tame(s, float, 0), g.literal(float)) }},
		{float, func() string { return fmt.Sprintf("(%s / %d)", a(), 1+g.IntN(7)) }},
		{float, func() string { return fmt.Sprintf("%s(%s)", pick(g, "ABS", "FLOOR", "CEIL", "ROUND", "TRUNC"), a()) }},
		{float, func() string { return fmt.Sprintf("ROUND(%s, %d)", a(), g.IntN(3)) }},
		{integer, func() string { return fmt.Sprintf("CAST(%s AS FLOAT64)", g.tame(s, integer, depth)) }},
		{integer, func() string {
			return fmt.Sprintf("SAFE_DIVIDE(%s, %s)", g.tame(s, integer, depth), g.tame(s, integer, depth))
		}},
	})()
}

func (g *Generator) text(s scope, depth int) string {
	a := func() string { return g.tame(s, text, depth) }
	return g.among(s, []form{
		{text, func() string { return fmt.Sprintf("CONCAT(%s, %s)", a(), a()) }},
		{text, func() string {
			return fmt.Sprintf("%s(%s)", pick(g, "UPPER", "LOWER", "REVERSE", "TRIM", "INITCAP"), a())
		}},
		{text, func() string { return fmt.Sprintf("SUBSTR(%s, %d)", a(), 1+g.IntN(3)) }},
		{text, func() string { return fmt.Sprintf("SUBSTR(%s, %d, %d)", a(), 1+g.IntN(3), g.IntN(4)) }},
		{text, func() string {
			return fmt.Sprintf("REPLACE(%s, %s, %s)", a(), pick(g, "'a'", "'eu'", "'.'"), pick(g, "''", "'--'", "'x'"))
		}},
		{text, func() string {
			return fmt.Sprintf("%s(%s, %d)", pick(g, "LPAD", "RPAD", "LEFT", "RIGHT"), a(), 1+g.IntN(5))
		}},
		{text, func() string {
			return fmt.Sprintf("REGEXP_EXTRACT(%s, r'%s')", a(), pick(g, `\d+`, `[a-z]`, `^(.)`, `a(.*)`))
		}},
		{text, func() string {
			return fmt.Sprintf("REGEXP_REPLACE(%s, r'%s', %s)", a(), pick(g, `\d`, `[aeiou]`, `^.`), pick(g, "''", "'_'"))
		}},
		{text, func() string {
			return fmt.Sprintf("SPLIT(%s, '%s')[SAFE_OFFSET(%d)]", a(), pick(g, ".", "p"), g.IntN(2))
		}},
		{text, func() string { return fmt.Sprintf("REPEAT(%s, %d)", g.tame(s, text, 0), g.IntN(3)) }},
		{text, func() string { return fmt.Sprintf("(%s || %s)", a(), g.literal(text)) }},
		{integer, func() string { return fmt.Sprintf("CAST(%s AS STRING)", g.tame(s, integer, depth)) }},
		{boolean, func() string { return fmt.Sprintf("CAST(%s AS STRING)", g.tame(s, boolean, depth)) }},
		{date, func() string { return fmt.Sprintf("CAST(%s AS STRING)", g.tame(s, date, depth)) }},
		{date, func() string {
			return fmt.Sprintf("FORMAT_DATE('%s', %s)", pick(g, "%Y-%m", "%d/%m", "%A"), g.tame(s, date, depth))
		}},
	})()
}

func (g *Generator) date(s scope, depth int) string {
	a := g.tame(s, date, depth)
	if g.chance(2) {
		return fmt.Sprintf("%s(%s, INTERVAL %d %s)", pick(g, "DATE_ADD", "DATE_SUB"), a, g.IntN(40), pick(g, "DAY", "WEEK", "MONTH"))
	}
	return fmt.Sprintf("DATE_TRUNC(%s, %s)", a, pick(g, "MONTH", "YEAR", "QUARTER", "WEEK(MONDAY)"))
}
