package generate

import (
	"fmt"
	"slices"
	"strings"
)

// Query is one query, in parts, so that parts can be left out to find the one that matters.
type Query struct {
	with     []string
	from     string
	unit     string // of the aggregate part; "" for a SELECT over public rows
	where    []string
	keys     []item
	measures []item
	rollup   bool
	having   string
	after    []string // what comes after GROUP BY … HAVING: QUALIFY, ORDER BY, LIMIT
	// Ordered says that the rows have an order, without ties that differ.
	Ordered bool
	limited bool  // as of a source
	outer   scope // the result's columns, by their names
}

// item is one column of the SELECT list.
type item struct {
	sql  string
	name string
	kind kind
	tame bool
	// notNull is the condition under which a measure that is no group's size is published.
	notNull string
}

// SQL writes the query. Comments that begin with k: are for the emulator.
func (q *Query) SQL() string {
	var list, numbers []string
	for i, key := range q.keys {
		list = append(list, fmt.Sprintf("%s AS %s", key.sql, key.name))
		numbers = append(numbers, fmt.Sprint(i+1))
	}
	for _, m := range q.measures {
		sql := m.sql
		if m.notNull != "" {
			sql = fmt.Sprintf("/* k: IF(COUNT(DISTINCT IF(%s, %s, NULL)) >= @k, */ %s /* k: , NULL) */", m.notNull, q.unit, sql)
		}
		list = append(list, fmt.Sprintf("%s AS %s", sql, m.name))
	}
	sql := "SELECT " + join(list) + " FROM " + q.from
	if len(q.where) > 0 {
		sql += " WHERE " + strings.Join(q.where, " AND ")
	}
	switch {
	case len(numbers) > 0 && q.rollup:
		sql += fmt.Sprintf(" GROUP BY ROLLUP (%s)", join(numbers))
	case len(numbers) > 0 && len(q.measures) > 0 || q.unit != "" && len(numbers) > 0:
		sql += " GROUP BY " + join(numbers)
	}
	if q.having != "" {
		sql += " HAVING " + q.having
	}
	if q.unit != "" && len(numbers) > 0 {
		word := "HAVING"
		if q.having != "" {
			word = "AND"
		}
		sql += fmt.Sprintf(" /* k: %s COUNT(DISTINCT %s) >= @k */", word, q.unit)
	}
	if len(q.after) > 0 {
		sql += " " + strings.Join(q.after, " ")
	}
	sql = withClause(q.with) + sql
	if q.unit != "" && len(numbers) == 0 {
		// The emulator does not know HAVING without GROUP BY.
		sql = fmt.Sprintf("/* k: SELECT * FROM ( */%s/* k: ) WHERE %s >= @k */", sql, q.measures[0].name)
	}
	return sql
}

// Smaller gives queries that have one part less.
func (q *Query) Smaller() []*Query {
	var list []*Query
	add := func(change func(c *Query)) {
		c := *q
		change(&c)
		list = append(list, &c)
	}
	for i := range q.where {
		add(func(c *Query) { c.where = slices.Delete(slices.Clone(c.where), i, i+1) })
	}
	if q.having != "" {
		add(func(c *Query) { c.having = "" })
	}
	if len(q.after) > 0 {
		add(func(c *Query) { c.after, c.Ordered = nil, false })
		return list // what comes after names the columns
	}
	for i := range q.keys {
		if len(q.keys) > 1 || q.unit == "" && len(q.measures) > 0 {
			add(func(c *Query) { c.keys = slices.Delete(slices.Clone(c.keys), i, i+1) })
		}
	}
	first := 0
	if q.unit != "" && len(q.keys) == 0 {
		first = 1
	}
	for i := first; i < len(q.measures) && len(q.measures)+len(q.keys) > 1; i++ {
		add(func(c *Query) { c.measures = slices.Delete(slices.Clone(c.measures), i, i+1) })
	}
	return list
}
