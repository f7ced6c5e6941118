SELECT region, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY ROLLUP (region) /* k */
