SELECT region, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY region
HAVING COUNT(DISTINCT site_id) >= 4
