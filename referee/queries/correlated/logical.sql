SELECT (SELECT LOGICAL_OR(m.enabled) FROM UNNEST(modules) AS m) AS one, (SELECT LOGICAL_AND(m.enabled) FROM UNNEST(modules) AS m) AS each, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY one, each /* k */
