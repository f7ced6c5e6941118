SELECT a, b, COUNT(DISTINCT site_id) AS sites, COUNT(*) AS n
FROM reports, UNNEST(tags) AS a, UNNEST(tags) AS b
WHERE a != b
GROUP BY a, b /* k */
