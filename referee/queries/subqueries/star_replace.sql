SELECT region, COUNT(DISTINCT site_id) AS sites
FROM (SELECT * REPLACE (UPPER(region) AS region) FROM reports)
GROUP BY region /* k */
