SELECT m.name, COUNT(DISTINCT site_id) AS sites, COUNT(*) AS n
FROM reports, UNNEST(modules) AS m
GROUP BY m.name /* k */
