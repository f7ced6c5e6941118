SELECT region, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY region /* k */
QUALIFY RANK() OVER (ORDER BY COUNT(DISTINCT site_id) DESC) <= 2
