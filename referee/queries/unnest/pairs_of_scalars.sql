SELECT a, b, COUNT(DISTINCT site_id) AS sites
FROM reports, UNNEST(levels) AS a, UNNEST(levels) AS b
WHERE a > b
GROUP BY a, b /* k */
