SELECT region, SUM(size) AS total, COUNT(DISTINCT site_id) AS sites
FROM reports
WHERE size > 0
GROUP BY region /* k */
