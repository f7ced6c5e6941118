SELECT region, active, COUNT(DISTINCT site_id) AS sites
FROM reports
GROUP BY CUBE (region, active) /* k */
