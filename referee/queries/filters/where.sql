SELECT region, COUNT(DISTINCT site_id) AS sites
FROM reports
WHERE active AND size >= 1 AND region IS NOT NULL
GROUP BY region /* k */
