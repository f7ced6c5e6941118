package job_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// sqlMaker makes random queries of the accepted language over Dropsonde reports. Its expressions treat all
// names that only one site has alike, or tell each from all others: it has no hash of which one bit is kept.
type sqlMaker struct{ *rand.Rand }

func (m sqlMaker) pick(from ...string) string { return from[m.IntN(len(from))] }

func (m sqlMaker) key() string {
	if m.IntN(3) == 0 {
		return m.arrayKey()
	}
	return m.pick("m.slug", "m.name", "m.version", "LOWER(m.slug)", "SUBSTR(m.slug, 1, 4)", "LENGTH(m.slug)", "m.slug IS NULL", "REVERSE(m.name)",
		"CONCAT(m.slug, '-', m.version)", "environment_count", "MOD(environment_count, 3)", "ARRAY_LENGTH(modules)", "IF(m.slug > 'm', m.name, NULL)",
		"CASE WHEN STARTS_WITH(m.slug, 'a') THEN m.version ELSE 'other' END", "SAFE_CAST(m.version AS INT64)", "m", "TO_HEX(MD5(m.slug))",
		"FORMAT('%s/%s', m.slug, m.version)", "TO_JSON_STRING(m.name)", "SPLIT(m.slug, '-')[SAFE_OFFSET(0)]", "STRUCT(m.slug AS a, m.name AS b).a",
		"EXTRACT(DAYOFWEEK FROM timestamp)", "DATE_TRUNC(DATE(timestamp), MONTH)", "CAST(environment_count AS NUMERIC) / 2",
		"NULLIF(m.version, '1')", "GREATEST(m.slug, m.version)", "REGEXP_EXTRACT(m.slug, r'^[a-z]+')")
}

// arrayKey is a key with a subquery over the site's own array.
func (m sqlMaker) arrayKey() string {
	value, where := m.pick("x.slug", "x.version", "CONCAT(x.slug, x.version)"), m.pick("TRUE", "x.version = '1'", "x.slug > m.slug", "x.slug < 'p'", "x.name != m.name")
	from := "FROM UNNEST(modules) AS x WHERE " + where
	switch m.IntN(7) {
	case 0:
		return "(SELECT COUNT(*) " + from + ")"
	case 1:
		return "(SELECT " + m.pick("MAX", "MIN") + "(" + value + ") " + from + ")"
	case 2:
		return "EXISTS (SELECT 1 " + from + ")"
	case 3:
		return "m.slug IN (SELECT " + value + " " + from + ")"
	case 4:
		return "ARRAY_TO_STRING(ARRAY(SELECT DISTINCT " + value + " AS v " + from + " ORDER BY v LIMIT 3), ',')"
	case 5:
		return "(SELECT STRING_AGG(DISTINCT " + value + ", '|') " + from + ")"
	}
	return "(SELECT " + value + " " + from + " ORDER BY x.version DESC, x.slug LIMIT 1)"
}

func (m sqlMaker) measure() string {
	return m.pick("COUNT(*)", "COUNT(DISTINCT site_id)", "COUNT(m.slug)", "COUNTIF(m.version = '1')", "COUNT(DISTINCT m.slug)", "COUNT(DISTINCT LOWER(m.name))",
		"SUM(environment_count)", "AVG(environment_count)", "COUNT(DISTINCT CONCAT(m.slug, m.version))", "MAX(m.slug)", "COUNTIF(m.name LIKE '%o%')",
		"COUNT(DISTINCT IF("+m.condition()+", site_id, NULL))", "COUNTIF("+m.condition()+")", "COUNTIF("+m.arrayKey()+" IS NULL)")
}

func (m sqlMaker) condition() string {
	return m.pick("TRUE", "m.slug IS NOT NULL", "m.slug < 'p'", "environment_count > 2", "m.version IN ('1', '2')", "LENGTH(m.slug) > 3", "NOT ENDS_WITH(m.slug, 'e')",
		"DIV(10, environment_count) > 1", "REGEXP_CONTAINS(m.name, r'[aeiou]')", "EXISTS (SELECT 1 FROM UNNEST(modules) AS x WHERE x.slug > m.slug)",
		"m.slug IN UNNEST(['apt', 'ntp', 'zfs'])", "m.version IN (SELECT x.version FROM UNNEST(modules) AS x WHERE x.slug < 'n')")
}

