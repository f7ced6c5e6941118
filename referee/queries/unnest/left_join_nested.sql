SELECT m.name, d.name AS dependency, COUNT(DISTINCT site_id) AS sites
FROM reports LEFT JOIN UNNEST(modules) AS m ON TRUE LEFT JOIN UNNEST(m.deps) AS d ON d.need > 1
GROUP BY m.name, dependency /* k */
