SELECT a.name AS x, b.name AS y, c.name AS z, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS a, UNNEST(modules) AS b, UNNEST(modules) AS c
WHERE a.name < b.name AND b.name < c.name
GROUP BY x, y, z /* k */
