SELECT (SELECT MAX((SELECT COUNT(*) FROM UNNEST(m.deps))) FROM UNNEST(modules) AS m) AS most, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY most /* k */
