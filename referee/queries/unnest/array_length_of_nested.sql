-- NULL for a host that is NULL.
SELECT ARRAY_LENGTH(m.deps) AS deps, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS m
GROUP BY deps /* k */
