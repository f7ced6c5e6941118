SELECT region, active, COUNT(DISTINCT site_id) AS sites, COUNT(*) AS n
FROM reports
GROUP BY ROLLUP (region, active) /* k */
