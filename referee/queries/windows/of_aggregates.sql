-- A window over the groups of the same SELECT.
SELECT region, COUNT(DISTINCT site_id) AS sites, RANK() OVER (ORDER BY COUNT(DISTINCT site_id) DESC) AS place
FROM reports
GROUP BY region /* k */
