SELECT region, COUNT(DISTINCT site_id) AS sites
FROM reports
WHERE size NOT IN (SELECT level FROM UNNEST(levels) AS level)
GROUP BY region /* k */
