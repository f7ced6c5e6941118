-- Coarser values, for tables that are generalised.

-- climb(had, p, q) is what is shown of a relation with the columns site, context and value: a row for each value
-- that k sites have in a context; of the other values, a row for what the regular expression p takes out of them,
-- if k sites have such a value; then the same with q; and then (other).
CREATE MACRO climb(had, p, q) AS TABLE
WITH
h0 AS (SELECT DISTINCT site, context, value, value AS shown FROM query_table(had)),
r0 AS (SELECT context, shown, count(DISTINCT site) AS sites FROM h0 WHERE NOT suffix(shown, '(other)') GROUP BY ALL HAVING count(DISTINCT site) >= k()),
h1 AS (SELECT site, context, value, CASE WHEN NOT suffix(value, '(other)') THEN nullif(regexp_extract(value, p, 1), '') || ' (other)' END AS shown
	FROM h0 ANTI JOIN r0 USING (context, shown)),
r1 AS (SELECT context, shown, count(DISTINCT site) AS sites FROM h1 WHERE shown IS NOT NULL GROUP BY ALL HAVING count(DISTINCT site) >= k()),
h2 AS (SELECT site, context, value, CASE WHEN NOT suffix(value, '(other)') THEN nullif(regexp_extract(value, q, 1), '') || ' (other)' END AS shown
	FROM h1 ANTI JOIN r1 USING (context, shown)),
r2 AS (SELECT context, shown, count(DISTINCT site) AS sites FROM h2 WHERE shown IS NOT NULL GROUP BY ALL HAVING count(DISTINCT site) >= k()),
r3 AS (SELECT context, '(other)' AS shown, count(DISTINCT site) AS sites FROM h2 ANTI JOIN r2 USING (context, shown) GROUP BY ALL HAVING count(DISTINCT site) >= k())
SELECT * FROM r0 UNION ALL SELECT * FROM r1 UNION ALL SELECT * FROM r2 UNION ALL SELECT * FROM r3;