// source is a relation with the reports' columns and an element m of modules.
func (m sqlMaker) source() string {
	whole := "reports"
	switch m.IntN(6) {
	case 0:
		whole = "(SELECT site_id, environment_count, timestamp, modules FROM reports UNION ALL SELECT site_id, environment_count, timestamp, modules FROM reports WHERE environment_count > 1)"
	case 1:
		whole = "reports AS r " + m.pick("JOIN", "LEFT JOIN", "FULL JOIN") + " (SELECT site_id AS s2, COUNT(*) AS c FROM reports, UNNEST(modules) AS y WHERE y.slug < 'n' GROUP BY s2) AS o ON r.site_id = o.s2" +
			m.pick("", " AND o.c > 1")
	case 2:
		whole = "reports CROSS JOIN (SELECT 'x' AS letter UNION ALL SELECT 'y')"
	}
	return whole + m.pick(", UNNEST(modules) AS m", " LEFT JOIN UNNEST(modules) AS m", ", UNNEST(modules) AS m WITH OFFSET AS o", ", UNNEST(modules) AS m, UNNEST(modules) AS n",
		" JOIN UNNEST(modules) AS m ON m.version = '1'")
}

// query is SELECT keys, measures with one of several shapes around it.
func (m sqlMaker) query() string {
	source := m.source()
	var columns []string
	keys := m.IntN(3)
	for i := range keys {
		columns = append(columns, fmt.Sprintf("%s AS k%d", m.key(), i))
	}
	for i := range 1 + m.IntN(3) {
		columns = append(columns, fmt.Sprintf("%s AS v%d", m.measure(), i))
	}
	if m.IntN(4) == 0 { // one row a site and something first
		source = fmt.Sprintf("(SELECT site_id, %s AS slug, COUNT(*) AS n, %s(m.version) AS version FROM %s WHERE %s GROUP BY site_id, slug) AS m",
			m.pick("m.slug", "m.name", "SUBSTR(m.slug, 2)"), m.pick("MAX", "MIN", "STRING_AGG"), source, m.condition())
		columns = []string{m.pick("slug", "version", "n", "LENGTH(version)") + " AS k0", m.pick("COUNT(*)", "COUNT(DISTINCT site_id)", "COUNT(DISTINCT slug)") + " AS v0"}
		return "SELECT " + strings.Join(columns, ", ") + " FROM " + source + " GROUP BY ALL"
	}
	sql := "SELECT " + strings.Join(columns, ", ") + " FROM " + source + " WHERE " + m.condition()
	switch {
	case keys == 2 && m.IntN(3) == 0:
		sql += " GROUP BY " + m.pick("ROLLUP (k0, k1)", "CUBE (k0, k1)", "GROUPING SETS (k0, (k0, k1), ())")
	case keys > 0:
		sql += " GROUP BY ALL"
	}
	return m.around(sql)
}

// around adds a public part.
func (m sqlMaker) around(sql string) string {
	switch m.IntN(10) {
	case 0:
		return sql + " ORDER BY v0 DESC LIMIT 5"
	case 1:
		return "SELECT v0, COUNT(*) AS groups FROM (" + sql + ") GROUP BY v0"
	case 2:
		return "SELECT MAX(v0) AS most, COUNT(*) AS groups FROM (" + sql + ")"
	case 3:
		return "SELECT *, RANK() OVER (ORDER BY v0) AS place, SUM(SAFE_CAST(CAST(v0 AS STRING) AS FLOAT64)) OVER () AS total FROM (" + sql + ") QUALIFY place < 50"
	case 4:
		return "WITH t AS (" + sql + ") SELECT a.*, (SELECT COUNT(*) FROM t AS b WHERE b.v0 > a.v0) AS ahead FROM t AS a"
	case 5:
		return "WITH t AS (" + sql + ") SELECT a.*, b.v0 AS other FROM t AS a LEFT JOIN t AS b ON a.v0 = b.v0"
	case 6:
		return "(" + sql + ") UNION ALL (" + sql + ")"
	}
	return sql
}
