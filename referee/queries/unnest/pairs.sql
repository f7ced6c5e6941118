-- Every pair of modules of a site: the shape that is counted in a way of its own.
SELECT a.name AS first, b.name AS second, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(modules) AS a, UNNEST(modules) AS b
WHERE a.name < b.name
GROUP BY first, second /* k */
