SELECT region, COUNT(DISTINCT site_id) AS sites
FROM (SELECT * FROM reports)
GROUP BY region /* k */
