SELECT region, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY region
HAVING sites > 5 AND region != '' /* and k */
