SELECT active, AVG(size) AS size, AVG(ratio) AS ratio, COUNT(DISTINCT site_id) AS sites
FROM reports
WHERE size > 0 AND ratio > 0
GROUP BY active /* k */
